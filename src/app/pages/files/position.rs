//! Where in a list the visitor is: kept with the entry of the browser's history, so that Back and a reload lead there.

use std::time::Duration;

use crate::browser::location;
use crate::ui::components::Top;
use crate::ui::dom::effect;
use crate::ui::reactive::*;
use crate::ui::timer::Timer;

/// Browsers take no more than some hundred changes of the history in half a minute.
const INTERVAL: Duration = Duration::from_millis(400);
/// As many rows as fill a screen.
const SCREEN: usize = 100;

/// The first row that is seen.
#[derive(Clone, Copy)]
pub struct ListPosition {
    /// What the table follows.
    pub top: RwSignal<Top>,
    timer: Timer,
}

impl ListPosition {
    /// At the top.
    pub fn new() -> ListPosition {
        ListPosition { top: RwSignal::new(Top::default()), timer: Timer::new() }
    }

    /// Goes where the visitor was at this address, once there are rows. How many it takes.
    pub fn restore(self) -> usize {
        self.timer.stop();
        let at = location::position().unwrap_or_default();
        self.top.set(Top { at, wanted: at > 0 });
        if at > 0 { at.saturating_add(SCREEN) } else { 0 }
    }

    /// Remembers where the visitor is.
    pub fn follow(self) {
        effect(move || {
            if self.top.get().wanted {
                self.timer.stop();
            } else if !self.timer.is_running() {
                let here = location::current();
                self.timer.start(INTERVAL, move || {
                    let Top { at, wanted } = self.top.get_untracked();
                    // The visitor may have gone on, and this page not heard of it yet.
                    if !wanted && location::current() == here {
                        location::set_position(at);
                    }
                });
            }
        });
    }
}
