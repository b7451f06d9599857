//! Signature Version 4: a canonical request is made here and hashed; its key and signature are by AWS's own `aws-sigv4`.
//!
//! The library's own canonical request brings `http::Uri`, a map of headers and the names of all standard ones, a tenth of what
//! is loaded before the first file is seen. The URL is built once, encoded, and the same string is signed and sent
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

mod canonical_request;

use std::time::{Duration, SystemTime};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use http::{HeaderName, HeaderValue};
use sha2::{Digest as _, Sha256};

use self::canonical_request::{Address, CanonicalRequest, PathMode};
use super::credentials::Credentials;
use super::uri::encode_component;
use super::{Error, SendFault, Service, date};
use crate::ports::{Payload, SignatureParts};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
const AUTHORIZATION: HeaderName = http::header::AUTHORIZATION;
const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const X_AMZ_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// Who signs, for what, and when.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The keys and the session token.
    pub credentials: &'a Credentials,
    /// The region in the credential scope.
    pub region: &'a str,
    /// The service in the credential scope.
    pub service: &'a Service,
    /// The time, already corrected.
    pub at: SystemTime,
}

/// What signing makes.
#[derive(Clone, Debug)]
pub struct SignedRequest {
    /// The headers that sign a request: `authorization`, `x-amz-date`, `x-amz-security-token` and, for S3,
    /// `x-amz-content-sha256`.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// How the signature came about.
    pub parts: SignatureParts,
}

impl Signer<'_> {
    /// Signs a request in its headers.
    pub fn sign<'h>(
        &self,
        method: &str,
        url: &str,
        headers: impl Iterator<Item = (&'h str, &'h str)>,
        payload: Payload<'_>,
    ) -> Result<SignedRequest, Error> {
        let address = Address::of(url).ok_or(Error::Unsendable(SendFault::RelativeUrl))?;
        let payload_hash = match payload {
            Payload::Signed(bytes) => hex::encode(Sha256::digest(bytes)),
            Payload::Hashed(sha256) => sha256.to_owned(),
            Payload::Unsigned => UNSIGNED_PAYLOAD.to_owned(),
        };
        let time = date::basic(self.at);
        let of_s3 = (*self.service == Service::S3).then_some((X_AMZ_CONTENT_SHA256, payload_hash.as_str()));
        let token = self.credentials.session_token().map(|token| (X_AMZ_SECURITY_TOKEN, token));
        let added: Vec<_> = [(X_AMZ_DATE, time.as_str())].into_iter().chain(of_s3).chain(token).collect();
        let mut all = vec![("host", address.host)];
        headers.for_each(|(name, value)| all.push((name, value)));
        all.extend(added.iter().map(|(name, value)| (name.as_str(), *value)));
        let request = CanonicalRequest::new(method, address, self.path_mode(), &all, &payload_hash);

        let (scope, signature) = (self.credential_scope(&time), self.signature(&time, &request));
        let key_id = self.credentials.access_key_id();
        let names = request.signed_headers();
        let authorization = format!("{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={names}, Signature={signature}");
        let mut headers = vec![(AUTHORIZATION, sensitive(&authorization)?)];
        for (name, value) in &added {
            headers.push((name.clone(), sensitive(value)?));
        }
        let shown = |(name, value): (String, String)| {
            let value = if X_AMZ_SECURITY_TOKEN == name.as_str() { String::new() } else { value };
            (name, value)
        };
        let signed_headers = request.headers.into_iter().map(shown).collect();
        let parts = SignatureParts {
            path: address.path.to_owned(),
            query: address.query.to_owned(),
            signed_headers,
            payload_hash: payload_hash.clone(),
            credential_scope: scope,
            time: time.clone(),
        };
        Ok(SignedRequest { headers, parts })
    }

    /// A URL that anyone can GET until it expires: for the browser's own download, which takes no headers.
    pub fn presigned_get(&self, url: &str, expires_in: Duration) -> Result<String, Error> {
        let address = Address::of(url).ok_or(Error::Unsendable(SendFault::RelativeUrl))?;
        let time = date::basic(self.at);
        let host = [("host", address.host)];
        let mut request = CanonicalRequest::new("GET", address, self.path_mode(), &host, UNSIGNED_PAYLOAD);
        let expires = expires_in.as_secs().to_string();
        let credential = format!("{}/{}", self.credentials.access_key_id(), self.credential_scope(&time));
        let token = self.credentials.session_token().map(|token| ("X-Amz-Security-Token", token));
        let mut presigned = url.to_owned();
        let mut separator = if url.contains('?') { '&' } else { '?' };
        let mut push = |name: &str, value: &str| {
            presigned.push(separator);
            presigned.push_str(name);
            presigned.push('=');
            presigned.push_str(&encode_component(value));
            separator = '&';
        };
        let parameters = [
            ("X-Amz-Algorithm", ALGORITHM),
            ("X-Amz-Credential", &credential),
            ("X-Amz-Date", &time),
            ("X-Amz-Expires", &expires),
            ("X-Amz-SignedHeaders", "host"),
        ];
        for (name, value) in parameters.into_iter().chain(token) {
            request.add_to_query(name, value);
            push(name, value);
        }
        push("X-Amz-Signature", &self.signature(&time, &request));
        Ok(presigned)
    }

    /// S3 alone takes the path as it is sent.
    fn path_mode(&self) -> PathMode {
        if *self.service == Service::S3 { PathMode::AsSent } else { PathMode::NormalizedAndEncodedTwice }
    }

    /// `20261121/eu-west-1/s3/aws4_request`
    fn credential_scope(&self, time: &str) -> String {
        let (day, _) = time.split_once('T').unwrap_or((time, ""));
        format!("{day}/{}/{}/aws4_request", self.region, self.service.name())
    }

    /// Signs the string to sign.
    fn signature(&self, time: &str, request: &CanonicalRequest<'_>) -> String {
        let string_to_sign = format!("{ALGORITHM}\n{time}\n{}\n{}", self.credential_scope(time), request.hash());
        let key = generate_signing_key(self.credentials.secret_access_key(), self.at, self.region, self.service.name());
        calculate_signature(key, string_to_sign.as_bytes())
    }
}

fn sensitive(value: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(value).map_err(unsignable)?;
    value.set_sensitive(true);
    Ok(value)
}

fn unsignable(error: impl std::fmt::Display) -> Error {
    Error::Unsendable(SendFault::Syntax(error.to_string()))
}
