//! Time, by `Date.now` and `setTimeout`.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use futures::future::select;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Window;

use super::Browser;
use crate::ports::Clock;

/// The end of the year 9000, in milliseconds since 1970. A machine's clock may show later times, up to the year 275760; the
/// calendar that signatures are dated by ends with the year 9999, and what is to come is added to the time.
const LATEST: f64 = 221_876_927_999_999.0;

impl Clock for Browser {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(js_sys::Date::now().clamp(0.0, LATEST) as u64)
    }

    async fn sleep(&self, duration: Duration) {
        sleep(duration).await;
    }
}

/// Completes after `duration`, or at once where there is no window to set a timer.
pub async fn sleep(duration: Duration) {
    let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
    called_back(|window, resolve| window.set_timeout_with_callback_and_timeout_and_arguments_0(resolve, milliseconds)).await;
}

/// In a hidden tab nothing is painted.
const NO_PAINT: Duration = Duration::from_millis(100);

/// Completes once what has been changed in the page is painted.
pub async fn painted() {
    select(pin!(called_back(Window::request_animation_frame)), pin!(sleep(NO_PAINT))).await;
    // The frame is painted after its callbacks.
    sleep(Duration::ZERO).await;
}

/// Completes once the callback is called that `ask` hands to the window, or at once where there is none or it refuses.
async fn called_back(ask: impl Fn(&Window, &Function) -> Result<i32, JsValue>) {
    let call = js_sys::Promise::new(&mut |resolve, _| {
        if !matches!(web_sys::window().map(|window| ask(&window, &resolve)), Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(call).await;
}

/// When this page was loaded, as a text: it tells the page from those that its tab had before.
pub fn page_began() -> String {
    let read = |object: &wasm_bindgen::JsValue, property: &str| js_sys::Reflect::get(object, &property.into()).ok();
    let performance = web_sys::window().and_then(|window| read(&window, "performance"));
    let began = performance.and_then(|performance| read(&performance, "timeOrigin")).and_then(|began| began.as_f64());
    began.unwrap_or_default().to_string()
}
