//! Signing in on another site: at a provider that the identity pool knows, or by the user pool's managed login. The
//! visitor leaves for it and comes back with an answer in the address; see [`super::oauth`] for what ties the two.

use serde_json::Value;

use super::managed_login;
use super::oauth::{Answer, Error, Issuer, Party, Question, json, token};
use super::visitor::{Federated, Visitor};
use crate::config::{Config, PoolProvider, Provider, ProviderEndpoints, ProviderKind, is_endpoint};
use crate::ports::{Bytes, Platform};
use crate::secret::Secret;

/// A way in that leads over another site.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// A provider that the identity pool knows.
    Provider(Provider),
    /// A provider that the user pool knows.
    PoolProvider(PoolProvider),
    /// The user pool's own login page, by what visitors call it.
    LoginPage(String),
}

impl Way {
    /// Those that the configuration has, in the order in which they are offered.
    pub fn all(config: &Config) -> Vec<Way> {
        let login = config.user_pool.as_ref().and_then(|pool| pool.managed_login.as_ref());
        let of_pool = login.into_iter().flat_map(|login| login.providers.iter().cloned().map(Way::PoolProvider));
        let page = login.and_then(|login| login.page.clone()).map(Way::LoginPage);
        of_pool.chain(config.providers.iter().cloned().map(Way::Provider)).chain(page).collect()
    }

    /// What visitors call who is asked.
    pub fn name(&self) -> &str {
        match self {
            Way::Provider(provider) => &provider.name,
            Way::PoolProvider(provider) => &provider.name,
            Way::LoginPage(name) => name,
        }
    }
}

/// Who came back, with what they left.
#[derive(Clone, Debug, PartialEq)]
pub struct Returned {
    /// Who it is, or why it is nobody.
    pub visitor: Result<Visitor, Error>,
    /// Whether they want to stay signed in.
    pub keep: bool,
    /// Where they wanted to go, in the caller's own words.
    pub wanted: String,
}

/// Begins a sign-in. Gives the address to go to; the visitor is sent back to `here`.
pub async fn leave<P: Platform>(
    platform: &P,
    config: &Config,
    way: &Way,
    here: &str,
    keep: bool,
    wanted: &str,
) -> Result<String, Error> {
    let name = way.name().to_owned();
    let (question, address) = match way {
        Way::Provider(provider) => {
            let mut question = Question::new(platform, Party::Provider(name), here, keep, wanted);
            let address = ask(platform, provider, &mut question).await?;
            (question, address)
        }
        Way::PoolProvider(_) | Way::LoginPage(_) => {
            let (pool, login) = managed_login::of(config).ok_or_else(|| Error::UnknownProvider(name.clone()))?;
            let redirect_uri = login.return_url(here).ok_or_else(|| Error::NoWayBack(name.clone()))?;
            let mut question = Question::new(platform, Party::UserPool(name), redirect_uri, keep, wanted);
            question.issuer.identifier = Some(format!("https://{}", pool.login_provider()));
            let provider = if let Way::PoolProvider(provider) = way { Some(provider) } else { None };
            let address = managed_login::address(pool, login, provider, &question);
            (question, address)
        }
    };
    question.ask(platform);
    Ok(address)
}

/// Reads the answer that the visitor came back with. What they left with comes back as well, whatever the answer.
pub async fn come_back<P: Platform>(platform: &P, config: &Config, answer: &Secret) -> Returned {
    let (question, answer) = match Question::take(platform, answer) {
        Ok(taken) => taken,
        Err(error) => return Returned { visitor: Err(error), keep: false, wanted: String::new() },
    };
    let visitor = match question.read(answer) {
        Err(error) => Err(error),
        // Who asked for a further login did not mean to become somebody else.
        Ok(_) if question.link_to.is_some() => Err(Error::AccountGone(question.party.name().to_owned())),
        Ok(answer) => match &question.party {
            Party::Provider(name) => match config.providers.iter().find(|provider| provider.name == *name) {
                Some(provider) => {
                    let federated = vouched_for(platform, provider, &question, &answer).await;
                    federated.map(Visitor::Federated)
                }
                None => Err(Error::UnknownProvider(name.clone())),
            },
            Party::UserPool(name) => match managed_login::of(config) {
                Some((pool, login)) => managed_login::sign_in(platform, pool, login, &question, &answer).await.map(Visitor::User),
                None => Err(Error::UnknownProvider(name.clone())),
            },
        },
    };
    Returned { visitor, keep: question.keep, wanted: question.wanted }
}

