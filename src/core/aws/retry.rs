//! When a request is sent again, and after how long.
//!
//! After AWS's own guidance: a few attempts, exponential backoff with full jitter
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>).

use std::cell::Cell;
use std::time::Duration;

use super::{Error, ServiceError};
use crate::ports::Response;

const BASE: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);

/// What sending the same request twice would do (RFC 9110, section 9.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// The same as sending once.
    Idempotent,
    /// Something else, such as spending a code twice, or nothing, where silence means a refusal: sent again only when
    /// the service says that it did nothing.
    NotIdempotent,
}

impl Idempotency {
    /// That of an operation, by its name in the API reference: what spends a code, a session or an attempt, or sends a
    /// message, is not idempotent.
    pub fn of(name: &str) -> Idempotency {
        match name {
            "AssociateSoftwareToken"
            | "ChangePassword"
            | "CompleteWebAuthnRegistration"
            | "ConfirmForgotPassword"
            | "ConfirmSignUp"
            | "DeleteUser"
            | "ForgotPassword"
            | "GetUserAttributeVerificationCode"
            | "GlobalSignOut"
            | "Invoke"
            | "ResendConfirmationCode"
            | "RespondToAuthChallenge"
            | "SignUp"
            | "UpdateUserAttributes"
            | "VerifySoftwareToken"
            | "VerifyUserAttribute" => Idempotency::NotIdempotent,
            _ => Idempotency::Idempotent,
        }
    }
}

/// Whether `error` is worth another attempt.
pub fn is_retryable(error: &Error, idempotency: Idempotency) -> bool {
    match error {
        Error::NoResponse(error) => idempotency == Idempotency::Idempotent && error.kind.is_transient(),
        Error::Service(error) => match error.status {
            429 => true,
            500 | 502 | 503 | 504 => idempotency == Idempotency::Idempotent || is_throttling(&error.code),
            _ => is_throttling(&error.code) || idempotency == Idempotency::Idempotent && is_failure(&error.code),
        },
        _ => false,
    }
}

/// Whether the service has too much to do: then it helps to ask for less.
pub fn is_overload(error: &Error) -> bool {
    error.service().is_some_and(is_overloaded)
}

/// Whether a service refused because there was too much to do, and did nothing.
pub fn is_overloaded(refusal: &ServiceError) -> bool {
    matches!(refusal.status, 429 | 503) || is_throttling(&refusal.code)
}

/// The codes of S3 for a failure of its own, which may stand in the body of a response with the status 200; and those, with the
/// status 400, for a body that arrived too slowly or damaged on its way.
fn is_failure(code: &str) -> bool {
    matches!(code, "InternalError" | "ServiceUnavailable" | "RequestTimeout" | "BadDigest" | "XAmzContentSHA256Mismatch")
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

/// What services ask callers to wait, where they say so and let the page read it: `Retry-After`, in seconds
/// (RFC 9110, section 10.2.3; the form with a date is not used by AWS).
pub fn retry_after(response: &Response) -> Option<Duration> {
    let seconds = response.header("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// The longest that a visitor is kept waiting for one more attempt; who is asked to wait longer is told so instead.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(20);

/// How many attempts more all requests of a page have left together. While a service is down, each of a thousand requests
/// would otherwise be sent four times; AWS's own clients keep this account as well, with the same numbers ("retry quota" in
/// the guidance above).
#[derive(Debug)]
pub struct Quota(Cell<u32>);

const QUOTA: u32 = 500;
const COST: u32 = 5;

impl Default for Quota {
    fn default() -> Self {
        Quota(Cell::new(QUOTA))
    }
}

impl Quota {
    /// Whether one more attempt may be made.
    pub fn take(&self) -> bool {
        let left = self.0.get().checked_sub(COST);
        left.inspect(|left| self.0.set(*left)).is_some()
    }

    /// A request succeeded at its `attempt`th attempt: what its last repetition cost is given back, and a little for one that
    /// needed none.
    pub fn refund(&self, attempt: u32) {
        let back = if attempt > 1 { COST } else { 1 };
        self.0.set((self.0.get() + back).min(QUOTA));
    }
}

/// Does it again for as long as `waits` says of the error that it has waited for what was missing, such as the network, so that
/// another attempt helps. How often one request is repeated without that is the client's.
pub async fn repeat_while<T, E>(waits: impl AsyncFn(&E) -> bool, mut attempt: impl AsyncFnMut() -> Result<T, E>) -> Result<T, E> {
    loop {
        match attempt().await {
            Err(error) if waits(&error).await => {}
            result => return result,
        }
    }
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
        assert!(is_retryable(&refusal(503, "SlowDown"), Idempotency::NotIdempotent));
        assert!(is_retryable(&refusal(400, "ThrottlingException"), Idempotency::NotIdempotent));
        assert!(is_retryable(&refusal(400, "TooManyRequestsException"), Idempotency::NotIdempotent));
        assert!(is_retryable(&refusal(500, "InternalErrorException"), Idempotency::Idempotent));
        assert!(!is_retryable(&refusal(500, "InternalErrorException"), Idempotency::NotIdempotent));
        assert!(is_retryable(&refusal(200, "InternalError"), Idempotency::Idempotent));
        assert!(!is_retryable(&refusal(200, "InternalError"), Idempotency::NotIdempotent));
        assert!(is_retryable(&refusal(400, "RequestTimeout"), Idempotency::Idempotent));
        assert!(is_retryable(&refusal(400, "BadDigest"), Idempotency::Idempotent), "damaged on its way, perhaps");
        assert!(!is_retryable(&refusal(403, "AccessDenied"), Idempotency::Idempotent));
        assert!(
            !is_retryable(&refusal(400, "LimitExceededException"), Idempotency::Idempotent),
            "a limit of attempts, not of pace"
        );
    }

    #[test]
    fn silence_is_worth_another_attempt_only_where_repeating_is_safe() {
        assert!(is_retryable(&silence(HttpErrorKind::Network), Idempotency::Idempotent));
        assert!(!is_retryable(&silence(HttpErrorKind::Network), Idempotency::NotIdempotent));
        assert!(!is_retryable(&silence(HttpErrorKind::Offline), Idempotency::Idempotent));
        assert!(!is_retryable(&silence(HttpErrorKind::Aborted), Idempotency::Idempotent));
    }

    #[test]
    fn what_the_service_asks_for_is_read() {
        let asked = |value: &str| {
            retry_after(&Response::new(503, vec![("Retry-After".to_owned(), value.to_owned())], Default::default()))
        };
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        assert_eq!(asked("-1"), None);
    }

    #[test]
    fn all_requests_together_are_repeated_only_so_often() {
        let quota = Quota::default();
        assert_eq!((0..1000).filter(|_| quota.take()).count(), 100);
        quota.refund(2);
        assert!(quota.take() && !quota.take(), "a repetition that helped is given back");
        for _ in 0..5 {
            quota.refund(1);
        }
        assert!(quota.take() && !quota.take());
        (0..1000).for_each(|_| quota.refund(2));
        assert_eq!((0..1000).filter(|_| quota.take()).count(), 100, "and no more than there was");
    }

    #[test]
    fn waits_grow_to_a_limit_and_are_spread_from_zero() {
        assert_eq!(backoff(1, u32::MAX), BASE);
        assert_eq!(backoff(2, u32::MAX), BASE * 2);
        assert_eq!(backoff(60, u32::MAX), LONGEST);
        assert_eq!(backoff(3, 0), Duration::ZERO);
    }
}
