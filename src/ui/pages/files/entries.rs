//! What a folder holds: the rows of its table, in order, however many pages they come in.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::natural;
use super::paths::{MARKER, shown};
use super::twins::Composed;
use crate::aws::s3::{Object, Page};
use crate::ui::components::Selection;

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The whole key; a folder's ends with a slash.
    pub key: String,
    /// Where the name begins in it.
    name_at: usize,
    /// What it is.
    pub kind: Kind,
    /// The name with its characters told apart, if another row's name looks the same.
    pub told_apart: Option<Box<str>>,
    /// What its name is once composed.
    pub composed: Composed,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Keys with a slash behind its name; `href` leads there.
    Folder {
        /// The route of the folder.
        href: String,
    },
    /// An object.
    File(File),
}

/// What a listing tells of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// Bytes.
    pub size: u64,
    /// When it was written, in seconds since 1970.
    pub modified: i64,
    /// The entity tag, with its quotes.
    pub e_tag: String,
    /// Such as `STANDARD`.
    pub storage_class: String,
}

impl File {
    /// Whether its storage class is one whose objects cannot be read until they are restored, as far as a listing tells.
    pub fn is_archived(&self) -> bool {
        matches!(self.storage_class.as_str(), "GLACIER" | "DEEP_ARCHIVE")
    }
}

/// The key of an object and what is shown of it.
fn file_of(object: Object) -> (String, File) {
    let Object { key, size, last_modified, e_tag, storage_class } = object;
    (key, File { size, modified: last_modified.unix_timestamp(), e_tag, storage_class })
}

impl Entry {
    /// The name, which may be empty.
    pub fn name(&self) -> &str {
        let name = self.key.get(self.name_at..).unwrap_or_default();
        if self.is_folder() { name.strip_suffix('/').unwrap_or(name) } else { name }
    }

    /// The name that a visitor sees.
    pub fn shown(&self) -> &str {
        match &self.told_apart {
            Some(name) => name,
            None if self.is_marker() => MARKER.text(),
            None => shown(self.name()),
        }
    }

    /// The name in the names of controls: a file and a folder may have the same.
    pub fn called(&self) -> Cow<'_, str> {
        if self.is_folder() { t!("folder {name}", name = self.shown()).into() } else { self.shown().into() }
    }

    /// Whether it is the object that marks the folder one is in.
    pub fn is_marker(&self) -> bool {
        !self.is_folder() && self.name().is_empty()
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, Kind::Folder { .. })
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&File> {
        match &self.kind {
            Kind::File(file) => Some(file),
            Kind::Folder { .. } => None,
        }
    }

    /// Its key, and its `ETag` if it is a file.
    pub fn key_and_tag(&self) -> (String, Option<String>) {
        (self.key.clone(), self.file().map(|file| file.e_tag.clone()))
    }

    /// Where it leads, if it is a folder.
    pub fn href(&self) -> Option<String> {
        match &self.kind {
            Kind::Folder { href } => Some(href.clone()),
            Kind::File(_) => None,
        }
    }

    /// Folders stand above files.
    pub fn rank(&self) -> u8 {
        u8::from(!self.is_folder())
    }

    /// By name.
    pub fn by_name(&self, other: &Entry) -> Ordering {
        natural::compare(self.name(), other.name())
    }

    /// By size; folders have none.
    pub fn by_size(&self, other: &Entry) -> Ordering {
        let size = |entry: &Entry| entry.file().map(|file| file.size);
        size(self).cmp(&size(other)).then_with(|| self.by_name(other))
    }

    /// By the time of the last change; folders have none.
    pub fn by_modified(&self, other: &Entry) -> Ordering {
        let modified = |entry: &Entry| entry.file().map(|file| file.modified);
        modified(self).cmp(&modified(other)).then_with(|| self.by_name(other))
    }
}

/// A folder as rows see it: its prefix, and where the folders in it lead.
#[derive(Clone, Copy)]
pub struct Parent<'a> {
    /// The key prefix.
    pub prefix: &'a str,
    /// The route of the folder with this key.
    pub href: &'a dyn Fn(&str) -> String,
}

