//! What visitors do with their own account in the user pool.
//!
//! An access token may have ended since it was handed out, by its own end or by somebody who signed this user out; the
//! user pool's refusal of one is answered once, with a new one.

use serde_json::Value;

use super::challenge::Factor;
use super::sign_up::code_as_typed;
use super::{Error, Session};
use crate::aws;
use crate::aws::Client;
use crate::aws::user_pool::account::{Device, MfaSetting, Page, User, WebAuthnCredential};
use crate::aws::user_pool::{CodeDeliveryDetails, Secret};
use crate::config::UserPool;
use crate::ports::{KeyValueStore, Lifetime, Platform};

/// Calls an operation with an access token that may be used now.
async fn with_token<P: Platform, T>(
    session: &Session<P>,
    call: impl AsyncFn(&Client<P>, &UserPool, &Secret) -> Result<T, aws::Error>,
) -> Result<T, Error> {
    let client = session.client();
    let pool = client.config().user_pool.as_ref().ok_or(aws::Error::SignedOut)?;
    let token = session.access_token().await?;
    match call(client, pool, &token).await {
        Err(error) if is_token_refusal(&error) => {
            let token = session.replace_access_token(&token).await?;
            Ok(call(client, pool, &token).await?)
        }
        result => Ok(result?),
    }
}

/// The user pool does not take the access token any more. Where its user is gone, no new one can be had, which ends the
/// session.
fn is_token_refusal(error: &aws::Error) -> bool {
    let message = error.service().map_or("", |refusal| refusal.message.as_str());
    let is_over = message.starts_with("Access Token") && (message.contains("expired") || message.contains("revoked"));
    error.code() == "UserNotFoundException" || error.code() == "NotAuthorizedException" && is_over
}

/// What is not there any more needs no removing.
fn gone(result: Result<(), Error>) -> Result<(), Error> {
    match result {
        Err(Error::Aws(error)) if error.code() == "ResourceNotFoundException" => Ok(()),
        result => result,
    }
}

// -- Profile --------------------------------------------------------------------------------------

/// Who the visitor is to the user pool.
pub async fn user<P: Platform>(session: &Session<P>) -> Result<User, Error> {
    with_token(session, async |client, pool, token| client.get_user(pool, token).await).await
}

/// Changes attributes. Says where codes were sent: a changed address waits for its own.
pub async fn change_attributes<P: Platform>(
    session: &Session<P>,
    attributes: &[(&str, &str)],
) -> Result<Vec<CodeDeliveryDetails>, Error> {
    with_token(session, async |client, pool, token| client.update_user_attributes(pool, token, attributes).await).await
}

/// Sends a code to the address that is, or is to become, the attribute's value. Earlier ones stop working.
pub async fn send_code<P: Platform>(session: &Session<P>, attribute: &str) -> Result<CodeDeliveryDetails, Error> {
    with_token(session, async |client, pool, token| client.get_user_attribute_verification_code(pool, token, attribute).await)
        .await
}

/// Shows by its code that an address is the visitor's.
pub async fn verify_attribute<P: Platform>(session: &Session<P>, attribute: &str, code: &str) -> Result<(), Error> {
    let code = code_as_typed(code);
    with_token(session, async |client, pool, token| client.verify_user_attribute(pool, token, attribute, &code).await).await
}

const WAITING: &str = "satchel.pending.change-email";

/// The address that `account` wants to have and whose code has not been entered in this tab yet. The user pool tells
/// nobody.
pub fn waiting(store: &impl KeyValueStore, account: &str) -> Option<String> {
    let stored = store.get(Lifetime::Tab, WAITING)?;
    let (of, email) = stored.split_once('\n')?;
    (of == account).then(|| email.to_owned())
}

/// A code is on its way to `email`.
pub fn wait_for(store: &impl KeyValueStore, account: &str, email: &str) {
    store.set(Lifetime::Tab, WAITING, &format!("{account}\n{}", email.trim()));
}

/// The code was entered, or nobody waits for it any more.
pub fn stop_waiting(store: &impl KeyValueStore) {
    store.remove(Lifetime::Tab, WAITING);
}

// -- Password -------------------------------------------------------------------------------------

/// Replaces the password. [`Error::IncorrectUsernameOrPassword`] says that `previous` is not the present one.
pub async fn change_password<P: Platform>(session: &Session<P>, previous: &Secret, proposed: &Secret) -> Result<(), Error> {
    with_token(session, async |client, pool, token| client.change_password(pool, token, previous, proposed).await).await
}

// -- Two-step verification ------------------------------------------------------------------------

/// The key that a new authenticator is to share with the user pool.
pub async fn begin_authenticator<P: Platform>(session: &Session<P>) -> Result<Secret, Error> {
    with_token(session, async |client, pool, token| client.associate_own_software_token(pool, token).await).await
}

