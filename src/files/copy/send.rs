//! What is sent for one copy: `CopyObject`, or its parts where the object is too large for that.

use futures::{StreamExt, TryStreamExt, stream};

use super::parts::{needs_parts, ranges};
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ChecksumMode, CompletionRequest, CopyObject};
use crate::aws::{Client, Error};
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
    let done = client.complete_multipart_upload(bucket, &copy.key, &upload_id, whole, &copy.precondition, credentials).await?;
    begun.complete();
    Ok(done)
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
