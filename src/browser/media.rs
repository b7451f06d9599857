//! What plays sound or a film: an element of the page that fetches by itself.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlMediaElement;

/// Fetches from `url` from now on.
pub fn fetch_from(element: &HtmlMediaElement, url: &str) {
    element.set_src(url);
}

/// Goes on at `seconds`, and plays if it did. A browser that wants a press for that stays where it is.
pub fn resume(element: &HtmlMediaElement, (seconds, plays): (f64, bool)) {
    if seconds > 0.0 {
        element.set_current_time(seconds);
    }
    if let Some(playing) = plays.then(|| element.play().ok()).flatten() {
        spawn_local(async move {
            let _ = JsFuture::from(playing).await;
        });
    }
}

/// Where it is, in seconds, and whether it plays.
pub fn position(element: &HtmlMediaElement) -> (f64, bool) {
    (element.current_time(), !element.paused())
}

/// `MediaError.code`: what went wrong.
pub fn error_code(element: &HtmlMediaElement) -> u16 {
    element.error().map_or(0, |error| error.code())
}

/// Ends it: an element that is in no page any more would play on.
pub fn end(element: &HtmlMediaElement) {
    let _ = element.pause();
    let _ = element.remove_attribute("src");
    element.load();
}
