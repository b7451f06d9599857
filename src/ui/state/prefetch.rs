//! What whoever has just come needs next, before anything asks for it: credentials, and the first page of the folder they come to.
//! Both are on their way while the workspace is. What fetches them is a part of its own, which arrives long before that.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use futures::channel::oneshot;
use leptos::task::spawn_local;

use super::AppState;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::Page;
use crate::files::folder::Folder;
use crate::route::{Place, Route};
use crate::ui::lazy;
use crate::ui::session::Session;

/// An older page says nothing of what is there now.
const FRESH: Duration = Duration::from_secs(20);

type FirstPage = Result<Page, Error>;

/// The first page of a folder, on its way.
pub(super) struct Prefetched {
    place: Place,
    asked_at: SystemTime,
    page: oneshot::Receiver<FirstPage>,
}

/// Who waits for the first page of a place.
type Waiting = Option<(Place, oneshot::Sender<FirstPage>)>;

lazy::lazy!(credentials_part: fn(Session, Waiting) -> Pin<Box<dyn Future<Output = ()>>> = |session, waiting| Box::pin(fetch(session, waiting)));

async fn fetch(session: Session, waiting: Waiting) {
    // A failure is told by what needs them.
    let credentials = session.credentials().await;
    let (Ok(_), Some((place, waiting))) = (credentials, waiting) else { return };
    if let Ok(folder) = Folder::find(place, &session).await
        && folder.actions.list
    {
        let page = session.client().list_objects(&folder.bucket, &folder.list(None), &session).await;
        // Nobody waits for it who has gone elsewhere.
        drop(waiting.send(page));
    }
}

impl AppState {
    /// Fetches it for somebody who has just come, and who is on their way to `route`.
    pub(super) fn prefetch(self, route: Route) {
        let session = self.session();
        let (waiting, prefetched) = match route {
            Route::Files(place) => {
                let (sender, page) = oneshot::channel();
                let prefetched = Prefetched { place: place.clone(), asked_at: session.client().now(), page };
                (Some((place, sender)), Some(prefetched))
            }
            _ => (None, None),
        };
        self.prefetched.set_value(prefetched);
        spawn_local(async move {
            if let Ok(fetch) = credentials_part::load().await {
                fetch(session, waiting).await;
            }
        });
    }

    /// The first page of `folder` and when it was asked for, if that was just now and no page has been taken yet.
    pub async fn prefetched_page(self, folder: &Folder) -> Option<(FirstPage, SystemTime)> {
        let Prefetched { place, asked_at, page } = self.prefetched.try_update_value(Option::take).flatten()?;
        let is_fresh = self.client().now().duration_since(asked_at).is_ok_and(|age| age < FRESH);
        if place != folder.place || !is_fresh {
            return None;
        }
        Some((page.await.ok()?, asked_at))
    }
}
