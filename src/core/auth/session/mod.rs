//! The session: from tokens to an identity to credentials that are always fresh.
//!
//! The rules, each one a bug somebody else has had:
//!
//! - credentials live in memory only; all who need them share one fetch; a failed fetch is not remembered
//! - they are replaced five minutes before their real expiry, and when a service says that they have expired
//! - tokens are given up only on a definitive refusal, never on silence ([`refresh`])
//! - a guest's identity is kept when the guest signs in
//! - an identity that was merged or disabled is replaced
//! - what arrives after signing out, for the visitor who was here before, is dropped
//! - tabs share a session that is kept, so one of them refreshes it for all, and all learn who signs in or out

mod credentials;
mod early_request;
mod event;
mod recovery;
mod refresh;

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};

pub use event::{Refusal, SessionEvent};
use refresh::Refresh;

use super::accounts::{self, Account};
use super::tokens::claims;
use super::visitor::{Federated, Profile, Visitor};
use crate::aws::credentials::{Credentials, ProvideCredentials, is_fresh};
use crate::aws::{Client, Error};
use crate::ports::{Lifetime, Platform};
use crate::secret::Secret;

type Fetch = Shared<LocalBoxFuture<'static, Result<Credentials, Error>>>;

#[derive(Default)]
pub(super) struct State {
    pub(super) visitor: Option<Visitor>,
    pub(super) lifetime: Option<Lifetime>,
    identity_id: Option<String>,
    /// The role that the visitor has chosen, as an ARN.
    role: Option<String>,
    /// The role they had chosen and may not act as any more.
    refused_role: Option<String>,
    /// The identity was a guest's, and nobody knows yet whether it becomes the user's.
    was_guest_identity: bool,
    lost_identity: Option<String>,
    credentials: Option<Credentials>,
    /// The request that they came by, until it is stored.
    early_request: Option<Secret>,
    fetch: Option<Fetch>,
    pub(super) refresh: Option<Refresh>,
    /// Grows with every change of visitor; a fetch that began for another one is dropped.
    pub(super) generation: u64,
}

impl State {
    /// Takes note of the identity that the credentials are for. It is another one than before if AWS took that away; what a
    /// guest had, or may become, is no loss. Whether one was lost.
    fn set_identity(&mut self, identity_id: String) -> bool {
        let before = self.identity_id.replace(identity_id);
        let was_guests = std::mem::take(&mut self.was_guest_identity) || self.visitor == Some(Visitor::Guest);
        let is_lost = !was_guests && before.is_some() && before != self.identity_id;
        if is_lost {
            self.lost_identity = before;
        }
        is_lost
    }
}

type Subscriber = Rc<dyn Fn(SessionEvent)>;

/// The visitor's session. Clones are handles to the same one.
pub struct Session<P> {
    client: Client<P>,
    pub(super) state: Rc<RefCell<State>>,
    subscriber: Rc<RefCell<Option<Subscriber>>>,
}

impl<P: Clone> Clone for Session<P> {
    fn clone(&self) -> Self {
        Session { client: self.client.clone(), state: Rc::clone(&self.state), subscriber: Rc::clone(&self.subscriber) }
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
        let session = Session { client, state: Rc::default(), subscriber: Rc::default() };
        session.read();
        session
    }

    /// Has `subscriber` hear of all that happens from now on, in place of who heard of it before. It is called while nothing of
    /// the session is borrowed, so that it may ask and change it.
    pub fn subscribe(&self, subscriber: impl Fn(SessionEvent) + 'static) {
        *self.subscriber.borrow_mut() = Some(Rc::new(subscriber));
    }

    pub(super) fn emit(&self, event: SessionEvent) {
        let subscriber = self.subscriber.borrow().clone();
        if let Some(subscriber) = subscriber {
            subscriber(event);
        }
    }

    /// Reads the current account from storage.
    fn read(&self) {
        let stored = accounts::current(self.client.platform());
        let mut state = self.state.borrow_mut();
        *state = State { generation: state.generation + 1, ..State::default() };
        if let Some((lifetime, Account { visitor, identity_id, role, lost_identity })) = stored {
            state.visitor = Some(visitor);
            state.lifetime = Some(lifetime);
            state.identity_id = identity_id;
            state.role = role;
            state.lost_identity = lost_identity;
        }
    }

    /// Learns what another tab has done: signed in, out, switched the account, or refreshed its tokens.
    pub fn observe(&self) {
        if let Some(event) = self.read_changes() {
            self.emit(event);
        }
    }

