//! The three tokens of a signed-in user, and what the ID token says.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::aws::user_pool::AuthenticationResult;
use crate::json;
use crate::secret::Secret;

/// A token is replaced this long before it expires.
const FRESH_MARGIN: Duration = Duration::from_secs(60);

/// Tokens of a user pool. Serialised only into the visitor's own storage.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tokens {
    /// Proves who the visitor is to the identity pool.
    pub id_token: Secret,
    /// Proves who the visitor is to the user pool.
    pub access_token: Secret,
    /// `GetTokensFromRefreshToken` takes it.
    pub refresh_token: Secret,
    /// The confirmed device that they were given to; the refresh token is good with it alone.
    pub device_key: Option<String>,
}

impl Tokens {
    /// Those that were serialised. Read by hand, as all that is kept of accounts: a derived reader is some kilobytes of program that
    /// every visitor would load.
    pub(super) fn read(value: &Value) -> Option<Tokens> {
        let token = |name| value.get(name)?.as_str().map(Secret::new);
        Some(Tokens {
            id_token: token("id_token")?,
            access_token: token("access_token")?,
            refresh_token: token("refresh_token")?,
            device_key: json::text(value, "device_key"),
        })
    }

    /// The tokens of a sign-in. Without a refresh token the session ends with the ID token.
    pub fn new(result: AuthenticationResult) -> Tokens {
        let AuthenticationResult { id_token, access_token, refresh_token, .. } = result;
        Tokens { id_token, access_token, refresh_token: refresh_token.unwrap_or_default(), device_key: None }
    }

    /// These tokens after a refresh, which may or may not have replaced the refresh token.
    #[must_use]
    pub fn refreshed(&self, result: AuthenticationResult) -> Tokens {
        let AuthenticationResult { id_token, access_token, refresh_token, .. } = result;
        let refresh_token = refresh_token.unwrap_or_else(|| self.refresh_token.clone());
        Tokens { id_token, access_token, refresh_token, device_key: self.device_key.clone() }
    }

    /// Whether managed login gave them: an access token of the API's own sign-in has no OpenID scope.
    pub fn are_of_managed_login(&self) -> bool {
        let scopes = claims(&self.access_token).and_then(|claims| Some(claims.get("scope")?.as_str()?.to_owned()));
        scopes.is_some_and(|scopes| scopes.split(' ').any(|scope| scope == "openid"))
    }

    /// When the ID token has to be replaced.
    pub fn fresh_until(&self) -> Option<SystemTime> {
        claims(&self.id_token).and_then(|claims| expiry(&claims))?.checked_sub(FRESH_MARGIN)
    }

    /// Whether the ID token can be used at `now`.
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        self.fresh_until().is_some_and(|until| now < until)
    }

    /// Whether the access token can be used at `now`. Its lifetime is set apart from the ID token's; what it says is the
    /// user pool's own affair, and if it says nothing the user pool decides.
    pub fn has_fresh_access_token(&self, now: SystemTime) -> bool {
        claims(&self.access_token).and_then(|claims| expiry(&claims)).is_none_or(|expiry| now + FRESH_MARGIN < expiry)
    }
}

/// The claims of a JSON Web Token. Its signature is not checked: the service that takes the token does that; the page
/// only shows what it says.
pub fn claims(token: &Secret) -> Option<Map<String, Value>> {
    let payload = token.expose().split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&json).ok()
}

/// Whom a token is about, if it says so.
pub fn sub(token: &Secret) -> Option<String> {
    Some(claims(token)?.get("sub")?.as_str()?.to_owned())
}

/// The claim `exp`.
pub fn expiry(claims: &Map<String, Value>) -> Option<SystemTime> {
    claims.get("exp")?.as_u64().and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(claims: &str) -> Secret {
        Secret::new(format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims)))
    }

    #[test]
    fn a_token_is_fresh_until_shortly_before_its_expiry() {
        let tokens = Tokens { id_token: token(r#"{"exp":10000}"#), ..Tokens::default() };
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert!(tokens.is_fresh(at(9_939)));
        assert!(!tokens.is_fresh(at(9_940)));
        assert!(!tokens.is_fresh(at(20_000)));
    }

    #[test]
    fn an_access_token_that_cannot_be_read_may_be_used() {
        let tokens = |access_token| Tokens { access_token, ..Tokens::default() };
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert!(tokens(token(r#"{"exp":10000}"#)).has_fresh_access_token(at(9_939)));
        assert!(!tokens(token(r#"{"exp":10000}"#)).has_fresh_access_token(at(9_940)));
        assert!(tokens(Secret::new("opaque")).has_fresh_access_token(at(9_940)));
    }

    #[test]
    fn a_refresh_keeps_the_refresh_token_unless_it_is_rotated() {
        let result = |refresh: Option<&str>| AuthenticationResult {
            id_token: Secret::new("id2"),
            access_token: Secret::new("access2"),
            refresh_token: refresh.map(Secret::new),
            new_device_metadata: None,
        };
        let tokens = Tokens { refresh_token: Secret::new("r1"), device_key: Some("d".to_owned()), ..Tokens::default() };
        assert_eq!(tokens.refreshed(result(None)).refresh_token.expose(), "r1");
        assert_eq!(tokens.refreshed(result(Some("r2"))).refresh_token.expose(), "r2");
        assert_eq!(tokens.refreshed(result(Some("r2"))).device_key.as_deref(), Some("d"));
    }

    proptest! {
        #[test]
        fn no_token_is_too_strange(text in any::<String>()) {
            let _ = claims(&Secret::new(text.clone()));
            let _ = claims(&token(&text)).and_then(|c| expiry(&c));
        }
    }
}
