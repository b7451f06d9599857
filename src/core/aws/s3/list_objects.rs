//! `ListObjectsV2`: a folder, page by page.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use time::OffsetDateTime;

use super::Bucket;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::{Operation, Patience};
use crate::aws::retry::Idempotency;
use crate::aws::uri::encode_component;
use crate::aws::xml::XmlElement;
use crate::aws::{Error, Service, date, xml};
use crate::ports::Platform;

/// What to list. Everything of it is asked for by [`ListObjects::all`] and [`ListObjects::folder`], and what differs beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListObjects {
    /// Only keys that begin so.
    pub prefix: String,
    /// Whether keys behind the next slash are rolled up into one common prefix: a folder view.
    pub by_folder: bool,
    /// At most this many entries, up to 1,000.
    pub max_keys: u16,
    /// Where the last page ended.
    pub continuation_token: Option<String>,
    /// Only keys behind this one, which need not exist. A continuation token says more.
    pub start_after: Option<String>,
    /// Whether to ask again where there was no answer. Of a bucket that does not exist there never is one: the browser
    /// keeps what S3 says to itself.
    pub idempotency: Idempotency,
    /// How long an answer may take, and how often it is asked for.
    pub patience: Patience,
}

/// The most entries of a page.
pub const MAX_KEYS: u16 = 1000;

impl ListObjects {
    /// All objects whose keys begin so, whatever folder they are in.
    pub fn all(prefix: impl Into<String>) -> ListObjects {
        ListObjects {
            prefix: prefix.into(),
            by_folder: false,
            max_keys: MAX_KEYS,
            continuation_token: None,
            start_after: None,
            idempotency: Idempotency::Idempotent,
            patience: Patience::USUAL,
        }
    }

    /// The folders and objects directly below a prefix.
    pub fn folder(prefix: impl Into<String>) -> ListObjects {
        ListObjects { by_folder: true, ..ListObjects::all(prefix) }
    }

    /// Reads the page that answers this.
    pub fn read(&self, body: &[u8]) -> Result<ObjectPage, Error> {
        read_page(body, self)
    }

    /// The first object whose key begins so, whatever folder it is in.
    pub fn first(prefix: impl Into<String>) -> ListObjects {
        ListObjects { max_keys: 1, ..ListObjects::all(prefix) }
    }
}

/// One page of a listing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectPage {
    /// Folders in it.
    pub common_prefixes: Vec<CommonPrefix>,
    /// Objects in it.
    pub objects: Vec<Object>,
    /// Where the next page begins, if there is one.
    pub next_continuation_token: Option<String>,
}

/// A folder: the part of some keys up to a slash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommonPrefix(pub String);

/// An object's entry in a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The whole key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub last_modified: OffsetDateTime,
    /// The entity tag, with its quotes.
    pub e_tag: String,
    /// Such as `STANDARD` or `GLACIER`.
    pub storage_class: String,
}

impl Object {
    /// Whether it is nothing but the mark of a folder, as consoles and other programs put it.
    pub fn is_folder_mark(&self) -> bool {
        self.size == 0 && self.key.ends_with('/')
    }
}

impl<P: Platform> Client<P> {
    /// `ListObjectsV2`
    pub async fn list_objects(
        &self,
        bucket: &Bucket,
        list: &ListObjects,
        credentials: &impl ProvideCredentials,
    ) -> Result<ObjectPage, Error> {
        let url = format!("{}/?{}", bucket.url(&self.config().endpoints), query(list));
        let mut operation = Operation::new(Service::S3, "ListObjectsV2", http::Method::GET, url, xml::judge);
        (operation.idempotency, operation.patience) = (list.idempotency, list.patience);
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        list.read(response.body())
    }
}

/// Parameters in the order of the canonical request. `encoding-type=url` lets keys with control characters survive XML.
fn query(list: &ListObjects) -> String {
    let mut query = String::new();
    if let Some(token) = &list.continuation_token {
        query += &format!("continuation-token={}&", encode_component(token));
    }
    if list.by_folder {
        query += "delimiter=%2F&";
    }
    query += &format!("encoding-type=url&list-type=2&max-keys={}&prefix={}", list.max_keys, encode_component(&list.prefix));
    if let Some(after) = &list.start_after {
        query += &format!("&start-after={}", encode_component(after));
    }
    query
}

/// Reads a page and checks that it answers the question: a listing taken for another's would let the visitor
/// act on the wrong objects.
fn read_page(body: &[u8], list: &ListObjects) -> Result<ObjectPage, Error> {
    xml::read(body, "ListBucketResult", |root| {
        let encoded = xml::text(root, "EncodingType") == Some("url");
        let text = |node, name| xml::text(node, name).map(|t| decode(t, encoded)).unwrap_or_else(|| Ok(String::new()));
        if text(root, "Prefix")? != list.prefix {
            return Err(xml::member("Prefix"));
        }
        let mut page = ObjectPage::default();
        for node in xml::children(root, "CommonPrefixes") {
            page.common_prefixes.push(CommonPrefix(text(node, "Prefix")?));
        }
        for node in xml::children(root, "Contents") {
            page.objects.push(read_object(node, text(node, "Key")?)?);
        }
        let foreign = |key: &str| {
            !key.starts_with(&list.prefix) || !list.by_folder && list.start_after.as_deref().is_some_and(|after| key <= after)
        };
        if page.common_prefixes.iter().any(|p| foreign(&p.0)) || page.objects.iter().any(|o| foreign(&o.key)) {
            return Err(xml::member("Key"));
        }
        page.next_continuation_token = xml::text(root, "NextContinuationToken").filter(|t| !t.is_empty()).map(str::to_owned);
        if xml::text(root, "IsTruncated") == Some("true") && page.next_continuation_token.is_none() {
            return Err(xml::member("NextContinuationToken"));
        }
        Ok(page)
    })
}

