//! Single objects: write, look at, and let the browser download.

use std::time::Duration;

use super::Bucket;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Operation;
use crate::aws::sigv4::Signer;
use crate::aws::uri::encode_component;
use crate::aws::{Error, Service, xml};
use crate::ports::{Body, Bytes, Platform, Response};

/// The most bytes of one `PutObject`.
pub const MAX_PUT: u64 = 5 * 1024 * 1024 * 1024;

/// What `HeadObject` tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadObject {
    /// `Content-Type`
    pub content_type: String,
    /// `ETag`
    pub e_tag: String,
    /// `x-amz-version-id`, where the bucket is versioned and exposes it.
    pub version_id: Option<String>,
}

/// What `GetObject` gives of the start of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetObject {
    /// The bytes that were asked for.
    pub body: Vec<u8>,
    /// `ETag` of the whole object.
    pub e_tag: String,
}

/// What must be so for an object to be written: else the service answers `PreconditionFailed`, or
/// `ConditionalRequestConflict` where somebody else is writing just then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// There is no object: `If-None-Match: *`.
    Absent,
    /// The object is the one with this `ETag`: `If-Match`.
    Is(String),
}

impl Precondition {
    /// The header that says so.
    pub fn header(&self) -> (http::HeaderName, String) {
        match self {
            Precondition::Absent => (http::header::IF_NONE_MATCH, "*".to_owned()),
            Precondition::Is(e_tag) => (http::header::IF_MATCH, e_tag.clone()),
        }
    }
}

impl<P: Platform> Client<P> {
    /// The operation `PutObject`, to be sent through a transport that can send its body.
    pub fn put_object_operation<B: Body>(
        &self,
        bucket: &Bucket,
        key: &str,
        content_type: &str,
        body: B,
    ) -> Result<Operation<B>, Error> {
        let url = bucket.object_url(&self.config().endpoints, key)?;
        let operation = Operation::new(Service::S3, "PutObject", http::Method::PUT, url, xml::judge).body(body);
        Ok(if content_type.is_empty() { operation } else { operation.header(http::header::CONTENT_TYPE, content_type) })
    }

    /// `PutObject` of what is in memory: a new folder is an empty object whose key ends with a slash.
    pub async fn put_object(
        &self,
        bucket: &Bucket,
        key: &str,
        content_type: &str,
        body: Vec<u8>,
        credentials: &impl ProvideCredentials,
    ) -> Result<(), Error> {
        let operation = self.put_object_operation(bucket, key, content_type, Bytes::new(body))?;
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }

    /// `PutObject` of what is in memory, if `precondition` holds. Gives the new `ETag`.
    pub async fn put_object_if(
        &self,
        bucket: &Bucket,
        key: &str,
        content_type: &str,
        body: Vec<u8>,
        precondition: &Precondition,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let mut operation = self.put_object_operation(bucket, key, content_type, Bytes::new(body))?;
        operation.headers.push(precondition.header());
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        Ok(response.header("etag").unwrap_or_default().to_owned())
    }

    /// `GetObject` of the first `most` bytes, which fit into memory. What the visitor downloads goes by
    /// [`Client::presigned_download`]. An object without any byte has no first ones: `InvalidRange`
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>).
    pub async fn get_object_start(
        &self,
        bucket: &Bucket,
        key: &str,
        most: usize,
        credentials: &impl ProvideCredentials,
    ) -> Result<GetObject, Error> {
        let range = (http::header::RANGE, format!("bytes=0-{}", most.saturating_sub(1)));
        let response = self.read_object("GetObject", http::Method::GET, bucket, key, vec![range], credentials).await?;
        let e_tag = response.header("etag").unwrap_or_default().to_owned();
        Ok(GetObject { body: std::mem::take(&mut *response.into_body()), e_tag })
    }

    /// What the operations that only look at an object have in common.
    async fn read_object(
        &self,
        name: &'static str,
        method: http::Method,
        bucket: &Bucket,
        key: &str,
        headers: Vec<(http::HeaderName, String)>,
        credentials: &impl ProvideCredentials,
    ) -> Result<Response, Error> {
        // A browser would undo the content coding of what is stored, and fail for a part of it.
        let url = format!("{}?response-content-encoding=identity", bucket.object_url(&self.config().endpoints, key)?);
        let mut operation = Operation::new(Service::S3, name, method, url, xml::judge_object);
        operation.headers = headers;
        self.send_signed(operation, credentials, &bucket.region).await
    }

    /// `HeadObject`
    pub async fn head_object(
        &self,
        bucket: &Bucket,
        key: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<HeadObject, Error> {
        let response = self.read_object("HeadObject", http::Method::HEAD, bucket, key, Vec::new(), credentials).await?;
        let header = |name: &str| response.header(name).map(str::to_owned);
        Ok(HeadObject {
            content_type: header("content-type").unwrap_or_default(),
            e_tag: header("etag").unwrap_or_default(),
            version_id: header("x-amz-version-id"),
        })
    }

    /// A URL from which the browser itself saves the object as `file_name`; no byte of it passes through the page. What is
    /// saved is what is stored: without a content coding that the browser would undo, right or wrong, and without a type
    /// by which it would give the file another name. It works for anyone who has it until it expires, so it is made for the moment and shown to nobody.
    pub async fn presigned_download(
        &self,
        bucket: &Bucket,
        key: &str,
        file_name: &str,
        expires_in: Duration,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let url = bucket.object_url(&self.config().endpoints, key)?;
        let disposition = encode_component(&attachment(file_name));
        let url = format!(
            "{url}?response-content-disposition={disposition}&response-content-encoding=identity\
             &response-content-type=application%2Foctet-stream"
        );
        let credentials = credentials.credentials().await?;
        let signer = Signer { credentials: &credentials, region: &bucket.region, service: &Service::S3, at: self.now() };
        signer.presigned_get(&url, expires_in)
    }
}

/// `Content-Disposition` that saves under `file_name` (RFC 6266).
pub fn attachment(file_name: &str) -> String {
    let name: String = file_name.chars().map(|c| if is_harmful(c) { '_' } else { c }).collect();
    let ascii: String = name.chars().map(|c| if c.is_ascii() && c != '"' && c != '%' { c } else { '_' }).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", encode_component(&name))
}

/// Whether a character has no place in a name on disk: it leads out of the folder, breaks a line, or turns the reading
/// order round, so that `gpj.exe` reads as `exe.jpg`. Some browsers replace these themselves, others do not.
fn is_harmful(c: char) -> bool {
    let reorders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || matches!(c, '/' | '\\' | '\u{2028}' | '\u{2029}') || reorders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn downloads_keep_their_names_and_cannot_leave_their_folder() {
        assert_eq!(attachment("a b.txt"), "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        assert_eq!(attachment("ré\"%.txt"), "attachment; filename=\"r___.txt\"; filename*=UTF-8''r%C3%A9%22%25.txt");
        assert_eq!(attachment("\u{202e}gpj\u{2028}.exe"), attachment("_gpj_.exe"));
        assert_eq!(
            attachment("👩\u{200d}👧"),
            "attachment; filename=\"___\"; filename*=UTF-8''%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7"
        );
        assert_eq!(attachment("../\n"), "attachment; filename=\".._\u{5f}\"; filename*=UTF-8''..__");
    }
}
