//! `DeleteObjects`: many at once, and keys that no URL can carry, since keys travel in the body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use super::Bucket;
use crate::aws::client::{Client, Operation};
use crate::aws::credentials::ProvideCredentials;
use crate::aws::retry::Repeat;
use crate::aws::{Error, Service, ServiceError, xml};
use crate::ports::Platform;

/// The most keys of one request.
pub const MAX_DELETE: usize = 1000;

/// An object that was not deleted, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct DeleteFailure {
    /// The object's key.
    pub key: String,
    /// The reason.
    pub error: Error,
}

impl<P: Platform> Client<P> {
    /// Deletes objects, by as few requests as possible. What could not be deleted is in the result; an error means
    /// that it is unknown which of them were.
    ///
    /// XML cannot carry most control characters, and a URL cannot carry `.` and `..` between slashes. A key goes
    /// whichever way can carry it; one that neither can is a failure that says so.
    pub async fn delete_objects(
        &self,
        bucket: &Bucket,
        keys: &[String],
        credentials: &impl ProvideCredentials,
    ) -> Result<Vec<DeleteFailure>, Error> {
        let (by_body, by_url): (Vec<&String>, Vec<&String>) = keys.iter().partition(|key| key.chars().all(is_xml_char));
        let mut failures = Vec::new();
        for chunk in by_body.chunks(MAX_DELETE) {
            let body = request_body(chunk);
            let operation = Operation {
                service: Service::S3,
                name: "DeleteObjects",
                method: http::Method::POST,
                url: format!("{}/?delete=", bucket.url(&self.config().endpoints)),
                headers: vec![
                    (http::header::CONTENT_TYPE, "application/xml".to_owned()),
                    // S3 requires a checksum of this operation's body.
                    (http::HeaderName::from_static("x-amz-checksum-sha256"), BASE64.encode(Sha256::digest(&body))),
                ],
                body,
                repeat: Repeat::Safe,
                refusal: xml::refusal,
            };
            let response = self.send_signed(operation, credentials, &bucket.region).await?;
            failures.append(&mut read_failures(response.body())?);
        }
        for key in by_url {
            if let Err(error) = self.delete_object(bucket, key, credentials).await {
                failures.push(DeleteFailure { key: key.clone(), error });
            }
        }
        Ok(failures)
    }

    async fn delete_object(&self, bucket: &Bucket, key: &str, credentials: &impl ProvideCredentials) -> Result<(), Error> {
        let operation = Operation {
            service: Service::S3,
            name: "DeleteObject",
            method: http::Method::DELETE,
            url: bucket.object_url(&self.config().endpoints, key)?,
            headers: Vec::new(),
            body: Vec::new(),
            repeat: Repeat::Safe,
            refusal: xml::refusal,
        };
        self.send_signed(operation, credentials, &bucket.region).await.map(drop)
    }
}

/// Whether XML 1.0 has this character, be it as a reference.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

fn request_body(keys: &[&String]) -> Vec<u8> {
    let mut xml = String::from(r#"<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>"#);
    for key in keys {
        xml += "<Object><Key>";
        for c in key.chars() {
            match c {
                '&' => xml += "&amp;",
                '<' => xml += "&lt;",
                '>' => xml += "&gt;",
                // A parser would turn these, written plainly, into others.
                '\t' | '\n' | '\r' => xml += &format!("&#{};", u32::from(c)),
                c => xml.push(c),
            }
        }
        xml += "</Key></Object>";
    }
    xml += "</Delete>";
    xml.into_bytes()
}

fn read_failures(body: &[u8]) -> Result<Vec<DeleteFailure>, Error> {
    xml::read(body, "DeleteResult", |root| {
        Ok(xml::children(root, "Error")
            .map(|node| {
                let of = |name| xml::text(node, name).unwrap_or_default().to_owned();
                let error = ServiceError { status: 200, code: of("Code"), message: of("Message"), request_id: None };
                DeleteFailure { key: of("Key"), error: Error::Service(error) }
            })
            .collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn failures_are_named() {
        let body =
            b"<DeleteResult><Error><Key>a/../b</Key><Code>AccessDenied</Code><Message>No.</Message></Error></DeleteResult>";
        let failures = read_failures(body).unwrap();
        assert_eq!(failures[0].key, "a/../b");
        assert_eq!(failures[0].error.code(), "AccessDenied");
        assert!(read_failures(b"<DeleteResult/>").unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn every_key_of_xml_characters_survives_the_body(key in any::<String>()) {
            prop_assume!(key.chars().all(is_xml_char));
            let body = request_body(&[&key]);
            let read = xml::read(&body, "Delete", |root| {
                let object = xml::children(root, "Object").next().ok_or(Error::SignedOut)?;
                Ok(xml::text(object, "Key").unwrap_or_default().to_owned())
            });
            prop_assert_eq!(read, Ok(key));
        }
    }
}
