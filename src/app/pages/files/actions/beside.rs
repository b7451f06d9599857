//! What is done most with a row, beside its name while the pointer or the focus is on it. Once something is selected, the bar
//! above the list has it.

use std::time::Duration;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, MouseEvent, Node};

use super::super::entries::Entry;
use super::super::state::Files;
use super::registry::{FILE_ACTIONS, FileAction, is_nothing};
use crate::ui::components::Selection;
use crate::ui::dom::{Element, html, live};
use crate::ui::timer::Timer;

/// So long a pointer rests on a row until they are there: who presses or drags the row at once means the row.
const REST: Duration = Duration::from_millis(150);

/// Shows the buttons, for as long as the component that this is called in is there.
pub fn actions_beside(files: Files) {
    let row = RwSignal::new(None::<Entry>);
    let is_free = Memo::new(move |_| is_nothing(files));
    let buttons = live(move || {
        let entry = row.get().filter(|_| is_free.get());
        let of_entry = |entry: Entry| {
            let is_beside = |action: &&FileAction| action.beside.is_some_and(|is_beside| is_beside(files, &entry));
            FILE_ACTIONS.iter().filter(is_beside).map(|action| button(files, action, &entry)).collect::<Vec<_>>()
        };
        entry.map(of_entry).unwrap_or_default()
    });
    // One for all rows: it goes to the one that it is of.
    let frame = html::span().class("row-actions").child(buttons);
    let node = frame.node::<Node>();
    frame.in_place();
    let place = move |element: Option<HtmlElement>| {
        let entry = element.as_ref().and_then(|element| entry_of(files, element));
        if let Some(cell) = element.filter(|_| entry.is_some()).and_then(|row| row.query_selector(".cell.name").ok().flatten()) {
            if node.parent_node().as_ref() != Some(&cell) {
                let _ = cell.append_child(&node);
            }
        } else if let Some(parent) = node.parent_node() {
            let _ = parent.remove_child(&node);
        }
        if *row.read_untracked() != entry {
            row.set(entry);
        }
    };
    let pointed = StoredValue::new(None::<HtmlElement>);
    let rest = Timer::new();
    let (hide, place_focused) = (place.clone(), place.clone());
    let listeners = [
        // A finger has the row's own button.
        window_event_listener(ev::pointerover, move |event| {
            let row = row_of(event.target());
            if event.pointer_type() == "touch" || pointed.get_value() == row {
                return;
            }
            pointed.set_value(row);
            untrack(|| hide(None));
            let place = place.clone();
            rest.start_at_rest(REST, move || untrack(|| place(pointed.get_value().or_else(focused_row))));
        }),
        window_event_listener(ev::focusin, move |_| {
            if pointed.with_value(Option::is_none) {
                untrack(|| place_focused(focused_row()));
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}

fn button(files: Files, action: &'static FileAction, entry: &Entry) -> Element {
    let (label, key) = (action.label.text(), entry.key.clone());
    let press = move |event: MouseEvent| {
        // The row itself would open.
        event.stop_propagation();
        // The buttons go with the selection, and the focus would with them.
        if let Some(row) = row_of(event.target()) {
            drop(row.focus());
        }
        let mut selection = Selection::default();
        selection.replace([key.clone()]);
        files.active.set(Some(key.clone()));
        files.selection.set(selection);
        action.run(files);
    };
    html::button()
        .attr("type", "button")
        .attr("tabindex", "-1")
        .attr("aria-label", label)
        .attr("title", label)
        .on(ev::click, press)
        .child(action.icon)
}

fn row_of(target: Option<EventTarget>) -> Option<HtmlElement> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    element.closest(".files .table-body [role=row]").ok()??.dyn_into().ok()
}

/// The row that the keyboard is in.
fn focused_row() -> Option<HtmlElement> {
    let focused = document().active_element()?;
    let is_seen = focused.matches(":focus-visible").unwrap_or_default();
    row_of(Some(focused.into())).filter(|_| is_seen)
}

fn entry_of(files: Files, row: &HtmlElement) -> Option<Entry> {
    let at = row.get_attribute("data-index")?.parse().ok()?;
    files.row(at, Clone::clone)
}
