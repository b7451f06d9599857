//! Which names are taken where files are to go.
//!
//! What a listing says may be old by the time a file is sent, so this decides only what the visitor is asked beforehand;
//! each write has its own condition.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use futures::{StreamExt, TryStreamExt, stream};

use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ChecksumMode, ListObjects, Object, ObjectPage};
use crate::aws::{Client, Error};
use crate::files::listing::BucketAccess;
use crate::files::matching::Normalize;
use crate::files::walk::Walk;
use crate::ports::{Form, Platform};

/// Up to so many names are looked up each by itself; a whole folder may hold a hundred thousand others.
const FEW: usize = 6;
const AT_A_TIME: usize = 3;

/// Whether a name is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameState {
    /// It is. It leads through folders that are there already, as they are spelled.
    Free(String),
    /// This object has it, or one that looks the same.
    Taken {
        /// The object's path.
        path: String,
        /// The object.
        there: ExistingObject,
    },
}

/// An object that has a name already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExistingObject {
    /// Its `ETag`.
    pub e_tag: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written, in seconds since 1970.
    pub modified: i64,
}

impl From<&Object> for ExistingObject {
    fn from(object: &Object) -> ExistingObject {
        ExistingObject { e_tag: object.e_tag.clone(), size: object.size, modified: object.last_modified.unix_timestamp() }
    }
}

/// What is known of the names below a prefix. Paths are what follows the prefix; those of folders end with a slash.
#[derive(Clone, Debug)]
pub struct NameIndex {
    normalize: Normalize,
    /// Objects by path.
    objects: HashMap<String, ExistingObject>,
    folders: HashSet<String>,
    /// Paths that are not plain ASCII, by their composed form.
    composed: HashMap<String, String>,
}

impl NameIndex {
    /// Nothing is known to be there.
    pub fn new(normalize: Normalize) -> NameIndex {
        NameIndex { normalize, objects: HashMap::new(), folders: HashSet::new(), composed: HashMap::new() }
    }

    /// One that compares names as this one does, and knows none.
    pub fn without_names(&self) -> NameIndex {
        NameIndex::new(self.normalize)
    }

    /// What all paths have in common that look the same as this one.
    pub fn composed_form(&self, path: &str) -> String {
        if path.is_ascii() { path.to_owned() } else { (self.normalize)(path, Form::Composed) }
    }

    /// There is a file of this name, or a folder where it ends with a slash.
    pub fn add_top(&mut self, name: &str) {
        if name.ends_with('/') { self.add_folder(name) } else { self.add(name, ExistingObject::default()) }
    }

    /// There is an object of this path, and the folders it is in.
    pub fn add(&mut self, path: &str, there: ExistingObject) {
        for (at, _) in path.match_indices('/') {
            self.add_folder(path.get(..=at).unwrap_or_default());
        }
        self.remember(path);
        self.objects.insert(path.to_owned(), there);
    }

    /// There is something in a folder of this path.
    pub fn add_folder(&mut self, path: &str) {
        if !self.folders.contains(path) {
            self.remember(path);
            self.folders.insert(path.to_owned());
        }
    }

    fn remember(&mut self, path: &str) {
        if !path.is_ascii() {
            self.composed.entry((self.normalize)(path, Form::Composed)).or_insert_with(|| path.to_owned());
        }
    }

    /// How many names are known.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether no name is known.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Where something of this path would go, and whether it may.
    pub fn resolve(&self, path: &str) -> NameState {
        let mut found = String::new();
        for step in path.split_inclusive('/') {
            let wanted = format!("{found}{step}");
            found = if self.has(&wanted) { wanted } else { self.twin(&wanted).unwrap_or(wanted) };
        }
        match self.objects.get(&found) {
            Some(there) => NameState::Taken { there: there.clone(), path: found },
            None => NameState::Free(found),
        }
    }

    /// Whether a file has this path, or a folder where it ends with a slash; or one that looks the same.
    pub fn is_taken(&self, path: &str) -> bool {
        self.has(path) || self.twin(path).is_some()
    }

    /// Whether something that `is_own` does not know by its path has this one, or one that looks the same.
    pub fn is_taken_by_other(&self, path: &str, is_own: impl Fn(&str) -> bool) -> bool {
        if self.has(path) { !is_own(path) } else { self.twin(path).is_some_and(|twin| !is_own(&twin)) }
    }

    fn has(&self, path: &str) -> bool {
        self.objects.contains_key(path) || self.folders.contains(path)
    }

