//! Linking: a further login for the identity of who is signed in, and taking it away again.
//!
//! Logins that are given together lead to one identity from then on
//! (<https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html>). Where each has an identity already,
//! AWS merges the two; data of the discarded identity becomes unreachable. So a login whose identity has data is not linked, and
//! one whose identity has none leaves it first. Who may be signed in at the other site is not
//! known beforehand, so the visitor sees whose login it is and is asked before it is linked.

use super::credential_flow::fetch_credentials;
use super::federation;
use super::oauth::{self, AuthorizationRequest, AuthorizationServer};
use super::session::Session;
use super::tokens::{Tokens, claims};
use super::visitor::Federated;
use crate::aws;
use crate::aws::credentials::{Credentials, ProvideCredentials};
use crate::aws::dynamodb::Query;
use crate::aws::identity_pool::Logins;
use crate::aws::s3::ListObjects;
use crate::config::{PAGE_FOLDER, Provider};
use crate::ports::Platform;
use crate::secret::Secret;

/// Why a login was not linked, or not unlinked. All files and items are as reachable as before.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkingError {
    /// The provider vouches for nobody.
    Provider(oauth::OAuthError),
    /// The login with this provider has files or items of its own, which linking would put out of reach.
    InUse(LoginName),
    /// The account has another login with this provider already.
    Conflict(LoginName),
    /// The login with this provider belongs to another identity by now.
    Elsewhere(LoginName),
    /// The visitor is signed in with it: without it they would be nobody.
    SignedInWith,
    /// A request failed.
    Aws(aws::Error),
}

impl From<aws::Error> for LinkingError {
    fn from(error: aws::Error) -> LinkingError {
        LinkingError::Aws(error)
    }
}

impl From<oauth::OAuthError> for LinkingError {
    fn from(error: oauth::OAuthError) -> LinkingError {
        LinkingError::Provider(error)
    }
}

/// What a login is called: as its provider, or as the page calls the user pool's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginName {
    /// The user pool's.
    UserPool,
    /// A provider's, as the configuration calls it; its key in `Logins` where the site does not offer it any more.
    Provider(String),
}

/// A login that leads to the visitor's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub name: LoginName,
    /// Its key in `Logins`.
    pub login: String,
}

/// Where a login that could be linked is to be had.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkableLogin {
    /// At the user pool.
    UserPool,
    /// At a provider outside AWS.
    Provider(Provider),
}

/// What could be linked to who is here: what the identity pool knows, without what leads to them already. `linked` are the
/// keys of that in `Logins`.
///
/// Somebody whom a login of the owner's own vouches for has none: its token goes together with no other login.
pub fn linkable<P: Platform>(session: &Session<P>, linked: &[String]) -> Vec<LinkableLogin> {
    let own = session.login_provider();
    if own.as_deref().is_none_or(|own| own == super::developer_login::LOGIN) {
        return Vec::new();
    }
    let is_new = |login: &String| Some(login) != own.as_ref() && !linked.contains(login);
    let config = session.client().config();
    let pool = config.user_pool.iter().filter(|pool| is_new(&pool.login_provider())).map(|_| LinkableLogin::UserPool);
    let providers = config.providers.iter().filter(|provider| is_new(&provider.login)).cloned().map(LinkableLogin::Provider);
    pool.chain(providers).collect()
}

/// What a login is called.
pub fn name<P: Platform>(session: &Session<P>, login: &str) -> LoginName {
    let config = session.client().config();
    let is_pool = config.user_pool.as_ref().is_some_and(|pool| pool.login_provider() == login);
    let provider = || config.providers.iter().find(|provider| provider.login == login);
    if is_pool {
        return LoginName::UserPool;
    }
    LoginName::Provider(provider().map_or(login, |provider| &provider.name).to_owned())
}

/// Begins to link a provider's login. Gives the address to go to; the visitor is sent back to `here`.
pub async fn begin<P: Platform>(session: &Session<P>, provider: &Provider, here: &str) -> Result<String, oauth::OAuthError> {
    let platform = session.client().platform();
    let mut request = AuthorizationRequest::new(platform, AuthorizationServer::Provider(provider.name.clone()), here, false, "");
    request.link_to = session.account_id();
    let address = federation::authorization_url(platform, provider, &mut request).await?;
    request.store(platform);
    Ok(address)
}

/// A login that the visitor came back with. Somebody else may have been signed in there, so nothing is linked before the
/// visitor has seen whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingLink {
    link: Link,
    token: Secret,
    /// Of the user pool: the session that was begun for nothing but this.
    refresh_token: Option<Secret>,
}

impl PendingLink {
    /// What the login is called.
    pub fn name(&self) -> &LoginName {
        &self.link.name
    }

    /// Whose login it is, as its token says. An access token tells that to its provider alone.
    pub fn login_name(&self) -> Option<String> {
        let claims = claims(&self.token)?;
        let claim = |name: &&str| Some(claims.get(*name)?.as_str()?.trim().to_owned()).filter(|value| !value.is_empty());
        ["email", "preferred_username", "phone_number", "name", "sub"].iter().find_map(claim)
    }
}

