//! Reads the file field by field, and goes on after a fault: one look shows them all.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{AuthFlow, FirstFactor, Flow, RememberDevices};
use super::{Config, Endpoints, Expected, Fault, FaultKind, IdentityPool, PasswordPolicy, Table, UserPool};

/// A field of the file: its place for the report, and its value if it is there.
pub(super) struct Field<'a> {
    pub path: String,
    pub value: Option<&'a Value>,
}

impl<'a> Field<'a> {
    pub fn of(parent: &'a Map<String, Value>, path: &str, name: &str) -> Field<'a> {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        Field { path, value: parent.get(name).filter(|v| !v.is_null()) }
    }
}

/// Reads fields and remembers each fault, going on with a stand-in, so that one look shows them all.
#[derive(Default)]
pub(super) struct Reader {
    pub faults: Vec<Fault>,
}

impl Reader {
    pub fn fault(&mut self, field: &str, kind: FaultKind) {
        self.faults.push(Fault { field: field.to_owned(), kind });
    }

    /// A text that must be there and pass `check`; `expected` says what it should be.
    pub fn text(&mut self, field: Field<'_>, expected: Expected, check: fn(&str) -> bool) -> String {
        match field.value {
            None => self.fault(&field.path, FaultKind::Missing(expected)),
            Some(Value::String(text)) if check(text) => return text.clone(),
            Some(Value::String(text)) if text.trim().is_empty() => self.fault(&field.path, FaultKind::Empty(expected)),
            Some(Value::String(text)) => self.fault(&field.path, FaultKind::Text(text.clone(), expected)),
            Some(_) => self.fault(&field.path, FaultKind::NoText(expected)),
        }
        String::new()
    }

    pub fn text_or(&mut self, field: Field<'_>, default: &str, expected: Expected, check: fn(&str) -> bool) -> String {
        if field.value.is_none() { default.to_owned() } else { self.text(field, expected, check) }
    }

    pub fn url(&mut self, field: Field<'_>) -> Option<String> {
        field.value?;
        Some(self.text(field, Expected::Url, is_url))
    }

    /// An address that paths are put after: a slash at its end would be one too many.
    pub fn base_url(&mut self, field: Field<'_>) -> Option<String> {
        self.url(field).map(|url| url.trim_end_matches('/').to_owned())
    }

    /// An address that a password or a code may be sent to.
    pub fn private_url(&mut self, field: Field<'_>) -> String {
        self.text(field, Expected::PrivateUrl, is_private_url)
    }

    /// An address that visitors are led to, or that a code is sent to.
    pub fn endpoint(&mut self, field: Field<'_>) -> String {
        self.text(field, Expected::Endpoint, is_endpoint)
    }

    pub fn flag(&mut self, field: Field<'_>, default: bool) -> bool {
        match field.value {
            None => default,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fault(&field.path, FaultKind::Other(Expected::Flag));
                default
            }
        }
    }

