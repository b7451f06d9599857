//! What is to be copied, and where each object of it goes.

use std::collections::{HashMap, HashSet};

use futures::StreamExt;

use super::{CopyFailure, CopyItem, CopySource, TransferKind};
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, Precondition};
use crate::files::entry::Entry;
use crate::files::listing::BucketAccess;
use crate::files::upload::conflicts::ConflictFile;
use crate::files::upload::{self, ExistingObject, NameIndex, NameState};
use crate::files::walk::Walk;
use crate::ports::{Platform, Stamp};

/// Why nothing is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// The folder of this name would go into itself.
    IntoItself(String),
    /// It is there already.
    SameFolder,
}

/// Why `entries` of the bucket `from` cannot go to a folder, a bucket and a prefix, if anything.
pub fn fault(entries: &[Entry], from: &Bucket, to: (&Bucket, &str), transfer: TransferKind) -> Option<PlanFault> {
    if from != to.0 {
        return None;
    }
    if let Some(entry) = entries.iter().find(|entry| entry.is_folder() && to.1.starts_with(&entry.key)) {
        return Some(PlanFault::IntoItself(entry.name().to_owned()));
    }
    let is_there = |entry: &Entry| entry.parent() == to.1;
    (transfer == TransferKind::Move && entries.iter().all(is_there)).then_some(PlanFault::SameFolder)
}

/// Those of `entries` that have to be transferred by themselves: what lies in a folder that is one of them comes with it, and
/// what is moved to where it is stays there.
pub fn transferred(entries: &[Entry], from: &Bucket, to: (&Bucket, &str), transfer: TransferKind) -> Vec<Entry> {
    let folders: HashSet<&str> = entries.iter().filter(|entry| entry.is_folder()).map(|entry| entry.key.as_str()).collect();
    let comes_along = |entry: &Entry| {
        let parent = entry.parent();
        parent.match_indices('/').any(|(at, _)| parent.get(..=at).is_some_and(|above| folders.contains(above)))
    };
    let stays = |entry: &Entry| transfer == TransferKind::Move && from == to.0 && entry.parent() == to.1;
    entries.iter().filter(|entry| !stays(entry) && !comes_along(entry)).cloned().collect()
}

/// An object to be copied, and its path below the folder that it goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyPiece {
    /// What is copied.
    pub source: CopySource,
    /// Its path.
    pub path: String,
    /// Whether what has its name is known to be another object, even if it has the same bytes.
    pub is_other: bool,
}

/// Where the sources are, and the folder that the copies go to: a bucket and a prefix.
pub type Ends<'a> = (&'a Bucket, (&'a Bucket, &'a str));

/// All objects of `entries`, with those below folders. With a `name`, the one entry is called so from now on. `wait_for_network` waits,
/// if that helps against an error; `found` hears how many there are.
pub async fn gather<P: Platform, C: ProvideCredentials + 'static>(
    access: BucketAccess<P, C>,
    entries: &[Entry],
    name: Option<&str>,
    wait_for_network: impl AsyncFn(&Error) -> bool,
    found: impl Fn(usize),
) -> Result<Vec<CopyPiece>, Error>
where
    BucketAccess<P, C>: Clone,
{
    let mut pieces = Vec::new();
    for entry in entries {
        let top = name.unwrap_or(entry.name());
        match CopySource::of_entry(entry) {
            Some(source) => pieces.push(CopyPiece { source, path: top.to_owned(), is_other: false }),
            None => {
                let mut walk = Walk::below(access.clone(), [entry.key.clone()]);
                while let Some(objects) = walk.next().await {
                    let objects = match objects {
                        Err(error) if wait_for_network(&error).await => continue,
                        objects => objects?,
                    };
                    let below = |key: &str| key.strip_prefix(&entry.key).map(|rest| format!("{top}/{rest}"));
                    let piece = |source: CopySource| Some(CopyPiece { path: below(&source.key)?, source, is_other: false });
                    pieces.extend(objects.into_iter().map(CopySource::from).filter_map(piece));
                    found(pieces.len());
                }
            }
        }
        found(pieces.len());
    }
    Ok(pieces)
}

/// What is done where a name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collision {
    /// What comes gets a name of its own.
    KeepBoth,
    /// What is there is replaced, if it is still what was listed; folders are joined.
    Replace,
    /// What comes stays where it is.
    Skip,
}

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CopyPlan {
    /// What is copied.
    pub items: Vec<CopyItem>,
    /// What cannot be, whatever is answered.
    pub failed: Vec<(CopyItem, CopyFailure)>,
    /// How many stay because their names are taken.
    pub skipped: usize,
    /// The new names of entries that came with another one of their name, from another folder.
    pub numbered: Vec<String>,
}

