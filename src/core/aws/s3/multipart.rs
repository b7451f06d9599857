//! Large objects, sent in parts: `CreateMultipartUpload`, `UploadPart`, `CompleteMultipartUpload` and what belongs to them.
//!
//! Limits: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>

use std::fmt::Write;

use http::HeaderName;

use super::{Bucket, Precondition, WrittenObject};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::{Operation, Patience};
use crate::aws::uri::encode_component;
use crate::aws::{Error, Service, xml};
use crate::ports::{Body, Bytes, Platform};

const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("x-amz-checksum-algorithm");
const CHECKSUM_TYPE: HeaderName = HeaderName::from_static("x-amz-checksum-type");
const CHECKSUM_CRC32: HeaderName = HeaderName::from_static("x-amz-checksum-crc32");
const OBJECT_SIZE: HeaderName = HeaderName::from_static("x-amz-mp-object-size");
/// The checksum is that of the object's bytes, and not of its parts' checksums
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html>).
const FULL_OBJECT: &str = "FULL_OBJECT";

/// The fewest bytes of a part, the last one excepted.
pub const MIN_PART: u64 = 5 * 1024 * 1024;
/// The most bytes of a part.
pub const MAX_PART: u64 = 5 * 1024 * 1024 * 1024;
/// The most parts of an object; they are numbered from 1.
pub const MAX_PARTS: u32 = 10_000;

/// A part, as `CompleteMultipartUpload` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartTag {
    /// `PartNumber`
    pub number: u32,
    /// `ETag`
    pub e_tag: String,
    /// `ChecksumCRC32`
    pub crc32: Option<String>,
}

/// A part that S3 has, as `ListParts` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPart {
    /// `PartNumber`
    pub number: u32,
    /// `ETag`
    pub e_tag: String,
    /// `Size`
    pub size: u64,
    /// `ChecksumCRC32`, if it was sent with one.
    pub crc32: Option<String>,
}

/// What `CompleteMultipartUpload` sends: S3 refuses it if the object would be another one.
#[derive(Clone, Copy, Debug)]
pub struct CompletionRequest<'a> {
    /// All parts, in their order.
    pub parts: &'a [PartTag],
    /// The object's size.
    pub size: u64,
    /// Its `x-amz-checksum-crc32`. A copy by S3 itself has none.
    pub crc32: Option<&'a str>,
}

impl<P: Platform> Client<P> {
    /// `CreateMultipartUpload` of an object whose parts and whole are checked by their CRC-32. Gives the upload's id.
    pub async fn create_multipart_upload(
        &self,
        bucket: &Bucket,
        key: &str,
        content_type: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let content_type = Some(content_type).filter(|kind| !kind.is_empty());
        let mut headers: Vec<_> = content_type.map(|kind| (http::header::CONTENT_TYPE, kind.to_owned())).into_iter().collect();
        headers.push((CHECKSUM_ALGORITHM, "CRC32".to_owned()));
        headers.push((CHECKSUM_TYPE, FULL_OBJECT.to_owned()));
        self.create_multipart_upload_with(bucket, key, headers, credentials).await
    }

    /// The same; `headers` say what the object shall have beside its content.
    pub(super) async fn create_multipart_upload_with(
        &self,
        bucket: &Bucket,
        key: &str,
        headers: Vec<(http::HeaderName, String)>,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let mut operation =
            self.multipart("CreateMultipartUpload", http::Method::POST, bucket, key, "uploads=", Bytes::default())?;
        operation.headers = headers;
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        xml::read(response.body(), "InitiateMultipartUploadResult", |root| {
            let id = xml::text(root, "UploadId").filter(|id| !id.is_empty());
            id.map(str::to_owned).ok_or_else(|| xml::member("UploadId"))
        })
    }

    /// The operation `UploadPart` of bytes with this `x-amz-checksum-crc32`, to be sent through a transport that can send its body.
    /// The answer's `ETag` is the part's.
    pub fn upload_part_operation<B: Body>(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        (number, crc32): (u32, Option<String>),
        body: B,
    ) -> Result<Operation<B>, Error> {
        let query = format!("partNumber={number}&uploadId={}", encode_component(upload_id));
        let operation = self.multipart("UploadPart", http::Method::PUT, bucket, key, &query, body)?;
        Ok(match crc32 {
            Some(crc32) => operation.header(CHECKSUM_CRC32, crc32),
            None => operation,
        })
    }

    /// `CompleteMultipartUpload`, if `precondition` holds. Gives the object.
    ///
    /// S3 answers 200 before it knows the outcome, so a refusal may stand in the body of a success.
    pub async fn complete_multipart_upload(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        whole: CompletionRequest<'_>,
        precondition: &Precondition,
        credentials: &impl ProvideCredentials,
    ) -> Result<WrittenObject, Error> {
        let query = format!("uploadId={}", encode_component(upload_id));
        let body = Bytes::new(part_list(whole.parts).into_bytes());
        let mut operation = self.multipart("CompleteMultipartUpload", http::Method::POST, bucket, key, &query, body)?;
        operation.headers.push(precondition.header());
        if let Some(crc32) = whole.crc32 {
            operation.headers.push((CHECKSUM_CRC32, crc32.to_owned()));
            operation.headers.push((CHECKSUM_TYPE, FULL_OBJECT.to_owned()));
        }
        operation.headers.push((OBJECT_SIZE, whole.size.to_string()));
        operation.headers.push((http::header::CONTENT_TYPE, "application/xml".to_owned()));
        operation.patience = Patience::MINUTES;
        operation.judge = xml::judge_body;
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        xml::read(response.body(), "CompleteMultipartUploadResult", |root| {
            let e_tag = xml::text(root, "ETag").unwrap_or_default().to_owned();
            Ok(WrittenObject { e_tag, ..WrittenObject::of(&response) })
        })
    }

