//! The user pool: how visitors sign in, and what a password takes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::read::{Field, Reader, is_region};
use super::{Expected, FaultKind, ManagedLogin, Mfa, UserNames};

/// A Cognito user pool and the app client that this page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPool {
    /// Such as `us-east-1_AbCdEf123`.
    pub id: String,
    /// The app client's id. The client has no secret: a page could not keep one.
    pub client_id: String,
    /// What a new password needs, for showing; the user pool decides.
    pub password_policy: PasswordPolicy,
    /// How visitors may sign in, for offering it; the user pool decides what a visitor has.
    pub first_factors: Vec<FirstFactor>,
    /// What it asks for after that, for offering it.
    pub mfa: Mfa,
    /// Whether the pool knows devices.
    pub remember_devices: RememberDevices,
    /// Its domain, by which visitors of its providers come.
    pub managed_login: Option<ManagedLogin>,
    /// Who decides what a sign-in takes.
    pub auth_flow: AuthFlow,
    /// What its users are called.
    pub names: UserNames,
}

/// How a sign-in by the form begins; `AuthFlow` of `InitiateAuth`
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthFlow {
    /// The password, proved by SRP, and what the pool asks after it: `USER_SRP_AUTH`, or `USER_AUTH` where visitors choose.
    #[default]
    Srp,
    /// `CUSTOM_AUTH`: the owner's Lambda functions decide. Only so does a pool ask `CUSTOM_CHALLENGE`.
    Custom,
}

/// A way to sign in at a user pool, of its `AllowedFirstAuthFactors`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum FirstFactor {
    /// `PASSWORD`: by password, proved by SRP.
    Password,
    /// `EMAIL_OTP`: a code by email.
    EmailOtp,
    /// `SMS_OTP`: a code by text message.
    SmsOtp,
    /// `WEB_AUTHN`: a passkey.
    WebAuthn,
}

impl FirstFactor {
    /// All there are.
    pub const ALL: [FirstFactor; 4] = [FirstFactor::Password, FirstFactor::EmailOtp, FirstFactor::SmsOtp, FirstFactor::WebAuthn];

    /// As the API reference spells it.
    pub const fn name(self) -> &'static str {
        match self {
            FirstFactor::Password => "PASSWORD",
            FirstFactor::EmailOtp => "EMAIL_OTP",
            FirstFactor::SmsOtp => "SMS_OTP",
            FirstFactor::WebAuthn => "WEB_AUTHN",
        }
    }
}

/// Whether a device may stand for the second factor
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RememberDevices {
    /// It never does.
    #[default]
    Never,
    /// Once its visitor says so.
    Ask,
    /// From its first sign-in.
    Always,
}

impl UserPool {
    /// Whether the form takes a password. Only a pool whose functions ask for something else goes without.
    pub fn takes_password(&self) -> bool {
        self.auth_flow == AuthFlow::Srp || self.first_factors.contains(&FirstFactor::Password)
    }

    /// Whether there is more than the password to sign in with.
    pub fn lets_choose(&self) -> bool {
        self.first_factors.iter().any(|factor| *factor != FirstFactor::Password)
    }

    /// The part after the region, which the SRP proof names.
    pub fn name(&self) -> &str {
        self.id.split_once('_').map_or(self.id.as_str(), |(_, name)| name)
    }

    /// The region that the pool's id names.
    pub fn region(&self) -> &str {
        self.id.split_once('_').map_or("", |(region, _)| region)
    }

    /// The pool's key in `Logins`: `cognito-idp.REGION.amazonaws.com/ID`.
    pub fn login_provider(&self) -> String {
        format!("cognito-idp.{}.amazonaws.com/{}", self.region(), self.id)
    }
}

/// What a new password needs. The default is Cognito's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Least number of characters, 6 to 99.
    pub min_length: usize,
    /// Needs one of `a` to `z`.
    pub require_lowercase: bool,
    /// Needs one of `A` to `Z`.
    pub require_uppercase: bool,
    /// Needs one of `0` to `9`.
    pub require_numbers: bool,
    /// Needs one of Cognito's special characters.
    pub require_symbols: bool,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        PasswordPolicy {
            min_length: 8,
            require_lowercase: true,
            require_uppercase: true,
            require_numbers: true,
            require_symbols: true,
        }
    }
}

impl Reader {
    /// `user_pool` of `config.json`.
    pub fn user_pool(&mut self, field: &Field<'_>) -> Option<UserPool> {
        let (pool, path) = (self.object(field)?, &field.path);
        Some(UserPool {
            id: self.text(Field::of(pool, path, "id"), Expected::UserPoolId, is_user_pool_id),
            client_id: self.text(Field::of(pool, path, "client_id"), Expected::ClientId, is_client_id),
            password_policy: self.password_policy(Field::of(pool, path, "password_policy"), |name| name.to_owned()),
            first_factors: self.first_factors(&Field::of(pool, path, "first_factors")),
            mfa: self.mfa(pool),
            remember_devices: self.remember_devices(Field::of(pool, path, "remember_devices")),
            managed_login: self.managed_login(pool),
            auth_flow: self.auth_flow(Field::of(pool, path, "auth_flow")),
            names: self.user_names(pool, path),
        })
    }

