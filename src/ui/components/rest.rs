//! A pause between two things that must not follow each other at once, such as two codes.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use super::{Button, ButtonKind, Handler};
use crate::browser::Browser;
use crate::ports::Clock as _;
use crate::ui::dom::{View, group, html, text, when};
use crate::ui::task::Task;
use crate::ui::words::format;

/// Between two codes: one takes a moment to arrive, and the next ends it.
pub const BETWEEN_CODES: Duration = Duration::from_secs(30);
/// After so many codes that the service has had enough.
pub const AFTER_TOO_MANY: Duration = Duration::from_secs(60);

/// A pause that can be seen: what is left of it is shown from second to second, and said when it begins and ends.
#[derive(Clone, Copy)]
pub struct Rest {
    /// When it ends.
    until: StoredValue<SystemTime>,
    pause: StoredValue<Duration>,
    seconds: RwSignal<u64>,
    said: RwSignal<String>,
    ticking: StoredValue<Option<IntervalHandle>>,
}

impl Rest {
    /// No pause yet between two codes. Belongs to the component that calls it.
    pub fn between_codes() -> Rest {
        let rest = Rest {
            until: StoredValue::new(SystemTime::UNIX_EPOCH),
            pause: StoredValue::new(Duration::ZERO),
            seconds: RwSignal::new(0),
            said: RwSignal::new(String::new()),
            ticking: StoredValue::new(None),
        };
        on_cleanup(move || rest.stop());
        rest
    }

    /// Whether it lasts.
    pub fn lasts(self) -> Memo<bool> {
        Memo::new(move |_| self.seconds.get() > 0)
    }

    /// Begins a pause, or another one in its place. Where the page is gone meanwhile, nobody waits for it.
    pub fn begin(self, pause: Duration) {
        self.stop();
        self.until.try_set_value(Browser::default().now() + pause);
        self.pause.try_set_value(pause);
        if pause.is_zero() || !self.look() {
            return;
        }
        let seconds = self.seconds.try_get_untracked().unwrap_or_default();
        self.said.try_set(n!(
            seconds,
            one = "You can ask for another code in {count} second.",
            other = "You can ask for another code in {count} seconds."
        ));
        let own = Rc::new(Cell::new(None::<IntervalHandle>));
        let ticking = Rc::clone(&own);
        let tick = move || {
            if !self.look()
                && let Some(ticking) = ticking.take()
            {
                ticking.clear();
                self.said.try_set(t!("You can ask for another code now.").to_owned());
            }
        };
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            own.set(Some(ticking));
            self.ticking.try_set_value(Some(ticking));
        }
    }

    /// Shows what is left. Whether something is.
    fn look(self) -> bool {
        let (Some(until), Some(pause)) = (self.until.try_get_value(), self.pause.try_get_value()) else { return false };
        let left = until.duration_since(Browser::default().now()).unwrap_or_default();
        // No longer than it was to last: the clock may have been set back.
        let left = left.min(pause);
        self.seconds.try_set(left.as_millis().div_ceil(1000) as u64);
        !left.is_zero()
    }

    fn stop(self) {
        if let Some(ticking) = self.ticking.try_update_value(Option::take).flatten() {
            ticking.clear();
        }
    }

    /// The button for another code, which says how long it rests; `busy` is what it started.
    pub fn button(self, busy: Task, resend: impl Into<Handler>) -> View {
        let left = move || t!("in {time}", time = format::countdown(Duration::from_secs(self.seconds.get())));
        let lasts = self.lasts();
        // Not part of the name, which would change each second.
        let left = when(move || lasts.get(), move || html::span().attr("aria-hidden", "true").child(" ").child(text(left)));
        let button = Button::new(group([View::from(t!("Resend code")), left])).kind(ButtonKind::Link);
        let said = html::p().attr("aria-live", "polite").class("visually-hidden").child(text(move || self.said.get()));
        let button = button.resting(self.lasts()).busy(busy.running()).on_click(resend);
        html::div().class("resend").child(button).child(said).into()
    }
}
