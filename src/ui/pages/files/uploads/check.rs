//! Before files are sent: whether their names are free.

use std::collections::HashSet;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use super::conflicts::{Conflict, Doing};
use super::engine::Engine;
use super::job::{Destination, Job, What};
use super::reasons;
use crate::aws::Error;
use crate::aws::s3::{Precondition, key_fault};
use crate::browser::text::normalize;
use crate::browser::upload::DiskFile;
use crate::files::upload::conflicts::{ConflictFile, Decision, Resolution, is_identical};
use crate::files::upload::{Existing, NameState, There, numbered, survey};
use crate::ports::{Clock, Form, Stamp};
use crate::ui::words::errors;

/// Nobody keeps more files of one name.
const MOST_COPIES: usize = 1000;
/// So many files at a time are looked at without a pause for what the visitor does.
const WITHOUT_PAUSE: usize = 500;

impl Engine {
    /// Puts jobs for one destination in line whose names are free, and asks about the others.
    pub(super) async fn check(self, check: u32, mut jobs: Vec<Job>) {
        for (at, job) in jobs.iter_mut().enumerate() {
            self.breathe(at).await;
            job.stamp();
        }
        let Some(destination) = jobs.first().map(|job| Rc::clone(&job.destination)) else { return };
        let existing = loop {
            match self.survey(&destination, &jobs).await {
                Ok(existing) => break existing,
                // Who may write but not list cannot know; each write has its own condition.
                Err(error) if error.code() == "AccessDenied" => break Existing::new(normalize),
                Err(error) if self.state.connection().outlasts(&error).await => {}
                Err(error) => {
                    self.decided(check, Vec::new());
                    return jobs.into_iter().for_each(|job| self.fail_with(job, reasons::explain_error(&error), false));
                }
            }
        };
        let all = jobs.len();
        let (mut free, mut taken, mut claimed) = (Vec::new(), Vec::new(), HashSet::new());
        for (at, mut job) in jobs.into_iter().enumerate() {
            self.breathe(at).await;
            job.checked = true;
            if let Some(why) = refusal(&destination, &job.path) {
                self.fail(job, why, true);
                continue;
            }
            match existing.resolve(&job.path) {
                NameState::Free(path) if claimed.insert(normalize(&path, Form::Composed)) => free.push(Job { path, ..job }),
                // Two files that come together may look the same as well.
                NameState::Free(path) => taken.push((job, path, There::default())),
                // The folder is there.
                NameState::Taken { .. } if matches!(job.what, What::Folder) => {}
                NameState::Taken { path, there } => {
                    let precondition = Precondition::Is(there.e_tag.clone());
                    taken.push((Job { precondition, ..job }, path, there));
                }
            }
        }
        self.decided(check, taken.iter().map(|(job, ..)| Job { checked: false, ..job.clone() }).collect());
        self.enqueue(free);
        if taken.is_empty() {
            return;
        }
        let (files, answer) = self.ask(&destination, &taken, all).await;
        let mut wanted = Vec::new();
        for (at, ((job, path, _), file)) in taken.into_iter().zip(files).enumerate() {
            self.breathe(at).await;
            match answer.of(&file) {
                Resolution::Skip => self.give_up(&job),
                Resolution::Replace => wanted.push(Job { path, ..job }),
                Resolution::KeepBoth => {
                    let is_free = |name: &str| {
                        matches!(existing.resolve(name), NameState::Free(_))
                            && !claimed.contains(&normalize(name, Form::Composed))
                    };
                    match (2..MOST_COPIES).find(|number| is_free(&numbered(&path, *number))) {
                        Some(number) => {
                            let job = beside(job, path, number);
                            claimed.insert(normalize(&job.path, Form::Composed));
                            wanted.push(job);
                        }
                        None => self.fail(job, too_many(), true),
                    }
                }
            }
        }
        self.decided(check, Vec::new());
        self.enqueue(wanted);
    }

