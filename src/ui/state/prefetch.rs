//! Prefetching after the page has loaded or a sign-in: credentials, and the first page of the folder that is opened. Both are
//! requested while the workspace is still loading; the code for it is a lazy part of its own, which is much smaller.

use std::future::Future;
use std::pin::Pin;

use futures::channel::oneshot;
use leptos::task::spawn_local;

use super::AppState;
use super::first_page::Answer;
use crate::aws::credentials::ProvideCredentials;
use crate::files::folder::Folder;
use crate::route::{Place, Route, ViewMode};
use crate::ui::lazy;
use crate::ui::session::Session;

/// The place whose first page is expected, and where to send that.
type Waiting = Option<(Place, oneshot::Sender<Answer>)>;

lazy::lazy!(credentials_part: fn(Session, Waiting) -> Pin<Box<dyn Future<Output = ()>>> = |session, waiting| Box::pin(fetch(session, waiting)));

async fn fetch(session: Session, waiting: Waiting) {
    // A failure is shown by the page that asks for the credentials again.
    let credentials = session.credentials().await;
    let (Ok(_), Some((place, waiting))) = (credentials, waiting) else { return };
    if let Ok(folder) = Folder::find(place, &session).await
        && folder.actions.list
    {
        let page = session.client().list_objects(&folder.bucket, &folder.list(None), &session).await;
        // The receiver is gone if the visitor has navigated elsewhere.
        drop(waiting.send(page));
    }
}

impl AppState {
    /// Fetches the credentials, and the first page of the folder that `route` names, before the workspace is loaded.
    pub(super) fn prefetch(self, route: Route) {
        let session = self.session();
        let place = match route {
            Route::Files(place) => Some(place),
            // What lies below is listed otherwise.
            Route::View { place, view } => (view != ViewMode::Flat).then_some(place),
            _ => None,
        };
        let waiting = self.expect_page(place.as_ref());
        spawn_local(async move {
            if let Ok(fetch) = credentials_part::load().await {
                fetch(session, place.zip(waiting)).await;
            }
        });
    }
}
