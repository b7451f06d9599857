//! What this deployment is: `config.json`, read when the page starts and checked field by field.
//!
//! The bundle never changes between deployments; `deploy.sh` writes the file from the stack's outputs. Amplify's
//! `amplify_outputs.json` says the same in other words and is read as well.

use std::fmt;

use serde_json::{Map, Value};

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
    pub storage: Option<Storage>,
    /// The tables with items of the visitor's own.
    pub tables: Vec<Table>,
    /// The base URL of an IAM-authorised API, stage included.
    pub api_url: Option<String>,
    /// Where the same page is served by HTTPS, if it is: providers send visitors back only there.
    pub https_url: Option<String>,
    /// Other ways in: providers that the identity pool knows.
    pub providers: Vec<Provider>,
    /// Where services answer, if not at AWS's own addresses: the local AWS.
    pub endpoints: Endpoints,
}

/// Which provider it is; they differ in what they give a page without a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderKind {
    /// An access token by `response_type=token`.
    Facebook,
    /// An ID token by `response_type=id_token`: its token endpoint asks web applications for a secret.
    Google,
    /// An access token for a code, with PKCE.
    Amazon,
    /// An ID token by `response_type=code id_token`.
    Apple,
    /// Any OpenID Connect provider: an ID token for a code, with PKCE.
    Oidc,
}

/// A provider of identities outside AWS, and the application that this page is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Which it is.
    pub kind: ProviderKind,
    /// What visitors call it.
    pub name: String,
    /// The application's id.
    pub client_id: String,
    /// Its key in `Logins`.
    pub login: String,
    /// Where visitors sign in; `None` is asked for by discovery.
    pub authorization_endpoint: Option<String>,
    /// Where a code is traded for tokens, where one is.
    pub token_endpoint: Option<String>,
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
}

impl UserPool {
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
}

/// The data bucket and its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storage {
    /// The bucket's name.
    pub bucket: String,
    /// The bucket's region; the deployment's own unless said otherwise.
    pub region: String,
    /// Before a visitor's identity id and `/`: by default `private/`.
    pub private_prefix: String,
    /// What everyone may read: by default `shared/`.
    pub shared_prefix: String,
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

/// Something in the file that must be mended before the page can work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the file, such as `user_pool.client_id`; empty for the file as a whole.
    pub field: String,
    /// What is wrong with it and what it should be, as a sentence.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() { f.write_str(&self.problem) } else { write!(f, "{}: {}", self.field, self.problem) }
    }
}

impl Config {
    /// Reads `config.json`, or Amplify's `amplify_outputs.json`, whichever the text is. Names every fault, not only
    /// the first.
    pub fn read(text: &str) -> Result<Config, Vec<Fault>> {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let problem = if text.trim_start().starts_with('<') {
                "This is a web page, not JSON: the server answered with another file.".to_owned()
            } else {
                format!("This is not valid JSON: {error}.")
            };
            vec![Fault { field: String::new(), problem }]
        })?;
        let mut reader = Reader::default();
        let Some(root) = value.as_object() else {
            return Err(vec![Fault { field: String::new(), problem: "The file should hold one JSON object.".to_owned() }]);
        };
        let config =
            if root.contains_key("auth") && root.contains_key("version") { reader.amplify(root) } else { reader.satchel(root) };
        if reader.faults.is_empty() { Ok(config) } else { Err(reader.faults) }
    }
}

/// A field of the file: its place for the report, and its value if it is there.
struct Field<'a> {
    path: String,
    value: Option<&'a Value>,
}

impl<'a> Field<'a> {
    fn of(parent: &'a Map<String, Value>, path: &str, name: &str) -> Field<'a> {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        Field { path, value: parent.get(name).filter(|v| !v.is_null()) }
    }
}

/// Reads fields and remembers each fault, going on with a stand-in, so that one look shows them all.
#[derive(Default)]
struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    fn fault(&mut self, field: &str, problem: impl Into<String>) {
        self.faults.push(Fault { field: field.to_owned(), problem: problem.into() });
    }

