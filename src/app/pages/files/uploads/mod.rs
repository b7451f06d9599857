//! Files on their way into the bucket. They belong to the visitor, not to a screen: they go on while the visitor looks at
//! other pages, and wait for the same visitor when the session ends.
//!
//! What is here takes files and remembers where they were to go. All else is a part of its own, loaded once the first
//! folder is shown: [`engine`] (which there are), [`line`] (what happens to each), [`commands`] (what the visitor does with them),
//! [`check`] (whether names are free), [`conflicts`] (the question), [`dock`] and
//! [`sums`] (what is seen of it), [`reasons`] (what is said of failures), [`interrupted`] (those of
//! a page that is gone), [`replaced`] (what they took the place of), [`unsent`]
//! (what S3 has nothing of). What needs no browser is in [`crate::files::upload`].

mod check;
mod chosen_folder;
mod commands;
mod conflict_table;
pub mod conflicts;
pub mod dock;
mod engine;
mod interrupted;
mod interrupted_list;
mod job;
mod line;
mod reasons;
mod replaced;
mod sums;
mod unsent;
mod unsent_list;

use crate::ui::reactive::*;
use leptos::task::spawn_local;

pub use self::job::{Job, UploadDestination};
use super::entries::File;
use crate::app::preferences::MyPreferences;
use crate::app::{AppState, lazy};
use crate::aws::s3::Bucket;
use crate::browser::Browser;
use crate::browser::choose;
use crate::browser::directory::{self, ChosenDirectory};
use crate::browser::drop::{Dropped, Picked};
use crate::files::upload::unsent::UnsentStore;
use crate::preferences::cache::uploads_key;
use crate::ui::dom::View;

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
    /// The account that they belong to.
    account: StoredValue<Option<String>>,
    /// Jobs that wait for the engine, which may not have been loaded yet.
    asked: StoredValue<Vec<Job>>,
    /// Folders that the engine is to read, once they are chosen.
    folders: StoredValue<Vec<(UploadDestination, ChosenDirectory)>>,
    /// Counts the requests, so that the engine is notified of each.
    times_asked: RwSignal<u32>,
    uploaded: RwSignal<Vec<Uploaded>>,
}

impl Uploads {
    /// Begins with none but those that wait for this visitor, for all below the component that this is called in.
    pub fn provide() {
        let state = AppState::get();
        let account = state.visitor.account_id.get_untracked();
        let resumed = state.uploading().resume(account.as_deref());
        let uploads = Uploads {
            state,
            account: StoredValue::new(account),
            times_asked: RwSignal::new(u32::from(!resumed.is_empty())),
            asked: StoredValue::new(resumed),
            folders: StoredValue::new(Vec::new()),
            uploaded: RwSignal::new(Vec::new()),
        };
        on_cleanup(move || {
            state.uploading().stop();
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
    pub fn choose(self, destination: UploadDestination) {
        self.add_chosen(destination, choose::files());
    }

    /// Lets the visitor choose a folder, which goes to `destination` with all that is in it.
    pub fn choose_folder(self, destination: UploadDestination) {
        // A chooser of files does not tell of folders that hold none.
        let Some(chosen) = directory::choose() else { return self.add_chosen(destination, choose::folder()) };
        self.folders.update_value(|folders| folders.push((destination, chosen)));
        self.times_asked.update(|times| *times += 1);
    }

    fn add_chosen(self, destination: UploadDestination, chosen: impl Future<Output = Vec<web_sys::File>> + 'static) {
        spawn_local(async move {
            let files: Vec<Picked> = chosen.await.into_iter().map(Picked::from).collect();
            if !files.is_empty() {
                self.add(destination, Dropped { files, ..Dropped::default() });
            }
        });
    }

    /// Sends what was chosen or dropped to `destination`.
    pub fn add(self, destination: UploadDestination, dropped: Dropped) {
        let count = dropped.files.len() + dropped.empty_folders.len();
        let name = destination.name.clone();
        let jobs = Job::all(destination, dropped);
        if self.asked.try_update_value(|asked| asked.extend(jobs)).is_none() {
            return self.state.say(n!(
                count,
                one = "Didn't upload {count} file to “{folder}”: you switched accounts.",
                other = "Didn't upload {count} files to “{folder}”: you switched accounts.",
                folder = name
            ));
        }
        self.state.uploading().note(self.state.uploading().count().get_untracked() as usize + count);
        self.times_asked.update(|times| *times += 1);
    }

    /// Has what another page was to send be listed, if anything was.
    pub fn look_for_unsent(self) {
        if unsent_store(self.state).is_some_and(|store| store.is_any()) {
            self.times_asked.try_update(|times| *times += 1);
        }
    }

    /// Keeps what has not arrived for when the same visitor is here again.
    fn park(self, jobs: Vec<Job>) {
        if let Some(Some(account)) = self.account.try_get_value() {
            self.state.uploading().park(account, jobs);
        }
    }
}

/// Where it is remembered what this account's pages have still to send.
fn unsent_store(state: AppState) -> Option<UnsentStore<Browser>> {
    let session = state.session();
    let (account, lifetime) = (session.account_id()?, session.lifetime()?);
    Some(UnsentStore { store: state.client().platform().clone(), lifetime, key: uploads_key(&account) })
}

/// What `dock` makes, from when there has been something on its way, or interrupted.
pub fn once_wanted(dock: fn() -> View) -> View {
    let uploads = Uploads::get();
    let preferences = MyPreferences::get();
    lazy::once(move || uploads.times_asked.get() > 0 || !preferences.uploads().is_empty(), dock)
}
