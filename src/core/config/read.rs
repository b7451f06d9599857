//! Reads the file field by field, and goes on after a fault: one look shows them all.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Config, Expected, Fault, FaultKind};

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

    pub fn satchel(&mut self, root: &Map<String, Value>) -> Config {
        let region = self.region(Field::of(root, "", "region"));
        let user_pool = self.user_pool(&Field::of(root, "", "user_pool"));
        let identity_pool = self.identity_pool(&Field::of(root, "", "identity_pool"));
        let places = self.places(Field::of(root, "", "storage"), &region);
        let tables = self.tables(Field::of(root, "", "tables"));
        let apis = self.apis(&Field::of(root, "", "api"), &region);
        let endpoints = self.endpoints(&Field::of(root, "", "endpoints"));
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
}

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

#[cfg(test)]
mod tests {
    use super::*;

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
