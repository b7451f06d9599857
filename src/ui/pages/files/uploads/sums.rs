//! What the visitor sees of all uploads together.

use std::time::Duration;

use crate::ui::reactive::*;

use super::dock::{most_urgent, urgency};
use super::engine::{Engine, QueuedUpload};
use crate::files::upload::tally::Tally;
use crate::ui::components::{Summary, Transfer};

const SECOND: Duration = Duration::from_secs(1);

impl Engine {
    /// Brings up to date what is shown, and what others know of the uploads.
    pub(super) fn update_tray(self) {
        let undecided = self.undecided();
        let left = self.tally.try_with_value(Tally::left).unwrap_or_default();
        self.state.uploading().note(undecided + left);
        self.shown.update_tray(move || {
            self.items.try_with_value(|items| {
                let all: Vec<(&u32, &QueuedUpload)> = items.iter().collect();
                let transfer = |(id, item): (&u32, &QueuedUpload)| Transfer {
                    id: *id,
                    name: item.job.path.clone(),
                    size: item.job.size(),
                    state: item.state,
                };
                let urgency = |(_, item): &(&u32, &QueuedUpload)| urgency(&item.state.read_untracked());
                most_urgent(&all, urgency).into_iter().map(transfer).collect()
            })
        });
        self.sum_up();
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
            if (is_running || undecided > 0) && self.ticking.try_update_value(|on| !std::mem::replace(on, true)) == Some(true) {
                let again = move || {
                    self.ticking.try_set_value(false);
                    self.sum_up();
                };
                set_timeout(again, SECOND);
            }
            let names_seen = self.names_seen.try_get_value()?;
            Some(Summary { tally, undecided, names_seen, bytes_per_second: rate, time_left: left })
        });
    }
}
