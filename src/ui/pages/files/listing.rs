//! The folder that is shown, page by page.

use std::time::SystemTime;

use leptos::prelude::*;

use super::access::{Action, Refusals};
use super::entries::{self, Entry, File};
use super::folder::Folder;
use super::kept::{Kept, KeptLists};
use super::twins;
use crate::aws::Error;
use crate::aws::s3::{Bucket, Page};
use crate::browser::document;
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

/// Why what is shown is older than it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// When it was listed.
    pub as_of: SystemTime,
    /// Why it could not be listed again.
    pub error: Error,
}

/// The rows of the folder that is shown.
#[derive(Clone, Copy)]
pub struct Listing {
    state: AppState,
    task: Task,
    kept: KeptLists,
    refusals: Refusals,
    /// Where it is, once that is known.
    pub folder: RwSignal<Option<Folder>>,
    /// What is loaded of it, in order.
    pub rows: RwSignal<Vec<Entry>>,
    /// How far it is.
    pub status: RwSignal<Status>,
    /// A request is under way.
    pub busy: RwSignal<bool>,
    /// All that is missing is being loaded.
    pub completing: RwSignal<bool>,
    /// Where the next page begins, if there is one.
    next: RwSignal<Option<String>>,
    /// Why the next page is not there.
    pub fault: RwSignal<Option<Error>>,
    /// What is shown was not to be had again.
    pub stale: RwSignal<Option<Stale>>,
    /// When it was asked for.
    pub as_of: RwSignal<SystemTime>,
    /// What was put into the bucket while it is being listed: the answer may be from before.
    put_meanwhile: StoredValue<Vec<Entry>>,
}

impl Listing {
    /// Nothing is shown yet.
    pub fn new() -> Listing {
        let listing = Listing {
            state: AppState::get(),
            task: Task::new(),
            kept: KeptLists::get(),
            refusals: Refusals::get(),
            folder: RwSignal::new(None),
            rows: RwSignal::new(Vec::new()),
            status: RwSignal::new(Status::Opening),
            busy: RwSignal::new(false),
            completing: RwSignal::new(false),
            next: RwSignal::new(None),
            fault: RwSignal::new(None),
            stale: RwSignal::new(None),
            as_of: RwSignal::new(SystemTime::UNIX_EPOCH),
            put_meanwhile: StoredValue::new(Vec::new()),
        };
        on_cleanup(move || listing.keep());
        listing
    }

    /// Whether rows are missing at the end.
    pub fn has_more(self) -> bool {
        self.next.read().is_some()
    }

    /// Whether all rows are here now.
    pub fn is_complete(self) -> bool {
        *self.status.read_untracked() == Status::Open && self.next.read_untracked().is_none()
    }

    /// Whether `folder` is the one that is shown.
    pub fn shows(self, folder: &Folder) -> bool {
        self.folder.try_with_untracked(|shown| shown.as_ref() == Some(folder)) == Some(true)
    }

    /// Goes to `place`.
    pub fn open(self, place: Place) {
        self.keep();
        self.folder.set(None);
        self.rows.set(Vec::new());
        self.status.set(Status::Opening);
        self.stale.set(None);
        self.load(place, false);
    }

    /// Asks again for what is shown; it stays until the answer is here.
    pub fn refresh(self, place: Place) {
        if self.status.with_untracked(|status| matches!(status, Status::Failed(_))) {
            self.status.set(Status::Opening);
        }
        self.load(place, true);
    }

    /// Keeps what is shown for when it cannot be listed again.
    fn keep(self) {
        if self.status.try_with_untracked(|status| *status == Status::Open) != Some(true) {
            return;
        }
        let rows = self.rows.try_update_untracked(std::mem::take);
        if let (Some(Some(folder)), Some(rows)) = (self.folder.try_get_untracked(), rows) {
            let next = self.next.try_get_untracked().flatten();
            let Some(as_of) = self.as_of.try_get_untracked() else { return };
            self.kept.keep(Kept { folder, rows, next, as_of });
        }
    }

    /// What S3 has refused to list is not asked for again unless the visitor wants it `again`.
    fn load(self, place: Place, again: bool) {
        self.fault.set(None);
        self.completing.set(false);
        self.busy.set(true);
        self.put_meanwhile.set_value(Vec::new());
        self.task.restart(async move {
            let status = match self.first_pages(&place, again).await {
                Ok(status) => status,
                Err(error) => {
                    self.refusals.note(&place, Action::List, &error);
                    self.fail(&place, error)
                }
            };
            self.busy.set(false);
            self.status.set(status);
        });
    }

    /// Shows an older list, if there is one and nothing says that it holds no longer.
    fn fail(self, place: &Place, error: Error) -> Status {
        let is_final = match &error {
            Error::Service(refusal) => refusal.status < 500 && refusal.status != 429,
            Error::SignedOut | Error::Unsendable(_) => true,
            Error::NoResponse(_) | Error::NotAws | Error::Unreadable(_) => false,
        };
        let shown = self.status.with_untracked(|status| *status == Status::Open);
        let kept = if shown || is_final { None } else { self.kept.take(place) };
        if is_final || (!shown && kept.is_none()) {
            self.rows.set(Vec::new());
            self.next.set(None);
            self.stale.set(None);
            return Status::Failed(error);
        }
        if let Some(Kept { folder, rows, next, as_of }) = kept {
            self.folder.set(Some(folder));
            self.next.set(next);
            self.as_of.set(as_of);
            self.rows.set(rows);
        }
        self.stale.set(Some(Stale { as_of: self.as_of.get_untracked(), error }));
        Status::Open
    }

