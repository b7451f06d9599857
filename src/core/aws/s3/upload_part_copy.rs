//! `UploadPartCopy`, and the upload that its parts are for: S3 copies by itself what is too large for `CopyObject`.

use http::Method;

use super::copy_object::{encryption_headers, metadata_headers};
use super::{Bucket, CopyObject, ObjectMetadata, PartTag, Tag};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Patience;
use crate::aws::uri::encode_component;
use crate::aws::{Error, xml};
use crate::ports::{Bytes, Platform};

impl<P: Platform> Client<P> {
    /// `CreateMultipartUpload` of a copy: in parts nothing is carried by itself, so the target gets this metadata and these tags.
    /// Gives the upload's id.
    pub async fn create_multipart_copy(
        &self,
        bucket: &Bucket,
        copy: &CopyObject,
        metadata: &ObjectMetadata,
        tags: &[Tag],
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let mut headers = metadata_headers(metadata)?;
        if !tags.is_empty() {
            headers.push((header_name!("x-amz-tagging"), tagging(tags)));
        }
        headers.extend(copy.storage_class.iter().map(|class| (header_name!("x-amz-storage-class"), class.clone())));
        headers.extend(copy.encryption.iter().flat_map(encryption_headers));
        self.create_multipart_upload_with(bucket, &copy.key, headers, credentials).await
    }

    /// `UploadPartCopy` of the bytes from `range.0` up to, without, `range.1`. Gives the part's `ETag`.
    ///
    /// S3 answers 200 before it knows the outcome, so a refusal may stand in the body of a success.
    pub async fn upload_part_copy(
        &self,
        bucket: &Bucket,
        copy: &CopyObject,
        upload_id: &str,
        (number, range): (u32, (u64, u64)),
        credentials: &impl ProvideCredentials,
    ) -> Result<PartTag, Error> {
        let query = format!("partNumber={number}&uploadId={}", encode_component(upload_id));
        let mut operation = self.multipart("UploadPartCopy", Method::PUT, bucket, &copy.key, &query, Bytes::default())?;
        let last = range.1.saturating_sub(1);
        operation.headers = copy.source_headers(bucket);
        operation.headers.push((header_name!("x-amz-copy-source-range"), format!("bytes={}-{last}", range.0)));
        (operation.patience, operation.judge) = (Patience::MINUTES, xml::judge_body);
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        xml::read(response.body(), "CopyPartResult", |root| {
            let e_tag = xml::text(root, "ETag").map(str::to_owned).ok_or_else(|| xml::member("ETag"))?;
            Ok(PartTag { number, e_tag, crc32: None })
        })
    }
}

/// `x-amz-tagging`: as a query has it (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html>).
pub(super) fn tagging(tags: &[Tag]) -> String {
    let pair = |tag: &Tag| format!("{}={}", encode_component(&tag.key), encode_component(&tag.value));
    tags.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_as_a_query() {
        let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
        assert_eq!(tagging(&[tag("a b", "1&2"), tag("ü", "")]), "a%20b=1%262&%C3%BC=");
    }
}