    /// `AbortMultipartUpload`: S3 forgets the parts.
    pub async fn abort_multipart_upload(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<(), Error> {
        let query = format!("uploadId={}", encode_component(upload_id));
        let operation = self.multipart("AbortMultipartUpload", http::Method::DELETE, bucket, key, &query, Bytes::default())?;
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }

    /// `ListParts`, all of them: this is how a page learns of parts that another one has sent, and of an `ETag` that a bucket's
    /// CORS rules do not expose.
    pub async fn list_parts(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<Vec<StoredPart>, Error> {
        let mut parts: Vec<StoredPart> = Vec::new();
        loop {
            let after = parts.last().map_or(0, |part| part.number);
            let query = format!("part-number-marker={after}&uploadId={}", encode_component(upload_id));
            let operation = self.multipart("ListParts", http::Method::GET, bucket, key, &query, Bytes::default())?;
            let response = self.send_signed(operation, credentials, &bucket.region).await?;
            let (page, is_truncated) = read_parts(response.body())?;
            // A page that leads no further would be asked for again for ever.
            let leads_on = page.last().is_some_and(|part| part.number > after);
            parts.extend(page);
            if !(is_truncated && leads_on) {
                return Ok(parts);
            }
        }
    }

    pub(super) fn multipart<B>(
        &self,
        name: &'static str,
        method: http::Method,
        bucket: &Bucket,
        key: &str,
        query: &str,
        body: B,
    ) -> Result<Operation<B>, Error> {
        let url = format!("{}?{query}", bucket.object_url(&self.config().endpoints, key)?);
        Ok(Operation::new(Service::S3, name, method, url, xml::judge).body(body))
    }
}

fn part_list(parts: &[PartTag]) -> String {
    let mut list = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">".to_owned();
    for PartTag { number, e_tag, crc32 } in parts {
        let e_tag = e_tag.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let crc32 = crc32.as_ref().map(|crc32| format!("<ChecksumCRC32>{crc32}</ChecksumCRC32>")).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(list, "<Part><PartNumber>{number}</PartNumber><ETag>{e_tag}</ETag>{crc32}</Part>");
    }
    list + "</CompleteMultipartUpload>"
}

fn read_parts(body: &[u8]) -> Result<(Vec<StoredPart>, bool), Error> {
    xml::read(body, "ListPartsResult", |root| {
        let part = |node| {
            let number = xml::text(node, "PartNumber").and_then(|number| number.parse().ok());
            let number = number.ok_or_else(|| xml::member("PartNumber"))?;
            Ok(StoredPart {
                number,
                e_tag: xml::text(node, "ETag").unwrap_or_default().to_owned(),
                size: xml::text(node, "Size").and_then(|size| size.parse().ok()).unwrap_or_default(),
                crc32: xml::text(node, "ChecksumCRC32").map(str::to_owned),
            })
        };
        let parts = xml::children(root, "Part").map(part).collect::<Result<_, Error>>()?;
        Ok((parts, xml::text(root, "IsTruncated") == Some("true")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_listed_by_number_and_tag() {
        let parts = [("\"a\"", "AAAAAA=="), ("\"<&\"", "AAAAAQ==")];
        let parts: Vec<PartTag> = (1..)
            .zip(parts)
            .map(|(number, (e_tag, crc32))| PartTag { number, e_tag: e_tag.into(), crc32: Some(crc32.into()) })
            .collect();
        assert_eq!(
            part_list(&parts),
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag><ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>\
             <Part><PartNumber>2</PartNumber><ETag>\"&lt;&amp;\"</ETag><ChecksumCRC32>AAAAAQ==</ChecksumCRC32></Part></CompleteMultipartUpload>"
        );
    }

    #[test]
    fn the_parts_that_s3_has_are_read() {
        let page = "<ListPartsResult><Part><PartNumber>3</PartNumber><ETag>&quot;c&quot;</ETag><Size>7</Size>\
                    <ChecksumCRC32>AAAAAQ==</ChecksumCRC32></Part>\
                    <IsTruncated>true</IsTruncated></ListPartsResult>";
        let part = StoredPart { number: 3, e_tag: "\"c\"".into(), size: 7, crc32: Some("AAAAAQ==".into()) };
        let (parts, is_truncated) = read_parts(page.as_bytes()).unwrap();
        assert_eq!((parts, is_truncated), (vec![part], true));
        assert!(read_parts(b"<ListPartsResult><Part/></ListPartsResult>").is_err());
    }
}
