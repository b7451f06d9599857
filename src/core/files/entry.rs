//! A row of a folder: a folder in it, or a file.

use std::borrow::Cow;

use super::twins::Composed;
use super::upload::ExistingObject;
use crate::aws::s3::{Object, ObjectPage};

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The whole key; a folder's ends with a slash.
    pub key: String,
    /// Where the path begins in it, from the folder that is shown.
    path_at: usize,
    /// Where the name begins in it.
    name_at: usize,
    /// What it is.
    pub kind: EntryKind,
    /// The name with its characters told apart, if another row's name looks the same.
    pub told_apart: Option<Box<str>>,
    /// What its name is once composed.
    pub composed: Composed,
}

/// What a row is.
#[derive(Clone, Debug, PartialEq)]
pub enum EntryKind {
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
        self.from(self.name_at)
    }

    /// The way to it from the folder that is shown: its name, with the folders before it where it lies deeper.
    pub fn path(&self) -> &str {
        self.from(self.path_at)
    }

    /// The folders between the one that is shown and it, each with its slash; mostly none.
    pub fn folders(&self) -> &str {
        self.key.get(self.path_at..self.name_at).unwrap_or_default()
    }

    /// The prefix of the folder that it is in.
    pub fn parent(&self) -> &str {
        self.key.get(..self.name_at).unwrap_or_default()
    }

    fn from(&self, at: usize) -> &str {
        let name = self.key.get(at..).unwrap_or_default();
        if self.is_folder() { name.strip_suffix('/').unwrap_or(name) } else { name }
    }

    /// Whether it is the object that marks the folder one is in.
    pub fn is_marker(&self) -> bool {
        !self.is_folder() && self.name().is_empty()
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, EntryKind::Folder { .. })
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&File> {
        match &self.kind {
            EntryKind::File(file) => Some(file),
            EntryKind::Folder { .. } => None,
        }
    }

    /// Its key, and what is there if it is a file.
    pub fn key_and_object(&self) -> (String, Option<ExistingObject>) {
        let there = |file: &File| ExistingObject { e_tag: file.e_tag.clone(), size: file.size, modified: file.modified };
        (self.key.clone(), self.file().map(there))
    }

    /// Where it leads, if it is a folder.
    pub fn href(&self) -> Option<String> {
        match &self.kind {
            EntryKind::Folder { href } => Some(href.clone()),
            EntryKind::File(_) => None,
        }
    }

    /// Folders stand above files.
    pub fn rank(&self) -> u8 {
        u8::from(!self.is_folder())
    }
}

