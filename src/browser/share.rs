//! The browser's own sheet for sharing, where it has one (Web Share API).

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

fn navigator() -> Option<JsValue> {
    web_sys::window().map(|window| window.navigator().into())
}

fn share() -> Option<js_sys::Function> {
    js_sys::Reflect::get(&navigator()?, &"share".into()).ok()?.dyn_into().ok()
}

/// Whether there is one.
pub fn is_there() -> bool {
    share().is_some()
}

/// Opens the share sheet; closing it is no error.
pub fn open(title: &str, url: &str) {
    let (Some(navigator), Some(share)) = (navigator(), share()) else { return };
    let data = js_sys::Object::new();
    let set = |name: &str, value: &str| js_sys::Reflect::set(&data, &name.into(), &value.into());
    if set("title", title).and(set("url", url)).is_err() {
        return;
    }
    if let Ok(promise) = share.call1(&navigator, &data).and_then(|promise| promise.dyn_into::<js_sys::Promise>()) {
        let ignored = Closure::once(|_: JsValue| {});
        let _ = promise.catch(&ignored);
        ignored.forget();
    }
}
