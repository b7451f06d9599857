//! What this deployment is: `config.json`, read when the page starts and checked field by field.
//!
//! The bundle never changes between deployments; `deploy.sh` writes the file from the stack's outputs. Amplify's
//! `amplify_outputs.json` says the same in other words and is read as well.

mod access;
mod amplify;
mod api;
#[cfg(test)]
mod cases;
mod developer_login;
mod endpoints;
mod fault;
mod identity_pool;
mod json;
mod managed_login;
mod mfa;
mod places;
mod providers;
mod read;
#[cfg(test)]
mod samples;
mod tables;
mod user_names;
mod user_pool;

use std::time::Duration;

pub use access::{Access, Actions};
pub use api::{ApiEndpoint, api_by_host, is_api_service};
pub use developer_login::DeveloperLogin;
pub use endpoints::Endpoints;
pub use fault::{Expected, Fault, FaultKind, Position};
pub use identity_pool::{CredentialFlow, IdentityPool};
pub use json::is_web_page;
pub use managed_login::{ManagedLogin, PoolProvider};
pub use mfa::{MFA_FACTORS, Mfa, MfaConfiguration};
pub use places::{PAGE_FOLDER, Places, StoragePlace};
pub use providers::{Provider, ProviderEndpoints, ProviderKind};
pub use read::{is_bucket, is_endpoint, is_region};
pub use tables::Table;
pub use user_names::{EMAIL, PHONE_NUMBER, PREFERRED_USERNAME, STANDARD_ATTRIBUTES, UserNames};
pub use user_pool::{AuthFlow, FirstFactor, PasswordPolicy, RememberDevices, UserPool};

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
            reader.fault(if is_amplify { "auth" } else { "user_pool" }, FaultKind::NoSignInMethod);
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
    use super::samples::{faults, sample};
    use super::*;
    use serde_json::{Value, json};

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
}
