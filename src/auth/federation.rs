//! Signing in at a provider outside AWS: the visitor leaves for its page and comes back with an answer in the address.
//!
//! No script of the provider is loaded. `state` ties the answer to the question (RFC 6749, section 10.12), PKCE ties a code
//! to this page (RFC 7636), and a nonce ties an ID token to this sign-in (OpenID Connect Core, section 3.1.2.1). Whether
//! the token is genuine is for the identity pool to say, which knows the provider's keys.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::session::{Federated, Visitor};
use super::tokens::claims;
use crate::aws::user_pool::Secret;
use crate::config::{Provider, ProviderKind};
use crate::ports::{HttpError, KeyValueStore, Lifetime, Platform, Request};

const KEY: &str = "satchel.pending.federation";
/// RFC 3986's unreserved characters stay.
const PARAMETER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Why nobody came back signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// The answer belongs to no sign-in that this tab began: it was begun elsewhere, or forged.
    Unasked,
    /// The visitor changed their mind at the provider.
    Cancelled(String),
    /// The provider refused, in its own words.
    Refused {
        /// The provider's name.
        provider: String,
        /// Its explanation, or its error code.
        reason: String,
    },
    /// The answer is not what was asked for; says what is missing or wrong.
    Unusable(&'static str),
    /// The provider did not answer.
    NoResponse(HttpError),
    /// The provider's name is not in the configuration any more.
    UnknownProvider(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Unasked => f.write_str("the answer belongs to no sign-in of this tab"),
            Error::Cancelled(provider) => write!(f, "cancelled at {provider}"),
            Error::Refused { provider, reason } => write!(f, "{provider} refused: {reason}"),
            Error::Unusable(what) => write!(f, "the answer is unusable: {what}"),
            Error::NoResponse(error) => error.fmt(f),
            Error::UnknownProvider(name) => write!(f, "there is no provider {name}"),
        }
    }
}

impl std::error::Error for Error {}

/// A sign-in that has begun, to be found again when the visitor comes back.
#[derive(Clone, PartialEq)]
struct Pending {
    provider: String,
    state: String,
    nonce: String,
    verifier: String,
    keep: bool,
    /// Where the visitor wanted to go, as a fragment.
    wanted: String,
}

impl Pending {
    fn store(&self, store: &impl KeyValueStore) {
        let keep = if self.keep { "keep" } else { "" };
        let fields = [&self.provider, &self.state, &self.nonce, &self.verifier, keep, &self.wanted];
        store.set(Lifetime::Tab, KEY, &fields.join("\n"));
    }

    /// Once: an answer that comes twice is not taken twice.
    fn take(store: &impl KeyValueStore) -> Option<Pending> {
        let text = store.get(Lifetime::Tab, KEY)?;
        store.remove(Lifetime::Tab, KEY);
        let mut fields = text.split('\n').map(str::to_owned);
        let mut next = || fields.next();
        Some(Pending {
            provider: next()?,
            state: next()?,
            nonce: next()?,
            verifier: next()?,
            keep: next()? == "keep",
            wanted: next()?,
        })
    }
}

/// What the visitor comes back as.
#[derive(Clone, Debug, PartialEq)]
pub struct Returned {
    /// Who it is.
    pub visitor: Visitor,
    /// Whether they want to stay signed in.
    pub keep: bool,
    /// Where they wanted to go, as a fragment.
    pub wanted: String,
}

/// Where a provider's answers go, and its own endpoints.
struct Endpoints {
    authorization: String,
    token: Option<String>,
}

