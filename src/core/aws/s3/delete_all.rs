//! Deleting any number of objects, whatever their keys are and whatever the bucket's CORS rules let through.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use futures::future::join_all;

use super::delete_objects::is_xml_char;
use super::{Bucket, DeleteFailure, DeleteMarker, MAX_DELETE, ObjectIdentifier};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::denied::DeniedPrefixes;
use crate::aws::operation::Patience;
use crate::aws::retry::{self, Idempotency};
use crate::aws::{AT_A_TIME, Error};
use crate::ports::{HttpErrorKind, Platform};

impl<P: Platform> Client<P> {
    /// Deletes objects by as few requests as possible; `done` is told how many are decided about, in steps. What could not
    /// be deleted is in the result; an error means that of those not decided about nothing is known.
    ///
    /// XML cannot carry most control characters, and a URL cannot carry `.` and `..` between slashes. A key goes
    /// whichever way can carry it; one that neither can is a failure that says so. Where `DeleteObjects` gets no answer
    /// that a page may read, each object is deleted by itself: a bucket's CORS rules may allow DELETE and not POST. An
    /// object that is gone already is no failure.
    pub async fn delete_all(
        &self,
        bucket: &Bucket,
        objects: &[ObjectIdentifier],
        credentials: &impl ProvideCredentials,
        done: impl FnMut(usize),
    ) -> Result<Vec<DeleteFailure>, Error> {
        self.delete_and_note(bucket, objects, credentials, done, None).await
    }

    /// The same; `made` hears of the delete markers, where the bucket keeps versions.
    pub async fn delete_and_note(
        &self,
        bucket: &Bucket,
        objects: &[ObjectIdentifier],
        credentials: &impl ProvideCredentials,
        mut done: impl FnMut(usize),
        mut made: Option<&mut dyn FnMut(DeleteMarker)>,
    ) -> Result<Vec<DeleteFailure>, Error> {
        let (by_body, by_url): (Vec<&ObjectIdentifier>, Vec<_>) =
            objects.iter().partition(|object| object.key.chars().all(is_xml_char));
        let by_body = by_body.chunks(MAX_DELETE).map(|chunk| (chunk, DeleteMethod::DeleteObjects));
        let by_url = by_url.chunks(MAX_DELETE).map(|chunk| (chunk, DeleteMethod::DeleteObject));
        let (mut failures, mut body_passes) = (Vec::new(), true);
        let mut denied = DeniedPrefixes::of(objects.iter().map(|object| object.key.as_str()));
        for (chunk, way) in by_body.chain(by_url) {
            // Whoever may delete none of so many may delete none of the others there.
            let chunk = tried(chunk, &denied, &mut failures);
            if chunk.is_empty() {
                continue;
            }
            let by_body = match way {
                DeleteMethod::DeleteObjects if body_passes => {
                    match self.delete_batch(bucket, &chunk, credentials, again(&mut made)).await {
                        Err(Error::NoResponse(silence)) if silence.kind == HttpErrorKind::Network => {
                            body_passes = false;
                            None
                        }
                        answer => Some(answer?),
                    }
                }
                _ => None,
            };
            match by_body {
                Some(failed) => {
                    note(&mut denied, &chunk, &failed);
                    failures.extend(failed);
                    done(chunk.len());
                }
                None => {
                    for few in chunk.chunks(AT_A_TIME) {
                        let few = tried(few, &denied, &mut failures);
                        let failed = self.delete_singly(bucket, &few, credentials, again(&mut made)).await?;
                        note(&mut denied, &few, &failed);
                        failures.extend(failed);
                        done(few.len());
                    }
                }
            }
        }
        Ok(failures)
    }