impl Parent<'_> {
    /// The row in which the object `key` appears: its own, or that of the folder it is in. The object that marks the
    /// folder itself is a row of it only if it has content.
    pub fn entry(&self, key: &str, file: impl FnOnce() -> File) -> Option<Entry> {
        let rest = key.strip_prefix(self.prefix)?;
        match rest.find('/') {
            Some(slash) => Some(self.folder(key.get(..=self.prefix.len() + slash)?.to_owned())),
            None => {
                let file = file();
                let is_row = !rest.is_empty() || file.size > 0;
                is_row.then(|| self.row(key.to_owned(), Kind::File(file)))
            }
        }
    }

    fn folder(&self, key: String) -> Entry {
        let href = (self.href)(&key);
        self.row(key, Kind::Folder { href })
    }

    fn row(&self, key: String, kind: Kind) -> Entry {
        Entry { key, name_at: self.prefix.len(), kind, told_apart: None, composed: Composed::Unknown }
    }

    /// The rows of a page.
    pub fn entries(&self, page: Page) -> Vec<Entry> {
        let folders = page.common_prefixes.into_iter().map(|prefix| self.folder(prefix.0));
        let files = page.objects.into_iter().filter_map(|object| {
            let (key, file) = file_of(object);
            self.entry(&key, || file)
        });
        folders.chain(files).collect()
    }
}

/// Adds `new` rows, which take the place of those with the same key. Rows are always in the order of the table as it
/// opens, so that sorting them again is one pass: a page that is added to 100,000 rows costs no more than a look at each.
pub fn merge(rows: &mut Vec<Entry>, new: Vec<Entry>) {
    rows.extend(new);
    rows.sort_by(|a, b| a.rank().cmp(&b.rank()).then_with(|| a.by_name(b)));
    rows.dedup_by(|later, kept| {
        let same = later.key == kept.key;
        if same {
            std::mem::swap(later, kept);
        }
        same
    });
}

/// How many folders and files there are.
pub fn count(rows: &[Entry]) -> (usize, usize) {
    let folders = rows.partition_point(Entry::is_folder);
    (folders, rows.len() - folders)
}

/// `2 folders, 1 file`; empty where there is neither.
pub fn summary((folders, files): (usize, usize)) -> String {
    let of_folders = || n!(folders, one = "{count} folder", other = "{count} folders");
    let of_files = || n!(files, one = "{count} file", other = "{count} files");
    match (folders, files) {
        (0, 0) => String::new(),
        (0, _) => of_files(),
        (_, 0) => of_folders(),
        _ => t!("{folders}, {files}", folders = of_folders(), files = of_files()),
    }
}

/// What is selected, as the toolbar and the details see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SelectionSummary {
    /// Nothing.
    #[default]
    Nothing,
    /// One row.
    One(Entry),
    /// Several rows.
    Several {
        /// How many folders.
        folders: usize,
        /// How many files.
        files: usize,
        /// How many bytes the files have.
        bytes: u64,
    },
}

impl SelectionSummary {
    /// What of `rows` is selected.
    pub fn of(rows: &[Entry], selection: &Selection) -> SelectionSummary {
        if selection.is_empty() {
            return SelectionSummary::Nothing;
        }
        SelectionSummary::of_each(rows.iter().filter(|entry| selection.contains(&entry.key)))
    }

    /// All of `rows`.
    pub fn of_all(rows: &[Entry]) -> SelectionSummary {
        SelectionSummary::of_each(rows.iter())
    }

