//! What is being sent: sums in one line, and one line per file where the visitor wants to see them. A row of the page's layout:
//! it covers nothing.

use std::rc::Rc;
use std::time::Duration;

use crate::ui::reactive::*;

use super::progress::scale;
use super::visible::visible_end;
use super::{Button, ButtonKind, Handler, Icon, id::unique_id, progress, technical_details};
use crate::files::upload::tally::{Tally, UploadState};
use crate::ui::dom::{Element, Live, View, each, group, html, live, text, when};
use crate::ui::words::format;

/// Why one failed and what helps, in words for the visitor; and names and values for whoever has to find the cause.
pub type TransferReason = (String, Vec<(String, String)>);

/// How far one is.
pub type TransferState = UploadState<TransferReason>;

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Tells it from the others.
    pub id: u32,
    /// The file's name, as it came.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How far it is.
    pub state: RwSignal<TransferState>,
}

/// The speed of a running transfer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferPace {
    /// The transfer's id.
    pub id: u32,
    /// How fast it goes, once that is known.
    pub bytes_per_second: Option<u64>,
    /// How long it will take, once that is known.
    pub time_left: Option<Duration>,
}

/// How all transfers stand together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Their numbers and bytes.
    pub tally: Tally,
    /// How many more there are whose names are being looked at, or asked about.
    pub undecided: usize,
    /// How many names at the target have been seen for that.
    pub names_seen: usize,
    /// How fast it goes, once that is known.
    pub bytes_per_second: Option<u64>,
    /// How long it will take, once that is known.
    pub time_left: Option<Duration>,
}

impl Summary {
    fn is_empty(&self) -> bool {
        self.tally.all == 0 && self.undecided == 0
    }

    fn is_busy(&self) -> bool {
        self.tally.left() > 0 || self.undecided > 0
    }

    /// `7 of 12 uploaded, 1 failed`
    fn counts(&self) -> String {
        let Summary { tally, undecided, names_seen, .. } = self;
        let all = tally.all.saturating_add(*undecided);
        let (done, all) = (format::number(tally.done as u64), format::number(all as u64));
        let (failed, cancelled) = (format::number(tally.failed as u64), format::number(tally.cancelled as u64));
        let counts = match (tally.failed, tally.cancelled) {
            (0, 0) => t!("{done} of {all} uploaded", done = done, all = all),
            (_, 0) => t!("{done} of {all} uploaded, {failed} failed", done = done, all = all, failed = failed),
            (0, _) => t!("{done} of {all} uploaded, {cancelled} cancelled", done = done, all = all, cancelled = cancelled),
            _ => t!(
                "{done} of {all} uploaded, {failed} failed, {cancelled} cancelled",
                done = done,
                all = all,
                failed = failed,
                cancelled = cancelled
            ),
        };
        if *undecided == 0 || tally.left() > 0 {
            return counts;
        }
        if *names_seen == 0 {
            return t!("{counts}. Checking for files with the same names…", counts = counts);
        }
        n!(
            *names_seen,
            one = "{counts}. Checking for files with the same names… {count} seen",
            other = "{counts}. Checking for files with the same names… {count} seen",
            counts = counts
        )
    }

    /// `7 of 12`, where there is no room for more. What is looked at meanwhile is said in full.
    fn short_counts(&self) -> String {
        let Summary { tally, undecided, .. } = self;
        if *undecided > 0 && tally.left() == 0 {
            return self.counts();
        }
        let all = tally.all.saturating_add(*undecided);
        t!("{sent} of {all}", sent = format::number(tally.done as u64), all = format::number(all as u64))
    }

    /// `1.2 MB of 40 MB, 2.1 MB/s, 19 s left`
    fn pace(&self) -> String {
        let Summary { tally, bytes_per_second, time_left, .. } = self;
        if tally.left() == 0 {
            return String::new();
        }
        let (sent, all) = (format::size(tally.sent), format::size(tally.bytes));
        if tally.moving() == 0 {
            return t!("Paused at {sent} of {all}", sent = sent, all = all);
        }
        running_note(sent, all, *bytes_per_second, *time_left)
    }
}

/// `1.2 MB of 40 MB, 2.1 MB/s, 19 s left`
fn running_note(sent: String, all: String, bytes_per_second: Option<u64>, time_left: Option<Duration>) -> String {
    let time = time_left.map(|left| match left.as_secs() {
        seconds if seconds < 90 => t!("{number} s", number = format::number(seconds)),
        _ => format::span(left),
    });
    match (bytes_per_second.map(format::size), time) {
        (None, None) => t!("{sent} of {all}", sent = sent, all = all),
        (Some(rate), None) => t!("{sent} of {all}, {rate}/s", sent = sent, all = all, rate = rate),
        (None, Some(time)) => t!("{sent} of {all}, {time} left", sent = sent, all = all, time = time),
        (Some(rate), Some(time)) => {
            t!("{sent} of {all}, {rate}/s, {time} left", sent = sent, all = all, rate = rate, time = time)
        }
    }
}