    /// A path that differs in nothing but its form.
    fn twin(&self, path: &str) -> Option<String> {
        if path.is_ascii() {
            return self.composed.get(path).cloned();
        }
        let composed = (self.normalize)(path, Form::Composed);
        self.composed.get(&composed).cloned().or_else(|| self.has(&composed).then_some(composed))
    }

    fn take(&mut self, page: &ObjectPage, prefix: &str) {
        for folder in &page.common_prefixes {
            self.add_folder(folder.0.strip_prefix(prefix).unwrap_or_default());
        }
        for object in &page.objects {
            self.add(object.key.strip_prefix(prefix).unwrap_or_default(), object.into());
        }
    }

    /// The spellings in which something of this name may be there.
    fn spellings(&self, name: &str) -> Vec<String> {
        let mut spellings = vec![name.to_owned()];
        if !name.is_ascii() {
            for form in [Form::Composed, Form::Decomposed] {
                let spelling = (self.normalize)(name, form);
                if !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
        }
        spellings
    }
}

/// Finds out which of `paths` are taken below `prefix`, with as few requests as that takes: one listing of each folder that
/// comes, whatever it holds. `known` is all of what stands directly below the prefix, where that is known. While `wait_for_network` says so of
/// an error, it goes on where it was. `on_progress` hears how many names have been seen.
pub async fn survey<P: Platform, C: ProvideCredentials + Clone + 'static>(
    access: &BucketAccess<P, C>,
    prefix: &str,
    paths: impl Iterator<Item = &str>,
    known: Result<NameIndex, Normalize>,
    wait_for_network: impl AsyncFn(&Error) -> bool,
    on_progress: impl Fn(usize),
) -> Result<NameIndex, Error> {
    let mut tops: Vec<&str> = paths.filter_map(|path| path.split_inclusive('/').next()).collect();
    tops.sort_unstable();
    tops.dedup();
    let BucketAccess { client, credentials, bucket } = access;
    let (is_known, is_many) = (known.is_ok(), tops.len() > FEW);
    let mut existing = known.unwrap_or_else(NameIndex::new);
    if !is_known && is_many {
        let mut list = ListObjects::folder(prefix);
        loop {
            match client.list_objects(bucket, &list, credentials).await {
                Ok(page) => {
                    existing.take(&page, prefix);
                    on_progress(existing.len());
                    list.continuation_token = page.next_continuation_token;
                    if list.continuation_token.is_none() {
                        break;
                    }
                }
                Err(error) if wait_for_network(&error).await => {}
                Err(error) => return Err(error),
            }
        }
    } else if !is_known {
        let files = tops.iter().filter(|top| !top.ends_with('/')).flat_map(|top| existing.spellings(top)).collect::<Vec<_>>();
        let wait_for_network = &wait_for_network;
        let found = stream::iter(files.iter().map(|path| async move {
            let key = format!("{prefix}{path}");
            loop {
                match look_up(client, credentials, bucket, &key).await {
                    Err(error) if wait_for_network(&error).await => {}
                    found => return found,
                }
            }
        }));
        for object in found.buffer_unordered(AT_A_TIME).try_collect::<Vec<_>>().await?.into_iter().flatten() {
            existing.add(object.key.strip_prefix(prefix).unwrap_or_default(), (&object).into());
        }
    }
    let folders = tops.into_iter().filter(|top| top.ends_with('/')).flat_map(|top| existing.spellings(top));
    let may_exist = |folder: &String| !(is_known || is_many) || existing.folders.contains(folder);
    let folders: Vec<String> = folders.filter(may_exist).map(|folder| format!("{prefix}{folder}")).collect();
    let mut walk = Walk::below(access.clone(), folders);
    while let Some(objects) = walk.next().await {
        match objects {
            Ok(objects) => {
                for object in &objects {
                    existing.add(object.key.strip_prefix(prefix).unwrap_or_default(), object.into());
                }
                on_progress(existing.len());
            }
            Err(error) if wait_for_network(&error).await => {}
            Err(error) => return Err(error),
        }
    }
    Ok(existing)
}

