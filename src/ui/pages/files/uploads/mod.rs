//! Files on their way into the bucket. They belong to the visitor, not to a screen: they go on while the visitor looks at
//! other pages, and wait for the same visitor when the session ends.
//!
//! What is here takes files and remembers where they were to go. All else is a part of its own, loaded once the first
//! folder is shown: [`engine`] (what happens to each), [`check`] (whether names are free), [`conflicts`] (the question), [`dock`] (what is
//! seen of it), [`reasons`] (what is said of failures). What needs no browser is in [`crate::files::upload`].

mod check;
mod conflicts;
mod dock;
mod engine;
mod job;
mod reasons;

use leptos::prelude::*;
use leptos::task::spawn_local;

pub use self::job::{Destination, Job};
use super::entries::File;
use crate::aws::s3::Bucket;
use crate::browser::choose;
use crate::browser::drop::{Dropped, Picked};
use crate::ui::dom::{View, when};
use crate::ui::state::Pause;
use crate::ui::{AppState, lazy};

/// A file that has arrived.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The bucket it is in.
    pub bucket: Bucket,
    /// Its key.
    pub key: String,
    /// What a listing would tell of it.
    pub file: File,
}

/// The uploads of this visitor.
#[derive(Clone, Copy)]
pub struct Uploads {
    state: AppState,
    /// Whose they are.
    account: StoredValue<Option<String>>,
    /// What is to be uploaded and nobody has begun with.
    asked: StoredValue<Vec<Job>, LocalStorage>,
    /// Grows with each time something is asked for.
    times_asked: RwSignal<u32>,
    uploaded: RwSignal<Vec<Uploaded>>,
}

impl Uploads {
    /// Begins with none but those that wait for this visitor, for all below the component that this is called in.
    pub fn provide() {
        let state = AppState::get();
        let account = state.visitor.account.get_untracked();
        let resumed = state.uploading().resume(account.as_deref());
        let uploads = Uploads {
            state,
            account: StoredValue::new(account),
            times_asked: RwSignal::new(u32::from(!resumed.is_empty())),
            asked: StoredValue::new_local(resumed),
            uploaded: RwSignal::new(Vec::new()),
        };
        on_cleanup(move || {
            state.uploading().stop(Pause::WentToSignIn);
            uploads.park(uploads.asked.try_update_value(std::mem::take).unwrap_or_default());
        });
        provide_context(uploads);
    }

    /// The uploads of this page.
    pub fn get() -> Uploads {
        expect_context()
    }

    /// Files that have arrived since this was last asked.
    pub fn take_uploaded(self) -> Vec<Uploaded> {
        self.uploaded.track();
        self.uploaded.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    /// Lets the visitor choose files for `destination`, which is theirs however long they take.
    pub fn choose(self, destination: Destination) {
        self.add_chosen(destination, choose::files());
    }

    /// Lets the visitor choose a folder, all of whose files go to `destination`.
    pub fn choose_folder(self, destination: Destination) {
        self.add_chosen(destination, choose::folder());
    }

    fn add_chosen(self, destination: Destination, chosen: impl Future<Output = Vec<web_sys::File>> + 'static) {
        spawn_local(async move {
            let files: Vec<Picked> = chosen.await.into_iter().map(Picked::from).collect();
            if !files.is_empty() {
                self.add(destination, Dropped { files, ..Dropped::default() });
            }
        });
    }

    /// Sends what was chosen or dropped to `destination`.
    pub fn add(self, destination: Destination, dropped: Dropped) {
        let count = dropped.files.len() + dropped.empty_folders.len();
        let name = destination.name.clone();
        let jobs = Job::all(destination, dropped);
        if self.asked.try_update_value(|asked| asked.extend(jobs)).is_none() {
            return self.state.say(n!(
                count,
                one = "{count} file was not uploaded to “{folder}”: you are not signed in as before.",
                other = "{count} files were not uploaded to “{folder}”: you are not signed in as before.",
                folder = name
            ));
        }
        self.state.uploading().note(self.state.uploading().count().get_untracked() as usize + count);
        self.times_asked.update(|times| *times += 1);
    }

    /// Keeps what has not arrived for when the same visitor is here again.
    fn park(self, jobs: Vec<Job>) {
        if let Some(Some(account)) = self.account.try_get_value() {
            self.state.uploading().park(account, jobs);
        }
    }
}

lazy::lazy!(uploads_part: fn() -> View = dock::upload_dock);

/// Begins to load what an upload needs, for files to be taken at once, and without a network.
pub fn prepare() {
    spawn_local(async {
        // A failure is told when a file comes, and ends with the network's.
        let _ = uploads_part::load().await;
    });
}

/// What is on its way, and what has to be asked about it; nothing until there has been something.
pub fn upload_dock() -> View {
    let uploads = Uploads::get();
    when(move || uploads.times_asked.get() > 0, || lazy::when_loaded_beside(uploads_part::load))
}
