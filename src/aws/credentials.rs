//! Temporary credentials and where they come from.

use std::future::Future;
use std::time::{Duration, SystemTime};

pub use aws_credential_types::Credentials;

use super::Error;

/// Credentials are replaced this long before they expire, so that none expires on the way.
pub const FRESH_MARGIN: Duration = Duration::from_secs(5 * 60);

/// Gives credentials to sign with.
pub trait ProvideCredentials {
    /// Credentials that may be used now. Callers that ask at the same time share one fetch.
    fn credentials(&self) -> impl Future<Output = Result<Credentials, Error>>;
    /// The service said that these have expired, whatever their expiry says: the next call gives others.
    fn expire(&self, credentials: &Credentials);
}

/// Whether `credentials` may be handed out at `now`.
pub fn is_fresh(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expiry().is_none_or(|expiry| now + FRESH_MARGIN < expiry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_fresh_until_five_minutes_before_their_expiry() {
        let expiry = SystemTime::UNIX_EPOCH + Duration::from_secs(10_000);
        let credentials = Credentials::new("AKID", "secret", None, Some(expiry), "test");
        assert!(is_fresh(&credentials, expiry - FRESH_MARGIN - Duration::from_secs(1)));
        assert!(!is_fresh(&credentials, expiry - FRESH_MARGIN));
        assert!(!is_fresh(&credentials, expiry + FRESH_MARGIN));
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", Credentials::new("AKID", "hunter2", Some("token-text".into()), None, "test"));
        assert!(!shown.contains("hunter2") && !shown.contains("token-text"), "{shown}");
    }
}
