//! The session: from tokens to an identity to credentials that are always fresh.
//!
//! The rules, each one a bug somebody else has had:
//!
//! - credentials live in memory only; all who need them share one fetch; a failed fetch is not remembered
//! - they are replaced five minutes before their real expiry, and when a service says that they have expired
//! - tokens are given up only on a definitive refusal, never on silence
//! - a guest's identity is kept when the guest signs in
//! - an identity that was merged or disabled is replaced
//! - what arrives after signing out, for the visitor who was here before, is dropped
//! - tabs share a session that is kept, so one of them refreshes it for all, and all learn who signs in or out

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::accounts::{self, Account};
use super::lease;
use super::tokens::{Tokens, claims};
use super::vend::{is_role_refusal, vend};
use crate::aws::credentials::{Credentials, ProvideCredentials, is_fresh};
use crate::aws::identity_pool::Logins;
use crate::aws::user_pool::Secret;
use crate::aws::{Client, Error};
use crate::ports::{Lifetime, Platform};

/// Who is here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Visitor {
    /// Somebody who has not signed in.
    Guest,
    /// A user of the user pool.
    User(Tokens),
    /// Somebody whom a provider outside AWS vouches for.
    Federated(Federated),
}

/// What a provider outside AWS gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Federated {
    /// What visitors call the provider.
    pub provider: String,
    /// Its key in `Logins`.
    pub login: String,
    /// Its token. Nothing buys another one: when it has expired, the visitor signs in again.
    pub token: Secret,
    /// Who it is to a login of the owner's own, which is the only one to know.
    #[serde(default)]
    pub developer_identity: Option<DeveloperIdentity>,
}

/// An identity that was given together with its token, so that the identity pool is not asked for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeveloperIdentity {
    /// The identity.
    pub identity_id: String,
    /// The name that its user signed in with.
    pub user_name: String,
}

impl Federated {
    /// What may be shown: the claims of an ID token, else who vouches.
    fn claims(&self) -> Map<String, Value> {
        let mut claims = claims(&self.token).unwrap_or_default();
        if let Some(DeveloperIdentity { user_name, .. }) = &self.developer_identity {
            claims.insert("name".to_owned(), user_name.as_str().into());
        } else if !claims.contains_key("email") {
            claims.entry("name").or_insert_with(|| format!("{} account", self.provider).into());
        }
        claims
    }
}

/// What the page may show of the visitor. No token is in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Profile {
    /// A guest.
    Guest,
    /// A user with the claims of the ID token, or what else is known of them.
    User(Map<String, Value>),
}

impl Profile {
    /// The e-mail address, else the name, if the token has one.
    pub fn email(&self) -> Option<&str> {
        match self {
            Profile::Guest => None,
            Profile::User(claims) => ["email", "name"].iter().find_map(|claim| claims.get(*claim)?.as_str()),
        }
    }
}

type Fetch = Shared<LocalBoxFuture<'static, Result<Credentials, Error>>>;
type Renewal = Shared<LocalBoxFuture<'static, Result<Tokens, Error>>>;

#[derive(Default)]
pub(super) struct State {
    visitor: Option<Visitor>,
    lifetime: Option<Lifetime>,
    identity_id: Option<String>,
    /// The role that the visitor has chosen, as an ARN.
    role: Option<String>,
    /// The role they had chosen and may not act as any more.
    refused_role: Option<String>,
    pub(super) links: Vec<String>,
    credentials: Option<Credentials>,
    fetch: Option<Fetch>,
    renewal: Option<Renewal>,
    /// Grows with every change of visitor; a fetch that began for another one is dropped.
    generation: u64,
}

/// The visitor's session. Clones are handles to the same one.
pub struct Session<P> {
    client: Client<P>,
    state: Rc<RefCell<State>>,
}

impl<P: Clone> Clone for Session<P> {
    fn clone(&self) -> Self {
        Session { client: self.client.clone(), state: Rc::clone(&self.state) }
    }
}

impl<P> fmt::Debug for Session<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(..)")
    }
}

impl<P: Platform> Session<P> {
    /// The session that was stored before the page was loaded, or one with nobody in it.
    pub fn restore(client: Client<P>) -> Session<P> {
        let session = Session { client, state: Rc::default() };
        session.read();
        session
    }

