//! One object: copied, and its copy seen.

use std::time::Duration;

use super::send::{copy_object, has_same_sum};
use super::{CopyFailure, CopyItem, Copying, TransferKind};
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Patience;
use crate::aws::s3::{Bucket, ChecksumMode, CopyObject, HeadObject, Precondition, key_fault};
use crate::aws::{Error, SendFault};
use crate::ports::Platform;

impl<P: Platform, C: ProvideCredentials + Clone + 'static> Copying<P, C> {
    /// Copies one object. Gives the copy, once it was seen if the source is to be deleted.
    pub(super) async fn copy(&self, item: &CopyItem) -> Result<Placed, CopyFailure> {
        if let Some(fault) = key_fault(&item.target) {
            return Err(CopyFailure::Aws(Error::Unsendable(SendFault::Key(fault))));
        }
        let mut item = item.clone();
        for attempt in 1.. {
            let error = match self.send(&item).await {
                Ok(e_tag) if self.transfer == TransferKind::Copy => return Ok(Placed { e_tag, was_there: false }),
                Ok(e_tag) => return self.verify(&item, e_tag).await.map(|e_tag| Placed { e_tag, was_there: false }),
                Err(error) => error,
            };
            let is_conflict = matches!(error.code(), "ConditionalRequestConflict" | "OperationAborted");
            if is_conflict && self.client.wait_to_retry(attempt, Patience::USUAL, Duration::ZERO).await {
                continue;
            }
            // An upload in parts that is complete, though the answer was lost, is none any more.
            let may_be_done = matches!(error.code(), "PreconditionFailed" | "NoSuchUpload") || is_missing(&error);
            if !may_be_done {
                return Err(CopyFailure::Aws(error));
            }
            match self.examine(&item, error).await? {
                TargetState::Copy(e_tag) => return Ok(Placed { e_tag, was_there: true }),
                // What was to be replaced is gone: its name is free.
                TargetState::FreeName => item.precondition = Precondition::Absent,
            }
        }
        Err(CopyFailure::Taken)
    }

    async fn send(&self, item: &CopyItem) -> Result<String, Error> {
        let CopyItem { source, target, precondition, .. } = item;
        // S3 makes `STANDARD` of what is not named.
        let storage_class = Some(source.storage_class.clone()).filter(|class| !matches!(class.as_str(), "" | "STANDARD"));
        let copy = CopyObject {
            source_bucket: Some(self.from.clone()),
            source_key: source.key.clone(),
            source_e_tag: Some(source.e_tag.clone()).filter(|e_tag| !e_tag.is_empty()),
            key: target.clone(),
            precondition: precondition.clone(),
            storage_class,
            ..CopyObject::default()
        };
        copy_object(&self.client, &self.to, &copy, source.size, &self.credentials).await
    }

    /// Whether what is there now is the copy that was made.
    async fn verify(&self, item: &CopyItem, e_tag: String) -> Result<String, CopyFailure> {
        let head = self.client.head_object(&self.to, &item.target, None, ChecksumMode::Disabled, &self.credentials).await;
        let head = match head {
            Err(error) if is_missing(&error) => return Err(CopyFailure::Unverified),
            head => head.map_err(CopyFailure::Aws)?,
        };
        let is_copy = head.content_length == Some(item.source.size) && (head.e_tag.is_empty() || head.e_tag == e_tag);
        if is_copy { Ok(e_tag) } else { Err(CopyFailure::Unverified) }
    }

    /// A condition did not hold: which, and whether the copy is there already, from an attempt whose answer was lost or that was
    /// ended in between.
    async fn examine(&self, item: &CopyItem, error: Error) -> Result<TargetState, CopyFailure> {
        let target = self.look_at(&self.to, &item.target).await?;
        // Of a source that no URL can address nothing is known but what S3 has just said.
        let is_unseen = key_fault(&item.source.key).is_some();
        let source = if is_unseen { None } else { self.look_at(&self.from, &item.source.key).await? };
        match (source, target) {
            (source, Some(target)) if is_same(item, source.as_ref(), &target) => Ok(TargetState::Copy(target.e_tag)),
            (None, Some(_)) if is_unseen && !is_missing(&error) => Err(CopyFailure::Taken),
            (None, None) if is_unseen && matches!(item.precondition, Precondition::Is(_)) => Ok(TargetState::FreeName),
            (None, None) if is_unseen && error.code() == "PreconditionFailed" => Err(CopyFailure::Changed),
            (None, _) => Err(CopyFailure::Gone),
            (Some(source), _) if source.e_tag != item.source.e_tag && !source.e_tag.is_empty() => Err(CopyFailure::Changed),
            (Some(_), Some(_)) => Err(CopyFailure::Taken),
            (Some(_), None) if matches!(item.precondition, Precondition::Is(_)) => Ok(TargetState::FreeName),
            (Some(_), None) => Err(CopyFailure::Aws(error)),
        }
    }

    /// An object with its checksums, if it is there.
    async fn look_at(&self, bucket: &Bucket, key: &str) -> Result<Option<HeadObject>, CopyFailure> {
        match self.client.head_object(bucket, key, None, ChecksumMode::Enabled, &self.credentials).await {
            Ok(head) => Ok(Some(head)),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(CopyFailure::Aws(error)),
        }
    }
}

/// A copy that is where it was to go.
pub(super) struct Placed {
    /// Its `ETag`.
    pub e_tag: String,
    /// Whether it was found there, and not made.
    pub was_there: bool,
}

/// What a target that did not meet its condition is.
enum TargetState {
    /// The copy, with this `ETag`.
    Copy(String),
    /// Nothing.
    FreeName,
}

/// Whether `target` is a copy of what was listed: the same bytes, with the same metadata as far as the source is still there.
fn is_same(item: &CopyItem, source: Option<&HeadObject>, target: &HeadObject) -> bool {
    let same_size = target.content_length == Some(item.source.size);
    let is_tagged = |e_tag: &str| !target.e_tag.is_empty() && target.e_tag == e_tag;
    let was_made = item.copy_e_tag.as_deref().is_some_and(is_tagged);
    // Of a source that is gone no sum can be had: size and count of parts are no proof.
    let is_proven = |source: &HeadObject| source.e_tag == item.source.e_tag && (was_made || has_same_sum(source, target));
    let same_bytes = is_tagged(&item.source.e_tag) || source.map_or(was_made, is_proven);
    let same_metadata =
        source.is_none_or(|source| source.metadata == target.metadata && source.last_modified <= target.last_modified);
    same_size && same_bytes && same_metadata
}

/// HeadObject has no body that could name the code.
fn is_missing(error: &Error) -> bool {
    error.service().is_some_and(|refusal| refusal.status == 404 && matches!(refusal.code.as_str(), "" | "NoSuchKey" | "NotFound"))
}
