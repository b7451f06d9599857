//! The folder that is shown, page by page; or what lies below it, as it is found.

pub(super) mod below;
mod rest;

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::access::{Action, Refusals};
use super::entries::{Entry, File};
use super::file_type::type_words;
use super::folder::Folder;
use super::listing_cache::{CachedListing, ListingCache};
use crate::app::{AppState, lazy};
use crate::aws::Error;
use crate::aws::s3::{Bucket, ListObjects, ObjectPage};
use crate::browser::text::normalize;
use crate::files::listing::ResumeAt;
use crate::files::rows::RowStore;
use crate::route::Place;
use crate::ui::components::Problem;
use crate::ui::task::Task;

/// As many rows as are loaded of a folder, or of all below it: more than that nobody looks through, and browsers make no list so
/// high.
pub const MOST: usize = 250_000;

/// What of a folder is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scope {
    /// What is in it.
    #[default]
    Folder,
    /// All that is below it, in whatever folder.
    Flat,
    /// The objects below it whose names contain this.
    Search(String),
}

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
    /// The part of the program that lists what lies below folders could not be loaded.
    LoadFailed,
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
    cache: ListingCache,
    refusals: Refusals,
    /// Where it is, once that is known.
    pub folder: RwSignal<Option<Folder>>,
    /// What of it is shown.
    pub scope: RwSignal<Scope>,
    /// Of a folder that is too large only what begins so.
    pub narrowed: RwSignal<String>,
    /// What is loaded of it.
    pub rows: RwSignal<RowStore>,
    /// How many objects have been looked at, while what lies below is looked through.
    pub looked_at: RwSignal<Option<usize>>,
    /// The visitor stopped that.
    pub stopped: RwSignal<bool>,
    /// How far it is.
    pub status: RwSignal<Status>,
    /// A request is under way.
    pub busy: RwSignal<bool>,
    /// All that is missing is being loaded.
    pub completing: RwSignal<bool>,
    /// Where the next page begins, if there is one.
    next: RwSignal<Option<ResumeAt>>,
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
            cache: ListingCache::get(),
            refusals: Refusals::get(),
            folder: RwSignal::new(None),
            scope: RwSignal::new(Scope::Folder),
            narrowed: RwSignal::new(String::new()),
            rows: RwSignal::new(no_rows()),
            looked_at: RwSignal::new(None),
            stopped: RwSignal::new(false),
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

    /// Whether there are more than are loaded.
    pub fn is_full(self) -> bool {
        self.rows.read().len() >= MOST && *self.status.read() == Status::Open && self.has_more()
    }

    /// Whether all rows of the folder are here now.
    pub fn is_complete(self) -> bool {
        let is_whole = *self.scope.read_untracked() == Scope::Folder && self.narrowed.read_untracked().is_empty();
        is_whole && *self.status.read_untracked() == Status::Open && self.next.read_untracked().is_none()
    }

    /// Whether `folder` is the one that is shown.
    pub fn shows(self, folder: &Folder) -> bool {
        self.folder.try_with_untracked(|shown| shown.as_ref() == Some(folder)) == Some(true)
    }

    /// Goes to `place`, and loads at least so many rows.
    pub fn open(self, place: Place, scope: Scope, at_least: usize) {
        self.keep();
        self.folder.set(None);
        self.scope.set(scope);
        self.narrowed.set(String::new());
        self.clear();
        self.status.set(Status::Opening);
        self.load(place, false, at_least);
    }

    fn clear(self) {
        self.rows.set(no_rows());
        self.next.set(None);
        self.stale.set(None);
    }

    /// Shows only what begins with `start`.
    pub fn narrow(self, place: Place, start: String) {
        self.narrowed.set(start);
        self.clear();
        self.status.set(Status::Opening);
        self.load(place, true, 0);
    }

    /// Asks again for what is shown; it stays until the answer is here.
    pub fn refresh(self, place: Place) {
        if self.status.with_untracked(|status| matches!(status, Status::Failed(_) | Status::LoadFailed)) {
            self.status.set(Status::Opening);
        }
        let at_least = self.rows.with_untracked(|rows| rows.len());
        self.load(place, true, at_least);
    }

    /// Keeps what is shown for when it cannot be listed again.
    fn keep(self) {
        let is_whole = self.scope.try_with_untracked(|scope| *scope == Scope::Folder) == Some(true)
            && self.narrowed.try_with_untracked(String::is_empty) == Some(true);
        if !is_whole || self.status.try_with_untracked(|status| *status == Status::Open) != Some(true) {
            return;
        }
        let rows = self.rows.try_update_untracked(|rows| std::mem::replace(rows, no_rows()));
        if let (Some(Some(folder)), Some(rows)) = (self.folder.try_get_untracked(), rows) {
            let next = self.next.try_get_untracked().flatten();
            let Some(as_of) = self.as_of.try_get_untracked() else { return };
            self.cache.keep(CachedListing { folder, rows, next, as_of });
        }
    }

    /// What S3 has refused to list is not asked for again unless the visitor wants it `again`.
    fn load(self, place: Place, again: bool, at_least: usize) {
        self.fault.set(None);
        self.completing.set(false);
        self.busy.set(true);
        self.looked_at.set(None);
        self.stopped.set(false);
        self.put_meanwhile.set_value(Vec::new());
        self.task.restart(async move {
            let status = match self.first_rows(&place, again, at_least).await {
                Ok(status) => status,
                Err(error) => {
                    self.refusals.note(&place, Action::List, &error);
                    self.fail(&place, error)
                }
            };
            self.busy.set(false);
            self.looked_at.set(None);
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
        let is_folder = *self.scope.read_untracked() == Scope::Folder;
        let kept = if shown || is_final || !is_folder { None } else { self.cache.take(place) };
        if is_final || (!shown && kept.is_none()) {
            self.clear();
            return Status::Failed(error);
        }
        if let Some(CachedListing { folder, rows, next, as_of }) = kept {
            self.folder.set(Some(folder));
            self.next.set(next);
            self.as_of.set(as_of);
            self.rows.set(rows);
        }
        self.stale.set(Some(Stale { as_of: self.as_of.get_untracked(), error }));
        Status::Open
    }

    /// The first page, or as many as are wanted; or all that is found below.
    async fn first_rows(self, place: &Place, again: bool, at_least: usize) -> Result<Status, Error> {
        let session = self.state.session();
        let folder = Folder::find(place.clone(), &session).await?;
        if !self.shows(&folder) {
            self.folder.set(Some(folder.clone()));
        }
        let is_refused = !again && !matches!(place, Place::Bucket { .. }) && self.refusals.has(place, Action::List);
        if !folder.actions.list || is_refused {
            self.rows.set(no_rows());
            return Ok(Status::Unlisted);
        }
        match self.scope.get_untracked() {
            Scope::Folder => self.first_pages(folder, at_least).await,
            scope => self.all_below(folder, scope).await,
        }
    }

    async fn first_pages(self, folder: Folder, at_least: usize) -> Result<Status, Error> {
        let at_least = at_least.min(MOST);
        let now = self.state.client().now();
        let prefetched = if self.narrowed.read_untracked().is_empty() { self.state.prefetched_page(&folder).await } else { None };
        let (page, as_of) = match prefetched {
            Some((page, asked_at)) => (page?, asked_at),
            None => (self.page(&folder, None).await?, now),
        };
        let next = page.next_continuation_token.clone().map(ResumeAt::Token);
        let rows = rows_of(&folder, page);
        let is_enough = next.is_none() || rows.len() >= at_least;
        // What is shown stays until all of it can be shown anew.
        let stays = *self.status.read_untracked() == Status::Open;
        if is_enough || !stays {
            self.replace(rows, next.clone(), as_of);
            self.status.set(Status::Open);
            if let Some(next) = next.filter(|_| !is_enough) {
                self.fault.set(self.fill(folder, next, at_least, None).await.err());
            }
        } else if let Some(next) = next {
            let (rows, next) = self.fill(folder, next, at_least, Some(rows)).await?;
            self.replace(rows.unwrap_or_default(), next, as_of);
        }
        Ok(Status::Open)
    }

    /// Shows these rows in place of those that were shown, and what was put among them meanwhile.
    fn replace(self, mut rows: Vec<Entry>, next: Option<ResumeAt>, as_of: SystemTime) {
        let mut all = no_rows();
        rows.extend(self.put_meanwhile.try_update_value(std::mem::take).unwrap_or_default());
        all.add(rows, normalize);
        self.as_of.set(as_of);
        self.stale.set(None);
        self.next.set(next);
        self.rows.set(all);
    }

    async fn page(self, folder: &Folder, next: Option<ResumeAt>) -> Result<ObjectPage, Error> {
        self.state.client().list_objects(&folder.bucket, &self.list(folder, next), &self.state.session()).await
    }

    /// The question for what is missing.
    fn list(self, folder: &Folder, next: Option<ResumeAt>) -> ListObjects {
        let list = match next {
            Some(ResumeAt::Token(token)) => folder.list(Some(token)),
            Some(ResumeAt::After(key)) => ListObjects { start_after: Some(key), ..folder.list(None) },
            None => folder.list(None),
        };
        ListObjects { prefix: list.prefix + &*self.narrowed.read_untracked(), ..list }
    }

    fn show(self, new: Vec<Entry>) {
        if !new.is_empty() {
            self.rows.update(|rows| rows.add(new, normalize));
        }
    }

    /// Tries again to load what is missing.
    pub fn retry_more(self) {
        self.fault.set(None);
        match (self.scope.get_untracked(), self.folder.get_untracked()) {
            (Scope::Folder, _) => self.load_more(),
            (_, Some(folder)) => self.refresh(folder.place),
            (_, None) => {}
        }
    }

    /// Asks again for what did not come for want of a network.
    pub fn resume(self, place: Place) {
        let is_missing = |status: &Status| match status {
            Status::Failed(error) => error.is_silence(),
            status => *status == Status::LoadFailed,
        };
        let failed = self.status.with_untracked(is_missing);
        if failed || self.stale.with_untracked(Option::is_some) {
            self.refresh(place);
        } else if self.fault.with_untracked(|fault| fault.as_ref().is_some_and(Error::is_silence)) {
            self.retry_more();
        }
    }

    /// Shows objects that were put into `bucket`, if the folder is in it.
    pub fn put(self, bucket: &Bucket, objects: Vec<(String, File)>) {
        let Some(folder) = self.folder.get_untracked().filter(|folder| folder.bucket == *bucket) else { return };
        let scope = self.scope.get_untracked();
        let narrowed = format!("{}{}", folder.prefix(), &*self.narrowed.read_untracked());
        let new: Vec<Entry> = folder.as_parent(|parent| {
            let shown = objects.into_iter().filter(|(key, _)| !folder.hides(key) && key.starts_with(&narrowed));
            let row = |(key, file): (String, File)| match scope {
                Scope::Folder => parent.entry(&key, || file),
                Scope::Flat => parent.deep_file(key, file),
                // It would have to be looked for.
                Scope::Search(_) => None,
            };
            shown.filter_map(row).collect()
        });
        self.put_meanwhile.update_value(|put| put.extend(new.iter().cloned()));
        self.show(new);
    }

    /// Does not show these any more.
    pub fn remove(self, gone: impl Fn(&str) -> bool) {
        self.put_meanwhile.update_value(|put| put.retain(|entry| !gone(&entry.key)));
        self.rows.maybe_update(|rows| rows.retain(|entry| !gone(&entry.key), normalize));
    }
}

fn no_rows() -> RowStore {
    RowStore::new(type_words)
}

/// Why there is nothing of what lies below.
pub fn not_loaded() -> Problem {
    lazy::load_failed()
}

/// The rows of a page.
fn rows_of(folder: &Folder, page: ObjectPage) -> Vec<Entry> {
    let mut rows = folder.as_parent(|parent| parent.entries(page));
    rows.retain(|row| !folder.hides(&row.key));
    rows
}
