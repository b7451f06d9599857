//! Signing in by a user pool's managed login: its page, or a provider that the user pool knows. Either way the page gets
//! the user pool's own tokens.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html>
//!
//! Signing out revokes the refresh token and does not lead over `/logout`: that would take the visitor away from the page
//! to end a session that only managed login's own page looks at. So that page is asked to forget it instead, with
//! `prompt=login`, and nobody is signed in as who sat there before. Who goes straight to a provider is shown that provider's
//! own page instead; whom that knows is its affair.

use serde_json::Value;

use super::oauth::{AuthorizationRequest, AuthorizationResponse, OAuthError, token};
use super::tokens::Tokens;
use crate::aws::user_pool::AuthenticationResult;
use crate::config::{Config, ManagedLogin, PoolProvider, UserPool};
use crate::ports::Platform;
use crate::secret::Secret;

/// The user pool and its managed login, where it has one.
pub(super) fn of(config: &Config) -> Option<(&UserPool, &ManagedLogin)> {
    let pool = config.user_pool.as_ref()?;
    Some((pool, pool.managed_login.as_ref()?))
}

/// The address that leads to `provider`, or to the login page of the user pool
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>).
pub(super) fn address(
    pool: &UserPool,
    login: &ManagedLogin,
    provider: Option<&PoolProvider>,
    request: &AuthorizationRequest,
) -> String {
    let (challenge, scopes) = (request.code_challenge(), login.scopes.join(" "));
    let who = provider.map_or(("prompt", "login"), |provider| ("identity_provider", &provider.identity_provider));
    let rest = [
        ("scope", scopes.as_str()),
        ("nonce", &request.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        who,
    ];
    request.authorization_url(&format!("{}/oauth2/authorize", login.url), &pool.client_id, "code", &rest)
}

/// Trades the answer for tokens
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html>).
pub(super) async fn sign_in<P: Platform>(
    platform: &P,
    pool: &UserPool,
    login: &ManagedLogin,
    request: &AuthorizationRequest,
    answer: &AuthorizationResponse,
) -> Result<Tokens, OAuthError> {
    let endpoint = format!("{}/oauth2/token", login.url);
    let output = request.exchange_code(platform, &endpoint, &pool.client_id, answer.code()?).await?;
    let text = |name: &str| output.0.get(name).and_then(Value::as_str);
    let id_token = token(text("id_token"))?;
    request.check_nonce(&id_token)?;
    Ok(Tokens::new(AuthenticationResult {
        id_token,
        access_token: token(text("access_token"))?,
        refresh_token: text("refresh_token").map(Secret::new),
        // Managed login remembers devices by a cookie of its own.
        new_device_metadata: None,
    }))
}
