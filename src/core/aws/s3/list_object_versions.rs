//! `ListObjectVersions`: what a bucket keeps of a key, or of all keys below a prefix, the newest first.

use http::Method;
use time::OffsetDateTime;

use super::Bucket;
use super::list_objects::decode;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Operation;
use crate::aws::uri::encode_component;
use crate::aws::xml::XmlElement;
use crate::aws::{Error, Service, date, xml};
use crate::ports::Platform;

/// A version of an object, or the mark that it was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectVersion {
    /// The whole key.
    pub key: String,
    /// `null` for what was written while the bucket kept no versions.
    pub version_id: String,
    /// Whether it is what the key stands for now.
    pub is_latest: bool,
    /// When it was written.
    pub last_modified: OffsetDateTime,
    /// What was written; nothing for a delete marker.
    pub content: Option<VersionContent>,
}

/// What a version consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionContent {
    /// Bytes.
    pub size: u64,
    /// The entity tag, with its quotes.
    pub e_tag: String,
    /// Such as `STANDARD` or `GLACIER`.
    pub storage_class: String,
}

/// Where a page ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionMarker {
    /// `NextKeyMarker`
    pub key: String,
    /// `NextVersionIdMarker`; empty where the page ended with a folder.
    pub version_id: String,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListObjectVersions {
    /// Only keys that begin so.
    pub prefix: String,
    /// Whether keys behind the next slash are left out.
    pub by_folder: bool,
    /// Where the last page ended.
    pub after: Option<VersionMarker>,
}

/// One page of a listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionPage {
    /// By key, then from the newest to the oldest.
    pub versions: Vec<ObjectVersion>,
    /// The folders, as prefixes, if keys behind the next slash are left out.
    pub folders: Vec<String>,
    /// Where the next page begins, if there is one.
    pub next: Option<VersionMarker>,
}

impl<P: Platform> Client<P> {
    /// `ListObjectVersions`
    pub async fn list_object_versions(
        &self,
        bucket: &Bucket,
        list: &ListObjectVersions,
        credentials: &impl ProvideCredentials,
    ) -> Result<VersionPage, Error> {
        let url = format!("{}/?{}", bucket.url(&self.config().endpoints), query(list));
        let operation = Operation::new(Service::S3, "ListObjectVersions", Method::GET, url, xml::judge);
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        read(response.body(), list)
    }