fn read_object(node: &XmlElement<'_>, key: String) -> Result<Object, Error> {
    Ok(Object {
        key,
        size: xml::text(node, "Size").and_then(|t| t.parse().ok()).ok_or_else(|| xml::member("Size"))?,
        last_modified: xml::text(node, "LastModified").and_then(date::iso_8601).ok_or_else(|| xml::member("LastModified"))?,
        e_tag: xml::text(node, "ETag").unwrap_or_default().to_owned(),
        storage_class: xml::text(node, "StorageClass").unwrap_or_default().to_owned(),
    })
}

/// S3 encodes a space as `+` here, as HTML forms do.
pub(super) fn decode(text: &str, encoded: bool) -> Result<String, Error> {
    if !encoded {
        return Ok(text.to_owned());
    }
    let spaced = if text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    percent_decode_str(&spaced).decode_utf8().map(Into::into).map_err(|_| xml::member("Key"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    fn list(prefix: &str) -> ListObjects {
        ListObjects::folder(prefix)
    }

    fn result(inner: &str) -> Vec<u8> {
        format!(
            r#"<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>{inner}</ListBucketResult>"#
        )
        .into_bytes()
    }

    fn contents(key: &str) -> String {
        format!(
            "<Contents><Key>{key}</Key><LastModified>2026-11-21T07:53:05.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>5368709120</Size><StorageClass>STANDARD</StorageClass></Contents>"
        )
    }

    #[test]
    fn the_query_is_in_canonical_order_and_encoded() {
        let mut l = list("a b/é&x=");
        assert_eq!(query(&l), "delimiter=%2F&encoding-type=url&list-type=2&max-keys=1000&prefix=a%20b%2F%C3%A9%26x%3D");
        l.continuation_token = Some("1/+=".into());
        l.start_after = Some("a b/é&x= ".into());
        let query = query(&l);
        assert!(query.starts_with("continuation-token=1%2F%2B%3D&delimiter="));
        assert!(query.ends_with("&prefix=a%20b%2F%C3%A9%26x%3D&start-after=a%20b%2F%C3%A9%26x%3D%20"));
    }

    #[test]
    fn a_page_is_read() {
        let body = result(&format!(
            "<Prefix>p%2F</Prefix><IsTruncated>true</IsTruncated><NextContinuationToken>T/1=</NextContinuationToken>{}<CommonPrefixes><Prefix>p%2Fsub+folder%2F</Prefix></CommonPrefixes>",
            contents("p%2Fa%2Bb+c%01%F0%9F%A7%B3")
        ));
        let page = read_page(&body, &list("p/")).unwrap();
        assert_eq!(page.common_prefixes, [CommonPrefix("p/sub folder/".into())]);
        assert_eq!(page.objects[0].key, "p/a+b c\u{1}🧳");
        assert_eq!(page.objects[0].size, 5_368_709_120);
        assert_eq!(page.objects[0].last_modified, datetime!(2026-11-21 07:53:05 UTC));
        assert_eq!(page.next_continuation_token.as_deref(), Some("T/1="));
    }

    #[test]
    fn a_listing_that_does_not_answer_the_question_is_refused() {
        for (inner, prefix) in [
            ("<Prefix>q/</Prefix>".to_owned(), "p/"),
            (format!("<Prefix>p/</Prefix>{}", contents("q%2Fa")), "p/"),
            ("<Prefix>p/</Prefix><CommonPrefixes><Prefix>q/</Prefix></CommonPrefixes>".to_owned(), "p/"),
            ("<Prefix>p/</Prefix><IsTruncated>true</IsTruncated>".to_owned(), "p/"),
            ("<Prefix></Prefix><Contents><Key>a</Key><Size>x</Size></Contents>".to_owned(), ""),
            (format!("<Prefix></Prefix>{}", contents("%FF")), ""),
        ] {
            assert!(matches!(read_page(&result(&inner), &list(prefix)), Err(Error::Unreadable(_))), "{inner}");
        }
        assert!(matches!(read_page(b"<html/>", &list("")), Err(Error::Unreadable(_))));
        let behind = |after: &str| {
            let list = ListObjects { start_after: Some(after.into()), ..ListObjects::all("p/") };
            read_page(&result(&format!("<Prefix>p/</Prefix>{}", contents("p%2Fb"))), &list)
        };
        assert!(behind("p/a").is_ok());
        assert!(behind("p/b").is_err(), "a service that does not know start-after begins anew");
    }

    proptest! {
        #[test]
        fn every_key_survives_the_listing(key in any::<String>()) {
            // As botocore's reference for S3's form: quote_plus.
            let encoded = encode_component(&key).replace("%20", "+");
            let page = read_page(&result(&contents(&encoded)), &list("")).unwrap();
            prop_assert_eq!(&page.objects[0].key, &key);
        }

        #[test]
        fn no_body_is_too_strange(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_page(&body, &list(""));
        }
    }
}
