//! What this deployment is: `config.json`, read when the page starts and checked field by field.
//!
//! The bundle never changes between deployments; `deploy.sh` writes the file from the stack's outputs. Amplify's
//! `amplify_outputs.json` says the same in other words and is read as well.

mod amplify;
mod api;
#[cfg(test)]
mod cases;
mod developer_login;
mod fault;
mod json;
mod managed_login;
mod mfa;
mod places;
mod providers;
mod read;
mod user_names;

use std::time::Duration;

pub use api::{ApiEndpoint, api_by_host, is_api_service};
pub use developer_login::DeveloperLogin;
pub use fault::{Expected, Fault, FaultKind, Position};
pub use json::is_web_page;
pub use managed_login::{ManagedLogin, PoolProvider};
pub use mfa::{MFA_FACTORS, Mfa, MfaConfiguration};
pub use places::{Access, Actions, PAGE_FOLDER, Places, StoragePlace};
pub use providers::{Provider, ProviderEndpoints, ProviderKind};
pub use read::{is_bucket, is_endpoint, is_region};
use serde::{Deserialize, Serialize};
pub use user_names::{EMAIL, PHONE_NUMBER, PREFERRED_USERNAME, STANDARD_ATTRIBUTES, UserNames};

/// A deployment's settings, all of them checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The region of everything the deployment owns, such as `eu-west-1`.
    pub region: String,
    /// Where visitors sign up and in. Absent where only guests are served.
    pub user_pool: Option<UserPool>,
    /// Where tokens are traded for credentials.
    pub identity_pool: IdentityPool,
    /// Where files are kept.
    pub places: Places,
    /// The tables with items of the visitor's own.
    pub tables: Vec<Table>,
    /// The APIs that ask for signed requests.
    pub apis: Vec<ApiEndpoint>,
    /// Where the same page is served by HTTPS, if it is: providers send visitors back only there.
    pub https_url: Option<String>,
    /// Other ways in: providers that the identity pool knows.
    pub providers: Vec<Provider>,
    /// A login of the owner's own.
    pub developer_login: Option<DeveloperLogin>,
    /// After how long without a sign of the visitor their session ends; absent where it does not.
    pub idle_timeout: Option<Duration>,
    /// Where services answer, if not at AWS's own addresses: the local AWS.
    pub endpoints: Endpoints,
}

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

/// A Cognito identity pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityPool {
    /// Such as `us-east-1:01234567-89ab-cdef-0123-456789abcdef`.
    pub id: String,
    /// Whether it vends credentials to visitors who have not signed in.
    pub allow_guests: bool,
    /// How an identity becomes credentials.
    pub flow: Flow,
}

/// How an identity becomes credentials
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// The identity pool chooses the role and gives the credentials.
    #[default]
    Enhanced,
    /// The identity pool gives a token, with which STS lets the visitor act as a role.
    Classic {
        /// The role of somebody who has signed in, as an ARN.
        role_arn: String,
        /// The role of guests, where they are let in.
        guest_role_arn: Option<String>,
    },
}

/// A DynamoDB table whose partition key is the identity id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name.
    pub name: String,
    /// The partition key's attribute, compared with the identity id.
    pub partition_key: String,
    /// The sort key's attribute.
    pub sort_key: Option<String>,
}

/// Base URLs of services, without a trailing slash. `None` is AWS's own address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// Cognito user pools.
    pub cognito_idp: Option<String>,
    /// Cognito identity pools.
    pub cognito_identity: Option<String>,
    /// STS.
    pub sts: Option<String>,
    /// S3; buckets are then part of the path.
    pub s3: Option<String>,
    /// DynamoDB.
    pub dynamodb: Option<String>,
}

impl Endpoints {
    /// The addresses that are configured.
    pub fn all(&self) -> impl Iterator<Item = http::Uri> {
        let all = [&self.cognito_idp, &self.cognito_identity, &self.sts, &self.s3, &self.dynamodb];
        all.into_iter().flatten().filter_map(|endpoint| endpoint.parse().ok())
    }
}

impl Config {
    /// Reads a `config.json` in which nothing is wrong. [`Config::read_file`] says what is, and weighs more.
    pub fn read_sound(file: &[u8]) -> Option<Config> {
        let mut reader = read::Reader::default();
        let config = reader.satchel(&json::own(file)?);
        (reader.faults.is_empty() && config.can_be_entered()).then_some(config)
    }