    /// `DeleteObject` of one version, for good; of a delete marker, which brings back what was deleted.
    pub async fn delete_object_version(
        &self,
        bucket: &Bucket,
        key: &str,
        version_id: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<(), Error> {
        let url = bucket.object_url(&self.config().endpoints, key)?;
        let url = format!("{url}?versionId={}", encode_component(version_id));
        let operation = Operation::new(Service::S3, "DeleteObject", Method::DELETE, url, xml::judge);
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }
}

/// Parameters in the order of the canonical request.
fn query(list: &ListObjectVersions) -> String {
    let mut query = String::from(if list.by_folder { "delimiter=%2F&encoding-type=url" } else { "encoding-type=url" });
    if let Some(after) = &list.after {
        query += &format!("&key-marker={}", encode_component(&after.key));
    }
    query += &format!("&prefix={}", encode_component(&list.prefix));
    if let Some(after) = list.after.as_ref().filter(|after| !after.version_id.is_empty()) {
        query += &format!("&version-id-marker={}", encode_component(&after.version_id));
    }
    query + "&versions="
}

/// Reads a page and checks that it answers the question.
fn read(body: &[u8], list: &ListObjectVersions) -> Result<VersionPage, Error> {
    xml::read(body, "ListVersionsResult", |root| {
        let encoded = xml::text(root, "EncodingType") == Some("url");
        let key_of = |node: &XmlElement<'_>, name| decode(xml::text(node, name).unwrap_or_default(), encoded);
        if key_of(root, "Prefix")? != list.prefix {
            return Err(xml::member("Prefix"));
        }
        let is_version = |node: &&XmlElement<'_>| matches!(node.name(), "Version" | "DeleteMarker");
        let version = |node: &XmlElement<'_>| {
            let of = |name| xml::text(node, name).ok_or_else(|| xml::member(name));
            let key = key_of(node, "Key")?;
            if !key.starts_with(&list.prefix) {
                return Err(xml::member("Key"));
            }
            let content = || {
                let size = of("Size")?.parse().map_err(|_| xml::member("Size"))?;
                let storage_class = xml::text(node, "StorageClass").unwrap_or("STANDARD").to_owned();
                Ok::<_, Error>(VersionContent { size, e_tag: of("ETag")?.to_owned(), storage_class })
            };
            let is_marker = node.name() == "DeleteMarker";
            Ok(ObjectVersion {
                key,
                version_id: of("VersionId")?.to_owned(),
                is_latest: of("IsLatest")? == "true",
                last_modified: date::iso_8601(of("LastModified")?).ok_or_else(|| xml::member("LastModified"))?,
                content: if is_marker { None } else { Some(content()?) },
            })
        };
        let versions = root.children.iter().filter(is_version).map(version).collect::<Result<_, Error>>()?;
        let next = match xml::text(root, "IsTruncated") {
            Some("true") => Some(VersionMarker {
                key: decode(xml::text(root, "NextKeyMarker").ok_or_else(|| xml::member("NextKeyMarker"))?, encoded)?,
                version_id: xml::text(root, "NextVersionIdMarker").unwrap_or_default().to_owned(),
            }),
            _ => None,
        };
        let folder = |node: &XmlElement<'_>| {
            let folder = key_of(node, "Prefix")?;
            if folder.starts_with(&list.prefix) { Ok(folder) } else { Err(xml::member("CommonPrefixes")) }
        };
        let folders = xml::children(root, "CommonPrefixes").map(folder).collect::<Result<_, Error>>()?;
        Ok(VersionPage { versions, folders, next })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<ListVersionsResult><Prefix>a+b</Prefix><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>\
        <NextKeyMarker>a+b</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>\
        <DeleteMarker><Key>a+b</Key><VersionId>d</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-21T12:00:00.000Z</LastModified></DeleteMarker>\
        <Version><Key>a+b</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest><LastModified>2026-11-20T12:00:00.000Z</LastModified>\
        <ETag>&quot;e&quot;</ETag><Size>7</Size><StorageClass>STANDARD</StorageClass></Version></ListVersionsResult>";

    fn of(prefix: &str) -> ListObjectVersions {
        ListObjectVersions { prefix: prefix.into(), ..ListObjectVersions::default() }
    }

    #[test]
    fn versions_and_delete_markers_keep_their_order() {
        let page = read(PAGE.as_bytes(), &of("a b")).unwrap();
        assert_eq!(
            page.versions.iter().map(|v| (v.version_id.as_str(), v.content.is_some())).collect::<Vec<_>>(),
            [("d", false), ("v1", true)]
        );
        assert_eq!(page.next, Some(VersionMarker { key: "a b".into(), version_id: "v1".into() }));
    }

    #[test]
    fn an_answer_to_another_question_is_refused() {
        assert!(read(PAGE.as_bytes(), &of("a")).is_err());
        for (from, to) in
            [("<Size>7", "<Size>x"), ("<Key>a+b", "<Key>other"), ("2026-11-20T", "2026-13-20T"), ("<VersionId>d</VersionId>", "")]
        {
            assert!(read(PAGE.replacen(from, to, 1).as_bytes(), &of("a b")).is_err(), "{from}");
        }
        assert!(read(PAGE.replace("<NextKeyMarker>a+b</NextKeyMarker>", "").as_bytes(), &of("a b")).is_err());
    }

    #[test]
    fn parameters_stand_in_the_order_they_are_signed_in() {
        let after = Some(VersionMarker { key: "a b".into(), version_id: "v+1".into() });
        let list = ListObjectVersions { prefix: "a b".into(), by_folder: true, after };
        assert_eq!(
            query(&list),
            "delimiter=%2F&encoding-type=url&key-marker=a%20b&prefix=a%20b&version-id-marker=v%2B1&versions="
        );
    }
}