    /// Takes over who is here by what is stored.
    fn read(&self) {
        let stored = accounts::current(self.client.platform());
        let mut state = self.state.borrow_mut();
        *state = State { generation: state.generation + 1, ..State::default() };
        if let Some((lifetime, Account { visitor, identity_id, role, links })) = stored {
            state.visitor = Some(visitor);
            state.lifetime = Some(lifetime);
            state.identity_id = identity_id;
            state.role = role;
            state.links = links;
        }
    }

    /// Learns what another tab has done: signed in, out, switched the account, or refreshed its tokens. Whether somebody
    /// else is here now.
    pub fn observe(&self) -> bool {
        let stored = accounts::current(self.client.platform());
        {
            let mut state = self.state.borrow_mut();
            let before = state.visitor.as_ref().map(accounts::id);
            match &stored {
                Some((lifetime, account)) if before.as_ref() == Some(&account.id()) => {
                    state.visitor = Some(account.visitor.clone());
                    state.lifetime = Some(*lifetime);
                    state.links.clone_from(&account.links);
                    if state.role != account.role {
                        state.role.clone_from(&account.role);
                        state.credentials = None;
                    }
                    return false;
                }
                None if before.is_none() => return false,
                _ => {}
            }
        }
        self.read();
        true
    }

    /// The accounts of this browser that are not in use.
    pub fn other_accounts(&self) -> Vec<Account> {
        let current = self.account_id();
        let all = accounts::all(self.client.platform()).into_iter().map(|(_, account)| account);
        all.filter(|account| Some(account.id()) != current).collect()
    }

    /// Goes over to another account of this browser; this one's session is kept.
    pub fn switch(&self, id: &str) {
        accounts::switch(self.client.platform(), id);
        self.read();
    }

    /// The client that this session's requests go through.
    pub fn client(&self) -> &Client<P> {
        &self.client
    }

    /// Who is here, if anybody.
    pub fn profile(&self) -> Option<Profile> {
        self.state.borrow().visitor.as_ref().map(|visitor| match visitor {
            Visitor::Guest => Profile::Guest,
            Visitor::User(tokens) => Profile::User(claims(&tokens.id_token).unwrap_or_default()),
            Visitor::Federated(federated) => Profile::User(federated.claims()),
        })
    }

    /// Who vouches for the visitor, as `Logins` names them.
    pub fn login_provider(&self) -> Option<String> {
        match self.state.borrow().visitor.as_ref()? {
            Visitor::Guest => None,
            Visitor::User(_) => self.client.config().user_pool.as_ref().map(|pool| pool.login_provider()),
            Visitor::Federated(federated) => Some(federated.login.clone()),
        }
    }

    /// Whether the visitor came by the user pool's managed login.
    pub fn is_by_managed_login(&self) -> bool {
        matches!(&self.state.borrow().visitor, Some(Visitor::User(tokens)) if tokens.are_of_managed_login())
    }

    /// What tells the account in use from others.
    pub fn account_id(&self) -> Option<String> {
        self.state.borrow().visitor.as_ref().map(accounts::id)
    }

    /// Where the session is kept, if there is one.
    pub fn lifetime(&self) -> Option<Lifetime> {
        self.state.borrow().lifetime
    }

    /// The identity, once it is known.
    pub fn known_identity_id(&self) -> Option<String> {
        self.state.borrow().identity_id.clone()
    }

    /// Other logins that were linked to the visitor's identity here, by their keys in `Logins`.
    pub fn links(&self) -> Vec<String> {
        self.state.borrow().links.clone()
    }

    /// The role that the visitor has chosen to act as, if they have.
    pub fn role(&self) -> Option<String> {
        self.state.borrow().role.clone()
    }

    /// The role that they had chosen and that the identity pool has refused since.
    pub fn refused_role(&self) -> Option<String> {
        self.state.borrow().refused_role.clone()
    }

    /// The visitor chooses a role among those that their token names, or leaves it to the identity pool. The next request
    /// acts as it.
    pub fn choose_role(&self, role: Option<String>) {
        {
            let mut state = self.state.borrow_mut();
            state.role = role;
            state.refused_role = None;
            state.credentials = None;
        }
        self.store();
    }

    /// The credentials in use, if there are any: for showing, never for signing.
    pub fn current_credentials(&self) -> Option<Credentials> {
        self.state.borrow().credentials.clone()
    }

    /// Whether a request can be signed at once, without asking for anything before.
    pub fn has_fresh_credentials(&self) -> bool {
        let now = self.client.now();
        self.state.borrow().credentials.as_ref().is_some_and(|credentials| is_fresh(credentials, now))
    }

