//! The keys that do something on every page.

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::app::commands::Commands;
use crate::app::preferences::MyPreferences;
use crate::ui::dom::focus;

/// Where `/` leads: the page's own search, if it has one.
const SEARCH: &str = "main input[type=search]";

/// Listens for as long as the component that this is called in is there.
pub fn listen(commands: Commands) {
    let preferences = MyPreferences::get();
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        let is_held = event.ctrl_key() || event.meta_key();
        let key = event.key();
        // What is asked in a dialog is answered first.
        if event.default_prevented() || event.alt_key() || matches!(document().query_selector("dialog[open]"), Ok(Some(_))) {
            return;
        }
        if is_held && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            commands.palette.set(true);
            return;
        }
        if is_held || !preferences.single_keys().get_untracked() || is_written_into(&event) {
            return;
        }
        match key.as_str() {
            "?" => commands.shortcuts.set(true),
            "/" => {
                let Ok(Some(search)) = document().query_selector(SEARCH) else { return };
                focus(search.dyn_into::<HtmlElement>().ok());
            }
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || listener.remove());
}

/// Whether a key belongs to a field.
fn is_written_into(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let field = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
    target.is_some_and(|target| matches!(target.closest(field), Ok(Some(_))))
}
