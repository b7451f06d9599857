//! Deleting any number of objects, whatever their keys are and whatever the bucket's CORS rules let through.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::join_all;

use super::delete_objects::is_xml_char;
use super::{Bucket, DeleteFailure, MAX_DELETE, ObjectIdentifier};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
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
        mut done: impl FnMut(usize),
    ) -> Result<Vec<DeleteFailure>, Error> {
        let (by_body, by_url): (Vec<&ObjectIdentifier>, Vec<_>) =
            objects.iter().partition(|object| object.key.chars().all(is_xml_char));
        let by_body = by_body.chunks(MAX_DELETE).map(|chunk| (chunk, Way::Body));
        let by_url = by_url.chunks(MAX_DELETE).map(|chunk| (chunk, Way::Url));
        let (mut failures, mut refused, mut body_passes) = (Vec::new(), None::<Error>, true);
        for (chunk, way) in by_body.chain(by_url) {
            // Whoever may delete none of so many may delete none of the others.
            if let Some(error) = &refused {
                failures.extend(chunk.iter().map(|object| DeleteFailure { key: object.key.clone(), error: error.clone() }));
                continue;
            }
            let by_body = match way {
                Way::Body if body_passes => match self.delete_batch(bucket, chunk, credentials).await {
                    Err(Error::NoResponse(silence)) if silence.kind == HttpErrorKind::Network => {
                        body_passes = false;
                        None
                    }
                    answer => Some(answer?),
                },
                _ => None,
            };
            let failed = match by_body {
                Some(failed) => {
                    done(chunk.len());
                    failed
                }
                None => {
                    let mut failed = Vec::new();
                    for few in chunk.chunks(AT_A_TIME) {
                        failed.extend(self.delete_singly(bucket, few, credentials).await?);
                        done(few.len());
                    }
                    failed
                }
            };
            refused = refused_as_a_whole(&failed, chunk.len());
            failures.extend(failed);
        }
        Ok(failures)
    }

    /// `DeleteObjects`, again for those that the service failed to delete for reasons that pass.
    async fn delete_batch(
        &self,
        bucket: &Bucket,
        objects: &[&ObjectIdentifier],
        credentials: &impl ProvideCredentials,
    ) -> Result<Vec<DeleteFailure>, Error> {
        let mut left = objects.to_vec();
        let mut failures = Vec::new();
        for attempt in 1.. {
            let failed = self.delete_objects(bucket, &left, credentials).await?;
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
    ) -> Result<Vec<DeleteFailure>, Error> {
        let answers = join_all(objects.iter().map(|object| self.delete_object(bucket, object, credentials))).await;
        let mut failures = Vec::new();
        for (object, answer) in objects.iter().zip(answers) {
            match answer {
                Err(error) if is_gone(&error) => {}
                Err(error @ (Error::Service(_) | Error::Unsendable(_))) => {
                    failures.push(DeleteFailure { key: object.key.clone(), error });
                }
                answer => answer?,
            }
        }
        Ok(failures)
    }
}

/// What carries a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The body of `DeleteObjects`.
    Body,
    /// The URL of `DeleteObject`.
    Url,
}

/// Whether there was nothing left to delete.
fn is_gone(error: &Error) -> bool {
    error.service().is_some_and(|refusal| refusal.status == 404 && matches!(refusal.code.as_str(), "NoSuchKey" | ""))
}

/// Whether trying again may help. Somebody else writing at that moment is no lasting reason: the next attempt finds out
/// what they have written.
fn passes(error: &Error) -> bool {
    retry::is_retryable(error, Idempotency::Idempotent)
        || matches!(error.code(), "OperationAborted" | "ConditionalRequestConflict")
}

/// Why none of `tried` objects was deleted, if that is for want of permission.
fn refused_as_a_whole(failures: &[DeleteFailure], tried: usize) -> Option<Error> {
    let denied = failures.iter().filter(|failure| failure.error.code() == "AccessDenied").count();
    failures.first().filter(|_| denied == tried).map(|first| first.error.clone())
}
