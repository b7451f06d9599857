//! The question whether to delete, then its progress and what is left over.

use leptos::prelude::*;

use super::{Deletion, Stage};
use crate::aws::s3::DeleteFailure;
use crate::ui::components::{Button, ButtonKind, Dialog, error_notice, progress};
use crate::ui::dom::{View, effect, group, html, live, text, when};
use crate::ui::pages::files::folder::Folder;
use crate::ui::pages::files::names;

/// The question, and then its progress.
pub fn deletion_dialog(deletion: Deletion) -> View {
    let Deletion { listing, open, stage, found, problem, failures, task, .. } = deletion;
    let deleting = Memo::new(move |_| matches!(stage.get(), Stage::Deleting(_)));
    // Not the stage itself, which changes often: the button that has the focus must stay.
    let over = Memo::new(move |_| stage.get() == Stage::Over);
    // Closing it ends the counting.
    effect(move || {
        if !open.get() {
            task.stop();
        }
    });
    let done = move || match stage.get() {
        Stage::Deleting(done) => Some(done as f64 / found.get().max(1) as f64),
        _ => None,
    };
    let failed = move || {
        let prefix = listing.folder.with_untracked(|folder| folder.as_ref().map(Folder::prefix)).unwrap_or_default();
        let name = |failure: &DeleteFailure| failure.key.strip_prefix(&prefix).unwrap_or(&failure.key).to_owned();
        names::list(&failures.read().iter().map(name).collect::<Vec<_>>())
    };
    let about = move || {
        let rows = if over.get() { Vec::new() } else { deletion.rows.get_value() };
        names::list(&rows.iter().map(|row| row.name().to_owned()).collect::<Vec<_>>())
    };
    let actions = move || {
        let close = move || open.set(false);
        if over.get() {
            return Button::new("Close").on_click(close).into();
        }
        let cancel = move || if deleting.get_untracked() { deletion.stop() } else { close() };
        let label = text(move || if deleting.get() { "Stop" } else { "Cancel" });
        let delete = Button::new("Delete")
            .kind(ButtonKind::Danger)
            .busy(deleting)
            .disabled(move || stage.get() == Stage::Counting)
            .on_click(move || deletion.confirm());
        group([Button::new(label).on_click(cancel), delete])
    };
    let under_way = move || matches!(stage.get(), Stage::Deleting(_) | Stage::Counting);
    Dialog::new(open, move || deletion.question()).busy(deleting).content(move || {
        let consequence = html::p().attr("role", "status").child(text(move || deletion.consequence()));
        group([
            html::div().class("dialog-text").child(live(about)).child(consequence).into(),
            when(under_way, move || progress("Deleting", done)),
            error_notice(problem, None),
            live(failed),
            html::div().class("dialog-actions").child(live(actions)).into(),
        ])
    })
}
