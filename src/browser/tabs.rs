//! The other tabs of this browser.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Calls `changed` whenever another tab may have changed what is kept in the persistent store under `key`, for as long as
/// the page lives. A tab that sleeps hears of it when it wakes.
pub fn listen(key: &'static str, changed: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        // Without a key everything was removed; what is no storage event is a tab that was brought to the front.
        let other =
            event.dyn_ref::<web_sys::StorageEvent>().and_then(web_sys::StorageEvent::key).is_some_and(|other| other != key);
        if !other {
            changed();
        }
    });
    let handler = listener.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("storage", handler);
    let _ = document.add_event_listener_with_callback("visibilitychange", handler);
    listener.forget();
}
