//! Clocks are wrong on real machines, and a signature is refused when it is minutes off. The offset is learnt from
//! the services' own clocks and applied to every signature.

use std::cell::Cell;
use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

use super::{ServiceError, date};
use crate::ports::Response;

/// Smaller differences are the network's and the resolution of `Date`, not the clock's.
const TOLERANCE: time::Duration = time::Duration::seconds(5);
/// A clock that is further off meets no answer: no certificate is valid for longer, so no connection comes about. Such a
/// time is no service's, and added to the machine's it might lie outside the calendar.
const LARGEST: time::Duration = time::Duration::days(400);
/// A response slower than this says too little about when the service looked at its clock.
const SLOWEST: Duration = Duration::from_secs(20);

/// How far the machine's clock is behind the services'.
#[derive(Debug, Default)]
pub struct ClockSkew {
    offset: Cell<time::Duration>,
    /// Whether a service has told the time yet.
    is_learnt: Cell<bool>,
}

impl ClockSkew {
    /// What the services' clocks show when the machine's shows `now`.
    pub fn correct(&self, now: SystemTime) -> SystemTime {
        let offset = self.offset.get();
        let corrected =
            if offset.is_negative() { now.checked_sub(offset.unsigned_abs()) } else { now.checked_add(offset.unsigned_abs()) };
        corrected.unwrap_or(now)
    }

    /// What must be added to the machine's clock; zero while no difference is known.
    pub fn offset(&self) -> time::Duration {
        self.offset.get()
    }

    /// What must be added to the machine's clock, once a service has told the time.
    pub fn learnt(&self) -> Option<time::Duration> {
        self.is_learnt.get().then(|| self.offset())
    }

    /// Learns from a response's `Date`, where the service exposes it. A response from a cache tells an old time.
    pub fn learn_from_response(&self, response: &Response, sent: SystemTime, received: SystemTime) {
        let header = |name: &str| response.header(name);
        if header("age").is_some() {
            return;
        }
        if let Some(date) = header("date").and_then(date::http_date) {
            self.learn(date, sent, received);
        }
    }

    /// Learns from a refusal of a signature's time. Whether anything new was learnt: then signing again may help.
    pub fn learn_from_refusal(&self, error: &ServiceError, body: &[u8], received: SystemTime) -> bool {
        let before = self.offset.get();
        if let Some(server) = server_time(error, body) {
            self.learn(server, received, received);
        }
        self.offset.get() != before
    }

    fn learn(&self, server: OffsetDateTime, sent: SystemTime, received: SystemTime) {
        let took = received.duration_since(sent).unwrap_or_default();
        if took > SLOWEST {
            return;
        }
        let offset = server - OffsetDateTime::from(sent + took / 2);
        if offset.abs() > LARGEST {
            return;
        }
        self.is_learnt.set(true);
        if (offset - self.offset.get()).abs() > TOLERANCE {
            self.offset.set(if offset.abs() > TOLERANCE { offset } else { time::Duration::ZERO });
        }
    }
}

