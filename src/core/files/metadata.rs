//! The metadata of a file: what may be written, and writing it.

use http::HeaderName;

use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, CopyObject, HeadObject, ObjectMetadata, Precondition};
use crate::files::copy::copy_and_confirm;
use crate::files::entry::File;
use crate::files::upload::look_up;
use crate::ports::Platform;

/// The most bytes of all names and values of a user's own metadata together
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>).
pub const MAX_USER_METADATA: usize = 2048;

/// What keeps metadata from being stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetadataFault {
    /// The value of the header at this place of [`ObjectMetadata::HEADERS`] is none that HTTP carries.
    HeaderValue(usize),
    /// The name of the user's own metadata at this place is none that a header can have.
    Name(usize),
    /// Another one has the same name; small and capital letters are the same.
    Duplicate(usize),
    /// The value at this place has characters other than those of ASCII that can be seen.
    Value(usize),
    /// All of it together is longer than [`MAX_USER_METADATA`].
    TooLong,
}

/// The first fault of what was typed.
pub fn fault(metadata: &ObjectMetadata) -> Option<MetadataFault> {
    let faulty = metadata.headers.iter().find(|(_, value)| !is_visible(value)).map(|(name, _)| name);
    if let Some(name) = faulty {
        let at = ObjectMetadata::HEADERS.iter().position(|header| header == name);
        return Some(MetadataFault::HeaderValue(at.unwrap_or_default()));
    }
    let user = &metadata.user;
    for (at, (name, value)) in user.iter().enumerate() {
        if name.is_empty() || HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Some(MetadataFault::Name(at));
        }
        if user.iter().take(at).any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            return Some(MetadataFault::Duplicate(at));
        }
        if !is_visible(value) {
            return Some(MetadataFault::Value(at));
        }
    }
    let length: usize = user.iter().map(|(name, value)| name.len() + value.len()).sum();
    (length > MAX_USER_METADATA).then_some(MetadataFault::TooLong)
}

/// The headers that a copy or another write would lose, if the object has them: `head` does not tell of them, and only what the
/// bucket's CORS rules expose is told of beyond those that every page may read
/// (<https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name>).
pub fn perhaps_hidden(head: &HeadObject) -> Vec<HeaderName> {
    let is_always_seen =
        |name: &HeaderName| matches!(name.as_str(), "cache-control" | "content-language" | "content-type" | "expires");
    let may_be_hidden = |name: &HeaderName| !is_always_seen(name) && head.metadata.header(name).is_empty();
    ObjectMetadata::HEADERS.into_iter().filter(may_be_hidden).collect()
}

/// The storage class that an object keeps when it is written again; nothing for `STANDARD`, which HeadObject leaves out just as the
/// bucket's CORS rules may hide any other: then a listing tells. `listed` is what one told before, perhaps of another object.
pub async fn storage_class<P: Platform>(
    client: &Client<P>,
    (bucket, key): (&Bucket, &str),
    head: &HeadObject,
    listed: &File,
    credentials: &impl ProvideCredentials,
) -> Result<Option<String>, Error> {
    let class = match &head.storage_class {
        Some(class) => class.clone(),
        None if listed.e_tag == head.e_tag => listed.storage_class.clone(),
        None => match look_up(client, credentials, bucket, key).await {
            Ok(found) => found.filter(|found| found.e_tag == head.e_tag).map(|found| found.storage_class).unwrap_or_default(),
            // Who may not list is not told, and was not before.
            Err(error) if error.code() == "AccessDenied" => String::new(),
            Err(error) => return Err(error),
        },
    };
    Ok(Some(class).filter(|class| !matches!(class.as_str(), "" | "STANDARD")))
}

/// Puts `wanted` in place of the metadata of the object that `seen` tells of, if it is still that one: S3 copies it onto itself.
/// Tags, encryption and the [`storage_class`] that it says stay.
pub async fn replace<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    key: &str,
    seen: &HeadObject,
    wanted: &ObjectMetadata,
    credentials: &(impl ProvideCredentials + Clone + 'static),
) -> Result<(), Error> {
    let copy = CopyObject {
        source_key: key.to_owned(),
        source_e_tag: Some(seen.e_tag.clone()),
        key: key.to_owned(),
        precondition: Precondition::Is(seen.e_tag.clone()),
        metadata: Some(wanted.clone()),
        storage_class: seen.storage_class.clone(),
        encryption: seen.server_side_encryption.clone().map(|kind| (kind, seen.kms_key_id.clone())),
        ..CopyObject::default()
    };
    copy_and_confirm(client, bucket, &copy, (Some(seen), seen.content_length.unwrap_or_default()), credentials).await
}

/// Whether HTTP carries it as it is; spaces at an end would be lost.
fn is_visible(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b' '..=b'~')) && value.trim() == value
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::CACHE_CONTROL;

    #[test]
    fn what_cors_rules_may_hide_is_named() {
        let mut head = HeadObject::default();
        let names = |head: &HeadObject| perhaps_hidden(head).iter().map(HeaderName::to_string).collect::<Vec<_>>();
        assert_eq!(names(&head), ["content-disposition", "content-encoding", "x-amz-website-redirect-location"]);
        head.metadata.set_header(http::header::CONTENT_ENCODING, "gzip");
        assert_eq!(names(&head), ["content-disposition", "x-amz-website-redirect-location"]);
    }

    #[test]
    fn what_http_would_not_carry_is_found_before() {
        let of = |name: &str, value: &str| {
            fault(&ObjectMetadata { user: vec![("first".into(), "1".into()), (name.into(), value.into())], ..Default::default() })
        };
        assert_eq!(of("camera-x_1", "Fuji X-T5"), None);
        assert_eq!(of("a b", ""), Some(MetadataFault::Name(1)));
        assert_eq!(of("", "x"), Some(MetadataFault::Name(1)));
        assert_eq!(of("größe", ""), Some(MetadataFault::Name(1)));
        assert_eq!(of("FIRST", ""), Some(MetadataFault::Duplicate(1)));
        assert_eq!(of("a", "é"), Some(MetadataFault::Value(1)));
        assert_eq!(of("a", " x"), Some(MetadataFault::Value(1)));
        assert_eq!(of("a", "x\r\ny: z"), Some(MetadataFault::Value(1)));
        assert_eq!(of("a", &"x".repeat(2042)), Some(MetadataFault::TooLong));
        assert_eq!(of("a", &"x".repeat(2041)), None);
        let mut metadata = ObjectMetadata::default();
        metadata.set_header(CACHE_CONTROL, "a\nb");
        assert_eq!(fault(&metadata), Some(MetadataFault::HeaderValue(1)));
    }
}