    /// The first page, or as many as are shown already.
    async fn first_pages(self, place: &Place, again: bool) -> Result<Status, Error> {
        let session = self.state.session();
        let wanted = self.rows.with_untracked(Vec::len);
        let folder = Folder::find(place.clone(), &session).await?;
        if !self.shows(&folder) {
            self.folder.set(Some(folder.clone()));
        }
        let is_refused = !again && !matches!(place, Place::Bucket { .. }) && self.refusals.has(place, Action::List);
        if !folder.actions.list || is_refused {
            self.rows.set(Vec::new());
            return Ok(Status::Unlisted);
        }
        let (mut rows, mut next) = (Vec::new(), None);
        let as_of = self.state.client().now();
        loop {
            let page = self.state.client().list_objects(&folder.bucket, &folder.list(next), &session).await?;
            next = page.next_continuation_token.clone();
            rows.extend(rows_of(&folder, page));
            if next.is_none() || rows.len() >= wanted {
                break;
            }
        }
        self.as_of.set(as_of);
        let mut all = Vec::new();
        rows.extend(self.put_meanwhile.try_update_value(std::mem::take).unwrap_or_default());
        add(&mut all, rows);
        self.stale.set(None);
        self.next.set(next);
        self.rows.set(all);
        Ok(Status::Open)
    }

    /// Loads the next page, if there is one and nothing else is under way.
    pub fn load_more(self) {
        if !self.busy.get_untracked() && self.fault.with_untracked(Option::is_none) {
            self.load_next(false, || {});
        }
    }

    /// Loads all that is missing, and then calls `complete`.
    pub fn load_rest(self, complete: impl FnOnce() + 'static) {
        self.fault.set(None);
        self.completing.set(true);
        self.load_next(true, complete);
    }

    /// Loads no more than there is.
    pub fn stop_loading_rest(self) {
        if self.completing.get_untracked() {
            self.task.stop();
            self.busy.set(false);
            self.completing.set(false);
        }
    }

    fn load_next(self, all: bool, complete: impl FnOnce() + 'static) {
        let Some(folder) = self.folder.get_untracked() else { return };
        self.busy.set(true);
        self.task.restart(async move {
            let mut new = Vec::new();
            let mut result = Ok(());
            let mut next = self.next.get_untracked();
            while let Some(token) = next.clone() {
                let list = folder.list(Some(token));
                match self.state.client().list_objects(&folder.bucket, &list, &self.state.session()).await {
                    Ok(page) => {
                        next = page.next_continuation_token.clone();
                        new.extend(rows_of(&folder, page));
                        // Rows are sorted each time they are shown, so the more there are the fewer times.
                        if !all || next.is_none() || new.len() * 4 > self.rows.with_untracked(Vec::len) {
                            self.rows.update(|rows| add(rows, std::mem::take(&mut new)));
                            self.next.set(next.clone());
                        }
                    }
                    Err(error) if all && self.state.connection().outlasts(&error).await => {}
                    Err(error) => {
                        self.rows.update(|rows| add(rows, std::mem::take(&mut new)));
                        self.next.set(next);
                        result = Err(error);
                        break;
                    }
                }
                if !all {
                    break;
                }
            }
            self.busy.set(false);
            self.completing.set(false);
            match result {
                Ok(()) => complete(),
                Err(error) => self.fault.set(Some(error)),
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
        if failed || self.stale.with_untracked(Option::is_some) {
            self.refresh(place);
        } else if self.fault.with_untracked(|fault| fault.as_ref().is_some_and(Error::is_silence)) {
            self.retry_more();
        }
    }

    /// Shows objects that were put into `bucket`, if the folder is in it.
    pub fn put(self, bucket: &Bucket, objects: Vec<(String, File)>) {
        let Some(folder) = self.folder.get_untracked().filter(|folder| folder.bucket == *bucket) else { return };
        let new: Vec<Entry> = folder.as_parent(|parent| {
            objects
                .into_iter()
                .filter(|(key, _)| !folder.hides(key))
                .filter_map(|(key, file)| parent.entry(&key, || file))
                .collect()
        });
        if !new.is_empty() {
            self.put_meanwhile.update_value(|put| put.extend(new.iter().cloned()));
            self.rows.update(|rows| add(rows, new));
        }
    }

    /// Does not show these any more.
    pub fn remove(self, gone: impl Fn(&str) -> bool) {
        self.put_meanwhile.update_value(|put| put.retain(|entry| !gone(&entry.key)));
        self.rows.update(|rows| {
            rows.retain(|entry| !gone(&entry.key));
            twins::tell_apart(rows, document::nfc);
        });
    }
}

fn add(rows: &mut Vec<Entry>, new: Vec<Entry>) {
    entries::merge(rows, new);
    twins::tell_apart(rows, document::nfc);
}

/// The rows of a page.
fn rows_of(folder: &Folder, page: Page) -> Vec<Entry> {
    let mut rows = folder.as_parent(|parent| parent.entries(page));
    rows.retain(|row| !folder.hides(&row.key));
    rows
}
