//! What is under way, as rows of the frame on every page: uploads, copies and archives, in one part of the program. Few, larger
//! parts: each further one divides what the others share.

use std::future::Future;
use std::pin::Pin;

use leptos::task::spawn_local;

use super::archive::{self, dock::archive_dock};
use super::copying::{self, line::copying_line};
use super::drop_target;
use super::uploads::{self, Uploads, dock::upload_dock};
use crate::app::AppState;
use crate::app::lazy;
use crate::browser::drop::{Dropped, Transferred};
use crate::ui::dom::{View, group};

/// What reads a drop.
type Reading = Pin<Box<dyn Future<Output = Dropped>>>;

/// The functions that make each dock.
#[derive(Clone, Copy)]
struct Docks {
    copying: fn() -> View,
    uploads: fn() -> View,
    archives: fn() -> View,
    read_dropped: fn(AppState, Transferred) -> Reading,
    /// What earlier pages were to upload.
    look_for_unsent: fn(Uploads),
}

lazy::lazy!(docks_part: Docks = Docks {
    copying: copying_line,
    uploads: upload_dock,
    archives: archive_dock,
    read_dropped: |state, transferred| Box::pin(drop_target::read(state, transferred)),
    look_for_unsent: |uploads| uploads.look_for_unsent(),
});

/// Reads what was dropped; nothing where the part does not come.
pub(super) async fn read_dropped(state: AppState, transferred: Transferred) -> Option<Dropped> {
    let docks = docks_part::load().await.ok()?;
    Some((docks.read_dropped)(state, transferred).await)
}

/// Begins to load them, for what an earlier page was to upload, and for files to be taken at once, and without a network.
pub fn prepare(uploads: Uploads) {
    spawn_local(async move {
        // A failure is told when a file comes, and ends with the network's.
        if let Ok(docks) = docks_part::load().await {
            (docks.look_for_unsent)(uploads);
        }
    });
}

/// All docks; each is empty until it is needed for the first time.
pub fn docks() -> View {
    group([
        copying::once_wanted(|| lazy::when_loaded_beside(docks_part::load, |docks| (docks.copying)())),
        uploads::once_wanted(|| lazy::when_loaded_beside(docks_part::load, |docks| (docks.uploads)())),
        archive::once_wanted(|| lazy::when_loaded_beside(docks_part::load, |docks| (docks.archives)())),
    ])
}
