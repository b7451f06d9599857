//! Uploads that a page has begun and not ended: remembered while they are under way, and listed for who comes back.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use crate::ui::reactive::*;
use serde_json::Value;

use super::engine::Engine;
use super::job::{Job, NotedUpload, UploadContent, UploadDestination};
use crate::app::AppState;
use crate::app::pages::files::{paths, places};
use crate::app::preferences::MyPreferences;
use crate::aws::Error;
use crate::aws::s3::Precondition;
use crate::browser::choose;
use crate::browser::locks::{Lock, Locks};
use crate::browser::upload::DiskFile;
use crate::files::upload::resume::{UploadRecord, free_slot, matching};
use crate::files::upload::{Attempt, tab};
use crate::ports::Source;
use crate::route::{Place, Route};
use crate::ui::task::Tasks;

/// Where tabs tell each other which uploads in parts are under way.
const CHANNEL: &str = "satchel.uploads";

/// An upload that waits for its file.
#[derive(Clone)]
pub struct Unfinished {
    /// Where it is remembered.
    pub slot: String,
    /// What is remembered.
    pub record: UploadRecord,
    /// How many bytes S3 has, once that is known.
    pub kept: RwSignal<Option<u64>>,
    /// A file that was chosen and is a different one, with the part that shows it, if one does.
    pub different: RwSignal<Option<(web_sys::File, Option<u32>)>>,
}

/// Those that wait.
#[derive(Clone, Copy)]
pub struct Interrupted {
    preferences: MyPreferences,
    state: AppState,
    pub(super) all: RwSignal<Vec<Unfinished>>,
    /// Held is what S3 calls an upload, by the tab in which it is under way, paused, or waits to be tried again.
    locks: StoredValue<Option<Locks>>,
    /// The ids of those that are under way nowhere.
    free: StoredValue<HashSet<String>>,
    /// The ids of those of which that is not known, or which are under way in another tab.
    awaited: StoredValue<HashSet<String>>,
    owner: StoredValue<Option<Owner>>,
    /// What is under way of them: it ends with the uploads, also where the session has ended in another tab.
    tasks: Tasks,
}

impl Interrupted {
    /// None are known yet.
    pub fn new(state: AppState) -> Interrupted {
        Interrupted {
            preferences: MyPreferences::get(),
            state,
            all: RwSignal::new(Vec::new()),
            locks: StoredValue::new(None),
            free: StoredValue::new(HashSet::new()),
            awaited: StoredValue::new(HashSet::new()),
            owner: StoredValue::new(Owner::current()),
            tasks: Tasks::new(),
        }
    }

    /// Whether this tab has begun it.
    pub fn is_of_this_tab(self, record: &UploadRecord) -> bool {
        tab::name(self.state.client().platform()).as_ref() == Some(&record.tab)
    }
}

impl Engine {
    /// Lists those that are remembered and under way nowhere.
    pub(super) fn follow_interrupted(self) {
        let taken = move |upload_id: &str| self.is_elsewhere(upload_id);
        self.interrupted.locks.set_value(Some(Locks::open(CHANNEL, taken)));
        let remembered = Memo::new(move |_| self.interrupted.preferences.uploads());
        crate::ui::dom::effect(move || {
            remembered.track();
            untrack(|| self.list_interrupted());
        });
    }

