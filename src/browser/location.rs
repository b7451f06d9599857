//! The address bar: its fragment is where the visitor is.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::route::Route;
use crate::secret::Secret;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Where the address bar says the visitor is.
pub fn current() -> Route {
    let Ok(route) = hash().parse();
    route
}

/// The fragment as the address bar has it.
pub fn hash() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Sets the fragment, as a new entry of the history.
pub fn set_hash(hash: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(hash);
    }
}

/// Goes to `route`, as a new entry of the history.
pub fn go(route: &Route) {
    set_hash(&route.to_string());
}

/// Goes to `route` in place of the current entry: back does not return to a page that only led on.
pub fn replace(route: &Route) {
    if let Some(window) = window() {
        let _ = window.location().replace(&route.to_string());
    }
}

/// Says that this entry of the history is at `route`. Nobody is told, and what is noted with the entry stays.
pub fn set_current(route: &Route) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Some browsers refuse many in a short time: the address is then less exact.
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(&route.to_string()));
    }
}

/// Calls `changed` whenever the visitor goes elsewhere, for as long as the page lives.
pub fn listen(changed: impl Fn(Route) + 'static) {
    let listener = Closure::<dyn Fn()>::new(move || changed(current()));
    if let Some(window) = window() {
        let _ = window.add_event_listener_with_callback("hashchange", listener.as_ref().unchecked_ref());
        listener.forget();
    }
}

/// The page's own address, without what comes after it.
pub fn here() -> String {
    let address = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    address.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Leaves the page for another.
pub fn navigate_to(url: &str) {
    if let Some(window) = window() {
        let _ = window.location().assign(url);
    }
}

/// The answer of a provider that sent the visitor back here, taken out of the address bar and of the tab's own history. What
/// the browser has noted of the address before any script ran stays: in its list of visited pages, and in the document's
/// performance entries until the document is loaded anew.
pub fn take_authorization_response() -> Option<Secret> {
    let location = window()?.location();
    let (query, fragment) = (location.search().ok()?, location.hash().ok()?);
    let is_answer = |text: &str| text.split('&').any(|pair| pair.starts_with("state=") || pair.starts_with("error="));
    let (query, fragment) = (query.trim_start_matches('?'), fragment.trim_start_matches('#'));
    let answer = [query, fragment].into_iter().find(|text| is_answer(text)).map(Secret::new)?;
    let path = location.pathname().ok()?;
    window()?.history().ok()?.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path)).ok()?;
    Some(answer)
}

/// The site's name and port.
pub fn host() -> String {
    window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}

/// Whether the page came by HTTPS.
pub fn is_secure() -> bool {
    window().and_then(|window| window.location().protocol().ok()).is_some_and(|protocol| protocol == "https:")
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// What of a list the visitor saw first at this entry of the history, as [`set_position`] noted it.
pub fn position() -> Option<usize> {
    let state = window()?.history().ok()?.state().ok()?;
    let at = state.as_f64().filter(|at| *at >= 0.0 && *at < f64::from(u32::MAX))?;
    Some(at as usize)
}

/// Notes what of a list the visitor sees first, with this entry of the history.
pub fn set_position(at: usize) {
    if position().unwrap_or_default() != at
        && let Some(history) = window().and_then(|window| window.history().ok())
    {
        // Some browsers refuse many in a short time, and nothing depends on it.
        let _ = history.replace_state_with_url(&(at as f64).into(), "", None);
    }
}
