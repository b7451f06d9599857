//! The OAuth 2.0 front channel (RFC 6749): an authorization request with which the visitor leaves for another site, and the
//! authorization response they come back with in the address.
//!
//! No script of the other site is loaded. `state` ties the response to the request (RFC 6749, section 10.12), PKCE ties a
//! code to this page (RFC 7636), a nonce ties an ID token to this sign-in (OpenID Connect Core, section 3.1.2.1), and where
//! the other site names itself in its answer, it is the one that was asked (RFC 9207): a code goes to nobody else.
//! Whether a token is genuine is for the identity pool to say, which knows the issuer's keys.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use super::tokens::claims;
use crate::aws::uri::encode_component;
use crate::ports::{Bytes, HttpError, KeyValueStore, Lifetime, Limits, Platform, Request};
use crate::secret::{self, Secret, SecretJson};

const KEY: &str = "satchel.pending.federation";

/// What an answer of another site may take: its configuration, or tokens.
const LIMITS: Limits = Limits { bytes: 256 * 1024, timeout: Duration::from_secs(60) };

/// Why nobody came back signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum OAuthError {
    /// The answer belongs to no sign-in that this tab began: it was begun elsewhere, or forged.
    StateMismatch,
    /// The visitor changed their mind at the provider.
    Cancelled(String),
    /// The provider refused, in its own words.
    Refused {
        /// The provider's name.
        provider: String,
        /// Its explanation, or its error code.
        reason: String,
    },
    /// The answer is not what was asked for.
    Unusable(ProviderFault),
    /// The provider did not answer.
    NoResponse(HttpError),
    /// It sends nobody back to the address that the page has.
    RedirectUriNotAllowed(String),
    /// The provider's name is not in the configuration any more.
    UnknownProvider(String),
    /// It was asked for a second login of an account that is not signed in here any more.
    AccountGone(String),
}

/// What is wrong with an answer of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderFault {
    /// Another provider than was asked gave it.
    IssuerMixUp,
    /// It does not say which provider gave it.
    NoIssuer,
    /// Its token was made for another sign-in.
    NonceMismatch,
    /// It is an error without its `state`.
    NoState,
    /// It has no code.
    NoCode,
    /// It has no token.
    NoToken,
    /// It is not JSON.
    Syntax,
    /// The provider's address is none.
    Address,
    /// The provider names no endpoint that trades a code.
    NoTokenEndpoint,
    /// The provider names no endpoint to sign in at.
    NoAuthorizationEndpoint,
    /// The provider names an endpoint that is not encrypted.
    InsecureEndpoint,
    /// The provider's issuer is another one than the configuration says.
    IssuerMismatch,
}

/// Who is asked to authenticate the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AuthorizationServer {
    /// A provider that the identity pool knows, by the name that visitors call it.
    Provider(String),
    /// The user pool's managed login, by the name of the provider behind it or of the page.
    UserPool(String),
}

impl AuthorizationServer {
    /// What visitors call it.
    pub fn name(&self) -> &str {
        let (AuthorizationServer::Provider(name) | AuthorizationServer::UserPool(name)) = self;
        name
    }
}

/// What `iss` in an answer may be (RFC 9207, section 2.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// The issuer's identifier, where it is known.
    pub identifier: Option<String>,
    /// Whether every answer has it: `authorization_response_iss_parameter_supported`.
    pub is_always_named: bool,
}

/// A sign-in that has begun, to be found again when the visitor comes back. It is this tab's own.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who is asked.
    pub server: AuthorizationServer,
    /// Where the answer is sent to.
    pub redirect_uri: String,
    /// Whether the visitor wants to stay signed in.
    pub keep: bool,
    /// Where to go afterwards, in the caller's own words.
    pub return_to: String,
    /// What an ID token has to repeat.
    pub nonce: String,
    /// The account that the answer is a further login of; without one, somebody signs in.
    #[serde(default)]
    pub link_to: Option<String>,
    /// What the response has to name as its issuer (`iss`, RFC 9207).
    #[serde(default)]
    pub issuer: Issuer,
    state: String,
    code_verifier: String,
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest").field("server", &self.server).finish_non_exhaustive()
    }
}

