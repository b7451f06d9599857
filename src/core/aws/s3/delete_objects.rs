//! `DeleteObjects`: many at once, and keys that no URL can carry, since keys travel in the body; and `DeleteObject`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::Bucket;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Operation;
use crate::aws::uri::encode_component;
use crate::aws::xml::XmlElement;
use crate::aws::{Error, Service, ServiceError, xml};
use crate::ports::{Bytes, Platform};

/// The most keys of one request.
pub const MAX_DELETE: usize = 1000;

/// An object to delete. With an `ETag` it is deleted only if it is still the one that was seen, which takes the permission
/// to read it as well (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectIdentifier {
    /// The object's key.
    pub key: String,
    /// The entity tag, with its quotes; without one the object is deleted whatever it is.
    pub e_tag: Option<String>,
    /// With one, this version is deleted for good, or this delete marker taken away.
    pub version_id: Option<String>,
}

/// What a deletion leaves where a bucket keeps versions: once it is taken away, the object is back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteMarker {
    /// The object's key.
    pub key: String,
    /// The marker's own version. Where it is `null`, what was deleted may not have been kept.
    pub version_id: String,
}

/// An object that was not deleted, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteFailure {
    /// The object's key.
    pub key: String,
    /// The reason.
    pub error: Error,
}

impl<P: Platform> Client<P> {
    /// `DeleteObjects` of at most [`MAX_DELETE`] objects whose keys XML can carry. What was not deleted is in the result; `made`
    /// hears of delete markers.
    pub(super) async fn delete_objects(
        &self,
        bucket: &Bucket,
        objects: &[&ObjectIdentifier],
        credentials: &impl ProvideCredentials,
        made: Option<&mut dyn FnMut(DeleteMarker)>,
    ) -> Result<Vec<DeleteFailure>, Error> {
        let body = request_body(objects, made.is_none());
        let url = format!("{}/?delete=", bucket.url(&self.config().endpoints));
        let operation = Operation::new(Service::S3, "DeleteObjects", http::Method::POST, url, xml::judge_body)
            .header(http::header::CONTENT_TYPE, "application/xml")
            // S3 requires a checksum of this operation's body.
            .header(header_name!("x-amz-checksum-sha256"), BASE64.encode(Sha256::digest(&body)))
            .body(Bytes::new(body));
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        let (failures, markers) = read_result(response.body())?;
        made.into_iter().for_each(|made| markers.iter().cloned().for_each(made));
        Ok(failures)
    }

    /// `DeleteObject`. Gives the delete marker, where the bucket's CORS rules let a page see it.
    pub(super) async fn delete_object(
        &self,
        bucket: &Bucket,
        object: &ObjectIdentifier,
        credentials: &impl ProvideCredentials,
    ) -> Result<Option<DeleteMarker>, Error> {
        let url = bucket.object_url(&self.config().endpoints, &object.key)?;
        let url = match &object.version_id {
            Some(version_id) => format!("{url}?versionId={}", encode_component(version_id)),
            None => url,
        };
        let mut operation = Operation::new(Service::S3, "DeleteObject", http::Method::DELETE, url, xml::judge);
        operation.headers.extend(object.e_tag.iter().map(|e_tag| (http::header::IF_MATCH, e_tag.clone())));
        let response = self.send_signed(operation, credentials, &bucket.region).await?;
        let is_marker = object.version_id.is_none() && response.header("x-amz-delete-marker") == Some("true");
        let version_id = response.header("x-amz-version-id").filter(|_| is_marker).map(str::to_owned);
        Ok(version_id.map(|version_id| DeleteMarker { key: object.key.clone(), version_id }))
    }
}

/// Whether XML 1.0 has this character, be it as a reference.
pub(super) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

/// Quietly, what was deleted is not listed.
fn request_body(objects: &[&ObjectIdentifier], quietly: bool) -> Vec<u8> {
    let mut xml = String::from(r#"<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#);
    xml += if quietly { "<Quiet>true</Quiet>" } else { "" };
    for object in objects {
        xml += "<Object><Key>";
        push_text(&mut xml, &object.key);
        xml += "</Key>";
        if let Some(e_tag) = &object.e_tag {
            xml += "<ETag>";
            push_text(&mut xml, e_tag);
            xml += "</ETag>";
        }
        if let Some(version_id) = &object.version_id {
            xml += "<VersionId>";
            push_text(&mut xml, version_id);
            xml += "</VersionId>";
        }
        xml += "</Object>";
    }
    xml += "</Delete>";
    xml.into_bytes()
}

pub(super) fn push_text(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => *xml += "&amp;",
            '<' => *xml += "&lt;",
            '>' => *xml += "&gt;",
            // A parser would turn these, written plainly, into others.
            '\t' | '\n' | '\r' => *xml += &format!("&#{};", u32::from(c)),
            c => xml.push(c),
        }
    }
}

