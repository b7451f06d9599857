//! The uploads as the visitor sees them, on every page.

use leptos::prelude::*;

use super::conflicts::conflict_dialog;
use super::engine::Engine;
use crate::files::upload::tally::State;
use crate::ui::components::{Summary, Transfer, Tray};
use crate::ui::dom::{View, group};

/// More lines than these nobody reads, and thousands would slow the page down.
const MOST: usize = 100;

/// What is shown of all uploads, brought up to date once a frame at most: a folder may bring thousands at once.
#[derive(Clone, Copy)]
pub struct Shown {
    transfers: RwSignal<Vec<Transfer>>,
    summary: RwSignal<Summary>,
    /// What is read out.
    announced: RwSignal<String>,
    /// Failures since it was read out last.
    failures: StoredValue<(usize, String)>,
    /// Which of the above are about to be brought up to date.
    due: StoredValue<[bool; 3]>,
}

impl Shown {
    /// Nothing.
    pub fn new() -> Shown {
        Shown {
            transfers: RwSignal::new(Vec::new()),
            summary: RwSignal::new(Summary::default()),
            announced: RwSignal::new(String::new()),
            failures: StoredValue::new((0, String::new())),
            due: StoredValue::new([false; 3]),
        }
    }

    fn once_a_frame(self, which: usize, update: impl FnOnce() + 'static) {
        let was_due = self.due.try_update_value(|due| due.get_mut(which).map(|due| std::mem::replace(due, true)));
        if was_due == Some(Some(false)) {
            request_animation_frame(move || {
                self.due.try_update_value(|due| due.get_mut(which).map(|due| *due = false));
                update();
            });
        }
    }

    /// Shows what `transfers` gives.
    pub fn update_tray(self, transfers: impl FnOnce() -> Option<Vec<Transfer>> + 'static) {
        self.once_a_frame(0, move || {
            if let Some(transfers) = transfers() {
                self.transfers.set(transfers);
            }
        });
    }

    /// Shows what `summary` gives.
    pub fn sum_up(self, summary: impl FnOnce() -> Option<Summary> + 'static) {
        self.once_a_frame(1, move || {
            if let Some(summary) = summary() {
                self.summary.set(summary);
            }
        });
    }

    /// Has it read out that one failed; several at once are counted.
    pub fn announce_failure(self, name: &str, reason: &str) {
        self.failures.try_update_value(|(count, text)| {
            *count += 1;
            *text = match count {
                1 => t!("Upload failed: {name}. {reason}", name = name, reason = reason),
                count => n!(*count, one = "{count} upload failed.", other = "{count} uploads failed."),
            };
        });
        self.once_a_frame(2, move || {
            if let Some((1.., text)) = self.failures.try_update_value(std::mem::take) {
                self.announced.set(text);
            }
        });
    }
}

/// What needs to be looked at comes first.
pub fn urgency(state: &State) -> u8 {
    match state {
        State::Failed { .. } => 0,
        State::Running(_) => 1,
        State::Waiting => 2,
        State::Stopped | State::Done => LAST,
    }
}

const LAST: u8 = 3;

/// As many as there is room for, the most urgent first.
pub fn most_urgent<T: Clone>(all: &[T], urgency: impl Fn(&T) -> u8) -> Vec<T> {
    let urgency = &urgency;
    (0..=LAST).flat_map(|wanted| all.iter().filter(move |one| urgency(one) == wanted)).take(MOST).cloned().collect()
}

/// What is on its way, and what has to be asked about it.
pub fn upload_dock() -> View {
    let engine = Engine::start();
    let Shown { transfers, summary, announced, .. } = engine.shown;
    let tray = Tray::new(t!("Uploads"), transfers, summary)
        .announced(announced)
        .on_stop(move |id: u32| engine.stop(id))
        .on_retry(move |id: u32| engine.retry(id))
        .on_stop_all(move || engine.stop_all())
        .on_clear(move || engine.clear());
    group([tray.into(), conflict_dialog(engine.conflicts)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_come_first_and_others_in_their_order() {
        let failed = State::Failed { reason: String::new(), is_final: false };
        let all = [State::Done, State::Waiting, State::Running(1), failed.clone(), State::Running(2)];
        let shown = most_urgent(&all, urgency);
        assert_eq!(shown, [failed, State::Running(1), State::Running(2), State::Waiting, State::Done]);
    }

    #[test]
    fn a_long_line_is_cut_at_its_end() {
        let mut all = vec![State::Done; 500];
        all.push(State::Running(7));
        let shown = most_urgent(&all, urgency);
        assert_eq!(shown.len(), MOST);
        assert_eq!(shown[0], State::Running(7));
    }
}
