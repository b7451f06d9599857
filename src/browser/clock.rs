//! Time, by `Date.now` and `setTimeout`.

use std::time::{Duration, SystemTime};

use wasm_bindgen_futures::JsFuture;

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
    let timer = js_sys::Promise::new(&mut |resolve, _| {
        let set =
            web_sys::window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds));
        if !matches!(set, Some(Ok(_))) {
            let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(timer).await;
}
