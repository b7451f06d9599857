//! Signature Version 4, by AWS's own `aws-sigv4`: which settings each service needs, and nothing else.
//!
//! The URL is built once, encoded, and the same string is signed and sent
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningInstructions,
    SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use sha2::{Digest as _, Sha256};

use super::{Error, SendFault, Service};
use crate::ports::{Payload, SignatureParts};

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

impl Signer<'_> {
    /// The headers that sign a request: `authorization`, `x-amz-date`, `x-amz-security-token` and, for S3,
    /// `x-amz-content-sha256`.
    pub fn headers<'h>(
        &self,
        method: &'h str,
        url: &'h str,
        headers: impl Iterator<Item = (&'h str, &'h str)>,
        payload: Payload<'h>,
    ) -> Result<Vec<(http::HeaderName, http::HeaderValue)>, Error> {
        let (instructions, _) = self.sign(method, url, headers, payload, self.settings())?;
        instructions
            .headers()
            .map(|(name, value)| {
                let name = http::HeaderName::try_from(name).map_err(unsignable)?;
                let mut value = http::HeaderValue::try_from(value).map_err(unsignable)?;
                value.set_sensitive(true);
                Ok((name, value))
            })
            .collect()
    }

    /// A URL that anyone can GET until it expires: for the browser's own download, which takes no headers.
    pub fn presigned_get(&self, url: &str, expires_in: Duration) -> Result<String, Error> {
        let mut settings = self.settings();
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(expires_in);
        settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
        let (_, params) = self.sign("GET", url, std::iter::empty(), Payload::Unsigned, settings)?;
        let mut presigned = url.to_owned();
        let mut separator = if url.contains('?') { '&' } else { '?' };
        for (name, value) in &params {
            presigned.push(separator);
            presigned.push_str(name);
            presigned.push('=');
            presigned.push_str(&super::uri::encode_component(value));
            separator = '&';
        }
        Ok(presigned)
    }

    /// S3 alone takes the path as it is sent; all others normalise it and encode it twice.
    fn settings(&self) -> SigningSettings {
        let mut settings = SigningSettings::default();
        if *self.service == Service::S3 {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        settings
    }

    fn sign<'h>(
        &self,
        method: &'h str,
        url: &'h str,
        headers: impl Iterator<Item = (&'h str, &'h str)>,
        payload: Payload<'h>,
        settings: SigningSettings,
    ) -> Result<(SigningInstructions, Vec<(String, String)>), Error> {
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service.name())
            .time(self.at)
            .settings(settings)
            .build()
            .map_err(unsignable)?
            .into();
        let body = match payload {
            Payload::Signed(bytes) => SignableBody::Bytes(bytes),
            Payload::Hashed(sha256) => SignableBody::Precomputed(sha256.to_owned()),
            Payload::Unsigned => SignableBody::UnsignedPayload,
        };
        let request = SignableRequest::new(method, url, headers, body).map_err(unsignable)?;
        let (instructions, _signature) = sign(request, &params).map_err(unsignable)?.into_parts();
        let query = instructions.params().iter().map(|(name, value)| ((*name).to_owned(), value.to_string())).collect();
        Ok((instructions, query))
    }
}

/// What a request was signed with: `headers` are the operation's own, `signed` those that [`Signer::headers`] has made.
pub fn parts<'h>(
    url: &str,
    headers: impl Iterator<Item = (&'h str, &'h str)>,
    payload: Payload<'_>,
    signed: &[(http::HeaderName, http::HeaderValue)],
) -> SignatureParts {
    let (_, address) = url.split_once("://").unwrap_or_default();
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let made = |name: &str| signed.iter().find(|(made, _)| made == name).and_then(|(_, value)| value.to_str().ok());
    let authorization = made("authorization").unwrap_or_default();
    let field = |name: &str| authorization.split([' ', ',']).find_map(|part| part.strip_prefix(name)).unwrap_or_default();
    let own: Vec<_> = headers.collect();
    let value = |name: &str| match name {
        "host" => host,
        "x-amz-security-token" => "",
        name => own
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
            .or_else(|| made(name))
            .unwrap_or_default(),
    };
    SignatureParts {
        path: format!("/{path}"),
        query: query.to_owned(),
        signed_headers: field("SignedHeaders=").split(';').map(|name| (name.to_owned(), value(name).to_owned())).collect(),
        payload_hash: match payload {
            Payload::Signed(bytes) => Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
            Payload::Hashed(sha256) => sha256.to_owned(),
            Payload::Unsigned => "UNSIGNED-PAYLOAD".to_owned(),
        },
        // The access key's id comes first, and is for nobody to keep.
        credential_scope: field("Credential=").split_once('/').map_or("", |(_, scope)| scope).to_owned(),
        time: made("x-amz-date").unwrap_or_default().to_owned(),
    }
}

fn unsignable(error: impl std::fmt::Display) -> Error {
    Error::Unsendable(SendFault::Syntax(error.to_string()))
}