/// The login that the visitor came back with.
pub async fn finish<P: Platform>(session: &Session<P>, answer: &Secret) -> Result<PendingLink, LinkingError> {
    let platform = session.client().platform();
    let (request, answer) = AuthorizationRequest::take_stored(platform, answer)?;
    let name = request.server.name();
    if request.link_to.is_none() || request.link_to != session.account_id() {
        return Err(oauth::OAuthError::AccountGone(name.to_owned()).into());
    }
    let answer = request.read(answer)?;
    let provider = session.client().config().providers.iter().find(|provider| provider.name == name);
    let provider = provider.ok_or_else(|| oauth::OAuthError::UnknownProvider(name.to_owned()))?;
    let Federated { provider, login, token, .. } = federation::federated_user(platform, provider, &request, &answer).await?;
    Ok(PendingLink { link: Link { name: LoginName::Provider(provider), login }, token, refresh_token: None })
}

/// The account of the user pool that `tokens` are of.
pub fn pending_user<P: Platform>(session: &Session<P>, tokens: &Tokens) -> Result<PendingLink, LinkingError> {
    let pool = session.client().config().user_pool.as_ref().ok_or(aws::Error::SignedOut)?;
    let link = Link { name: LoginName::UserPool, login: pool.login_provider() };
    Ok(PendingLink { link, token: tokens.id_token.clone(), refresh_token: Some(tokens.refresh_token.clone()) })
}

/// Links it.
pub async fn link<P: Platform>(session: &Session<P>, pending: PendingLink) -> Result<Link, LinkingError> {
    let linked = link_token(session, &pending.link, &pending.token).await;
    // The link is the same whether or not the user pool can be told.
    discard(session, pending).await;
    linked
}

/// Ends what was begun for a link.
pub async fn discard<P: Platform>(session: &Session<P>, pending: PendingLink) {
    let client = session.client();
    if let (Some(refresh_token), Some(pool)) = (&pending.refresh_token, &client.config().user_pool) {
        let _ = client.revoke_token(pool, refresh_token).await;
    }
}

async fn link_token<P: Platform>(session: &Session<P>, link: &Link, token: &Secret) -> Result<Link, LinkingError> {
    let (client, generation) = (session.client(), session.generation());
    let Link { name, login } = link;
    let ours = session.resolve_identity().await?;
    let alone = Logins::new(login, token.expose());
    let theirs = client.get_id(&alone).await?;
    if theirs != ours {
        if identity_has_data(session, &theirs, &alone).await? {
            return Err(LinkingError::InUse(name.clone()));
        }
        client.unlink_identity(&theirs, &alone, &[login]).await?;
        let both = session.logins(generation).await?.logins.and(login, token.expose());
        let linked = client.get_id(&both).await.map_err(|error| match error.code() {
            "ResourceConflictException" => LinkingError::Conflict(name.clone()),
            _ => error.into(),
        })?;
        if linked != ours {
            return Err(LinkingError::Elsewhere(name.clone()));
        }
    }
    Ok(link.clone())
}

/// Takes a login away from the identity of who is here. Signing in with it leads to an identity of its own from then on.
pub async fn unlink<P: Platform>(session: &Session<P>, login: &str) -> Result<(), LinkingError> {
    if session.login_provider().as_deref() == Some(login) {
        return Err(LinkingError::SignedInWith);
    }
    let generation = session.generation();
    let identity_id = session.resolve_identity().await?;
    let logins = session.logins(generation).await?.logins;
    Ok(session.client().unlink_identity(&identity_id, &logins, &[login]).await?)
}

/// Credentials of an identity that is looked at once.
struct FixedCredentials(Credentials);

impl ProvideCredentials for FixedCredentials {
    async fn credentials(&self) -> Result<Credentials, aws::Error> {
        Ok(self.0.clone())
    }

    fn expire(&self, _: &Credentials) {}
}

/// Whether there are files or items of an identity's own, beside what the page keeps there for itself.
async fn identity_has_data<P: Platform>(session: &Session<P>, identity_id: &str, logins: &Logins) -> Result<bool, aws::Error> {
    let client = session.client();
    let (identity_id, credentials) = fetch_credentials(client, identity_id, logins, None).await?;
    let credentials = FixedCredentials(credentials);
    for place in client.config().places.iter().filter(|place| place.is_own() && place.access.authenticated.list) {
        let (bucket, prefix) = (place.bucket(), place.prefix(&identity_id));
        let own = format!("{prefix}{PAGE_FOLDER}");
        let list = ListObjects { max_keys: 10, ..ListObjects::all(prefix) };
        let page = client.list_objects(&bucket, &list, &credentials).await?;
        if page.next_continuation_token.is_some() || page.objects.iter().any(|object| !object.key.starts_with(&own)) {
            return Ok(true);
        }
    }
    for table in &client.config().tables {
        let query = Query {
            table_name: &table.name,
            index_name: None,
            partition_key: &table.partition_key,
            partition: &identity_id,
            limit: 1,
            exclusive_start_key: None,
        };
        if !client.query(&query, &credentials).await?.items.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
