//! Several logins that lead to one identity: whoever vouches for the visitor, their files are the same.
//!
//! An identity pool links a login that comes together with one it knows. It has no operation by which a page could ask what
//! is linked (`DescribeIdentity` takes developer credentials), so what was linked here is remembered beside the account.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html>

use super::session::Session;
use super::vend::vend;
use crate::aws::Error;
use crate::aws::user_pool::Secret;
use crate::ports::Platform;

impl<P: Platform> Session<P> {
    /// Links a provider's login, by its key in `Logins`, to the visitor's identity. A login that leads to another identity
    /// already is refused with `ResourceConflictException`; nothing changes then.
    pub async fn link(&self, login: &str, token: &Secret) -> Result<(), Error> {
        let identity_id = self.identity_id().await?;
        let generation = self.generation();
        let logins = self.logins(generation, &mut true).await?.and(login, token.expose());
        let (linked, _) = vend(self.client(), &identity_id, &logins, self.role().as_deref()).await?;
        self.update(generation, |state| {
            state.identity_id = Some(linked);
            if !state.links.iter().any(|known| known == login) {
                state.links.push(login.to_owned());
            }
        })
    }

    /// Takes a login from the visitor's identity. The one that they are here by stays: without any, nobody would reach the
    /// identity again.
    pub async fn unlink(&self, login: &str) -> Result<(), Error> {
        let identity_id = self.identity_id().await?;
        let generation = self.generation();
        let logins = self.logins(generation, &mut true).await?;
        self.client().unlink_identity(&identity_id, &logins, &[login]).await?;
        self.update(generation, |state| state.links.retain(|known| known != login))
    }
}
