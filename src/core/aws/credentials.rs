//! Temporary credentials and where they come from.

use std::future::Future;
use std::time::{Duration, SystemTime};

use super::Error;
use crate::secret::Secret;

/// Credentials are replaced this long before they expire, so that none expires on the way.
pub const FRESH_MARGIN: Duration = Duration::from_secs(5 * 60);

/// What signs requests until it expires
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    expiry: Option<SystemTime>,
}

impl Credentials {
    /// These, which are good until `expiry`, if they end.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
        expiry: Option<SystemTime>,
    ) -> Credentials {
        Credentials {
            access_key_id: access_key_id.into(),
            secret_access_key: Secret::new(secret_access_key),
            session_token: session_token.map(Secret::new),
            expiry,
        }
    }

    /// The key's public part.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// What signs.
    pub fn secret_access_key(&self) -> &str {
        self.secret_access_key.expose()
    }

    /// What goes along with every request, where credentials are temporary.
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_ref().map(Secret::expose)
    }

    /// When they end.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }
}

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
        let credentials = Credentials::new("AKID", "secret", None, Some(expiry));
        assert!(is_fresh(&credentials, expiry - FRESH_MARGIN - Duration::from_secs(1)));
        assert!(!is_fresh(&credentials, expiry - FRESH_MARGIN));
        assert!(!is_fresh(&credentials, expiry + FRESH_MARGIN));
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", Credentials::new("AKID", "hunter2", Some("token-text".into()), None));
        assert!(!shown.contains("hunter2") && !shown.contains("token-text"), "{shown}");
    }
}
