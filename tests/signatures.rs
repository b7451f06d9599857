//! Signatures and encoded URLs equal botocore's, for keys and queries that tempt one to get them wrong.
//!
//! `fixtures/generate_signatures.py` writes the cases; `make test` checks that they are what botocore signs today.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use hmac::{Hmac, KeyInit as _, Mac as _};
use proptest::prelude::*;
use satchel::aws::Service;
use satchel::aws::credentials::Credentials;
use satchel::aws::s3::Bucket;
use satchel::aws::sigv4::Signer;
use satchel::aws::uri::encode_component;
use satchel::config::Endpoints;
use satchel::ports::{Payload, SignatureParts};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// 2026-11-21 09:05:07 UTC, as in the generator.
const NOW: Duration = Duration::from_secs(1_795_251_907);
const REGION: &str = "eu-west-1";

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Style {
    Path,
    Virtual,
}

/// What botocore made of a request with its signature in the headers.
#[derive(Deserialize)]
struct Signed {
    service: String,
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    payload: Option<String>,
    authorization: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Case {
    /// An object by its key.
    Object {
        key: String,
        style: Style,
        #[serde(flatten)]
        signed: Signed,
    },
    /// A listing by the values of its query.
    Query {
        values: BTreeMap<String, String>,
        style: Style,
        #[serde(flatten)]
        signed: Signed,
    },
    /// A body.
    Post {
        #[serde(flatten)]
        signed: Signed,
    },
    /// A path of a service that, unlike S3, has it normalised and encoded twice.
    Path {
        #[serde(flatten)]
        signed: Signed,
    },
    /// A URL that carries its signature.
    Presigned { url: String, expires_in: u64, presigned: String },
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("fixtures/signatures.json")).unwrap()
}

fn credentials() -> Credentials {
    let token = "IQoJb3JpZ2luX2VjEXAMPLE/with+every=special//character==";
    Credentials::new("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Some(token.into()), None)
}

fn signer<'a>(credentials: &'a Credentials, service: &'a Service) -> Signer<'a> {
    Signer { credentials, region: REGION, service, at: SystemTime::UNIX_EPOCH + NOW }
}

/// The bucket's URL, as the application makes it for AWS or for a configured endpoint.
fn bucket_url(style: &Style) -> (Bucket, Endpoints) {
    let s3 = matches!(style, Style::Path).then(|| "http://localhost:4566".to_owned());
    (Bucket { name: "satchel-data".into(), region: REGION.into() }, Endpoints { s3, ..Endpoints::default() })
}

fn assert_signed(signed: &Signed) {
    let credentials = credentials();
    let service = match signed.service.as_str() {
        "s3" => Service::S3,
        "dynamodb" => Service::DynamoDb,
        other => Service::Other(other.to_owned()),
    };
    let headers = signed.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let payload = signed.payload.as_ref().map_or(Payload::Unsigned, |payload| Payload::Signed(payload.as_bytes()));
    let made = signer(&credentials, &service).sign(&signed.method, &signed.url, headers, payload).unwrap();
    let authorization = made.headers.iter().find(|(name, _)| name == "authorization").map(|(_, value)| value.to_str().unwrap());
    assert_eq!(authorization, Some(signed.authorization.as_str()), "{} {}", signed.method, signed.url);
    if service == Service::S3 {
        let parts = made.parts;
        assert!(!format!("{parts:?}").contains(credentials.session_token().unwrap()), "no token is kept");
        assert!(!format!("{parts:?}").contains(credentials.access_key_id()), "nor a key's id");
        assert!(signed.authorization.ends_with(&signature_of(&signed.method, parts, &credentials)), "{}", signed.url);
    }
}

/// The signature that the parts kept for explaining lead to, by the steps of AWS's description
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
fn signature_of(method: &str, parts: SignatureParts, credentials: &Credentials) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let hmac = |key: &[u8], text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let mut query: Vec<_> = parts.query.split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let token = credentials.session_token().unwrap();
    let header = |(name, value): &(String, String)| {
        let value = if name == "x-amz-security-token" { token } else { value.as_str() };
        format!("{name}:{}\n", value.trim())
    };
    let headers: String = parts.signed_headers.iter().map(header).collect();
    let names: Vec<_> = parts.signed_headers.iter().map(|(name, _)| name.as_str()).collect();
    let canonical_request = [method, &parts.path, &query.join("&"), &headers, &names.join(";"), &parts.payload_hash].join("\n");
    let hash = hex(&Sha256::digest(canonical_request));
    let string_to_sign = ["AWS4-HMAC-SHA256", &parts.time, &parts.credential_scope, &hash].join("\n");
    let secret = format!("AWS4{}", credentials.secret_access_key());
    let key = parts.credential_scope.split('/').fold(secret.into_bytes(), |key, text| hmac(&key, text));
    hex(&hmac(&key, &string_to_sign))
}