    pub fn password_policy(&mut self, field: Field<'_>, name: impl Fn(&'static str) -> String) -> PasswordPolicy {
        let default = PasswordPolicy::default();
        let Some(policy) = self.object(&field) else { return default };
        let length = Field::of(policy, &field.path, &name("min_length"));
        let min_length = match length.value {
            None => default.min_length,
            Some(value) => match value.as_u64().and_then(|n| usize::try_from(n).ok()) {
                Some(n) if (6..=99).contains(&n) => n,
                _ => {
                    self.fault(&length.path, FaultKind::Other(Expected::Number(6, 99)));
                    default.min_length
                }
            },
        };
        let mut flag = |rule, default| self.flag(Field::of(policy, &field.path, &name(rule)), default);
        PasswordPolicy {
            min_length,
            require_lowercase: flag("require_lowercase", false),
            require_uppercase: flag("require_uppercase", false),
            require_numbers: flag("require_numbers", false),
            require_symbols: flag("require_symbols", false),
        }
    }

    fn first_factors(&mut self, field: &Field<'_>) -> Vec<FirstFactor> {
        let Some(value) = field.value else { return vec![FirstFactor::Password] };
        let names = value.as_array().map(|names| names.iter().map(Value::as_str).collect::<Vec<_>>());
        let known = |name: Option<&str>| FirstFactor::ALL.into_iter().find(|factor| Some(factor.name()) == name);
        let factors = names.and_then(|names| names.into_iter().map(known).collect::<Option<Vec<_>>>());
        factors.unwrap_or_else(|| {
            self.fault(&field.path, FaultKind::Other(Expected::SomeOf(&FIRST_FACTORS)));
            Vec::new()
        })
    }

    fn remember_devices(&mut self, field: Field<'_>) -> RememberDevices {
        let text = self.text_or(field, "never", Expected::OneOf(&["never", "ask", "always"]), |text| {
            matches!(text, "never" | "ask" | "always")
        });
        match text.as_str() {
            "ask" => RememberDevices::Ask,
            "always" => RememberDevices::Always,
            _ => RememberDevices::Never,
        }
    }

    fn auth_flow(&mut self, field: Field<'_>) -> AuthFlow {
        let known = |text: &str| matches!(text, "USER_SRP_AUTH" | "CUSTOM_AUTH");
        match self.text_or(field, "USER_SRP_AUTH", Expected::OneOf(&["USER_SRP_AUTH", "CUSTOM_AUTH"]), known).as_str() {
            "CUSTOM_AUTH" => AuthFlow::Custom,
            _ => AuthFlow::Srp,
        }
    }
}

const FIRST_FACTORS: [&str; 4] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];

pub(super) fn is_user_pool_id(text: &str) -> bool {
    text.split_once('_')
        .is_some_and(|(region, name)| is_region(region) && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

pub(super) fn is_client_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::samples::{faults, sample};
    use serde_json::json;

    #[test]
    fn ways_to_sign_in_are_read_by_their_names() {
        let mut value = sample();
        let pool = Config::read(&value.to_string()).unwrap().user_pool.unwrap();
        assert_eq!((pool.lets_choose(), pool.remember_devices), (false, RememberDevices::Never));
        value["user_pool"]["first_factors"] = json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
        value["user_pool"]["remember_devices"] = json!("ask");
        let pool = Config::read(&value.to_string()).unwrap().user_pool.unwrap();
        assert_eq!(pool.first_factors, [FirstFactor::Password, FirstFactor::EmailOtp, FirstFactor::WebAuthn]);
        assert_eq!((pool.lets_choose(), pool.remember_devices), (true, RememberDevices::Ask));
        value["user_pool"]["first_factors"] = json!(["TELEPATHY"]);
        value["user_pool"]["remember_devices"] = json!("sometimes");
        assert_eq!(
            faults(&value),
            [
                r#"user_pool.first_factors: Other(SomeOf(["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]))"#,
                r#"user_pool.remember_devices: Text("sometimes", OneOf(["never", "ask", "always"]))"#,
            ]
        );
    }

    #[test]
    fn the_owners_own_questions_may_do_without_a_password() {
        let mut value = sample();
        let pool = |value: &Value| Config::read(&value.to_string()).unwrap().user_pool.unwrap();
        assert_eq!((pool(&value).auth_flow, pool(&value).takes_password()), (AuthFlow::Srp, true));
        value["user_pool"]["auth_flow"] = json!("CUSTOM_AUTH");
        assert_eq!((pool(&value).auth_flow, pool(&value).takes_password()), (AuthFlow::Custom, true));
        value["user_pool"]["first_factors"] = json!([]);
        assert!(!pool(&value).takes_password());
        value["user_pool"]["auth_flow"] = json!("USER_PASSWORD_AUTH");
        let expected = r#"user_pool.auth_flow: Text("USER_PASSWORD_AUTH", OneOf(["USER_SRP_AUTH", "CUSTOM_AUTH"]))"#;
        assert_eq!(faults(&value), [expected]);
    }
}