impl AuthorizationRequest {
    /// A new request. `state`, `nonce` and `code_verifier` are 256 random bits each.
    pub fn new(
        random: &impl crate::ports::Random,
        server: AuthorizationServer,
        redirect_uri: &str,
        keep: bool,
        return_to: &str,
    ) -> AuthorizationRequest {
        let bits = || {
            let mut bytes = [0; 32];
            random.fill(&mut bytes);
            URL_SAFE_NO_PAD.encode(bytes)
        };
        AuthorizationRequest {
            server,
            redirect_uri: redirect_uri.to_owned(),
            keep,
            return_to: return_to.to_owned(),
            nonce: bits(),
            link_to: None,
            issuer: Issuer::default(),
            state: bits(),
            code_verifier: bits(),
        }
    }

    /// The URL of the authorization endpoint with the request in it (RFC 6749, section 4.1.1). `rest` are the parameters that
    /// not every request has.
    pub fn authorization_url(&self, endpoint: &str, client_id: &str, response_type: &str, rest: &[(&str, &str)]) -> String {
        let always = [
            ("client_id", client_id),
            ("redirect_uri", &self.redirect_uri),
            ("state", &self.state),
            ("response_type", response_type),
        ];
        let separator = if endpoint.contains('?') { '&' } else { '?' };
        format!("{endpoint}{separator}{}", form(always.iter().chain(rest)))
    }

    /// The `code_challenge`, by the method S256.
    pub fn code_challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.code_verifier.as_bytes()))
    }

    /// Stores it in this tab until the response comes. A later request takes its place.
    pub fn store(&self, store: &impl KeyValueStore) {
        if let Ok(json) = serde_json::to_string(self) {
            store.set(Lifetime::Tab, KEY, &json);
        }
    }

    /// The account that the stored request is to link a login to, if that is what it is for.
    pub fn pending_link(store: &impl KeyValueStore) -> Option<String> {
        Some(stored(store)?.get("link_to")?.as_str()?.to_owned())
    }

    /// Whether a response belongs to the stored request. An error without a `state` may.
    pub fn matches_response(store: &impl KeyValueStore, answer: &Secret) -> bool {
        let belongs = stored(store).map(|request| AuthorizationResponse::read(answer).belongs_to(&request));
        belongs.is_some_and(|belongs| belongs != Err(OAuthError::StateMismatch))
    }

    /// The stored request and its response, once: a replayed response finds no request. One with another `state` leaves the
    /// request where it is, for the response that belongs to it.
    pub fn take_stored(
        store: &impl KeyValueStore,
        answer: &Secret,
    ) -> Result<(AuthorizationRequest, AuthorizationResponse), OAuthError> {
        let (request, answer) = (stored(store).ok_or(OAuthError::StateMismatch)?, AuthorizationResponse::read(answer));
        answer.belongs_to(&request)?;
        store.remove(Lifetime::Tab, KEY);
        let request = AuthorizationRequest::deserialize(&request).map_err(|_| OAuthError::StateMismatch)?;
        Ok((request, answer))
    }

    /// Checks `iss` (RFC 9207), and turns an `error` in the response into this function's.
    pub fn read(&self, answer: AuthorizationResponse) -> Result<AuthorizationResponse, OAuthError> {
        match (answer.parameter("iss"), &self.issuer.identifier) {
            (Some(named), Some(asked)) if named == asked => {}
            (Some(_), _) => return Err(OAuthError::Unusable(ProviderFault::IssuerMixUp)),
            (None, _) if self.issuer.is_always_named => {
                return Err(OAuthError::Unusable(ProviderFault::NoIssuer));
            }
            (None, _) => {}
        }
        let Some(code) = answer.parameter("error") else { return Ok(answer) };
        let provider = self.server.name().to_owned();
        if matches!(code, "access_denied" | "user_cancelled_authorize") {
            return Err(OAuthError::Cancelled(provider));
        }
        let reason = answer.parameter("error_description").filter(|reason| !reason.is_empty()).unwrap_or(code).to_owned();
        Err(OAuthError::Refused { provider, reason })
    }

    /// Exchanges an authorization code for tokens, with the `code_verifier` (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
    pub async fn exchange_code<P: Platform>(
        &self,
        platform: &P,
        endpoint: &str,
        client_id: &str,
        code: &str,
    ) -> Result<SecretJson, OAuthError> {
        let body = form_body(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("client_id", client_id),
            ("code_verifier", &self.code_verifier),
        ]);
        let request = http::Request::post(endpoint).header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let output = json(platform, request.body(body)).await?;
        let output = SecretJson(output);
        let text = |name: &str| output.0.get(name).and_then(Value::as_str);
        match text("error") {
            Some(code) => {
                let reason = text("error_description").unwrap_or(code).to_owned();
                Err(OAuthError::Refused { provider: self.server.name().to_owned(), reason })
            }
            None => Ok(output),
        }
    }

    /// Makes sure that an ID token has this request's `nonce` (OpenID Connect Core, section 3.1.3.7).
    pub fn check_nonce(&self, id_token: &Secret) -> Result<(), OAuthError> {
        let nonce = claims(id_token).and_then(|claims| Some(claims.get("nonce")?.as_str()?.to_owned()));
        if nonce.as_ref() == Some(&self.nonce) { Ok(()) } else { Err(OAuthError::Unusable(ProviderFault::NonceMismatch)) }
    }
}

