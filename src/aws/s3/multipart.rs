//! Large objects, sent in parts: `CreateMultipartUpload`, `UploadPart`, `CompleteMultipartUpload` and what belongs to them.
//!
//! Limits: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html>

use std::fmt::Write;

use super::{Bucket, Precondition};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::{Operation, Patience};
use crate::aws::uri::encode_component;
use crate::aws::{Error, Service, xml};
use crate::ports::{Body, Bytes, Platform};

/// The fewest bytes of a part, the last one excepted.
pub const MIN_PART: u64 = 5 * 1024 * 1024;
/// The most bytes of a part.
pub const MAX_PART: u64 = 5 * 1024 * 1024 * 1024;
/// The most parts of an object; they are numbered from 1.
pub const MAX_PARTS: u32 = 10_000;

/// A part that S3 has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartTag {
    /// `PartNumber`
    pub number: u32,
    /// `ETag`
    pub e_tag: String,
}

impl<P: Platform> Client<P> {
    /// `CreateMultipartUpload`. Gives the upload's id.
    pub async fn create_multipart_upload(
        &self,
        bucket: &Bucket,
        key: &str,
        content_type: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let mut operation =
            self.multipart("CreateMultipartUpload", http::Method::POST, bucket, key, "uploads=", Bytes::default())?;
        if !content_type.is_empty() {
            operation.headers.push((http::header::CONTENT_TYPE, content_type.to_owned()));
        }
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        xml::read(response.body(), "InitiateMultipartUploadResult", |root| {
            let id = xml::text(root, "UploadId").filter(|id| !id.is_empty());
            id.map(str::to_owned).ok_or_else(|| xml::member("UploadId"))
        })
    }

    /// The operation `UploadPart`, to be sent through a transport that can send its body. The answer's `ETag` is the part's.
    pub fn upload_part_operation<B: Body>(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        number: u32,
        body: B,
    ) -> Result<Operation<B>, Error> {
        let query = format!("partNumber={number}&uploadId={}", encode_component(upload_id));
        self.multipart("UploadPart", http::Method::PUT, bucket, key, &query, body)
    }

    /// `CompleteMultipartUpload`, if `precondition` holds. Gives the object's `ETag`.
    ///
    /// S3 answers 200 before it knows the outcome, so a refusal may stand in the body of a success.
    pub async fn complete_multipart_upload(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        parts: &[PartTag],
        precondition: &Precondition,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let query = format!("uploadId={}", encode_component(upload_id));
        let body = Bytes::new(part_list(parts).into_bytes());
        let mut operation = self.multipart("CompleteMultipartUpload", http::Method::POST, bucket, key, &query, body)?;
        operation.headers.push(precondition.header());
        operation.headers.push((http::header::CONTENT_TYPE, "application/xml".to_owned()));
        operation.patience = Patience::MINUTES;
        operation.judge = xml::judge_body;
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        xml::read(response.body(), "CompleteMultipartUploadResult", |root| {
            Ok(xml::text(root, "ETag").unwrap_or_default().to_owned())
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

    /// `ListParts`, all of them: where a bucket's CORS rules do not expose `ETag`, this is how a page learns of it.
    pub async fn list_parts(
        &self,
        bucket: &Bucket,
        key: &str,
        upload_id: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<Vec<PartTag>, Error> {
        let mut parts: Vec<PartTag> = Vec::new();
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

    fn multipart<B>(
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
    for PartTag { number, e_tag } in parts {
        let e_tag = e_tag.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // Writing to a string cannot fail.
        let _ = write!(list, "<Part><PartNumber>{number}</PartNumber><ETag>{e_tag}</ETag></Part>");
    }
    list + "</CompleteMultipartUpload>"
}

fn read_parts(body: &[u8]) -> Result<(Vec<PartTag>, bool), Error> {
    xml::read(body, "ListPartsResult", |root| {
        let part = |node| {
            let number = xml::text(node, "PartNumber").and_then(|number| number.parse().ok());
            let number = number.ok_or_else(|| xml::member("PartNumber"))?;
            Ok(PartTag { number, e_tag: xml::text(node, "ETag").unwrap_or_default().to_owned() })
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
        let parts = [PartTag { number: 1, e_tag: "\"a\"".into() }, PartTag { number: 2, e_tag: "\"<&\"".into() }];
        assert_eq!(
            part_list(&parts),
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag></Part>\
             <Part><PartNumber>2</PartNumber><ETag>\"&lt;&amp;\"</ETag></Part></CompleteMultipartUpload>"
        );
    }

    #[test]
    fn the_parts_that_s3_has_are_read() {
        let page = "<ListPartsResult><Part><PartNumber>3</PartNumber><ETag>&quot;c&quot;</ETag></Part>\
                    <IsTruncated>true</IsTruncated></ListPartsResult>";
        let (parts, is_truncated) = read_parts(page.as_bytes()).unwrap();
        assert_eq!((parts, is_truncated), (vec![PartTag { number: 3, e_tag: "\"c\"".into() }], true));
        assert!(read_parts(b"<ListPartsResult><Part/></ListPartsResult>").is_err());
    }
}
