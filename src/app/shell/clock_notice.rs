//! Tells visitors whose device has a wrong clock, once: everything here works all the same, but not everything elsewhere
//! will. What was told is remembered in the browser until the clock is right; a clock that is wrong anew, or otherwise, is
//! news.
//!
//! What is learnt of the clock is not kept over a reload: a page's first request goes to Cognito, whose answer tells the
//! time before anything depends on it. Until then a token may be taken for expired and is replaced, or be taken for fresh and
//! is replaced when it is refused; either costs one request. A difference that was kept would be wrong, and at the same
//! cost, as soon as somebody sets the clock right.

use std::time::Duration;

use crate::ui::reactive::*;

use crate::app::AppState;
use crate::ports::{KeyValueStore, Lifetime};
use crate::ui::components::{Handler, NoticeKind, banner};
use crate::ui::dom::{View, effect, live};
use crate::ui::words::format;

const KEY: &str = "satchel.clock-told";
/// Services forgive as much; so will most other programs.
const WORTH_TELLING: time::Duration = time::Duration::minutes(5);

/// What to do with the notice, by the clock offset that is known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoticeUpdate {
    /// Show it.
    Tell,
    /// Forget that it was shown: the clock is right, so a later offset is shown again.
    Forget,
    /// Nothing: the clock is right, or the notice has been shown.
    Nothing,
}

/// What to do about a clock to which `offset` must be added, of which `told` was the last that was told, in seconds.
fn step(offset: time::Duration, told: Option<&str>) -> NoticeUpdate {
    let (offset, worth_telling) = (offset.whole_seconds(), WORTH_TELLING.whole_seconds().unsigned_abs());
    match (offset.unsigned_abs() >= worth_telling, told) {
        (true, Some(told)) if told.parse::<i64>().is_ok_and(|told| told.abs_diff(offset) < worth_telling) => {
            NoticeUpdate::Nothing
        }
        (true, _) => NoticeUpdate::Tell,
        (false, Some(_)) => NoticeUpdate::Forget,
        (false, None) => NoticeUpdate::Nothing,
    }
}

/// The notice, once the clock is known to be wrong, until it is dismissed.
pub fn clock_notice(state: AppState) -> View {
    let news = RwSignal::new(None::<String>);
    let exchanges = state.client().platform().exchanges().clone();
    // Each answer may tell the time, and hardly any tells another one.
    let minutes = Memo::new(move |_| {
        exchanges.track();
        state.client().skew().learnt().map(time::Duration::whole_minutes)
    });
    effect(move || {
        minutes.track();
        let client = state.client();
        let Some(offset) = client.skew().learnt() else { return };
        match step(offset, client.platform().get(Lifetime::Persistent, KEY).as_deref()) {
            NoticeUpdate::Tell => {
                client.platform().set(Lifetime::Persistent, KEY, &offset.whole_seconds().to_string());
                news.set(told(offset));
            }
            NoticeUpdate::Forget => {
                client.platform().remove(Lifetime::Persistent, KEY);
                news.set(None);
            }
            NoticeUpdate::Nothing => {}
        }
    });
    live(move || {
        let dismiss = Handler::from(move || news.set(None));
        news.get().map(|text| banner(NoticeKind::Info, text, Vec::new(), Some(dismiss)))
    })
}

/// What is said of a clock to which `offset` must be added; nothing of one that is right.
fn told(offset: time::Duration) -> Option<String> {
    if offset.abs() < WORTH_TELLING {
        return None;
    }
    let span = format::span(Duration::try_from(offset.abs()).unwrap_or_default());
    Some(if offset.is_negative() {
        t!("This device's clock is {span} ahead. Satchel works with AWS's time; other programs may not.", span = span)
    } else {
        t!("This device's clock is {span} behind. Satchel works with AWS's time; other programs may not.", span = span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_clock_is_told_once_and_again_when_it_is_wrong_anew() {
        let (day, right) = (time::Duration::hours(23), time::Duration::seconds(7));
        assert_eq!(step(right, None), NoticeUpdate::Nothing);
        assert_eq!(step(day, None), NoticeUpdate::Tell);
        let told = day.whole_seconds().to_string();
        assert_eq!(step(day + time::Duration::seconds(9), Some(&told)), NoticeUpdate::Nothing, "it drifts");
        assert_eq!(step(-day, Some(&told)), NoticeUpdate::Tell, "wrong in another way");
        assert_eq!(step(day - time::Duration::hours(1), Some(&told)), NoticeUpdate::Tell, "set, but not right");
        assert_eq!(step(right, Some(&told)), NoticeUpdate::Forget);
        assert_eq!(step(day, Some("nonsense")), NoticeUpdate::Tell);
    }

    #[test]
    fn a_wrong_clock_is_told_by_how_much_and_in_which_direction() {
        assert!(told(time::Duration::hours(-23)).is_some_and(|text| text.contains("is 23 hours ahead.")));
        assert!(told(time::Duration::minutes(90)).is_some_and(|text| text.contains("is 2 hours behind.")));
        assert!(told(time::Duration::minutes(-20)).is_some_and(|text| text.contains("is 20 minutes ahead.")));
        assert_eq!(told(time::Duration::seconds(299)), None);
    }
}
