//! Signing in on another site: at a provider that the identity pool knows, or by the user pool's managed login. The
//! visitor leaves for it and comes back with an answer in the address; see [`super::oauth`] for what ties the two.

use serde_json::Value;

use super::managed_login;
use super::oauth::{
    AuthorizationRequest, AuthorizationResponse, AuthorizationServer, Issuer, OAuthError, ProviderFault, json, token,
};
use super::visitor::{Federated, Visitor};
use crate::config::{Config, PoolProvider, Provider, ProviderEndpoints, ProviderKind, is_endpoint};
use crate::ports::{Bytes, Platform};
use crate::secret::Secret;

/// A way to sign in that leads over another site.
#[derive(Clone, Debug, PartialEq)]
pub enum SignInMethod {
    /// A provider that the identity pool knows.
    Provider(Provider),
    /// A provider that the user pool knows.
    PoolProvider(PoolProvider),
    /// The user pool's own login page, by what visitors call it.
    LoginPage(String),
}

impl SignInMethod {
    /// Those that the configuration has, in the order in which they are offered.
    pub fn all(config: &Config) -> Vec<SignInMethod> {
        let login = config.user_pool.as_ref().and_then(|pool| pool.managed_login.as_ref());
        let of_pool = login.into_iter().flat_map(|login| login.providers.iter().cloned().map(SignInMethod::PoolProvider));
        let page = login.and_then(|login| login.page.clone()).map(SignInMethod::LoginPage);
        of_pool.chain(config.providers.iter().cloned().map(SignInMethod::Provider)).chain(page).collect()
    }

    /// What visitors call who is asked.
    pub fn name(&self) -> &str {
        match self {
            SignInMethod::Provider(provider) => &provider.name,
            SignInMethod::PoolProvider(provider) => &provider.name,
            SignInMethod::LoginPage(name) => name,
        }
    }
}

/// The result of a federated sign-in, with what was stored when it began.
#[derive(Clone, Debug, PartialEq)]
pub struct Returned {
    /// The visitor who has signed in, or why the sign-in failed.
    pub visitor: Result<Visitor, OAuthError>,
    /// Whether the visitor chose to stay signed in.
    pub keep: bool,
    /// Where to go afterwards: the value that [`begin`] was given, unchanged.
    pub return_to: String,
}

/// Begins a sign-in: stores the authorization request, and gives the URL to go to. The visitor is sent back to `here`.
pub async fn begin<P: Platform>(
    platform: &P,
    config: &Config,
    method: &SignInMethod,
    here: &str,
    keep: bool,
    return_to: &str,
) -> Result<String, OAuthError> {
    let name = method.name().to_owned();
    let (request, address) = match method {
        SignInMethod::Provider(provider) => {
            let mut request = AuthorizationRequest::new(platform, AuthorizationServer::Provider(name), here, keep, return_to);
            let address = authorization_url(platform, provider, &mut request).await?;
            (request, address)
        }
        SignInMethod::PoolProvider(_) | SignInMethod::LoginPage(_) => {
            let (pool, login) = managed_login::of(config).ok_or_else(|| OAuthError::UnknownProvider(name.clone()))?;
            let redirect_uri = login.return_url(here).ok_or_else(|| OAuthError::RedirectUriNotAllowed(name.clone()))?;
            let mut request =
                AuthorizationRequest::new(platform, AuthorizationServer::UserPool(name), redirect_uri, keep, return_to);
            request.issuer.identifier = Some(format!("https://{}", pool.login_provider()));
            let provider = if let SignInMethod::PoolProvider(provider) = method { Some(provider) } else { None };
            let address = managed_login::address(pool, login, provider, &request);
            (request, address)
        }
    };
    request.store(platform);
    Ok(address)
}

