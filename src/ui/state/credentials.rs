//! Credentials before anything needs them: whatever is opened next is signed, so they are fetched while its part of the program
//! is. What fetches them is a part of its own, which arrives long before the workspace.

use std::future::Future;
use std::pin::Pin;

use leptos::task::spawn_local;

use super::AppState;
use crate::aws::credentials::ProvideCredentials;
use crate::ui::lazy;
use crate::ui::session::Session;

lazy::lazy!(credentials_part: fn(Session) -> Pin<Box<dyn Future<Output = ()>>> = |session| Box::pin(fetch(session)));

async fn fetch(session: Session) {
    // A failure is told by what needs them.
    let _ = session.credentials().await;
}

impl AppState {
    /// Fetches them, for somebody who has just come.
    pub(super) fn prefetch_credentials(self) {
        let session = self.session();
        spawn_local(async move {
            if let Ok(fetch) = credentials_part::load().await {
                fetch(session).await;
            }
        });
    }
}
