//! Why a bucket that answers other requests does not answer a write: its CORS rules.

use super::existing::look_up;
use super::send::Target;
use crate::aws::Client;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::retry::Idempotency;
use crate::aws::s3::Precondition;
use crate::ports::{Bytes, Platform};

/// What a bucket's CORS rules lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CorsGap {
    /// `PUT` among the methods.
    Method,
    /// The header of the write's condition.
    Header,
}

/// What the rules of a bucket lack that did not answer the write of `target`. Nothing where they allow it by now, or where the bucket
/// does not answer at all.
pub async fn find_cors_gap<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    target: &Target,
) -> Option<CorsGap> {
    if accepts_put(client, credentials, target, Some(&target.precondition)).await {
        return None;
    }
    if accepts_put(client, credentials, target, None).await {
        return Some(CorsGap::Header);
    }
    look_up(client, credentials, &target.bucket, &target.key).await.ok().map(|_| CorsGap::Method)
}

/// Whether a `PUT` is answered, on such a condition. Nothing is written by it: there is no upload of this id.
async fn accepts_put<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    Target { bucket, key, .. }: &Target,
    condition: Option<&Precondition>,
) -> bool {
    let Ok(mut operation) = client.upload_part_operation(bucket, key, "none", (1, None), Bytes::default()) else { return false };
    operation.idempotency = Idempotency::NotIdempotent;
    operation.headers.push((http::header::CONTENT_TYPE, "application/octet-stream".to_owned()));
    operation.headers.extend(condition.map(Precondition::header));
    !matches!(client.send_signed(operation, credentials, &bucket.region).await, Err(Error::NoResponse(_)))
}
