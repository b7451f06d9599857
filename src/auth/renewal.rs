//! The tokens of a user of the user pool: fresh when they are asked for. All who need new ones share one purchase, and so do
//! all tabs; only the user pool's own refusal ends the session.

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared, ready};
use serde::{Deserialize, Serialize};

use super::tokens::Tokens;
use super::visitor::Visitor;
use super::{Session, accounts, lease};
use crate::aws::Error;
use crate::ports::Platform;
use crate::secret::Secret;

/// A purchase of tokens that is under way.
pub(super) type Renewal = Shared<LocalBoxFuture<'static, Result<Tokens, Error>>>;

impl<P: Platform> Session<P> {
    /// What a user of the user pool shows it to act on their own account, renewed if it has expired. Others have none:
    /// [`Error::SignedOut`].
    pub async fn access_token(&self) -> Result<Secret, Error> {
        match self.user_tokens()? {
            tokens if tokens.has_fresh_access_token(self.client().now()) => Ok(tokens.access_token.clone()),
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

    /// The purchase of tokens under way, or a new one: where refresh tokens rotate, two would spend each other's. It goes on
    /// when nobody waits for it any more: what it buys takes the place of what it has spent.
    pub(super) fn renewal(&self, generation: u64) -> Renewal {
        let renewal = {
            let mut state = self.state.borrow_mut();
            if state.generation != generation {
                return ready(Err(Error::SignedOut)).boxed_local().shared();
            }
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
            };
            let renewal = renewal.boxed_local().shared();
            state.renewal = Some(renewal.clone());
            renewal
        };
        self.client().platform().spawn(renewal.clone().map(drop).boxed_local());
        renewal
    }

    /// Buys new tokens, unless another tab has. Only the user pool's own refusal ends the session.
    async fn buy(&self, generation: u64) -> Result<Tokens, Error> {
        let (client, spent) = (self.client(), self.user_tokens()?);
        let pool = client.config().user_pool.as_ref().ok_or(Error::SignedOut)?;
        let (store, id) = (client.platform(), accounts::id(&Visitor::User(spent.clone())));
        let kept = || match accounts::find(store, &id)?.visitor {
            Visitor::User(tokens) => Some(tokens),
            _ => None,
        };
        let is_replaced = || kept().as_ref() != Some(&spent);
        let Some(lease) = lease::acquire(store, is_replaced).await else { return self.adopt(generation, kept()) };
        let asked = client.get_tokens_from_refresh_token(pool, &spent.refresh_token, spent.device_key.as_deref());
        match lease.during(asked).await {
            Ok(result) => {
                // The account keeps them, whoever is here by now.
                let tokens = spent.refreshed(result);
                accounts::renew(store, &spent, &tokens);
                store.tell(Renewed { spent, tokens: tokens.clone() }.to_text().expose());
                self.adopt(generation, Some(tokens))
            }
            Err(error) if is_session_refusal(&error) => {
                // While this tab slept, another one may have spent the token, and what it buys may be on its way.
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
            self.observe();
            return Err(Error::SignedOut);
        };
        self.state.borrow_mut().visitor = Some(Visitor::User(tokens.clone()));
        Ok(tokens)
    }

    /// Hears what another tab says to all. A tab that was duplicated has a session of its own which began as the other's,
    /// refresh token included: when one of the two has spent it, both go on with what it bought.
    pub fn hear(&self, word: &str) {
        let Ok(Renewed { spent, tokens }) = serde_json::from_str(word) else { return };
        accounts::renew(self.client().platform(), &spent, &tokens);
        let mut state = self.state.borrow_mut();
        if matches!(&state.visitor, Some(Visitor::User(ours)) if *ours == spent) {
            state.visitor = Some(Visitor::User(tokens));
        }
    }
}

/// What a tab says when it has bought tokens.
#[derive(Serialize, Deserialize)]
struct Renewed {
    spent: Tokens,
    tokens: Tokens,
}

impl Renewed {
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