    /// The visitor's identity, with credentials that are for it: the one that is remembered may have been merged into
    /// another, and files asked for by it would be nobody's.
    pub async fn identity_id(&self) -> Result<String, Error> {
        self.credentials().await?;
        self.known_identity_id().ok_or(Error::SignedOut)
    }

    /// What a user of the user pool shows it to act on their own account, renewed if it has expired. Others have none:
    /// [`Error::SignedOut`].
    pub async fn access_token(&self) -> Result<Secret, Error> {
        match self.user_tokens()? {
            tokens if tokens.has_fresh_access_token(self.client.now()) => Ok(tokens.access_token.clone()),
            _ => self.renew().await,
        }
    }

    /// An access token in place of `refused`, which the user pool does not take any more.
    pub async fn replace_access_token(&self, refused: &Secret) -> Result<Secret, Error> {
        match self.user_tokens()? {
            tokens if tokens.access_token != *refused => Ok(tokens.access_token.clone()),
            _ => self.renew().await,
        }
    }

    /// Buys new tokens, however fresh the old ones are: their claims follow what the visitor has changed. Gives the access
    /// token.
    pub async fn renew(&self) -> Result<Secret, Error> {
        self.user_tokens()?;
        let tokens = self.renewal(self.generation()).await?;
        Ok(tokens.access_token.clone())
    }

    /// What the user pool calls this device, where it keeps count of them.
    pub fn device_key(&self) -> Option<String> {
        self.user_tokens().ok()?.device_key.clone()
    }

    fn user_tokens(&self) -> Result<Tokens, Error> {
        match &self.state.borrow().visitor {
            Some(Visitor::User(tokens)) => Ok(tokens.clone()),
            _ => Err(Error::SignedOut),
        }
    }

    /// Somebody enters. A guest's identity goes over to the user that the guest becomes; another user's session is kept
    /// beside the new one.
    pub fn enter(&self, visitor: Visitor, lifetime: Lifetime) {
        let store = self.client.platform();
        let identity_id = {
            let mut state = self.state.borrow_mut();
            match (&visitor, &state.visitor) {
                (Visitor::Federated(Federated { developer_identity: Some(given), .. }), _) => Some(given.identity_id.clone()),
                (_, Some(Visitor::Guest)) => state.identity_id.take(),
                _ => None,
            }
        };
        accounts::remove(store, &accounts::id(&Visitor::Guest));
        accounts::put(store, lifetime, Account { visitor, identity_id, role: None, links: Vec::new() });
        self.read();
    }

    /// The visitor leaves: everything is forgotten at once, whether or not anybody waits for the refresh token to be
    /// revoked. An error says that the service could not be told; here the session is over all the same.
    pub fn sign_out(&self) -> impl Future<Output = Result<(), Error>> + use<P> {
        let visitor = self.state.borrow().visitor.clone();
        self.forget();
        let client = self.client.clone();
        async move {
            match (visitor, &client.config().user_pool) {
                (Some(Visitor::User(tokens)), Some(pool)) if !tokens.refresh_token.expose().is_empty() => {
                    client.revoke_token(pool, &tokens.refresh_token).await
                }
                _ => Ok(()),
            }
        }
    }

    /// Whoever is signed in in this browser leaves, as by [`Session::sign_out`].
    pub fn sign_out_all(&self) -> impl Future<Output = ()> + use<P> {
        let mut told = vec![self.sign_out()];
        for account in self.other_accounts() {
            self.switch(&account.id());
            told.push(self.sign_out());
        }
        futures::future::join_all(told).map(drop)
    }

    /// Forgets the visitor here. The service is not told: it knows already.
    pub fn forget(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(visitor) = &state.visitor {
            accounts::remove(self.client.platform(), &accounts::id(visitor));
        }
        *state = State { generation: state.generation + 1, ..State::default() };
    }

    fn store(&self) {
        let state = self.state.borrow();
        if let (Some(visitor), Some(lifetime)) = (&state.visitor, state.lifetime) {
            let account = Account {
                visitor: visitor.clone(),
                identity_id: state.identity_id.clone(),
                role: state.role.clone(),
                links: state.links.clone(),
            };
            accounts::update(self.client.platform(), lifetime, &account);
        }
    }

    pub(super) fn generation(&self) -> u64 {
        self.state.borrow().generation
    }

