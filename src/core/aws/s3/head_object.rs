//! `HeadObject`: all that is known of an object beside its content.

use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES};
use http::{HeaderName, Method};
use time::OffsetDateTime;

use super::Bucket;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Operation;
use crate::aws::uri::encode_component;
use crate::aws::{Error, Service, date, xml};
use crate::ports::{Platform, Response};

/// What `HeadObject` tells. What the bucket does not expose by CORS is missing, as what the object does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadObject {
    /// `Content-Type`
    pub content_type: String,
    /// `ETag`
    pub e_tag: String,
    /// `x-amz-version-id`, where the bucket is versioned and exposes it.
    pub version_id: Option<String>,
    /// `Content-Length`
    pub content_length: Option<u64>,
    /// `Last-Modified`
    pub last_modified: Option<OffsetDateTime>,
    /// `x-amz-storage-class`; S3 leaves it out for `STANDARD`.
    pub storage_class: Option<String>,
    /// `x-amz-restore`
    pub restore: Option<Restore>,
    /// `x-amz-server-side-encryption`
    pub server_side_encryption: Option<String>,
    /// `x-amz-server-side-encryption-aws-kms-key-id`
    pub kms_key_id: Option<String>,
    /// Each `x-amz-checksum-*`, by the algorithm's name in capitals.
    pub checksums: Vec<(&'static str, String)>,
    /// What is set by whoever writes the object.
    pub metadata: ObjectMetadata,
}

/// What is set by whoever writes an object, beside its content: a copy replaces all of it or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectMetadata {
    /// The headers of [`ObjectMetadata::HEADERS`] that it has, in that order.
    pub headers: Vec<(HeaderName, String)>,
    /// `x-amz-meta-NAME`, by NAME.
    pub user: Vec<(String, String)>,
}

/// What the names of a user's own metadata begin with in requests and answers.
pub const USER_METADATA: &str = "x-amz-meta-";

impl ObjectMetadata {
    /// The headers that are stored with an object and given back with it
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>).
    pub const HEADERS: [HeaderName; 7] = [
        CONTENT_TYPE,
        CACHE_CONTROL,
        CONTENT_DISPOSITION,
        CONTENT_ENCODING,
        CONTENT_LANGUAGE,
        EXPIRES,
        HeaderName::from_static("x-amz-website-redirect-location"),
    ];

    /// What an answer says of it.
    fn of(response: &Response) -> ObjectMetadata {
        let header = |name: HeaderName| response.header(name.as_str()).map(|value| (name.clone(), value.to_owned()));
        let user = |(name, value): &(String, String)| {
            let name = name.to_ascii_lowercase();
            name.strip_prefix(USER_METADATA).map(|name| (name.to_owned(), value.clone()))
        };
        let mut user: Vec<_> = response.headers().iter().filter_map(user).collect();
        user.sort();
        ObjectMetadata { headers: ObjectMetadata::HEADERS.into_iter().filter_map(header).collect(), user }
    }

    /// A header's value, or nothing.
    pub fn header(&self, name: &HeaderName) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// Sets a header, or takes it away where the value is empty.
    pub fn set_header(&mut self, name: HeaderName, value: &str) {
        self.headers.retain(|(own, _)| *own != name);
        if !value.is_empty() {
            self.headers.push((name, value.to_owned()));
        }
    }
}

/// How far the restoring of an archived object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restore {
    /// It was asked for and is under way.
    Ongoing,
    /// It can be read until then.
    Until(OffsetDateTime),
}

impl Restore {
    /// As `x-amz-restore` has it: `ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"`.
    pub fn read(header: &str) -> Option<Restore> {
        if header.contains("ongoing-request=\"true\"") {
            return Some(Restore::Ongoing);
        }
        let (_, expiry) = header.split_once("expiry-date=\"")?;
        date::http_date(expiry.split('"').next()?).map(Restore::Until)
    }
}

const CHECKSUMS: [&str; 5] = ["CRC64NVME", "CRC32", "CRC32C", "SHA256", "SHA1"];

impl HeadObject {
    /// The checksum of all bytes by this algorithm, if S3 has one. That of parts' checksums ends with how many there are.
    pub fn full_object_checksum(&self, algorithm: &str) -> Option<&str> {
        let found = self.checksums.iter().find(|(name, _)| *name == algorithm);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.contains('-'))
    }

    fn of(response: &Response) -> HeadObject {
        let header = |name: &str| response.header(name).map(str::to_owned);
        let checksum =
            |name: &'static str| header(&format!("x-amz-checksum-{}", name.to_ascii_lowercase())).map(|value| (name, value));
        HeadObject {
            content_type: header("content-type").unwrap_or_default(),
            e_tag: header("etag").unwrap_or_default(),
            version_id: header("x-amz-version-id"),
            content_length: header("content-length").and_then(|length| length.parse().ok()),
            last_modified: response.header("last-modified").and_then(date::http_date),
            storage_class: header("x-amz-storage-class"),
            restore: response.header("x-amz-restore").and_then(Restore::read),
            server_side_encryption: header("x-amz-server-side-encryption"),
            kms_key_id: header("x-amz-server-side-encryption-aws-kms-key-id"),
            checksums: CHECKSUMS.into_iter().filter_map(checksum).collect(),
            metadata: ObjectMetadata::of(response),
        }
    }
}

