//! Cognito user pools: what users may do with their own account, shown an access token with the scope
//! `aws.cognito.signin.user.admin`.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/>

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::CodeDeliveryDetails;
use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::retry::Idempotency;
use crate::config::UserPool;
use crate::ports::Platform;
use crate::secret::{Secret, SecretJson};

/// The answer of `GetUser`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct User {
    /// The user's name in the pool; with e-mail addresses as names it is the `sub`.
    pub username: String,
    /// The attributes that have a value, by name.
    #[serde(rename = "UserAttributes", deserialize_with = "by_name")]
    pub attributes: BTreeMap<String, String>,
    /// The second factors that are on: `SOFTWARE_TOKEN_MFA`, `SMS_MFA`, `EMAIL_OTP`.
    #[serde(rename = "UserMFASettingList")]
    pub mfa_settings: Vec<String>,
    /// The one that is asked for first.
    pub preferred_mfa_setting: Option<String>,
}

impl User {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether the user has shown that `name`, an e-mail address or a phone number, is theirs.
    pub fn is_verified(&self, name: &str) -> bool {
        self.attribute(&format!("{name}_verified")) == Some("true")
    }
}

/// A device that signs in without a second factor: `DeviceType`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Device {
    /// Tells it from others.
    pub device_key: String,
    /// Such as `device_name` and `last_ip_used`.
    #[serde(rename = "DeviceAttributes", deserialize_with = "by_name")]
    pub attributes: BTreeMap<String, String>,
    /// When it was first seen, in seconds since 1970.
    #[serde(rename = "DeviceCreateDate")]
    pub created: f64,
    /// When somebody last signed in with it, in seconds since 1970.
    #[serde(rename = "DeviceLastAuthenticatedDate")]
    pub last_authenticated: f64,
}

/// A passkey: `WebAuthnCredentialDescription`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WebAuthnCredential {
    /// Tells it from others.
    pub credential_id: String,
    /// What the user pool calls it, after the authenticator that keeps it. No operation changes it.
    pub friendly_credential_name: String,
    /// The domain that it is for.
    pub relying_party_id: String,
    /// When it was made, in seconds since 1970.
    pub created_at: f64,
}

/// The answer of `GetUserAuthFactors`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AuthFactors {
    /// What the user may begin a choice-based sign-in with: `PASSWORD`, `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`.
    pub configured_user_auth_factors: Vec<String>,
}

/// A second factor and what becomes of it: a part of `SetUserMFAPreference`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MfaSetting {
    /// The member of the request: `SoftwareTokenMfaSettings`, `SMSMfaSettings`, `EmailMfaSettings`.
    pub name: &'static str,
    /// Whether it is on.
    pub enabled: bool,
    /// Whether it is asked for first.
    pub preferred: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    name: String,
    #[serde(default)]
    value: String,
}

/// A list of `Name` and `Value`.
fn by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let mut by_name = BTreeMap::new();
    for Attribute { name, value } in Vec::<Attribute>::deserialize(deserializer)? {
        by_name.insert(name, value);
    }
    Ok(by_name)
}

/// The answer of `UpdateUserAttributes`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Updated {
    /// Where codes were sent that verify what was changed.
    pub code_delivery_details_list: Vec<CodeDeliveryDetails>,
}

/// The answer of `GetUserAttributeVerificationCode`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CodeSent {
    /// Where the code was sent.
    pub code_delivery_details: CodeDeliveryDetails,
}

/// The answer of `AssociateSoftwareToken`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Associated {
    /// The key to share with an authenticator.
    pub secret_code: Secret,
}

/// A page of devices.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Devices {
    /// What is on it.
    pub devices: Vec<Device>,
    /// To be sent for the next page, if there is one.
    pub pagination_token: Option<String>,
}

/// A page of passkeys.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WebAuthnCredentials {
    /// What is on it.
    pub credentials: Vec<WebAuthnCredential>,
    /// To be sent for the next page, if there is one.
    pub next_token: Option<String>,
}

/// The answer of `StartWebAuthnRegistration`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Registration {
    /// What the browser is to be asked for: `PublicKeyCredentialCreationOptionsJSON`.
    pub credential_creation_options: Value,
}

/// An answer with nothing in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Done {}

/// An operation before it is shown an access token. `T` is what it answers.
///
/// Values rather than methods of the client: the way to an answer is long, and is compiled once for all of them.
#[derive(Clone)]
pub struct Operation<T> {
    name: &'static str,
    input: SecretJson,
    idempotency: Idempotency,
    answer: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its input may hold passwords.
        f.write_str(self.name)
    }
}

impl<T> Operation<T> {
    fn new(name: &'static str, input: Value, idempotency: Idempotency) -> Operation<T> {
        Operation { name, input: SecretJson(input), idempotency, answer: PhantomData }
    }

    /// The same, whatever it answers.
    pub fn untyped(self) -> Operation<Value> {
        Operation { name: self.name, input: self.input, idempotency: self.idempotency, answer: PhantomData }
    }
}

impl<P: Platform> Client<P> {
    /// Has a user do something to their own account.
    pub async fn act_on_own_account(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        operation: &Operation<Value>,
    ) -> Result<Value, Error> {
        let input = with(operation.input.0.clone(), "AccessToken", Some(access_token.expose()));
        self.user_pool(pool, operation.name, input, operation.idempotency).await
    }
}

/// `GetUser`
pub fn get_user() -> Operation<User> {
    Operation::new("GetUser", json!({}), Idempotency::Idempotent)
}

