//! Files that a page was to send and S3 has nothing of: remembered while it lives, and named for who comes back.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use super::engine::Engine;
use super::job::{Job, UploadContent};
use super::unsent_store;
use crate::app::AppState;
use crate::browser::choose;
use crate::browser::drop::{Dropped, Picked};
use crate::browser::tabs::WhenHidden;
use crate::browser::upload::DiskFile;
use crate::browser::{Browser, clock};
use crate::files::upload::tab;
use crate::files::upload::unsent::{UnsentFile, UnsentMatch, UnsentStore, UnsentUploads, matching};
use crate::ports::{Source, Stamp};
use crate::route::{Place, Route};
use crate::ui::timer::Timer;

/// How often what changes is written: a folder may bring thousands, of which some arrive every moment.
const PAUSE: Duration = Duration::from_millis(500);
/// How often a page says that it is there still, in seconds.
const SIGN_OF_LIFE: u64 = 30;
/// When it is looked again whether other tabs are.
const LOOK_AGAIN: Duration = Duration::from_secs(180);

/// A file that was chosen and is a different one.
#[derive(Clone)]
pub struct DifferentFile {
    /// Those that it was chosen for.
    pub uploads: UnsentUploads,
    /// Where the remembered file of the same name was to go.
    pub path: String,
    /// The file that was chosen.
    pub file: web_sys::File,
}

/// Those of pages that are gone, and what is remembered of this one's.
#[derive(Clone, Copy)]
pub struct Unsent {
    state: AppState,
    /// None of guests: nobody could be told from another one later.
    store: StoredValue<Option<UnsentStore<Browser>>>,
    page: StoredValue<String>,
    /// What waits for its files.
    pub(super) all: RwSignal<Vec<UnsentUploads>>,
    pub(super) different: RwSignal<Option<DifferentFile>>,
    /// What was written last.
    written: StoredValue<Vec<UnsentUploads>>,
    writing: Timer,
    looking: Timer,
}

impl Unsent {
    /// None are known yet.
    pub fn new(state: AppState) -> Unsent {
        Unsent {
            state,
            store: StoredValue::new(unsent_store(state)),
            page: StoredValue::new(clock::page_began()),
            all: RwSignal::new(Vec::new()),
            different: RwSignal::new(None),
            written: StoredValue::new(Vec::new()),
            writing: Timer::new(),
            looking: Timer::new(),
        }
    }

    fn now(self) -> u64 {
        self.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
    }

    /// Lists those of pages that are gone.
    fn list(self) {
        let Some(store) = self.store.get_value() else { return };
        let tab = tab::name(&store.store).unwrap_or_default();
        self.all.set(store.interrupted((&tab, &self.page.get_value()), self.now()));
    }
}

impl Engine {
    /// Lists those of pages that are gone, and remembers this one's when it goes.
    pub(super) fn follow_unsent(self) {
        StoredValue::new(WhenHidden::new(move || self.write_unsent()));
        self.unsent.list();
        if self.unsent.store.get_value().is_some_and(|store| store.is_any()) {
            self.unsent.looking.start(LOOK_AGAIN, move || self.unsent.list());
        }
    }

    /// What is to be sent may have changed.
    pub(super) fn note_unsent(self) {
        if !self.unsent.writing.is_running() {
            self.unsent.writing.start(PAUSE, move || self.write_unsent());
        }
    }

    fn write_unsent(self) {
        let (Some(Some(store)), Some(written)) = (self.unsent.store.try_get_value(), self.unsent.written.try_get_value()) else {
            return;
        };
        let places = self.to_be_sent();
        if places.is_empty() && written.is_empty() {
            return;
        }
        let (tab, page, heard) = (tab::name_or_new(&store.store), self.unsent.page.get_value(), self.unsent.now());
        let uploads = |(place, files): (Place, Vec<UnsentFile>)| UnsentUploads {
            tab: tab.clone(),
            page: page.clone(),
            place: Route::Files(place).to_string(),
            heard,
            files,
            more: 0,
        };
        let now: Vec<UnsentUploads> = places.into_iter().map(uploads).collect();
        let is_known = |(now, before): (&UnsentUploads, &UnsentUploads)| {
            now.is_same(before) && now.files == before.files && heard.saturating_sub(before.heard) < SIGN_OF_LIFE
        };
        if now.len() == written.len() && now.iter().zip(&written).all(is_known) {
            return;
        }
        store.note(&page, now.clone());
        self.unsent.written.set_value(now);
    }