    pub(super) fn list_interrupted(self) {
        let live = self.live_uploads();
        let known = self.interrupted.all.get_untracked();
        let make = |(slot, value): (String, Value)| {
            let record = UploadRecord::read(&value).filter(|record| !live.contains(&record.upload_id))?;
            if self.interrupted.free.with_value(|free| !free.contains(&record.upload_id)) {
                self.list_once_free(slot, record);
                return None;
            }
            if let Some(known) = known.iter().find(|known| known.record == record) {
                return Some(known.clone());
            }
            let signals = || (RwSignal::new(None), RwSignal::new(None));
            let (kept, different) = match self.interrupted.owner.get_value() {
                Some(owner) => owner.with(signals),
                None => signals(),
            };
            let unfinished = Unfinished { slot, record, kept, different };
            let looked_at = unfinished.clone();
            self.interrupted.tasks.start(async move {
                if let Some(bytes) = self.look_at(&looked_at.slot, &looked_at.record).await {
                    looked_at.kept.try_set(Some(bytes));
                }
            });
            Some(unfinished)
        };
        let all = untrack(|| self.interrupted.preferences.uploads()).into_iter().filter_map(make).collect();
        self.interrupted.all.set(all);
    }

    /// The ids of those that are under way, paused or asked about in this page.
    fn live_uploads(self) -> HashSet<String> {
        let mut live = HashSet::new();
        let mut add = |job: &Job| live.extend(job.attempt.upload_id());
        self.items.try_with_value(|items| items.values().for_each(|item| add(&item.job)));
        self.checks.try_with_value(|checks| checks.values().flat_map(|check| &check.jobs).for_each(&mut add));
        live
    }

    /// Lists it once it is under way in no tab.
    fn list_once_free(self, slot: String, record: UploadRecord) {
        let upload_id = record.upload_id.clone();
        let is_new = self.interrupted.awaited.try_update_value(|awaited| awaited.insert(upload_id.clone())) == Some(true);
        let Some(locks) = self.interrupted.locks.get_value().filter(|_| is_new) else { return };
        self.interrupted.tasks.start(async move {
            if locks.until_free(&upload_id).await {
                // It may have come to its end there.
                self.interrupted.preferences.remember();
                self.look_at(&slot, &record).await;
            }
            self.interrupted.awaited.try_update_value(|awaited| awaited.remove(&upload_id));
            self.interrupted.free.try_update_value(|free| free.insert(upload_id));
            self.list_interrupted();
        });
    }

    /// It is under way in another tab, and listed again once it is not.
    fn is_elsewhere(self, upload_id: &str) {
        if self.interrupted.free.try_update_value(|free| free.remove(upload_id)) == Some(true) {
            self.list_interrupted();
        }
    }

    /// Asks S3 how many bytes it has of an upload. One that it does not know any more is over.
    async fn look_at(self, slot: &str, record: &UploadRecord) -> Option<u64> {
        let (destination, key) = self.target_of(record).await.ok()?;
        let bucket = &destination.folder()?.bucket;
        match self.state.client().list_parts(bucket, &key, &record.upload_id, &self.state.session()).await {
            Ok(parts) => Some(parts.iter().map(|part| part.size).fold(0, u64::saturating_add)),
            Err(error) if error.code() == "NoSuchUpload" => {
                self.interrupted.preferences.note_upload(slot, Value::Null);
                None
            }
            // What it has may be known when it goes on.
            Err(_) => None,
        }
    }

    /// Keeps other tabs from an upload; unless it is under way in one after all, which is said then.
    async fn lock(self, record: &UploadRecord) -> Option<Lock> {
        let locks = self.interrupted.locks.try_get_value().flatten()?;
        if locks.is_own(&record.upload_id) {
            // The button was pressed twice.
            return None;
        }
        let lock = locks.try_hold(&record.upload_id).await;
        if lock.is_none() {
            self.state.say(t!("Another tab is uploading “{name}”.", name = record.file_name()));
            self.is_elsewhere(&record.upload_id);
        }
        lock
    }

    /// The place that an address names, which may have been made when the place had another name.
    fn place_of(self, address: &str) -> Option<Place> {
        match address.parse() {
            Ok(Route::Files(place)) => Some(self.state.with_config(|config| config.places.canonical(place))),
            _ => None,
        }
    }

    /// What the visitor calls the place of this address.
    pub(super) fn place_name(self, address: &str) -> String {
        let Some(place) = self.place_of(address) else { return String::new() };
        match paths::steps(&place).pop() {
            Some((name, _)) => name,
            None => self.state.with_config(|config| places::name(config, &place)).to_string(),
        }
    }

