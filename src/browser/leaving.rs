//! Asking before the page is closed, or another address of it is gone to, while something would be lost.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::location;
use crate::route::Route;

/// While it lives, the browser asks before it leaves the page.
#[derive(Debug)]
pub struct AskBeforeLeaving(Closure<dyn FnMut(web_sys::Event)>);

const EVENT: &str = "beforeunload";

impl AskBeforeLeaving {
    /// Begins to listen.
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

/// While it lives, whoever goes elsewhere within the page is asked first.
#[derive(Debug)]
pub struct AskBeforeGoing(Closure<dyn Fn(web_sys::Event)>);

/// Browsers tell of it before `hashchange`, by which the page follows the address: once it is set back here, the page has nothing to
/// follow. (Listeners of a window are called in the order in which they came, so that none could stop the event for those before.)
const GOES: &str = "popstate";

impl AskBeforeGoing {
    /// Begins to listen. `holds` is given the route that the visitor wants to go to, and says whether they stay where they are.
    pub fn new(holds: impl Fn(Route) -> bool + 'static) -> AskBeforeGoing {
        let here = location::hash();
        // It is called again by what it does itself.
        let ask = Closure::<dyn Fn(web_sys::Event)>::new(move |_: web_sys::Event| {
            if location::hash() != here && holds(location::current()) {
                location::set_hash(&here);
            }
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback(GOES, ask.as_ref().unchecked_ref());
        }
        AskBeforeGoing(ask)
    }
}

impl Drop for AskBeforeGoing {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let _ = window.remove_event_listener_with_callback(GOES, self.0.as_ref().unchecked_ref());
        }
    }
}