    /// Reads `config.json`, or Amplify's `amplify_outputs.json`, whichever the file is. Names every fault, not only the
    /// first.
    pub fn read_file(file: &[u8]) -> Result<Config, Vec<Fault>> {
        let root = json::object(file).map_err(|kind| vec![Fault { field: String::new(), kind }])?;
        let mut reader = read::Reader::default();
        let is_amplify = json::is_amplify(&root);
        let config = if is_amplify { reader.amplify(&root) } else { reader.satchel(&root) };
        // A rule for the whole would only follow from a fault that has been named.
        if reader.faults.is_empty() && !config.can_be_entered() {
            reader.fault(if is_amplify { "auth" } else { "user_pool" }, FaultKind::NoWayIn);
        }
        if reader.faults.is_empty() { Ok(config) } else { Err(reader.faults) }
    }

    /// Reads a file's text.
    pub fn read(text: &str) -> Result<Config, Vec<Fault>> {
        Config::read_file(text.as_bytes())
    }
}

impl Config {
    /// Whether there is any way in.
    fn can_be_entered(&self) -> bool {
        self.user_pool.is_some()
            || !self.providers.is_empty()
            || self.developer_login.is_some()
            || self.identity_pool.allow_guests
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn sample() -> Value {
        json!({
            "region": "us-east-1",
            "user_pool": { "id": "us-east-1_AbC123", "client_id": "abc123", "password_policy": { "min_length": 10, "require_numbers": true } },
            "identity_pool": { "id": "us-east-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true },
            "storage": { "places": [
                { "label": "My files", "bucket": "my-data", "prefix": "private/{identity_id}/", "access": { "authenticated": ["get"] } },
            ] },
            "tables": [ { "name": "items", "partition_key": "IdentityId", "sort_key": "ItemId" } ],
            "api": { "url": "http://localhost:4566/_aws/execute-api/abc/live/" },
            "endpoints": { "s3": "http://localhost:4566/" },
        })
    }

    fn faults(value: &Value) -> Vec<String> {
        Config::read(&value.to_string()).err().unwrap_or_default().iter().map(Fault::to_string).collect()
    }

    #[test]
    fn a_whole_file_is_read() {
        let config = Config::read(&sample().to_string()).unwrap();
        let pool = config.user_pool.unwrap();
        assert_eq!((pool.name(), pool.region()), ("AbC123", "us-east-1"));
        assert_eq!(pool.login_provider(), "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123");
        assert_eq!(pool.password_policy.min_length, 10);
        assert!(pool.password_policy.require_numbers && !pool.password_policy.require_symbols);
        let my = config.places.my().unwrap();
        assert_eq!((my.prefix("me"), my.region.as_str()), ("private/me/".to_owned(), "us-east-1"));
        assert_eq!(config.endpoints.s3.as_deref(), Some("http://localhost:4566"));
        assert_eq!(config.apis[0].url, "http://localhost:4566/_aws/execute-api/abc/live");
    }

    #[test]
    fn every_fault_is_named_with_its_field() {
        let mut value = sample();
        value["region"] = json!("Ireland");
        value["user_pool"]["client_id"] = json!(7);
        value["identity_pool"] = json!({ "id": "us-east-1_wrong", "allow_guests": "yes" });
        value["storage"]["places"][0]["bucket"] = json!("My Bucket");
        value["storage"]["places"][0]["prefix"] = json!("/shared");
        value["tables"] = json!([{ "name": "items" }, 3]);
        value["endpoints"] = json!({ "s3": "localhost:4566" });
        let found = faults(&value);
        let fields: Vec<&str> = found.iter().map(|f| f.split(": ").next().unwrap()).collect();
        assert_eq!(
            fields,
            [
                "region",
                "user_pool.client_id",
                "identity_pool.id",
                "identity_pool.allow_guests",
                "storage.places[0].bucket",
                "storage.places[0].prefix",
                "tables[0].partition_key",
                "tables[1]",
                "endpoints.s3",
            ]
        );
        assert_eq!(found[0], r#"region: Text("Ireland", Region)"#);
    }

    #[test]
    fn sessions_end_by_themselves_where_that_is_wanted() {
        let with = |minutes: Value| {
            let mut value = sample();
            value["session"] = json!({ "idle_timeout_minutes": minutes });
            value
        };
        let timeout = |value: &Value| Config::read(&value.to_string()).unwrap().idle_timeout;
        assert_eq!(timeout(&sample()), None);
        assert_eq!(timeout(&with(json!(0))), None);
        assert_eq!(timeout(&with(json!(15))), Some(Duration::from_secs(900)));
        for wrong in [json!(-1), json!(1441), json!("15"), json!(1.5)] {
            let found = faults(&with(wrong));
            assert!(found.len() == 1 && found[0].starts_with("session.idle_timeout_minutes: "), "{found:?}");
        }
    }

    #[test]
    fn a_deployment_nobody_could_enter_is_refused() {
        let mut value = sample();
        value["user_pool"] = Value::Null;
        value["identity_pool"]["allow_guests"] = json!(false);
        assert_eq!(faults(&value).len(), 1);
    }

    #[test]
    fn passwords_and_codes_go_nowhere_without_encryption() {
        let mut value = sample();
        value["developer_login"] = json!({ "name": "site account", "url": "http://login.example/session" });
        value["user_pool"]["managed_login"] = json!({ "url": "http://login.example", "providers": [{ "name": "Google" }] });
        let fields: Vec<String> = faults(&value).iter().map(|f| f.split(": ").next().unwrap().to_owned()).collect();
        assert_eq!(
            fields,
            ["user_pool.managed_login.providers[0].identity_provider", "user_pool.managed_login.url", "developer_login.url"]
        );
        // What the template takes for DeveloperLoginUrl (deploy/tests/test_logins.py), and what it refuses.
        for url in
            ["https://login.example/session/", "http://localhost:4566/login", "http://127.0.0.1/login", "https://a.example:8443"]
        {
            value["developer_login"]["url"] = json!(url);
            value["user_pool"]["managed_login"] = json!({ "url": url });
            let read = Config::read(&value.to_string()).unwrap();
            assert_eq!(read.developer_login.unwrap().url, url, "a whole address is left as it is");
            assert_eq!(read.user_pool.unwrap().managed_login.unwrap().url, url.trim_end_matches('/'));
        }
        for url in
            ["http://login.example/session", "https://login.example/?of=us", "http://localhost.example/", "https://", "login"]
        {
            let mut value = value.clone();
            value["developer_login"]["url"] = json!(url);
            assert!(matches!(faults(&value).as_slice(), [fault] if fault.starts_with("developer_login.url: ")), "{url}");
        }
        let login = Config::read(&value.to_string()).unwrap().user_pool.unwrap().managed_login.unwrap();
        assert_eq!((login.page, login.scopes.len(), login.return_urls.len()), (None, 4, 0));
    }

    #[test]
    fn providers_say_where_they_answer_or_are_asked() {
        let read = |provider: Value| {
            let mut value = sample();
            value["providers"] = json!({ "oidc": [provider] });
            Config::read(&value.to_string()).map(|config| config.providers[0].clone())
        };
        let (authorize, trade) = ("https://login.example/authorize/", "https://login.example/token/");
        let plain = json!({ "name": "Work", "issuer": "https://login.example/", "client_id": "c" });
        let with = |more: &[(&str, &str)]| {
            let mut provider = plain.clone();
            more.iter().for_each(|(name, value)| provider[*name] = json!(value));
            read(provider)
        };
        let provider = read(plain.clone()).unwrap();
        let discovered = ProviderEndpoints::Discovered { issuer: "https://login.example/".to_owned() };
        assert_eq!(
            (provider.kind, provider.login.as_str(), &provider.endpoints),
            (ProviderKind::Oidc, "login.example/", &discovered)
        );
        let token = with(&[("response_type", "id_token")]).unwrap();
        assert_eq!((token.kind, &token.endpoints), (ProviderKind::OidcIdToken, &discovered));
        let named = with(&[("authorization_endpoint", authorize), ("token_endpoint", trade)]).unwrap();
        let known = |token: Option<&str>| ProviderEndpoints::Known {
            authorization: authorize.to_owned(),
            token: token.map(str::to_owned),
        };
        assert_eq!(named.endpoints, known(Some(trade)), "whole addresses are left as they are");
        let token = with(&[("authorization_endpoint", authorize), ("response_type", "id_token")]).unwrap();
        assert_eq!(token.endpoints, known(None), "nothing is traded");

        for (more, expected) in [
            (("authorization_endpoint", authorize), "providers.oidc[0].token_endpoint: OneEndpoint"),
            (("token_endpoint", trade), "providers.oidc[0].authorization_endpoint: OneEndpoint"),
            (("response_type", "token"), r#"providers.oidc[0].response_type: Text("token", OneOf(["code", "id_token"]))"#),
        ] {
            assert_eq!(with(&[more]).unwrap_err().iter().map(Fault::to_string).collect::<Vec<_>>(), [expected]);
        }
        for field in ["issuer", "authorization_endpoint", "token_endpoint"] {
            let others = [("authorization_endpoint", authorize), ("token_endpoint", trade), (field, "http://login.example/")];
            let fields = with(&others).unwrap_err().into_iter().map(|fault| fault.field).collect::<Vec<_>>();
            assert_eq!(fields, [format!("providers.oidc[0].{field}")], "what it is told could be read on the way");
        }
    }

    #[test]
    fn amplify_outputs_say_the_same() {
        let value = json!({
            "version": "1.4",
            "auth": {
                "aws_region": "eu-west-1",
                "user_pool_id": "eu-west-1_AbC123",
                "user_pool_client_id": "abc123",
                "identity_pool_id": "eu-west-1:01234567-89ab-cdef-0123-456789abcdef",
                "unauthenticated_identities_enabled": true,
                "password_policy": { "min_length": 12, "require_symbols": true },
                "mfa_configuration": "OPTIONAL",
                "mfa_methods": ["TOTP"],
                "oauth": {
                    "identity_providers": ["GOOGLE", "LOGIN_WITH_AMAZON", "Corp"],
                    "domain": "files.auth.eu-west-1.amazoncognito.com",
                    "scopes": ["openid", "aws.cognito.signin.user.admin"],
                    "redirect_sign_in_uri": ["https://files.example/"],
                    "redirect_sign_out_uri": ["https://files.example/"],
                    "response_type": "code",
                },
            },
            "storage": { "aws_region": "eu-west-1", "bucket_name": "amplify-bucket" },
            "custom": { "tables": [ { "name": "items", "partition_key": "pk" } ] },
        });
        let config = Config::read(&value.to_string()).unwrap();
        assert_eq!(config.region, "eu-west-1");
        let pool = config.user_pool.unwrap();
        assert_eq!(pool.password_policy.min_length, 12);
        let mfa = Mfa { configuration: Some(MfaConfiguration::Optional), factors: Some(vec!["SOFTWARE_TOKEN_MFA"]) };
        assert_eq!(pool.mfa, mfa);
        let login = pool.managed_login.unwrap();
        let providers: Vec<_> = login.providers.iter().map(|p| (p.name.as_str(), p.identity_provider.as_str())).collect();
        assert_eq!(providers, [("Google", "Google"), ("Amazon", "LoginWithAmazon"), ("Corp", "Corp")]);
        assert_eq!(login.url, "https://files.auth.eu-west-1.amazoncognito.com");
        assert_eq!((login.scopes.len(), login.return_urls.as_slice()), (2, ["https://files.example/".to_owned()].as_slice()));
        assert!(config.identity_pool.allow_guests);
        let places: Vec<_> = config.places.iter().map(|place| (place.label.as_str(), place.prefix("me"))).collect();
        assert_eq!(places, [("", "private/me/".to_owned()), ("Shared", "shared/".to_owned())]);
        assert_eq!(config.tables[0].sort_key, None);
    }

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
    fn the_classic_flow_needs_its_roles() {
        let mut value = sample();
        let flow = |value: &Value| Config::read(&value.to_string()).map(|config| config.identity_pool.flow);
        assert_eq!(flow(&value), Ok(Flow::Enhanced));
        value["identity_pool"]["flow"] = json!("classic");
        assert_eq!(
            faults(&value),
            ["identity_pool.role_arn: Missing(RoleArn)", "identity_pool.guest_role_arn: Missing(RoleArn)",]
        );
        let (role_arn, guest) = ("arn:aws:iam::123456789012:role/path/User", "arn:aws-cn:iam::123456789012:role/Guest");
        value["identity_pool"]["role_arn"] = json!(role_arn);
        value["identity_pool"]["guest_role_arn"] = json!(guest);
        let classic = Flow::Classic { role_arn: role_arn.to_owned(), guest_role_arn: Some(guest.to_owned()) };
        assert_eq!(flow(&value), Ok(classic));
        value["identity_pool"]["flow"] = json!("express");
        value["identity_pool"]["role_arn"] = json!("arn:aws:s3:::bucket");
        assert_eq!(faults(&value), [r#"identity_pool.flow: Text("express", OneOf(["enhanced", "classic"]))"#]);
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

    #[test]
    fn regions_and_buckets_are_told_from_other_words() {
        for region in ["us-east-1", "ap-southeast-2", "us-gov-west-1", "us-iso-east-1", "cn-north-1"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["", "us-east", "us--1", "US-EAST-1", "eu-west-1/evil", "1", "us-east-1.evil.com", "a:1@b-1"] {
            assert!(!is_region(other), "{other}");
        }
        for bucket in ["my.data-bucket", "a.b.c", "123", &"x".repeat(63)] {
            assert!(is_bucket(bucket), "{bucket}");
        }
        for other in ["", "ab", "-ab", "ab.", "a..b", "A_b", "bucket/evil", "evil.example#", "a@b", "é-é", &"x".repeat(64)] {
            assert!(!is_bucket(other), "{other}");
        }
    }
}