    /// The place of this address.
    pub(super) fn destination(self, address: &str) -> Result<UploadDestination, Error> {
        let place = self.place_of(address).ok_or(Error::SignedOut)?;
        Ok(UploadDestination::new(self.place_name(address), place, None))
    }

    async fn target_of(self, record: &UploadRecord) -> Result<(UploadDestination, String), Error> {
        let destination = self.destination(&record.place)?;
        let prefix = destination.find(&self.state.session()).await?.prefix();
        Ok((destination, format!("{prefix}{}", record.path)))
    }

    /// Lets the visitor choose the files of all of them at once.
    pub(super) fn choose_interrupted(self) {
        let chosen = choose::files();
        self.interrupted.tasks.start(async move {
            let files = chosen.await;
            let all = self.interrupted.all.get_untracked();
            let records: Vec<UploadRecord> = all.iter().map(|one| one.record.clone()).collect();
            let named: Vec<(String, u64)> = files.iter().map(|file| (file.name(), file.size() as u64)).collect();
            let found = matching(&records, named.iter().map(|(name, size)| (name.as_str(), *size)));
            let mut strangers = 0;
            for ((file, (name, _)), at) in files.into_iter().zip(&named).zip(found) {
                match at.and_then(|at| all.get(at)) {
                    Some(one) => self.resume_with(one.clone(), file),
                    None => match all.iter().find(|one| one.record.file_name() == name) {
                        Some(one) => one.different.set(Some((file, None))),
                        None => strangers += 1,
                    },
                }
            }
            if strangers > 0 {
                self.state.say(n!(
                    strangers,
                    one = "{count} file belongs to no interrupted upload.",
                    other = "{count} files belong to no interrupted upload."
                ));
            }
        });
    }

    /// Lets the visitor choose the file of one of them, whatever it is called by now.
    pub(super) fn choose_for(self, one: Unfinished) {
        let chosen = choose::files();
        self.interrupted.tasks.start(async move {
            let Some(file) = chosen.await.into_iter().next() else { return };
            if file.size() as u64 == one.record.size {
                self.resume_with(one, file);
            } else {
                one.different.set(Some((file, None)));
            }
        });
    }

    fn resume_with(self, one: Unfinished, file: web_sys::File) {
        self.interrupted.tasks.start(async move {
            let Unfinished { slot, record, different, .. } = one;
            different.set(None);
            let Some(lock) = self.lock(&record).await else { return };
            let (destination, key) = match self.target_of(&record).await {
                Ok(target) => target,
                Err(error) => return self.state.say(super::reasons::of_error(&error)),
            };
            let Some(bucket) = destination.folder().map(|folder| folder.bucket.clone()) else { return };
            let file = DiskFile::new(file);
            let stamp = file.stamp();
            let attempt = Attempt::resumed(bucket, key, record.upload_id.clone(), stamp.size);
            let noted = NotedUpload { slot, upload_id: record.upload_id, lock: Box::new(lock) };
            let job = Job {
                destination: Rc::new(destination),
                path: record.path,
                what: UploadContent::File(file, stamp),
                precondition: record.replaces.map_or(Precondition::Absent, Precondition::Is),
                checked: true,
                beside: None,
                is_paused: false,
                attempt: Rc::new(attempt),
                noted: Rc::new(RefCell::new(Some(noted))),
            };
            self.enqueue(vec![job]);
            self.list_interrupted();
        });
    }

