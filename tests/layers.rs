//! The structure of the source, held by the machine: which layer may name which, that the core depends on nothing of the
//! browser's, and that no circle of files goes through two folders.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// What each top-level module may name of the others.
const MAY_NAME: [(&str, &[&str]); 16] = [
    ("secret", &["ports"]),
    ("json", &[]),
    ("ports", &[]),
    ("route", &[]),
    ("config", &["json", "ports", "secret", "route"]),
    ("aws", &["json", "config", "ports", "secret"]),
    ("auth", &["json", "aws", "config", "ports", "secret"]),
    ("api", &["json", "auth", "aws", "config", "ports", "secret"]),
    ("files", &["json", "auth", "aws", "config", "ports", "route", "secret"]),
    ("preferences", &["json", "auth", "aws", "config", "ports", "secret"]),
    ("browser", &["json", "aws", "auth", "config", "ports", "route", "secret"]),
    ("ui", &["auth", "aws", "browser", "config", "files", "ports"]),
    ("app", &["json", "api", "auth", "aws", "browser", "config", "files", "ports", "preferences", "route", "secret", "ui"]),
    ("core", &[]),
    ("lib", &[]),
    ("main", &["app"]),
];

/// The crates that only a browser has; what does not depend on them is tested natively.
const BROWSER_CRATES: [&str; 7] =
    ["gloo-net", "js-sys", "leptos", "wasm-bindgen", "wasm-bindgen-futures", "wasm_split_helpers", "web-sys"];

/// A file of `src/`, of any crate, and what it names.
struct File {
    /// Its module, such as `aws::s3::address`; `aws` for `aws/mod.rs`. Of the core too: the library hands its modules on by
    /// the same names. `core` is the root of the core.
    module: String,
    folder: String,
    /// Each path it names that begins in one of our crates, from the crate's root.
    names: BTreeSet<String>,
    /// What it passes on from elsewhere, by the name that it gives it.
    reexports: BTreeMap<String, String>,
    /// The types and traits that are written in it and that other files can name, `pub(crate)` and `pub(super)` ones too.
    types: BTreeSet<String>,
}

impl File {
    fn layer(&self) -> &str {
        self.module.split("::").next().unwrap_or_default()
    }
}

struct Source {
    files: BTreeMap<String, File>,
}

impl Source {
    fn read() -> Source {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        let files = paths.iter().map(|path| File::read(&root, path)).map(|file| (file.module.clone(), file)).collect();
        Source { files }
    }

    /// The file where what `path` names is written: re-exports lead on to it.
    fn file_of(&self, path: &str) -> Option<&File> {
        let mut path = path.to_owned();
        for _ in 0..9 {
            let (file, rest) = self.longest_module(&path)?;
            let name = rest.split("::").next().unwrap_or_default();
            match file.reexports.get(name) {
                Some(target) if target != &path => path = target.clone(),
                _ => return Some(file),
            }
        }
        None
    }

