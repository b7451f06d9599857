//! Session: how this page came to act in AWS, from the visitor down to each request. What a learner comes for, and what
//! an owner opens when a request is refused.

mod chain;
mod claims;
mod requests;
mod role;

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use crate::app::AppState;
use crate::app::shell::main_region::MAIN;
use crate::ui::dom::{View, html};
use chain::Chain;

/// The page.
pub fn page() -> View {
    let state = AppState::get();
    let chain = Chain::new(state, clock(state));
    chain.load();
    state.connection().on_return(move || chain.resume());
    let (requests, drawer) = requests::view(state);
    let hint = t!("How you are signed in to AWS, step by step.");
    let main = html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page prose session")
        .child(html::h1().child(t!("Session")))
        .child(html::p().class("hint").child(hint))
        .child(chain.view())
        .child(html::h2().child(t!("Requests from this tab")))
        .child(requests);
    html::div().class("workspace").child(main).child(drawer).into()
}

/// AWS's time, every second.
fn clock(state: AppState) -> RwSignal<SystemTime> {
    let now = RwSignal::new(state.client().now());
    let tick = set_interval_with_handle(move || now.set(state.client().now()), Duration::from_secs(1));
    if let Ok(tick) = tick {
        on_cleanup(move || tick.clear());
    }
    now
}

/// Seconds since 1970.
fn unix_seconds(at: SystemTime) -> i64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
