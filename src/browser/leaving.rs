//! Asking before the page is closed while something is under way.

use std::cell::Cell;
use std::time::Duration;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::clock::sleep;

thread_local! {
    /// A download has just begun.
    static DOWNLOADING: Cell<bool> = const { Cell::new(false) };
}

/// A browser takes a link to a download for leaving, until the answer says what it is.
const UNTIL_KNOWN: Duration = Duration::from_secs(1);

/// Follows a link to a download, unasked.
pub(super) fn download(follow: impl FnOnce()) {
    DOWNLOADING.set(true);
    follow();
    spawn_local(async {
        sleep(UNTIL_KNOWN).await;
        DOWNLOADING.set(false);
    });
}

/// While it lives, the browser asks before it leaves the page.
#[derive(Debug)]
pub struct AskBeforeLeaving(Closure<dyn FnMut(web_sys::Event)>);

const EVENT: &str = "beforeunload";

impl AskBeforeLeaving {
    /// From now on.
    pub fn new() -> AskBeforeLeaving {
        let ask = Closure::<dyn FnMut(web_sys::Event)>::new(|event: web_sys::Event| {
            if DOWNLOADING.get() {
                return;
            }
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