    fn longest_module<'p>(&self, path: &'p str) -> Option<(&File, &'p str)> {
        let mut end = path.len();
        loop {
            if let Some(file) = self.files.get(&path[..end]) {
                return Some((file, path[end..].trim_start_matches("::")));
            }
            end = path[..end].rfind("::")?;
        }
    }

    /// What each file needs of others. A module's own children are its own.
    fn edges(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        self.files
            .values()
            .map(|file| {
                let targets = file.names.iter().filter_map(|name| self.file_of(name)).map(|target| target.module.as_str());
                (file.module.as_str(), targets.filter(|target| *target != file.module).collect())
            })
            .collect()
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

impl File {
    fn read(root: &Path, path: &Path) -> File {
        let relative = path.strip_prefix(root).unwrap().with_extension("");
        let relative = match relative.strip_prefix("core") {
            Ok(within) if within == Path::new("lib") => Path::new("core"),
            Ok(within) => within,
            Err(_) => &relative,
        };
        let segments: Vec<_> = relative.iter().map(|segment| segment.to_str().unwrap()).collect();
        let (segments, folder) = match segments.split_last() {
            Some((&"mod", folder)) => (folder.to_vec(), folder.join("/")),
            Some((_, folder)) => (segments.clone(), folder.join("/")),
            None => unreachable!(),
        };
        let syntax = syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap();
        let children = syntax.items.iter().filter_map(|item| match item {
            syn::Item::Mod(module) => Some(module.ident.to_string()),
            _ => None,
        });
        let module = segments.join("::");
        let mut reader = Reader {
            depth: 0,
            children: children.collect(),
            file: File { module, folder, names: BTreeSet::new(), reexports: BTreeMap::new(), types: BTreeSet::new() },
        };
        reader.visit_file(&syntax);
        reader.file
    }
}

struct Reader {
    file: File,
    children: BTreeSet<String>,
    /// How many modules within the file enclose what is read.
    depth: usize,
}

impl Reader {
    /// The path from the crate's root, if it begins in one of ours.
    fn resolve(&self, segments: &[String]) -> Option<String> {
        let own: Vec<&str> = self.file.module.split("::").filter(|segment| !matches!(*segment, "lib" | "core" | "")).collect();
        let ups = segments.iter().take_while(|segment| *segment == "super").count();
        let (base, rest) = match segments.first().map(String::as_str)? {
            "crate" | "satchel" | "satchel_core" => (Vec::new(), &segments[1..]),
            "self" => (own, &segments[1..]),
            "super" => (own[..(own.len() + self.depth).checked_sub(ups)?.min(own.len())].to_vec(), &segments[ups..]),
            first if self.children.contains(first) => (own, segments),
            _ => return None,
        };
        let rest = rest.iter().map(String::as_str);
        Some(base.into_iter().chain(rest).collect::<Vec<_>>().join("::"))
    }

    fn note(&mut self, segments: &[String]) {
        self.file.names.extend(self.resolve(segments));
    }

    fn note_type(&mut self, visibility: &syn::Visibility, name: &syn::Ident) {
        if !matches!(visibility, syn::Visibility::Inherited) {
            self.file.types.insert(name.to_string());
        }
    }

    fn note_use(&mut self, prefix: &[String], tree: &syn::UseTree, is_reexport: bool) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        let (path, name) = match tree {
            syn::UseTree::Path(path) => return self.note_use(&with(&path.ident), &path.tree, is_reexport),
            syn::UseTree::Group(group) => return group.items.iter().for_each(|tree| self.note_use(prefix, tree, is_reexport)),
            syn::UseTree::Glob(_) => (prefix.to_vec(), None),
            syn::UseTree::Name(name) if name.ident == "self" => (prefix.to_vec(), prefix.last().cloned()),
            syn::UseTree::Name(name) => (with(&name.ident), Some(name.ident.to_string())),
            syn::UseTree::Rename(rename) => (with(&rename.ident), Some(rename.rename.to_string())),
        };
        match (is_reexport, name, self.resolve(&path)) {
            (true, Some(name), Some(path)) => drop(self.file.reexports.insert(name, path)),
            _ => self.note(&path),
        }
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    })
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            self.depth += 1;
            visit::visit_item_mod(self, module);
            self.depth -= 1;
        }
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.note_type(&item.vis, &item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.note_type(&item.vis, &item.ident);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.note_type(&item.vis, &item.ident);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.note_type(&item.vis, &item.ident);
        visit::visit_item_type(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_reexport = self.depth == 0 && !matches!(item.vis, syn::Visibility::Inherited);
        if !is_test(&item.attrs) {
            self.note_use(&[], &item.tree, is_reexport);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            self.note(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        // What a macro makes of its tokens is not known; a path in them is a path.
        let text = mac.tokens.to_string().replace(" :: ", "::");
        for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            let segments: Vec<_> = word.split("::").map(str::to_owned).collect();
            if segments.len() > 1 && segments.iter().all(|segment| !segment.is_empty() && !segment.contains(':')) {
                self.note(&segments);
            }
        }
    }
}

#[test]
fn each_layer_names_only_those_below_it() {
    let source = Source::read();
    let mut wrong = Vec::new();
    for file in source.files.values() {
        let Some((_, allowed)) = MAY_NAME.iter().find(|(layer, _)| *layer == file.layer()) else {
            panic!("{} belongs to no layer: say in MAY_NAME what it may name", file.module);
        };
        for name in &file.names {
            let layer = name.split("::").next().unwrap();
            if layer != file.layer() && !allowed.contains(&layer) && !matches!(file.module.as_str(), "lib" | "main") {
                wrong.push(format!("{} names {name}", file.module));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Buttons, tables and dialogs serve any page.
#[test]
fn components_know_nothing_of_aws() {
    let source = Source::read();
    let components = source.files.values().filter(|file| file.module.starts_with("ui::components"));
    let wrong: Vec<_> = components
        .flat_map(|file| {
            let named = file.names.iter().filter(|name| matches!(name.split("::").next(), Some("aws" | "auth" | "api")));
            named.map(|name| format!("{} names {name}", file.module))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a crate does not depend on, its compiler does not let it name.
#[test]
fn the_core_depends_on_no_crate_of_the_browsers() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core/Cargo.toml")).unwrap();
    let dependencies: Vec<_> = manifest.lines().filter_map(|line| line.split(['.', ' ', '=']).next()).collect();
    assert!(dependencies.contains(&"serde_json"), "this reads no dependencies: {dependencies:?}");
    let wrong: Vec<_> = BROWSER_CRATES.iter().filter(|name| dependencies.contains(name)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_circle_of_files_goes_through_two_folders() {
    let source = Source::read();
    let edges = source.edges();
    let circles: Vec<_> = circles(&edges)
        .into_iter()
        .filter(|circle| circle.iter().map(|module| &source.files[*module].folder).collect::<BTreeSet<_>>().len() > 1)
        .map(|circle| {
            let within =
                |module: &&str| edges[module].iter().filter(|target| circle.contains(*target)).copied().collect::<Vec<_>>();
            circle.iter().map(|module| format!("{module} -> {}", within(module).join(", "))).collect::<Vec<_>>()
        })
        .collect();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// Names that several types may have: the page's session is the one of `auth`, over the browser.
const SEVERAL_MEANINGS: [&str; 1] = ["Session"];

#[test]
fn a_type_that_other_files_can_name_has_a_name_of_its_own() {
    let source = Source::read();
    let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in source.files.values() {
        file.types.iter().for_each(|name| files.entry(name).or_default().push(&file.module));
    }
    let twice: Vec<_> = files.into_iter().filter(|(name, files)| files.len() > 1 && !SEVERAL_MEANINGS.contains(name)).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

/// The sets of files of which each needs, in the end, each other (Tarjan's strongly connected components).
fn circles<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<BTreeSet<&'a str>> {
    let reachable: BTreeMap<&str, BTreeSet<&str>> = edges.keys().map(|start| (*start, reach(edges, start))).collect();
    let mut found: Vec<BTreeSet<&str>> = Vec::new();
    for (start, to) in &reachable {
        let circle: BTreeSet<&str> = to.iter().copied().filter(|end| reachable[end].contains(start)).collect();
        if !circle.is_empty() && !found.contains(&circle) {
            found.push(circle);
        }
    }
    found
}

fn reach<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>, start: &str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = edges[start].iter().copied().collect();
    while let Some(module) = open.pop() {
        if seen.insert(module) {
            open.extend(&edges[module]);
        }
    }
    seen
}
