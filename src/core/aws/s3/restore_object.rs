//! `RestoreObject`: asks for a copy of an archived object that can be read for some days.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::Method;
use sha2::{Digest as _, Sha256};

use super::Bucket;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Operation;
use crate::aws::{Error, Service, xml};
use crate::ports::{Bytes, Platform};

/// How fast, which decides what it costs
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetrievalTier {
    /// Minutes; not for `DEEP_ARCHIVE`.
    Expedited,
    /// Hours.
    Standard,
    /// Up to half a day, or two days for `DEEP_ARCHIVE`.
    Bulk,
}

impl RetrievalTier {
    /// As the API reference spells it.
    pub fn name(self) -> &'static str {
        match self {
            RetrievalTier::Expedited => "Expedited",
            RetrievalTier::Standard => "Standard",
            RetrievalTier::Bulk => "Bulk",
        }
    }

    /// Those that objects of this storage class can be restored with.
    pub fn of_class(storage_class: &str) -> &'static [RetrievalTier] {
        use RetrievalTier::{Bulk, Expedited, Standard};
        if storage_class == "DEEP_ARCHIVE" { &[Standard, Bulk] } else { &[Expedited, Standard, Bulk] }
    }
}

impl<P: Platform> Client<P> {
    /// `RestoreObject`. Of one that is restored already it moves the end.
    pub async fn restore_object(
        &self,
        bucket: &Bucket,
        key: &str,
        days: u16,
        tier: RetrievalTier,
        credentials: &impl ProvideCredentials,
    ) -> Result<(), Error> {
        let body = format!(
            "<RestoreRequest xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Days>{days}</Days>\
             <GlacierJobParameters><Tier>{}</Tier></GlacierJobParameters></RestoreRequest>",
            tier.name()
        )
        .into_bytes();
        let url = format!("{}?restore=", bucket.object_url(&self.config().endpoints, key)?);
        let operation = Operation::new(Service::S3, "RestoreObject", Method::POST, url, xml::judge)
            .header(http::header::CONTENT_TYPE, "application/xml")
            .header(header_name!("x-amz-checksum-sha256"), BASE64.encode(Sha256::digest(&body)))
            .body(Bytes::new(body));
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }
}
