//! How sizes, dates and spans of time read, in the visitor's language and where the visitor is.

use std::cell::Cell;
use std::time::Duration;

use time::OffsetDateTime;

use crate::aws::date::iso_8601;
use crate::browser::intl::{self, Moment};
use crate::ui::components::Text;
use crate::ui::dom::{Element, html};

/// `1.2 MB`, in powers of 1000 as S3 and every file manager of today count. Three digits at most.
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return n!(bytes, one = "{count} byte", other = "{count} bytes");
    }
    let bytes = u128::from(bytes);
    let mut scale = 1000;
    let mut unit = 0;
    while bytes + scale / 2 >= 1000 * scale {
        scale *= 1000;
        unit += 1;
    }
    let tenths = (bytes + scale / 20) / (scale / 10);
    let number = if tenths < 100 { intl::number(tenths as f64 / 10.0, 1) } else { number(((bytes + scale / 2) / scale) as u64) };
    match unit {
        0 => t!("{number} kB", number = number),
        1 => t!("{number} MB", number = number),
        2 => t!("{number} GB", number = number),
        3 => t!("{number} TB", number = number),
        4 => t!("{number} PB", number = number),
        _ => t!("{number} EB", number = number),
    }
}

thread_local! {
    static IS_PREPARED: Cell<bool> = const { Cell::new(false) };
}

/// Has the browser make the formats that files are shown with, which takes it long when it is the first time.
pub fn prepare() {
    if !IS_PREPARED.replace(true) {
        drop((size(1_500), intl::moment(0.0, Moment::Day)));
    }
}

/// Whether that is done.
pub fn is_prepared() -> bool {
    IS_PREPARED.get()
}

/// `100,000`. Below a thousand nothing is grouped, and the digits are always 0 to 9: no format has to be made.
pub fn number(count: u64) -> String {
    if count < 1000 { count.to_string() } else { intl::number(count as f64, 0) }
}

/// `21 Nov 2026, 07:49`, where the visitor is. Empty for a time outside the calendar.
pub fn date_time(unix_seconds: i64) -> String {
    intl::moment(unix_seconds as f64 * 1000.0, Moment::DateTime)
}

/// `Today, 22:31`, `Yesterday, 18:02`, `Mon, 09:14` within six days, `3 Nov` within the year, `14 Jan 2025`; all where the visitor
/// is, at `now`.
pub fn relative(unix_seconds: i64, now: i64) -> String {
    ago(unix_seconds, now, true)
}

/// The same where there is little room: the time of what is from today, and the day of anything else.
pub fn relative_day(unix_seconds: i64, now: i64) -> String {
    ago(unix_seconds, now, false)
}

fn ago(unix_seconds: i64, now: i64, with_time: bool) -> String {
    const DAY: i64 = 24 * 60 * 60;
    let shown = |at: i64, shown| intl::moment(at as f64 * 1000.0, shown);
    // The browser alone knows where the visitor's days begin.
    let days = intl::day(now as f64 * 1000.0) - intl::day(unix_seconds as f64 * 1000.0);
    let year = |at| OffsetDateTime::from_unix_timestamp(at).map(|at| at.year());
    match now.saturating_sub(unix_seconds) {
        age if age.abs() <= DAY && days == 0.0 => {
            let time = shown(unix_seconds, Moment::Time);
            if with_time { t!("Today, {time}", time = time) } else { time }
        }
        age if (0..=2 * DAY).contains(&age) && days == 1.0 => {
            if !with_time {
                return t!("Yesterday").to_owned();
            }
            t!("Yesterday, {time}", time = shown(unix_seconds, Moment::Time))
        }
        age if (0..6 * DAY).contains(&age) => shown(unix_seconds, if with_time { Moment::Weekday } else { Moment::WeekdayAlone }),
        _ if year(unix_seconds) == year(now) => shown(unix_seconds, Moment::Day),
        _ => shown(unix_seconds, Moment::DayOfYear),
    }
}

/// `November 2026`, where the visitor is.
pub fn month(unix_seconds: i64) -> String {
    intl::moment(unix_seconds as f64 * 1000.0, Moment::Month)
}

/// `22:31`, where the visitor is.
pub fn clock_time(unix_seconds: i64) -> String {
    intl::moment(unix_seconds as f64 * 1000.0, Moment::Time)
}

/// `07:49:03`, where the visitor is.
pub fn time_of_day(unix_seconds: i64) -> String {
    intl::moment(unix_seconds as f64 * 1000.0, Moment::TimeWithSeconds)
}

/// `59:07`, `1:02:03`: time left, counting down.
pub fn countdown(left: Duration) -> String {
    let seconds = left.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{}:{minutes:02}:{seconds:02}", number(hours)) } else { format!("{minutes}:{seconds:02}") }
}

