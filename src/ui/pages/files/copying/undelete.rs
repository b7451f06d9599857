//! Taking a deletion back, as work of the same engine.

use std::rc::Rc;

use super::super::folder::Folder;
use super::engine::{CopyEngine, CopyOutcome};
use super::order::Reversible;
use super::reasons::{CopyReason, name_below, undeleted_reasons};
use super::rows::RowChanges;
use crate::browser::leaving::AskBeforeLeaving;
use crate::files::versions;
use crate::ui::pages::files::access::Action;
use crate::ui::pages::files::deletions::Undelete;
use crate::ui::words::errors;

impl CopyEngine {
    /// Says what was deleted, and offers to take it back.
    pub(super) fn deleted(self, undelete: Rc<Undelete>) {
        let says = undelete.news.clone();
        let unknown = self.without_marker(&undelete);
        self.copies.undo.set(Some(Reversible::Deletion(undelete)));
        self.over(CopyOutcome { says, reasons: unknown, can_undo: true, ..CopyOutcome::default() }, None);
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
        self.undeleting.set_value(Some(undelete.clone()));
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let result = loop {
            match versions::undelete(&client, &folder.bucket, markers, &session).await {
                Err(error) if self.state.connection().outlasts(&error).await => {}
                result => break result,
            }
        };
        self.undeleting.set_value(None);
        self.undelete_shown(folder);
        let outcome = match result {
            Ok(undone) => {
                if let Some(failure) = undone.failures.first() {
                    self.refusals.note(&folder.place, Action::DeleteVersions, &failure.error);
                }
                let count = undone.back.len();
                CopyOutcome {
                    says: n!(count, one = "{count} file is back", other = "{count} files are back"),
                    reasons: [undeleted_reasons(&undone, &folder.prefix()), self.without_marker(undelete)].concat(),
                    ..CopyOutcome::default()
                }
            }
            Err(error) => {
                let text = errors::aws_error_text(&error);
                // What was not brought back can still be.
                self.copies.undo.set(Some(Reversible::Deletion(Rc::new(undelete.clone()))));
                let says = t!("Couldn't bring it back").to_owned();
                let reasons = vec![CopyReason { text, names: Vec::new() }];
                CopyOutcome { says, reasons, can_undo: true, ..CopyOutcome::default() }
            }
        };
        self.over(outcome, None);
    }

    /// The visitor ended it in between: some of it may be back.
    pub(super) fn undelete_stopped(self, undelete: Undelete) {
        self.undelete_shown(&undelete.folder);
        // What was not brought back can still be.
        self.copies.undo.set(Some(Reversible::Deletion(Rc::new(undelete))));
        let says = t!("Stopped. Not all that was deleted may be back.").to_owned();
        self.over(CopyOutcome { says, can_undo: true, stays: true, ..CopyOutcome::default() }, None);
    }

    /// Has the rows of `folder` say what is there now.
    fn undelete_shown(self, folder: &Folder) {
        let from = (folder.place.clone(), folder.bucket.clone());
        let (gone, put, to) = (Vec::new(), Vec::new(), folder.bucket.clone());
        self.copies.changed.update(|all| all.push(RowChanges { from, gone, folders: true, to, put, show: None }));
    }
}
