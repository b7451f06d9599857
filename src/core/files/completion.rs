//! Completing an upload in parts, of a file or of a copy, whatever becomes of the answer: an upload that is complete is none any
//! more, so that asking again is refused.

use std::time::Duration;

use md5::{Digest as _, Md5};

use super::upload::look_up;
use crate::aws::Client;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Patience;
use crate::aws::retry::{self, Idempotency};
use crate::aws::s3::{Bucket, ChecksumMode, CompletionRequest, PartTag, Precondition, WrittenObject};
use crate::ports::Platform;

/// An upload whose parts S3 has.
pub(super) struct Completion<'a> {
    pub bucket: &'a Bucket,
    pub key: &'a str,
    pub upload_id: &'a str,
    pub whole: CompletionRequest<'a>,
    pub precondition: &'a Precondition,
    /// Whether it is written as well where what was to be replaced is gone.
    pub may_be_gone: bool,
}

/// What has become of it.
pub(super) enum CompletionOutcome {
    /// It is what its key stands for, on this condition.
    Done(WrittenObject, Precondition),
    /// It is over, and another object has the key or none: the one with this `ETag`, as far as the visitor may know it.
    Over(Option<String>, Error),
    /// S3 has its parts still, as far as can be known.
    Refused(Error),
}

impl Completion<'_> {
    /// Asks S3 to make an object of the parts.
    pub async fn complete<P: Platform>(&self, client: &Client<P>, credentials: &impl ProvideCredentials) -> CompletionOutcome {
        let Completion { bucket, key, upload_id, whole, .. } = self;
        let mut precondition = self.precondition.clone();
        let mut attempt = 0;
        let error = loop {
            let completed = client.complete_multipart_upload(bucket, key, upload_id, *whole, &precondition, credentials).await;
            match completed {
                Ok(written) => return CompletionOutcome::Done(written, precondition),
                Err(error) => {
                    // In the body of a 200, the code alone says that S3 failed.
                    let has_failed = retry::is_retryable(&error, Idempotency::Idempotent) || error.code() == "InternalError";
                    let again = has_failed || is_conflict(&error, &mut precondition, self.may_be_gone);
                    if !(again && pause(client, &mut attempt).await) {
                        break error;
                    }
                }
            }
        };
        let is_taken = error.code() == "PreconditionFailed";
        if !is_taken && error.code() != "NoSuchUpload" {
            return CompletionOutcome::Refused(error);
        }
        // The answer to an earlier attempt may have been lost. Or the bucket's rules, or somebody else, have ended the upload.
        let parts = if is_taken { Some(client.list_parts(bucket, key, upload_id, credentials).await) } else { None };
        let is_over = match parts {
            Some(Ok(_)) => return CompletionOutcome::Refused(error),
            Some(Err(unknown)) => unknown.code() == "NoSuchUpload",
            None => true,
        };
        match self.look(client, credentials).await {
            // Somebody else may have written the same bytes: this version is nobody's for certain.
            Ok(e_tag) => CompletionOutcome::Done(WrittenObject { e_tag, version_id: None }, precondition),
            Err(e_tag) if is_over => CompletionOutcome::Over(e_tag, error),
            Err(_) => CompletionOutcome::Refused(error),
        }
    }

    /// The `ETag` of what is there now, if it is made of these parts; of another object else, as far as can be known. A size says
    /// nothing: what was to be replaced may have had the same.
    pub async fn look<P: Platform>(
        &self,
        client: &Client<P>,
        credentials: &impl ProvideCredentials,
    ) -> Result<String, Option<String>> {
        let Completion { bucket, key, whole, .. } = self;
        let head = client.head_object(bucket, key, None, ChecksumMode::Enabled, credentials).await.unwrap_or_default();
        let mut e_tag = Some(head.e_tag.clone()).filter(|e_tag| !e_tag.is_empty());
        let mut size = head.content_length;
        // A bucket that does not expose it, or a visitor who may list only.
        if e_tag.is_none()
            && let Ok(Some(there)) = look_up(client, credentials, bucket, key).await
        {
            (e_tag, size) = (Some(there.e_tag), Some(there.size));
        }
        let is_own = size == Some(whole.size)
            && match (head.full_object_checksum("CRC32"), whole.crc32) {
                (Some(stored), Some(sent)) => stored == sent,
                _ => e_tag.is_some() && e_tag == e_tag_of(whole.parts),
            };
        if is_own { Ok(e_tag.unwrap_or_default()) } else { Err(e_tag) }
    }
}

/// Whether the same request may succeed now: another write to the key was under way, or the object that was to be replaced has been
/// deleted and `may_be_gone`, so that the precondition becomes that there is none.
pub(super) fn is_conflict(error: &Error, precondition: &mut Precondition, may_be_gone: bool) -> bool {
    let is_gone = may_be_gone && matches!(precondition, Precondition::Is(_)) && error.code() == "NoSuchKey";
    if is_gone {
        *precondition = Precondition::Absent;
    }
    is_gone || error.code() == "ConditionalRequestConflict"
}

/// Whether the error leaves open what S3 has done: no answer, or one of a failure that may have come after it was done.
pub(super) fn is_unknown(error: &Error) -> bool {
    error.is_silence() || retry::is_retryable(error, Idempotency::Idempotent)
}

/// Waits before another attempt, if there is to be one.
pub(super) async fn pause<P: Platform>(client: &Client<P>, attempt: &mut u32) -> bool {
    *attempt += 1;
    if *attempt >= Patience::USUAL.attempts {
        return false;
    }
    let platform = client.platform();
    let mut random = [0; 4];
    platform.fill(&mut random);
    platform.sleep(retry::backoff(*attempt, u32::from_le_bytes(random)).max(Duration::from_millis(50))).await;
    true
}

/// The `ETag` of an object of these parts: the MD5 of their MD5s, and how many they are. Where a key of KMS encrypts it, an `ETag`
/// is no MD5, and this one is nobody's (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html>).
fn e_tag_of(parts: &[PartTag]) -> Option<String> {
    let mut hash = Md5::new();
    for part in parts {
        let md5: [u8; 16] = hex::decode(part.e_tag.trim_matches('"')).ok()?.try_into().ok()?;
        hash.update(md5);
    }
    Some(format!("\"{}-{}\"", hex::encode(hash.finalize()), parts.len()))
}