fn read_result(body: &[u8]) -> Result<(Vec<DeleteFailure>, Vec<DeleteMarker>), Error> {
    xml::read(body, "DeleteResult", |root| {
        let marker = |node: &XmlElement<'_>| {
            // Of a version that was asked for by its id, S3 tells whether it was a marker: that one is gone.
            let is_made = xml::text(node, "DeleteMarker") == Some("true") && xml::text(node, "VersionId").is_none();
            let (key, version_id) = (xml::text(node, "Key")?, xml::text(node, "DeleteMarkerVersionId")?);
            is_made.then(|| DeleteMarker { key: key.to_owned(), version_id: version_id.to_owned() })
        };
        let markers = xml::children(root, "Deleted").filter_map(marker).collect();
        let failures = xml::children(root, "Error")
            .map(|node| {
                let of = |name| xml::text(node, name).unwrap_or_default().to_owned();
                let code = of("Code");
                let error = ServiceError { status: status_of(&code), code, message: of("Message"), ..ServiceError::default() };
                DeleteFailure { key: of("Key"), error: Error::Service(error) }
            })
            .collect();
        Ok((failures, markers))
    })
}

/// The status that an error code has where it is the whole answer; here the answer's own is 200
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).
fn status_of(code: &str) -> u16 {
    match code {
        "AccessDenied" => 403,
        "NoSuchKey" | "NoSuchVersion" => 404,
        "OperationAborted" | "ConditionalRequestConflict" => 409,
        "PreconditionFailed" => 412,
        "InternalError" => 500,
        "ServiceUnavailable" | "SlowDown" => 503,
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn failures_are_named() {
        let body =
            b"<DeleteResult><Error><Key>a/../b</Key><Code>AccessDenied</Code><Message>No.</Message></Error></DeleteResult>";
        let (failures, _) = read_result(body).unwrap();
        assert_eq!(failures[0].key, "a/../b");
        assert_eq!(failures[0].error.code(), "AccessDenied");
        assert_eq!(failures[0].error.service().map(|error| error.status), Some(403));
        assert_eq!(read_result(b"<DeleteResult/>"), Ok((vec![], vec![])));
    }

    #[test]
    fn markers_that_were_made_are_told_from_those_that_were_taken_away() {
        let body = b"<DeleteResult><Deleted><Key>a</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>m</DeleteMarkerVersionId>\
            </Deleted><Deleted><Key>b</Key></Deleted><Deleted><Key>c</Key><VersionId>v</VersionId><DeleteMarker>true</DeleteMarker>\
            <DeleteMarkerVersionId>v</DeleteMarkerVersionId></Deleted></DeleteResult>";
        let (_, markers) = read_result(body).unwrap();
        assert_eq!(markers, [DeleteMarker { key: "a".into(), version_id: "m".into() }]);
    }

    #[test]
    fn an_object_that_was_seen_is_named_with_its_entity_tag() {
        let seen = ObjectIdentifier { key: "a&b".into(), e_tag: Some("\"e1\"".into()), version_id: Some("v".into()) };
        let body = String::from_utf8(request_body(&[&seen], true)).unwrap();
        assert!(body.contains("<Object><Key>a&amp;b</Key><ETag>\"e1\"</ETag><VersionId>v</VersionId></Object>"), "{body}");
    }

    proptest! {
        #[test]
        fn every_key_of_xml_characters_survives_the_body(key in any::<String>()) {
            prop_assume!(key.chars().all(is_xml_char));
            let body = request_body(&[&ObjectIdentifier { key: key.clone(), e_tag: None, version_id: None }], true);
            let read = xml::read(&body, "Delete", |root| {
                let object = xml::children(root, "Object").next().ok_or(Error::SignedOut)?;
                Ok(xml::text(object, "Key").unwrap_or_default().to_owned())
            });
            prop_assert_eq!(read, Ok(key));
        }
    }
}
