//! Becoming a user, and becoming one again after a forgotten password: flows in which a code is sent. Whoever is stuck
//! halfway, with an account that was never confirmed, is led to the code.

use super::new_user::NewUser;
use super::pending::{Addressee, PendingCode};
use super::{AuthError, code};
use crate::aws::user_pool::CodeDeliveryDetails;
use crate::aws::{self, Client};
use crate::config::UserPool;
use crate::ports::Platform;
use crate::secret::Secret;

/// The state of a sign-up: what the new user can do next.
#[derive(Clone, Debug, PartialEq)]
pub enum SignedUp {
    /// They may sign in.
    Ready(NewUser),
    /// A code is on its way.
    CodeSent(Addressee),
    /// They had signed up before, and were sent another code.
    CodeSentAgain(Addressee),
    /// They had signed up before, and the limit of codes is reached: none can be sent for now.
    CodeLimitExceeded(Addressee),
    /// No code can be sent to them: the site's owner confirms them.
    NeedsAdminConfirmation,
}

/// Signs up.
pub async fn sign_up<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    mut user: NewUser,
    password: &Secret,
) -> Result<SignedUp, AuthError> {
    let mut result = client.sign_up(pool, &user.username, &user.attributes, password.expose()).await;
    if let Some(renamed) =
        result.as_ref().err().filter(|error| is_alias_format(error)).and_then(|_| user.renamed(client.platform()))
    {
        user = renamed;
        result = client.sign_up(pool, &user.username, &user.attributes, password.expose()).await;
    }
    match result.map_err(AuthError::from) {
        Ok(output) if output.user_confirmed => Ok(SignedUp::Ready(user)),
        Ok(output) if output.code_delivery_details.destination.is_empty() => Ok(SignedUp::NeedsAdminConfirmation),
        Ok(output) => Ok(SignedUp::CodeSent(addressee(&user, &output.code_delivery_details))),
        Err(AuthError::UsernameExists) => match resend_code(client, pool, &user.username).await {
            Ok(details) => Ok(SignedUp::CodeSentAgain(addressee(&user, &details))),
            Err(AuthError::LimitExceeded) => Ok(SignedUp::CodeLimitExceeded(Addressee::known_by(&user.name))),
            Err(_) => Err(AuthError::UsernameExists),
        },
        Err(error) => Err(error),
    }
}

/// The user pool has addresses of this kind for aliases, so that no name may look like one.
fn is_alias_format(error: &aws::Error) -> bool {
    let refusal = error.service().filter(|refusal| refusal.code == "InvalidParameterException");
    refusal.is_some_and(|refusal| refusal.message.starts_with("Username cannot be of"))
}

fn addressee(user: &NewUser, details: &CodeDeliveryDetails) -> Addressee {
    let address = user.attribute(&details.attribute_name).unwrap_or(&user.name).to_owned();
    Addressee { username: user.username.clone(), name: user.name.clone(), address }
}

/// Confirms the address with the code that was sent to it.
pub async fn confirm<P: Platform>(client: &Client<P>, pool: &UserPool, username: &str, code: &str) -> Result<(), AuthError> {
    client.confirm_sign_up(pool, username, &code::digits(code)).await.map_err(no_password)
}

/// Sends another code; earlier ones stop working.
pub async fn resend_code<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    username: &str,
) -> Result<CodeDeliveryDetails, AuthError> {
    client.resend_confirmation_code(pool, username).await.map_err(no_password)
}

/// What becomes of a forgotten password.
#[derive(Clone, Debug, PartialEq)]
pub enum PasswordResetStart {
    /// A code that allows to set a new one was sent, if there is such a user.
    CodeSent,
    /// The account was never confirmed. Its confirmation code was sent once more, or so often that it cannot be now.
    NotConfirmed(Addressee),
}

/// Sends a code that allows to set a new password to whoever is known by `name`.
pub async fn forgot_password<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    name: &str,
) -> Result<PasswordResetStart, AuthError> {
    let waiting = PendingCode::Confirm.addressee(client.platform()).filter(|waiting| waiting.name == name);
    let addressee = waiting.unwrap_or_else(|| Addressee::known_by(name));
    let refused = match client.forgot_password(pool, &addressee.username).await {
        Err(error) if is_unverified(&error) => error,
        result => return result.map(|_| PasswordResetStart::CodeSent).map_err(no_password),
    };
    match resend_code(client, pool, &addressee.username).await {
        Ok(_) | Err(AuthError::LimitExceeded) => Ok(PasswordResetStart::NotConfirmed(addressee)),
        Err(_) => Err(refused.into()),
    }
}

/// Nothing of the user's is known to be theirs that a code could be sent to.
fn is_unverified(error: &aws::Error) -> bool {
    error.service().is_some_and(|refusal| refusal.message.contains("no registered/verified"))
}

/// Sets a new password with the code.
pub async fn reset_password<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    username: &str,
    code: &str,
    password: &Secret,
) -> Result<(), AuthError> {
    client.confirm_forgot_password(pool, username, &code::digits(code), password.expose()).await.map_err(no_password)
}

/// Who does not exist has not given a wrong password here: none is asked for.
fn no_password(error: aws::Error) -> AuthError {
    if error.code() == "UserNotFoundException" { AuthError::UserNotFound } else { error.into() }
}