/// Takes the new authenticator into use by its first code. It is asked for at the next sign-in, before other factors.
pub async fn finish_authenticator<P: Platform>(session: &Session<P>, code: &str) -> Result<(), Error> {
    let code = code_as_typed(code);
    with_token(session, async |client, pool, token| client.verify_own_software_token(pool, token, &code).await).await?;
    set_factors(session, &[(Factor::SoftwareToken, FactorUse::Preferred)]).await
}

/// What a second factor is to the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorUse {
    /// It is not asked for.
    Off,
    /// It may be chosen.
    On,
    /// It is asked for before others.
    Preferred,
}

/// Turns second factors on and off; those that are not named stay as they are.
pub async fn set_factors<P: Platform>(session: &Session<P>, factors: &[(Factor, FactorUse)]) -> Result<(), Error> {
    let setting = |(factor, wanted): &(Factor, FactorUse)| MfaSetting {
        name: match factor {
            Factor::SoftwareToken => "SoftwareTokenMfaSettings",
            Factor::Sms => "SMSMfaSettings",
            Factor::Email => "EmailMfaSettings",
        },
        enabled: *wanted != FactorUse::Off,
        preferred: *wanted == FactorUse::Preferred,
    };
    let settings: Vec<MfaSetting> = factors.iter().map(setting).collect();
    with_token(session, async |client, pool, token| client.set_user_mfa_preference(pool, token, &settings).await).await
}

// -- Passkeys -------------------------------------------------------------------------------------

/// All of the visitor's passkeys.
pub async fn passkeys<P: Platform>(session: &Session<P>) -> Result<Vec<WebAuthnCredential>, Error> {
    let list = async |next: Option<String>| {
        with_token(session, async |client, pool, token| client.list_web_authn_credentials(pool, token, next.as_deref()).await)
            .await
    };
    all(list).await
}

/// What the browser is to be asked for, to make a passkey.
pub async fn begin_passkey<P: Platform>(session: &Session<P>) -> Result<Value, Error> {
    with_token(session, async |client, pool, token| client.start_web_authn_registration(pool, token).await).await
}

/// Registers the passkey that the browser made.
pub async fn finish_passkey<P: Platform>(session: &Session<P>, credential: &Value) -> Result<(), Error> {
    with_token(session, async |client, pool, token| client.complete_web_authn_registration(pool, token, credential).await).await
}

/// Deletes a passkey here; the authenticator keeps its half until its owner deletes it there.
pub async fn delete_passkey<P: Platform>(session: &Session<P>, credential_id: &str) -> Result<(), Error> {
    gone(
        with_token(session, async |client, pool, token| client.delete_web_authn_credential(pool, token, credential_id).await)
            .await,
    )
}

// -- Devices --------------------------------------------------------------------------------------

/// All devices that are remembered.
pub async fn devices<P: Platform>(session: &Session<P>) -> Result<Vec<Device>, Error> {
    let list = async |next: Option<String>| {
        with_token(session, async |client, pool, token| client.list_devices(pool, token, next.as_deref()).await).await
    };
    match all(list).await {
        // The pool remembers none.
        Err(Error::Aws(error)) if error.code() == "InvalidUserPoolConfigurationException" => Ok(Vec::new()),
        devices => devices,
    }
}

/// Forgets a device: it needs a second factor again, and its sessions end.
pub async fn forget_device<P: Platform>(session: &Session<P>, device_key: &str) -> Result<(), Error> {
    gone(with_token(session, async |client, pool, token| client.forget_device(pool, token, device_key).await).await)
}

/// Has the user pool remember a device, or not, where it leaves that to its users.
pub async fn remember_device<P: Platform>(session: &Session<P>, device_key: &str, remembered: bool) -> Result<(), Error> {
    with_token(session, async |client, pool, token| client.update_device_status(pool, token, device_key, remembered).await).await
}

/// A whole list, page by page.
async fn all<T>(list: impl AsyncFn(Option<String>) -> Result<Page<T>, Error>) -> Result<Vec<T>, Error> {
    let Page { mut entries, mut next } = list(None).await?;
    while next.is_some() {
        let page = list(next).await?;
        entries.extend(page.entries);
        next = page.next;
    }
    Ok(entries)
}

// -- Leaving --------------------------------------------------------------------------------------

/// Ends all sessions of the visitor, this one included.
pub async fn sign_out_everywhere<P: Platform>(session: &Session<P>) -> Result<(), Error> {
    with_token(session, async |client, pool, token| client.global_sign_out(pool, token).await).await
}

/// Deletes the account in the user pool. Files and items stay; nobody can reach them by this page any more.
pub async fn delete_user<P: Platform>(session: &Session<P>) -> Result<(), Error> {
    with_token(session, async |client, pool, token| client.delete_user(pool, token).await).await
}