/// Finishes a sign-in with the authorization response. What the request carried comes back whatever the response says.
pub async fn finish<P: Platform>(platform: &P, config: &Config, answer: &Secret) -> Returned {
    let (request, answer) = match AuthorizationRequest::take_stored(platform, answer) {
        Ok(taken) => taken,
        Err(error) => return Returned { visitor: Err(error), keep: false, return_to: String::new() },
    };
    let visitor = match request.read(answer) {
        Err(error) => Err(error),
        // The request was for linking a login to an account that is signed out by now: it must not start another session.
        Ok(_) if request.link_to.is_some() => Err(OAuthError::AccountGone(request.server.name().to_owned())),
        Ok(answer) => match &request.server {
            AuthorizationServer::Provider(name) => match config.providers.iter().find(|provider| provider.name == *name) {
                Some(provider) => {
                    let federated = federated_user(platform, provider, &request, &answer).await;
                    federated.map(Visitor::Federated)
                }
                None => Err(OAuthError::UnknownProvider(name.clone())),
            },
            AuthorizationServer::UserPool(name) => match managed_login::of(config) {
                Some((pool, login)) => managed_login::sign_in(platform, pool, login, &request, &answer).await.map(Visitor::User),
                None => Err(OAuthError::UnknownProvider(name.clone())),
            },
        },
    };
    Returned { visitor, keep: request.keep, return_to: request.return_to }
}

/// The metadata of a provider, as OpenID Connect Discovery has it: its endpoints and its issuer.
struct ProviderMetadata {
    authorization: String,
    token: Option<String>,
    issuer: Issuer,
}

