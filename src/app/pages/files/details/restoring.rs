//! Asking for a readable copy of archived files.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::entries::{Entry, EntryWords};
use super::super::folder::{self, Folder};
use super::super::names;
use super::super::state::Files;
use super::object::refused;
use crate::aws::s3::RetrievalTier;
use crate::ui::components::{Button, ButtonKind, Dialog, Problem, TextField, error_notice, form, select};
use crate::ui::dom::{View, html};

/// S3 keeps the copy for as many days as it is asked to.
const DAYS: &str = "7";

/// The question how fast, and for how long.
pub fn restore_dialog(files: Files) -> View {
    let busy = RwSignal::new(false);
    let content = move || files.restoring.subject().map(|archived| content(files, archived, busy));
    Dialog::new(files.restoring, t!("Restore")).busy(busy).content(move || content().into())
}

fn content(files: Files, archived: Arc<(Folder, Vec<Entry>)>, busy: RwSignal<bool>) -> View {
    let (_, entries) = &*archived;
    let class = |entry: &Entry| entry.file().map(|file| file.storage_class.clone()).unwrap_or_default();
    // What all of them can be restored with.
    let is_deep = entries.iter().any(|entry| class(entry) == "DEEP_ARCHIVE");
    let tiers = RetrievalTier::of_class(if is_deep { "DEEP_ARCHIVE" } else { "GLACIER" });
    let tier = RwSignal::new(RetrievalTier::Standard.name().to_owned());
    let days = RwSignal::new(DAYS.to_owned());
    let fault = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Problem>);
    let asked = archived.clone();
    let restore = move || {
        let typed = days.read_untracked().trim().parse::<u16>().ok().filter(|days| (1..=365).contains(days));
        fault.set(typed.is_none().then(|| t!("Enter 1 to 365 days.").to_owned()));
        problem.set(None);
        let Some(days) = typed.filter(|_| !busy.get_untracked()) else { return };
        let chosen = tiers.iter().find(|known| known.name() == *tier.read_untracked()).copied();
        let (asked, refusals) = (asked.clone(), Refusals::get());
        busy.set(true);
        // Also where the visitor goes elsewhere meanwhile.
        files.tasks.start(async move {
            let (folder, entries) = &*asked;
            let (client, session) = (files.state.client(), files.state.session());
            for entry in entries {
                let tier = chosen.unwrap_or(RetrievalTier::Standard);
                let answer = client.restore_object(&folder.bucket, &entry.key, days, tier, &session).await;
                match answer {
                    // It was asked for before.
                    Err(error) if error.code() == "RestoreAlreadyInProgress" => {}
                    Err(error) => {
                        refusals.note(&folder.place, Action::Restore, &error);
                        let title = t!("Couldn't restore “{name}”", name = entry.shown());
                        let mut explained = folder::explain_action(title, "POST", &error);
                        if error.code() == "AccessDenied" {
                            refused(&mut explained, "s3:RestoreObject".to_owned());
                        }
                        busy.try_set(false);
                        if !problem.try_set(Some(explained.clone())) {
                            files.problem.try_set(Some(explained));
                        }
                        return;
                    }
                    Ok(()) => {}
                }
            }
            busy.try_set(false);
            // Another question may be open by now.
            if !problem.is_disposed() {
                files.restoring.close();
            }
            files.state.say(t!("Restore requested. It takes from minutes to two days."));
            if files.listing.shows(folder) {
                files.listing.refresh(folder.place.clone());
            }
        });
    };
    let options = tiers.iter().map(|tier| (tier.name().to_owned(), words(*tier, is_deep).into())).collect();
    let text = match entries.as_slice() {
        [entry] => {
            t!("“{name}” is archived. S3 makes a copy that can be read for a while. This may cost money.", name = entry.shown())
        }
        _ => t!("These files are archived. S3 makes copies that can be read for a while. This may cost money.").to_owned(),
    };
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(t!("Cancel")).disabled(busy).on_click(move || files.restoring.close()))
        .child(Button::new(t!("Restore")).kind(ButtonKind::Primary).submit().busy(busy));
    form(restore)
        .child(
            html::div()
                .class("dialog-text")
                .child(html::p().child(text))
                .child(names::list(entries.iter().map(|entry| entry.shown()))),
        )
        .child(select(t!("Speed"), options, tier, move |chosen: String| tier.set(chosen)))
        .child(TextField::new(t!("Readable for days"), days).error(fault))
        .child(error_notice(problem, None))
        .child(actions)
        .into()
}

fn words(tier: RetrievalTier, is_deep: bool) -> &'static str {
    match (tier, is_deep) {
        (RetrievalTier::Expedited, _) => t!("Expedited: 1 to 5 minutes"),
        (RetrievalTier::Standard, false) => t!("Standard: 3 to 5 hours"),
        (RetrievalTier::Standard, true) => t!("Standard: up to 12 hours"),
        (RetrievalTier::Bulk, false) => t!("Bulk: 5 to 12 hours"),
        (RetrievalTier::Bulk, true) => t!("Bulk: up to 48 hours"),
    }
}
