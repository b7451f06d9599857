//! What is sent for one copy: `CopyObject`, or its parts where the object is too large for that. Where an answer was lost, what is
//! there tells whether it is done.

use futures::{StreamExt, TryStreamExt, stream};
use http::HeaderName;
use http::header::CONTENT_TYPE;

use super::parts::{needs_parts, ranges};
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ChecksumMode, CompletionRequest, CopyObject, HeadObject, ObjectMetadata};
use crate::aws::{Client, Error};
use crate::files::completion::{Completion, CompletionOutcome, is_unknown};
use crate::ports::Platform;

/// Each part is a request that lasts until S3 has copied it.
const PARTS_AT_A_TIME: usize = 4;

/// Has S3 copy an object of `size` bytes into `bucket`. Gives the new `ETag`. Dropping the future ends it, and leaves no parts.
pub async fn copy_object<P: Platform, C: ProvideCredentials + Clone + 'static>(
    client: &Client<P>,
    bucket: &Bucket,
    copy: &CopyObject,
    size: u64,
    credentials: &C,
) -> Result<String, Error> {
    if needs_parts(size) {
        return copy_parts(client, bucket, copy.clone(), size, credentials).await;
    }
    client.copy_object(bucket, copy, credentials).await
}

/// The same of one object alone, which nobody looks at otherwise: S3 is sent a request again whose answer was lost, and refuses it
/// where the condition holds no more since it is done. `source` is what is known of the source, if that may be gone by then.
pub async fn copy_and_confirm<P: Platform, C: ProvideCredentials + Clone + 'static>(
    client: &Client<P>,
    bucket: &Bucket,
    copy: &CopyObject,
    (source, size): (Option<&HeadObject>, u64),
    credentials: &C,
) -> Result<(), Error> {
    let Err(error) = copy_object(client, bucket, copy, size, credentials).await else { return Ok(()) };
    if !(is_unknown(&error) || matches!(error.code(), "PreconditionFailed" | "NoSuchUpload")) {
        return Err(error);
    }
    let (from, version_id) = (copy.source_bucket.as_ref().unwrap_or(bucket), copy.source_version_id.as_deref());
    let source = match source {
        Some(source) => Ok(source.clone()),
        None => client.head_object(from, &copy.source_key, version_id, ChecksumMode::Enabled, credentials).await,
    };
    let target = client.head_object(bucket, &copy.key, None, ChecksumMode::Enabled, credentials).await;
    let (Ok(source), Ok(target)) = (source, target) else { return Err(error) };
    let metadata = copy.metadata.as_ref().unwrap_or(&source.metadata);
    let same_tag = !target.e_tag.is_empty() && target.e_tag == source.e_tag;
    let same_bytes = target.content_length == Some(size) && (same_tag || has_same_sum(&source, &target));
    if same_bytes && is_stored(metadata, &target.metadata) { Ok(()) } else { Err(error) }
}

/// Whether `there` is what S3 makes of the metadata `sent`: it gives a type to what has none.
fn is_stored(sent: &ObjectMetadata, there: &ObjectMetadata) -> bool {
    let same_header = |name: &HeaderName| {
        let sent = sent.header(name);
        sent == there.header(name) || (sent.is_empty() && name == CONTENT_TYPE)
    };
    ObjectMetadata::HEADERS.iter().all(same_header) && sent.user == there.user
}

/// Whether both have a checksum that is the same. The `ETag` of what was written in parts is not of its bytes alone.
pub(super) fn has_same_sum(source: &HeadObject, target: &HeadObject) -> bool {
    source.checksums.iter().any(|sum| target.checksums.contains(sum))
}

/// In parts nothing is carried by itself, and the page sees only what the bucket's CORS rules expose.
async fn copy_parts<P: Platform, C: ProvideCredentials + Clone + 'static>(
    client: &Client<P>,
    bucket: &Bucket,
    mut copy: CopyObject,
    size: u64,
    credentials: &C,
) -> Result<String, Error> {
    let (from, key) = (copy.source_bucket.as_ref().unwrap_or(bucket), copy.source_key.as_str());
    let version_id = copy.source_version_id.as_deref();
    let metadata = match copy.metadata.clone() {
        Some(metadata) => metadata,
        None => {
            let head = client.head_object(from, key, version_id, ChecksumMode::Disabled, credentials).await?;
            // All parts are of one object.
            copy.source_e_tag = copy.source_e_tag.or_else(|| Some(head.e_tag).filter(|e_tag| !e_tag.is_empty()));
            head.metadata
        }
    };
    let tags = client.get_object_version_tagging(from, key, version_id, credentials).await?.tags;
    let upload_id = client.create_multipart_copy(bucket, &copy, &metadata, &tags, credentials).await?;
    let begun = MultipartGuard { client, credentials, bucket, key: &copy.key, upload_id: Some(&upload_id) };
    let part = |part| client.upload_part_copy(bucket, &copy, &upload_id, part, credentials);
    let parts = stream::iter((1..).zip(ranges(size)).map(part));
    let mut parts: Vec<_> = parts.buffer_unordered(PARTS_AT_A_TIME).try_collect().await?;
    parts.sort_by_key(|part| part.number);
    let whole = CompletionRequest { parts: &parts, size, crc32: None };
    let completion =
        Completion { bucket, key: &copy.key, upload_id: &upload_id, whole, precondition: &copy.precondition, may_be_gone: false };
    let error = match completion.complete(client, credentials).await {
        CompletionOutcome::Done(written, _) => {
            begun.complete();
            return Ok(written.e_tag);
        }
        CompletionOutcome::Over(_, error) => {
            begun.complete();
            return Err(error);
        }
        CompletionOutcome::Refused(error) => error,
    };
    if !is_unknown(&error) {
        return Err(error);
    }
    match completion.look(client, credentials).await {
        Ok(e_tag) => {
            begun.complete();
            Ok(e_tag)
        }
        Err(_) => Err(error),
    }
}

/// A multipart upload that is aborted when it is dropped before it is completed.
struct MultipartGuard<'a, P: Platform, C: ProvideCredentials + Clone + 'static> {
    client: &'a Client<P>,
    credentials: &'a C,
    bucket: &'a Bucket,
    key: &'a str,
    upload_id: Option<&'a str>,
}

impl<P: Platform, C: ProvideCredentials + Clone + 'static> MultipartGuard<'_, P, C> {
    fn complete(mut self) {
        self.upload_id = None;
    }
}

impl<P: Platform, C: ProvideCredentials + Clone + 'static> Drop for MultipartGuard<'_, P, C> {
    fn drop(&mut self) {
        let Some(upload_id) = self.upload_id.take().map(str::to_owned) else { return };
        let (client, credentials, bucket) = (self.client.clone(), self.credentials.clone(), self.bucket.clone());
        let (key, platform) = (self.key.to_owned(), client.platform().clone());
        platform.spawn(Box::pin(async move {
            // Without permission to abort it, the parts are left to the bucket's lifecycle rules.
            let _ = client.abort_multipart_upload(&bucket, &key, &upload_id, &credentials).await;
        }));
    }
}