/// The service's own time in a refusal: S3's `<ServerTime>`, or the second time of the others'
/// "Signature expired: 20261121T000000Z is now earlier than 20261121T005500Z (20261121T010000Z - 5 min.)".
fn server_time(error: &ServiceError, body: &[u8]) -> Option<OffsetDateTime> {
    match error.code.as_str() {
        "RequestTimeTooSkewed" => {
            let text = std::str::from_utf8(body).ok()?;
            let (_, rest) = text.split_once("<ServerTime>")?;
            let (time, _) = rest.split_once("</ServerTime>")?;
            date::iso_8601(time)
        }
        "InvalidSignatureException" | "SignatureDoesNotMatch" | "AccessDeniedException"
            if error.message.contains("Signature expired") || error.message.contains("Signature not yet current") =>
        {
            let (_, inner) = error.message.rsplit_once('(')?;
            date::iso_8601(inner.split(' ').next()?)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use time::macros::datetime;

    fn response(headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Response::new(200, headers.collect(), Default::default())
    }

    fn at(time: OffsetDateTime) -> SystemTime {
        time.into()
    }

    proptest! {
        #[test]
        fn no_time_that_anybody_tells_is_too_strange(server in 0i64..253_402_300_799, machine in 0i64..253_402_300_799, near in -500i64..500) {
            let clock = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap());
            let days = near * 86_400;
            for server in [server, (machine + days).clamp(0, 253_402_300_799)] {
                let skew = ClockSkew::default();
                let told = OffsetDateTime::from_unix_timestamp(server).unwrap();
                skew.learn(told, clock(machine), clock(machine));
                let off = (server - machine).abs();
                let corrected = OffsetDateTime::from(skew.correct(clock(machine))).unix_timestamp();
                let right = if (6..=400 * 86_400).contains(&off) { server } else { machine };
                prop_assert_eq!(corrected, right);
                prop_assert!(OffsetDateTime::from(skew.correct(clock(0))).year() > 1900, "another answer of the machine's clock");
            }
        }
    }

    const NOON: OffsetDateTime = datetime!(2026-11-21 12:00:00 UTC);

    #[test]
    fn a_wrong_clock_is_corrected_from_the_date() {
        let skew = ClockSkew::default();
        let sent = at(NOON);
        skew.learn_from_response(&response(&[("date", "Sat, 21 Nov 2026 15:00:01 GMT")]), sent, sent + Duration::from_secs(2));
        assert_eq!(skew.correct(sent), at(datetime!(2026-11-21 15:00:00 UTC)));
        // The visitor sets the clock right: the offset goes away again.
        let later = at(datetime!(2026-11-21 15:00:30 UTC));
        skew.learn_from_response(&response(&[("date", "Sat, 21 Nov 2026 15:00:31 GMT")]), later, later);
        assert_eq!(skew.learnt(), Some(time::Duration::ZERO));
    }

    #[test]
    fn small_slow_and_cached_differences_teach_nothing() {
        let skew = ClockSkew::default();
        let sent = at(NOON);
        skew.learn_from_response(&response(&[("date", "Sat, 21 Nov 2026 15:00:00 GMT"), ("age", "9")]), sent, sent);
        skew.learn_from_response(&response(&[("date", "Sat, 21 Nov 2026 15:00:00 GMT")]), sent, sent + Duration::from_secs(60));
        skew.learn_from_response(&response(&[("date", "yesterday")]), sent, sent);
        assert_eq!((skew.offset(), skew.learnt()), (time::Duration::ZERO, None));
        skew.learn_from_response(&response(&[("date", "Sat, 21 Nov 2026 12:00:04 GMT")]), sent, sent);
        assert_eq!(skew.learnt(), Some(time::Duration::ZERO), "the clock is right");
    }

    #[test]
    fn refusals_tell_the_time() {
        let refusal = |code: &str, message: &str| ServiceError {
            status: 403,
            code: code.into(),
            message: message.into(),
            ..ServiceError::default()
        };
        let skew = ClockSkew::default();
        let body = b"<Error><Code>RequestTimeTooSkewed</Code><ServerTime>2026-11-21T11:00:00Z</ServerTime></Error>";
        assert!(skew.learn_from_refusal(&refusal("RequestTimeTooSkewed", ""), body, at(NOON)));
        assert_eq!(skew.offset(), time::Duration::hours(-1));

        let skew = ClockSkew::default();
        let message = "Signature expired: 20261121T120000Z is now earlier than 20261121T125500Z (20261121T130000Z - 5 min.)";
        assert!(skew.learn_from_refusal(&refusal("InvalidSignatureException", message), b"{}", at(NOON)));
        assert_eq!(skew.offset(), time::Duration::hours(1));
        assert!(!skew.learn_from_refusal(&refusal("InvalidSignatureException", message), b"{}", at(NOON)), "nothing new");
        assert!(!skew.learn_from_refusal(&refusal("AccessDenied", "no"), b"", at(NOON)));
    }
}
