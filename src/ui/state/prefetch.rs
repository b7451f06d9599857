//! What whoever has just come needs next, before anything asks for it: credentials, and the first page of the folder they come to.
//! Both are on their way while the workspace is. What fetches them is a part of its own, which arrives long before that.

use std::future::Future;
use std::pin::Pin;

use futures::channel::oneshot;
use leptos::task::spawn_local;

use super::AppState;
use super::first_page::Answer;
use crate::aws::credentials::ProvideCredentials;
use crate::files::folder::Folder;
use crate::route::{Place, Route};
use crate::ui::lazy;
use crate::ui::session::Session;

/// Who waits for the first page of a place.
type Waiting = Option<(Place, oneshot::Sender<Answer>)>;

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
        let place = if let Route::Files(place) = route { Some(place) } else { None };
        let waiting = self.expect_page(place.as_ref());
        spawn_local(async move {
            if let Ok(fetch) = credentials_part::load().await {
                fetch(session, place.zip(waiting)).await;
            }
        });
    }
}