    pub fn object<'a>(&mut self, field: &Field<'a>) -> Option<&'a Map<String, Value>> {
        let object = field.value.and_then(Value::as_object);
        if field.value.is_some() && object.is_none() {
            self.fault(&field.path, FaultKind::Other(Expected::Object));
        }
        object
    }

    /// An object that must be there; `kind` says what its absence means. The stand-in for a missing one would only add faults that follow from it.
    pub fn required<'a>(&mut self, field: &Field<'a>, kind: FaultKind) -> Option<&'a Map<String, Value>> {
        if field.value.is_none() {
            self.fault(&field.path, kind);
        }
        self.object(field)
    }

    pub fn list<'a>(&mut self, field: Field<'a>) -> Vec<(String, &'a Value)> {
        match field.value {
            None => Vec::new(),
            Some(Value::Array(list)) => {
                list.iter().enumerate().map(|(i, value)| (format!("{}[{i}]", field.path), value)).collect()
            }
            Some(_) => {
                self.fault(&field.path, FaultKind::Other(Expected::List));
                Vec::new()
            }
        }
    }

    pub fn texts(&mut self, field: Field<'_>, expected: Expected) -> Vec<String> {
        let values = self.list(field);
        values.into_iter().map(|(path, value)| self.text(Field { path, value: Some(value) }, expected, is_attribute)).collect()
    }

    pub fn region(&mut self, field: Field<'_>) -> String {
        self.text(field, Expected::Region, is_region)
    }

    pub fn identity_pool_id(&mut self, field: Field<'_>) -> String {
        if field.value.is_none() {
            self.fault(&field.path, FaultKind::Missing(Expected::IdentityPool));
            return String::new();
        }
        self.text(field, Expected::IdentityPoolId, is_identity_pool_id)
    }

    pub fn satchel(&mut self, root: &Map<String, Value>) -> Config {
        let region = self.region(Field::of(root, "", "region"));
        let user_pool = self.object(&Field::of(root, "", "user_pool")).map(|pool| UserPool {
            id: self.text(Field::of(pool, "user_pool", "id"), Expected::UserPoolId, is_user_pool_id),
            client_id: self.text(Field::of(pool, "user_pool", "client_id"), Expected::ClientId, is_client_id),
            password_policy: self.password_policy(Field::of(pool, "user_pool", "password_policy"), |name| name.to_owned()),
            first_factors: self.first_factors(&Field::of(pool, "user_pool", "first_factors")),
            mfa: self.mfa(pool),
            remember_devices: self.remember_devices(Field::of(pool, "user_pool", "remember_devices")),
            managed_login: self.managed_login(pool),
            auth_flow: self.auth_flow(Field::of(pool, "user_pool", "auth_flow")),
            names: self.user_names(pool, "user_pool"),
        });
        let identity_pool = self
            .required(&Field::of(root, "", "identity_pool"), FaultKind::Missing(Expected::IdentityPool))
            .map_or_else(no_identity_pool, |pool| IdentityPool {
                id: self.identity_pool_id(Field::of(pool, "identity_pool", "id")),
                allow_guests: self.flag(Field::of(pool, "identity_pool", "allow_guests"), false),
                flow: self.flow(pool),
            });
        let places = self.places(Field::of(root, "", "storage"), &region);
        let tables = self.tables(Field::of(root, "", "tables"));
        let apis = self.apis(&Field::of(root, "", "api"), &region);
        let endpoints = self.object(&Field::of(root, "", "endpoints")).map_or_else(Endpoints::default, |e| Endpoints {
            cognito_idp: self.base_url(Field::of(e, "endpoints", "cognito-idp")),
            cognito_identity: self.base_url(Field::of(e, "endpoints", "cognito-identity")),
            sts: self.base_url(Field::of(e, "endpoints", "sts")),
            s3: self.base_url(Field::of(e, "endpoints", "s3")),
            dynamodb: self.base_url(Field::of(e, "endpoints", "dynamodb")),
        });
        let https_url = self.url(Field::of(root, "", "https_url"));
        let idle_timeout = self.idle_timeout(&Field::of(root, "", "session"));
        let providers = self.object(&Field::of(root, "", "providers")).map_or_else(Vec::new, |of| self.providers(of));
        let developer_login = self.developer_login(root);
        Config {
            region,
            user_pool,
            identity_pool,
            places,
            tables,
            apis,
            https_url,
            providers,
            developer_login,
            idle_timeout,
            endpoints,
        }
    }

    pub fn idle_timeout(&mut self, session: &Field<'_>) -> Option<Duration> {
        let minutes = Field::of(self.object(session)?, &session.path, "idle_timeout_minutes");
        match minutes.value?.as_u64() {
            Some(0) => None,
            Some(number @ 1..=1440) => Some(Duration::from_secs(number * 60)),
            _ => {
                self.fault(&minutes.path, FaultKind::Other(Expected::Number(0, 1440)));
                None
            }
        }
    }

    pub fn tables(&mut self, field: Field<'_>) -> Vec<Table> {
        let Some(value) = field.value else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.fault(&field.path, FaultKind::Other(Expected::List));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (i, value) in list.iter().enumerate() {
            let path = format!("tables[{i}]");
            let Some(table) = value.as_object() else {
                self.fault(&path, FaultKind::Other(Expected::Object));
                continue;
            };
            let sort_key = Field::of(table, &path, "sort_key");
            tables.push(Table {
                name: self.text(Field::of(table, &path, "name"), Expected::TableName, is_table),
                partition_key: self.text(Field::of(table, &path, "partition_key"), Expected::KeyAttribute, is_attribute),
                sort_key: sort_key.value.is_some().then(|| self.text(sort_key, Expected::KeyAttribute, is_attribute)),
            });
        }
        tables
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

    fn flow(&mut self, pool: &Map<String, Value>) -> Flow {
        let field = |name| Field::of(pool, "identity_pool", name);
        let flow = self.text_or(field("flow"), "enhanced", Expected::OneOf(&["enhanced", "classic"]), |text| {
            matches!(text, "enhanced" | "classic")
        });
        if flow != "classic" {
            return Flow::Enhanced;
        }
        let role_arn = self.text(field("role_arn"), Expected::RoleArn, is_role_arn);
        // Guests that nobody lets in need no role.
        let guests = pool.get("allow_guests").and_then(Value::as_bool).unwrap_or_default();
        let guest_role_arn = guests.then(|| self.text(field("guest_role_arn"), Expected::RoleArn, is_role_arn));
        Flow::Classic { role_arn, guest_role_arn }
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

fn no_identity_pool() -> IdentityPool {
    IdentityPool { id: String::new(), allow_guests: false, flow: Flow::Enhanced }
}

const FIRST_FACTORS: [&str; 4] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];

/// Whether `text` has the form of a region's name, such as `ap-southeast-2` or `us-gov-west-1`. It becomes part of a host's
/// name: anything else, in a link that somebody made, could lead a signed request to another's server.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some((number, words)) = parts.split_last() else { return false };
    words.len() >= 2
        && words.iter().all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase()))
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` has the form of a bucket's name
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>). It becomes part of a host's name, too.
pub fn is_bucket(text: &str) -> bool {
    let ends = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (3..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
        && ends(text.bytes().next())
        && ends(text.bytes().last())
        && !text.contains("..")
}

pub(super) fn is_user_pool_id(text: &str) -> bool {
    text.split_once('_')
        .is_some_and(|(region, name)| is_region(region) && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()))
}

pub(super) fn is_client_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'+')
}

fn is_identity_pool_id(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(region, id)| is_region(region) && id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'))
}

fn is_role_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", partition, "iam", "", account, resource]
        if partition.starts_with("aws") && account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())
            && resource.strip_prefix("role/").is_some_and(|name| !name.is_empty()))
}

fn is_table(text: &str) -> bool {
    (3..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

pub(super) fn is_attribute(text: &str) -> bool {
    (1..=255).contains(&text.len())
}

pub(super) fn is_url(text: &str) -> bool {
    address(text).is_some_and(|uri| uri.query().is_none())
}

/// Whether what is sent to this address is for its owner's eyes only: it is encrypted, or does not leave this machine.
fn is_private_url(text: &str) -> bool {
    is_url(text) && is_endpoint(text)
}

/// Whether a password or a code may be sent to this address, or a visitor to sign in. It may have a query (RFC 6749,
/// section 3.1).
pub fn is_endpoint(text: &str) -> bool {
    address(text).is_some_and(|uri| {
        uri.scheme_str() == Some("https") || uri.host().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"))
    })
}

/// An address of the web. One with a name before its host would show another host than it leads to, and nothing can be
/// added to one with a fragment.
fn address(text: &str) -> Option<http::Uri> {
    let uri = text.parse::<http::Uri>().ok()?;
    let host = uri.host().filter(|host| !host.is_empty());
    let is_plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@')) && !text.contains('#');
    (matches!(uri.scheme_str(), Some("http" | "https")) && host.is_some() && is_plain).then_some(uri)
}
