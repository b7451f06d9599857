//! The uploads as the visitor sees them, on every page.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use leptos::prelude::document;

use crate::ui::reactive::*;

use super::conflicts::conflict_dialog;
use super::engine::Engine;
use super::interrupted_list::interrupted_list;
use super::unsent_list::unsent_list;
use crate::app::pages::files::file_type::FileType;
use crate::ui::components::{Summary, Transfer, TransferActions, TransferPace, TransferState, Tray};
use crate::ui::dom::{Element, View, group};
use crate::ui::words::sentences;

/// More lines than these nobody reads, and thousands would slow the page down.
pub const MOST: usize = 100;

/// While more than [`MOST`] are left, so many have a line for a second. To give each of thousands a line that passes by takes longer
/// than to send a small file.
pub const MOST_IN_PASSING: usize = 12;
const PASSING: Duration = Duration::from_secs(1);

/// How long what was brought up to date is left as it is.
const PAUSE: Duration = Duration::from_millis(400);

/// What is brought up to date for itself: lines, sums, what is read out, the list.
const KINDS: usize = 4;

/// What is shown of all uploads, brought up to date a few times a second at most: a folder may bring thousands at once.
#[derive(Clone, Copy)]
pub struct DockView {
    transfers: RwSignal<Vec<Transfer>>,
    /// When it was chosen which have a line, while there are many.
    chosen_at: StoredValue<Option<SystemTime>>,
    summary: RwSignal<Summary>,
    /// Of those that run.
    paces: RwSignal<Vec<TransferPace>>,
    /// What is read out.
    announced: RwSignal<String>,
    /// Failures since it was read out last.
    failures: StoredValue<(usize, String)>,
    /// What else is to be read out: that all have begun, or ended.
    news: StoredValue<String>,
    due: StoredValue<Due>,
}

#[derive(Default)]
struct Due {
    /// What brings the above up to date, and last the list, where that is due.
    updates: [Option<Box<dyn FnOnce()>>; KINDS],
    /// Whether it is done with the next frame or after a pause. All at once, for each time the page is laid out anew.
    is_awaited: bool,
}

impl DockView {
    /// Nothing.
    pub fn new() -> DockView {
        DockView {
            transfers: RwSignal::new(Vec::new()),
            chosen_at: StoredValue::new(None),
            summary: RwSignal::new(Summary::default()),
            paces: RwSignal::new(Vec::new()),
            announced: RwSignal::new(String::new()),
            failures: StoredValue::new((0, String::new())),
            news: StoredValue::new(String::new()),
            due: StoredValue::new(Default::default()),
        }
    }

    fn in_time(self, which: usize, update: impl FnOnce() + 'static) {
        let begin = |due: &mut Due| {
            if let Some(awaited) = due.updates.get_mut(which) {
                awaited.get_or_insert_with(|| Box::new(update));
            }
            !std::mem::replace(&mut due.is_awaited, true)
        };
        if self.due.try_update_value(begin) == Some(true) {
            request_animation_frame(move || self.follow());
        }
    }

    #[expect(clippy::disallowed_methods, reason = "one after the other; each looks whether the engine is there still")]
    fn follow(self) {
        if self.bring_up_to_date() {
            set_timeout(move || self.follow(), PAUSE);
        } else {
            self.due.try_update_value(|due| due.is_awaited = false);
        }
    }

    /// Whether there was something to be done.
    fn bring_up_to_date(self) -> bool {
        let updates = self.due.try_update_value(|due| std::mem::take(&mut due.updates)).unwrap_or_default();
        let is_any = updates.iter().any(Option::is_some);
        updates.into_iter().flatten().for_each(|update| update());
        is_any
    }

    /// Brings everything up to date with the next frame: nothing more comes for now.
    pub fn settle(self) {
        request_animation_frame(move || {
            self.bring_up_to_date();
        });
    }

    /// Calls `tell`, which tells the list of files what has arrived, a few times a second at most.
    pub fn update_list(self, tell: impl FnOnce() + 'static) {
        self.in_time(3, tell);
    }

    /// Shows what `transfers` gives.
    pub fn update_tray(self, transfers: impl FnOnce() -> Option<Vec<Transfer>> + 'static) {
        self.in_time(0, move || {
            if let Some(mut transfers) = transfers() {
                if is_pointed_at() {
                    keep_places(&self.lines(), &mut transfers);
                }
                self.transfers.set(transfers);
            }
        });
    }

    /// Those that have a line.
    pub fn lines(self) -> Vec<Transfer> {
        self.transfers.try_get_untracked().unwrap_or_default()
    }

    /// Whether others get a line now, while there are many.
    pub fn is_time_for_others(self, now: SystemTime) -> bool {
        let choose = |chosen_at: &mut Option<SystemTime>| {
            let stays = chosen_at.is_some_and(|at| now.duration_since(at).is_ok_and(|passed| passed < PASSING));
            if !stays {
                *chosen_at = Some(now);
            }
            !stays
        };
        self.chosen_at.try_update_value(choose).unwrap_or_default()
    }

