//! Before files are sent: whether their names are free.

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures::{StreamExt, stream};

use super::conflicts::{Conflict, ConflictingTransfer};
use super::engine::{AT_A_TIME, Checking, Engine};
use super::job::{Job, UploadContent, UploadDestination};
use super::reasons;
use crate::aws::Error;
use crate::aws::s3::{ChecksumMode, HeadObject, Precondition, key_fault};
use crate::browser::text::normalize;
use crate::browser::upload::DiskFile;
use crate::files::listing::BucketAccess;
use crate::files::upload::batch::{BatchNames, MOST_COPIES, NameDecision};
use crate::files::upload::conflicts::{ConflictFile, Decision, Resolution, is_identical};
use crate::files::upload::{ExistingObject, NameIndex, Target, UploadFailure, free_number, look_up, numbered, survey};
use crate::ports::{Clock, Stamp};
use crate::ui::words::errors;

/// So many files at a time are looked at without a pause for what the visitor does.
const WITHOUT_PAUSE: usize = 500;

impl Engine {
    /// Puts jobs for one destination in line whose names are free, and asks about the others.
    pub(super) async fn check(self, check: u32, mut jobs: Vec<Job>) {
        for (at, job) in jobs.iter_mut().enumerate() {
            self.yield_now(at).await;
            job.stamp();
        }
        let Some(destination) = jobs.first().map(|job| Rc::clone(&job.destination)) else { return };
        let existing = loop {
            match self.survey(&destination, &jobs).await {
                Ok(existing) => break existing,
                // Who may write but not list cannot know; each write has its own condition.
                Err(error) if error.code() == "AccessDenied" => break NameIndex::new(normalize),
                Err(error) if self.state.connection().wait_for_network(&error).await => {}
                Err(error) => {
                    self.decided(check, Vec::new());
                    return jobs.into_iter().for_each(|job| self.fail_with(job, reasons::explain_error(&error), false));
                }
            }
        };
        let all = jobs.len();
        let (mut free, mut taken, mut names) = (Vec::new(), Vec::new(), BatchNames::new(existing));
        for (at, mut job) in jobs.into_iter().enumerate() {
            self.yield_now(at).await;
            job.checked = true;
            if let Some(why) = refusal(&destination, &job.path) {
                self.fail(job, why, true);
                continue;
            }
            match names.decide(&job.path) {
                NameDecision::Free(path) => free.push(Job { path, ..job }),
                NameDecision::Taken { path, there: None } => taken.push((job, path, ExistingObject::default())),
                NameDecision::Taken { path, there: Some(there) } => {
                    let precondition = Precondition::Is(there.e_tag.clone());
                    taken.push((Job { precondition, ..job }, path, there));
                }
                NameDecision::Done => {}
            }
        }
        self.decided(check, taken.iter().map(|(job, ..)| Job { checked: false, ..job.clone() }).collect());
        DiskFile::read_together(free.iter().filter_map(Job::file));
        self.enqueue(free);
        if taken.is_empty() {
            return;
        }
        let (files, answer) = self.ask(&destination, &taken, all).await;
        let mut wanted = Vec::new();
        for (at, ((job, path, _), file)) in taken.into_iter().zip(files).enumerate() {
            self.yield_now(at).await;
            match answer.of(&file) {
                Resolution::Skip => self.give_up(&job),
                Resolution::Replace => wanted.push(Job { path, ..job }),
                Resolution::KeepBoth => match names.keep_beside(&path) {
                    Some(number) => wanted.push(beside(job, path, number)),
                    None => self.fail(job, too_many(), true),
                },
            }
        }
        self.decided(check, Vec::new());
        self.enqueue(wanted);
    }

    /// Keeps a file whose name turned out to be taken, by the object with this `ETag` as far as the visitor may know it, until
    /// nothing else is to be sent: then it is asked once about all of them.
    pub(super) fn ask_later(self, job: Job, e_tag: Option<String>) {
        let job = Job { checked: false, precondition: e_tag.map_or(Precondition::Absent, Precondition::Is), ..job };
        self.checks.try_update_value(|checks| {
            let waiting = self.taken.get_value().filter(|id| checks.contains_key(id));
            let id = waiting.unwrap_or_else(|| self.new_id());
            self.taken.set_value(Some(id));
            let check = checks.entry(id).or_insert(Checking { jobs: Vec::new(), undecided: 0, running: None });
            check.jobs.push(job);
            check.undecided += 1;
        });
    }

