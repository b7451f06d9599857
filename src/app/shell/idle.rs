//! Signs out who is not there any more, where the site wants that, after asking.

use std::time::Duration;

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use crate::app::{AppState, lazy};
use crate::auth::idle::{self, IdleState};
use crate::browser::capture::Capture;
use crate::ui::components::{Button, ButtonKind, Dialog};
use crate::ui::dom::{View, effect, group, html, text, when};
use crate::ui::words::{format, sentences};

const TICK: Duration = Duration::from_secs(1);
/// What counts as activity. `pointermove` does not: a mouse also moves when its desk is bumped.
const ACTIVITY: &[&str] = &["pointerdown", "keydown", "wheel", "touchstart"];

lazy::lazy!(idle_part: fn() -> View = watch);

/// Watches over the session, on whatever page, for as long as there is one that ends by itself, and asks before it does.
/// Uploads do not count: they need nobody to be there. Few sites want it, so it is a part.
pub fn idle_watch(state: AppState) -> View {
    let ends = move || {
        state.profile().track();
        state.idle_timeout().is_some()
    };
    when(ends, || lazy::in_background(idle_part::load, |make| make()))
}

fn watch() -> View {
    let state = AppState::get();
    let Some(timeout) = state.idle_timeout() else { return View::none() };
    let open = RwSignal::new(false);
    let left = RwSignal::new(Duration::ZERO);
    let look = move || {
        // Nothing is left to watch over once the visitor has left.
        let Some(asking) = open.try_get_untracked() else { return };
        let soon = match idle::state(state.client().platform(), timeout) {
            IdleState::TimedOut => {
                state.end_if_idle();
                return;
            }
            IdleState::Warning(time) => Some(time),
            IdleState::Active => None,
        };
        if let Some(time) = soon {
            left.set(time);
        }
        if asking != soon.is_some() {
            open.set(soon.is_some());
        }
    };
    if let Ok(tick) = set_interval_with_handle(look, TICK) {
        on_cleanup(move || tick.clear());
    }
    // Once the warning is open, only its buttons count as activity.
    let active = move || match idle::state(state.client().platform(), timeout) {
        IdleState::Active => idle::note_activity(state.client().platform()),
        IdleState::Warning(_) | IdleState::TimedOut => look(),
    };
    StoredValue::new(Capture::listen(ACTIVITY, move |_| active()));
    // Closing the question is an answer to it.
    let mut was_open = false;
    effect(move || {
        let open = open.get();
        if std::mem::replace(&mut was_open, open) && !open {
            idle::note_activity(state.client().platform());
        }
    });
    let leave = move || {
        open.set(false);
        spawn_local(async move {
            // Here it is over, whether or not AWS could be told.
            let _ = state.sign_out().await;
        });
    };
    Dialog::new(open, t!("Are you still there?")).everywhere().content(move || {
        let minutes = format::span(timeout);
        let why = t!("This site signs you out after {time} without activity. Sign in again to come back here.", time = minutes);
        let actions = html::div()
            .class("dialog-actions")
            .child(Button::new(t!("Sign out")).on_click(leave))
            .child(Button::new(t!("Stay signed in")).kind(ButtonKind::Primary).on_click(move || open.set(false)));
        let says = move || {
            let when = t!("We'll sign you out in {time}.", time = format::countdown(left.get()));
            sentences(&[&when, &why])
        };
        group([html::p().class("dialog-text").child(text(says)), actions])
    })
}
