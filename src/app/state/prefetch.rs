//! Prefetching after the page has loaded or a sign-in: credentials, and the first page of the folder that is opened. Both are
//! requested while the workspace is still loading; the code for it is a lazy part of its own, which is much smaller.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::join;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;

use super::AppState;
use super::first_page::Answer;
use crate::app::lazy;
use crate::app::session::Session;
use crate::aws::credentials::ProvideCredentials;
use crate::files::folder::Folder;
use crate::route::{Place, Route, ViewMode};

/// The place whose first page is expected, and where to send that.
type Waiting = Option<(Place, oneshot::Sender<Answer>)>;

/// Completes when the requests have been sent, or after [`HEAD_START`].
pub type RequestsSent = oneshot::Receiver<()>;

/// The other end: to drop it completes [`RequestsSent`].
type Sending = oneshot::Sender<()>;

lazy::lazy!(credentials_part: fn(Session, Waiting, Sending) -> Pin<Box<dyn Future<Output = ()>>> = |session, waiting, sending| Box::pin(fetch(session, waiting, sending)));

/// How long the workspace waits for them before it is made. Nobody sees an empty frame for longer.
const HEAD_START: Duration = Duration::from_millis(600);

async fn fetch(session: Session, waiting: Waiting, sending: Sending) {
    let sending = Rc::new(Cell::new(Some(sending)));
    let late = Rc::clone(&sending);
    #[expect(clippy::disallowed_methods, reason = "of no view: it holds nothing but a sender")]
    set_timeout(move || drop(late.take()), HEAD_START);
    // A failure is shown by the page that asks for the credentials again.
    if session.credentials().await.is_ok()
        && let Some((place, waiting)) = waiting
        && let Ok(folder) = Folder::find(place, &session).await
        && folder.actions.list
    {
        let list = folder.list(None);
        let page = session.client().list_objects(&folder.bucket, &list, &session);
        let (page, ()) = join(page, async { drop(sending.take()) }).await;
        // The receiver is gone if the visitor has navigated elsewhere.
        drop(waiting.send(page));
    }
    sending.take();
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
        let (sending, sent) = oneshot::channel();
        self.first_requests.set_value(Some(sent));
        spawn_local(async move {
            if let Ok(fetch) = credentials_part::load().await {
                fetch(session, place.zip(waiting), sending).await;
            }
        });
    }

    /// When the requests of [`Self::prefetch`] have been sent, for who has something to do meanwhile.
    pub fn first_requests(self) -> Option<RequestsSent> {
        self.first_requests.try_update_value(Option::take).flatten()
    }
}
