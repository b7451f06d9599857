//! Single objects: write, read, let the browser download, and share.

use std::time::Duration;

use super::Bucket;
use crate::aws::client::Client;
use crate::aws::credentials::{Credentials, ProvideCredentials};
use crate::aws::operation::{Operation, Patience, Verdict};
use crate::aws::sigv4::Signer;
use crate::aws::uri::encode_component;
use crate::aws::{Error, Service, xml};
use crate::ports::{Body, Bytes, Platform, Response};
use crate::secret::Secret;

/// The most bytes of one `PutObject`.
pub const MAX_PUT: u64 = 5 * 1024 * 1024 * 1024;

/// What `GetObject` gives of the start of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GetObject {
    /// The bytes that were asked for.
    pub body: Vec<u8>,
    /// `ETag` of the whole object.
    pub e_tag: String,
}

/// A stretch of the object that was listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange<'a> {
    /// Its first byte.
    pub from: u64,
    /// The one behind its last.
    pub to: u64,
    /// The object's `ETag`: `If-Match`. Empty, if it is not known.
    pub e_tag: &'a str,
    /// Which version of it, if not the current one.
    pub version_id: Option<&'a str>,
}

/// What must be so for an object to be written: else the service answers `PreconditionFailed`, or
/// `ConditionalRequestConflict` where somebody else is writing just then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Precondition {
    /// There is no object: `If-None-Match: *`.
    #[default]
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

/// What a write has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenObject {
    /// `ETag`; empty where the bucket does not expose it.
    pub e_tag: String,
    /// `x-amz-version-id`, where the bucket keeps versions and exposes it. What is written while it keeps none has the id `null`,
    /// and takes the place of what had that.
    pub version_id: Option<String>,
}

impl WrittenObject {
    /// What the headers of an answer tell.
    pub fn of(response: &Response) -> WrittenObject {
        let version_id = response.header("x-amz-version-id").filter(|id| !matches!(*id, "" | "null"));
        let e_tag = response.header("etag").unwrap_or_default().to_owned();
        WrittenObject { e_tag, version_id: version_id.map(str::to_owned) }
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
        self.get_object_version_start(bucket, key, None, most, credentials).await
    }

    /// The same of a version, if one is named.
    pub async fn get_object_version_start(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        most: usize,
        credentials: &impl ProvideCredentials,
    ) -> Result<GetObject, Error> {
        let range = (http::header::RANGE, format!("bytes=0-{}", most.saturating_sub(1)));
        let response = self.get_object(bucket, key, version_id, vec![range], Patience::USUAL, credentials).await?;
        let e_tag = response.header("etag").unwrap_or_default().to_owned();
        Ok(GetObject { body: std::mem::take(&mut *response.into_body()), e_tag })
    }

    /// `GetObject` of a stretch that fits into memory, if the object is still the one that was seen: `PreconditionFailed` else.
    pub async fn get_object_range(
        &self,
        bucket: &Bucket,
        key: &str,
        ByteRange { from, to, e_tag, version_id }: ByteRange<'_>,
        credentials: &impl ProvideCredentials,
    ) -> Result<Vec<u8>, Error> {
        let mut headers = Vec::new();
        // Of an empty object no range can be had.
        if from < to {
            headers.push((http::header::RANGE, format!("bytes={from}-{}", to - 1)));
        }
        if !e_tag.is_empty() {
            headers.push((http::header::IF_MATCH, e_tag.to_owned()));
        }
        let response = self.get_object(bucket, key, version_id, headers, Patience::MINUTES, credentials).await?;
        Ok(std::mem::take(&mut *response.into_body()))
    }

    async fn get_object(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        headers: Vec<(http::HeaderName, String)>,
        patience: Patience,
        credentials: &impl ProvideCredentials,
    ) -> Result<Response, Error> {
        // A browser would undo the content coding of what is stored, and fail for a part of it.
        let url = bucket.object_url(&self.config().endpoints, key)?;
        let url = format!("{url}?response-content-encoding=identity{}", version_parameter(version_id));
        let mut operation = Operation::new(Service::S3, "GetObject", http::Method::GET, url, judge_whole);
        (operation.headers, operation.patience) = (headers, patience);
        self.send_signed(operation, credentials, &bucket.region).await
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
        self.presigned_version_download(bucket, key, None, file_name, expires_in, credentials).await
    }

