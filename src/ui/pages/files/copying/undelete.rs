//! Taking a deletion back, as work of the same engine.

use std::rc::Rc;

use super::engine::{CopyEngine, CopyOutcome, CopyStage};
use super::order::Reversible;
use super::reasons::{CopyReason, undeleted_reasons};
use super::rows::RowChanges;
use crate::files::versions;
use crate::ui::pages::files::access::Action;
use crate::ui::pages::files::deletions::Undelete;
use crate::ui::words::errors;

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
        let says = t!("Bringing back deleted files").to_owned();
        self.stage.set(CopyStage::Running { says, done: None, bytes: (0, 0) });
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let result = loop {
            match versions::undelete(&client, &folder.bucket, markers, &session).await {
                Err(error) if self.state.connection().outlasts(&error).await => {}
                result => break result,
            }
        };
        let from = (folder.place.clone(), folder.bucket.clone());
        let (gone, put, to) = (Vec::new(), Vec::new(), folder.bucket.clone());
        self.copies.changed.update(|all| all.push(RowChanges { from, gone, folders: true, to, put, show: None }));
        let outcome = match result {
            Ok(undone) => {
                if let Some(failure) = undone.failures.first() {
                    self.refusals.note(&folder.place, Action::DeleteVersions, &failure.error);
                }
                let count = undone.back.len();
                CopyOutcome {
                    says: n!(count, one = "{count} file is back", other = "{count} files are back"),
                    reasons: undeleted_reasons(&undone, &folder.prefix()),
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
        self.stage.set(CopyStage::Over(outcome));
    }
}