    /// Takes over what is stored by now, and returns what that changes.
    fn read_changes(&self) -> Option<SessionEvent> {
        let stored = accounts::current(self.client.platform());
        {
            let mut state = self.state.borrow_mut();
            let before = state.visitor.as_ref().map(accounts::id);
            match &stored {
                Some((lifetime, account)) if before.as_ref() == Some(&account.id()) => {
                    let is_as_before = state.visitor.as_ref() == Some(&account.visitor)
                        && (&state.lost_identity, &state.role) == (&account.lost_identity, &account.role);
                    state.visitor = Some(account.visitor.clone());
                    state.lifetime = Some(*lifetime);
                    state.lost_identity.clone_from(&account.lost_identity);
                    if state.role != account.role {
                        state.role.clone_from(&account.role);
                        state.credentials = None;
                    }
                    return (!is_as_before).then_some(SessionEvent::DetailsChanged);
                }
                None if before.is_none() => return None,
                _ => {}
            }
        }
        self.read();
        Some(SessionEvent::AccountChangedInOtherTab)
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
        self.emit(SessionEvent::AccountChanged);
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

    /// The role that the visitor has chosen to act as, if they have.
    pub fn role(&self) -> Option<String> {
        self.state.borrow().role.clone()
    }

    /// The role that they had chosen and that the identity pool has refused since.
    pub fn refused_role(&self) -> Option<String> {
        self.state.borrow().refused_role.clone()
    }

    /// The identity that was the visitor's until AWS took it away: deleted by the owner, or merged into another one. Their
    /// files and items are out of reach with it.
    pub fn lost_identity(&self) -> Option<String> {
        self.state.borrow().lost_identity.clone()
    }

    /// The visitor has read of it.
    pub fn forget_lost_identity(&self) {
        self.state.borrow_mut().lost_identity = None;
        self.store();
        self.emit(SessionEvent::DetailsChanged);
    }

    /// The account in use.
    pub fn current_account(&self) -> Option<Account> {
        accounts::current(self.client.platform()).map(|(_, account)| account)
    }

    /// Whether the session lives as long as it should. One that the browser does not store ends with the page.
    pub fn is_kept(&self) -> bool {
        self.lifetime().is_none_or(|lifetime| self.client.platform().is_kept(lifetime, accounts::KEY))
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
        self.emit(SessionEvent::DetailsChanged);
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
    pub async fn resolve_identity(&self) -> Result<String, Error> {
        self.credentials().await?;
        self.known_identity_id().ok_or(Error::SignedOut)
    }

    /// Somebody enters. A guest's identity goes over to the user that the guest becomes; another user's session is kept
    /// beside the new one.
    pub fn enter(&self, visitor: Visitor, lifetime: Lifetime) {
        let store = self.client.platform();
        let (identity_id, was_guest_identity) = {
            let mut state = self.state.borrow_mut();
            match (&visitor, &state.visitor) {
                (Visitor::Federated(Federated { developer_identity: Some(given), .. }), _) => {
                    (Some(given.identity_id.clone()), false)
                }
                (_, Some(Visitor::Guest)) => (state.identity_id.take(), true),
                _ => (None, false),
            }
        };
        accounts::remove(store, &accounts::id(&Visitor::Guest));
        accounts::put(store, lifetime, Account { visitor, identity_id, role: None, lost_identity: None });
        self.read();
        self.state.borrow_mut().was_guest_identity = was_guest_identity;
        self.emit(SessionEvent::AccountChanged);
    }

    /// The visitor leaves: everything is forgotten at once, whether or not anybody waits for the refresh token to be
    /// revoked. An error says that the service could not be told; here the session is over all the same.
    pub fn sign_out(&self) -> impl Future<Output = Result<(), Error>> + use<P> {
        let told = self.clear_and_revoke();
        self.emit(SessionEvent::AccountChanged);
        told
    }

    /// Clears the session and has its refresh token revoked, without emitting an event.
    fn clear_and_revoke(&self) -> impl Future<Output = Result<(), Error>> + use<P> {
        let visitor = self.state.borrow().visitor.clone();
        self.clear();
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
        let mut told = vec![self.clear_and_revoke()];
        for account in self.other_accounts() {
            accounts::switch(self.client.platform(), &account.id());
            self.read();
            told.push(self.clear_and_revoke());
        }
        self.emit(SessionEvent::AccountChanged);
        futures::future::join_all(told).map(drop)
    }

    /// Forgets the visitor here. The service is not told: it knows already.
    pub fn forget(&self) {
        self.clear();
        self.emit(SessionEvent::AccountChanged);
    }

    fn clear(&self) {
        let mut state = self.state.borrow_mut();
        if let Some(visitor) = &state.visitor {
            accounts::remove(self.client.platform(), &accounts::id(visitor));
        }
        *state = State { generation: state.generation + 1, ..State::default() };
    }

    fn store(&self) {
        let early_request = self.state.borrow_mut().early_request.take();
        let state = self.state.borrow();
        if let (Some(visitor), Some(lifetime)) = (&state.visitor, state.lifetime) {
            let account = Account {
                visitor: visitor.clone(),
                identity_id: state.identity_id.clone(),
                role: state.role.clone(),
                lost_identity: state.lost_identity.clone(),
            };
            accounts::update(self.client.platform(), lifetime, &account, early_request.as_ref());
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

    /// The visitor has to sign in again.
    fn end(&self, generation: u64) -> Error {
        if self.generation() == generation {
            self.clear();
            self.emit(SessionEvent::Ended(Refusal::Revoked));
        }
        Error::SignedOut
    }

    fn has_developer_identity(&self) -> bool {
        matches!(&self.state.borrow().visitor, Some(Visitor::Federated(federated)) if federated.developer_identity.is_some())
    }
}