    /// The same of a version.
    pub async fn presigned_version_download(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        file_name: &str,
        expires_in: Duration,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let url = bucket.object_url(&self.config().endpoints, key)?;
        let disposition = encode_component(&attachment(file_name));
        let version = version_parameter(version_id);
        let url = format!(
            "{url}?response-content-disposition={disposition}&response-content-encoding=identity\
             &response-content-type=application%2Foctet-stream{version}"
        );
        let credentials = credentials.credentials().await?;
        let signer = Signer { credentials: &credentials, region: &bucket.region, service: &Service::S3, at: self.now() };
        signer.presigned_get(&url, expires_in)
    }

    /// A URL from which a media element plays the object, or a version of it, by ranges, as this media type. It ends with these
    /// credentials, if they end earlier.
    pub fn presigned_media(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        media_type: &str,
        expires_in: Duration,
        credentials: &Credentials,
    ) -> Result<Secret, Error> {
        let url = bucket.object_url(&self.config().endpoints, key)?;
        // A browser would undo the content coding of what is stored, and fail for a part of it.
        let (media_type, version) = (encode_component(media_type), version_parameter(version_id));
        let url = format!("{url}?response-content-encoding=identity&response-content-type={media_type}{version}");
        let signer = Signer { credentials, region: &bucket.region, service: &Service::S3, at: self.now() };
        signer.presigned_get(&url, expires_in).map(Secret::new)
    }

    /// Asks for the first byte as a media element would, by the URL that it was given: a policy may refuse what is signed in the
    /// query alone (<https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html>).
    pub async fn probe_presigned(&self, url: &Secret) -> Result<(), Error> {
        let url = url.expose().to_owned();
        let operation = Operation::new(Service::S3, "GetObject", http::Method::GET, url, xml::judge_object);
        self.send(operation.header(http::header::RANGE, "bytes=0-0")).await.map(drop)
    }

    /// A URL by which whoever has it can read the object until it expires, signed with these credentials: it ends with them, if
    /// they end earlier.
    pub fn presigned_object(
        &self,
        bucket: &Bucket,
        key: &str,
        expires_in: Duration,
        credentials: &Credentials,
    ) -> Result<Secret, Error> {
        let url = bucket.object_url(&self.config().endpoints, key)?;
        let signer = Signer { credentials, region: &bucket.region, service: &Service::S3, at: self.now() };
        signer.presigned_get(&url, expires_in).map(Secret::new)
    }
}

/// `Content-Disposition` that saves under `file_name` (RFC 6266).
pub fn attachment(file_name: &str) -> String {
    let name: String = file_name.chars().map(|c| if is_harmful_in_name(c) { '_' } else { c }).collect();
    let ascii: String = name.chars().map(|c| if c.is_ascii() && c != '"' && c != '%' { c } else { '_' }).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", encode_component(&name))
}

/// Whether a character has no place in a name on disk: it leads out of the folder, breaks a line, or turns the reading
/// order round, so that `gpj.exe` reads as `exe.jpg`. Some browsers replace these themselves, others do not.
pub fn is_harmful_in_name(c: char) -> bool {
    let reorders = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || matches!(c, '/' | '\\' | '\u{2028}' | '\u{2029}') || reorders
}

/// What a response means whose body is an object, or a stretch of one. Not every browser says of HTTP/1.1 that the connection broke
/// before the end. No content coding stands between the body and its length: it was asked for without.
fn judge_whole(response: &Response) -> Verdict {
    let length = response.header("content-length").and_then(|length| length.parse::<usize>().ok());
    match xml::judge_object(response) {
        Verdict::Success if length.is_some_and(|length| length > response.body().len()) => Verdict::Truncated,
        verdict => verdict,
    }
}

/// What names a version in a query.
fn version_parameter(version_id: Option<&str>) -> String {
    version_id.map(|id| format!("&versionId={}", encode_component(id))).unwrap_or_default()
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
