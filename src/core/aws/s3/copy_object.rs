//! `CopyObject`: S3 copies by itself; no byte passes through the page.

use http::{HeaderName, Method};

use super::{Bucket, ObjectMetadata, Precondition, USER_METADATA};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::{Operation, Patience};
use crate::aws::uri::{encode_component, encode_path};
use crate::aws::{Error, SendFault, Service, xml};
use crate::ports::Platform;

/// What is copied, and onto what. Tags are carried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopyObject {
    /// The source's bucket, if it is another one than the target's.
    pub source_bucket: Option<Bucket>,
    /// The source's key.
    pub source_key: String,
    /// Its version; what is current without one.
    pub source_version_id: Option<String>,
    /// Only if the source is the object with this `ETag`: `x-amz-copy-source-if-match`.
    pub source_e_tag: Option<String>,
    /// The target's key.
    pub key: String,
    /// What must be so of the target.
    pub precondition: Precondition,
    /// In place of the source's metadata, which is carried without.
    pub metadata: Option<ObjectMetadata>,
    /// The target's storage class; without one it is `STANDARD`, whatever the source has.
    pub storage_class: Option<String>,
    /// `x-amz-server-side-encryption` and the KMS key's id; without, as the bucket has it.
    pub encryption: Option<(String, Option<String>)>,
}

impl CopyObject {
    /// The headers that name the source of what is written to `bucket`, and bind it to what was seen.
    pub(super) fn source_headers(&self, bucket: &Bucket) -> Vec<(HeaderName, String)> {
        let source_bucket = self.source_bucket.as_ref().unwrap_or(bucket);
        let source = copy_source(source_bucket, &self.source_key, self.source_version_id.as_deref());
        let e_tag = self.source_e_tag.iter().map(|e_tag| (header_name!("x-amz-copy-source-if-match"), e_tag.clone()));
        [(header_name!("x-amz-copy-source"), source)].into_iter().chain(e_tag).collect()
    }
}

impl<P: Platform> Client<P> {
    /// `CopyObject` into `bucket`. Gives the new `ETag`. It is refused above 5 GB.
    pub async fn copy_object(
        &self,
        bucket: &Bucket,
        copy: &CopyObject,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Error> {
        let url = bucket.object_url(&self.config().endpoints, &copy.key)?;
        let mut operation = Operation::new(Service::S3, "CopyObject", Method::PUT, url, xml::judge_body);
        operation.headers = headers(bucket, copy)?;
        operation.patience = Patience::MINUTES;
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        xml::read(response.body(), "CopyObjectResult", |root| {
            xml::text(root, "ETag").map(str::to_owned).ok_or_else(|| xml::member("ETag"))
        })
    }
}

fn headers(bucket: &Bucket, copy: &CopyObject) -> Result<Vec<(HeaderName, String)>, Error> {
    let mut headers = copy.source_headers(bucket);
    headers.push(copy.precondition.header());
    headers.extend(copy.storage_class.iter().map(|class| (header_name!("x-amz-storage-class"), class.clone())));
    headers.extend(copy.encryption.iter().flat_map(encryption_headers));
    if let Some(metadata) = &copy.metadata {
        headers.push((header_name!("x-amz-metadata-directive"), "REPLACE".to_owned()));
        headers.extend(metadata_headers(metadata)?);
    }
    Ok(headers)
}

/// `x-amz-copy-source`: encoded as a path of a URL, whose dots nobody resolves here, so that any key can be a source.
fn copy_source(bucket: &Bucket, key: &str, version_id: Option<&str>) -> String {
    let version = version_id.map(|id| format!("?versionId={}", encode_component(id))).unwrap_or_default();
    format!("/{}/{}{version}", bucket.name, encode_path(key))
}

/// The headers that have an object encrypted so.
pub(super) fn encryption_headers((kind, key_id): &(String, Option<String>)) -> Vec<(HeaderName, String)> {
    let key_id = key_id.iter().map(|id| (header_name!("x-amz-server-side-encryption-aws-kms-key-id"), id.clone()));
    [(header_name!("x-amz-server-side-encryption"), kind.clone())].into_iter().chain(key_id).collect()
}

/// The headers that write `metadata`.
pub(super) fn metadata_headers(metadata: &ObjectMetadata) -> Result<Vec<(HeaderName, String)>, Error> {
    let mut headers = metadata.headers.clone();
    for (name, value) in &metadata.user {
        let name = HeaderName::from_bytes(format!("{USER_METADATA}{name}").as_bytes());
        let name = name.map_err(|error| Error::Unsendable(SendFault::Syntax(error.to_string())))?;
        headers.push((name, value.clone()));
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(name: &str) -> Bucket {
        Bucket { name: name.into(), region: "eu-west-1".into() }
    }

    fn sent(copy: &CopyObject) -> Vec<(String, String)> {
        headers(&bucket("to"), copy).unwrap().into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    }

    #[test]
    fn the_source_is_encoded_and_bound_to_what_was_seen() {
        let copy = CopyObject {
            source_bucket: Some(bucket("from")),
            source_key: "a b/../ü+?versionId=1#%".into(),
            source_e_tag: Some("\"e\"".into()),
            precondition: Precondition::Absent,
            storage_class: Some("STANDARD_IA".into()),
            ..CopyObject::default()
        };
        let expected = [
            ("x-amz-copy-source", "/from/a%20b/../%C3%BC%2B%3FversionId%3D1%23%25"),
            ("x-amz-copy-source-if-match", "\"e\""),
            ("if-none-match", "*"),
            ("x-amz-storage-class", "STANDARD_IA"),
        ];
        assert_eq!(sent(&copy), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn metadata_is_replaced_as_a_whole_or_not_at_all() {
        let mut metadata = ObjectMetadata::default();
        metadata.set_header(http::header::CONTENT_TYPE, "text/plain");
        metadata.user.push(("camera".into(), "X-T5".into()));
        let copy = CopyObject { source_key: "k".into(), metadata: Some(metadata.clone()), ..CopyObject::default() };
        let sent = sent(&copy);
        assert!(sent.contains(&("x-amz-metadata-directive".into(), "REPLACE".into())));
        assert!(sent.contains(&("content-type".into(), "text/plain".into())));
        assert!(sent.contains(&("x-amz-meta-camera".into(), "X-T5".into())));
        metadata.user.push(("no name".into(), String::new()));
        assert!(headers(&bucket("to"), &CopyObject { metadata: Some(metadata), ..copy }).is_err());
    }
}
