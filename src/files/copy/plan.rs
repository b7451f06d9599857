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
use crate::files::upload::{ExistingObject, NameIndex, NameState, numbered};
use crate::files::walk::Walk;
use crate::ports::{Platform, Stamp};

/// Nobody keeps more files of one name.
const MOST_COPIES: usize = 1000;

/// Why nothing is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// The folder of this name would go into itself.
    IntoItself(String),
    /// It is there already.
    SameFolder,
}

/// Why `entries` of one folder cannot go to another one, if anything. A folder is a bucket and a prefix.
pub fn fault(entries: &[Entry], from: (&Bucket, &str), to: (&Bucket, &str), transfer: TransferKind) -> Option<PlanFault> {
    if from.0 != to.0 {
        return None;
    }
    if let Some(entry) = entries.iter().find(|entry| entry.is_folder() && to.1.starts_with(&entry.key)) {
        return Some(PlanFault::IntoItself(entry.name().to_owned()));
    }
    (from.1 == to.1 && transfer == TransferKind::Move).then_some(PlanFault::SameFolder)
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

/// All objects of `entries`, with those below folders. With a `name`, the one entry is called so from now on. `outlasts` waits,
/// if that helps against an error; `found` hears how many there are.
pub async fn gather<P: Platform, C: ProvideCredentials + 'static>(
    access: BucketAccess<P, C>,
    entries: &[Entry],
    name: Option<&str>,
    outlasts: impl AsyncFn(&Error) -> bool,
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
                        Err(error) if outlasts(&error).await => continue,
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
}

/// Those whose names are taken by something else than their copies, and what is there. A folder that is there takes no name by its
/// mark alone. Copies are there already where a move or copy was ended in between.
pub fn conflicts(pieces: &[CopyPiece], existing: &NameIndex, ends: Ends<'_>) -> Vec<ConflictFile> {
    let taken = |piece: &CopyPiece| match existing.resolve(&piece.path) {
        NameState::Taken { there, path } if !piece.source.is_folder_mark() && !is_copied(piece, &path, &there, ends) => {
            let yours = Stamp { size: piece.source.size, last_modified: 0 };
            Some(ConflictFile { path: piece.path.clone(), there, yours, is_identical: false })
        }
        _ => None,
    };
    pieces.iter().filter_map(taken).collect()
}

/// Whether what is at `path` is the copy of `piece` already, as far as listings tell. Whoever writes it finds out.
fn is_copied(piece: &CopyPiece, path: &str, there: &ExistingObject, (from, (to, prefix)): Ends<'_>) -> bool {
    let CopySource { key, size, e_tag, .. } = &piece.source;
    let is_itself = from == to && key.strip_prefix(prefix) == Some(path);
    !piece.is_other && !is_itself && !e_tag.is_empty() && (size, e_tag) == (&there.size, &there.e_tag)
}

/// Where each of `pieces` goes below `prefix`, where `existing` is.
pub fn settle(mut pieces: Vec<CopyPiece>, existing: &NameIndex, ends: Ends<'_>, on: Collision) -> CopyPlan {
    if on == Collision::KeepBoth {
        keep_both(&mut pieces, existing, ends);
    }
    let (from, (to, prefix)) = ends;
    let sources: HashSet<String> = match from == to {
        true => pieces.iter().map(|piece| piece.source.key.clone()).collect(),
        false => HashSet::new(),
    };
    let mut plan = CopyPlan::default();
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

/// Gives files and folders directly below names of their own where theirs are taken.
fn keep_both(pieces: &mut [CopyPiece], existing: &NameIndex, ends: Ends<'_>) {
    let top = |path: &str| path.split_inclusive('/').next().unwrap_or_default().to_owned();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut claimed: HashSet<String> = pieces.iter().map(|piece| top(&piece.path)).collect();
    for taken in conflicts(pieces, existing, ends).iter().map(|file| top(&file.path)) {
        if names.contains_key(&taken) {
            continue;
        }
        let beside = |number| match taken.strip_suffix('/') {
            Some(folder) => format!("{folder} ({number})/"),
            None => numbered(&taken, number),
        };
        let is_free = |name: &String| !existing.is_taken(name) && !claimed.contains(name);
        if let Some(name) = (2..MOST_COPIES).map(beside).find(is_free) {
            claimed.insert(name.clone());
            names.insert(taken, name);
        }
    }
    for piece in pieces {
        let old = top(&piece.path);
        if let (Some(new), Some(rest)) = (names.get(&old), piece.path.strip_prefix(&old)) {
            piece.path = format!("{new}{rest}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        // Its own name is no copy, and neither is what was found to be another object.
        assert_eq!(conflicts(&[piece("to/d/x", "d/x")], &there, ends).len(), 1);
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