    /// A text that must be there and pass `check`; `expected` describes it with an example.
    fn text(&mut self, field: Field<'_>, expected: &str, check: impl Fn(&str) -> bool) -> String {
        match field.value {
            None => self.fault(&field.path, format!("It is missing. It should be {expected}.")),
            Some(Value::String(text)) if check(text) => return text.clone(),
            Some(Value::String(text)) => self.fault(&field.path, format!("“{text}” is not {expected}.")),
            Some(_) => self.fault(&field.path, format!("It should be {expected}, as text in quotes.")),
        }
        String::new()
    }

    fn text_or(&mut self, field: Field<'_>, default: &str, expected: &str, check: impl Fn(&str) -> bool) -> String {
        if field.value.is_none() { default.to_owned() } else { self.text(field, expected, check) }
    }

    fn url(&mut self, field: Field<'_>) -> Option<String> {
        field.value?;
        let url = self.text(field, "an address such as “https://example.com/path”, with no query", is_url);
        Some(url.trim_end_matches('/').to_owned())
    }

    fn flag(&mut self, field: Field<'_>, default: bool) -> bool {
        match field.value {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fault(&field.path, "It should be true or false, without quotes.");
                default
            }
        }
    }

    fn object<'a>(&mut self, field: &Field<'a>) -> Option<&'a Map<String, Value>> {
        let object = field.value.and_then(Value::as_object);
        if field.value.is_some() && object.is_none() {
            self.fault(&field.path, "It should be an object in braces.");
        }
        object
    }

    /// An object that must be there. The stand-in for a missing one would only add faults that follow from it.
    fn required<'a>(&mut self, field: &Field<'a>) -> Option<&'a Map<String, Value>> {
        if field.value.is_none() {
            self.fault(&field.path, "It is missing.");
        }
        self.object(field)
    }

    fn region(&mut self, field: Field<'_>) -> String {
        self.text(field, "a region such as “eu-west-1”", is_region)
    }

    fn satchel(&mut self, root: &Map<String, Value>) -> Config {
        let region = self.region(Field::of(root, "", "region"));
        let user_pool = self.object(&Field::of(root, "", "user_pool")).map(|pool| UserPool {
            id: self.text(Field::of(pool, "user_pool", "id"), USER_POOL_ID, is_user_pool_id),
            client_id: self.text(Field::of(pool, "user_pool", "client_id"), CLIENT_ID, is_client_id),
            password_policy: self.password_policy(Field::of(pool, "user_pool", "password_policy"), |name| name.to_owned()),
        });
        let identity_pool =
            self.required(&Field::of(root, "", "identity_pool")).map_or_else(no_identity_pool, |pool| IdentityPool {
                id: self.text(Field::of(pool, "identity_pool", "id"), IDENTITY_POOL_ID, is_identity_pool_id),
                allow_guests: self.flag(Field::of(pool, "identity_pool", "allow_guests"), false),
            });
        let storage = self.object(&Field::of(root, "", "storage")).map(|storage| Storage {
            bucket: self.text(Field::of(storage, "storage", "bucket"), BUCKET, is_bucket),
            region: self.text_or(Field::of(storage, "storage", "region"), &region, "a region such as “eu-west-1”", is_region),
            private_prefix: self.text_or(Field::of(storage, "storage", "private_prefix"), "private/", PREFIX, is_prefix),
            shared_prefix: self.text_or(Field::of(storage, "storage", "shared_prefix"), "shared/", PREFIX, is_prefix),
        });
        let tables = self.tables(Field::of(root, "", "tables"));
        let api_url = self.object(&Field::of(root, "", "api")).and_then(|api| self.url(Field::of(api, "api", "url")));
        let endpoints = self.object(&Field::of(root, "", "endpoints")).map_or_else(Endpoints::default, |e| Endpoints {
            cognito_idp: self.url(Field::of(e, "endpoints", "cognito-idp")),
            cognito_identity: self.url(Field::of(e, "endpoints", "cognito-identity")),
            sts: self.url(Field::of(e, "endpoints", "sts")),
            s3: self.url(Field::of(e, "endpoints", "s3")),
            dynamodb: self.url(Field::of(e, "endpoints", "dynamodb")),
        });
        let https_url = self.url(Field::of(root, "", "https_url"));
        let providers = self.object(&Field::of(root, "", "providers")).map_or_else(Vec::new, |of| self.providers(of));
        if user_pool.is_none() && providers.is_empty() && !identity_pool.allow_guests && self.faults.is_empty() {
            self.fault("user_pool", "Without a user pool and with guests turned away, nobody could enter. Name a user pool or a provider, or set identity_pool.allow_guests to true.");
        }
        Config { region, user_pool, identity_pool, storage, tables, api_url, https_url, providers, endpoints }
    }

    /// In the order in which the page offers them.
    fn providers(&mut self, of: &Map<String, Value>) -> Vec<Provider> {
        const KNOWN: [(&str, ProviderKind, &str, &str, &str, &str); 4] = [
            (
                "google",
                ProviderKind::Google,
                "Google",
                "client_id",
                "accounts.google.com",
                "https://accounts.google.com/o/oauth2/v2/auth",
            ),
            (
                "apple",
                ProviderKind::Apple,
                "Apple",
                "services_id",
                "appleid.apple.com",
                "https://appleid.apple.com/auth/authorize",
            ),
            (
                "facebook",
                ProviderKind::Facebook,
                "Facebook",
                "app_id",
                "graph.facebook.com",
                "https://www.facebook.com/v23.0/dialog/oauth",
            ),
            ("amazon", ProviderKind::Amazon, "Amazon", "client_id", "www.amazon.com", "https://www.amazon.com/ap/oa"),
        ];
        let mut providers = Vec::new();
        for (key, kind, name, id, login, endpoint) in KNOWN {
            let field = Field::of(of, "providers", key);
            let (path, Some(provider)) = (field.path.clone(), self.object(&field)) else { continue };
            let tokens = (kind == ProviderKind::Amazon).then(|| "https://api.amazon.com/auth/o2/token".to_owned());
            providers.push(Provider {
                kind,
                name: name.to_owned(),
                client_id: self.text(Field::of(provider, &path, id), "the application's id", is_attribute),
                login: login.to_owned(),
                authorization_endpoint: self
                    .url(Field::of(provider, &path, "authorization_endpoint"))
                    .or(Some(endpoint.to_owned())),
                token_endpoint: self.url(Field::of(provider, &path, "token_endpoint")).or(tokens),
            });
        }
        let oidc = Field::of(of, "providers", "oidc");
        match oidc.value {
            None => {}
            Some(Value::Array(list)) => {
                for (i, value) in list.iter().enumerate() {
                    let field = Field { path: format!("providers.oidc[{i}]"), value: Some(value) };
                    let (path, Some(provider)) = (field.path.clone(), self.object(&field)) else { continue };
                    let issuer = self.text(Field::of(provider, &path, "issuer"), "the issuer's address", is_url);
                    let login = issuer.split_once("://").map_or(issuer.as_str(), |(_, login)| login).to_owned();
                    providers.push(Provider {
                        kind: ProviderKind::Oidc,
                        name: self.text(Field::of(provider, &path, "name"), "what visitors call it", is_attribute),
                        client_id: self.text(Field::of(provider, &path, "client_id"), "the application's id", is_attribute),
                        login,
                        authorization_endpoint: self.url(Field::of(provider, &path, "authorization_endpoint")),
                        token_endpoint: self.url(Field::of(provider, &path, "token_endpoint")),
                    });
                }
            }
            Some(_) => self.fault(&oidc.path, "It should be a list in brackets."),
        }
        providers
    }

    fn tables(&mut self, field: Field<'_>) -> Vec<Table> {
        let Some(value) = field.value else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.fault(&field.path, "It should be a list in brackets.");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (i, value) in list.iter().enumerate() {
            let path = format!("tables[{i}]");
            let Some(table) = value.as_object() else {
                self.fault(&path, "It should be an object in braces.");
                continue;
            };
            let sort_key = Field::of(table, &path, "sort_key");
            tables.push(Table {
                name: self.text(
                    Field::of(table, &path, "name"),
                    "a table's name: 3 to 255 of A–Z, a–z, 0–9, “_”, “-” and “.”",
                    is_table,
                ),
                partition_key: self.text(Field::of(table, &path, "partition_key"), "an attribute's name", is_attribute),
                sort_key: sort_key.value.is_some().then(|| self.text(sort_key, "an attribute's name", is_attribute)),
            });
        }
        tables
    }

    fn password_policy(&mut self, field: Field<'_>, name: impl Fn(&'static str) -> String) -> PasswordPolicy {
        let default = PasswordPolicy::default();
        let Some(policy) = self.object(&field) else { return default };
        let length = Field::of(policy, &field.path, &name("min_length"));
        let min_length = match length.value {
            None => default.min_length,
            Some(value) => match value.as_u64().and_then(|n| usize::try_from(n).ok()) {
                Some(n) if (6..=99).contains(&n) => n,
                _ => {
                    self.fault(&length.path, "It should be a whole number from 6 to 99.");
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

    /// <https://docs.amplify.aws/react/reference/amplify_outputs/>
    fn amplify(&mut self, root: &Map<String, Value>) -> Config {
        let auth = self.required(&Field::of(root, "", "auth"));
        let empty = Map::new();
        let auth = auth.unwrap_or(&empty);
        let region = self.region(Field::of(auth, "auth", "aws_region"));
        let user_pool = auth.contains_key("user_pool_id").then(|| UserPool {
            id: self.text(Field::of(auth, "auth", "user_pool_id"), USER_POOL_ID, is_user_pool_id),
            client_id: self.text(Field::of(auth, "auth", "user_pool_client_id"), CLIENT_ID, is_client_id),
            password_policy: self.password_policy(Field::of(auth, "auth", "password_policy"), str::to_owned),
        });
        let identity_pool = IdentityPool {
            id: self.text(Field::of(auth, "auth", "identity_pool_id"), IDENTITY_POOL_ID, is_identity_pool_id),
            allow_guests: self.flag(Field::of(auth, "auth", "unauthenticated_identities_enabled"), false),
        };
        let storage = self.object(&Field::of(root, "", "storage")).map(|storage| Storage {
            bucket: self.text(Field::of(storage, "storage", "bucket_name"), BUCKET, is_bucket),
            region: self.text_or(Field::of(storage, "storage", "aws_region"), &region, "a region such as “eu-west-1”", is_region),
            private_prefix: "private/".to_owned(),
            shared_prefix: "shared/".to_owned(),
        });
        // Amplify has no word for tables and plain APIs; `custom` is the place it leaves to the owner.
        let custom = self.object(&Field::of(root, "", "custom")).unwrap_or(&empty);
        let tables = self.tables(Field::of(custom, "custom", "tables"));
        let api_url =
            self.object(&Field::of(custom, "custom", "api")).and_then(|api| self.url(Field::of(api, "custom.api", "url")));
        Config {
            region,
            user_pool,
            identity_pool,
            storage,
            tables,
            api_url,
            https_url: None,
            providers: Vec::new(),
            endpoints: Endpoints::default(),
        }
    }
}

fn no_identity_pool() -> IdentityPool {
    IdentityPool { id: String::new(), allow_guests: false }
}

const USER_POOL_ID: &str = "a user pool's id such as “us-east-1_AbCdEf123”";
const CLIENT_ID: &str = "an app client's id: letters, digits, “_” and “+”";
const IDENTITY_POOL_ID: &str = "an identity pool's id such as “us-east-1:01234567-89ab-cdef-0123-456789abcdef”";
const BUCKET: &str = "a bucket's name: 3 to 63 of a–z, 0–9, “.” and “-”";
const PREFIX: &str = "a key prefix ending with “/”, such as “private/”";

/// Whether `text` has the form of a region's name, such as `ap-southeast-2` or `us-gov-west-1`.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else { return false };
    words.len() >= 2
        && words.iter().all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase()))
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` has the form of a bucket's name
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>).
pub fn is_bucket(text: &str) -> bool {
    let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (3..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
        && ends(text.bytes().next())
        && ends(text.bytes().last())
        && !text.contains("..")
}

fn is_user_pool_id(text: &str) -> bool {
    text.split_once('_')
        .is_some_and(|(region, name)| is_region(region) && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_client_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
}

fn is_identity_pool_id(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(region, id)| is_region(region) && id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'))
}

fn is_prefix(text: &str) -> bool {
    text.ends_with('/') && !text.starts_with('/')
}

fn is_table(text: &str) -> bool {
    (3..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

fn is_attribute(text: &str) -> bool {
    (1..=255).contains(&text.len())
}

fn is_url(text: &str) -> bool {
    text.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|h| !h.is_empty()) && uri.query().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sample() -> Value {
        json!({
            "region": "us-east-1",
            "user_pool": { "id": "us-east-1_AbC123", "client_id": "abc123", "password_policy": { "min_length": 10, "require_numbers": true } },
            "identity_pool": { "id": "us-east-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true },
            "storage": { "bucket": "my-data" },
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
        let storage = config.storage.unwrap();
        assert_eq!((storage.private_prefix.as_str(), storage.region.as_str()), ("private/", "us-east-1"));
        assert_eq!(config.endpoints.s3.as_deref(), Some("http://localhost:4566"));
        assert_eq!(config.api_url.as_deref(), Some("http://localhost:4566/_aws/execute-api/abc/live"));
    }

    #[test]
    fn every_fault_is_named_with_its_field() {
        let mut value = sample();
        value["region"] = json!("Ireland");
        value["user_pool"]["client_id"] = json!(7);
        value["identity_pool"] = json!({ "id": "us-east-1_wrong", "allow_guests": "yes" });
        value["storage"] = json!({ "bucket": "My Bucket", "shared_prefix": "/shared" });
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
                "storage.bucket",
                "storage.shared_prefix",
                "tables[0].partition_key",
                "tables[1]",
                "endpoints.s3",
            ]
        );
        assert!(found[0].contains("“Ireland”") && found[0].contains("eu-west-1"), "{}", found[0]);
    }

    #[test]
    fn other_files_are_recognised_for_what_they_are() {
        assert!(faults(&json!([1])).iter().any(|f| f.contains("one JSON object")));
        let html = Config::read("<!DOCTYPE html>").unwrap_err();
        assert!(html[0].problem.contains("web page"));
        let torn = Config::read("{\"region\": ").unwrap_err();
        assert!(torn[0].problem.contains("not valid JSON"));
    }

    #[test]
    fn a_deployment_nobody_could_enter_is_refused() {
        let mut value = sample();
        value["user_pool"] = Value::Null;
        value["identity_pool"]["allow_guests"] = json!(false);
        assert_eq!(faults(&value).len(), 1);
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
            },
            "storage": { "aws_region": "eu-west-1", "bucket_name": "amplify-bucket" },
            "custom": { "tables": [ { "name": "items", "partition_key": "pk" } ] },
        });
        let config = Config::read(&value.to_string()).unwrap();
        assert_eq!(config.region, "eu-west-1");
        assert_eq!(config.user_pool.unwrap().password_policy.min_length, 12);
        assert!(config.identity_pool.allow_guests);
        assert_eq!(config.storage.unwrap().bucket, "amplify-bucket");
        assert_eq!(config.tables[0].sort_key, None);
    }

    #[test]
    fn regions_and_buckets_are_told_from_other_words() {
        for region in ["us-east-1", "ap-southeast-2", "us-gov-west-1", "us-iso-east-1"] {
            assert!(is_region(region), "{region}");
        }
        for other in ["", "us-east", "us--1", "US-EAST-1", "eu-west-1/evil", "1"] {
            assert!(!is_region(other), "{other}");
        }
        assert!(is_bucket("my.data-bucket"));
        for other in ["ab", "-ab", "ab-", "a..b", "A_b", "bucket/evil"] {
            assert!(!is_bucket(other), "{other}");
        }
    }
}