/// The same of one file. Once all bytes are on their way, the answer is waited for, and no time is left.
fn line_note(sent: u64, size: u64, pace: TransferPace) -> String {
    let TransferPace { bytes_per_second, time_left, .. } = if sent < size { pace } else { TransferPace::default() };
    running_note(format::size(sent), format::size(size), bytes_per_second, time_left)
}

/// The tray of transfers at the foot of the page. Absent while there are none.
#[must_use = "a tray is shown only where it is put"]
pub struct Tray {
    title: &'static str,
    transfers: Live<Vec<Transfer>>,
    summary: RwSignal<Summary>,
    paces: RwSignal<Vec<TransferPace>>,
    announced: Live<String>,
    icon: fn(&str) -> Element,
    actions: TransferActions,
    above: Vec<TrayBanner>,
}

/// Whether something stands above the transfers, and what.
type TrayBanner = (Live<bool>, Rc<dyn Fn() -> View>);

/// What can be done with transfers: with one, by its number, or with all of them that it can be done with.
#[derive(Clone, Copy)]
pub struct TransferActions {
    /// Go no further for now.
    pub pause: Handler<(Option<u32>,)>,
    /// Go on.
    pub resume: Handler<(Option<u32>,)>,
    /// Give up what is not over.
    pub cancel: Handler<(Option<u32>,)>,
    /// Try again what failed or was cancelled.
    pub retry: Handler<(Option<u32>,)>,
    /// Forget what is over.
    pub clear: Handler<(Option<u32>,)>,
}

impl Tray {
    /// A tray of this heading and name. It shows `transfers`: what is on its way, or as much of it as somebody wants to
    /// see, each with the `icon` of its name. `paces` is of those of them that run.
    pub fn new(
        title: &'static str,
        transfers: impl Into<Live<Vec<Transfer>>>,
        icon: fn(&str) -> Element,
        summary: RwSignal<Summary>,
        paces: RwSignal<Vec<TransferPace>>,
        actions: TransferActions,
    ) -> Tray {
        Tray { title, transfers: transfers.into(), summary, paces, announced: Live::default(), icon, actions, above: Vec::new() }
    }

    /// While `is_there`, `view` stands above the transfers, below what was put there before.
    pub fn above(mut self, is_there: impl Into<Live<bool>>, view: impl Fn() -> View + 'static) -> Self {
        self.above.push((is_there.into(), Rc::new(view)));
        self
    }

    /// Has this read out whenever it changes.
    pub fn announced(mut self, announced: impl Into<Live<String>>) -> Self {
        self.announced = announced.into();
        self
    }
}