/// Where a provider is asked, and how it names itself in its answers.
struct Endpoints {
    authorization: String,
    token: Option<String>,
    issuer: Issuer,
}

/// The address of a provider's login page for a question, which knows from then on whose answer it takes.
pub(super) async fn ask<P: Platform>(platform: &P, provider: &Provider, question: &mut Question) -> Result<String, Error> {
    let Endpoints { authorization: endpoint, issuer, .. } = endpoints(platform, provider).await?;
    question.issuer = issuer;
    let (challenge, nonce) = (question.challenge(), question.nonce.as_str());
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
    Ok(question.address(&endpoint, &provider.client_id, response_type, rest))
}

/// Somebody whom a provider vouches for, by its answer.
pub(super) async fn vouched_for<P: Platform>(
    platform: &P,
    provider: &Provider,
    question: &Question,
    answer: &Answer,
) -> Result<Federated, Error> {
    let token = match provider.kind {
        ProviderKind::Facebook => token(answer.parameter("access_token"))?,
        ProviderKind::Google | ProviderKind::Apple | ProviderKind::OidcIdToken => token(answer.parameter("id_token"))?,
        ProviderKind::Amazon | ProviderKind::Oidc => {
            let code = answer.code()?;
            let endpoint = endpoints(platform, provider).await?.token.ok_or(Error::Unusable("nobody takes its code"))?;
            let output = question.trade(platform, &endpoint, &provider.client_id, code).await?;
            let name = if provider.kind == ProviderKind::Amazon { "access_token" } else { "id_token" };
            token(output.0.get(name).and_then(Value::as_str))?
        }
    };
    // What the others give is no ID token.
    if !matches!(provider.kind, ProviderKind::Facebook | ProviderKind::Amazon) {
        question.expect(&token)?;
    }
    Ok(Federated::new(platform, &provider.name, &provider.login, token))
}

/// The provider's endpoints, by discovery where the configuration does not name them
/// (<https://openid.net/specs/openid-connect-discovery-1_0.html>, section 4).
async fn endpoints<P: Platform>(platform: &P, provider: &Provider) -> Result<Endpoints, Error> {
    let issuer = match &provider.endpoints {
        ProviderEndpoints::Known { authorization, token } => {
            let issuer = Issuer { identifier: provider.issuer.clone(), is_always_named: false };
            return Ok(Endpoints { authorization: authorization.clone(), token: token.clone(), issuer });
        }
        ProviderEndpoints::Discovered { issuer } => issuer,
    };
    let request = http::Request::get(format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')));
    let found = json(platform, request.body(Bytes::default())).await?;
    let text = |name: &str| found.get(name).and_then(Value::as_str).map(str::to_owned);
    // Its tokens would name another one too, and the identity pool refuses them.
    if text("issuer").as_ref() != Some(issuer) {
        return Err(Error::Unusable("it gives its issuer another address than the configuration does"));
    }
    let authorization = text("authorization_endpoint").ok_or(Error::Unusable("it does not say where to sign in"))?;
    let token = text("token_endpoint");
    // What the configuration names has been looked at.
    if ![Some(&authorization), token.as_ref()].into_iter().flatten().all(|endpoint| is_endpoint(endpoint)) {
        return Err(Error::Unusable("an address that it names is not secure"));
    }
    let is_always_named = found.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true));
    Ok(Endpoints { authorization, token, issuer: Issuer { identifier: Some(issuer.clone()), is_always_named } })
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
pub fn can_return_to(way: &Way, here: &str) -> bool {
    let host = here.split_once("://").map_or("", |(_, rest)| rest.split(['/', ':']).next().unwrap_or_default());
    let by_address = match way {
        Way::PoolProvider(_) | Way::LoginPage(_) => false,
        Way::Provider(provider) => match (provider.kind, &provider.endpoints) {
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