    /// Shows what `summary` gives.
    pub fn sum_up(self, summary: impl FnOnce() -> Option<(Summary, Vec<TransferPace>)> + 'static) {
        self.in_time(1, move || {
            if let Some((summary, paces)) = summary() {
                self.summary.set(summary);
                self.paces.set(paces);
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
        self.read_out();
    }

    /// Has `news` of all of them read out, after what failed.
    pub fn announce(self, news: String) {
        self.news.try_set_value(news);
        self.read_out();
    }

    fn read_out(self) {
        self.in_time(2, move || {
            let failures = self.failures.try_update_value(std::mem::take).unwrap_or_default();
            let news = self.news.try_update_value(std::mem::take).unwrap_or_default();
            self.announced.try_set(sentences(&[&failures.1, &news]));
        });
    }
}

/// Whether somebody points at a line, or has the focus in one: a press is for the line that was there when it began.
fn is_pointed_at() -> bool {
    let line = document().query_selector(".tray-list:is(:hover, :focus-within)");
    line.is_ok_and(|line| line.is_some())
}

/// Those that have a line already keep their order; others come after them.
fn keep_places(shown: &[Transfer], transfers: &mut [Transfer]) {
    let places: HashMap<u32, usize> = shown.iter().enumerate().map(|(place, transfer)| (transfer.id, place)).collect();
    transfers.sort_by_key(|transfer| places.get(&transfer.id).copied().unwrap_or(usize::MAX));
}

/// What needs to be looked at comes first.
pub fn urgency(state: &TransferState) -> u8 {
    match state {
        TransferState::Failed { .. } => 0,
        TransferState::Running(_) => 1,
        TransferState::Paused(_) => 2,
        TransferState::Waiting => 3,
        TransferState::Cancelled | TransferState::Done => LAST,
    }
}

const LAST: u8 = 4;

/// So many at most, the most urgent first.
pub fn most_urgent<T: Clone>(all: &[T], most: usize, urgency: impl Fn(&T) -> u8) -> Vec<T> {
    let urgency = &urgency;
    (0..=LAST).flat_map(|wanted| all.iter().filter(move |one| urgency(one) == wanted)).take(most).cloned().collect()
}

/// By the kind of file that a path of the visitor's disk leads to, or of a folder without files.
pub fn icon(path: &str) -> Element {
    let kind = if path.ends_with('/') { FileType::Folder } else { FileType::of_file(path) };
    kind.icon()
}

/// What is on its way, and what has to be asked about it.
pub fn upload_dock() -> View {
    let engine = Engine::start();
    let DockView { transfers, summary, paces, announced, .. } = engine.shown;
    let actions = TransferActions {
        pause: (move |id: Option<u32>| engine.pause(id)).into(),
        resume: (move |id: Option<u32>| engine.resume(id)).into(),
        cancel: (move |id: Option<u32>| engine.cancel(id)).into(),
        retry: (move |id: Option<u32>| engine.retry(id)).into(),
        clear: (move |id: Option<u32>| engine.clear(id)).into(),
    };
    let tray = Tray::new(t!("Uploads"), transfers, icon, summary, paces, actions)
        .announced(announced)
        .above(move || !engine.unsent.all.read().is_empty(), move || unsent_list(engine))
        .above(move || engine.replaced.is_offered(), move || engine.replaced.view())
        .above(move || !engine.interrupted.all.read().is_empty(), move || interrupted_list(engine));
    group([tray.into(), conflict_dialog(engine.conflicts)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_come_first_and_others_in_their_order() {
        let failed = TransferState::Failed { reason: Default::default(), is_final: false };
        let all =
            [TransferState::Done, TransferState::Waiting, TransferState::Running(1), failed.clone(), TransferState::Running(2)];
        let shown = most_urgent(&all, MOST, urgency);
        assert_eq!(
            shown,
            [failed, TransferState::Running(1), TransferState::Running(2), TransferState::Waiting, TransferState::Done]
        );
    }

    #[test]
    fn what_is_pointed_at_stays_where_it_is() {
        Owner::new().with(|| {
            let transfer = |id| Transfer { id, name: String::new(), size: 0, state: RwSignal::new(TransferState::Waiting) };
            let shown = [3, 1, 2].map(transfer);
            let mut transfers = [5, 1, 2, 4].map(transfer);
            keep_places(&shown, &mut transfers);
            assert_eq!(transfers.map(|transfer| transfer.id), [1, 2, 5, 4]);
        });
    }

    #[test]
    fn a_long_line_is_cut_at_its_end() {
        let mut all = vec![TransferState::Done; 500];
        all.push(TransferState::Running(7));
        let shown = most_urgent(&all, MOST, urgency);
        assert_eq!(shown.len(), MOST);
        assert_eq!(shown[0], TransferState::Running(7));
    }
}