/// The URL of a provider's authorization endpoint. The request learns from whom its response has to come.
pub(super) async fn authorization_url<P: Platform>(
    platform: &P,
    provider: &Provider,
    request: &mut AuthorizationRequest,
) -> Result<String, OAuthError> {
    let ProviderMetadata { authorization: endpoint, issuer, .. } = endpoints(platform, provider).await?;
    request.issuer = issuer;
    let (challenge, nonce) = (request.code_challenge(), request.nonce.as_str());
    let (response_type, rest): (&str, &[(&str, &str)]) = match provider.kind {
        ProviderKind::Facebook => ("token", &[("scope", "public_profile")]),
        // It comes in the fragment, which is this type's own way and need not be asked for (OAuth 2.0 Multiple Response Type
        // Encoding Practices, section 3).
        ProviderKind::OidcIdToken => ("id_token", &[("scope", "openid email profile"), ("nonce", nonce)]),
        // Or Google would take whoever is signed in there, also for a visitor who wants to add another account.
        ProviderKind::Google => {
            ("id_token", &[("scope", "openid email profile"), ("nonce", nonce), ("prompt", "select_account")])
        }
        // Asking for the name or the address would need a form posted to a server.
        ProviderKind::Apple => ("code id_token", &[("response_mode", "fragment"), ("nonce", nonce)]),
        ProviderKind::Amazon => {
            ("code", &[("scope", "profile"), ("code_challenge", &challenge), ("code_challenge_method", "S256")])
        }
        ProviderKind::Oidc => (
            "code",
            &[
                ("scope", "openid email profile"),
                ("nonce", nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        ),
    };
    Ok(request.authorization_url(&endpoint, &provider.client_id, response_type, rest))
}

/// Somebody whom a provider vouches for, by its answer.
pub(super) async fn federated_user<P: Platform>(
    platform: &P,
    provider: &Provider,
    request: &AuthorizationRequest,
    answer: &AuthorizationResponse,
) -> Result<Federated, OAuthError> {
    let token = match provider.kind {
        ProviderKind::Facebook => token(answer.parameter("access_token"))?,
        ProviderKind::Google | ProviderKind::Apple | ProviderKind::OidcIdToken => token(answer.parameter("id_token"))?,
        ProviderKind::Amazon | ProviderKind::Oidc => {
            let code = answer.code()?;
            let endpoint =
                endpoints(platform, provider).await?.token.ok_or(OAuthError::Unusable(ProviderFault::NoTokenEndpoint))?;
            let output = request.exchange_code(platform, &endpoint, &provider.client_id, code).await?;
            let name = if provider.kind == ProviderKind::Amazon { "access_token" } else { "id_token" };
            token(output.0.get(name).and_then(Value::as_str))?
        }
    };
    // What the others give is no ID token.
    if !matches!(provider.kind, ProviderKind::Facebook | ProviderKind::Amazon) {
        request.check_nonce(&token)?;
    }
    Ok(Federated::new(platform, &provider.name, &provider.login, token))
}

/// The provider's endpoints, by discovery where the configuration does not name them
/// (<https://openid.net/specs/openid-connect-discovery-1_0.html>, section 4).
async fn endpoints<P: Platform>(platform: &P, provider: &Provider) -> Result<ProviderMetadata, OAuthError> {
    let issuer = match &provider.endpoints {
        ProviderEndpoints::Known { authorization, token } => {
            let issuer = Issuer { identifier: provider.issuer.clone(), is_always_named: false };
            return Ok(ProviderMetadata { authorization: authorization.clone(), token: token.clone(), issuer });
        }
        ProviderEndpoints::Discovered { issuer } => issuer,
    };
    let request = http::Request::get(format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')));
    let found = json(platform, request.body(Bytes::default())).await?;
    let text = |name: &str| found.get(name).and_then(Value::as_str).map(str::to_owned);
    // Its tokens would name another one too, and the identity pool refuses them.
    if text("issuer").as_ref() != Some(issuer) {
        return Err(OAuthError::Unusable(ProviderFault::IssuerMismatch));
    }
    let authorization = text("authorization_endpoint").ok_or(OAuthError::Unusable(ProviderFault::NoAuthorizationEndpoint))?;
    let token = text("token_endpoint");
    // What the configuration names has been looked at.
    if ![Some(&authorization), token.as_ref()].into_iter().flatten().all(|endpoint| is_endpoint(endpoint)) {
        return Err(OAuthError::Unusable(ProviderFault::InsecureEndpoint));
    }
    let is_always_named = found.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true));
    Ok(ProviderMetadata { authorization, token, issuer: Issuer { identifier: Some(issuer.clone()), is_always_named } })
}

/// Whether a way leads back to a page at this address. By HTTPS all do. Without it,
///
/// - a user pool knows `http://localhost` alone, "for testing purposes only" (`CallbackURLs`,
///   <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>); so do
///   Facebook, while an app is in development
///   (<https://developers.facebook.com/blog/post/2018/06/08/enforce-https-facebook-login/>), and Amazon
///   (<https://developer.amazon.com/docs/login-with-amazon/register-web.html>);
/// - Google takes this machine's IP address as well
///   (<https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation>), and others may;
/// - Apple takes neither
///   (<https://developer.apple.com/documentation/signinwithapple/configuring-your-webpage-for-sign-in-with-apple>). Where
///   the configuration names another login page than Apple's, that rule is not its.
pub fn can_return_to(method: &SignInMethod, here: &str) -> bool {
    let host = here.split_once("://").map_or("", |(_, rest)| rest.split(['/', ':']).next().unwrap_or_default());
    let by_address = match method {
        SignInMethod::PoolProvider(_) | SignInMethod::LoginPage(_) => false,
        SignInMethod::Provider(provider) => match (provider.kind, &provider.endpoints) {
            (ProviderKind::Facebook | ProviderKind::Amazon, _) => false,
            (ProviderKind::Apple, ProviderEndpoints::Known { authorization, .. }) if authorization.starts_with(APPLE) => {
                return here.starts_with("https://");
            }
            _ => true,
        },
    };
    let is_here = host == "localhost" || host == "127.0.0.1" && by_address;
    here.starts_with("https://") || here.starts_with("http://") && is_here
}

/// Where Apple itself is asked.
const APPLE: &str = "https://appleid.apple.com/";