    /// `DeleteObjects`, again for those that the service failed to delete for reasons that pass.
    async fn delete_batch(
        &self,
        bucket: &Bucket,
        objects: &[&ObjectIdentifier],
        credentials: &impl ProvideCredentials,
        mut made: Option<&mut dyn FnMut(DeleteMarker)>,
    ) -> Result<Vec<DeleteFailure>, Error> {
        let mut left = objects.to_vec();
        let mut failures = Vec::new();
        for attempt in 1.. {
            let failed = self.delete_objects(bucket, &left, credentials, again(&mut made)).await?;
            let (passing, lasting): (Vec<_>, Vec<_>) =
                failed.into_iter().filter(|failure| !is_gone(&failure.error)).partition(|failure| passes(&failure.error));
            failures.extend(lasting);
            if passing.is_empty() {
                break;
            }
            if !self.wait_to_retry(attempt, Patience::USUAL, Duration::ZERO).await {
                failures.extend(passing);
                break;
            }
            let again: HashSet<&str> = passing.iter().map(|failure| failure.key.as_str()).collect();
            left.retain(|object| again.contains(object.key.as_str()));
        }
        Ok(failures)
    }

    /// `DeleteObject` of each, at the same time.
    async fn delete_singly(
        &self,
        bucket: &Bucket,
        objects: &[&ObjectIdentifier],
        credentials: &impl ProvideCredentials,
        mut made: Option<&mut dyn FnMut(DeleteMarker)>,
    ) -> Result<Vec<DeleteFailure>, Error> {
        let answers = join_all(objects.iter().map(|object| self.delete_object(bucket, object, credentials))).await;
        let mut failures = Vec::new();
        for (object, answer) in objects.iter().zip(answers) {
            match answer {
                Err(error) if is_gone(&error) => {}
                Err(error @ (Error::Service(_) | Error::Unsendable(_))) => {
                    failures.push(DeleteFailure { key: object.key.clone(), error });
                }
                answer => {
                    if let (Some(marker), Some(made)) = (answer?, &mut made) {
                        made(marker);
                    }
                }
            }
        }
        Ok(failures)
    }
}

/// Lends it once more.
fn again<'a>(made: &'a mut Option<&mut dyn FnMut(DeleteMarker)>) -> Option<&'a mut dyn FnMut(DeleteMarker)> {
    match made {
        Some(made) => Some(&mut **made),
        None => None,
    }
}

/// Where a request carries the key to delete.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DeleteMethod {
    /// In the body.
    DeleteObjects,
    /// In the URL.
    DeleteObject,
}

/// Whether there was nothing left to delete.
fn is_gone(error: &Error) -> bool {
    error
        .service()
        .is_some_and(|refusal| refusal.status == 404 && matches!(refusal.code.as_str(), "NoSuchKey" | "NoSuchVersion" | ""))
}

/// Whether trying again may help. Somebody else writing at that moment is no lasting reason: the next attempt finds out
/// what they have written.
fn passes(error: &Error) -> bool {
    retry::is_retryable(error, Idempotency::Idempotent)
        || matches!(error.code(), "OperationAborted" | "ConditionalRequestConflict")
}

/// Those of `objects` that are tried; the others are refused like all that was tried there.
fn tried<'a>(
    objects: &[&'a ObjectIdentifier],
    denied: &DeniedPrefixes,
    failures: &mut Vec<DeleteFailure>,
) -> Vec<&'a ObjectIdentifier> {
    let is_tried = |object: &&&ObjectIdentifier| match denied.refusal(&object.key) {
        Some(error) => {
            failures.push(DeleteFailure { key: object.key.clone(), error: error.clone() });
            false
        }
        None => true,
    };
    objects.iter().filter(is_tried).copied().collect()
}

fn note(denied: &mut DeniedPrefixes, tried: &[&ObjectIdentifier], failed: &[DeleteFailure]) {
    let failed: HashMap<&str, &Error> = failed.iter().map(|failure| (failure.key.as_str(), &failure.error)).collect();
    tried.iter().for_each(|object| denied.note(&object.key, failed.get(object.key.as_str()).copied()));
}
