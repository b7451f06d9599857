//! Signing in at a login of the owner's own, which vouches for its users to the identity pool.
//!
//! It answers `{"UserName", "Password"}` with `{"IdentityId", "Token"}`, as GetOpenIdTokenForDeveloperIdentity gave them
//! (<https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html>), and refuses
//! with `{"message"}`. Unlike with a user pool, the password travels.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::visitor::{DeveloperIdentity, Federated, Visitor};
use crate::config::DeveloperLogin;
use crate::ports::{HttpError, Limits, Platform};
use crate::secret;
use crate::secret::Secret;

/// The key in `Logins` of a token that the identity pool itself made.
pub const LOGIN: &str = "cognito-identity.amazonaws.com";

/// The most bytes of an answer: an identity and its token, or a sentence.
const LIMITS: Limits = Limits { bytes: 64 * 1024, timeout: Duration::from_secs(60) };

/// Why nobody was signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum DeveloperLoginError {
    /// The login does not know this user with this password; its own words, if it has any.
    Incorrect(String),
    /// There were too many attempts, of anybody's.
    TooManyRequests,
    /// The login refused for another reason, or failed.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its own words, if it has any.
        message: String,
    },
    /// The answer is no identity with a token.
    Unusable,
    /// The login did not answer.
    NoResponse(HttpError),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Input<'a> {
    user_name: &'a str,
    password: &'a Secret,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    identity_id: String,
    token: Secret,
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    message: String,
}

/// Signs a user in. It is not tried twice: an attempt may count against the user.
pub async fn sign_in<P: Platform>(
    platform: &P,
    login: &DeveloperLogin,
    user_name: &str,
    password: &Secret,
) -> Result<Visitor, DeveloperLoginError> {
    let body = secret::to_json(&Input { user_name, password }).map_err(|_| DeveloperLoginError::Unusable)?;
    let request = http::Request::post(&login.url).header(http::header::CONTENT_TYPE, "application/json").body(body);
    let response = platform
        .send(request.map_err(|_| DeveloperLoginError::Unusable)?, LIMITS)
        .await
        .map_err(DeveloperLoginError::NoResponse)?;
    let status = response.status().as_u16();
    let message = || serde_json::from_slice::<ErrorBody>(response.body()).unwrap_or_default().message;
    match status {
        200..=299 => {}
        401 => return Err(DeveloperLoginError::Incorrect(message())),
        429 => return Err(DeveloperLoginError::TooManyRequests),
        _ => return Err(DeveloperLoginError::Refused { status, message: message() }),
    }
    let Output { identity_id, token } = serde_json::from_slice(response.body()).map_err(|_| DeveloperLoginError::Unusable)?;
    if identity_id.is_empty() || token.expose().is_empty() {
        return Err(DeveloperLoginError::Unusable);
    }
    let developer_identity = Some(DeveloperIdentity { identity_id, user_name: user_name.to_owned() });
    Ok(Visitor::Federated(Federated { developer_identity, ..Federated::new(platform, &login.name, LOGIN, token) }))
}
