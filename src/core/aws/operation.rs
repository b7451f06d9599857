//! One call of a service, before it is signed: the request, how its response is judged, and how long and how often it is
//! worth waiting for.

use std::fmt;
use std::time::Duration;

use http::{HeaderName, Method, StatusCode};

use super::retry::Idempotency;
use super::{Service, ServiceError};
use crate::ports::{Bytes, Response};

/// A request before it is signed.
#[derive(Clone)]
pub struct Operation<B = Bytes> {
    /// The service that answers.
    pub service: Service,
    /// The operation as the API reference spells it.
    pub name: &'static str,
    /// The method.
    pub method: Method,
    /// The whole URL, encoded: what is signed and what is sent.
    pub url: String,
    /// Headers of the operation; all are signed.
    pub headers: Vec<(HeaderName, String)>,
    /// The body.
    pub body: B,
    /// Whether it may be sent again when its fate is unknown.
    pub idempotency: Idempotency,
    /// How long an attempt may take, and how many there may be.
    pub patience: Patience,
    /// What a response means, as the service's protocol has it.
    pub judge: fn(&Response) -> Verdict,
}

/// What a response means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The service did what it was asked.
    Success,
    /// It did not, in its own words.
    Refusal(ServiceError),
    /// Something between this page and AWS answered with a web page of its own.
    NotAws,
    /// The body ended before its time.
    Truncated,
}

/// How long an attempt may take, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The longest that an attempt may take.
    pub timeout: Duration,
    /// The most attempts, the first one included.
    pub attempts: u32,
}

impl Patience {
    /// Long enough for the slowest answer on a slow line: without a limit a lost connection would keep the visitor waiting
    /// for minutes.
    pub const USUAL: Patience = Patience { timeout: Duration::from_secs(60), attempts: 4 };
    /// For what S3 itself says may take minutes
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>).
    pub const MINUTES: Patience = Patience { timeout: Duration::from_secs(600), attempts: 4 };
    /// For what the visitor stops and repeats by hand, if at all: an answer may be streamed for 15 minutes
    /// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html>).
    pub const ONCE: Patience = Patience { timeout: Duration::from_secs(900), attempts: 1 };
}

impl Operation {
    /// An operation without headers and body.
    pub fn new(service: Service, name: &'static str, method: Method, url: String, judge: fn(&Response) -> Verdict) -> Operation {
        Operation {
            service,
            name,
            method,
            url,
            headers: Vec::new(),
            body: Bytes::default(),
            idempotency: Idempotency::of(name),
            patience: Patience::USUAL,
            judge,
        }
    }
}

impl<B> Operation<B> {
    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Operation<B> {
        self.headers.push((name, value.into()));
        self
    }

    /// With this body.
    #[must_use]
    pub fn body<C>(self, body: C) -> Operation<C> {
        let Operation { service, name, method, url, headers, idempotency, patience, judge, .. } = self;
        Operation { service, name, method, url, headers, body, idempotency, patience, judge }
    }

    /// With more or less patience than usual.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Operation<B> {
        self.patience = patience;
        self
    }
}

impl<B> fmt::Debug for Operation<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its body may hold passwords and tokens.
        f.write_str(self.name)
    }
}

/// Judges a response by its status; `refusal` reads the body of one that is no success. Neither XML nor JSON protocols
/// answer in HTML, except for a gateway that failed.
pub(super) fn by_status(response: &Response, refusal: fn(&Response) -> ServiceError) -> Verdict {
    if is_portal(response) || is_html(response) && !response.status().is_server_error() {
        Verdict::NotAws
    } else if response.status().is_success() {
        Verdict::Success
    } else {
        Verdict::Refusal(refusal(response))
    }
}

/// Whether a network wants its visitors to sign in first (RFC 6585, section 6).
pub(super) fn is_portal(response: &Response) -> bool {
    response.status() == StatusCode::NETWORK_AUTHENTICATION_REQUIRED
}

/// Whether a response is a web page.
pub(super) fn is_html(response: &Response) -> bool {
    response.header("content-type").is_some_and(|kind| kind.trim_start().starts_with("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Payload;

    #[test]
    fn what_is_sent_is_not_shown() {
        let url = "https://example.com/?X-Amz-Security-Token=Marmalade".to_owned();
        let operation = Operation::new(Service::CognitoIdp, "SignUp", Method::POST, url, |_| Verdict::Success)
            .header(http::header::AUTHORIZATION, "Marmalade")
            .body(Bytes::new(b"Marmalade".to_vec()));
        let shown = format!("{operation:?} {:?}", Payload::Signed(&operation.body));
        assert!(shown.contains("SignUp"));
        for secret in ["Marmalade", &format!("{:?}", operation.body.as_slice())[1..20]] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_web_page_is_no_answer_of_aws_unless_a_gateway_failed() {
        let judged = |status: u16, kind: &str| {
            let response = Response::new(status, vec![("content-type".to_owned(), kind.to_owned())], Bytes::default());
            by_status(&response, |response| ServiceError { status: response.status().as_u16(), ..ServiceError::default() })
        };
        assert_eq!(judged(200, "application/xml"), Verdict::Success);
        assert_eq!(judged(200, "text/html; charset=utf-8"), Verdict::NotAws);
        assert_eq!(judged(403, "text/html"), Verdict::NotAws);
        assert_eq!(judged(511, "application/json"), Verdict::NotAws);
        assert!(matches!(judged(502, "text/html"), Verdict::Refusal(refusal) if refusal.status == 502));
    }
}
