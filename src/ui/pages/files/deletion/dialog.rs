//! The question whether to delete, then its progress and what is left over.

use leptos::prelude::*;

use super::{Deletion, Stage};
use crate::aws::s3::DeleteFailure;
use crate::ui::components::{Button, ButtonKind, Dialog, ErrorNotice, Progress, live, when};
use crate::ui::pages::files::folder::Folder;
use crate::ui::pages::files::names;

/// The question, and then its progress.
#[component]
pub fn DeletionDialog(
    /// What is deleted.
    deletion: Deletion,
) -> impl IntoView {
    let Deletion { listing, open, stage, found, problem, failures, task, .. } = deletion;
    let deleting = Memo::new(move |_| matches!(stage.get(), Stage::Deleting(_)));
    // Not the stage itself, which changes often: the button that has the focus must stay.
    let over = Memo::new(move |_| stage.get() == Stage::Over);
    // Closing it ends the counting.
    Effect::new(move |_| {
        if !open.get() {
            task.stop();
        }
    });
    let progress = move || match stage.get() {
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
            return view! { <Button on_click=close>"Close"</Button> }.into_any();
        }
        let cancel = move || if deleting.get_untracked() { deletion.stop() } else { close() };
        view! {
            <Button on_click=cancel>{move || if deleting.get() { "Stop" } else { "Cancel" }}</Button>
            <Button
                kind=ButtonKind::Danger
                busy=deleting
                disabled=Signal::derive(move || stage.get() == Stage::Counting)
                on_click=move || deletion.confirm()
            >
                "Delete"
            </Button>
        }
        .into_any()
    };
    view! {
        <Dialog open=open title=move || deletion.question() busy=deleting>
            <div class="dialog-text">
                {live(about)}
                <p role="status">{move || deletion.consequence()}</p>
            </div>
            {when(
                move || matches!(stage.get(), Stage::Deleting(_) | Stage::Counting),
                move || view! { <Progress label="Deleting" value=progress /> }.into_any(),
            )}
            <ErrorNotice problem=problem />
            {live(failed)}
            <div class="dialog-actions">{live(actions)}</div>
        </Dialog>
    }
    .into_any()
}
