//! What the browser has measured of requests (Resource Timing, <https://www.w3.org/TR/resource-timing/>).

use std::time::Duration;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Makes room for what is measured from now on: browsers keep the first few hundred requests of a page, and a page of files
/// has more.
pub fn clear() {
    call("clearResourceTimings", &[]);
}

/// How long it took to connect for the last request to `url`. `None` where a connection was there already, and where the service
/// does not let the page know (`Timing-Allow-Origin`).
pub fn connecting(url: &str) -> Option<Duration> {
    let entries: Array = call("getEntriesByName", &[url, "resource"])?.dyn_into().ok()?;
    let last = entries.get(entries.length().checked_sub(1)?);
    let at = |name: &str| Reflect::get(&last, &name.into()).ok()?.as_f64();
    let is_told = at("requestStart")? > 0.0;
    let milliseconds = at("connectEnd")? - at("domainLookupStart")?;
    (is_told && milliseconds > 0.0).then(|| Duration::from_secs_f64(milliseconds / 1000.0))
}

fn call(method: &str, arguments: &[&str]) -> Option<JsValue> {
    let performance = Reflect::get(&web_sys::window()?.into(), &"performance".into()).ok()?;
    let method: Function = Reflect::get(&performance, &method.into()).ok()?.dyn_into().ok()?;
    method.apply(&performance, &arguments.iter().map(|argument| JsValue::from(*argument)).collect()).ok()
}
