//! Asking before the page is closed while something is under way.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// While it lives, the browser asks before it leaves the page.
#[derive(Debug)]
pub struct AskBeforeLeaving(Closure<dyn FnMut(web_sys::Event)>);

const EVENT: &str = "beforeunload";

impl AskBeforeLeaving {
    /// From now on.
    pub fn new() -> AskBeforeLeaving {
        let ask = Closure::<dyn FnMut(web_sys::Event)>::new(|event: web_sys::Event| {
            event.prevent_default();
            // What browsers wanted before `preventDefault` was enough.
            let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &JsValue::TRUE);
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback(EVENT, ask.as_ref().unchecked_ref());
        }
        AskBeforeLeaving(ask)
    }
}

impl Default for AskBeforeLeaving {
    fn default() -> Self {
        AskBeforeLeaving::new()
    }
}

impl Drop for AskBeforeLeaving {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.remove_event_listener_with_callback(EVENT, self.0.as_ref().unchecked_ref());
        }
    }
}