    /// The file that was chosen is another one: the upload waits for the right one.
    pub(super) fn is_different(self, id: u32, job: &Job, part: u32) {
        self.dequeue(id);
        self.remove(id);
        let upload_id = job.attempt.upload_id();
        drop(job.noted.borrow_mut().take());
        self.interrupted.free.try_update_value(|free| free.extend(upload_id.clone()));
        self.list_interrupted();
        let all = self.interrupted.all.get_untracked();
        if let (Some(one), UploadContent::File(file, _)) =
            (all.iter().find(|one| Some(&one.record.upload_id) == upload_id.as_ref()), &job.what)
        {
            one.different.set(Some((file.file().clone(), Some(part))));
            self.shown
                .announce_failure(&job.path, &super::reasons::reason(&crate::files::upload::UploadFailure::Different(part)));
        }
        self.update_tray();
    }

    /// The file that was chosen is uploaded as one of its own.
    pub(super) fn upload_as_new(self, one: &Unfinished) {
        let Some((file, _)) = one.different.get_untracked() else { return };
        one.different.set(None);
        let record = one.record.clone();
        self.interrupted.tasks.start(async move {
            match self.target_of(&record).await {
                Ok((destination, _)) => {
                    let picked = crate::browser::drop::Picked { path: record.path, file };
                    let dropped = crate::browser::drop::Dropped { files: vec![picked], ..Default::default() };
                    self.uploads.add(destination, dropped);
                }
                Err(error) => self.state.say(super::reasons::of_error(&error)),
            }
        });
    }

    /// S3 forgets what it has of one.
    pub(super) fn discard(self, one: &Unfinished) {
        let (slot, record) = (one.slot.clone(), one.record.clone());
        self.interrupted.tasks.start(async move {
            let Some(_lock) = self.lock(&record).await else { return };
            let discarded = async {
                let (destination, key) = self.target_of(&record).await?;
                let folder = destination.folder().ok_or(Error::SignedOut)?;
                let client = self.state.client();
                client.abort_multipart_upload(&folder.bucket, &key, &record.upload_id, &self.state.session()).await
            };
            match discarded.await {
                Err(error) if error.code() != "NoSuchUpload" => self.state.say(super::reasons::of_error(&error)),
                _ => self.interrupted.preferences.note_upload(&slot, Value::Null),
            }
        });
    }

    /// Remembers an upload in parts, once it is one.
    pub(super) fn note_begun(self, job: &Job) {
        let Some(upload_id) = job.attempt.upload_id() else { return };
        if job.noted.borrow().as_ref().is_some_and(|noted| noted.upload_id == upload_id) {
            return;
        }
        // Progress may be reported a moment after the session has ended.
        let Some(Some(locks)) = self.interrupted.locks.try_get_value() else { return };
        // Before other tabs can know of it.
        let lock = locks.hold(&upload_id);
        let tab = tab::name_or_new(self.state.client().platform());
        // A tab that was duplicated has the name of the first one: what that remembers is looked at as well.
        self.interrupted.preferences.remember();
        let used = untrack(|| self.interrupted.preferences.uploads());
        let before = job.noted.borrow().as_ref().map(|noted| noted.slot.clone());
        let slot = before.unwrap_or_else(|| free_slot(&tab, used.iter().map(|(slot, _)| slot.as_str())));
        let now = self.state.client().now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
        let record = UploadRecord {
            upload_id: upload_id.clone(),
            place: Route::Files(job.destination.place.clone()).to_string(),
            path: job.path.clone(),
            size: job.size(),
            replaces: match &job.precondition {
                Precondition::Is(e_tag) => Some(e_tag.clone()),
                Precondition::Absent => None,
            },
            tab,
            begun: now.as_secs(),
        };
        *job.noted.borrow_mut() = Some(NotedUpload { slot: slot.clone(), upload_id, lock: Box::new(lock) });
        self.interrupted.preferences.note_upload(&slot, record.to_value());
    }

    /// It is over: nothing is left that could go on.
    pub(super) fn note_over(self, job: &Job) {
        // Other tabs may look at it once it is noted.
        let noted = job.noted.borrow_mut().take();
        if let Some(NotedUpload { slot, .. }) = &noted {
            self.interrupted.preferences.note_upload(slot, Value::Null);
        }
    }
}