/// The first of `numbers` for [`numbered`] under which nothing is known to be stored, as a listing tells, or HeadObject those who may
/// not list. What it takes to send a file to a name is then not spent on each that is taken.
pub async fn free_number<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    (bucket, prefix): (&Bucket, &str),
    path: &str,
    numbers: Range<usize>,
) -> Option<usize> {
    let mut may_list = true;
    for number in numbers {
        let key = format!("{prefix}{}", numbered(path, number));
        let listed = if may_list { look_up(client, credentials, bucket, &key).await.ok() } else { None };
        may_list = listed.is_some();
        let is_there = match listed {
            Some(found) => found.is_some(),
            // Any refusal says nothing: the write has its own condition.
            None => client.head_object(bucket, &key, None, ChecksumMode::Disabled, credentials).await.is_ok(),
        };
        if !is_there {
            return Some(number);
        }
    }
    None
}

/// What a listing tells of the object with this key: it would be the first of those that begin so.
pub async fn look_up<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    bucket: &Bucket,
    key: &str,
) -> Result<Option<Object>, Error> {
    let list = ListObjects::first(key);
    let page = client.list_objects(bucket, &list, credentials).await?;
    Ok(page.objects.into_iter().next().filter(|object| object.key == key))
}

/// `path` with a number, for a file that is kept beside another one of its name: `photos/cat (2).jpg`.
pub fn numbered(path: &str, number: usize) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    // A name that only begins with a dot has no extension.
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let slash = if path.contains('/') { "/" } else { "" };
    format!("{folder}{slash}{stem} ({number}){extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Enough of Unicode for a test.
    fn normalize(text: &str, form: Form) -> String {
        match form {
            Form::Composed => text.replace("e\u{301}", "é").replace('\u{212a}', "K"),
            Form::Decomposed => text.replace('é', "e\u{301}").replace('\u{212a}', "K"),
        }
    }

    fn there(path: &str) -> ExistingObject {
        ExistingObject { e_tag: format!("tag of {path}"), ..ExistingObject::default() }
    }

    fn existing(paths: &[&str]) -> NameIndex {
        let mut existing = NameIndex::new(normalize);
        paths.iter().for_each(|path| existing.add(path, there(path)));
        existing
    }

    fn free(path: &str) -> NameState {
        NameState::Free(path.to_owned())
    }

    fn taken(path: &str) -> NameState {
        NameState::Taken { path: path.to_owned(), there: there(path) }
    }

    #[test]
    fn a_name_is_taken_by_the_object_that_has_it() {
        let existing = existing(&["report", "album/sea.jpg", "album/empty/"]);
        assert_eq!(existing.resolve("report"), taken("report"));
        assert_eq!(existing.resolve("Report"), free("Report"), "S3 tells letters apart");
        assert_eq!(existing.resolve("album/sea.jpg"), taken("album/sea.jpg"));
        assert_eq!(existing.resolve("album/hill.jpg"), free("album/hill.jpg"));
        assert_eq!(existing.resolve("album"), free("album"), "a folder is no file");
        assert_eq!(existing.resolve("report/x"), free("report/x"), "a file is no folder");
        assert_eq!(existing.resolve("album/empty/"), taken("album/empty/"));
    }

    #[test]
    fn what_looks_the_same_is_the_same_name() {
        let there = existing(&["cafe\u{301}.txt", "été/a.txt", "K.txt"]);
        assert_eq!(there.resolve("café.txt"), taken("cafe\u{301}.txt"));
        assert_eq!(there.resolve("e\u{301}te\u{301}/a.txt"), taken("été/a.txt"));
        assert_eq!(there.resolve("e\u{301}te\u{301}/b.txt"), free("été/b.txt"), "into the folder that is there");
        assert_eq!(there.resolve("\u{212a}.txt"), taken("K.txt"));
        assert_eq!(existing(&["\u{212a}.txt"]).resolve("K.txt"), taken("\u{212a}.txt"));
        let own = |path: &str| path == "cafe\u{301}.txt";
        assert!(!there.is_taken_by_other("café.txt", own), "it has the name itself, in another form");
        assert!(existing(&["café.txt", "cafe\u{301}.txt"]).is_taken_by_other("café.txt", own));
        let both = existing(&["café", "cafe\u{301}"]);
        assert_eq!((both.resolve("café"), both.resolve("cafe\u{301}")), (taken("café"), taken("cafe\u{301}")));
    }

    #[test]
    fn numbers_stand_before_the_extension() {
        assert_eq!(numbered("report.pdf", 2), "report (2).pdf");
        assert_eq!(numbered("a.b/archive.tar.gz", 3), "a.b/archive.tar (3).gz");
        assert_eq!(numbered("a.b/Makefile", 2), "a.b/Makefile (2)");
        assert_eq!(numbered(".env", 2), ".env (2)");
        assert_eq!(numbered("/x", 2), "/x (2)");
    }
}
