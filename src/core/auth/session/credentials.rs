//! Temporary credentials that are always fresh: one fetch for all who need them, from tokens by way of an identity.

use futures::FutureExt as _;

use super::early_request::early_request;
use super::event::{Refusal, SessionEvent};
use super::recovery::{Refused, Remedy, is_token_refusal};
use super::{Fetch, Session};
use crate::auth::accounts;
use crate::auth::credential_flow;
use crate::auth::tokens::Tokens;
use crate::auth::visitor::Visitor;
use crate::aws::Error;
use crate::aws::credentials::{Credentials, ProvideCredentials, is_fresh};
use crate::aws::identity_pool::Logins;
use crate::aws::retry::{Idempotency, is_retryable};
use crate::ports::Platform;

/// What speaks for a visitor at the identity pool.
pub(in crate::auth) struct ResolvedLogins {
    pub logins: Logins,
    /// The token in it has just been refreshed: doing it again would give no better one.
    pub is_refreshed: bool,
}

impl<P: Platform> Session<P> {
    /// The fetch under way, or a new one.
    fn shared_fetch(&self) -> Fetch {
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
            match &result {
                Ok(credentials) => state.credentials = Some(credentials.clone()),
                // Nobody is in by a token that never was good.
                Err(error) if is_token_refusal(error) && matches!(state.visitor, Some(Visitor::Federated(_))) => {
                    drop(state);
                    session.clear();
                    let words = error.service().map_or_else(String::new, |refusal| refusal.message.clone());
                    session.emit(SessionEvent::Ended(Refusal::InvalidToken(words)));
                }
                Err(_) => {}
            }
            result
        }
        .boxed_local()
        .shared();
        state.fetch = Some(fetch.clone());
        fetch
    }

    /// Tokens to logins, logins to an identity, an identity to credentials. What was remembered may have become wrong
    /// meanwhile: the token expired by the service's clock, the identity merged into another. [`recovery`] says what is done
    /// about each refusal.
    async fn fetch_credentials(&self, generation: u64) -> Result<Credentials, Error> {
        let ResolvedLogins { mut logins, mut is_refreshed } = self.logins(generation).await?;
        let is_developer_identity = self.has_developer_identity();
        // Kept until another identity is found: a guest's identity cannot be looked up again.
        let mut remembered = self.known_identity_id();
        loop {
            let role = self.role();
            let error = match self.ask_for_credentials(remembered.as_deref(), &logins, role.as_deref()).await {
                // The visitor may have chosen another role meanwhile.
                Ok(_) if self.role() != role => continue,
                Ok((identity_id, credentials)) => {
                    let mut is_lost = false;
                    self.update(generation, |state| {
                        is_lost = state.set_identity(identity_id);
                        state.early_request = early_request(&self.client, state, &logins, role.as_deref());
                    })?;
                    if is_lost {
                        self.emit(SessionEvent::DetailsChanged);
                    }
                    if let Some((_, account)) = accounts::current(self.client.platform()) {
                        accounts::remove_former(self.client.platform(), &account);
                    }
                    return Ok(credentials);
                }
                Err(error) => error,
            };
            let refused = Refused {
                error: &error,
                has_role: role.is_some(),
                is_remembered: remembered.is_some(),
                is_developer_identity,
                can_replace_logins: !is_refreshed && !logins.is_empty(),
            };
            match refused.remedy() {
                Remedy::DropRole => {
                    self.update(generation, |state| state.refused_role = state.role.take())?;
                    self.emit(SessionEvent::DetailsChanged);
                }
                Remedy::ReplaceLogins => {
                    is_refreshed = true;
                    logins = self.replace(generation, error).await?;
                }
                Remedy::ResolveIdentity => remembered = None,
                Remedy::End => return Err(self.end(generation)),
                Remedy::Nothing => return Err(error),
            }
        }
    }

    /// Credentials of the identity that is remembered, or of the one that the logins lead to.
    async fn ask_for_credentials(
        &self,
        remembered: Option<&str>,
        logins: &Logins,
        role: Option<&str>,
    ) -> Result<(String, Credentials), Error> {
        let identity_id = match remembered {
            Some(identity_id) => identity_id.to_owned(),
            None => self.client.get_id(logins).await?,
        };
        credential_flow::fetch_credentials(&self.client, &identity_id, logins, role).await
    }

    /// Logins in place of those that were refused. A provider's token cannot be refreshed: its user signs in again, once
    /// it has ended. If it never was good, the refusal says more than that.
    async fn replace(&self, generation: u64, refusal: Error) -> Result<Logins, Error> {
        let visitor = self.state.borrow().visitor.clone();
        let Some(Visitor::Federated(federated)) = visitor else { return self.refreshed_logins(generation).await };
        let was_good = federated.is_opaque() && self.known_identity_id().is_some();
        let says_expired = refusal.service().is_some_and(|refusal| refusal.message.to_ascii_lowercase().contains("expired"));
        let has_ended = was_good || says_expired || federated.has_expired(self.client.now());
        Err(if has_ended { self.end(generation) } else { refusal })
    }

    /// What speaks for the visitor, refreshed if it has expired.
    pub(in crate::auth) async fn logins(&self, generation: u64) -> Result<ResolvedLogins, Error> {
        let visitor = self.state.borrow().visitor.clone().filter(|_| self.generation() == generation);
        let fresh = |logins| ResolvedLogins { logins, is_refreshed: false };
        match visitor {
            None => Err(Error::SignedOut),
            Some(Visitor::Guest) => Ok(fresh(Logins::default())),
            Some(Visitor::Federated(federated)) => Ok(fresh(Logins::new(federated.login, federated.token.expose()))),
            Some(Visitor::User(tokens)) if tokens.is_fresh(self.client.now()) => self.user_logins(&tokens).map(fresh),
            Some(Visitor::User(_)) => Ok(ResolvedLogins { logins: self.refreshed_logins(generation).await?, is_refreshed: true }),
        }
    }

    fn user_logins(&self, tokens: &Tokens) -> Result<Logins, Error> {
        let pool = self.client.config().user_pool.as_ref().ok_or(Error::SignedOut)?;
        Ok(Logins::new(pool.login_provider(), tokens.id_token.expose()))
    }

    async fn refreshed_logins(&self, generation: u64) -> Result<Logins, Error> {
        let tokens = self.shared_refresh(generation).await?;
        self.user_logins(&tokens)
    }
}

impl<P: Platform> ProvideCredentials for Session<P> {
    async fn credentials(&self) -> Result<Credentials, Error> {
        let now = self.client.now();
        let cached = self.state.borrow().credentials.clone();
        match cached {
            Some(credentials) if is_fresh(&credentials, now) => Ok(credentials),
            // They are good for some minutes still, which may be all that is needed.
            Some(credentials) if credentials.expiry().is_some_and(|expiry| now < expiry) => match self.shared_fetch().await {
                Err(error) if error.is_silence() || is_retryable(&error, Idempotency::Idempotent) => Ok(credentials),
                result => result,
            },
            _ => self.shared_fetch().await,
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
