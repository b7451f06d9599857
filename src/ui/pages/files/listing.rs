//! The folder that is shown, page by page.

use leptos::prelude::*;

use super::entries::{self, Entry, File};
use super::folder::Folder;
use crate::aws::Error;
use crate::aws::s3::Page;
use crate::route::Place;
use crate::ui::AppState;
use crate::ui::task::Task;

/// How far the listing is.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// The first page is on its way.
    Opening,
    /// The first page is here.
    Open,
    /// The visitor may not list what is here, as the configuration says: S3 is not asked.
    Unlisted,
    /// There is no first page.
    Failed(Error),
}

/// The rows of the folder that is shown.
#[derive(Clone, Copy)]
pub struct Listing {
    state: AppState,
    task: Task,
    /// Where it is, once that is known.
    pub folder: RwSignal<Option<Folder>>,
    /// What is loaded of it, in order.
    pub rows: RwSignal<Vec<Entry>>,
    /// How far it is.
    pub status: RwSignal<Status>,
    /// A request is under way.
    pub busy: RwSignal<bool>,
    /// Where the next page begins, if there is one.
    next: RwSignal<Option<String>>,
    /// Why the next page is not there.
    pub fault: RwSignal<Option<Error>>,
}

impl Listing {
    /// Nothing is shown yet.
    pub fn new() -> Listing {
        Listing {
            state: AppState::get(),
            task: Task::new(),
            folder: RwSignal::new(None),
            rows: RwSignal::new(Vec::new()),
            status: RwSignal::new(Status::Opening),
            busy: RwSignal::new(false),
            next: RwSignal::new(None),
            fault: RwSignal::new(None),
        }
    }

    /// Whether rows are missing at the end.
    pub fn has_more(self) -> bool {
        self.next.read().is_some()
    }

    /// Whether all rows are here now.
    pub fn is_complete(self) -> bool {
        *self.status.read_untracked() == Status::Open && self.next.read_untracked().is_none()
    }

    /// Goes to `place`.
    pub fn open(self, place: Place) {
        self.folder.set(None);
        self.rows.set(Vec::new());
        self.status.set(Status::Opening);
        self.load_first(place);
    }

    /// Asks again for what is shown; it stays until the answer is here.
    pub fn refresh(self, place: Place) {
        if self.status.with_untracked(|status| matches!(status, Status::Failed(_))) {
            self.status.set(Status::Opening);
        }
        self.load_first(place);
    }

    fn load_first(self, place: Place) {
        self.next.set(None);
        self.fault.set(None);
        self.busy.set(true);
        self.task.restart(async move {
            let status = match self.first(place).await {
                Ok(status) => status,
                Err(error) => {
                    self.state.heed(&error);
                    self.rows.set(Vec::new());
                    Status::Failed(error)
                }
            };
            self.busy.set(false);
            self.status.set(status);
        });
    }

    async fn first(self, place: Place) -> Result<Status, Error> {
        let session = self.state.session();
        let folder = Folder::find(place, &session).await?;
        self.folder.set(Some(folder.clone()));
        if !folder.actions.list {
            self.rows.set(Vec::new());
            return Ok(Status::Unlisted);
        }
        let page = self.state.client().list_objects(&folder.bucket, &folder.list(None), &session).await?;
        self.next.set(page.next_continuation_token.clone());
        let mut rows = Vec::new();
        entries::merge(&mut rows, rows_of(&folder, page));
        self.rows.set(rows);
        Ok(Status::Open)
    }

    /// Loads the next page, if there is one and nothing else is under way.
    pub fn load_more(self) {
        let (Some(folder), Some(token)) = (self.folder.get_untracked(), self.next.get_untracked()) else { return };
        if self.busy.get_untracked() || self.fault.with_untracked(Option::is_some) {
            return;
        }
        self.busy.set(true);
        self.task.restart(async move {
            let list = folder.list(Some(token));
            let page = self.state.client().list_objects(&folder.bucket, &list, &self.state.session()).await;
            self.busy.set(false);
            match page {
                Ok(page) => {
                    self.next.set(page.next_continuation_token.clone());
                    let new = rows_of(&folder, page);
                    self.rows.update(|rows| entries::merge(rows, new));
                }
                Err(error) => {
                    self.state.heed(&error);
                    self.fault.set(Some(error));
                }
            }
        });
    }

    /// Tries again to load the next page.
    pub fn retry_more(self) {
        self.fault.set(None);
        self.load_more();
    }

    /// Asks again for what did not come for want of a network.
    pub fn resume(self, place: Place) {
        let failed = self.status.with_untracked(|status| matches!(status, Status::Failed(error) if error.is_silence()));
        if failed {
            self.refresh(place);
        } else if self.fault.with_untracked(|fault| fault.as_ref().is_some_and(Error::is_silence)) {
            self.retry_more();
        }
    }

    /// Shows objects that were put into the bucket.
    pub fn put(self, objects: Vec<(String, File)>) {
        let Some(folder) = self.folder.get_untracked() else { return };
        let new: Vec<Entry> = folder.as_parent(|parent| {
            objects
                .into_iter()
                .filter(|(key, _)| !folder.hides(key))
                .filter_map(|(key, file)| parent.entry(&key, || file))
                .collect()
        });
        if !new.is_empty() {
            self.rows.update(|rows| entries::merge(rows, new));
        }
    }

    /// Does not show these any more.
    pub fn remove(self, gone: impl Fn(&str) -> bool) {
        self.rows.update(|rows| rows.retain(|entry| !gone(&entry.key)));
    }
}

/// The rows of a page.
fn rows_of(folder: &Folder, page: Page) -> Vec<Entry> {
    let mut rows = folder.as_parent(|parent| parent.entries(page));
    rows.retain(|row| !folder.hides(&row.key));
    rows
}
