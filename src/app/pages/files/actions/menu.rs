//! The menu of what is selected, or of the folder; and the keys that do the same.

use crate::ui::reactive::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::super::entries::{EntryWords, SelectionSummary, summary};
use super::super::state::Files;
use super::registry::{ActionRun, FILE_ACTIONS, FileAction, Group};
use crate::app::preferences::MyPreferences;
use crate::ui::components::{MenuItem, Point, Text};
use crate::ui::dom::View;

/// The menu, wherever it is asked for.
pub fn actions_menu(files: Files) -> View {
    files.menu.view(t!("Actions"), move || caption(files), move || items(files))
}

/// What the menu is of.
fn caption(files: Files) -> Text {
    match &*files.chosen.read() {
        SelectionSummary::Nothing => files.name(&files.place.read()),
        SelectionSummary::One(entry) => Text::data(entry.shown()),
        chosen => Text::words(summary(chosen.count())),
    }
}

fn items(files: Files) -> Vec<MenuItem> {
    let mut actions: Vec<&'static FileAction> = FileAction::offered(files).collect();
    actions.sort_by_key(|action| action.group);
    let mut before = None;
    let item = |action: &'static FileAction| {
        let begins_group = before.replace(action.group).is_some_and(|before| before != action.group);
        MenuItem::new(action.label.text(), action.icon, move || action.run(files))
            .keys(action.keys)
            .letter(action.letter)
            .begins_group(begins_group)
            .danger(action.group == Group::Delete)
    };
    actions.into_iter().map(item).collect()
}

/// Does what `event` asks for in the list, if it is the key of something that can be done. What is not selected is done with
/// the active row.
pub fn on_key(files: Files, event: &KeyboardEvent) {
    if event.key() == "."
        && MyPreferences::get().single_keys().get_untracked()
        && !event.ctrl_key()
        && !event.meta_key()
        && !event.alt_key()
    {
        event.prevent_default();
        files.select_active();
        if let Some(row) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
            files.menu.open(Point::below(&row));
        }
        return;
    }
    let pressed = |action: &&FileAction| action.keys.is_some_and(|keys| is_pressed(keys, event));
    // What is done with the folder leaves the selection as it is.
    if FILE_ACTIONS.iter().filter(pressed).any(|action| matches!(action.run, ActionRun::Selection(_))) {
        files.select_active();
    }
    if let Some(action) = untrack(|| FILE_ACTIONS.iter().filter(pressed).find(|action| (action.is_offered)(files))) {
        event.prevent_default();
        action.run(files);
    }
}

/// Whether an event is of these keys, which are spelled as in `aria-keyshortcuts`.
fn is_pressed(keys: &str, event: &KeyboardEvent) -> bool {
    let mut held = (false, false, false);
    let mut wanted = "";
    for key in keys.split('+') {
        match key {
            "Control" => held.0 = true,
            "Alt" => held.1 = true,
            "Shift" => held.2 = true,
            key => wanted = key,
        }
    }
    let control = event.ctrl_key() || event.meta_key();
    held == (control, event.alt_key(), event.shift_key()) && event.key().eq_ignore_ascii_case(wanted)
}
