//! Taking back a deletion, or uploads that took the place of files, as work of the same engine.

use std::collections::HashSet;
use std::rc::Rc;

use super::engine::{CopyEngine, CopyOutcome, CopyStage};
use super::order::Reversible;
use super::reasons::{CopyReason, restored_reasons, undeleted_reasons};
use super::rows::RowChanges;
use crate::aws::Error;
use crate::aws::s3::DeleteFailure;
use crate::files::versions;
use crate::ui::pages::files::access::Action;
use crate::ui::pages::files::deletions::{Replacements, Undelete};
use crate::ui::pages::files::folder::Folder;
use crate::ui::words::errors;

/// What of `all` was refused: it can be tried again.
fn refused<T: Clone>(all: &[T], failures: &[DeleteFailure], key: impl Fn(&T) -> &str) -> Vec<T> {
    let failed: HashSet<&str> = failures.iter().map(|failure| failure.key.as_str()).collect();
    all.iter().filter(|one| failed.contains(key(one))).cloned().collect()
}

impl CopyEngine {
    /// Says what was deleted, and offers to take it back.
    pub(super) fn deleted(self, undelete: Rc<Undelete>) {
        let says = undelete.news.clone();
        self.again.set_value(None);
        self.copies.undo.set(Some(Reversible::Deletion(undelete)));
        self.stage.set(CopyStage::Over(CopyOutcome { says, can_undo: true, ..CopyOutcome::default() }));
    }

    pub(super) async fn undelete(self, undelete: &Undelete) {
        let Undelete { folder, markers, .. } = undelete;
        let says = t!("Bringing back what was deleted").to_owned();
        self.stage.set(CopyStage::Running { says, done: None, bytes: (0, 0) });
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let outlasts = async |error: &Error| self.state.connection().outlasts(error).await;
        let result = versions::undelete(&client, &folder.bucket, markers, &session, outlasts).await;
        self.look_anew(folder);
        let outcome = match result {
            Ok(undone) => {
                if let Some(failure) = undone.failures.first() {
                    self.refusals.note(&folder.place, Action::DeleteVersions, &failure.error);
                }
                let count = undone.back.len();
                let left = refused(markers, &undone.failures, |marker| &marker.key);
                let can_undo = !left.is_empty();
                if can_undo {
                    let undelete = Undelete { markers: left, ..undelete.clone() };
                    self.copies.undo.set(Some(Reversible::Deletion(Rc::new(undelete))));
                }
                CopyOutcome {
                    says: n!(count, one = "{count} file is back", other = "{count} files are back"),
                    reasons: undeleted_reasons(&undone, &folder.prefix()),
                    can_undo,
                    ..CopyOutcome::default()
                }
            }
            Err(error) => self.not_taken_back(Reversible::Deletion(Rc::new(undelete.clone())), &error),
        };
        self.stage.set(CopyStage::Over(outcome));
    }

    /// Takes back uploads: what they took the place of is there again.
    pub(super) async fn restore(self, replaced: &Replacements) {
        let says = t!("Bringing back what was replaced").to_owned();
        self.stage.set(CopyStage::Running { says, done: None, bytes: (0, 0) });
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let (mut count, mut reasons, mut left) = (0, Vec::new(), Replacements::default());
        for (at, (folder, written)) in replaced.0.iter().enumerate() {
            let outlasts = async |error: &Error| self.state.connection().outlasts(error).await;
            let result = versions::restore(&client, &folder.bucket, written, &session, outlasts).await;
            self.look_anew(folder);
            match result {
                Ok(restored) => {
                    if let Some(failure) = restored.failures.first() {
                        self.refusals.note(&folder.place, Action::DeleteVersions, &failure.error);
                    }
                    count += restored.back.len();
                    let refused = refused(written, &restored.failures, |version| &version.key);
                    refused.into_iter().for_each(|version| left.add(folder, version));
                    reasons.extend(restored_reasons(&restored, &folder.prefix()));
                }
                Err(error) => {
                    self.refusals.note(&folder.place, Action::ListVersions, &error);
                    left.0.extend(replaced.0.iter().skip(at).cloned());
                    let outcome = self.not_taken_back(Reversible::Replacement(Rc::new(left)), &error);
                    return self.stage.set(CopyStage::Over(outcome));
                }
            }
        }
        let says = n!(count, one = "{count} file is as it was", other = "{count} files are as they were");
        let can_undo = left.count() > 0;
        if can_undo {
            self.copies.undo.set(Some(Reversible::Replacement(Rc::new(left))));
        }
        self.stage.set(CopyStage::Over(CopyOutcome { says, reasons, can_undo, ..CopyOutcome::default() }));
    }

    /// What is in the folder nobody knows but S3.
    fn look_anew(self, folder: &Folder) {
        let from = (folder.place.clone(), folder.bucket.clone());
        let (gone, put, to) = (Vec::new(), Vec::new(), folder.bucket.clone());
        self.copies.changed.update(|all| all.push(RowChanges { from, gone, folders: true, to, put, show: None }));
    }

    /// What was not taken back can still be.
    fn not_taken_back(self, left: Reversible, error: &Error) -> CopyOutcome {
        let problem = errors::aws_error("", error);
        let text = format!("{} {}", problem.reason, problem.advice).trim_end().to_owned();
        self.copies.undo.set(Some(left));
        let reasons = vec![CopyReason { text, names: Vec::new() }];
        CopyOutcome { says: t!("Couldn't bring it back").to_owned(), reasons, can_undo: true, ..CopyOutcome::default() }
    }
}
