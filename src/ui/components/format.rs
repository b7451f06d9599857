//! How sizes, dates and spans of time read.
//!
//! Pure: the caller brings the time and the visitor's offset from UTC. English, like the rest of the page, so that a
//! date never depends on which locale data a browser ships.

use std::time::Duration;

use time::{OffsetDateTime, UtcOffset};

use crate::ui::dom::{Element, html};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `1.2 MB`, in powers of 1000 as S3 and every file manager of today count. Three digits at most.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") };
    }
    let bytes = u128::from(bytes);
    let mut scale = 1000;
    let mut units = UNITS.iter();
    let mut unit = units.next();
    while bytes + scale / 2 >= 1000 * scale {
        let Some(larger) = units.next() else { break };
        scale *= 1000;
        unit = Some(larger);
    }
    let unit = unit.copied().unwrap_or_default();
    let tenths = (bytes + scale / 20) / (scale / 10);
    if tenths < 100 {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", (bytes + scale / 2) / scale)
    }
}

/// `3 files`, `1 file`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number))
}

/// `100,000`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `21 Nov 2026, 07:49` where the visitor is: `offset` is minutes east of UTC. Empty for a time outside the calendar.
pub fn date_time(unix_seconds: i64, offset: i32) -> String {
    let Some(time) = local(unix_seconds, offset) else { return String::new() };
    let month = MONTHS.get(usize::from(u8::from(time.month())) - 1).unwrap_or(&"");
    format!("{} {month} {}, {:02}:{:02}", time.day(), time.year(), time.hour(), time.minute())
}

/// `07:49:03` where the visitor is.
pub fn time_of_day(unix_seconds: i64, offset: i32) -> String {
    let Some(time) = local(unix_seconds, offset) else { return String::new() };
    format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

fn local(unix_seconds: i64, offset: i32) -> Option<OffsetDateTime> {
    let offset = UtcOffset::from_whole_seconds(offset.checked_mul(60)?).ok()?;
    OffsetDateTime::from_unix_timestamp(unix_seconds).ok()?.checked_to_offset(offset)
}

/// `59:07`, `1:02:03`: time left, counting down.
pub fn countdown(left: Duration) -> String {
    let seconds = left.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `20 minutes`, `23 hours`: about how long.
pub fn span(span: Duration) -> String {
    let minutes = (span.as_secs() + 30) / 60;
    let (number, unit) = if minutes < 90 { (minutes, "minute") } else { ((minutes + 30) / 60, "hour") };
    count(usize::try_from(number).unwrap_or(usize::MAX), unit)
}

/// `120 ms`, `1.4 s`: how long a request took.
pub fn milliseconds(taken: Duration) -> String {
    let taken = taken.as_millis();
    if taken < 1000 { format!("{taken} ms") } else { format!("{}.{} s", taken / 1000, taken % 1000 / 100) }
}

/// A `<time>` element that reads as [`date_time`] and carries the exact moment in UTC for machines and as a tooltip.
pub fn time_element(unix_seconds: i64, offset: i32) -> Element {
    let exact = local(unix_seconds, 0).map_or_else(String::new, |time| {
        let (date, time_of_day) = (time.date(), time_of_day(unix_seconds, 0));
        format!("{:04}-{:02}-{:02}T{time_of_day}Z", date.year(), u8::from(date.month()), date.day())
    });
    html::time().attr("datetime", exact.clone()).attr("title", exact).child(date_time(unix_seconds, offset))
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
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "file"), "0 files");
        assert_eq!(count(100_000, "row"), "100,000 rows");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(999), "999");
    }

    #[test]
    fn dates_are_those_of_the_visitors_place() {
        let moment = 1_795_247_342;
        assert_eq!(date_time(moment, 0), "21 Nov 2026, 07:49");
        assert_eq!(date_time(moment, 9 * 60 + 30), "21 Nov 2026, 17:19");
        assert_eq!(date_time(moment, -8 * 60), "20 Nov 2026, 23:49");
        assert_eq!(time_of_day(moment, 0), "07:49:02");
    }

    #[test]
    fn a_time_outside_the_calendar_is_empty() {
        assert_eq!(date_time(i64::MAX, 0), "");
        assert_eq!(date_time(0, i32::MAX), "");
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
