//! One call of an API, from what a visitor typed to an [`Operation`].

use http::{HeaderName, HeaderValue, Method};

use crate::aws::Service;
use crate::aws::operation::{Operation, Patience};
use crate::config::ApiEndpoint;
use crate::ports::Bytes;

use super::cause;

/// What is to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiRequest {
    /// Whose API it is.
    pub endpoint: ApiEndpoint,
    /// The method.
    pub method: Method,
    /// The path below the endpoint's URL, with the query if there is one, as it was typed.
    pub path: String,
    /// Headers, as they were typed.
    pub headers: Vec<(String, String)>,
    /// The body: empty for none.
    pub body: Vec<u8>,
}

/// Why a request cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestFault {
    /// A browser removes `.` and `..` between slashes before it sends a path, however they are encoded.
    DotSegment,
    /// This is no name of a header, or no value for one.
    BadHeader(String),
    /// The browser writes this header itself, or no page may (Fetch, "forbidden request-header"); or the signature does.
    ReservedHeader(String),
    /// A browser sends no body with this method.
    NoBody(Method),
}

/// Headers that a page cannot set, or that the signature sets.
const RESERVED: [&str; 24] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "access-control-request-private-network",
    "authorization",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-amz-date",
];

impl ApiRequest {
    /// The URL, encoded. What is typed with valid percent-encoding stays as it is; everything else that has no place in a
    /// URL is encoded, `+` and `*` among it: servers agree about no other characters.
    pub fn url(&self) -> Result<String, RequestFault> {
        let typed = self.path.split('#').next().unwrap_or_default();
        let (path, query) = typed.split_once('?').map_or((typed, None), |(path, query)| (path, Some(query)));
        let segments: Vec<_> = path.trim_start_matches('/').split('/').map(encode).collect();
        let is_dots = |segment: &String| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        if segments.iter().any(is_dots) {
            return Err(RequestFault::DotSegment);
        }
        let mut url = format!("{}/{}", self.endpoint.url, segments.join("/"));
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            let pairs = query.split('&').map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                format!("{}={}", encode(name), encode(value))
            });
            url = format!("{url}?{}", pairs.collect::<Vec<_>>().join("&"));
        }
        Ok(url)
    }

    /// The headers that go with it; the type of the body is among them.
    fn checked_headers(&self) -> Result<Vec<(HeaderName, String)>, RequestFault> {
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            let bad = |_| RequestFault::BadHeader(name.clone());
            let checked = HeaderName::from_bytes(name.as_bytes()).map_err(|_| RequestFault::BadHeader(name.clone()))?;
            let lower = checked.as_str();
            if RESERVED.contains(&lower)
                || ["proxy-", "sec-", "x-amz-security-token"].iter().any(|start| lower.starts_with(start))
            {
                return Err(RequestFault::ReservedHeader(name.clone()));
            }
            HeaderValue::from_str(value).map_err(|_| ()).map_err(bad)?;
            headers.push((checked, value.clone()));
        }
        if !self.body.is_empty() && !headers.iter().any(|(name, _)| name == http::header::CONTENT_TYPE) {
            headers.push((http::header::CONTENT_TYPE, self.content_type().to_owned()));
        }
        Ok(headers)
    }

    /// The type of the body, by what it is.
    fn content_type(&self) -> &'static str {
        if serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_ok() {
            "application/json"
        } else if std::str::from_utf8(&self.body).is_ok() {
            "text/plain; charset=utf-8"
        } else {
            "application/octet-stream"
        }
    }

    /// The operation that is signed and sent.
    pub fn operation(&self) -> Result<Operation, RequestFault> {
        if !self.body.is_empty() && (self.method == Method::GET || self.method == Method::HEAD) {
            return Err(RequestFault::NoBody(self.method.clone()));
        }
        let service = Service::Other(self.endpoint.service.clone());
        let mut operation = Operation::new(service, "Invoke", self.method.clone(), self.url()?, cause::judge);
        operation.headers = self.checked_headers()?;
        Ok(operation.body(Bytes::new(self.body.clone())).patience(Patience::ONCE))
    }
}

/// Encodes all but unreserved characters (RFC 3986, section 2.3) and percent-encoding that is there.
fn encode(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_encoded = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let mut encoded = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            b'%' if is_encoded(at) => encoded.push('%'),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(path: &str) -> ApiRequest {
        let endpoint = ApiEndpoint {
            label: "API".into(),
            url: "https://abc.execute-api.eu-west-1.amazonaws.com/v1".into(),
            service: "execute-api".into(),
            region: "eu-west-1".into(),
            openapi: None,
        };
        ApiRequest { endpoint, method: Method::GET, path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    fn path(typed: &str) -> String {
        request(typed).url().unwrap().split_once("/v1").unwrap().1.to_owned()
    }

    #[test]
    fn what_is_typed_becomes_a_url() {
        for (typed, expected) in [
            ("", "/"),
            ("hello", "/hello"),
            ("/hello/", "/hello/"),
            ("/a b/é", "/a%20b/%C3%A9"),
            ("/a:b@c", "/a%3Ab%40c"),
            ("/a%2Fb/100%", "/a%2Fb/100%25"),
            ("/q?a=*!()'~ +&b=&a=2&c", "/q?a=%2A%21%28%29%27~%20%2B&b=&a=2&c="),
            ("/q?", "/q"),
            ("/q?a=b=c#d", "/q?a=b%3Dc"),
        ] {
            assert_eq!(path(typed), expected, "{typed}");
        }
        for typed in ["/a/../b", "/.", "/%2e%2E/x", "/a/%2e"] {
            assert_eq!(request(typed).url(), Err(RequestFault::DotSegment), "{typed}");
        }
    }

    #[test]
    fn headers_that_no_page_may_set_are_refused_before_anything_is_sent() {
        let with = |name: &str, value: &str| {
            let headers = vec![(name.to_owned(), value.to_owned())];
            ApiRequest { headers, ..request("/") }.operation().map(|operation| operation.headers)
        };
        assert_eq!(with("X-Api-Key", "k").unwrap()[0].0, "x-api-key");
        for reserved in ["Host", "cookie", "Set-Cookie", "Authorization", "Sec-Fetch-Mode", "X-Amz-Date", "x-amz-security-token"]
        {
            assert_eq!(with(reserved, "x"), Err(RequestFault::ReservedHeader(reserved.into())));
        }
        assert_eq!(with("a b", "x"), Err(RequestFault::BadHeader("a b".into())));
        assert_eq!(with("a", "x\ny"), Err(RequestFault::BadHeader("a".into())));
    }

    #[test]
    fn a_body_goes_with_its_type_and_not_with_every_method() {
        let with = |method: Method, body: &[u8]| ApiRequest { method, body: body.to_vec(), ..request("/") }.operation();
        let kind = |body: &[u8]| with(Method::POST, body).unwrap().headers[0].1.clone();
        assert_eq!(kind(b"{\"a\":1}"), "application/json");
        assert_eq!(kind("{é".as_bytes()), "text/plain; charset=utf-8");
        assert_eq!(kind(b"\xff"), "application/octet-stream");
        assert_eq!(with(Method::GET, b"x").unwrap_err(), RequestFault::NoBody(Method::GET));
        assert!(with(Method::POST, b"").unwrap().headers.is_empty());
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_leads_to_another_host(typed in "\\PC{0,40}") {
            if let Ok(url) = request(&typed).url() {
                prop_assert!(url.starts_with("https://abc.execute-api.eu-west-1.amazonaws.com/v1/"), "{}", url);
                prop_assert!(url.parse::<http::Uri>().is_ok(), "{}", url);
            }
        }
    }
}
