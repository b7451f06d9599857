//! One page of a listing, asked for again where that helps; and how many are asked for at a time.

use std::cell::Cell;
use std::time::Duration;

use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Patience;
use crate::aws::s3::{Bucket, ListObjects, ObjectPage};
use crate::aws::{AT_A_TIME, Client, Error, retry};
use crate::ports::Platform;

/// After so many pages one more is asked for at a time, if it were fewer.
const PAGES_TO_RECOVER: usize = 20;

/// A bucket, and what it takes to ask for something of it.
#[derive(Clone, Debug)]
pub struct BucketAccess<P, C> {
    /// Sends the requests.
    pub client: Client<P>,
    /// Signs them.
    pub credentials: C,
    /// The bucket.
    pub bucket: Bucket,
}

impl<P: Platform, C: ProvideCredentials> BucketAccess<P, C> {
    /// A page. Each attempt is one here, so that a service that has too much to do is asked for less at once. Dropping the
    /// future aborts the request.
    pub(super) async fn page(&self, list: ListObjects, pace: &Pace) -> Result<ObjectPage, Error> {
        let patience = list.patience;
        let once = ListObjects { patience: Patience { attempts: 1, ..patience }, ..list };
        let mut attempt = 0;
        loop {
            attempt += 1;
            let at_a_time = pace.at_a_time();
            let error = match self.client.list_objects(&self.bucket, &once, &self.credentials).await {
                Ok(page) => {
                    pace.raise_concurrency();
                    return Ok(page);
                }
                Err(error) => error,
            };
            if retry::is_overload(&error) {
                pace.slow_down(at_a_time);
            }
            let is_retryable = retry::is_retryable(&error, once.idempotency);
            if !is_retryable || !self.client.wait_to_retry(attempt, patience, Duration::ZERO).await {
                return Err(error);
            }
        }
    }
}

/// How many requests are under way at a time: half as many when the service asks for less, then slowly more again.
#[derive(Debug)]
pub(super) struct Pace {
    at_a_time: Cell<usize>,
    pages: Cell<usize>,
}

impl Default for Pace {
    fn default() -> Self {
        Pace { at_a_time: Cell::new(AT_A_TIME), pages: Cell::new(0) }
    }
}

impl Pace {
    pub fn at_a_time(&self) -> usize {
        self.at_a_time.get()
    }

    /// The service refused one of so many that it was asked for at a time; all of those together are one reason.
    fn slow_down(&self, of: usize) {
        self.at_a_time.set(self.at_a_time.get().min((of / 2).max(1)));
        self.pages.set(0);
    }

    fn raise_concurrency(&self) {
        self.pages.set(self.pages.get() + 1);
        if self.pages.get() >= PAGES_TO_RECOVER {
            self.pages.set(0);
            self.at_a_time.set((self.at_a_time.get() + 1).min(AT_A_TIME));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_has_too_much_to_do_is_asked_for_half_and_then_for_more_again() {
        let pace = Pace::default();
        (0..6).for_each(|_| pace.slow_down(6));
        assert_eq!(pace.at_a_time(), 3, "six refusals of one moment");
        pace.slow_down(3);
        pace.slow_down(1);
        assert_eq!(pace.at_a_time(), 1, "never none");
        (0..PAGES_TO_RECOVER).for_each(|_| pace.raise_concurrency());
        assert_eq!(pace.at_a_time(), 2);
        (0..1000).for_each(|_| pace.raise_concurrency());
        assert_eq!(pace.at_a_time(), AT_A_TIME);
    }
}
