//! Session: how this page came to act in AWS, from the visitor down to each request. What a learner comes for, and what
//! an owner opens when a request is refused.

mod chain;
mod claims;
mod requests;

use std::time::{Duration, SystemTime};

use leptos::prelude::*;

use super::MAIN;
use crate::browser::document;
use crate::ui::AppState;
use chain::Chain;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    document::set_title("Session – Satchel");
    let state = AppState::get();
    let chain = Chain::new(state, clock(state));
    chain.load();
    let (requests, drawer) = requests::view(state);
    view! {
        <div class="workspace">
            <main id=MAIN tabindex="-1" class="page prose session">
                <h1>"Session"</h1>
                <p class="hint">"How this page came to act in AWS: each link of the chain comes from the one above it."</p>
                {chain.view()}
                <h2>"Requests of this tab"</h2>
                {requests}
            </main>
            {drawer}
        </div>
    }
    .into_any()
}

/// AWS's time, every second.
fn clock(state: AppState) -> Signal<SystemTime> {
    let now = RwSignal::new(state.client().now());
    let tick = set_interval_with_handle(move || now.set(state.client().now()), Duration::from_secs(1));
    if let Ok(tick) = tick {
        on_cleanup(move || tick.clear());
    }
    now.into()
}

/// Seconds since 1970, and the visitor's minutes ahead of UTC then.
fn local_time(at: SystemTime) -> (i64, i32) {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (i64::try_from(since.as_secs()).unwrap_or(i64::MAX), document::utc_offset_minutes(at))
}

/// The visitor's minutes ahead of UTC at a time in seconds since 1970.
fn offset_at(seconds: i64) -> i32 {
    let since = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    document::utc_offset_minutes(SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH))
}