    /// Asks again about a file whose name turned out to be taken, by the object with this `ETag`.
    pub(super) async fn ask_again(self, check: u32, job: Job, e_tag: String) {
        let path = job.path.clone();
        let there = There { e_tag: e_tag.clone(), ..There::default() };
        let taken = [(Job { precondition: Precondition::Is(e_tag), ..job }, path, there)];
        self.decided(check, vec![Job { checked: false, ..taken[0].0.clone() }]);
        let destination = Rc::clone(&taken[0].0.destination);
        let (files, answer) = self.ask(&destination, &taken, 1).await;
        let [(job, path, _)] = taken;
        self.decided(check, Vec::new());
        match files.first().map_or(answer.resolution, |file| answer.of(file)) {
            Resolution::Skip => self.give_up(&job),
            Resolution::Replace => self.enqueue(vec![job]),
            Resolution::KeepBoth => self.enqueue(vec![beside(job, path, 2)]),
        }
    }

    /// Asks about files that come among so many.
    async fn ask(self, destination: &Destination, taken: &[(Job, String, There)], all: usize) -> (Vec<ConflictFile>, Decision) {
        let mut files = Vec::new();
        for (job, path, there) in taken {
            let (yours, is_identical) = match &job.what {
                What::File(file, chosen) => (*chosen, self.is_stored(destination, path, there, (file, *chosen)).await),
                What::Folder => Default::default(),
            };
            files.push(ConflictFile { path: job.path.clone(), there: there.clone(), yours, is_identical });
        }
        let look_the_same = taken.iter().any(|(job, path, _)| job.path != *path);
        let now = self.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
        let conflict =
            Conflict { files: files.clone(), all, folder: destination.name.clone(), look_the_same, now, doing: Doing::Uploading };
        (files, self.conflicts.ask(conflict).await)
    }

    async fn is_stored(self, to: &Destination, path: &str, there: &There, file: (&DiskFile, Stamp)) -> bool {
        let Some(folder) = to.folder() else { return false };
        let key = format!("{}{path}", folder.prefix());
        is_identical(&self.state.client(), &self.state.session(), (&folder.bucket, &key), there, file).await
    }

    async fn survey(self, destination: &Destination, jobs: &[Job]) -> Result<Existing, Error> {
        let (client, session) = (self.state.client(), self.state.session());
        let folder = destination.find(&session).await?;
        let prefix = folder.prefix();
        let known = destination.known.as_ref().map(|known| {
            let mut existing = Existing::new(normalize);
            for (key, there) in known {
                match (key.strip_prefix(&prefix), there) {
                    (Some(path), Some(there)) => existing.add(path, there.clone()),
                    (Some(path), None) => existing.add_folder(path),
                    (None, _) => {}
                }
            }
            existing
        });
        let paths = jobs.iter().map(|job| job.path.as_str());
        let seen = move |count| self.seen(count);
        survey(&client, &session, (&folder.bucket, &prefix), paths, known.ok_or(normalize), seen).await
    }

    /// Lets the browser do something else now and then: what is known already is no request to wait for.
    async fn breathe(self, at: usize) {
        if at > 0 && at.is_multiple_of(WITHOUT_PAUSE) {
            self.state.client().platform().sleep(Duration::ZERO).await;
        }
    }
}

/// The same file under a name of its own.
pub(super) fn beside(job: Job, path: String, number: usize) -> Job {
    Job { path: numbered(&path, number), beside: Some((path, number)), precondition: Precondition::Absent, ..job }
}

/// The same file under the next name, if there is one left.
pub(super) fn next_beside(job: &Job) -> Option<Job> {
    let (path, number) = job.beside.clone().filter(|(_, number)| *number < MOST_COPIES)?;
    Some(beside(job.clone(), path, number + 1))
}

pub(super) fn too_many() -> String {
    t!("Too many files have this name. Rename yours.").to_owned()
}

/// Why nothing may be stored under this path, if nothing may.
fn refusal(destination: &Destination, path: &str) -> Option<String> {
    let folder = destination.folder()?;
    let key = format!("{}{path}", folder.prefix());
    if folder.hides(&key) {
        return Some(t!("This name is reserved for your settings here. Rename the folder.").to_owned());
    }
    key_fault(&key).map(|fault| errors::key_fault(fault).to_owned())
}
