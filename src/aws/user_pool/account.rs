//! Cognito user pools: what users may do with their own account, shown an access token with the scope
//! `aws.cognito.signin.user.admin`.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/>

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::{CodeDeliveryDetails, CodeOutput, Empty, Secret, SoftwareToken};
use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::retry::Repeat;
use crate::config::UserPool;
use crate::ports::Platform;

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

/// A page of a list, and where the next one begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// What is on it.
    pub entries: Vec<T>,
    /// To be sent for the next page, if there is one.
    pub next: Option<String>,
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
    let attributes = Vec::<Attribute>::deserialize(deserializer)?;
    Ok(attributes.into_iter().map(|attribute| (attribute.name, attribute.value)).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateOutput {
    #[serde(default)]
    code_delivery_details_list: Vec<CodeDeliveryDetails>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DevicesOutput {
    #[serde(default)]
    devices: Vec<Device>,
    pagination_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CredentialsOutput {
    #[serde(default)]
    credentials: Vec<WebAuthnCredential>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegistrationOutput {
    credential_creation_options: Value,
}

impl<P: Platform> Client<P> {
    /// `GetUser`
    pub async fn get_user(&self, pool: &UserPool, access_token: &Secret) -> Result<User, Error> {
        self.user_pool(pool, "GetUser", json!({ "AccessToken": access_token }), Repeat::Safe).await
    }

    /// `UpdateUserAttributes`. Says where codes were sent that verify what was changed.
    pub async fn update_user_attributes(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        attributes: &[(&str, &str)],
    ) -> Result<Vec<CodeDeliveryDetails>, Error> {
        let attributes: Vec<Value> = attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
        let input = json!({ "AccessToken": access_token, "UserAttributes": attributes });
        let output: UpdateOutput = self.user_pool(pool, "UpdateUserAttributes", input, Repeat::Unsafe).await?;
        Ok(output.code_delivery_details_list)
    }

    /// `GetUserAttributeVerificationCode`: sends a code to the address that is, or is to become, `attribute_name`'s value.
    pub async fn get_user_attribute_verification_code(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        attribute_name: &str,
    ) -> Result<CodeDeliveryDetails, Error> {
        let input = json!({ "AccessToken": access_token, "AttributeName": attribute_name });
        let output: CodeOutput = self.user_pool(pool, "GetUserAttributeVerificationCode", input, Repeat::Unsafe).await?;
        Ok(output.code_delivery_details)
    }

    /// `VerifyUserAttribute`
    pub async fn verify_user_attribute(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        attribute_name: &str,
        code: &str,
    ) -> Result<(), Error> {
        let input = json!({ "AccessToken": access_token, "AttributeName": attribute_name, "Code": code });
        self.user_pool::<Empty>(pool, "VerifyUserAttribute", input, Repeat::Unsafe).await.map(drop)
    }

    /// `ChangePassword`. Both passwords travel: the user pool has no other way.
    pub async fn change_password(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        previous_password: &Secret,
        proposed_password: &Secret,
    ) -> Result<(), Error> {
        let input = json!({
            "AccessToken": access_token, "PreviousPassword": previous_password, "ProposedPassword": proposed_password,
        });
        self.user_pool::<Empty>(pool, "ChangePassword", input, Repeat::Unsafe).await.map(drop)
    }

    /// `AssociateSoftwareToken`: the key to share with an authenticator. It takes the place of the one before only when
    /// its first code was verified.
    pub async fn associate_own_software_token(&self, pool: &UserPool, access_token: &Secret) -> Result<Secret, Error> {
        let input = json!({ "AccessToken": access_token });
        let output: SoftwareToken = self.user_pool(pool, "AssociateSoftwareToken", input, Repeat::Safe).await?;
        Ok(output.secret_code)
    }

    /// `VerifySoftwareToken`: the authenticator's first code. The factor is not on by that.
    pub async fn verify_own_software_token(&self, pool: &UserPool, access_token: &Secret, user_code: &str) -> Result<(), Error> {
        let input = json!({ "AccessToken": access_token, "UserCode": user_code });
        self.user_pool::<Empty>(pool, "VerifySoftwareToken", input, Repeat::Unsafe).await.map(drop)
    }

    /// `SetUserMFAPreference`. Factors that are not named stay as they are.
    pub async fn set_user_mfa_preference(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        settings: &[MfaSetting],
    ) -> Result<(), Error> {
        let named = |setting: &MfaSetting| {
            (setting.name.to_owned(), json!({ "Enabled": setting.enabled, "PreferredMfa": setting.preferred }))
        };
        let mut input: Map<String, Value> = settings.iter().map(named).collect();
        input.insert("AccessToken".to_owned(), json!(access_token));
        self.user_pool::<Empty>(pool, "SetUserMFAPreference", input.into(), Repeat::Safe).await.map(drop)
    }

    /// `ListDevices`: the remembered ones.
    pub async fn list_devices(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        pagination_token: Option<&str>,
    ) -> Result<Page<Device>, Error> {
        let input = with(json!({ "AccessToken": access_token, "Limit": 60 }), "PaginationToken", pagination_token);
        let output: DevicesOutput = self.user_pool(pool, "ListDevices", input, Repeat::Safe).await?;
        Ok(Page { entries: output.devices, next: output.pagination_token })
    }

    /// `ForgetDevice`
    pub async fn forget_device(&self, pool: &UserPool, access_token: &Secret, device_key: &str) -> Result<(), Error> {
        let input = json!({ "AccessToken": access_token, "DeviceKey": device_key });
        self.user_pool::<Empty>(pool, "ForgetDevice", input, Repeat::Safe).await.map(drop)
    }

    /// `UpdateDeviceStatus`: whether the device is to be remembered, where the pool leaves that to its users.
    pub async fn update_device_status(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        device_key: &str,
        remembered: bool,
    ) -> Result<(), Error> {
        let status = if remembered { "remembered" } else { "not_remembered" };
        let input = json!({ "AccessToken": access_token, "DeviceKey": device_key, "DeviceRememberedStatus": status });
        self.user_pool::<Empty>(pool, "UpdateDeviceStatus", input, Repeat::Safe).await.map(drop)
    }

    /// `StartWebAuthnRegistration`: what the browser is to be asked for (`PublicKeyCredentialCreationOptionsJSON`).
    pub async fn start_web_authn_registration(&self, pool: &UserPool, access_token: &Secret) -> Result<Value, Error> {
        let input = json!({ "AccessToken": access_token });
        let output: RegistrationOutput = self.user_pool(pool, "StartWebAuthnRegistration", input, Repeat::Safe).await?;
        Ok(output.credential_creation_options)
    }

    /// `CompleteWebAuthnRegistration` with what the browser made (`RegistrationResponseJSON`).
    pub async fn complete_web_authn_registration(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        credential: &Value,
    ) -> Result<(), Error> {
        let input = json!({ "AccessToken": access_token, "Credential": credential });
        self.user_pool::<Empty>(pool, "CompleteWebAuthnRegistration", input, Repeat::Unsafe).await.map(drop)
    }

    /// `ListWebAuthnCredentials`
    pub async fn list_web_authn_credentials(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        next_token: Option<&str>,
    ) -> Result<Page<WebAuthnCredential>, Error> {
        let input = with(json!({ "AccessToken": access_token }), "NextToken", next_token);
        let output: CredentialsOutput = self.user_pool(pool, "ListWebAuthnCredentials", input, Repeat::Safe).await?;
        Ok(Page { entries: output.credentials, next: output.next_token })
    }

    /// `DeleteWebAuthnCredential`
    pub async fn delete_web_authn_credential(
        &self,
        pool: &UserPool,
        access_token: &Secret,
        credential_id: &str,
    ) -> Result<(), Error> {
        let input = json!({ "AccessToken": access_token, "CredentialId": credential_id });
        self.user_pool::<Empty>(pool, "DeleteWebAuthnCredential", input, Repeat::Safe).await.map(drop)
    }

    /// `GlobalSignOut`: ends all of the user's sessions, wherever they are.
    pub async fn global_sign_out(&self, pool: &UserPool, access_token: &Secret) -> Result<(), Error> {
        self.user_pool::<Empty>(pool, "GlobalSignOut", json!({ "AccessToken": access_token }), Repeat::Unsafe).await.map(drop)
    }

    /// `DeleteUser`
    pub async fn delete_user(&self, pool: &UserPool, access_token: &Secret) -> Result<(), Error> {
        self.user_pool::<Empty>(pool, "DeleteUser", json!({ "AccessToken": access_token }), Repeat::Unsafe).await.map(drop)
    }
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
}
