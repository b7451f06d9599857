//! How the time of a request is spent: connecting, waiting for the first byte, reading. It runs while the request does.

use std::time::Duration;

use crate::ui::reactive::*;

use super::Console;
use super::response::Received;
use crate::ui::dom::{Element, html, text, when};
use crate::ui::words::format;

/// What an answer that is not whole takes of the bar at most: there is more to come.
const UNFINISHED: f64 = 0.75;

/// What is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct TimeSpent {
    /// Until there was a connection, if one had to be made and this is known.
    connecting: Option<Duration>,
    /// Until the first byte, once that is here.
    first_byte: Option<Duration>,
    /// Until now, or in all.
    all: Duration,
    is_over: bool,
}

impl TimeSpent {
    fn of(received: Option<&Received>, elapsed: Duration, is_running: bool) -> TimeSpent {
        TimeSpent {
            connecting: received.and_then(|received| received.connecting),
            first_byte: received.map(|received| received.first_byte),
            all: received.and_then(|received| received.took).unwrap_or(elapsed),
            is_over: !is_running,
        }
    }

    /// The shares of the bar that connecting, waiting and reading take.
    fn shares(&self) -> [f64; 3] {
        let all = self.all.max(self.first_byte.unwrap_or_default()).as_secs_f64();
        let scale = if self.is_over { 1.0 } else { UNFINISHED };
        let waited = self.first_byte.map_or(all, |first| first.as_secs_f64());
        let connecting = self.connecting.unwrap_or_default().as_secs_f64().min(waited);
        [connecting, waited - connecting, all - waited].map(|part| if all > 0.0 { part / all * scale } else { 0.0 })
    }
}

/// The bar and what it says. Who hears the page has the summary.
pub(super) fn time_bar(console: Console) -> Element {
    let running = console.sending.running();
    let spent = Memo::new(move |_| TimeSpent::of(console.received.read().as_ref(), console.elapsed.get(), running.get()));
    let part = move |class: &'static str, at: usize| {
        let share = move || spent.with(|spent| spent.shares().get(at).map(|share| format!("{:.1}%", 100.0 * share)));
        html::span()
            .class(class)
            .class_when("none", move || spent.with(|spent| spent.shares().get(at) == Some(&0.0)))
            .style("--share", share)
    };
    let connecting = move || spent.with(|spent| spent.connecting);
    let connected = move || connecting().map(|time| t!("Connect {time}", time = format::milliseconds(time))).unwrap_or_default();
    let waited = move || match spent.with(|spent| (spent.first_byte, spent.all)) {
        (Some(time), _) => t!("First byte {time}", time = format::milliseconds(time)),
        (None, so_far) => t!("Waiting {time}", time = format::milliseconds(so_far)),
    };
    let read = move || {
        let TimeSpent { all, is_over, .. } = spent.get();
        let all = format::milliseconds(all);
        if is_over { t!("All {time}", time = all) } else { t!("So far {time}", time = all) }
    };
    let has_begun = move || spent.with(|spent| spent.first_byte.is_some());
    let bar = html::div()
        .class("time-bar")
        .class_when("streaming", move || !spent.with(|spent| spent.is_over))
        .child(part("connected", 0))
        .child(part("waited", 1))
        .child(part("streamed", 2));
    let words = html::div()
        .class("time-words")
        .child(when(move || connecting().is_some(), move || html::span().child(text(connected))))
        .child(html::span().child(text(waited)))
        .child(when(has_begun, move || html::span().child(text(read))));
    html::div().class("time-spent").attr("aria-hidden", "true").child(bar).child(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spent(connecting: Option<u64>, first_byte: Option<u64>, all: u64, is_over: bool) -> [f64; 3] {
        let time = Duration::from_millis;
        let spent = TimeSpent { connecting: connecting.map(time), first_byte: first_byte.map(time), all: time(all), is_over };
        spent.shares().map(|share| (share * 1000.0).round() / 1000.0)
    }

    #[test]
    fn the_shares_of_an_answer_are_the_whole_bar() {
        assert_eq!(spent(Some(10), Some(40), 100, true), [0.1, 0.3, 0.6]);
        assert_eq!(spent(None, Some(40), 40, true), [0.0, 1.0, 0.0]);
        assert_eq!(spent(None, Some(0), 0, true), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn what_has_not_ended_leaves_room() {
        assert_eq!(spent(None, None, 800, false), [0.0, 0.75, 0.0]);
        assert_eq!(spent(None, Some(50), 100, false), [0.0, 0.375, 0.375]);
        assert_eq!(spent(Some(60), Some(50), 100, false), [0.375, 0.0, 0.375], "another clock measured it");
    }
}