/// The extension of a name, in small letters; empty if it has none that looks like one.
pub fn extension(name: &str) -> Cow<'_, str> {
    let found = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, extension)| extension);
    let fits = (1..=7).contains(&found.len()) && found.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match found {
        _ if !fits => "".into(),
        small if small.bytes().all(|byte| !byte.is_ascii_uppercase()) => small.into(),
        mixed => mixed.to_ascii_lowercase().into(),
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
                is_row.then(|| self.row(key.to_owned(), EntryKind::File(file)))
            }
        }
    }

    fn folder(&self, key: String) -> Entry {
        let href = (self.href)(&key);
        self.row(key, EntryKind::Folder { href })
    }

    fn row(&self, key: String, kind: EntryKind) -> Entry {
        let at = self.prefix.len();
        Entry { key, path_at: at, name_at: at, kind, told_apart: None, composed: Composed::Unknown }
    }

    /// The row of an object in whatever folder below this one. The marks of folders are none.
    pub fn deep(&self, object: Object) -> Option<Entry> {
        let (key, file) = file_of(object);
        self.deep_file(key, file)
    }

    /// The row of a file in whatever folder below this one. The marks of folders are none.
    pub fn deep_file(&self, key: String, file: File) -> Option<Entry> {
        let is_mark = file.size == 0 && key.ends_with('/');
        (key.starts_with(self.prefix) && !is_mark).then(|| self.deep_row(key, EntryKind::File(file)))
    }

    /// The row of a folder, by its key, in whatever folder below this one.
    pub fn deep_folder(&self, key: String) -> Option<Entry> {
        let is_below = key.len() > self.prefix.len() && key.starts_with(self.prefix) && key.ends_with('/');
        is_below.then(|| {
            let href = (self.href)(&key);
            self.deep_row(key, EntryKind::Folder { href })
        })
    }

    fn deep_row(&self, key: String, kind: EntryKind) -> Entry {
        let is_folder = matches!(kind, EntryKind::Folder { .. });
        let path_at = self.prefix.len();
        let path = key.get(path_at..).unwrap_or_default();
        let path = if is_folder { path.strip_suffix('/').unwrap_or(path) } else { path };
        let name_at = path_at + path.rfind('/').map_or(0, |slash| slash + 1);
        Entry { key, path_at, name_at, kind, told_apart: None, composed: Composed::Unknown }
    }

    /// The rows of a page.
    pub fn entries(&self, page: ObjectPage) -> Vec<Entry> {
        let folders = page.common_prefixes.into_iter().map(|prefix| self.folder(prefix.0));
        let files = page.objects.into_iter().filter_map(|object| {
            let (key, file) = file_of(object);
            self.entry(&key, || file)
        });
        folders.chain(files).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::aws::s3::CommonPrefix;
    use time::OffsetDateTime;

    pub const PARENT: Parent<'static> = Parent { prefix: "p/", href: &|key| format!("#{key}") };

    pub fn object(key: &str) -> Object {
        Object {
            key: key.into(),
            size: key.len() as u64,
            last_modified: OffsetDateTime::UNIX_EPOCH,
            e_tag: String::new(),
            storage_class: "STANDARD".into(),
        }
    }

    pub fn page(folders: &[&str], files: &[&str]) -> Vec<Entry> {
        PARENT.entries(ObjectPage {
            common_prefixes: folders.iter().map(|key| CommonPrefix((*key).to_owned())).collect(),
            objects: files.iter().map(|key| object(key)).collect(),
            next_continuation_token: None,
        })
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
    fn what_lies_deeper_has_a_name_and_the_folders_before_it() {
        let parts = |entry: Option<Entry>| {
            entry.map(|e| [e.path().to_owned(), e.folders().to_owned(), e.name().to_owned(), e.parent().to_owned()])
        };
        let all = |parts: [&str; 4]| Some(parts.map(str::to_owned));
        assert_eq!(parts(PARENT.deep(object("p/a/b/c.txt"))), all(["a/b/c.txt", "a/b/", "c.txt", "p/a/b/"]));
        assert_eq!(parts(PARENT.deep(object("p/c.txt"))), all(["c.txt", "", "c.txt", "p/"]));
        assert_eq!(parts(PARENT.deep_folder("p/a/b/".into())), all(["a/b", "a/", "b", "p/a/"]));
        assert_eq!(parts(PARENT.deep_folder("p/a//".into())), all(["a/", "a/", "", "p/a/"]));
        assert_eq!(parts(PARENT.deep(object("q/x"))), None);
        assert_eq!(parts(PARENT.deep_folder("p/".into())), None);
        assert_eq!(parts(PARENT.deep(Object { size: 0, ..object("p/a/") })), None, "the mark of a folder");
    }

    #[test]
    fn the_mark_of_the_folder_is_a_row_if_it_has_content() {
        let of_size = |size| PARENT.entry("p/", || File { size, ..File::default() });
        assert_eq!(of_size(0), None);
        let row = of_size(12).unwrap();
        assert!(row.is_marker() && !row.is_folder());
        assert_eq!(row.name(), "");
    }

    #[test]
    fn archives_are_known_by_their_class() {
        let class = |class: &str| File { storage_class: class.into(), ..File::default() }.is_archived();
        assert!(class("GLACIER") && class("DEEP_ARCHIVE"));
        assert!(!class("GLACIER_IR") && !class("STANDARD") && !class("INTELLIGENT_TIERING") && !class(""));
    }
}
