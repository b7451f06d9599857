//! `PutObject` in place of an object, with all that belonged to it.

use http::{HeaderName, header};

use super::copy_object::metadata_headers;
use super::upload_part_copy::tagging;
use super::{Bucket, ObjectMetadata, Tag, WrittenObject};
use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::ports::{Bytes, Platform};

/// What is written beside the content: what is left out the new object does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PutObject {
    /// The stored headers and the user's own metadata.
    pub metadata: ObjectMetadata,
    /// `x-amz-tagging`
    pub tags: Vec<Tag>,
    /// `x-amz-storage-class`; `STANDARD` without.
    pub storage_class: Option<String>,
    /// `x-amz-server-side-encryption` and the KMS key's id; without, as the bucket has it.
    pub encryption: Option<(String, Option<String>)>,
    /// Only over the object with this `ETag`: `If-Match`.
    pub e_tag: String,
}

impl PutObject {
    fn headers(&self) -> Result<Vec<(HeaderName, String)>, Error> {
        let amz = HeaderName::from_static;
        let mut headers = metadata_headers(&self.metadata)?;
        if !self.tags.is_empty() {
            headers.push((amz("x-amz-tagging"), tagging(&self.tags)));
        }
        headers.extend(self.storage_class.iter().map(|class| (amz("x-amz-storage-class"), class.clone())));
        if let Some((kind, key_id)) = &self.encryption {
            headers.push((amz("x-amz-server-side-encryption"), kind.clone()));
            headers.extend(key_id.iter().map(|id| (amz("x-amz-server-side-encryption-aws-kms-key-id"), id.clone())));
        }
        headers.push((header::IF_MATCH, self.e_tag.clone()));
        Ok(headers)
    }
}

impl<P: Platform> Client<P> {
    /// `PutObject` of what is in memory, over the object that was seen. Gives the new `ETag`.
    pub async fn put_object_with(
        &self,
        bucket: &Bucket,
        key: &str,
        put: &PutObject,
        body: Vec<u8>,
        credentials: &impl ProvideCredentials,
    ) -> Result<WrittenObject, Error> {
        let mut operation = self.put_object_operation(bucket, key, "", Bytes::new(body))?;
        operation.headers.extend(put.headers()?);
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        Ok(WrittenObject::of(&response))
    }
}