#[test]
fn there_are_enough_cases() {
    assert!(cases().len() >= 200);
}

#[test]
fn keys_are_addressed_and_signed_as_botocore_does() {
    let mut compared = 0;
    for case in cases() {
        if let Case::Object { key, style, signed } = case {
            let (bucket, endpoints) = bucket_url(&style);
            assert_eq!(bucket.object_url(&endpoints, &key).as_deref(), Ok(signed.url.as_str()), "{key:?}");
            assert_signed(&signed);
            compared += 1;
        }
    }
    assert!(compared >= 100, "{compared}");
}

#[test]
fn listings_are_written_and_signed_as_botocore_does() {
    let mut compared = 0;
    for case in cases() {
        if let Case::Query { values, style, signed } = case {
            let (bucket, endpoints) = bucket_url(&style);
            let pairs: Vec<_> =
                values.iter().map(|(name, value)| format!("{}={}", encode_component(name), encode_component(value))).collect();
            assert_eq!(format!("{}/?{}", bucket.url(&endpoints), pairs.join("&")), signed.url);
            assert_signed(&signed);
            compared += 1;
        }
    }
    assert!(compared >= 50, "{compared}");
}

#[test]
fn bodies_and_the_paths_of_other_services_are_signed_as_botocore_does() {
    let mut compared = 0;
    for case in cases() {
        if let Case::Post { signed } | Case::Path { signed } = case {
            assert_signed(&signed);
            compared += 1;
        }
    }
    assert!(compared >= 20, "{compared}");
}

#[test]
fn downloads_are_presigned_as_botocore_does() {
    /// Names and values in any order: the signature covers them sorted.
    fn parameters(url: &str) -> (&str, Vec<&str>) {
        let (address, query) = url.split_once('?').unwrap();
        let mut parameters: Vec<_> = query.split('&').collect();
        parameters.sort_unstable();
        (address, parameters)
    }
    let credentials = credentials();
    let mut compared = 0;
    for case in cases() {
        if let Case::Presigned { url, expires_in, presigned } = case {
            let made = signer(&credentials, &Service::S3).presigned_get(&url, Duration::from_secs(expires_in)).unwrap();
            assert_eq!(parameters(&made), parameters(&presigned));
            compared += 1;
        }
    }
    assert!(compared >= 5, "{compared}");
}

/// What AWS's own library makes of a request, whole.
fn authorization_of_library(
    credentials: &Credentials,
    service: &Service,
    method: &str,
    url: &str,
    headers: &[(&str, String)],
    payload: &[u8],
) -> String {
    let mut settings = SigningSettings::default();
    if *service == Service::S3 {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    let token = credentials.session_token().map(str::to_owned);
    let identity =
        aws_credential_types::Credentials::new(credentials.access_key_id(), credentials.secret_access_key(), token, None, "test")
            .into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name(service.name())
        .time(SystemTime::UNIX_EPOCH + NOW)
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
    let request = SignableRequest::new(method, url, headers, SignableBody::Bytes(payload)).unwrap();
    let (instructions, _) = sign(request, &params).unwrap().into_parts();
    instructions.headers().find(|(name, _)| *name == "authorization").unwrap().1.to_owned()
}

proptest! {
    #[test]
    fn any_request_is_signed_as_the_library_does(
        is_s3: bool,
        path in "(/[a-zA-Z0-9._~%-]{0,6}){1,6}/?",
        query in proptest::collection::vec(("[a-zA-Z0-9._~+% -]{1,6}", "\\PC{0,8}"), 0..5),
        header in "[ -~]{0,20}",
        port in proptest::option::of(prop_oneof![Just(443_u16), Just(80), 1_u16..]),
        payload in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let service = if is_s3 { Service::S3 } else { Service::Other("execute-api".to_owned()) };
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let path = path.replace('%', "%25");
        let pairs: Vec<_> = query.iter().map(|(name, value)| format!("{}={}", encode_component(name), encode_component(value))).collect();
        let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
        let url = format!("https://a.example{port}{path}{query}");
        let headers = [("Content-Type", "text/plain".to_owned()), ("x-amz-meta-a", header)];
        let credentials = credentials();
        let expected = authorization_of_library(&credentials, &service, "PUT", &url, &headers, &payload);
        let own = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let made = signer(&credentials, &service).sign("PUT", &url, own, Payload::Signed(&payload)).unwrap();
        let authorization = made.headers.iter().find(|(name, _)| name == "authorization").unwrap().1.to_str().unwrap();
        prop_assert_eq!(authorization, expected);
    }
}