    /// Asks about those whose names turned out to be taken, once for each folder.
    pub(super) fn ask_about_taken(self) {
        let Some(Some(waiting)) = self.taken.try_update_value(Option::take) else { return };
        let waiting = self.checks.try_update_value(|checks| checks.remove(&waiting)).flatten();
        let mut left = waiting.map(|check| check.jobs).unwrap_or_default();
        while let Some(first) = left.first() {
            let place = first.destination.place.clone();
            let (jobs, others) = left.into_iter().partition(|job| job.destination.place == place);
            left = others;
            self.begin_check(jobs, |engine, check, jobs| engine.ask_again(check, jobs));
        }
    }

    /// Asks about files whose names turned out to be taken.
    async fn ask_again(self, check: u32, jobs: Vec<Job>) {
        let Some(destination) = jobs.first().map(|job| Rc::clone(&job.destination)) else { return };
        let looked_at = stream::iter(jobs).map(|job| async move {
            let now = self.look_at_taken(&job).await;
            (Job { checked: true, ..job }, now)
        });
        let (mut taken, mut free) = (Vec::new(), Vec::new());
        for (job, now) in looked_at.buffered(AT_A_TIME).collect::<Vec<_>>().await {
            match now {
                NameCheck::Taken(there) => {
                    let (path, precondition) = (job.path.clone(), Precondition::Is(there.e_tag.clone()));
                    taken.push((Job { precondition, ..job }, path, there));
                }
                NameCheck::Free => free.push(Job { precondition: Precondition::Absent, ..job }),
                NameCheck::Hidden => self.fail(job, reasons::reason(&UploadFailure::Taken(None)), false),
            }
        }
        self.decided(check, taken.iter().map(|(job, ..)| Job { checked: false, ..job.clone() }).collect());
        self.enqueue(free);
        if taken.is_empty() {
            return;
        }
        let (files, answer) = self.ask(&destination, &taken, taken.len()).await;
        let mut wanted = Vec::new();
        for ((job, path, _), file) in taken.into_iter().zip(files) {
            match answer.of(&file) {
                Resolution::Skip => self.give_up(&job),
                Resolution::Replace => wanted.push(job),
                Resolution::KeepBoth => match self.free_beside(&job, &path, 2).await {
                    Some(job) => wanted.push(job),
                    None => self.fail(job, too_many(), true),
                },
            }
        }
        self.decided(check, Vec::new());
        self.enqueue(wanted);
    }

    /// What has the name of a file by now, as far as the visitor may know: of who may read, HeadObject tells it; of who may only
    /// list, a listing; of who may do neither, what was seen when it turned out to be taken.
    async fn look_at_taken(self, job: &Job) -> NameCheck {
        let (client, session) = (self.state.client(), self.state.session());
        let Some(Target { bucket, key, precondition }) = job.target() else { return NameCheck::Hidden };
        match client.head_object(&bucket, &key, None, ChecksumMode::Disabled, &session).await {
            Ok(HeadObject { e_tag, content_length: Some(size), last_modified: Some(modified), .. }) if !e_tag.is_empty() => {
                return NameCheck::Taken(ExistingObject { e_tag, size, modified: modified.unix_timestamp() });
            }
            Err(error) if error.service().is_some_and(|refusal| refusal.status == 404) => return NameCheck::Free,
            _ => {}
        }
        match (look_up(&client, &session, &bucket, &key).await, precondition) {
            (Ok(Some(object)), _) => NameCheck::Taken((&object).into()),
            (Ok(None), _) => NameCheck::Free,
            (Err(_), Precondition::Is(e_tag)) => NameCheck::Taken(ExistingObject { e_tag, ..ExistingObject::default() }),
            (Err(_), Precondition::Absent) => NameCheck::Hidden,
        }
    }