impl From<Tray> for View {
    fn from(Tray { title, transfers, summary, paces, announced, icon, actions, above }: Tray) -> View {
        // Open where there is room: it takes its room from the page.
        let open = RwSignal::new(true);
        let list = unique_id("transfers");
        let own = move || {
            let list = list.clone();
            let sums = html::p()
                .class("tray-sums")
                .child(html::span().child(text(move || summary.read().counts())))
                .child(html::span().class("hint").child(text(move || summary.read().pace())));
            // What phones show in their place; the sentences are read out there, too.
            let short = html::p()
                .class("tray-short")
                .attr("aria-hidden", "true")
                .child(html::strong().child(text(move || summary.read().short_counts())))
                .child(live(move || match summary.read().tally.failed {
                    0 => None,
                    failed => {
                        let failed = n!(failed, one = "{count} failed", other = "{count} failed");
                        Some(html::span().class("badge bad").child(Icon::Alert).child(failed))
                    }
                }));
            let done = move || {
                let Tally { sent, bytes, .. } = summary.read().tally;
                scale(sent as f64 / bytes.max(1) as f64)
            };
            // What it shows stands beside it in words.
            let bar = html::div().class("tray-bar").child(html::div().class("progress-bar").style("scale", done));
            let can_pause = move || summary.read().tally.moving() > 0;
            let for_all = move |on_click: Handler<(Option<u32>,)>| move || on_click.run((None,));
            let pause = when(can_pause, move || {
                Button::new(t!("Pause")).kind(ButtonKind::Quiet).icon(Icon::Pause).on_click(for_all(actions.pause))
            });
            let can_resume = move || {
                let summary = summary.read();
                summary.tally.paused > 0 && summary.tally.moving() == 0
            };
            let resume = when(can_resume, move || {
                Button::new(t!("Resume")).kind(ButtonKind::Quiet).icon(Icon::Play).on_click(for_all(actions.resume))
            });
            let can_retry = move || {
                let summary = summary.read();
                summary.tally.retryable > 0 && summary.tally.moving() == 0
            };
            let retry = when(can_retry, move || {
                Button::new(t!("Retry")).kind(ButtonKind::Quiet).icon(Icon::Refresh).on_click(for_all(actions.retry))
            });
            let cancel = when(
                move || summary.read().is_busy(),
                move || {
                    let cancel = Button::new(t!("Cancel")).class("button quiet tray-cancel").icon(Icon::Close);
                    cancel.on_click(for_all(actions.cancel))
                },
            );
            let clear = when(
                move || summary.read().tally.all > summary.read().tally.left(),
                move || Button::icon_only(Icon::Close, t!("Clear finished")).on_click(for_all(actions.clear)),
            );
            let fold = html::button()
                .class("button quiet icon-only tray-fold")
                .attr("type", "button")
                .attr("aria-expanded", move || if open.get() { "true" } else { "false" })
                .attr("aria-controls", list.clone())
                .attr("aria-label", t!("Show each upload"))
                .attr("title", t!("Show each upload"))
                .on_click(move || open.update(|open| *open = !*open))
                .child(Icon::ChevronDown);
            let head = html::header()
                .class("tray-head")
                .child(Icon::Upload)
                .child(html::h2().child(title))
                .child(sums)
                .child(short)
                .child(bar)
                .child(pause)
                .child(resume)
                .child(retry)
                .child(cancel)
                .child(clear)
                .child(fold);
            let (shown, found) = (transfers.clone(), transfers.clone());
            let lines = move || {
                let (shown, found) = (shown.clone(), found.clone());
                let ids = move || shown.get().iter().map(|transfer| transfer.id.to_string()).collect();
                let line = move |id: String| {
                    let transfer = found.get_untracked().into_iter().find(|transfer| transfer.id.to_string() == id);
                    transfer.map_or_else(html::li, |transfer| line(transfer, icon, paces, actions))
                };
                html::ul().child(each(ids, line))
            };
            let list = html::div().class("tray-list").id(list).child(when(move || open.get(), lines));
            group([View::from(head), View::from(list)])
        };
        let own = Rc::new(own);
        let are_above: Vec<Live<bool>> = above.iter().map(|(is_there, _)| is_there.clone()).collect();
        let has_above = move || are_above.iter().any(Live::get);
        let panel = move || {
            let own = Rc::clone(&own);
            let above = above.iter().cloned().map(|(is_there, view)| when(move || is_there.get(), move || view()));
            html::section()
                .class("tray")
                .attr("aria-label", title)
                .children(above.collect::<Vec<_>>())
                .child(when(move || !summary.read().is_empty(), move || own()))
                .child(html::p().class("visually-hidden").attr("role", "status").child(announced.clone()))
        };
        when(move || !summary.read().is_empty() || has_above(), panel)
    }
}