/// Begins a sign-in at `provider`. Gives the address to go to; the provider will send the visitor back to `here`.
pub async fn leave<P: Platform>(
    platform: &P,
    provider: &Provider,
    here: &str,
    keep: bool,
    wanted: &str,
) -> Result<String, Error> {
    let endpoints = endpoints(platform, provider).await?;
    let pending = Pending {
        provider: provider.name.clone(),
        state: random(platform),
        nonce: random(platform),
        verifier: random(platform),
        keep,
        wanted: wanted.to_owned(),
    };
    pending.store(platform);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(pending.verifier.as_bytes()));
    let (response_type, rest): (&str, &[(&str, &str)]) = match provider.kind {
        ProviderKind::Facebook => ("token", &[("scope", "public_profile")]),
        ProviderKind::Google => ("id_token", &[("scope", "openid email profile"), ("nonce", &pending.nonce)]),
        // Asking for the name or the address would need a form posted to a server.
        ProviderKind::Apple => ("code id_token", &[("response_mode", "fragment"), ("nonce", &pending.nonce)]),
        ProviderKind::Amazon => {
            ("code", &[("scope", "profile"), ("code_challenge", &challenge), ("code_challenge_method", "S256")])
        }
        ProviderKind::Oidc => (
            "code",
            &[
                ("scope", "openid email profile"),
                ("nonce", &pending.nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        ),
    };
    let always = [
        ("client_id", provider.client_id.as_str()),
        ("redirect_uri", here),
        ("state", &pending.state),
        ("response_type", response_type),
    ];
    let separator = if endpoints.authorization.contains('?') { '&' } else { '?' };
    Ok(format!("{}{separator}{}", endpoints.authorization, form(always.iter().chain(rest))))
}

/// Reads the answer that the visitor came back with: the parameters of the address, from its query or its fragment.
pub async fn come_back<P: Platform>(
    platform: &P,
    providers: &[Provider],
    answer: &Secret,
    here: &str,
) -> Result<Returned, Error> {
    let pending = Pending::take(platform).ok_or(Error::Unasked)?;
    let answer = parameters(answer.expose());
    let parameter = |name: &str| answer.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    if parameter("state") != Some(&pending.state) {
        return Err(Error::Unasked);
    }
    let provider = providers.iter().find(|provider| provider.name == pending.provider);
    let provider = provider.ok_or_else(|| Error::UnknownProvider(pending.provider.clone()))?;
    if let Some(code) = parameter("error") {
        let cancelled = matches!(code, "access_denied" | "user_cancelled_authorize");
        let reason = parameter("error_description").unwrap_or(code).to_owned();
        let provider = provider.name.clone();
        return Err(if cancelled { Error::Cancelled(provider) } else { Error::Refused { provider, reason } });
    }
    let token = match provider.kind {
        ProviderKind::Facebook => parameter("access_token").map(Secret::new),
        ProviderKind::Google | ProviderKind::Apple => parameter("id_token").map(Secret::new),
        ProviderKind::Amazon | ProviderKind::Oidc => {
            let code = parameter("code").ok_or(Error::Unusable("there is no code in it"))?;
            Some(trade(platform, provider, code, &pending.verifier, here).await?)
        }
    };
    let token = token.filter(|token| !token.expose().is_empty()).ok_or(Error::Unusable("there is no token in it"))?;
    let has_nonce = matches!(provider.kind, ProviderKind::Google | ProviderKind::Apple | ProviderKind::Oidc);
    let nonce = claims(&token).and_then(|claims| Some(claims.get("nonce")?.as_str()?.to_owned()));
    if has_nonce && nonce.as_deref() != Some(&pending.nonce) {
        return Err(Error::Unusable("its token was made for another sign-in"));
    }
    let visitor = Visitor::Federated(Federated { provider: provider.name.clone(), login: provider.login.clone(), token });
    Ok(Returned { visitor, keep: pending.keep, wanted: pending.wanted })
}

/// Trades a code for a token: an ID token, or for Amazon an access token.
async fn trade<P: Platform>(platform: &P, provider: &Provider, code: &str, verifier: &str, here: &str) -> Result<Secret, Error> {
    let endpoint = endpoints(platform, provider).await?.token.ok_or(Error::Unusable("nobody takes its code"))?;
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", here),
        ("client_id", &provider.client_id),
        ("code_verifier", verifier),
    ]);
    let request = http::Request::post(endpoint).header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let output = json(platform, request.body(body.into_bytes())).await?;
    let text = |name: &str| output.get(name).and_then(Value::as_str);
    if let Some(code) = text("error") {
        let reason = text("error_description").unwrap_or(code).to_owned();
        return Err(Error::Refused { provider: provider.name.clone(), reason });
    }
    let name = if provider.kind == ProviderKind::Amazon { "access_token" } else { "id_token" };
    text(name).map(Secret::new).ok_or(Error::Unusable("there is no token in it"))
}

/// The provider's endpoints, by discovery where the configuration does not name them
/// (<https://openid.net/specs/openid-connect-discovery-1_0.html>).
async fn endpoints<P: Platform>(platform: &P, provider: &Provider) -> Result<Endpoints, Error> {
    if let Some(authorization) = &provider.authorization_endpoint {
        return Ok(Endpoints { authorization: authorization.clone(), token: provider.token_endpoint.clone() });
    }
    let request = http::Request::get(format!("https://{}/.well-known/openid-configuration", provider.login));
    let found = json(platform, request.body(Vec::new())).await?;
    let text = |name: &str| found.get(name).and_then(Value::as_str).map(str::to_owned);
    let authorization = text("authorization_endpoint").ok_or(Error::Unusable("it does not say where to sign in"))?;
    Ok(Endpoints { authorization, token: text("token_endpoint") })
}

async fn json<P: Platform>(platform: &P, request: Result<Request, http::Error>) -> Result<Value, Error> {
    let request = request.map_err(|_| Error::Unusable("an address of it is none"))?;
    let response = platform.send(request).await.map_err(Error::NoResponse)?;
    serde_json::from_slice(response.body()).map_err(|_| Error::Unusable("it is not JSON"))
}

/// 256 random bits.
fn random(platform: &impl Platform) -> String {
    let mut bytes = [0; 32];
    platform.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn form<'a>(parameters: impl IntoIterator<Item = &'a (&'a str, &'a str)>) -> String {
    let pairs = parameters.into_iter().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, PARAMETER)));
    pairs.collect::<Vec<_>>().join("&")
}

fn parameters(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (decode(name), decode(value))).collect()
}

/// Whether providers can send visitors back to a page at this address: all want HTTPS, and most take `localhost` without.
pub fn can_return_to(here: &str) -> bool {
    let host = here.split_once("://").map_or("", |(_, rest)| rest.split(['/', ':']).next().unwrap_or_default());
    here.starts_with("https://") || here.starts_with("http://") && matches!(host, "localhost" | "127.0.0.1")
}