/// `x-amz-checksum-mode`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecksumMode {
    /// `ENABLED`: checksums are told as well. Where the object is encrypted by KMS that takes a permission of its own
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>); without it they are missing.
    Enabled,
    /// None are told.
    Disabled,
}

impl<P: Platform> Client<P> {
    /// `HeadObject` of a version, or of what is current.
    pub async fn head_object(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        mut mode: ChecksumMode,
        credentials: &impl ProvideCredentials,
    ) -> Result<HeadObject, Error> {
        let mut url = bucket.object_url(&self.config().endpoints, key)?;
        if let Some(version_id) = version_id {
            url += &format!("?versionId={}", encode_component(version_id));
        }
        loop {
            let mut operation = Operation::new(Service::S3, "HeadObject", Method::HEAD, url.clone(), xml::judge_object);
            if mode == ChecksumMode::Enabled {
                operation = operation.header(header_name!("x-amz-checksum-mode"), "ENABLED");
            }
            match self.send_signed(operation, credentials, &bucket.region).await {
                Err(Error::Service(refusal)) if refusal.status == 403 && mode == ChecksumMode::Enabled => {
                    mode = ChecksumMode::Disabled;
                }
                answer => return answer.map(|response| HeadObject::of(&response)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Bytes;
    use time::macros::datetime;

    #[test]
    fn the_data_bucket_shows_every_checksum_to_scripts() {
        let template = include_str!("../../../../deploy/template.yaml");
        let exposed = template.split_once("ExposedHeaders: [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
        let exposed: Vec<_> = exposed.split(',').map(str::trim).collect();
        for name in CHECKSUMS {
            assert!(exposed.contains(&format!("x-amz-checksum-{}", name.to_ascii_lowercase()).as_str()), "{name}");
        }
    }

    #[test]
    fn what_is_stored_with_an_object_is_read() {
        let headers = [
            ("Content-Type", "text/plain"),
            ("etag", "\"e\""),
            ("content-length", "12"),
            ("Last-Modified", "Sat, 21 Nov 2026 12:34:56 GMT"),
            ("cache-control", "no-cache"),
            ("x-amz-meta-Camera", "X-T5"),
            ("x-amz-meta-a", "1"),
            ("x-amz-checksum-crc64nvme", "AAAA="),
            ("x-amz-checksum-sha256", "BBBB="),
            ("x-amz-storage-class", "GLACIER"),
            ("x-amz-restore", "ongoing-request=\"true\""),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let head = HeadObject::of(&Response::new(200, headers, Bytes::default()));
        assert_eq!((head.content_length, head.last_modified), (Some(12), Some(datetime!(2026-11-21 12:34:56 UTC))));
        assert_eq!(head.checksums, [("CRC64NVME", "AAAA=".to_owned()), ("SHA256", "BBBB=".to_owned())]);
        assert_eq!(head.metadata.user, [("a".to_owned(), "1".to_owned()), ("camera".to_owned(), "X-T5".to_owned())]);
        assert_eq!(head.metadata.header(&CACHE_CONTROL), "no-cache");
        assert_eq!(head.metadata.header(&CONTENT_LANGUAGE), "");
        assert_eq!((head.storage_class.as_deref(), head.restore), (Some("GLACIER"), Some(Restore::Ongoing)));
        let mut metadata = head.metadata;
        metadata.set_header(CACHE_CONTROL, "");
        metadata.set_header(CONTENT_LANGUAGE, "de");
        assert_eq!((metadata.header(&CACHE_CONTROL), metadata.header(&CONTENT_LANGUAGE)), ("", "de"));
    }

    #[test]
    fn a_restored_copy_has_its_end() {
        let restored = "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2012 00:00:00 GMT\"";
        assert_eq!(Restore::read(restored), Some(Restore::Until(datetime!(2012-12-21 00:00:00 UTC))));
        for nonsense in ["", "ongoing-request=\"false\"", "expiry-date=\"soon\"", "expiry-date=\""] {
            assert_eq!(Restore::read(nonsense), None, "{nonsense}");
        }
    }
}