/// The stored request, as JSON: reading more of it would add its reader to the first visit.
fn stored(store: &impl KeyValueStore) -> Option<Value> {
    crate::json::read(&store.get(Lifetime::Tab, KEY)?).ok()
}

/// An authorization response (RFC 6749, section 4.1.2): the parameters in the address. They hold a code or tokens, so they
/// are erased when dropped.
pub struct AuthorizationResponse(Vec<(String, String)>);

impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Drop for AuthorizationResponse {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

impl AuthorizationResponse {
    fn read(answer: &Secret) -> AuthorizationResponse {
        AuthorizationResponse(parameters(answer.expose()))
    }

    /// Whether it is the response to this request, by its `state`.
    fn belongs_to(&self, request: &Value) -> Result<(), OAuthError> {
        match self.parameter("state") {
            Some(state) if request.get("state").and_then(Value::as_str) == Some(state) => Ok(()),
            // Some errors of managed login come without. What they say may be anybody's words.
            None if self.parameter("error").is_some() => Err(OAuthError::Unusable(ProviderFault::NoState)),
            _ => Err(OAuthError::StateMismatch),
        }
    }

    /// A parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The code, which has to be there.
    pub fn code(&self) -> Result<&str, OAuthError> {
        self.parameter("code").ok_or(OAuthError::Unusable(ProviderFault::NoCode))
    }
}

/// A token of an answer, which has to be there.
pub fn token(text: Option<&str>) -> Result<Secret, OAuthError> {
    text.filter(|text| !text.is_empty()).map(Secret::new).ok_or(OAuthError::Unusable(ProviderFault::NoToken))
}

/// What another site answers in JSON, whatever the status: a refusal is in it.
pub async fn json<P: Platform>(platform: &P, request: Result<Request, http::Error>) -> Result<Value, OAuthError> {
    let request = request.map_err(|_| OAuthError::Unusable(ProviderFault::Address))?;
    let response = platform.send(request, LIMITS).await.map_err(OAuthError::NoResponse)?;
    serde_json::from_slice(response.body()).map_err(|_| OAuthError::Unusable(ProviderFault::Syntax))
}

fn form<'a>(parameters: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> String {
    let pairs = parameters.into_iter().map(|(name, value)| format!("{name}={}", encode_component(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn form_body(parameters: &[(&str, &str)]) -> Bytes {
    let encoded: Vec<_> = parameters.iter().map(|(name, value)| (*name, Zeroizing::new(encode_component(value)))).collect();
    let pairs = encoded.iter().enumerate();
    secret::joined(pairs.flat_map(|(i, (name, value))| [if i == 0 { "" } else { "&" }, name, "=", value.as_str()]))
}

fn parameters(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decode(name), decode(value))).collect()
}
