//! Taking back a deletion, or what was uploaded or saved over files, as work of the same engine.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::folder::Folder;
use super::super::paths::last_name;
use super::engine::{CopyEngine, CopyOutcome};
use super::order::Reversible;
use super::reasons::{CopyReason, name_below, reverted_reasons};
use super::rows::RowChanges;
use crate::app::pages::files::access::Action;
use crate::app::pages::files::deletions::{Replacements, Undelete};
use crate::aws::Error;
use crate::browser::leaving::AskBeforeLeaving;
use crate::files::versions::{self, Reverted};
use crate::ui::words::errors;

impl CopyEngine {
    /// Says what was deleted, and offers to take it back.
    pub(super) fn deleted(self, undelete: Rc<Undelete>) {
        let says = undelete.news.clone();
        let unknown = self.without_marker(&undelete);
        self.copies.undo.set(Some(Reversible::Deletion(undelete)));
        self.over(CopyOutcome { says, reasons: unknown, can_undo: true, ..CopyOutcome::default() }, None);
    }

    /// Says that a file was saved over, and offers to take that back.
    pub(super) fn saved(self, replaced: Rc<Replacements>) {
        let name = replaced.0.iter().flat_map(|(_, versions)| versions).next().map(|version| last_name(&version.key).to_owned());
        let says = t!("“{name}” saved. Its earlier version is kept.", name = name.unwrap_or_default());
        self.copies.replaced(replaced);
        self.over(CopyOutcome { says, can_undo: true, ..CopyOutcome::default() }, None);
    }

    /// What undoing a deletion does not bring back.
    fn without_marker(self, undelete: &Undelete) -> Vec<CopyReason> {
        let below = undelete.folder.prefix();
        let names: Vec<String> = undelete.unknown.iter().map(|key| name_below(key, &below)).collect();
        let text = t!("Deleted, but Undo doesn't bring these back. Look for them under Deleted files.").to_owned();
        if names.is_empty() { Vec::new() } else { vec![CopyReason { text, names }] }
    }

    pub(super) async fn undelete(self, undelete: &Undelete) {
        let Undelete { folder, markers, .. } = undelete;
        // Closing the page would leave some of it deleted.
        let _asking = AskBeforeLeaving::new();
        self.begin(t!("Bringing back deleted files").to_owned());
        self.taking_back.set_value(Some(Reversible::Deletion(Rc::new(undelete.clone()))));
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        let result = versions::undelete(&client, &folder.bucket, markers, &session, wait_for_network).await;
        self.look_anew(folder);
        let undo = |markers| Reversible::Deletion(Rc::new(Undelete { markers, ..undelete.clone() }));
        match result {
            Ok(reverted) => {
                let count = reverted.back.len();
                let says = n!(count, one = "{count} file is back", other = "{count} files are back");
                let changed = t!("Changed since you deleted it. It was left as it is.");
                let reasons = reverted_reasons(&reverted, changed, &folder.prefix());
                let left = self.refused(folder, markers, &reverted, |marker| &marker.key);
                let reasons = [reasons, self.without_marker(undelete)].concat();
                self.taken_back(says, reasons, (!left.is_empty()).then(|| undo(left)));
            }
            Err(error) => self.not_taken_back(undo(markers.clone()), &error),
        }
    }

    /// What of `all` was refused: it can be tried again. Why is noted.
    fn refused<T: Clone>(self, folder: &Folder, all: &[T], reverted: &Reverted, key: impl Fn(&T) -> &str) -> Vec<T> {
        if let Some(failure) = reverted.failures.first() {
            self.refusals.note(&folder.place, Action::DeleteVersions, &failure.error);
        }
        let failed: HashSet<&str> = reverted.failures.iter().map(|failure| failure.key.as_str()).collect();
        all.iter().filter(|one| failed.contains(key(one))).cloned().collect()
    }

    /// It is over; what is `left` can still be taken back.
    fn taken_back(self, says: String, reasons: Vec<CopyReason>, left: Option<Reversible>) {
        self.taking_back.set_value(None);
        let can_undo = left.is_some();
        if can_undo {
            self.copies.undo.set(left);
        }
        self.over(CopyOutcome { says, reasons, can_undo, ..CopyOutcome::default() }, None);
    }

    /// What was deleted could not be listed, so nothing was brought back.
    fn not_taken_back(self, left: Reversible, error: &Error) {
        let reasons = vec![CopyReason { text: errors::aws_error_text(error), names: Vec::new() }];
        self.taken_back(t!("Couldn't bring it back").to_owned(), reasons, Some(left));
    }

    /// The visitor ended it in between: some of it may be back.
    pub(super) fn taking_back_stopped(self, left: Reversible) {
        match &left {
            Reversible::Move(_) => {}
            Reversible::Deletion(undelete) => self.look_anew(&undelete.folder),
            Reversible::Replacement(replaced) => replaced.0.iter().for_each(|(folder, _)| self.look_anew(folder)),
        }
        // What was not brought back can still be.
        self.copies.undo.set(Some(left));
        let says = t!("Stopped. Not all of it may be back.").to_owned();
        self.over(CopyOutcome { says, can_undo: true, stays: true, ..CopyOutcome::default() }, None);
    }

    /// Takes back what was uploaded or saved over files: what it took the place of is there again.
    pub(super) async fn restore(self, replaced: &Replacements) {
        // Closing the page would leave some of it replaced.
        let _asking = AskBeforeLeaving::new();
        self.begin(t!("Bringing back what was replaced").to_owned());
        self.taking_back.set_value(Some(Reversible::Replacement(Rc::new(replaced.clone()))));
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let (mut count, mut reasons, mut left) = (0, Vec::new(), Replacements::default());
        for (at, (folder, written)) in replaced.0.iter().enumerate() {
            let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
            let result = versions::undo_replacement(&client, &folder.bucket, written, &session, wait_for_network).await;
            self.look_anew(folder);
            match result {
                Ok(reverted) => {
                    count += reverted.back.len();
                    let changed = t!("Changed since then. It was left as it is.");
                    reasons.extend(reverted_reasons(&reverted, changed, &folder.prefix()));
                    let refused = self.refused(folder, written, &reverted, |version| &version.key);
                    refused.into_iter().for_each(|version| left.add(folder, version));
                }
                Err(error) => {
                    self.refusals.note(&folder.place, Action::ListVersions, &error);
                    left.0.extend(replaced.0.iter().skip(at).cloned());
                    return self.not_taken_back(Reversible::Replacement(Rc::new(left)), &error);
                }
            }
        }
        let says = n!(count, one = "{count} file is as it was", other = "{count} files are as they were");
        self.taken_back(says, reasons, (left.count() > 0).then(|| Reversible::Replacement(Rc::new(left))));
    }

    /// What is in the folder nobody knows but S3.
    fn look_anew(self, folder: &Folder) {
        let from = (folder.place.clone(), folder.bucket.clone());
        let (gone, put, to) = (Vec::new(), Vec::new(), folder.bucket.clone());
        self.copies.changed.update(|all| all.push(RowChanges { from, gone, folders: true, to, put, show: None }));
    }
}
