//! `GetObjectTagging`, `PutObjectTagging` and `DeleteObjectTagging`: the tags of an object, always all of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::Method;
use sha2::{Digest as _, Sha256};

use super::Bucket;
use super::delete_objects::push_text;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Operation;
use crate::aws::uri::encode_component;
use crate::aws::{Error, Service, xml};
use crate::ports::{Bytes, Platform};

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Its key, which is there once.
    pub key: String,
    /// Its value, which may be empty.
    pub value: String,
}

/// The tags of an object, and of which version where the bucket tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagging {
    /// Sorted by their keys: S3 gives them in no order.
    pub tags: Vec<Tag>,
    /// `x-amz-version-id`
    pub version_id: Option<String>,
}

impl<P: Platform> Client<P> {
    /// `GetObjectTagging`
    pub async fn get_object_tagging(
        &self,
        bucket: &Bucket,
        key: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<Tagging, Error> {
        self.get_object_version_tagging(bucket, key, None, credentials).await
    }

    /// The same of a version, if one is named.
    pub async fn get_object_version_tagging(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: Option<&str>,
        credentials: &impl ProvideCredentials,
    ) -> Result<Tagging, Error> {
        let mut operation = self.tagging_operation("GetObjectTagging", Method::GET, bucket, key)?;
        if let Some(version_id) = version_id {
            operation.url += &format!("&versionId={}", encode_component(version_id));
        }
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        let mut tags = read(response.body())?;
        tags.sort();
        Ok(Tagging { tags, version_id: response.header("x-amz-version-id").map(str::to_owned) })
    }

    /// `PutObjectTagging`: in place of all tags there are.
    pub async fn put_object_tagging(
        &self,
        bucket: &Bucket,
        key: &str,
        tags: &[Tag],
        credentials: &impl ProvideCredentials,
    ) -> Result<(), Error> {
        let body = write(tags);
        let operation = self
            .tagging_operation("PutObjectTagging", Method::PUT, bucket, key)?
            .header(http::header::CONTENT_TYPE, "application/xml")
            // S3 requires a checksum of this operation's body.
            .header(header_name!("x-amz-checksum-sha256"), BASE64.encode(Sha256::digest(&body)))
            .body(Bytes::new(body));
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }

    /// `DeleteObjectTagging`: of all tags.
    pub async fn delete_object_tagging(
        &self,
        bucket: &Bucket,
        key: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<(), Error> {
        let operation = self.tagging_operation("DeleteObjectTagging", Method::DELETE, bucket, key)?;
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }

    fn tagging_operation(&self, name: &'static str, method: Method, bucket: &Bucket, key: &str) -> Result<Operation, Error> {
        let url = format!("{}?tagging=", bucket.object_url(&self.config().endpoints, key)?);
        Ok(Operation::new(Service::S3, name, method, url, xml::judge))
    }
}

fn write(tags: &[Tag]) -> Vec<u8> {
    let mut xml = String::from(r#"<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>"#);
    for Tag { key, value } in tags {
        xml += "<Tag><Key>";
        push_text(&mut xml, key);
        xml += "</Key><Value>";
        push_text(&mut xml, value);
        xml += "</Value></Tag>";
    }
    xml += "</TagSet></Tagging>";
    xml.into_bytes()
}

fn read(body: &[u8]) -> Result<Vec<Tag>, Error> {
    xml::read(body, "Tagging", |root| {
        let set = xml::children(root, "TagSet").next().ok_or_else(|| xml::member("TagSet"))?;
        let tag = |node| {
            let key = xml::text(node, "Key").ok_or_else(|| xml::member("Key"))?;
            Ok(Tag { key: key.to_owned(), value: xml::text(node, "Value").unwrap_or_default().to_owned() })
        };
        xml::children(set, "Tag").map(tag).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_they_were_written() {
        let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
        let tags = [tag("a b", "1 = 2"), tag("größe", ""), tag("x@y", "a+b/c:d_e-f")];
        assert_eq!(read(&write(&tags)), Ok(tags.to_vec()));
        assert_eq!(read(&write(&[tag("a&<b>", "\n")])), Ok(vec![tag("a&<b>", "\n")]));
        assert_eq!(read(&write(&[])), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_tag_set_is_no_empty_one() {
        for body in
            ["", "<Tagging/>", "<Other><TagSet/></Other>", "<Tagging><TagSet><Tag><Value>v</Value></Tag></TagSet></Tagging>"]
        {
            assert!(read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
