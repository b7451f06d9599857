//! Uploads that a page has begun and not ended: remembered while they are under way, and listed for who comes back.

use std::rc::Rc;

use crate::ui::reactive::*;
use serde_json::Value;

use super::engine::Engine;
use super::job::{Job, UploadContent, UploadDestination};
use crate::aws::Error;
use crate::aws::s3::Precondition;
use crate::browser::choose;
use crate::browser::upload::DiskFile;
use crate::files::upload::resume::{UploadRecord, free_slot, matching};
use crate::files::upload::{Attempt, tab};
use crate::ports::Source;
use crate::route::{Place, Route};
use crate::ui::AppState;
use crate::ui::pages::files::{paths, places};
use crate::ui::preferences::MyPreferences;
use crate::ui::task::Tasks;

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
    /// Lists those that are remembered and not among the uploads of this page.
    pub(super) fn follow_interrupted(self) {
        let remembered = Memo::new(move |_| self.interrupted.preferences.uploads());
        crate::ui::dom::effect(move || {
            remembered.track();
            untrack(|| self.list_interrupted());
        });
    }

    pub(super) fn list_interrupted(self) {
        let live: Vec<String> = self
            .items
            .try_with_value(|items| items.values().filter_map(|item| item.job.attempt.upload_id()).collect())
            .unwrap_or_default();
        let known = self.interrupted.all.get_untracked();
        let make = |(slot, value): (String, Value)| {
            let record = UploadRecord::read(&value).filter(|record| !live.contains(&record.upload_id))?;
            if let Some(known) = known.iter().find(|known| known.record == record) {
                return Some(known.clone());
            }
            let signals = || (RwSignal::new(None), RwSignal::new(None));
            let (kept, different) = match self.interrupted.owner.get_value() {
                Some(owner) => owner.with(signals),
                None => signals(),
            };
            let unfinished = Unfinished { slot, record, kept, different };
            self.interrupted.tasks.start(self.look_at(unfinished.clone()));
            Some(unfinished)
        };
        let all = untrack(|| self.interrupted.preferences.uploads()).into_iter().filter_map(make).collect();
        self.interrupted.all.set(all);
    }

    /// Asks S3 what it has of an upload. One that it does not know any more is over.
    async fn look_at(self, Unfinished { slot, record, kept, .. }: Unfinished) {
        let Ok((destination, key)) = self.target_of(&record).await else { return };
        let Some(folder) = destination.folder() else { return };
        match self.state.client().list_parts(&folder.bucket, &key, &record.upload_id, &self.state.session()).await {
            Ok(parts) => {
                kept.try_set(Some(parts.iter().map(|part| part.size).fold(0, u64::saturating_add)));
            }
            Err(error) if error.code() == "NoSuchUpload" => self.interrupted.preferences.note_upload(&slot, Value::Null),
            // What it has may be known when it goes on.
            Err(_) => {}
        }
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
            let (destination, key) = match self.target_of(&record).await {
                Ok(target) => target,
                Err(error) => return self.state.say(super::reasons::of_error(&error)),
            };
            let Some(bucket) = destination.folder().map(|folder| folder.bucket.clone()) else { return };
            let file = DiskFile(file);
            let stamp = file.stamp();
            let attempt = Attempt::resumed(bucket, key, record.upload_id.clone(), stamp.size);
            let noted = Rc::new(std::cell::RefCell::new(Some((slot, record.upload_id))));
            let job = Job {
                destination: Rc::new(destination),
                path: record.path,
                what: UploadContent::File(file, stamp),
                precondition: record.replaces.map_or(Precondition::Absent, Precondition::Is),
                checked: true,
                beside: None,
                is_paused: false,
                attempt: Rc::new(attempt),
                noted,
            };
            self.enqueue(vec![job]);
            self.list_interrupted();
        });
    }

    /// The file that was chosen is another one: the upload waits for the right one.
    pub(super) fn is_different(self, id: u32, job: &Job, part: u32) {
        self.dequeue(id);
        self.remove(id);
        self.list_interrupted();
        let upload_id = job.attempt.upload_id();
        let all = self.interrupted.all.get_untracked();
        if let (Some(one), UploadContent::File(file, _)) =
            (all.iter().find(|one| Some(&one.record.upload_id) == upload_id.as_ref()), &job.what)
        {
            one.different.set(Some((file.0.clone(), Some(part))));
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
        if job.noted.borrow().as_ref().is_some_and(|(_, noted)| *noted == upload_id) {
            return;
        }
        let tab = tab::name_or_new(self.state.client().platform());
        // A tab that was duplicated has the name of the first one: what that remembers is looked at as well.
        self.interrupted.preferences.remember();
        let used = untrack(|| self.interrupted.preferences.uploads());
        let before = job.noted.borrow().as_ref().map(|(slot, _)| slot.clone());
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
        *job.noted.borrow_mut() = Some((slot.clone(), upload_id));
        self.interrupted.preferences.note_upload(&slot, record.to_value());
    }

    /// It is over: nothing is left that could go on.
    pub(super) fn note_over(self, job: &Job) {
        if let Some((slot, _)) = job.noted.borrow_mut().take() {
            self.interrupted.preferences.note_upload(&slot, Value::Null);
        }
    }
}