/// `20 minutes`, `23 hours`: about how long.
pub fn span(span: Duration) -> String {
    let minutes = span.as_secs().saturating_add(30) / 60;
    if minutes < 90 {
        n!(minutes, one = "{count} minute", other = "{count} minutes")
    } else {
        n!((minutes + 30) / 60, one = "{count} hour", other = "{count} hours")
    }
}

/// `120 ms`, `1.4 s`: how long a request took.
pub fn milliseconds(taken: Duration) -> String {
    let taken = taken.as_millis();
    if taken < 1000 {
        t!("{number} ms", number = number(taken as u64))
    } else {
        t!("{number} s", number = intl::number((taken / 100) as f64 / 10.0, 1))
    }
}

/// [`date_time`], as a text of a component.
pub fn moment(unix_seconds: i64) -> Text {
    Text::Moment { shown: date_time(unix_seconds), exact: exact(unix_seconds) }
}

/// [`date_time`] and, in parentheses, what it is as data.
pub fn moment_and(unix_seconds: i64, data: &str) -> Text {
    Text::Moment { shown: format!("{} ({data})", date_time(unix_seconds)), exact: exact(unix_seconds) }
}

/// [`time_of_day`], as a text of a component.
pub fn time_with_seconds(unix_seconds: i64) -> Text {
    Text::Moment { shown: time_of_day(unix_seconds), exact: exact(unix_seconds) }
}

/// A `<time>` element that reads as [`date_time`] and carries the exact moment in UTC for machines and as a tooltip.
pub fn time_element(unix_seconds: i64) -> Element {
    let exact = exact(unix_seconds);
    html::time().attr("datetime", exact.clone()).attr("title", exact).child(date_time(unix_seconds))
}

/// A `<time>` element that reads as [`relative`].
pub fn relative_element(unix_seconds: i64, now: i64) -> Element {
    html::time().attr("datetime", exact(unix_seconds)).child(relative(unix_seconds, now))
}

/// [`date_time`] of a moment as it stands in `datetime`.
pub fn whole(datetime: &str) -> String {
    iso_8601(datetime).map_or_else(String::new, |at| date_time(at.unix_timestamp()))
}

/// The moment in UTC, for machines.
fn exact(unix_seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix_seconds).map_or_else(
        |_| String::new(),
        |at| {
            let (date, (hour, minute, second)) = (at.date(), at.to_hms());
            format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", date.year(), u8::from(date.month()), date.day())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits_at_most() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_234, "1.2 kB"),
            (9_949, "9.9 kB"),
            (9_950, "10 kB"),
            (999_499, "999 kB"),
            (999_950, "1.0 MB"),
            (1_200_000, "1.2 MB"),
            (5_368_709_120, "5.4 GB"),
            (u64::MAX, "18 EB"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(size(bytes), expected, "{bytes}");
        }
    }

    #[test]
    fn numbers_are_grouped_and_nouns_inflected() {
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(999), "999");
    }

    #[test]
    fn dates_and_times_of_day() {
        let moment = 1_795_247_342;
        assert_eq!(date_time(moment), "21 Nov 2026, 07:49");
        assert_eq!(time_of_day(moment), "07:49:02");
    }

    #[test]
    fn what_is_near_is_told_from_now() {
        let now = 1_795_247_342; // Saturday
        let hours = |hours: i64| relative(now - hours * 3600, now);
        assert_eq!(hours(1), "Today, 06:49");
        assert_eq!(hours(-1), "Today, 08:49");
        assert_eq!(hours(9), "Yesterday, 22:49");
        assert_eq!(hours(31), "Yesterday, 00:49");
        assert_eq!(hours(32), "Thu, 23:49");
        assert_eq!(hours(5 * 24), "Mon, 07:49");
        assert_eq!(hours(6 * 24), "15 Nov");
        assert_eq!(hours(30 * 24), "22 Oct");
        assert_eq!(hours(365 * 24), "21 Nov 2025");
        assert_eq!(hours(-48), "23 Nov");
        assert_eq!(relative(i64::MAX, now), "");
    }

    #[test]
    fn a_time_outside_the_calendar_is_empty() {
        assert_eq!(date_time(i64::MAX), "");
        assert_eq!((whole("2026-11-21T07:49:02Z"), whole("")), ("21 Nov 2026, 07:49".to_owned(), String::new()));
    }

    #[test]
    fn spans() {
        assert_eq!(countdown(Duration::from_secs(3_547)), "59:07");
        assert_eq!(countdown(Duration::from_secs(3_723)), "1:02:03");
        assert_eq!(countdown(Duration::ZERO), "0:00");
        assert_eq!(span(Duration::from_secs(89)), "1 minute");
        assert_eq!(span(Duration::from_secs(89 * 60)), "89 minutes");
        assert_eq!(span(Duration::from_secs(23 * 3600 - 20)), "23 hours");
        assert_eq!(milliseconds(Duration::from_millis(120)), "120 ms");
        assert_eq!(milliseconds(Duration::from_millis(1_480)), "1.4 s");
    }
}
