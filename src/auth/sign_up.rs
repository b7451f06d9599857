//! Becoming a user, and becoming one again after a forgotten password: flows in which a code is e-mailed.

use super::Error;
use crate::aws::user_pool::{CodeDeliveryDetails, Secret, SignUpOutput};
use crate::aws::{self, Client};
use crate::config::UserPool;
use crate::ports::Platform;

/// Signs up with an e-mail address; a code is sent to it.
pub async fn sign_up<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    email: &str,
    password: &Secret,
) -> Result<SignUpOutput, Error> {
    Ok(client.sign_up(pool, email.trim(), password.expose()).await?)
}

/// Confirms the address with the code that was sent to it.
pub async fn confirm<P: Platform>(client: &Client<P>, pool: &UserPool, email: &str, code: &str) -> Result<(), Error> {
    client.confirm_sign_up(pool, email.trim(), &code_as_typed(code)).await.map_err(no_password)
}

/// Sends another code; earlier ones stop working.
pub async fn resend_code<P: Platform>(client: &Client<P>, pool: &UserPool, email: &str) -> Result<CodeDeliveryDetails, Error> {
    client.resend_confirmation_code(pool, email.trim()).await.map_err(no_password)
}

/// Sends a code that allows to set a new password.
pub async fn forgot_password<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    email: &str,
) -> Result<CodeDeliveryDetails, Error> {
    client.forgot_password(pool, email.trim()).await.map_err(no_password)
}

/// Sets a new password with the code.
pub async fn reset_password<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    email: &str,
    code: &str,
    password: &Secret,
) -> Result<(), Error> {
    client.confirm_forgot_password(pool, email.trim(), &code_as_typed(code), password.expose()).await.map_err(no_password)
}

/// Who does not exist has not given a wrong password here: none is asked for.
fn no_password(error: aws::Error) -> Error {
    if error.code() == "UserNotFoundException" { Error::UserNotFound } else { error.into() }
}

/// A code as people type and paste it: with spaces, or a dash in the middle.
pub(super) fn code_as_typed(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_as_people_paste_them() {
        assert_eq!(code_as_typed(" 123 456\n"), "123456");
        assert_eq!(code_as_typed("123-456"), "123456");
    }
}
