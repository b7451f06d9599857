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
use crate::config::UserPool;
use crate::ports::Platform;
use crate::secret::{Secret, SecretJson};

/// The answer of `GetUser`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct User {
    /// The user's name in the pool; with email addresses as names it is the `sub`.
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

    /// Whether the user has shown that `name`, an email address or a phone number, is theirs.
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
struct AttributeType {
    name: String,
    #[serde(default)]
    value: String,
}

/// A list of `Name` and `Value`.
fn by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let mut by_name = BTreeMap::new();
    for AttributeType { name, value } in Vec::<AttributeType>::deserialize(deserializer)? {
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
pub struct AccountOperation<T> {
    name: &'static str,
    input: SecretJson,
    answer: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for AccountOperation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its input may hold passwords.
        f.write_str(self.name)
    }
}

impl<T> AccountOperation<T> {
    fn new(name: &'static str, input: Value) -> AccountOperation<T> {
        AccountOperation { name, input: SecretJson(input), answer: PhantomData }
    }

    /// The same, whatever it answers.
    pub fn untyped(self) -> AccountOperation<Value> {
        AccountOperation { name: self.name, input: self.input, answer: PhantomData }
    }
}

impl<P: Platform> Client<P> {
    /// Has a user do something to their own account.
    pub async fn act_on_own_account(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        operation: &AccountOperation<Value>,
    ) -> Result<Value, Error> {
        let input = with(operation.input.0.clone(), "AccessToken", Some(access_token.expose()));
        self.user_pool(pool, operation.name, input).await
    }
}

/// `GetUser`
pub fn get_user() -> AccountOperation<User> {
    AccountOperation::new("GetUser", json!({}))
}

/// `UpdateUserAttributes`
pub fn update_user_attributes(attributes: &[(&str, &str)]) -> AccountOperation<Updated> {
    let attributes: Vec<Value> = attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    AccountOperation::new("UpdateUserAttributes", json!({ "UserAttributes": attributes }))
}

/// `GetUserAttributeVerificationCode`: sends a code to the address that is, or is to become, `attribute_name`'s value.
pub fn get_user_attribute_verification_code(attribute_name: &str) -> AccountOperation<CodeSent> {
    AccountOperation::new("GetUserAttributeVerificationCode", json!({ "AttributeName": attribute_name }))
}

/// `VerifyUserAttribute`
pub fn verify_user_attribute(attribute_name: &str, code: &str) -> AccountOperation<Done> {
    AccountOperation::new("VerifyUserAttribute", json!({ "AttributeName": attribute_name, "Code": code }))
}

/// `GetUserAuthFactors`
pub fn get_user_auth_factors() -> AccountOperation<AuthFactors> {
    AccountOperation::new("GetUserAuthFactors", json!({}))
}

/// `ChangePassword`. Both passwords travel: the user pool has no other way. Users who have no password yet name none.
pub fn change_password(previous_password: Option<&Secret>, proposed_password: &Secret) -> AccountOperation<Done> {
    let input = json!({ "ProposedPassword": proposed_password });
    let input = with(input, "PreviousPassword", previous_password.map(Secret::expose));
    AccountOperation::new("ChangePassword", input)
}

/// `AssociateSoftwareToken`: the key takes the place of the one before only when its first code was verified.
pub fn associate_software_token() -> AccountOperation<Associated> {
    AccountOperation::new("AssociateSoftwareToken", json!({}))
}

/// `VerifySoftwareToken`: the authenticator's first code. The factor is not on by that.
pub fn verify_software_token(user_code: &str) -> AccountOperation<Done> {
    AccountOperation::new("VerifySoftwareToken", json!({ "UserCode": user_code }))
}

/// `SetUserMFAPreference`. Factors that are not named stay as they are.
pub fn set_user_mfa_preference(settings: &[MfaSetting]) -> AccountOperation<Done> {
    let mut input = json!({});
    for MfaSetting { name, enabled, preferred } in settings {
        input[*name] = json!({ "Enabled": enabled, "PreferredMfa": preferred });
    }
    AccountOperation::new("SetUserMFAPreference", input)
}

/// `ListDevices`: the remembered ones.
pub fn list_devices(pagination_token: Option<&str>) -> AccountOperation<Devices> {
    AccountOperation::new("ListDevices", with(json!({ "Limit": 60 }), "PaginationToken", pagination_token))
}

/// `ForgetDevice`
pub fn forget_device(device_key: &str) -> AccountOperation<Done> {
    AccountOperation::new("ForgetDevice", json!({ "DeviceKey": device_key }))
}

/// `StartWebAuthnRegistration`
pub fn start_web_authn_registration() -> AccountOperation<Registration> {
    AccountOperation::new("StartWebAuthnRegistration", json!({}))
}

/// `CompleteWebAuthnRegistration` with what the browser made (`RegistrationResponseJSON`).
pub fn complete_web_authn_registration(credential: &Value) -> AccountOperation<Done> {
    AccountOperation::new("CompleteWebAuthnRegistration", json!({ "Credential": credential }))
}

/// `ListWebAuthnCredentials`
pub fn list_web_authn_credentials(next_token: Option<&str>) -> AccountOperation<WebAuthnCredentials> {
    AccountOperation::new("ListWebAuthnCredentials", with(json!({}), "NextToken", next_token))
}

/// `DeleteWebAuthnCredential`
pub fn delete_web_authn_credential(credential_id: &str) -> AccountOperation<Done> {
    AccountOperation::new("DeleteWebAuthnCredential", json!({ "CredentialId": credential_id }))
}

/// `GlobalSignOut`: ends all of the user's sessions, wherever they are.
pub fn global_sign_out() -> AccountOperation<Done> {
    AccountOperation::new("GlobalSignOut", json!({}))
}

/// `DeleteUser`
pub fn delete_user() -> AccountOperation<Done> {
    AccountOperation::new("DeleteUser", json!({}))
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
