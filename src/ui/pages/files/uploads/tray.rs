//! The uploads as the visitor sees them, on every page.

use leptos::prelude::*;

use super::Uploads;
use super::conflicts::conflict_dialog;
use crate::ui::components::{Transfer, TransferState, Tray};
use crate::ui::dom::{View, group};

/// More lines than these nobody reads, and thousands would slow the page down.
const MOST: usize = 100;

/// What the tray shows of all transfers.
#[derive(Clone, Copy)]
pub struct TrayContent {
    shown: RwSignal<Vec<Transfer>>,
    /// How many are over, and how many there are.
    counts: RwSignal<(usize, usize)>,
    /// It is about to be brought up to date.
    due: StoredValue<bool>,
}

impl TrayContent {
    /// An empty tray.
    pub fn new() -> TrayContent {
        TrayContent { shown: RwSignal::new(Vec::new()), counts: RwSignal::new((0, 0)), due: StoredValue::new(false) }
    }

    /// Shows how `all` stand, once a frame at most: a folder may bring thousands at once.
    pub fn arrange(self, all: StoredValue<Vec<Transfer>>) {
        if self.due.try_update_value(|due| std::mem::replace(due, true)) != Some(false) {
            return;
        }
        request_animation_frame(move || {
            self.due.try_set_value(false);
            all.try_with_value(|all| {
                let over = all.iter().filter(|transfer| transfer.state.read_untracked().is_over()).count();
                self.counts.set((over, all.len()));
                self.shown.set(most_urgent(all, |transfer| urgency(&transfer.state.read_untracked())));
            });
        });
    }
}

/// What needs to be looked at comes first.
fn urgency(state: &TransferState) -> u8 {
    match state {
        TransferState::Failed(_) => 0,
        TransferState::Running(_) => 1,
        TransferState::Waiting => 2,
        TransferState::Cancelled | TransferState::Done => LAST,
    }
}

const LAST: u8 = 3;

/// As many as there is room for, the most urgent first.
fn most_urgent<T: Clone>(all: &[T], urgency: impl Fn(&T) -> u8) -> Vec<T> {
    let urgency = &urgency;
    (0..=LAST).flat_map(|wanted| all.iter().filter(move |one| urgency(one) == wanted)).take(MOST).cloned().collect()
}

/// What is on its way, and what has to be asked about it.
pub fn upload_tray() -> View {
    let uploads = Uploads::get();
    let tray = Tray::new("Uploads", uploads.tray.shown, uploads.tray.counts)
        .on_cancel(move |id: u32| uploads.cancel(id))
        .on_retry(move |id: u32| uploads.retry(id))
        .on_clear(move || uploads.forget(|transfer| transfer.state.read_untracked().is_over()));
    group([tray.into(), conflict_dialog(uploads.conflicts)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_come_first_and_others_in_their_order() {
        let failed = TransferState::Failed(String::new());
        let all =
            [TransferState::Done, TransferState::Waiting, TransferState::Running(1), failed.clone(), TransferState::Running(2)];
        let shown = most_urgent(&all, urgency);
        assert_eq!(
            shown,
            [failed, TransferState::Running(1), TransferState::Running(2), TransferState::Waiting, TransferState::Done]
        );
    }

    #[test]
    fn a_long_line_is_cut_at_its_end() {
        let mut all = vec![TransferState::Done; 500];
        all.push(TransferState::Running(7));
        let shown = most_urgent(&all, urgency);
        assert_eq!(shown.len(), MOST);
        assert_eq!(shown[0], TransferState::Running(7));
    }
}
