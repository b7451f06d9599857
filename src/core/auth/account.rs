//! What visitors do with their own account in the user pool.
//!
//! An access token may have ended since it was handed out, by its own end or by somebody who signed this user out; the
//! user pool's refusal of one is answered once, with a new one.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::challenge::Factor;
use super::{AuthError, Session, code, pending};
use crate::aws;
use crate::aws::user_pool::CodeDeliveryDetails;
use crate::aws::user_pool::account::{self as operation, AccountOperation, Device, Done, MfaSetting, User, WebAuthnCredential};
use crate::config::FirstFactor;
use crate::ports::{Clock, KeyValueStore, Lifetime, Platform};
use crate::secret::Secret;

/// Does something to the visitor's own account, and reads what it answers.
async fn act<P: Platform, T: DeserializeOwned>(session: &Session<P>, operation: AccountOperation<T>) -> Result<T, AuthError> {
    let answer = answer(session, operation.untyped()).await?;
    Ok(serde_json::from_value(answer).map_err(|error| aws::Error::Unreadable(aws::AnswerFault::Json(error.to_string())))?)
}

async fn answer<P: Platform>(session: &Session<P>, operation: AccountOperation<Value>) -> Result<Value, AuthError> {
    let client = session.client();
    let pool = client.config().user_pool.as_ref().ok_or(aws::Error::SignedOut)?;
    let token = session.access_token().await?;
    match client.act_on_own_account(pool, &token, &operation).await {
        Err(error) if is_access_token_refusal(&error) => {
            let token = session.replace_access_token(&token).await?;
            Ok(client.act_on_own_account(pool, &token, &operation).await?)
        }
        result => Ok(result?),
    }
}

/// The user pool does not take the access token any more. Where its user is gone, no new one can be had, which ends the
/// session.
fn is_access_token_refusal(error: &aws::Error) -> bool {
    let message = error.service().map_or("", |refusal| refusal.message.as_str());
    let is_over = message.starts_with("Access Token") && (message.contains("expired") || message.contains("revoked"));
    error.code() == "UserNotFoundException" || error.code() == "NotAuthorizedException" && is_over
}

/// What is not there any more needs no removing.
async fn remove<P: Platform>(session: &Session<P>, operation: AccountOperation<Done>) -> Result<(), AuthError> {
    match act(session, operation).await {
        Err(AuthError::Aws(error)) if error.code() == "ResourceNotFoundException" => Ok(()),
        result => result.map(drop),
    }
}

// -- Profile --------------------------------------------------------------------------------------

/// The provider of the user pool that alone vouches for a user, as the pool calls it; by the claims of the ID token. It keeps
/// the password, second steps, passkeys and devices, and the user pool has none of them for this user.
///
/// Somebody who has an account of the pool's own and has had a provider linked to it has all of them here: their
/// `identities` are not `primary`
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation-consolidate-users.html>).
pub fn sole_provider(claims: &Map<String, Value>) -> Option<&str> {
    let is_primary = |identity: &&Value| match identity.get("primary") {
        Some(Value::String(primary)) => primary == "true",
        primary => primary == Some(&Value::Bool(true)),
    };
    claims.get("identities")?.as_array()?.iter().find(is_primary)?.get("providerName")?.as_str()
}

/// Who the visitor is to the user pool.
pub async fn user<P: Platform>(session: &Session<P>) -> Result<User, AuthError> {
    act(session, operation::get_user()).await
}

/// Changes attributes. Says where codes were sent: a changed address waits for its own.
pub async fn change_attributes<P: Platform>(
    session: &Session<P>,
    attributes: &[(&str, &str)],
) -> Result<Vec<CodeDeliveryDetails>, AuthError> {
    Ok(act(session, operation::update_user_attributes(attributes)).await?.code_delivery_details_list)
}

/// Sends a code to the address that is, or is to become, the attribute's value. Earlier ones stop working.
pub async fn send_code<P: Platform>(session: &Session<P>, attribute: &str) -> Result<CodeDeliveryDetails, AuthError> {
    Ok(act(session, operation::get_user_attribute_verification_code(attribute)).await?.code_delivery_details)
}

/// Shows by its code that an address is the visitor's.
pub async fn verify_attribute<P: Platform>(session: &Session<P>, attribute: &str, code: &str) -> Result<(), AuthError> {
    act(session, operation::verify_user_attribute(attribute, &code::digits(code))).await.map(drop)
}

/// How long the code that confirms an attribute is good for
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>).
const TERM: Duration = Duration::from_secs(24 * 60 * 60);

fn waiting_key(attribute: &str) -> String {
    format!("satchel.pending.change-{attribute}")
}

/// What `account` wants `attribute` to become, whose code has not been entered in this browser yet. The user pool tells
/// nobody.
pub fn waiting(platform: &(impl KeyValueStore + Clock), account: &str, attribute: &str) -> Option<String> {
    let kept = pending::kept(platform, &waiting_key(attribute), TERM)?;
    let (of, value) = kept.split_once('\n')?;
    (of == account).then(|| value.to_owned())
}

/// A code is on its way to `value`, which is, or is to become, `account`'s `attribute`.
pub fn wait_for(platform: &(impl KeyValueStore + Clock), account: &str, attribute: &str, value: &str) {
    pending::keep(platform, &waiting_key(attribute), TERM, &format!("{account}\n{}", value.trim()));
}

