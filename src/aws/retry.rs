//! When a request is sent again, and after how long.
//!
//! After AWS's own guidance: a few attempts, exponential backoff with full jitter
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>).

use std::time::Duration;

use super::Error;

/// The most attempts of one request, the first one included.
pub const MAX_ATTEMPTS: u32 = 4;
const BASE: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);

/// What sending twice would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// The same as sending once.
    Safe,
    /// Something else, such as spending a code twice, or nothing, where silence means a refusal: sent again only when
    /// the service says that it did nothing.
    Unsafe,
}

/// Whether `error` is worth another attempt.
pub fn is_worthwhile(error: &Error, repeat: Repeat) -> bool {
    match error {
        Error::NoResponse(error) => repeat == Repeat::Safe && error.kind.is_transient(),
        Error::Service(error) => match error.status {
            429 => true,
            500 | 502 | 503 | 504 => repeat == Repeat::Safe || is_throttling(&error.code),
            _ => is_throttling(&error.code),
        },
        _ => false,
    }
}

/// The codes by which services say that they did nothing because there was too much to do.
fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "RequestLimitExceeded"
            | "ProvisionedThroughputExceededException"
            | "TransactionInProgressException"
            | "TooManyRequestsException"
            | "SlowDown"
            | "BandwidthLimitExceeded"
            | "PriorRequestNotComplete"
    )
}

/// How long to wait after the `attempt`th attempt. `random` is uniform over its whole range.
pub fn backoff(attempt: u32, random: u32) -> Duration {
    let longest = BASE.saturating_mul(1 << attempt.saturating_sub(1).min(16)).min(LONGEST);
    longest.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;
    use crate::ports::{HttpError, HttpErrorKind};

    fn refusal(status: u16, code: &str) -> Error {
        Error::Service(ServiceError { status, code: code.into(), ..ServiceError::default() })
    }

    fn silence(kind: HttpErrorKind) -> Error {
        Error::NoResponse(HttpError { kind, detail: String::new() })
    }

    #[test]
    fn overload_is_worth_another_attempt_and_refusal_is_not() {
        assert!(is_worthwhile(&refusal(503, "SlowDown"), Repeat::Unsafe));
        assert!(is_worthwhile(&refusal(400, "ThrottlingException"), Repeat::Unsafe));
        assert!(is_worthwhile(&refusal(400, "TooManyRequestsException"), Repeat::Unsafe));
        assert!(is_worthwhile(&refusal(500, "InternalErrorException"), Repeat::Safe));
        assert!(!is_worthwhile(&refusal(500, "InternalErrorException"), Repeat::Unsafe));
        assert!(!is_worthwhile(&refusal(403, "AccessDenied"), Repeat::Safe));
        assert!(!is_worthwhile(&refusal(400, "LimitExceededException"), Repeat::Safe), "a limit of attempts, not of pace");
    }

    #[test]
    fn silence_is_worth_another_attempt_only_where_repeating_is_safe() {
        assert!(is_worthwhile(&silence(HttpErrorKind::Network), Repeat::Safe));
        assert!(!is_worthwhile(&silence(HttpErrorKind::Network), Repeat::Unsafe));
        assert!(!is_worthwhile(&silence(HttpErrorKind::Offline), Repeat::Safe));
        assert!(!is_worthwhile(&silence(HttpErrorKind::Aborted), Repeat::Safe));
    }

    #[test]
    fn waits_grow_to_a_limit_and_are_spread_from_zero() {
        assert_eq!(backoff(1, u32::MAX), BASE);
        assert_eq!(backoff(2, u32::MAX), BASE * 2);
        assert_eq!(backoff(60, u32::MAX), LONGEST);
        assert_eq!(backoff(3, 0), Duration::ZERO);
    }
}
