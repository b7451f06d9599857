//! The tokens of a user of the user pool: fresh when they are asked for. All who need new ones share one purchase, and so do
//! all tabs; only the user pool's own refusal ends the session.

use futures::FutureExt as _;
use futures::future::{LocalBoxFuture, Shared};

use super::tokens::Tokens;
use super::visitor::Visitor;
use super::{Session, accounts, lease};
use crate::aws::Error;
use crate::aws::user_pool::Secret;
use crate::ports::{Lifetime, Platform};

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

    /// The purchase of tokens under way, or a new one: where refresh tokens rotate, two would spend each other's.
    pub(super) fn renewal(&self, generation: u64) -> Renewal {
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
        let (Some(Visitor::User(tokens)), Some(pool)) = (visitor, &self.client().config().user_pool) else {
            // A provider's token has expired, and nothing buys another one.
            if self.generation() == generation {
                self.forget();
            }
            return Err(Error::SignedOut);
        };
        let _lease = match lifetime {
            Some(Lifetime::Persistent) => {
                let replaced = || self.generation() != generation || self.stored_tokens().as_ref() != Some(&tokens);
                match lease::acquire(self.client().platform(), replaced).await {
                    Some(lease) => Some(lease),
                    None => return self.adopt(generation),
                }
            }
            _ => None,
        };
        match self.client().get_tokens_from_refresh_token(pool, &tokens.refresh_token, tokens.device_key.as_deref()).await {
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
        match accounts::current(self.client().platform())?.1.visitor {
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