    /// Runs `change` unless the visitor has changed since `generation`.
    pub(super) fn update(&self, generation: u64, change: impl FnOnce(&mut State)) -> Result<(), Error> {
        {
            let mut state = self.state.borrow_mut();
            if state.generation != generation {
                return Err(Error::SignedOut);
            }
            change(&mut state);
        }
        self.store();
        Ok(())
    }

    /// The fetch under way, or a new one.
    fn fetch(&self) -> Fetch {
        let mut state = self.state.borrow_mut();
        if let Some(fetch) = &state.fetch {
            return fetch.clone();
        }
        let session = self.clone();
        let generation = state.generation;
        let fetch = async move {
            let result = session.fetch_credentials(generation).await;
            let mut state = session.state.borrow_mut();
            if state.generation != generation {
                return Err(Error::SignedOut);
            }
            state.fetch = None;
            state.credentials = result.as_ref().ok().cloned();
            result
        }
        .boxed_local()
        .shared();
        state.fetch = Some(fetch.clone());
        fetch
    }

    /// Tokens to logins, logins to an identity, an identity to credentials. What was remembered may have become wrong
    /// meanwhile: the token expired by the service's clock, the identity merged into another. Each is mended once.
    async fn fetch_credentials(&self, generation: u64) -> Result<Credentials, Error> {
        let (mut may_refresh, mut may_forget) = (true, true);
        let mut logins = self.logins(generation, &mut may_refresh).await?;
        let given = self.is_given_identity();
        loop {
            let remembered = self.known_identity_id();
            let identity_id = match &remembered {
                Some(identity_id) => Ok(identity_id.clone()),
                None => self.client.get_id(&logins).await,
            };
            let role = self.role();
            let result = match identity_id {
                Ok(identity_id) => vend(&self.client, &identity_id, &logins, role.as_deref()).await,
                Err(error) => Err(error),
            };
            match result {
                // The visitor may have chosen another role meanwhile.
                Ok(_) if self.role() != role => {}
                Ok((identity_id, credentials)) => {
                    self.update(generation, |state| state.identity_id = Some(identity_id))?;
                    return Ok(credentials);
                }
                Err(error) if role.is_some() && is_role_refusal(&error) => {
                    self.update(generation, |state| state.refused_role = state.role.take())?;
                }
                Err(error) if is_token_refusal(&error) && may_refresh && !logins.is_empty() => {
                    may_refresh = false;
                    logins = self.refresh(generation).await?;
                }
                // The login of the owner's own gave the identity, and only it can give another one.
                Err(error) if is_identity_refusal(&error) && given && role.is_none() => {
                    logins = self.refresh(generation).await?;
                }
                Err(error) if is_identity_refusal(&error) && may_forget && remembered.is_some() && !given => {
                    may_forget = false;
                    self.update(generation, |state| state.identity_id = None)?;
                }
                // Whatever words it uses: it may be the role that it means.
                Err(error) if role.is_some() && is_identity_refusal(&error) => {
                    self.update(generation, |state| state.refused_role = state.role.take())?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn is_given_identity(&self) -> bool {
        matches!(&self.state.borrow().visitor, Some(Visitor::Federated(federated)) if federated.developer_identity.is_some())
    }

    pub(super) async fn logins(&self, generation: u64, may_refresh: &mut bool) -> Result<Logins, Error> {
        let visitor = self.state.borrow().visitor.clone();
        match visitor {
            None => Err(Error::SignedOut),
            Some(Visitor::Guest) => Ok(Logins::default()),
            Some(Visitor::Federated(federated)) => Ok(Logins::new(federated.login, federated.token.expose())),
            Some(Visitor::User(tokens)) if tokens.is_fresh(self.client.now()) => self.user_logins(&tokens),
            Some(Visitor::User(_)) => {
                *may_refresh = false;
                self.refresh(generation).await
            }
        }
    }

    fn user_logins(&self, tokens: &Tokens) -> Result<Logins, Error> {
        let pool = self.client.config().user_pool.as_ref().ok_or(Error::SignedOut)?;
        Ok(Logins::new(pool.login_provider(), tokens.id_token.expose()))
    }

    async fn refresh(&self, generation: u64) -> Result<Logins, Error> {
        let tokens = self.renewal(generation).await?;
        self.user_logins(&tokens)
    }

    /// The purchase of tokens under way, or a new one: where refresh tokens rotate, two would spend each other's.
    fn renewal(&self, generation: u64) -> Renewal {
        let mut state = self.state.borrow_mut();
        if let Some(renewal) = &state.renewal {
            return renewal.clone();
        }
        let session = self.clone();
        let renewal = async move {
            let result = session.buy(generation).await;
            let mut state = session.state.borrow_mut();
            if state.generation == generation {
                state.renewal = None;
            }
            result
        }
        .boxed_local()
        .shared();
        state.renewal = Some(renewal.clone());
        renewal
    }

    /// Buys new tokens, unless another tab has. Only the user pool's own refusal ends the session.
    async fn buy(&self, generation: u64) -> Result<Tokens, Error> {
        let (visitor, lifetime) = {
            let state = self.state.borrow();
            (state.visitor.clone(), state.lifetime)
        };
        let (Some(Visitor::User(tokens)), Some(pool)) = (visitor, &self.client.config().user_pool) else {
            // A provider's token has expired, and nothing buys another one.
            if self.generation() == generation {
                self.forget();
            }
            return Err(Error::SignedOut);
        };
        let _lease = match lifetime {
            Some(Lifetime::Persistent) => {
                let replaced = || self.generation() != generation || self.stored_tokens().as_ref() != Some(&tokens);
                match lease::acquire(self.client.platform(), replaced).await {
                    Some(lease) => Some(lease),
                    None => return self.adopt(generation),
                }
            }
            _ => None,
        };
        match self.client.get_tokens_from_refresh_token(pool, &tokens.refresh_token, tokens.device_key.as_deref()).await {
            Ok(result) => {
                let tokens = tokens.refreshed(result);
                self.update(generation, |state| state.visitor = Some(Visitor::User(tokens.clone())))?;
                Ok(tokens)
            }
            Err(error) if is_session_refusal(&error) => {
                if self.generation() == generation {
                    self.forget();
                }
                Err(Error::SignedOut)
            }
            Err(error) => Err(error),
        }
    }

    /// The tokens that are stored for who is here.
    fn stored_tokens(&self) -> Option<Tokens> {
        let current = self.account_id()?;
        match accounts::current(self.client.platform())?.1.visitor {
            Visitor::User(tokens) if accounts::id(&Visitor::User(tokens.clone())) == current => Some(tokens),
            _ => None,
        }
    }

    /// Goes on with the tokens that another tab has bought.
    fn adopt(&self, generation: u64) -> Result<Tokens, Error> {
        let Some(tokens) = self.stored_tokens().filter(|_| self.generation() == generation) else {
            // The other tab has signed out, or the account was switched.
            self.observe();
            return Err(Error::SignedOut);
        };
        self.update(generation, |state| state.visitor = Some(Visitor::User(tokens.clone())))?;
        Ok(tokens)
    }
}

impl<P: Platform> ProvideCredentials for Session<P> {
    async fn credentials(&self) -> Result<Credentials, Error> {
        let now = self.client.now();
        let cached = self.state.borrow().credentials.clone().filter(|c| is_fresh(c, now));
        match cached {
            Some(credentials) => Ok(credentials),
            None => self.fetch().await,
        }
    }

    fn expire(&self, credentials: &Credentials) {
        let mut state = self.state.borrow_mut();
        // A later caller may have replaced them already.
        if state.credentials.as_ref().is_some_and(|c| c.access_key_id() == credentials.access_key_id()) {
            state.credentials = None;
        }
    }
}

/// The identity pool does not take the token: expired by its clock, or revoked.
fn is_token_refusal(error: &Error) -> bool {
    let message = error.service().map_or("", |e| e.message.as_str());
    error.code() == "NotAuthorizedException" && message.to_ascii_lowercase().contains("token")
}

/// The identity is not, or no longer, the visitor's: merged, deleted, disabled, or somebody else's.
fn is_identity_refusal(error: &Error) -> bool {
    matches!(error.code(), "NotAuthorizedException" | "ResourceNotFoundException" | "ResourceConflictException")
}

/// The user pool will not give tokens for this refresh token again.
fn is_session_refusal(error: &Error) -> bool {
    matches!(
        error.code(),
        "NotAuthorizedException"
            | "TokenRevokedException"
            | "RefreshTokenReuseException"
            | "UserNotFoundException"
            | "UserNotConfirmedException"
            | "PasswordResetRequiredException"
    )
}