/// `UpdateUserAttributes`
pub fn update_user_attributes(attributes: &[(&str, &str)]) -> Operation<Updated> {
    let attributes: Vec<Value> = attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    Operation::new("UpdateUserAttributes", json!({ "UserAttributes": attributes }), Idempotency::NotIdempotent)
}

/// `GetUserAttributeVerificationCode`: sends a code to the address that is, or is to become, `attribute_name`'s value.
pub fn get_user_attribute_verification_code(attribute_name: &str) -> Operation<CodeSent> {
    Operation::new("GetUserAttributeVerificationCode", json!({ "AttributeName": attribute_name }), Idempotency::NotIdempotent)
}

/// `VerifyUserAttribute`
pub fn verify_user_attribute(attribute_name: &str, code: &str) -> Operation<Done> {
    Operation::new("VerifyUserAttribute", json!({ "AttributeName": attribute_name, "Code": code }), Idempotency::NotIdempotent)
}

/// `GetUserAuthFactors`
pub fn get_user_auth_factors() -> Operation<AuthFactors> {
    Operation::new("GetUserAuthFactors", json!({}), Idempotency::Idempotent)
}

/// `ChangePassword`. Both passwords travel: the user pool has no other way. Users who have no password yet name none.
pub fn change_password(previous_password: Option<&Secret>, proposed_password: &Secret) -> Operation<Done> {
    let input = json!({ "ProposedPassword": proposed_password });
    let input = with(input, "PreviousPassword", previous_password.map(Secret::expose));
    Operation::new("ChangePassword", input, Idempotency::NotIdempotent)
}

/// `AssociateSoftwareToken`: the key takes the place of the one before only when its first code was verified.
pub fn associate_software_token() -> Operation<Associated> {
    Operation::new("AssociateSoftwareToken", json!({}), Idempotency::Idempotent)
}

/// `VerifySoftwareToken`: the authenticator's first code. The factor is not on by that.
pub fn verify_software_token(user_code: &str) -> Operation<Done> {
    Operation::new("VerifySoftwareToken", json!({ "UserCode": user_code }), Idempotency::NotIdempotent)
}

/// `SetUserMFAPreference`. Factors that are not named stay as they are.
pub fn set_user_mfa_preference(settings: &[MfaSetting]) -> Operation<Done> {
    let mut input = json!({});
    for MfaSetting { name, enabled, preferred } in settings {
        input[*name] = json!({ "Enabled": enabled, "PreferredMfa": preferred });
    }
    Operation::new("SetUserMFAPreference", input, Idempotency::Idempotent)
}

/// `ListDevices`: the remembered ones.
pub fn list_devices(pagination_token: Option<&str>) -> Operation<Devices> {
    Operation::new("ListDevices", with(json!({ "Limit": 60 }), "PaginationToken", pagination_token), Idempotency::Idempotent)
}

/// `ForgetDevice`
pub fn forget_device(device_key: &str) -> Operation<Done> {
    Operation::new("ForgetDevice", json!({ "DeviceKey": device_key }), Idempotency::Idempotent)
}

/// `StartWebAuthnRegistration`
pub fn start_web_authn_registration() -> Operation<Registration> {
    Operation::new("StartWebAuthnRegistration", json!({}), Idempotency::Idempotent)
}

/// `CompleteWebAuthnRegistration` with what the browser made (`RegistrationResponseJSON`).
pub fn complete_web_authn_registration(credential: &Value) -> Operation<Done> {
    Operation::new("CompleteWebAuthnRegistration", json!({ "Credential": credential }), Idempotency::NotIdempotent)
}

/// `ListWebAuthnCredentials`
pub fn list_web_authn_credentials(next_token: Option<&str>) -> Operation<WebAuthnCredentials> {
    Operation::new("ListWebAuthnCredentials", with(json!({}), "NextToken", next_token), Idempotency::Idempotent)
}

/// `DeleteWebAuthnCredential`
pub fn delete_web_authn_credential(credential_id: &str) -> Operation<Done> {
    Operation::new("DeleteWebAuthnCredential", json!({ "CredentialId": credential_id }), Idempotency::Idempotent)
}

/// `GlobalSignOut`: ends all of the user's sessions, wherever they are.
pub fn global_sign_out() -> Operation<Done> {
    Operation::new("GlobalSignOut", json!({}), Idempotency::NotIdempotent)
}

/// `DeleteUser`
pub fn delete_user() -> Operation<Done> {
    Operation::new("DeleteUser", json!({}), Idempotency::NotIdempotent)
}

/// `input` with one more member, if there is one.
fn with(mut input: Value, name: &str, value: Option<&str>) -> Value {
    if let Some(value) = value {
        input[name] = value.into();
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_with_what_is_left_out() {
        let user: User = serde_json::from_value(json!({
            "Username": "0f6b5c7e",
            "UserAttributes": [
                { "Name": "email", "Value": "ann@example.com" }, { "Name": "email_verified", "Value": "true" },
                { "Name": "phone_number", "Value": "+491701234567" }, { "Name": "phone_number_verified", "Value": "false" },
            ],
        }))
        .unwrap();
        assert_eq!(user.attribute("email"), Some("ann@example.com"));
        assert!(user.is_verified("email") && !user.is_verified("phone_number") && !user.is_verified("name"));
        assert!(user.mfa_settings.is_empty() && user.preferred_mfa_setting.is_none());
    }

    #[test]
    fn debug_shows_no_password() {
        let operation = change_password(Some(&Secret::new("hunter2")), &Secret::new("hunter3"));
        assert_eq!(format!("{operation:?}"), "ChangePassword");
    }
}
