//! Whether there is a network. `navigator.onLine` knows only that some cable or antenna is in use, or that none is, and is
//! wrong about either at times; so the page's own site is asked.

use std::time::Duration;

use futures::future::{Either, select};
use gloo_net::http::RequestBuilder;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;

use super::abort::AbortOnDrop;
use super::{clock, location};

/// Longer than a site takes to say anything at all.
const TIMEOUT: Duration = Duration::from_secs(5);
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);

/// Calls `gone` whenever the browser says that the network has gone, for as long as the page lives.
pub fn listen(gone: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(gone);
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("offline", listener.as_ref().unchecked_ref());
        listener.forget();
    }
}

/// Whether the page's site answers, whatever it says. The sign-in page of a hotel's network is another site, and no answer.
pub async fn is_there() -> bool {
    responds(RequestBuilder::new(&location::here()).method(http::Method::HEAD)).await
}

/// Whether anything answers at `url`, though its CORS rules may keep the page from reading what: the request says nothing of the
/// visitor and changes nothing.
pub async fn answers(url: &str) -> bool {
    let no_cors = RequestBuilder::new(url).mode(web_sys::RequestMode::NoCors);
    responds(no_cors.referrer_policy(web_sys::ReferrerPolicy::NoReferrer)).await
}

/// Whether there is any answer to `question` in time.
async fn responds(question: RequestBuilder) -> bool {
    let abort = AbortOnDrop::new();
    let question = question
        .cache(web_sys::RequestCache::NoStore)
        .credentials(web_sys::RequestCredentials::Omit)
        .abort_signal(abort.signal().as_ref());
    let (answer, timeout) = (std::pin::pin!(question.send()), std::pin::pin!(clock::sleep(TIMEOUT)));
    match select(answer, timeout).await {
        Either::Left((answer, _)) => answer.is_ok(),
        Either::Right(_) => false,
    }
}

/// Completes when the site answers; `missing` is called each time it does not. It is asked less and less often, and soon
/// once the browser says that there is a network again.
pub async fn until_there(missing: impl Fn()) {
    let mut attempt = 0;
    while !is_there().await {
        missing();
        attempt += 1;
        let pause = std::pin::pin!(clock::sleep(pause(attempt, random())));
        let online = Online::new();
        if let Either::Right(_) = select(pause, std::pin::pin!(online.said())).await {
            // Every tab of every device of this network hears of it at once.
            clock::sleep(SHORTEST.mul_f64(fraction(random()))).await;
        }
    }
}

/// How long to wait after the `attempt`th silence: at least half of what doubles each time, up to a limit. `random` is
/// uniform over its whole range.
fn pause(attempt: u32, random: u32) -> Duration {
    let longest = SHORTEST.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST);
    longest.mul_f64(0.5 + fraction(random) / 2.0)
}

fn fraction(random: u32) -> f64 {
    f64::from(random) / f64::from(u32::MAX)
}

fn random() -> u32 {
    let mut bytes = [0; 4];
    // Without randomness all wait equally long, which is no harm to one.
    let _ = getrandom::fill(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// The browser's next word that there is a network.
struct Online {
    said: js_sys::Promise,
    listener: Option<js_sys::Function>,
}

const ONLINE: &str = "online";

impl Online {
    fn new() -> Online {
        let mut listener = None;
        let said = js_sys::Promise::new(&mut |resolve, _| {
            if let Some(window) = web_sys::window() {
                let _ = window.add_event_listener_with_callback(ONLINE, &resolve);
            }
            listener = Some(resolve);
        });
        Online { said, listener }
    }

    async fn said(&self) {
        let _ = JsFuture::from(self.said.clone()).await;
    }
}

impl Drop for Online {
    fn drop(&mut self) {
        if let (Some(window), Some(listener)) = (web_sys::window(), &self.listener) {
            let _ = window.remove_event_listener_with_callback(ONLINE, listener);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_asked_less_and_less_often_and_never_in_step() {
        assert_eq!((pause(1, 0), pause(1, u32::MAX)), (SHORTEST / 2, SHORTEST));
        assert_eq!(pause(3, u32::MAX), SHORTEST * 4);
        assert_eq!((pause(90, 0), pause(90, u32::MAX)), (LONGEST / 2, LONGEST));
    }
}