    fn of_each<'a>(rows: impl Iterator<Item = &'a Entry>) -> SelectionSummary {
        let mut one = None;
        let (mut folders, mut files, mut bytes) = (0, 0, 0);
        for entry in rows {
            one = Some(entry);
            match entry.file() {
                Some(file) => {
                    files += 1;
                    bytes = file.size.saturating_add(bytes);
                }
                None => folders += 1,
            }
        }
        match (one, folders + files) {
            (Some(entry), 1) => SelectionSummary::One(entry.clone()),
            (Some(_), _) => SelectionSummary::Several { folders, files, bytes },
            (None, _) => SelectionSummary::Nothing,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        let (folders, files) = self.count();
        folders + files
    }

    /// How many bytes the files have.
    pub fn bytes(&self) -> u64 {
        match self {
            SelectionSummary::Nothing => 0,
            SelectionSummary::One(entry) => entry.file().map_or(0, |file| file.size),
            SelectionSummary::Several { bytes, .. } => *bytes,
        }
    }

    /// How many folders and files.
    pub fn count(&self) -> (usize, usize) {
        match self {
            SelectionSummary::Nothing => (0, 0),
            SelectionSummary::One(entry) if entry.is_folder() => (1, 0),
            SelectionSummary::One(_) => (0, 1),
            SelectionSummary::Several { folders, files, .. } => (*folders, *files),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::s3::CommonPrefix;
    use time::OffsetDateTime;

    const PARENT: Parent<'static> = Parent { prefix: "p/", href: &|key| format!("#{key}") };

    fn object(key: &str) -> Object {
        Object {
            key: key.into(),
            size: key.len() as u64,
            last_modified: OffsetDateTime::UNIX_EPOCH,
            e_tag: String::new(),
            storage_class: "STANDARD".into(),
        }
    }

    fn page(folders: &[&str], files: &[&str]) -> Vec<Entry> {
        PARENT.entries(Page {
            common_prefixes: folders.iter().map(|key| CommonPrefix((*key).to_owned())).collect(),
            objects: files.iter().map(|key| object(key)).collect(),
            next_continuation_token: None,
        })
    }

    fn names(rows: &[Entry]) -> Vec<&str> {
        rows.iter().map(Entry::name).collect()
    }

    #[test]
    fn pages_come_together_in_order_with_folders_first() {
        let mut rows = Vec::new();
        merge(&mut rows, page(&["p/b/"], &["p/File 10", "p/a"]));
        merge(&mut rows, page(&["p/a/"], &["p/file 9", "p/z"]));
        assert_eq!(names(&rows), ["a", "b", "a", "file 9", "File 10", "z"]);
        assert_eq!(count(&rows), (2, 4));
    }

    #[test]
    fn a_row_that_comes_again_replaces_the_old_one() {
        let mut rows = page(&["p/a/"], &["p/x", "p/y"]);
        let mut newer = object("p/x");
        newer.size = 99;
        let (key, file) = file_of(newer);
        merge(&mut rows, PARENT.entry(&key, || file).into_iter().collect());
        merge(&mut rows, page(&["p/a/"], &[]));
        assert_eq!(names(&rows), ["a", "x", "y"]);
        assert_eq!(rows[1].file().map(|file| file.size), Some(99));
    }

    #[test]
    fn keys_appear_as_themselves_or_as_their_folder() {
        let entry = |key: &str| PARENT.entry(key, || file_of(object(key)).1);
        assert_eq!(entry("p/a/b/c").map(|e| (e.key.clone(), e.is_folder())), Some(("p/a/".into(), true)));
        assert_eq!(entry("p//x").map(|e| (e.key.clone(), e.name().to_owned())), Some(("p//".into(), String::new())));
        assert_eq!(entry("p/é").map(|e| e.name().to_owned()), Some("é".into()));
        assert_eq!(entry("q/x"), None);
    }

    #[test]
    fn the_mark_of_the_folder_is_a_row_if_it_has_content() {
        let of_size = |size| PARENT.entry("p/", || File { size, ..File::default() });
        assert_eq!(of_size(0), None);
        let row = of_size(12).unwrap();
        assert!(row.is_marker() && !row.is_folder());
        assert_eq!((row.shown(), row.name()), (MARKER.text(), ""));
    }

    #[test]
    fn a_file_and_a_folder_of_one_name_are_called_differently() {
        let rows = page(&["p/report/"], &["p/report"]);
        assert_eq!(rows.iter().map(Entry::called).collect::<Vec<_>>(), ["folder report", "report"]);
    }

    #[test]
    fn archives_are_known_by_their_class() {
        let class = |class: &str| File { storage_class: class.into(), ..File::default() }.is_archived();
        assert!(class("GLACIER") && class("DEEP_ARCHIVE"));
        assert!(!class("GLACIER_IR") && !class("STANDARD") && !class("INTELLIGENT_TIERING") && !class(""));
    }

    #[test]
    fn the_selection_is_summed_up() {
        let rows = page(&["p/a/"], &["p/x", "p/y"]);
        let select = |keys: &[&str]| {
            let mut selection = Selection::default();
            selection.replace(keys.iter().map(|key| (*key).to_owned()));
            SelectionSummary::of(&rows, &selection)
        };
        assert_eq!(select(&[]), SelectionSummary::Nothing);
        assert_eq!(select(&["p/gone"]), SelectionSummary::Nothing);
        assert_eq!(select(&["p/x", "p/gone"]), SelectionSummary::One(rows[1].clone()));
        assert_eq!(select(&["p/a/", "p/x", "p/y"]), SelectionSummary::Several { folders: 1, files: 2, bytes: 6 });
        assert_eq!(summary(select(&["p/a/", "p/x", "p/y"]).count()), "1 folder, 2 files");
    }
}
