//! The first page of the folder that is opened, requested before the workspace has loaded.

use std::time::{Duration, SystemTime};

use futures::channel::oneshot;

use super::AppState;
use crate::aws::Error;
use crate::aws::s3::ObjectPage;
use crate::files::folder::Folder;
use crate::ports::Clock;
use crate::route::Place;

/// An older page says nothing of what is there now.
const FRESH: Duration = Duration::from_secs(20);

/// What was answered.
pub(super) type Answer = Result<ObjectPage, Error>;

/// A page on its way.
pub(super) struct Prefetched {
    place: Place,
    /// By the device's clock.
    asked_at: SystemTime,
    page: oneshot::Receiver<Answer>,
}

impl AppState {
    /// Expects the first page of `place`, or none.
    pub(super) fn expect_page(self, place: Option<&Place>) -> Option<oneshot::Sender<Answer>> {
        let (sender, page) = oneshot::channel();
        let expected = place.map(|place| Prefetched { place: place.clone(), asked_at: self.client().platform().now(), page });
        let sender = expected.is_some().then_some(sender);
        self.prefetched.set_value(expected);
        sender
    }

    /// The first page of `folder` and when it was asked for, if that was just now and no page has been taken yet.
    pub async fn prefetched_page(self, folder: &Folder) -> Option<(Answer, SystemTime)> {
        let Prefetched { place, asked_at, page } = self.prefetched.try_update_value(Option::take).flatten()?;
        // By the device's own clock: it may have been corrected since.
        let client = self.client();
        let age = client.platform().now().duration_since(asked_at).ok().filter(|age| *age < FRESH)?;
        if place != folder.place {
            return None;
        }
        Some((page.await.ok()?, client.now().checked_sub(age)?))
    }
}