/// Those whose names are taken by something else than their copies and themselves, and what is there. A folder that is there takes
/// no name by its mark alone. Copies are there already where a move or copy was ended in between.
pub fn conflicts(pieces: &[CopyPiece], existing: &NameIndex, ends: Ends<'_>) -> Vec<ConflictFile> {
    let taken = |piece: &CopyPiece| match existing.resolve(&piece.path) {
        NameState::Taken { there, path } if !is_settled(piece, &path, &there, ends) => {
            let yours = Stamp { size: piece.source.size, last_modified: 0 };
            Some(ConflictFile { path: piece.path.clone(), there, yours, is_identical: false })
        }
        _ => None,
    };
    pieces.iter().filter_map(taken).collect()
}

/// Whether what is at `path` is the copy of `piece` already, as far as listings tell. Whoever writes it finds out.
fn is_copied(piece: &CopyPiece, path: &str, there: &ExistingObject, ends: Ends<'_>) -> bool {
    let CopySource { size, e_tag, .. } = &piece.source;
    !piece.is_other && !is_itself(piece, path, ends) && !e_tag.is_empty() && (size, e_tag) == (&there.size, &there.e_tag)
}

/// Whether what is at `path` is what is to be copied.
fn is_itself(piece: &CopyPiece, path: &str, (from, (to, prefix)): Ends<'_>) -> bool {
    from == to && piece.source.key.strip_prefix(prefix) == Some(path)
}

/// Whether nobody need be asked about what is at `path`: what is copied to where it is gets a number.
fn is_settled(piece: &CopyPiece, path: &str, there: &ExistingObject, ends: Ends<'_>) -> bool {
    piece.source.is_folder_mark() || is_itself(piece, path, ends) || is_copied(piece, path, there, ends)
}

/// Where each of `pieces` goes below `prefix`, where `existing` is.
pub fn settle(mut pieces: Vec<CopyPiece>, existing: &NameIndex, ends: Ends<'_>, on: Collision) -> CopyPlan {
    let numbered = number(&mut pieces, existing, ends, on);
    let (from, (to, prefix)) = ends;
    let sources: HashSet<String> = match from == to {
        true => pieces.iter().map(|piece| piece.source.key.clone()).collect(),
        false => HashSet::new(),
    };
    let mut plan = CopyPlan { numbered, ..CopyPlan::default() };
    for piece in pieces {
        let source = &piece.source;
        let (path, precondition) = match existing.resolve(&piece.path) {
            NameState::Free(path) => (path, Precondition::Absent),
            // That it is there is all that a mark says.
            NameState::Taken { path, .. } if source.is_folder_mark() => (path, Precondition::Absent),
            // Nor is a copy made twice: the condition fails, and what is there is looked at.
            NameState::Taken { path, there } if on != Collision::Replace && is_copied(&piece, &path, &there, ends) => {
                (path, Precondition::Absent)
            }
            NameState::Taken { path, there } if on == Collision::Replace => (path, Precondition::Is(there.e_tag)),
            NameState::Taken { .. } => {
                plan.skipped += 1;
                continue;
            }
        };
        let item = CopyItem {
            target: format!("{prefix}{path}"),
            source: piece.source,
            precondition,
            source_stays: false,
            copy_e_tag: None,
        };
        // What has yet to be copied itself is never written over: a folder may go to where its own name is below it.
        match sources.contains(&item.target) {
            true => plan.failed.push((item, CopyFailure::Taken)),
            false => plan.items.push(item),
        }
    }
    plan
}

/// The name directly below the target folder; a folder's ends with a slash.
fn top(path: &str) -> &str {
    path.split_inclusive('/').next().unwrap_or_default()
}

/// Where the entry is that a piece belongs to. Entries of several folders may have one name.
fn origin(piece: &CopyPiece) -> &str {
    piece.source.key.strip_suffix(&piece.path).unwrap_or_default()
}

