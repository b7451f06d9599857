//! What surrounds the pages of somebody who is signed in, as a part of the program of its own: the entrance is there without
//! it, and loads it while its visitor signs in.

use std::cell::Cell;

use leptos::task::spawn_local;

use super::frame;
use crate::app::{AppState, lazy};
use crate::ui::dom::{View, html};
use crate::ui::reactive::*;

lazy::lazy!(workspace_part: fn() -> View = frame::frame);

thread_local! {
    static IS_ASKED_FOR: Cell<bool> = const { Cell::new(false) };
}

/// Begins to load it, for it to be there when it is needed. A failure shows when it is.
pub fn prefetch() {
    if !IS_ASKED_FOR.replace(true) {
        spawn_local(async {
            IS_ASKED_FOR.set(workspace_part::load().await.is_ok());
        });
    }
}

/// The workspace, once it is here.
pub fn workspace() -> View {
    lazy::when_loaded(load, || html::main().class("page"), |frame| frame())
}

fn load() -> lazy::Loading<fn() -> View> {
    let requests_sent = use_context::<AppState>().and_then(AppState::first_requests);
    Box::pin(async {
        let frame = workspace_part::load().await?;
        // What keeps the processor busy is done while AWS answers: what is asked of it goes out first.
        if let Some(sent) = requests_sent {
            let _ = sent.await;
        }
        Ok(frame)
    })
}
