//! Events before the page acts on them.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::Event;

/// While it lives, something is told of events of the window before anything in the page is (the capture phase of the DOM).
#[derive(Debug)]
pub struct Capture {
    events: &'static [&'static str],
    listener: Closure<dyn Fn(Event)>,
}

impl Capture {
    /// Begins to listen to events of these names.
    pub fn listen(events: &'static [&'static str], tell: impl Fn(Event) + 'static) -> Capture {
        let listener = Closure::<dyn Fn(Event)>::new(tell);
        if let Some(window) = web_sys::window() {
            for event in events {
                let _ = window.add_event_listener_with_callback_and_bool(event, listener.as_ref().unchecked_ref(), true);
            }
        }
        Capture { events, listener }
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            for event in self.events {
                let _ = window.remove_event_listener_with_callback_and_bool(event, self.listener.as_ref().unchecked_ref(), true);
            }
        }
    }
}
