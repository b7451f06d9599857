//! One call of a service, before it is signed.

use std::fmt;

use http::{HeaderName, Method};

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
    /// Reads a refusal, as the service's protocol words it.
    pub refusal: fn(&Response) -> ServiceError,
}

impl<B> fmt::Debug for Operation<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its body may hold passwords and tokens.
        f.write_str(self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Payload;

    #[test]
    fn what_is_sent_is_not_shown() {
        let operation = Operation {
            service: Service::CognitoIdp,
            name: "SignUp",
            method: Method::POST,
            url: "https://example.com/?X-Amz-Security-Token=Marmalade".to_owned(),
            headers: vec![(http::header::AUTHORIZATION, "Marmalade".to_owned())],
            body: Bytes::new(b"Marmalade".to_vec()),
            idempotency: Idempotency::Idempotent,
            refusal: |_| ServiceError::default(),
        };
        let shown = format!("{operation:?} {:?}", Payload::Signed(&operation.body));
        assert!(shown.contains("SignUp"));
        for secret in ["Marmalade", &format!("{:?}", operation.body.as_slice())[1..20]] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
