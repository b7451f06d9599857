//! To where entries are moved or copied.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::super::entries::{Entry, EntryWords, SelectionSummary, summary};
use super::super::folder::Folder;
use super::super::state::Files;
use super::picker::Picker;
use super::{Copies, CopyJob, recent};
use crate::app::preferences::MyPreferences;
use crate::files::copy::{PlanFault, TransferKind, fault};
use crate::ui::components::{Button, ButtonKind, Dialog};
use crate::ui::dom::{View, group, html, live, text};

/// What is to go elsewhere, as it was listed.
pub struct Moving {
    folder: Folder,
    entries: Vec<Entry>,
    transfer: TransferKind,
}

/// Asks to where `entries` are to be moved.
pub fn ask_to_move(_: Files, folder: Folder, entries: Vec<Entry>) {
    Copies::get().moving.ask(Moving { folder, entries, transfer: TransferKind::Move });
}

/// Asks to where `entries` are to be copied.
pub fn ask_to_copy(_: Files, folder: Folder, entries: Vec<Entry>) {
    Copies::get().moving.ask(Moving { folder, entries, transfer: TransferKind::Copy });
}

/// The question.
pub fn move_to_dialog() -> View {
    let copies = Copies::get();
    let asked = copies.moving;
    let title = move || {
        let Some(subject) = asked.subject() else { return String::new() };
        let what = match SelectionSummary::of_all(&subject.entries) {
            SelectionSummary::One(entry) => t!("“{name}”", name = entry.shown()),
            chosen => summary(chosen.count()),
        };
        match subject.transfer {
            TransferKind::Move => t!("Move {what} to…", what = what),
            TransferKind::Copy => t!("Copy {what} to…", what = what),
        }
    };
    let content = move || asked.subject().map(|subject| content(copies, subject));
    let label = move || match asked.subject().map(|subject| subject.transfer) {
        Some(TransferKind::Copy) => t!("Copy to").to_owned(),
        _ => t!("Move to").to_owned(),
    };
    Dialog::new(asked, title).label(label).class("move-to").content(move || content().into())
}

fn content(copies: Copies, subject: Arc<Moving>) -> View {
    let picker = Picker::begin(copies, subject.folder.place.clone());
    let (checked, noted) = (Arc::clone(&subject), Arc::clone(&subject));
    // Why it cannot go where the visitor points at.
    let refusal = Memo::new(move |_| {
        let target = picker.target()?;
        let Moving { folder, entries, transfer } = &*checked;
        match fault(entries, &folder.bucket, (&target.bucket, &target.prefix()), *transfer) {
            Some(PlanFault::IntoItself(_)) => Some(t!("A folder can't go into itself.").to_owned()),
            Some(PlanFault::SameFolder) => Some(t!("Already in this folder.").to_owned()),
            None => None,
        }
    });
    let note = move || {
        let same = picker.target().is_none_or(|target| target.bucket == noted.folder.bucket);
        refusal.get().unwrap_or_else(|| match (noted.transfer, same) {
            (TransferKind::Move, true) => t!("Same bucket: moved in seconds, with undo.").to_owned(),
            (TransferKind::Move, false) => t!("Other bucket: copies first, then deletes.").to_owned(),
            (TransferKind::Copy, _) => t!("The originals stay where they are.").to_owned(),
        })
    };
    let transfer = subject.transfer;
    let label = move || match transfer {
        TransferKind::Move => t!("Move to {folder}", folder = picker.target_name()),
        TransferKind::Copy => t!("Copy to {folder}", folder = picker.target_name()),
    };
    let preferences = MyPreferences::get();
    let go = move || {
        let Some(to) = picker.target().filter(|_| refusal.read_untracked().is_none()) else { return };
        let Moving { folder, entries, transfer } = &*subject;
        recent::note(preferences, &to.place);
        copies.begin(CopyJob {
            from: folder.clone(),
            entries: entries.clone(),
            to,
            to_name: picker.target_name(),
            name: None,
            transfer: *transfer,
        });
        copies.moving.close();
    };
    let is_nowhere = move || picker.target().is_none() || refusal.read().is_some();
    let actions = html::div()
        .class("dialog-actions")
        .child(html::p().class("hint").attr("role", "status").child(text(note)))
        .child(Button::new(t!("Cancel")).on_click(move || copies.moving.close()))
        .child(live(move || Button::new(label()).kind(ButtonKind::Primary).disabled(is_nowhere).on_click(go.clone())));
    group([picker.view(), actions.into()])
}
