//! Moments as services spell them. Numbers stand in fixed places in all three spellings, so no general parser is needed;
//! it would be a twentieth of the program that a first visit loads.

use std::time::SystemTime;

use time::{Date, Month, OffsetDateTime};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Sat, 21 Nov 2026 12:34:56 GMT`, as HTTP's `Date` is sent
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>).
pub fn http_date(text: &str) -> Option<OffsetDateTime> {
    let mut parts = text.strip_suffix(" GMT")?.split(' ').skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    moment([year.parse().ok()?, month, day.parse().ok()?], &time.replace(':', ""))
}

/// `20261121T123456Z`, `2026-11-21T12:34:56Z` and `2026-11-21T12:34:56.789Z`: ISO 8601 in UTC, as signatures and S3 write
/// it. Fractions of a second are cut off.
pub fn iso_8601(text: &str) -> Option<OffsetDateTime> {
    let text = text.strip_suffix('Z')?.replace(['-', ':'], "");
    let (date, time) = text.split_once('T')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    if date.len() != 8 || !is_digits(fraction) {
        return None;
    }
    moment([number(date, 0..4)?, number(date, 4..6)?, number(date, 6..8)?], time)
}

/// `20261121T123456Z`, as signatures say when they were made.
pub fn basic(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}{:02}{day:02}T{hour:02}{minute:02}{second:02}Z", u8::from(month))
}

/// The month's name, such as `Nov`.
pub fn month(at: OffsetDateTime) -> &'static str {
    MONTHS.get(usize::from(u8::from(at.month())) - 1).unwrap_or(&"")
}

/// The moment of a date and of a time of six digits.
fn moment([year, month, day]: [usize; 3], time: &str) -> Option<OffsetDateTime> {
    if time.len() != 6 {
        return None;
    }
    let part = |at| u8::try_from(number(time, at..at + 2)?).ok();
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    // No service means a leap second; the clocks that matter here have none.
    Some(date.with_hms(part(0)?, part(2)?, part(4)?.min(59)).ok()?.assume_utc())
}

fn number(text: &str, at: std::ops::Range<usize>) -> Option<usize> {
    text.get(at).filter(|digits| is_digits(digits))?.parse().ok()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::format_description::well_known::{Rfc2822, Rfc3339};
    use time::macros::{datetime, format_description};

    use super::*;

    #[test]
    fn the_three_spellings_are_read() {
        let moment = datetime!(2026-11-21 12:34:56 UTC);
        assert_eq!(http_date("Sat, 21 Nov 2026 12:34:56 GMT"), Some(moment));
        for text in ["20261121T123456Z", "2026-11-21T12:34:56Z", "2026-11-21T12:34:56.789Z"] {
            assert_eq!(iso_8601(text), Some(moment), "{text}");
        }
    }

    #[test]
    fn nonsense_is_no_moment() {
        for text in [
            "",
            "Z",
            "now",
            "20261121",
            "2026-11-21T12:34:56+01:00",
            "20261321T123456Z",
            "20260231T000000Z",
            "2026-11-21T25:00:00Z",
            "+0261121T123456Z",
            "20261121T1234567Z",
            "20261121T123456.Z",
            "٢٠٢٦1121T123456Z",
        ] {
            assert_eq!(iso_8601(text), None, "{text}");
        }
        for text in
            ["", "Sat, 21 Nov 2026", "Sat, 21 Now 2026 12:34:56 GMT", "Sat, 31 Feb 2026 12:34:56 GMT", "21 Nov 2026 12:34:56 GMT"]
        {
            assert_eq!(http_date(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_is_read_as_it_was_written(seconds in 0_i64..=253_402_300_799) {
            let moment = OffsetDateTime::from_unix_timestamp(seconds).expect("a moment within the calendar");
            prop_assert_eq!(iso_8601(&moment.format(&Rfc3339).expect("RFC 3339")), Some(moment));
            let basic = format_description!("[year][month][day]T[hour][minute][second]Z");
            prop_assert_eq!(iso_8601(&moment.format(basic).expect("basic ISO 8601")), Some(moment));
            let mail = moment.format(&Rfc2822).expect("RFC 2822");
            prop_assert_eq!(http_date(&mail.replace("+0000", "GMT")), Some(moment));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = (iso_8601(&text), http_date(&text));
        }
    }
}