    /// The same file under the first name from this number on that nothing is known to have, if one is left.
    pub(super) async fn free_beside(self, job: &Job, path: &str, from: usize) -> Option<Job> {
        let (client, session) = (self.state.client(), self.state.session());
        let folder = job.destination.folder()?;
        let (bucket, prefix) = (&folder.bucket, folder.prefix());
        let number = free_number(&client, &session, (bucket, &prefix), path, from..MOST_COPIES).await?;
        Some(beside(job.clone(), path.to_owned(), number))
    }

    /// Asks about files that come among so many.
    async fn ask(
        self,
        destination: &UploadDestination,
        taken: &[(Job, String, ExistingObject)],
        all: usize,
    ) -> (Vec<ConflictFile>, Decision) {
        let mut files = Vec::new();
        for (job, path, there) in taken {
            let (yours, is_identical) = match &job.what {
                UploadContent::File(file, chosen) => (*chosen, self.is_stored(destination, path, there, (file, *chosen)).await),
                UploadContent::Folder => Default::default(),
            };
            files.push(ConflictFile { path: job.path.clone(), there: there.clone(), yours, is_identical });
        }
        let look_the_same = taken.iter().any(|(job, path, _)| job.path != *path);
        let now = self.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
        let conflict = Conflict {
            files: files.clone(),
            all,
            folder: destination.name.clone(),
            look_the_same,
            now,
            doing: ConflictingTransfer::Uploading,
        };
        (files, self.conflicts.ask(conflict).await)
    }

    async fn is_stored(self, to: &UploadDestination, path: &str, there: &ExistingObject, file: (&DiskFile, Stamp)) -> bool {
        let Some(folder) = to.folder() else { return false };
        let key = format!("{}{path}", folder.prefix());
        is_identical(&self.state.client(), &self.state.session(), (&folder.bucket, &key), there, file).await
    }

    async fn survey(self, destination: &UploadDestination, jobs: &[Job]) -> Result<NameIndex, Error> {
        let session = self.state.session();
        let folder = destination.find(&session).await?;
        let prefix = folder.prefix();
        let known = destination.known.take().map(|known| {
            let mut existing = NameIndex::new(normalize);
            for (key, there) in known {
                match (key.strip_prefix(&prefix), there) {
                    (Some(path), Some(there)) => existing.add(path, there),
                    (Some(path), None) => existing.add_folder(path),
                    (None, _) => {}
                }
            }
            existing
        });
        let paths = jobs.iter().map(|job| job.path.as_str());
        let client = self.state.client().in_background();
        let access = BucketAccess { client, credentials: session, bucket: folder.bucket.clone() };
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        survey(&access, &prefix, paths, known.ok_or(normalize), wait_for_network, move |count| self.seen(count)).await
    }

    /// Lets the browser do something else now and then: what is known already is no request to wait for.
    async fn yield_now(self, at: usize) {
        if at > 0 && at.is_multiple_of(WITHOUT_PAUSE) {
            self.state.client().platform().sleep(Duration::ZERO).await;
        }
    }
}

/// What is known of a name that was taken when a file was sent.
enum NameCheck {
    /// Nothing has it any more.
    Free,
    /// An object has this name.
    Taken(ExistingObject),
    /// The visitor may not know what has it.
    Hidden,
}

/// The same file under a name of its own.
fn beside(job: Job, path: String, number: usize) -> Job {
    Job { path: numbered(&path, number), beside: Some((path, number)), precondition: Precondition::Absent, ..job }
}

pub(super) fn too_many() -> String {
    t!("Too many files have this name. Rename yours.").to_owned()
}

/// Why nothing may be stored under this path, if nothing may.
fn refusal(destination: &UploadDestination, path: &str) -> Option<String> {
    let folder = destination.folder()?;
    let key = format!("{}{path}", folder.prefix());
    if folder.hides(&key) {
        return Some(t!("This name is reserved for your settings here. Rename the folder.").to_owned());
    }
    key_fault(&key).map(|fault| errors::key_fault(fault).to_owned())
}