fn line(
    Transfer { id, name, size, state }: Transfer,
    icon: fn(&str) -> Element,
    paces: RwSignal<Vec<TransferPace>>,
    actions: TransferActions,
) -> Element {
    // It was removed, and the tray does not know it yet.
    if state.is_disposed() {
        return html::li();
    }
    let pace = Memo::new(move |_| paces.read().iter().find(|pace| pace.id == id).copied().unwrap_or_default());
    let note = move || match state.get() {
        TransferState::Waiting => t!("Waiting").to_owned(),
        TransferState::Running(sent) => line_note(sent, size, pace.get()),
        TransferState::Paused(sent) => {
            let (sent, all) = (format::size(sent), format::size(size));
            t!("Paused at {sent} of {all}", sent = sent, all = all)
        }
        TransferState::Done => format::size(size),
        TransferState::Failed { reason: (reason, _), .. } => reason,
        TransferState::Cancelled => t!("Cancelled").to_owned(),
    };
    let bar_name = t!("Uploading {name}", name = name);
    let sent = move || match *state.read() {
        TransferState::Running(sent) | TransferState::Paused(sent) => Some(sent as f64 / size.max(1) as f64),
        _ => Some(0.0),
    };
    // Each is kept while bytes are sent: the button under the pointer must stay the same one.
    let action = |is_there: fn(&TransferState) -> bool, icon: Icon, label: String, on_click: Handler<(Option<u32>,)>| {
        when(
            move || is_there(&state.read()),
            move || Button::icon_only(icon, label.clone()).on_click(move || on_click.run((Some(id),))),
        )
    };
    let is_running = |state: &TransferState| matches!(state, TransferState::Running(_));
    let is_paused = |state: &TransferState| matches!(state, TransferState::Paused(_));
    let can_retry =
        |state: &TransferState| matches!(state, TransferState::Failed { is_final: false, .. } | TransferState::Cancelled);
    let is_forgettable = |state: &TransferState| state.is_over() && *state != TransferState::Done;
    let done = when(move || *state.read() == TransferState::Done, || Icon::Check);
    let details = live(move || match state.get() {
        TransferState::Failed { reason: (_, details), .. } => technical_details(details),
        _ => None,
    });
    let bar = when(move || !state.read().is_over(), move || progress(bar_name.clone(), sent));
    html::li()
        .class("transfer")
        .class_when("failed", move || matches!(*state.read(), TransferState::Failed { .. }))
        .class_when("paused", move || is_paused(&state.read()))
        .child(icon(&name))
        .child(html::span().class("transfer-name").child(visible_end(&name)))
        .child(html::div().class("transfer-note").child(text(note)).child(details))
        .child(
            html::span()
                .class("transfer-action")
                .child(action(is_running, Icon::Pause, t!("Pause {name}", name = name), actions.pause))
                .child(action(is_paused, Icon::Play, t!("Resume {name}", name = name), actions.resume))
                .child(action(can_retry, Icon::Refresh, t!("Retry {name}", name = name), actions.retry))
                .child(action(|state| !state.is_over(), Icon::Close, t!("Cancel {name}", name = name), actions.cancel))
                .child(action(is_forgettable, Icon::Close, t!("Dismiss {name}", name = name), actions.clear))
                .child(done),
        )
        .child(bar)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(tally: Tally) -> Summary {
        Summary { tally, ..Summary::default() }
    }

    #[test]
    fn a_failed_upload_is_not_counted_as_uploaded() {
        let failed = summary(Tally { all: 1, failed: 1, ..Tally::default() });
        assert_eq!((failed.counts().as_str(), failed.pace().as_str()), ("0 of 1 uploaded, 1 failed", ""));
        let some = summary(Tally { all: 1_200, done: 1_000, failed: 1, cancelled: 199, ..Tally::default() });
        assert_eq!(some.counts(), "1,000 of 1,200 uploaded, 1 failed, 199 cancelled");
        assert!(!some.is_busy());
    }

    #[test]
    fn where_there_is_little_room_only_what_is_done_is_counted() {
        let some = summary(Tally { all: 1_200, done: 1_000, failed: 200, ..Tally::default() });
        assert_eq!(some.short_counts(), "1,000 of 1,200");
        let more = Summary { undecided: 3, ..some };
        assert_eq!(more.short_counts(), more.counts(), "names are looked at");
        let sending = Summary { undecided: 3, ..summary(Tally { all: 9, done: 4, ..Tally::default() }) };
        assert_eq!(sending.short_counts(), "4 of 12");
    }

    #[test]
    fn sums_say_how_fast_and_how_long() {
        let tally = Tally { all: 12, done: 7, bytes: 40_000_000, sent: 1_200_000, ..Tally::default() };
        let mut sums = summary(tally);
        assert_eq!(sums.pace(), "1.2 MB of 40 MB");
        (sums.bytes_per_second, sums.time_left) = (Some(2_100_000), Some(Duration::from_secs(19)));
        assert_eq!(sums.pace(), "1.2 MB of 40 MB, 2.1 MB/s, 19 s left");
        sums.time_left = Some(Duration::from_secs(600));
        assert_eq!(sums.pace(), "1.2 MB of 40 MB, 2.1 MB/s, 10 minutes left");
    }

    #[test]
    fn a_file_whose_bytes_are_sent_has_no_speed() {
        let pace = TransferPace { id: 0, bytes_per_second: Some(49_000), time_left: Some(Duration::ZERO) };
        assert_eq!(line_note(100_000, 100_000, pace), "100 kB of 100 kB");
        let pace = TransferPace { time_left: Some(Duration::from_secs(2)), ..pace };
        assert_eq!(line_note(2_000, 100_000, pace), "2.0 kB of 100 kB, 49 kB/s, 2 s left");
    }

    #[test]
    fn what_is_paused_has_no_speed() {
        let tally = Tally { all: 2, done: 1, paused: 1, bytes: 40_000_000, sent: 1_200_000, ..Tally::default() };
        let sums = Summary { bytes_per_second: Some(7), ..summary(tally) };
        assert_eq!(sums.pace(), "Paused at 1.2 MB of 40 MB");
        assert!(sums.is_busy());
    }

    #[test]
    fn names_that_are_looked_at_are_said() {
        let looking = Summary { undecided: 300, names_seen: 2_000, ..Summary::default() };
        assert_eq!(looking.counts(), "0 of 300 uploaded. Checking for files with the same names… 2,000 seen");
        assert!(looking.is_busy() && !looking.is_empty());
        let sending = Summary { undecided: 1, ..summary(Tally { all: 1, ..Tally::default() }) };
        assert_eq!(sending.counts(), "0 of 2 uploaded");
    }
}