/// Gives files and folders directly below numbers where they have to have names of their own: those that are kept beside what
/// is there, what is copied to where it is, and all but the first of several that come with one name. The new names of the last.
fn number(pieces: &mut [CopyPiece], existing: &NameIndex, ends: Ends<'_>, on: Collision) -> Vec<String> {
    let is_beside = |piece: &CopyPiece| match existing.resolve(&piece.path) {
        NameState::Taken { path, .. } if is_itself(piece, &path, ends) => true,
        NameState::Taken { path, there } => on == Collision::KeepBoth && !is_settled(piece, &path, &there, ends),
        NameState::Free(_) => false,
    };
    let beside: HashSet<(&str, &str)> =
        pieces.iter().filter(|piece| is_beside(piece)).map(|piece| (origin(piece), top(&piece.path))).collect();
    let mut claimed = existing.without_names();
    pieces.iter().for_each(|piece| claimed.add_top(top(&piece.path)));
    let mut first: HashMap<String, &str> = HashMap::new();
    let mut names: HashMap<(String, String), String> = HashMap::new();
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut numbered = Vec::new();
    for piece in pieces.iter() {
        let (origin, top) = (origin(piece), top(&piece.path));
        let id = (origin.to_owned(), top.to_owned());
        if names.contains_key(&id) {
            continue;
        }
        let is_beside = beside.contains(&(origin, top));
        // What stays because its name is taken needs no other one.
        let stays = on == Collision::Skip && !top.ends_with('/') && matches!(existing.resolve(top), NameState::Taken { .. });
        let is_another = !is_beside && !stays && *first.entry(existing.composed_form(top)).or_insert(origin) != origin;
        if !is_beside && !is_another {
            continue;
        }
        let with_number = |number| match top.strip_suffix('/') {
            Some(folder) => format!("{folder} ({number})/"),
            None => upload::numbered(top, number),
        };
        // Many may want the same name: each begins where the one before has ended.
        let number = last.entry(top.to_owned()).or_insert(1);
        let name = loop {
            *number += 1;
            let name = with_number(*number);
            if !existing.is_taken(&name) && !claimed.is_taken(&name) {
                break name;
            }
        };
        claimed.add_top(&name);
        if is_another {
            numbered.push(name.trim_end_matches('/').to_owned());
        }
        names.insert(id, name);
    }
    for piece in pieces {
        let id = (origin(piece).to_owned(), top(&piece.path).to_owned());
        if let (Some(new), Some(rest)) = (names.get(&id), piece.path.strip_prefix(&id.1)) {
            piece.path = format!("{new}{rest}");
        }
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::entry::tests::{PARENT, object};
    use crate::ports::Form;
    use proptest::prelude::*;

    fn bucket(name: &str) -> Bucket {
        Bucket { name: name.into(), region: "eu-west-1".into() }
    }

    fn piece(key: &str, path: &str) -> CopyPiece {
        let size = if key.ends_with('/') { 0 } else { 3 };
        let source = CopySource { key: key.into(), size, e_tag: "\"e\"".into(), storage_class: "STANDARD".into() };
        CopyPiece { source, path: path.into(), is_other: false }
    }

    fn existing(paths: &[&str]) -> NameIndex {
        let mut existing = NameIndex::new(|text: &str, _: Form| text.to_owned());
        paths
            .iter()
            .for_each(|path| existing.add(path, ExistingObject { e_tag: "\"there\"".into(), ..ExistingObject::default() }));
        existing
    }

    fn settled(pieces: Vec<CopyPiece>, there: &[&str], on: Collision) -> Vec<(String, Precondition)> {
        let plan = settle(pieces, &existing(there), (&bucket("b"), (&bucket("b"), "to/")), on);
        plan.items.into_iter().map(|item| (item.target, item.precondition)).collect()
    }

    /// Rows of `p/`, in whatever folder below it.
    fn rows(folders: &[&str], files: &[&str]) -> Vec<Entry> {
        let folders = folders.iter().filter_map(|key| PARENT.deep_folder((*key).to_owned()));
        folders.chain(files.iter().filter_map(|key| PARENT.deep(object(key)))).collect()
    }

    #[test]
    fn where_each_entry_is_decides_whether_it_can_be_moved_somewhere() {
        let (here, elsewhere) = (bucket("b"), bucket("c"));
        let moved = |entries: &[Entry], to: &str| fault(entries, &here, (&here, to), TransferKind::Move);
        let deep = rows(&[], &["p/a/b/x"]);
        assert_eq!(moved(&deep, "p/"), None, "it lies deeper than the folder that is shown");
        assert_eq!(moved(&deep, "p/a/b/"), Some(PlanFault::SameFolder));
        assert_eq!(moved(&rows(&[], &["p/a/b/x", "p/y"]), "p/"), None, "one of them is to go there");
        assert_eq!(fault(&deep, &here, (&here, "p/a/b/"), TransferKind::Copy), None);
        assert_eq!(fault(&deep, &here, (&elsewhere, "p/a/b/"), TransferKind::Move), None);
        assert_eq!(moved(&rows(&["p/a/b/"], &[]), "p/a/b/c/"), Some(PlanFault::IntoItself("b".into())));
    }

    #[test]
    fn what_is_there_already_or_comes_with_its_folder_is_not_transferred_by_itself() {
        let here = bucket("b");
        let entries = rows(&["p/a/b/"], &["p/a/b/c/x", "p/a/y", "p/z"]);
        let keys = |transfer| {
            let entries = transferred(&entries, &here, (&here, "p/"), transfer);
            entries.into_iter().map(|entry| entry.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(TransferKind::Move), ["p/a/b/", "p/a/y"]);
        assert_eq!(keys(TransferKind::Copy), ["p/a/b/", "p/a/y", "p/z"]);
    }

    #[test]
    fn a_name_that_is_taken_is_decided_about() {
        let pieces = || vec![piece("from/a.txt", "a.txt"), piece("from/b.txt", "b.txt")];
        let free = |target: &str| (target.to_owned(), Precondition::Absent);
        let to = bucket("b");
        let taken = conflicts(&pieces(), &existing(&["a.txt"]), (&to, (&to, "to/"))).into_iter().map(|file| file.path);
        assert_eq!(taken.collect::<Vec<_>>(), ["a.txt"]);
        assert_eq!(settled(pieces(), &["a.txt", "a (2).txt"], Collision::KeepBoth), [free("to/a (3).txt"), free("to/b.txt")]);
        assert_eq!(settled(pieces(), &["a.txt"], Collision::Skip), [free("to/b.txt")]);
        assert_eq!(
            settled(pieces(), &["a.txt"], Collision::Replace),
            [("to/a.txt".to_owned(), Precondition::Is("\"there\"".into())), free("to/b.txt")]
        );
    }

    #[test]
    fn entries_of_one_name_from_several_folders_are_all_kept() {
        let files = || vec![piece("p/x/a.txt", "a.txt"), piece("p/y/a.txt", "a.txt"), piece("p/y/b.txt", "b.txt")];
        let plan = |there: &[&str], on| {
            let plan = settle(files(), &existing(there), (&bucket("b"), (&bucket("b"), "to/")), on);
            let items = plan.items.into_iter().map(|item| (item.source.key, item.target)).collect::<Vec<_>>();
            (items, plan.numbered, plan.skipped)
        };
        let to = |names: [&str; 3]| {
            let keys = ["p/x/a.txt", "p/y/a.txt", "p/y/b.txt"].map(str::to_owned);
            keys.into_iter().zip(names.map(|name| format!("to/{name}"))).collect::<Vec<_>>()
        };
        let numbered = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(plan(&[], Collision::Skip), (to(["a.txt", "a (2).txt", "b.txt"]), numbered(&["a (2).txt"]), 0));
        assert_eq!(plan(&["a (2).txt"], Collision::Skip).0, to(["a.txt", "a (3).txt", "b.txt"]));
        let replaced = plan(&["a.txt"], Collision::Replace);
        assert_eq!(replaced, (to(["a.txt", "a (2).txt", "b.txt"]), numbered(&["a (2).txt"]), 0), "only one can");
        let beside = plan(&["a.txt"], Collision::KeepBoth);
        assert_eq!(beside, (to(["a (2).txt", "a (3).txt", "b.txt"]), vec![], 0), "as was answered");
        assert_eq!(plan(&["a.txt"], Collision::Skip).2, 2);

        let folders = vec![piece("p/x/d/", "d/"), piece("p/x/d/1", "d/1"), piece("p/y/d/1", "d/1"), piece("p/y/d/2", "d/2")];
        let targets = settled(folders, &[], Collision::Skip).into_iter().map(|(target, _)| target).collect::<Vec<_>>();
        assert_eq!(targets, ["to/d/", "to/d/1", "to/d (2)/1", "to/d (2)/2"], "each folder keeps together");
    }

    #[test]
    fn what_is_copied_to_where_it_is_gets_a_number_and_nobody_is_asked() {
        let pieces = || vec![piece("to/a.txt", "a.txt"), piece("to/d/a.txt", "a.txt"), piece("to/d/b.txt", "b.txt")];
        let here = bucket("b");
        let there = existing(&["a.txt", "d/a.txt", "d/b.txt"]);
        let taken = conflicts(&pieces()[..1], &there, (&here, (&here, "to/")));
        assert_eq!(taken, vec![]);
        let targets = settled(pieces(), &["a.txt"], Collision::Replace).into_iter().map(|(target, _)| target);
        assert_eq!(targets.collect::<Vec<_>>(), ["to/a (2).txt", "to/b.txt"], "nor is it replaced before it is copied");
    }

    #[test]
    fn a_folder_keeps_together() {
        let pieces = vec![piece("from/d/", "d/"), piece("from/d/x", "d/x"), piece("from/d/y", "d/y"), piece("from/d", "d")];
        let targets = |on| settled(pieces.clone(), &["d/x"], on).into_iter().map(|(target, _)| target).collect::<Vec<_>>();
        assert_eq!(targets(Collision::KeepBoth), ["to/d (2)/", "to/d (2)/x", "to/d (2)/y", "to/d"]);
        assert_eq!(targets(Collision::Skip), ["to/d/", "to/d/y", "to/d"]);
        let to = bucket("b");
        assert!(conflicts(&[piece("from/d/", "d/")], &existing(&["d/"]), (&to, (&to, "to/"))).is_empty(), "the folder is there");
    }

    #[test]
    fn what_is_copied_already_is_neither_asked_about_nor_copied_beside_itself() {
        let mut there = existing(&["d/other"]);
        there.add("d/x", ExistingObject { e_tag: "\"e\"".into(), size: 3, modified: 0 });
        let (bucket, ended) = (bucket("b"), || vec![piece("from/d/x", "d/x"), piece("from/d/y", "d/y")]);
        let ends = (&bucket, (&bucket, "to/"));
        assert!(conflicts(&ended(), &there, ends).is_empty());
        for on in [Collision::Skip, Collision::KeepBoth] {
            let plan = settle(ended(), &there, ends, on);
            let items = plan.items.iter().map(|item| (item.target.as_str(), &item.precondition)).collect::<Vec<_>>();
            assert_eq!(items, [("to/d/x", &Precondition::Absent), ("to/d/y", &Precondition::Absent)], "{on:?}");
        }
        // Its own name is no copy of it, and neither is what was found to be another object.
        let beside = settle(vec![piece("to/d/x", "d/x")], &there, ends, Collision::Skip);
        assert_eq!(beside.items.iter().map(|item| item.target.as_str()).collect::<Vec<_>>(), ["to/d (2)/x"]);
        assert_eq!(conflicts(&[CopyPiece { is_other: true, ..piece("from/d/x", "d/x") }], &there, ends).len(), 1);
    }

    #[test]
    fn what_is_still_to_be_copied_is_not_written_over() {
        let pieces = vec![piece("to/q/q/a", "q/a"), piece("to/q/q/q/a", "q/q/a")];
        let plan = settle(pieces, &existing(&["q/q/a"]), (&bucket("b"), (&bucket("b"), "to/")), Collision::Replace);
        assert_eq!(plan.items.len(), 1);
        assert_eq!(
            plan.failed.iter().map(|(item, why)| (item.target.as_str(), why)).collect::<Vec<_>>(),
            [("to/q/q/a", &CopyFailure::Taken)]
        );
    }

    proptest! {
        /// A folder is renamed and named back: each key below it, however odd, has its place and is alone there.
        #[test]
        fn keys_keep_what_is_behind_the_folder(rests in prop::collection::hash_set("(/|//| |é|e\u{301}|\\.|\\.\\.|x|\u{202e}|\u{1}|%2F|\\?|#|\\+){0,6}", 1..12)) {
            let pieces: Vec<CopyPiece> = rests.iter().map(|rest| piece(&format!("p/old/{rest}"), &format!("new/{rest}"))).collect();
            let plan = settle(pieces, &existing(&[]), (&bucket("b"), (&bucket("b"), "p/")), Collision::Skip);
            prop_assert_eq!((plan.items.len(), plan.skipped, plan.failed.len()), (rests.len(), 0, 0));
            let targets: HashSet<&str> = plan.items.iter().map(|item| item.target.as_str()).collect();
            prop_assert_eq!(targets.len(), rests.len());
            for item in &plan.items {
                let back = item.target.strip_prefix("p/new/").map(|rest| format!("p/old/{rest}"));
                prop_assert_eq!(back.as_deref(), Some(item.source.key.as_str()));
            }
        }
    }
}
