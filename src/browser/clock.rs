//! Time, by `Date.now` and `setTimeout`.

use std::time::{Duration, SystemTime};

use wasm_bindgen_futures::JsFuture;

use super::Browser;
use crate::ports::Clock;

impl Clock for Browser {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(js_sys::Date::now().max(0.0) as u64)
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }
}

/// Completes after `duration`, or at once where there is no window to set a timer.
pub async fn sleep(duration: Duration) {
    let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
    let timer = js_sys::Promise::new(&mut |resolve, _| {
        let set =
            web_sys::window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
        if !matches!(set, Some(Ok(_))) {
            let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(timer).await;
}

/// When this page was loaded, as a text: it tells the page from those that its tab had before.
pub fn page_began() -> String {
    let read = |object: &wasm_bindgen::JsValue, property: &str| js_sys::Reflect::get(object, &property.into()).ok();
    let performance = web_sys::window().and_then(|window| read(&window, "performance"));
    let began = performance.and_then(|performance| read(&performance, "timeOrigin")).and_then(|began| began.as_f64());
    began.unwrap_or_default().to_string()
}
