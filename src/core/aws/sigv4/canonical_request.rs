//! The canonical request: one spelling of a request, so that both sides hash the same
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>).

use sha2::{Digest as _, Sha256};

use crate::aws::uri::{encode_component, encode_path};

/// A URL, taken apart as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// What the browser sends as `Host`: without the scheme's own port.
    pub(super) host: &'a str,
    /// With its leading slash.
    pub(super) path: &'a str,
    /// Without its question mark.
    pub(super) query: &'a str,
}

impl<'a> Address<'a> {
    /// Takes an absolute URL apart.
    pub(super) fn of(url: &'a str) -> Option<Address<'a>> {
        let (scheme, rest) = url.split_once("://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        let port = if scheme == "https" { ":443" } else { ":80" };
        let host = authority.strip_suffix(port).unwrap_or(authority);
        (!host.is_empty()).then_some(Address { host, path, query })
    }
}

/// How a service wants the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathMode {
    /// S3: as it is sent.
    AsSent,
    /// All others: without dot segments and empty ones, and encoded once more.
    NormalizedAndEncodedTwice,
}

/// What is hashed of a request.
#[derive(Debug)]
pub(super) struct CanonicalRequest<'a> {
    pub(super) method: &'a str,
    pub(super) path: String,
    /// Names and values, encoded and in order.
    pub(super) query: Vec<(String, String)>,
    /// Names in lower case and values, in the names' order.
    pub(super) headers: Vec<(String, String)>,
    /// SHA-256 in hexadecimal, or `UNSIGNED-PAYLOAD`.
    pub(super) payload_hash: &'a str,
}

impl<'a> CanonicalRequest<'a> {
    /// Of these parts of a request. `headers` are all that are signed, `Host` too.
    pub(super) fn new(
        method: &'a str,
        address: Address<'_>,
        mode: PathMode,
        headers: &[(&str, &str)],
        payload_hash: &'a str,
    ) -> CanonicalRequest<'a> {
        let path = match mode {
            PathMode::AsSent => address.path.to_owned(),
            PathMode::NormalizedAndEncodedTwice => encode_path(&normalized(address.path)),
        };
        let mut query: Vec<_> = form_urlencoded::parse(address.query.as_bytes())
            .map(|(name, value)| (encode_component(&name), encode_component(&value)))
            .collect();
        query.sort_unstable();
        let mut canonical: Vec<(String, String)> = Vec::new();
        for (name, value) in headers {
            let (name, value) = (name.to_ascii_lowercase(), trimmed(value));
            match canonical.iter_mut().find(|(other, _)| *other == name) {
                // As HTTP joins the values of fields with one name.
                Some((_, values)) => {
                    values.push(',');
                    values.push_str(&value);
                }
                None => canonical.push((name, value)),
            }
        }
        canonical.sort_unstable();
        CanonicalRequest { method, path, query, headers: canonical, payload_hash }
    }

    /// Puts a name and a value into the query, for a signature that goes there.
    pub(super) fn add_to_query(&mut self, name: &str, value: &str) {
        self.query.push((encode_component(name), encode_component(value)));
        self.query.sort_unstable();
    }

    /// `host;x-amz-date`
    pub(super) fn signed_headers(&self) -> String {
        self.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";")
    }

    /// SHA-256 of it, in hexadecimal. It is never put together: a session token is among its headers.
    pub(super) fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut write = |pieces: &[&str]| pieces.iter().for_each(|piece| hash.update(piece));
        write(&[self.method, "\n", &self.path, "\n"]);
        for (at, (name, value)) in self.query.iter().enumerate() {
            write(&[if at > 0 { "&" } else { "" }, name, "=", value]);
        }
        write(&["\n"]);
        for (name, value) in &self.headers {
            write(&[name, ":", value, "\n"]);
        }
        write(&["\n", &self.signed_headers(), "\n", self.payload_hash]);
        hex::encode(hash.finalize())
    }
}

/// Without segments that are empty or a dot, and with `..` taken at its word (RFC 3986, section 5.2.4).
fn normalized(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let leads_to_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    let end = if leads_to_folder && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

/// Without spaces around it, and with one where there are several.
fn trimmed(value: &str) -> String {
    value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let of = |url| Address::of(url).map(|address| (address.host, address.path, address.query));
        assert_eq!(of("https://a.example:443/b/c?d=e?f"), Some(("a.example", "/b/c", "d=e?f")));
        assert_eq!(of("http://a.example:8080?d"), Some(("a.example:8080", "/", "d")));
        assert_eq!(of("http://a.example:80"), Some(("a.example", "/", "")));
        assert_eq!(of("a.example/b"), None);
        assert_eq!(of("https:///b"), None);
    }

    #[test]
    fn paths_are_normalized() {
        for (path, expected) in [
            ("/", "/"),
            ("/a//b", "/a/b"),
            ("/a/./b/../c", "/a/c"),
            ("/../a", "/a"),
            ("/a/", "/a/"),
            ("/a/b/..", "/a/"),
            ("/a/.", "/a/"),
            ("/..", "/"),
        ] {
            assert_eq!(normalized(path), expected, "{path}");
        }
    }

    #[test]
    fn values_of_headers_with_one_name_are_joined() {
        let address = Address { host: "a", path: "/", query: "" };
        let headers = [("X-B", " 1  2 "), ("host", "a"), ("x-b", "3")];
        let canonical = CanonicalRequest::new("GET", address, PathMode::AsSent, &headers, "");
        assert_eq!(canonical.headers, [("host".to_owned(), "a".to_owned()), ("x-b".to_owned(), "1 2,3".to_owned())]);
    }
}