/// The code was entered, or nobody waits for it any more.
pub fn stop_waiting(store: &impl KeyValueStore, attribute: &str) {
    store.remove(Lifetime::Persistent, &waiting_key(attribute));
}

// -- Password -------------------------------------------------------------------------------------

/// Whether there is a password. Where visitors choose how to sign in, some never had one.
pub async fn has_password<P: Platform>(session: &Session<P>) -> Result<bool, AuthError> {
    let factors = act(session, operation::get_user_auth_factors()).await?.configured_user_auth_factors;
    Ok(factors.iter().any(|factor| factor == FirstFactor::Password.name()))
}

/// Replaces the password, or sets the first one: then there is no `previous`. [`AuthError::IncorrectUsernameOrPassword`] says
/// that `previous` is not the present one.
pub async fn change_password<P: Platform>(
    session: &Session<P>,
    previous: Option<&Secret>,
    proposed: &Secret,
) -> Result<(), AuthError> {
    act(session, operation::change_password(previous, proposed)).await.map(drop)
}

// -- Two-step verification ------------------------------------------------------------------------

/// The key that a new authenticator is to share with the user pool.
pub async fn begin_authenticator<P: Platform>(session: &Session<P>) -> Result<Secret, AuthError> {
    Ok(act(session, operation::associate_software_token()).await?.secret_code)
}

/// Takes the new authenticator into use by its first code. It is asked for at the next sign-in, before other factors.
pub async fn finish_authenticator<P: Platform>(session: &Session<P>, code: &str) -> Result<(), AuthError> {
    act(session, operation::verify_software_token(&code::digits(code))).await?;
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
pub async fn set_factors<P: Platform>(session: &Session<P>, factors: &[(Factor, FactorUse)]) -> Result<(), AuthError> {
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
    act(session, operation::set_user_mfa_preference(&settings)).await.map(drop)
}

// -- Passkeys -------------------------------------------------------------------------------------

/// All of the visitor's passkeys.
pub async fn passkeys<P: Platform>(session: &Session<P>) -> Result<Vec<WebAuthnCredential>, AuthError> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let page = act(session, operation::list_web_authn_credentials(next.as_deref())).await?;
        all.extend(page.credentials);
        next = page.next_token;
        if next.is_none() {
            return Ok(all);
        }
    }
}

/// What the browser is to be asked for, to make a passkey.
pub async fn begin_passkey<P: Platform>(session: &Session<P>) -> Result<Value, AuthError> {
    Ok(act(session, operation::start_web_authn_registration()).await?.credential_creation_options)
}

/// Registers the passkey that the browser made.
pub async fn finish_passkey<P: Platform>(session: &Session<P>, credential: &Value) -> Result<(), AuthError> {
    act(session, operation::complete_web_authn_registration(credential)).await.map(drop)
}

/// Deletes a passkey here; the authenticator keeps its half until its owner deletes it there.
pub async fn delete_passkey<P: Platform>(session: &Session<P>, credential_id: &str) -> Result<(), AuthError> {
    remove(session, operation::delete_web_authn_credential(credential_id)).await
}

// -- Devices --------------------------------------------------------------------------------------

/// All devices that are remembered.
pub async fn devices<P: Platform>(session: &Session<P>) -> Result<Vec<Device>, AuthError> {
    let (mut all, mut next) = (Vec::new(), None);
    loop {
        let page = match act(session, operation::list_devices(next.as_deref())).await {
            // The pool remembers none.
            Err(AuthError::Aws(error)) if error.code() == "InvalidUserPoolConfigurationException" => return Ok(all),
            page => page?,
        };
        all.extend(page.devices);
        next = page.pagination_token;
        if next.is_none() {
            return Ok(all);
        }
    }
}

/// Forgets a device: it needs a second factor again, and its sessions end.
pub async fn forget_device<P: Platform>(session: &Session<P>, device_key: &str) -> Result<(), AuthError> {
    remove(session, operation::forget_device(device_key)).await
}

// -- Leaving --------------------------------------------------------------------------------------

/// Ends all sessions of the visitor, this one included.
pub async fn sign_out_everywhere<P: Platform>(session: &Session<P>) -> Result<(), AuthError> {
    act(session, operation::global_sign_out()).await.map(drop)
}

/// Deletes the account in the user pool. Files and items stay; nobody can reach them by this page any more.
pub async fn delete_user<P: Platform>(session: &Session<P>) -> Result<(), AuthError> {
    act(session, operation::delete_user()).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn who_has_an_account_of_the_pools_own_is_told_from_those_whom_a_provider_alone_vouches_for() {
        let provider = |identities: Value| {
            let claims = json!({ "sub": "1", "identities": identities });
            sole_provider(claims.as_object().unwrap()).map(str::to_owned)
        };
        let google = |primary: Value| json!([{ "userId": "7", "providerName": "Google", "primary": primary }]);
        assert_eq!(provider(google(json!("true"))).as_deref(), Some("Google"));
        assert_eq!(provider(google(json!(true))).as_deref(), Some("Google"));
        assert_eq!(provider(google(json!("false"))), None, "linked to an account of the pool's own");
        assert_eq!(provider(json!([])), None);
        assert_eq!(sole_provider(&Map::new()), None);
    }
}
