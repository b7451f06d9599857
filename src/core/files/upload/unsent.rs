//! Files that a page was to send and S3 has nothing of: those that wait, and those that are sent in one piece. The page remembers
//! them while it lives, so that they are named after its end, and tells the same file from others when it is chosen again.
//!
//! What is remembered is in this browser alone, beside the account's session and no longer: a folder may bring thousands, too many to
//! be written to the visitor's other devices with each that arrives.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::ports::{KeyValueStore, Lifetime, Stamp};

/// The most names that are remembered of one page; of more only how many there are.
pub const MOST_NAMES: usize = 5000;
/// A page that has not been heard of for so many seconds is gone. In a tab out of sight, timers may run once a minute.
const SILENT: u64 = 150;

/// A file that was to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsentFile {
    /// Below the place.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub modified: i64,
}

/// Files that one page was to send to one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsentUploads {
    /// The tab.
    pub tab: String,
    /// The page in it: another one after it was loaded anew.
    pub page: String,
    /// Where they were to go, as addresses have it: `#/files/my/photos/`.
    pub place: String,
    /// When the page was heard of last, in seconds since 1970.
    pub heard: u64,
    /// The files.
    pub files: Vec<UnsentFile>,
    /// How many more there are, whose names are not remembered.
    pub more: usize,
}

impl UnsentUploads {
    /// How many files there are.
    pub fn count(&self) -> usize {
        self.files.len().saturating_add(self.more)
    }

    /// Whether they came in folders.
    pub fn is_of_folders(&self) -> bool {
        self.files.iter().any(|file| file.path.contains('/'))
    }

    /// Whether both are of the same page and place.
    pub fn is_same(&self, other: &UnsentUploads) -> bool {
        self.page == other.page && self.place == other.place
    }
}

/// Where one account's are remembered.
#[derive(Clone, Debug)]
pub struct UnsentStore<S> {
    /// What remembers them.
    pub store: S,
    /// How long.
    pub lifetime: Lifetime,
    /// Under which key.
    pub key: String,
}

impl<S: KeyValueStore> UnsentStore<S> {
    /// Whether anything is remembered.
    pub fn is_any(&self) -> bool {
        self.store.get(self.lifetime, &self.key).is_some()
    }

    /// All that are remembered.
    pub fn all(&self) -> Vec<UnsentUploads> {
        let text = self.store.get(self.lifetime, &self.key).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// From now on these are what the page has still to send, in place of what was noted of it before.
    pub fn note(&self, page: &str, mut now: Vec<UnsentUploads>) {
        let mut left = MOST_NAMES;
        for uploads in &mut now {
            let over = uploads.files.len().saturating_sub(left);
            uploads.files.truncate(left);
            uploads.more = uploads.more.saturating_add(over);
            left = left.saturating_sub(uploads.files.len());
        }
        let mut all = self.all();
        // A tab whose session ended by itself has another name since.
        all.retain(|uploads| uploads.page != page);
        all.extend(now.into_iter().filter(|uploads| uploads.count() > 0));
        self.write(&all);
    }

    /// Those whose page is gone: this tab has another one by now, or nothing was heard of it for a while.
    pub fn interrupted(&self, (tab, page): (&str, &str), now: u64) -> Vec<UnsentUploads> {
        let is_gone =
            |uploads: &UnsentUploads| uploads.page != page && (uploads.tab == tab || now.saturating_sub(uploads.heard) > SILENT);
        self.all().into_iter().filter(is_gone).collect()
    }

    /// In place of these, only `files` are remembered and as many `more` as before; nothing, if none are left.
    pub fn leave(&self, uploads: &UnsentUploads, files: Vec<UnsentFile>) {
        let mut all = self.all();
        if let Some(own) = all.iter_mut().find(|own| own.is_same(uploads)) {
            own.files = files;
        }
        all.retain(|own| !(own.is_same(uploads) && own.files.is_empty()));
        self.write(&all);
    }

    fn write(&self, all: &[UnsentUploads]) {
        match all {
            [] => self.store.remove(self.lifetime, &self.key),
            all => self.store.set(self.lifetime, &self.key, &serde_json::to_string(all).unwrap_or_default()),
        }
    }
}

/// What a file that was chosen is to those that were not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsentMatch {
    /// It is the one at this place.
    Same(usize),
    /// It has the name of the one at this place, and is of another size or was changed since.
    Different(usize),
    /// None has its name.
    Unknown,
}

/// What each chosen file is, by its path and what the file system says of it; each of `files` is taken once. A file that was chosen by
/// itself has no path: then its name counts.
pub fn matching<'a>(files: &[UnsentFile], chosen: impl Iterator<Item = (&'a str, Stamp)>) -> Vec<UnsentMatch> {
    let mut taken = vec![false; files.len()];
    let by_name = |path: &str, own: &str| own == path || !path.contains('/') && own.rsplit('/').next() == Some(path);
    // Thousands may be chosen of thousands: by the last step of its path each is found at once.
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, file) in files.iter().enumerate() {
        named.entry(file.path.rsplit('/').next().unwrap_or_default()).or_default().push(at);
    }
    let find = |(path, stamp): (&str, Stamp)| {
        let all = named.get(path.rsplit('/').next().unwrap_or_default()).map(Vec::as_slice).unwrap_or_default();
        let mut different = None;
        for at in all {
            let (Some(file), Some(is_taken)) = (files.get(*at), taken.get_mut(*at)) else { continue };
            if *is_taken || !by_name(path, &file.path) {
                continue;
            }
            if (file.size, file.modified) == (stamp.size, stamp.last_modified) {
                *is_taken = true;
                return UnsentMatch::Same(*at);
            }
            different = different.or(Some(*at));
        }
        different.map_or(UnsentMatch::Unknown, UnsentMatch::Different)
    };
    chosen.map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, size: u64, modified: i64) -> UnsentFile {
        UnsentFile { path: path.into(), size, modified }
    }

    fn stamp(size: u64, last_modified: i64) -> Stamp {
        Stamp { size, last_modified }
    }

    #[test]
    fn a_file_is_the_same_by_name_size_and_time() {
        let files = [file("a.txt", 3, 7), file("x/b.txt", 3, 7), file("y/b.txt", 3, 7), file("z/b.txt", 4, 7)];
        let of = |chosen: &[(&str, Stamp)]| matching(&files, chosen.iter().copied());
        assert_eq!(of(&[("a.txt", stamp(3, 7))]), [UnsentMatch::Same(0)]);
        assert_eq!(of(&[("a.txt", stamp(3, 8))]), [UnsentMatch::Different(0)], "it was changed since");
        assert_eq!(of(&[("a.txt", stamp(4, 7))]), [UnsentMatch::Different(0)]);
        assert_eq!(of(&[("c.txt", stamp(3, 7))]), [UnsentMatch::Unknown]);
        let by_name = [("b.txt", stamp(3, 7)), ("b.txt", stamp(3, 7)), ("b.txt", stamp(4, 7)), ("b.txt", stamp(3, 7))];
        assert_eq!(of(&by_name), [UnsentMatch::Same(1), UnsentMatch::Same(2), UnsentMatch::Same(3), UnsentMatch::Unknown]);
        assert_eq!(of(&[("y/b.txt", stamp(3, 7))]), [UnsentMatch::Same(2)], "in a folder its path counts");
        assert_eq!(of(&[("w/b.txt", stamp(3, 7))]), [UnsentMatch::Unknown]);
    }
}
