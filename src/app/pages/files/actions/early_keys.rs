//! Keys that are pressed in the list before the part that knows them is here.

use std::cell::RefCell;
use std::rc::Rc;

use crate::ui::reactive::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

use super::super::state::Files;
use super::{actions_part, menu};
use crate::browser::capture::Capture;

/// Does what a key asks for, and then those that were pressed after it.
pub(super) type OnEarlyKeys = fn(Files, KeyboardEvent, Vec<KeyboardEvent>);

/// Does what a key asks for that was pressed before this part was here, if the focus is still where it was. Keys that are pressed
/// meanwhile wait for what it opens, and are pressed there.
pub fn on_early_key(files: Files, event: KeyboardEvent) {
    let Some(target) = event.target() else { return };
    let held = opens(&event).then(|| HeldKeys::of(&target));
    // What a key asks for may ask for the page's contexts.
    let owner = Owner::current().unwrap_or_default();
    spawn_local(async move {
        let loaded = actions_part::load().await;
        let later = held.map_or(Some(Vec::new()), HeldKeys::release);
        let (Ok(actions), Some(later)) = (loaded, later) else { return };
        if has_focus(&target) && !files.keys.is_disposed() {
            owner.with(|| (actions.on_early_keys)(files, event, later));
        }
    });
}

/// Whether the keys after this one are meant for what it opens: the menu of a row, or its new name.
fn opens(event: &KeyboardEvent) -> bool {
    matches!(event.key().as_str(), "." | "F2" | "ContextMenu") || event.key() == "F10" && event.shift_key()
}

fn has_focus(target: &EventTarget) -> bool {
    target.dyn_ref::<Element>().is_some_and(|target| document().active_element().as_ref() == Some(target))
}

/// Whether a key may be meant for what is on its way, and not for the browser or another action.
fn may_wait(event: &KeyboardEvent) -> bool {
    let key = event.key();
    let is_known = matches!(key.as_str(), "Enter" | "Escape" | "ArrowUp" | "ArrowDown" | "Home" | "End") || is_character(&key);
    is_known && !event.ctrl_key() && !event.alt_key() && !event.meta_key()
}

/// Whether a key writes something: the others have names of several letters (UI Events KeyboardEvent key Values).
fn is_character(key: &str) -> bool {
    key.chars().count() == 1
}

/// Keys that wait, for as long as the focus stays where it is.
struct HeldKeys {
    /// None once the visitor has taken it all back.
    keys: Rc<RefCell<Option<Vec<KeyboardEvent>>>>,
    _capture: Capture,
}

impl HeldKeys {
    fn of(target: &EventTarget) -> HeldKeys {
        let keys = Rc::new(RefCell::new(Some(Vec::new())));
        let (held, target) = (keys.clone(), target.clone());
        let capture = Capture::listen(&["keydown"], move |event| {
            let Ok(event) = event.dyn_into::<KeyboardEvent>() else { return };
            let waits = may_wait(&event) && event.target().as_ref() == Some(&target);
            let mut held = held.borrow_mut();
            if let Some(keys) = held.as_mut().filter(|_| waits) {
                event.prevent_default();
                event.stop_propagation();
                if event.key() == "Escape" {
                    *held = None;
                } else {
                    keys.push(event);
                }
            }
        });
        HeldKeys { keys, _capture: capture }
    }

    fn release(self) -> Option<Vec<KeyboardEvent>> {
        self.keys.take()
    }
}

/// Does what `event` asks for, and presses the `later` keys wherever the focus is by then.
pub(super) fn press(files: Files, event: KeyboardEvent, later: Vec<KeyboardEvent>) {
    menu::on_key(files, &event);
    // A dialog takes a frame to select what is typed over.
    request_animation_frame(move || press_later(later.into_iter()));
}

/// Each a frame after the one before, when what that has opened is there.
fn press_later(mut keys: std::vec::IntoIter<KeyboardEvent>) {
    request_animation_frame(move || {
        let focused = document().active_element().and_then(|focused| focused.dyn_into::<HtmlElement>().ok());
        if let (Some(key), Some(focused)) = (keys.next(), focused)
            && press_again(&key, &focused)
        {
            press_later(keys);
        }
    });
}

/// Presses `key` on what has the focus, as far as a program can; whether those after it may be pressed as well.
fn press_again(key: &KeyboardEvent, focused: &HtmlElement) -> bool {
    let is_line = focused.get_attribute("role").is_some_and(|role| role.starts_with("menuitem"));
    match key.key().as_str() {
        "Enter" | " " if is_line => {
            focused.click();
            return true;
        }
        // A question is for who has read it.
        "Enter" => return false,
        _ => {}
    }
    // The properties of an event are those that describe one.
    let description: &KeyboardEventInit = key.unchecked_ref();
    let Ok(again) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", description) else { return false };
    let is_left = focused.dispatch_event(&again).unwrap_or_default();
    if let Some(field) = focused.dyn_ref::<HtmlInputElement>().filter(|_| is_left && is_character(&key.key())) {
        type_into(field, &key.key());
    }
    true
}

/// Types `text` in place of what is selected in `field`.
fn type_into(field: &HtmlInputElement, text: &str) {
    if field.set_range_text(text).is_err() {
        return;
    }
    if let (Ok(Some(start)), length) = (field.selection_start(), text.encode_utf16().count() as u32) {
        let _ = field.set_selection_range(start + length, start + length);
    }
    if let Ok(input) = web_sys::Event::new("input") {
        let _ = field.dispatch_event(&input);
    }
}
