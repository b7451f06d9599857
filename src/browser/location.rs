//! The address bar: its fragment is where the visitor is.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::route::Route;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Where the address bar says the visitor is.
pub fn current() -> Route {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let Ok(route) = hash.parse();
    route
}

/// Goes to `route`, as a new entry of the history.
pub fn go(route: &Route) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(&route.to_string());
    }
}

/// Goes to `route` in place of the current entry: back does not return to a page that only led on.
pub fn replace(route: &Route) {
    if let Some(window) = window() {
        let _ = window.location().replace(&route.to_string());
    }
}

/// Calls `changed` whenever the visitor goes elsewhere, for as long as the page lives.
pub fn listen(changed: impl Fn(Route) + 'static) {
    let listener = Closure::<dyn Fn()>::new(move || changed(current()));
    if let Some(window) = window() {
        let _ = window.add_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
        listener.forget();
    }
}

/// The site's name and port.
pub fn host() -> String {
    window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}
