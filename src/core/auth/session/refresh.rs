//! Token refresh (`GetTokensFromRefreshToken`). All who need fresh tokens share one request, and so do all tabs; only the user
//! pool's own refusal ends the session.

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared, ready};
use serde::Serialize;

use super::{Refusal, Session, SessionEvent};
use crate::auth::tokens::Tokens;
use crate::auth::visitor::Visitor;
use crate::auth::{accounts, lease};
use crate::aws::Error;
use crate::ports::Platform;
use crate::secret::{Secret, SecretJson};

/// A token refresh that is under way.
pub(super) type Refresh = Shared<LocalBoxFuture<'static, Result<Tokens, Error>>>;

impl<P: Platform> Session<P> {
    /// What a user of the user pool shows it to act on their own account, refreshed if it has expired. Others have none:
    /// [`Error::SignedOut`].
    pub async fn access_token(&self) -> Result<Secret, Error> {
        match self.user_tokens()? {
            tokens if tokens.has_fresh_access_token(self.client().now()) => Ok(tokens.access_token.clone()),
            _ => self.refresh_tokens().await,
        }
    }

    /// An access token in place of `refused`, which the user pool does not take any more.
    pub async fn replace_access_token(&self, refused: &Secret) -> Result<Secret, Error> {
        match self.user_tokens()? {
            tokens if tokens.access_token != *refused => Ok(tokens.access_token.clone()),
            _ => self.refresh_tokens().await,
        }
    }

    /// Refreshes the tokens, however fresh they are: new claims say what the visitor has just changed. Gives the access token.
    pub async fn refresh_tokens(&self) -> Result<Secret, Error> {
        self.user_tokens()?;
        let tokens = self.shared_refresh(self.generation()).await?;
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

    /// The token refresh under way, or a new one: where refresh tokens rotate, a second one would be refused. It runs to its
    /// end even if nobody waits for it: the token that it has used is worth nothing any more.
    pub(super) fn shared_refresh(&self, generation: u64) -> Refresh {
        let refresh = {
            let mut state = self.state.borrow_mut();
            if state.generation != generation {
                return ready(Err(Error::SignedOut)).boxed_local().shared();
            }
            if let Some(refresh) = &state.refresh {
                return refresh.clone();
            }
            let session = self.clone();
            let refresh = async move {
                let result = session.fetch_tokens(generation).await;
                let mut state = session.state.borrow_mut();
                if state.generation == generation {
                    state.refresh = None;
                }
                result
            };
            let refresh = refresh.boxed_local().shared();
            state.refresh = Some(refresh.clone());
            refresh
        };
        self.client().platform().spawn(refresh.clone().map(drop).boxed_local());
        refresh
    }

    /// Fetches tokens, unless another tab has. Only the user pool's own refusal ends the session.
    async fn fetch_tokens(&self, generation: u64) -> Result<Tokens, Error> {
        let (client, used) = (self.client(), self.user_tokens()?);
        let pool = client.config().user_pool.as_ref().ok_or(Error::SignedOut)?;
        let (store, id) = (client.platform(), accounts::id(&Visitor::User(used.clone())));
        let kept = || match accounts::find(store, &id)?.visitor {
            Visitor::User(tokens) => Some(tokens),
            _ => None,
        };
        let is_replaced = || kept().as_ref() != Some(&used);
        let Some(lease) = lease::acquire(store, is_replaced).await else { return self.adopt(generation, kept()) };
        let asked = client.get_tokens_from_refresh_token(pool, &used.refresh_token, used.device_key.as_deref());
        match lease.during(asked).await {
            Ok(result) => {
                // The account keeps them, whoever is here by now.
                let tokens = used.refreshed(result);
                accounts::replace_tokens(store, &used, &tokens);
                store.broadcast(TokensRefreshed { used, tokens: tokens.clone() }.to_text().expose());
                self.adopt(generation, Some(tokens))
            }
            Err(error) if is_session_refusal(&error) => {
                // While this tab slept, another one may have used the token, and its new tokens may be on their way.
                if !lease.is_held() {
                    lease::acquire(store, is_replaced).await;
                }
                if !is_replaced() {
                    accounts::remove(store, &id);
                }
                self.adopt(generation, kept())
            }
            Err(error) => Err(error),
        }
    }

    /// Goes on with the tokens that are kept for the account by now. Without any its session is over.
    fn adopt(&self, generation: u64, tokens: Option<Tokens>) -> Result<Tokens, Error> {
        if self.generation() != generation {
            return Err(Error::SignedOut);
        }
        let Some(tokens) = tokens else {
            match self.read_changes() {
                // Otherwise another account of this browser is the one in use now.
                Some(_) if self.account_id().is_none() => self.emit(SessionEvent::Ended(Refusal::Revoked)),
                Some(event) => self.emit(event),
                None => {}
            }
            return Err(Error::SignedOut);
        };
        self.state.borrow_mut().visitor = Some(Visitor::User(tokens.clone()));
        self.emit(SessionEvent::DetailsChanged);
        Ok(tokens)
    }

    /// Receives a message of another tab. A duplicated tab has a session of its own with the same refresh token: when one of
    /// the two has used it, both go on with the new tokens.
    pub fn receive(&self, message: &str) {
        let Some(TokensRefreshed { used, tokens }) = TokensRefreshed::read(message) else { return };
        accounts::replace_tokens(self.client().platform(), &used, &tokens);
        let mut state = self.state.borrow_mut();
        if matches!(&state.visitor, Some(Visitor::User(ours)) if *ours == used) {
            state.visitor = Some(Visitor::User(tokens));
            drop(state);
            self.emit(SessionEvent::DetailsChanged);
        }
    }
}

/// What a tab tells the others when it has refreshed its tokens.
#[derive(Serialize)]
struct TokensRefreshed {
    used: Tokens,
    tokens: Tokens,
}

impl TokensRefreshed {
    fn read(message: &str) -> Option<TokensRefreshed> {
        let message = SecretJson(crate::json::read(message).ok()?);
        let tokens = |name| Tokens::read(message.0.get(name)?);
        Some(TokensRefreshed { used: tokens("used")?, tokens: tokens("tokens")? })
    }

    fn to_text(&self) -> Secret {
        Secret::new(serde_json::to_string(self).unwrap_or_default())
    }
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