    /// What has not arrived and S3 has nothing of, by where it goes.
    fn to_be_sent(self) -> Vec<(Place, Vec<UnsentFile>)> {
        let mut places: Vec<(Place, Vec<UnsentFile>)> = Vec::new();
        let mut add = |job: &Job| {
            let UploadContent::File(file, chosen) = &job.what else { return };
            if job.attempt.is_begun() {
                return;
            }
            // Before it is checked, nobody has asked for it.
            let Stamp { size, last_modified } = if *chosen == Stamp::default() { file.stamp() } else { *chosen };
            // What is kept beside another file is called after it only then.
            let path = job.beside.as_ref().map_or(&job.path, |(path, _)| path).clone();
            let file = UnsentFile { path, size, modified: last_modified };
            match places.iter_mut().find(|(place, _)| *place == job.destination.place) {
                Some((_, files)) => files.push(file),
                None => places.push((job.destination.place.clone(), vec![file])),
            }
        };
        self.items.try_with_value(|items| {
            items.values().filter(|item| !item.state.is_over()).for_each(|item| add(&item.job));
        });
        self.checks.try_with_value(|checks| checks.values().flat_map(|check| &check.jobs).for_each(&mut add));
        places
    }

    /// Lets the visitor choose the same files, or the folder that they were in.
    pub(super) fn choose_unsent(self, uploads: UnsentUploads, is_folder: bool) {
        type ChosenFiles = std::pin::Pin<Box<dyn Future<Output = Vec<web_sys::File>>>>;
        let chosen: ChosenFiles = if is_folder { Box::pin(choose::folder()) } else { Box::pin(choose::files()) };
        spawn_local(async move {
            let chosen: Vec<Picked> = chosen.await.into_iter().map(Picked::from).collect();
            if !chosen.is_empty() {
                self.send_unsent(&uploads, chosen);
            }
        });
    }

    fn send_unsent(self, uploads: &UnsentUploads, chosen: Vec<Picked>) {
        let stamps: Vec<Stamp> = chosen.iter().map(|picked| DiskFile::new(picked.file.clone()).stamp()).collect();
        let found = matching(&uploads.files, chosen.iter().map(|picked| picked.path.as_str()).zip(stamps));
        let (mut same, mut unknown) = (Vec::new(), 0);
        let mut left: Vec<Option<UnsentFile>> = uploads.files.iter().cloned().map(Some).collect();
        self.unsent.different.set(None);
        for (Picked { file, .. }, found) in chosen.into_iter().zip(found) {
            match found {
                UnsentMatch::Same(at) => {
                    let path = left.get_mut(at).and_then(Option::take).map(|file| file.path);
                    same.extend(path.map(|path| Picked { path, file }));
                }
                UnsentMatch::Different(at) => {
                    let path = uploads.files.get(at).map(|file| file.path.clone()).unwrap_or_default();
                    self.unsent.different.set(Some(DifferentFile { uploads: uploads.clone(), path, file }));
                }
                UnsentMatch::Unknown => unknown += 1,
            }
        }
        if unknown > 0 {
            self.state.say(n!(
                unknown,
                one = "{count} file belongs to no interrupted upload.",
                other = "{count} files belong to no interrupted upload."
            ));
        }
        if !same.is_empty() {
            self.leave_unsent(uploads, left.into_iter().flatten().collect());
            self.send_to(&uploads.place, same);
        }
    }

    /// The file that was chosen is uploaded as one of its own.
    pub(super) fn upload_different(self) {
        if let Some(DifferentFile { uploads, path, file }) = self.unsent.different.get_untracked() {
            self.unsent.different.set(None);
            // Others of them may have been chosen since.
            let now = self.unsent.all.get_untracked().into_iter().find(|now| now.is_same(&uploads));
            let uploads = now.unwrap_or(uploads);
            let left = uploads.files.iter().filter(|file| file.path != path).cloned().collect();
            self.leave_unsent(&uploads, left);
            self.send_to(&uploads.place, vec![Picked { path, file }]);
        }
    }

    fn send_to(self, place: &str, files: Vec<Picked>) {
        match self.destination(place) {
            Ok(destination) => self.uploads.add(destination, Dropped { files, ..Dropped::default() }),
            Err(error) => self.state.say(super::reasons::of_error(&error)),
        }
    }

    /// Of these, only the files in `left` are remembered.
    pub(super) fn leave_unsent(self, uploads: &UnsentUploads, left: Vec<UnsentFile>) {
        if let Some(store) = self.unsent.store.get_value() {
            store.leave(uploads, left);
            self.unsent.list();
        }
    }
}
