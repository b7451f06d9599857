//! What the visitor sees of all uploads together.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use super::dock::{MOST, MOST_IN_PASSING, most_urgent, urgency};
use super::engine::{Engine, QueuedUpload};
use crate::files::upload::tally::Tally;
use crate::ui::components::{Summary, Transfer, TransferPace, TransferState};

const SECOND: Duration = Duration::from_secs(1);

impl Engine {
    /// Brings up to date what is shown, and what others know of the uploads.
    pub(super) fn update_tray(self) {
        let undecided = self.undecided();
        let left = self.tally.try_with_value(Tally::left).unwrap_or_default();
        self.state.uploading().note(undecided + left);
        self.show_lines();
        self.sum_up();
    }

    /// Brings the lines up to date, those that are shown.
    pub(super) fn show_lines(self) {
        self.shown.update_tray(move || {
            let is_many = self.tally.try_with_value(Tally::left).unwrap_or_default() > MOST;
            if is_many && !self.shown.is_time_for_others(self.state.client().now()) {
                self.update_shown_lines();
                return None;
            }
            let most = if is_many { MOST_IN_PASSING } else { MOST };
            let lines: Vec<(Transfer, TransferState)> = self.items.try_with_value(|items| {
                let all: Vec<(&u32, &QueuedUpload)> = items.iter().collect();
                let line = |(id, item): (&u32, &QueuedUpload)| {
                    let transfer = Transfer { id: *id, name: item.job.path.clone(), size: item.job.size(), state: item.shown };
                    (transfer, item.state.clone())
                };
                most_urgent(&all, most, |(_, item)| urgency(&item.state)).into_iter().map(line).collect()
            })?;
            for (transfer, state) in &lines {
                transfer.state.set_if_new(state.clone());
            }
            let gone = self.gone.try_update_value(std::mem::take).unwrap_or_default();
            if !gone.is_empty() {
                // Once their lines are gone, too.
                #[expect(clippy::disallowed_methods, reason = "each lot has its own; what is disposed of already stays so")]
                set_timeout(move || gone.into_iter().for_each(RwSignal::dispose), SECOND);
            }
            Some(lines.into_iter().map(|(transfer, _)| transfer).collect())
        });
    }

    /// Brings up to date how far those are that have a line.
    fn update_shown_lines(self) {
        for transfer in self.shown.lines() {
            if let Some(state) = self.with_item(transfer.id, |item| item.state.clone()) {
                transfer.state.set_if_new(state);
            }
        }
    }

    fn undecided(self) -> usize {
        self.checks.try_with_value(|checks| checks.values().map(|check| check.undecided).sum()).unwrap_or_default()
    }

    /// Shows the sums, and goes on doing so while something is under way: a line that stands still is slower every second.
    pub(super) fn sum_up(self) {
        self.note_unsent();
        self.shown.sum_up(move || {
            let tally = self.tally.try_get_value()?;
            let now = self.state.client().now();
            let is_running = tally.moving() > 0;
            let (rate, left) = self.rate.try_update_value(|rate| {
                if is_running {
                    rate.note(now, tally.sent)
                } else {
                    rate.clear()
                }
                (rate.bytes_per_second(), rate.time_for(tally.bytes.saturating_sub(tally.sent)))
            })?;
            let undecided = self.undecided();
            if (is_running || undecided > 0) && !self.ticking.is_running() {
                self.ticking.start(SECOND, move || self.sum_up());
            }
            let names_seen = self.names_seen.try_get_value()?;
            let summary = Summary { tally, undecided, names_seen, bytes_per_second: rate, time_left: left };
            Some((summary, self.paces(now)))
        });
    }

    /// How fast each goes that runs.
    fn paces(self, now: SystemTime) -> Vec<TransferPace> {
        let running = self.queue.try_with_value(|queue| queue.running().to_vec()).unwrap_or_default();
        let paces = self.rates.try_update_value(|rates| {
            rates.retain(|id, _| running.contains(id));
            let pace = |id: u32| {
                let (state, size) = self.with_item(id, |item| (item.state.clone(), item.job.size()))?;
                let TransferState::Running(sent) = state else { return None };
                let rate = rates.entry(id).or_default();
                rate.note(now, sent);
                let time_left = rate.time_for(size.saturating_sub(sent));
                Some(TransferPace { id, bytes_per_second: rate.bytes_per_second(), time_left })
            };
            running.iter().copied().filter_map(pace).collect()
        });
        paces.unwrap_or_default()
    }
}
