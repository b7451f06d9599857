//! Requests that `index.html` has sent while the program was on its way. Who would send one takes its response instead.

use js_sys::{Date, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// How old, in milliseconds, a request may be of which the time matters: its response's `Date` is taken for the time it is now.
pub(super) const FRESH: f64 = 4000.0;

/// The response to come to the request for `url` with this body, if it was sent early, and no longer ago than `oldest`. Once:
/// whoever asks again wants another one.
pub(super) fn take(url: &str, body: &[u8], oldest: f64) -> Option<Promise> {
    let early = get(web_sys::window()?.as_ref(), "early")?;
    let request = get(&early, url)?;
    Reflect::set(&early, &url.into(), &JsValue::UNDEFINED).ok()?;
    let is_same = get(&request, "body") == std::str::from_utf8(body).ok().filter(|body| !body.is_empty()).map(JsValue::from_str);
    let age = Date::now() - get(&request, "sent")?.as_f64()?;
    // Where the clock was set meanwhile, nobody knows.
    (is_same && (0.0..=oldest).contains(&age)).then(|| get(&request, "response")?.dyn_into().ok()).flatten()
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined())
}
