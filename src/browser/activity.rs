//! Whether the visitor is active.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// The events that count as activity. `pointermove` does not: a mouse also moves when its desk is bumped.
const EVENTS: [&str; 4] = ["pointerdown", "keydown", "wheel", "touchstart"];

/// While it lives, `active` is called whenever the visitor does something, before the page acts on it.
#[derive(Debug)]
pub struct Activity(Closure<dyn Fn()>);

impl Activity {
    /// Begins to listen.
    pub fn listen(active: impl Fn() + 'static) -> Activity {
        let listener = Closure::<dyn Fn()>::new(active);
        if let Some(window) = web_sys::window() {
            for event in EVENTS {
                let _ = window.add_event_listener_with_callback_and_bool(event, listener.as_ref().unchecked_ref(), true);
            }
        }
        Activity(listener)
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            for event in EVENTS {
                let _ = window.remove_event_listener_with_callback_and_bool(event, self.0.as_ref().unchecked_ref(), true);
            }
        }
    }
}
