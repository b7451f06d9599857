//! What happens to each file: it waits in line, is sent, arrives or fails.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;
use futures::future::abortable;
use leptos::task::spawn_local;

use super::Uploaded;
use super::check::too_many;
use super::engine::{Engine, QueuedUpload};
use super::job::{Job, UploadContent};
use super::reasons;
use crate::app::pages::files::access::Action;
use crate::app::pages::files::entries::File;
use crate::aws::Error;
use crate::aws::s3::{MAX_PUT, Precondition};
use crate::browser::upload::Upload;
use crate::files::upload::queue::Queue;
use crate::files::upload::{SentFile, Target, UploadFailure, find_cors_gap, send};
use crate::files::versions::ReplacingVersion;
use crate::ports::HttpErrorKind;
use crate::ui::components::{TransferReason, TransferState};

/// How long it is shown what has arrived, once all has.
const SHOWN_FOR: Duration = Duration::from_secs(10);

impl Engine {
    pub(super) fn show(self, job: Job, state: TransferState) -> u32 {
        let id = self.new_id();
        self.tally.update_value(|tally| tally.add(job.size(), &state));
        let signal = || RwSignal::new(state.clone());
        let shown = match self.owner.get_value() {
            Some(owner) => owner.with(signal),
            None => signal(),
        };
        self.items.update_value(|items| drop(items.insert(id, QueuedUpload { job, state, shown, running: None })));
        id
    }

    /// Puts these in line.
    pub(super) fn enqueue(self, jobs: Vec<Job>) {
        let count = jobs.iter().filter(|job| !job.is_paused).count();
        if count > 0 {
            self.shown.announce(n!(count, one = "Uploading {count} file…", other = "Uploading {count} files…"));
        }
        for job in jobs {
            if job.is_paused {
                let kept = job.attempt.kept_bytes(job.size());
                self.show(Job { is_paused: false, ..job }, TransferState::Paused(kept));
                continue;
            }
            let id = self.show(job, TransferState::Waiting);
            self.queue.update_value(|queue| queue.add(id));
        }
        self.proceed();
    }

    /// This one is not sent, for a reason.
    pub(super) fn fail(self, job: Job, reason: String, is_final: bool) {
        self.fail_with(job, (reason, Vec::new()), is_final);
    }

    /// This one is not sent; the details are for whoever has to find the cause.
    pub(super) fn fail_with(self, job: Job, reason: TransferReason, is_final: bool) {
        let (name, said) = (job.path.clone(), reason.0.clone());
        self.show(job, TransferState::Failed { reason, is_final });
        self.note_failure(&name, &said);
        self.update_tray();
    }

    /// Starts those whose turn it is.
    pub(super) fn proceed(self) {
        for id in self.queue.try_update_value(Queue::start).unwrap_or_default() {
            let (work, handle) = abortable(self.run(id));
            self.with_item(id, |item| item.running = Some(handle));
            spawn_local(async move {
                let _ = work.await;
            });
        }
        self.update_tray();
        let idle = self.queue.try_with_value(Queue::is_empty) == Some(true);
        if idle {
            self.ask_about_taken();
        }
        let ended = self.ended.try_update_value(|ended| if idle { std::mem::take(ended) } else { (0, 0) });
        if idle {
            self.replaced.offer();
        }
        if let Some((arrived @ 1.., failed)) = ended {
            let arrived = n!(arrived, one = "{count} file uploaded", other = "{count} files uploaded");
            self.shown.announce(match failed {
                0 => arrived,
                _ => t!(
                    "{uploaded}, {failed}",
                    uploaded = arrived,
                    failed = n!(failed, one = "{count} failed", other = "{count} failed")
                ),
            });
            self.shown.settle();
            // What ends until then is shown as long.
            self.tidying.start(SHOWN_FOR, move || self.tidy_up());
        }
    }

    async fn run(self, id: u32) {
        let Some(job) = self.with_item(id, |item| item.job.clone()) else { return };
        let result = loop {
            match self.send(id, &job).await {
                Err(UploadFailure::Aws(error) | UploadFailure::NoParts(error)) if self.is_repeated_after(id, &error).await => {}
                // One request of any size is a PUT.
                Err(UploadFailure::NoParts(_)) if job.size() <= MAX_PUT && !job.attempt.whole.replace(true) => {}
                result => break result,
            }
        };
        if matches!(result, Ok(_) | Err(UploadFailure::Taken(_))) {
            self.note_answered(&job);
        }
        match result {
            Ok((uploaded, over)) => {
                self.note_over(&job);
                self.refusals.succeeded(&job.destination.place, Action::Write);
                if let (Some(version_id), Some(folder)) = (over, job.destination.folder()) {
                    self.replaced.note(folder, ReplacingVersion { key: uploaded.key.clone(), version_id });
                }
                self.arrived(id, uploaded);
            }
            Err(UploadFailure::Different(part)) => {
                self.is_different(id, &job, part);
                self.proceed();
            }
            Err(UploadFailure::Taken(e_tag)) => self.is_taken(id, job, e_tag).await,
            Err(failure) => {
                // Who is led to the sign-in page by it finds the file waiting afterwards.
                if let UploadFailure::Aws(error) | UploadFailure::NoParts(error) = &failure {
                    self.refusals.note(&job.destination.place, Action::Write, error);
                }
                if failure.is_final() {
                    self.note_over(&job);
                }
                let reason = self.reason(&job, &failure).await;
                self.has_failed(id, &job.path, reason, failure.is_final());
            }
        }
    }

    /// Whether the network was gone when `id` failed: then it waits for it, and is sent again.
    async fn is_repeated_after(self, id: u32, error: &Error) -> bool {
        if error.is_silence() {
            self.set(id, TransferState::Waiting);
        }
        self.state.connection().wait_for_network(error).await
    }

    /// What has arrived, and the version that took the place of another one.
    async fn send(self, id: u32, job: &Job) -> Result<(Uploaded, Option<String>), UploadFailure> {
        let (client, session) = (self.state.client().for_transfers(), self.state.session());
        let target = job.target().ok_or(UploadFailure::Aws(Error::SignedOut))?;
        let SentFile { e_tag, over } = match &job.what {
            UploadContent::File(file, chosen) => {
                let noted = job.clone();
                let progress = move |sent| {
                    self.note_begun(&noted);
                    self.set(id, TransferState::Running(sent));
                };
                progress(0);
                send(&client, &session, &target, (file, *chosen), &job.attempt, Upload::new, progress).await?
            }
            UploadContent::Folder => {
                let media_type = "application/x-directory";
                let made = client
                    .put_object_if(&target.bucket, &target.key, media_type, Vec::new(), &Precondition::Absent, &session)
                    .await;
                match made {
                    // It is there, which is what was wanted.
                    Err(error) if matches!(error.code(), "PreconditionFailed" | "ConditionalRequestConflict") => {
                        SentFile::default()
                    }
                    made => SentFile { e_tag: made.map_err(UploadFailure::Aws)?, over: None },
                }
            }
        };
        Ok((self.uploaded(job, target, e_tag), over))
    }

    /// A file that has arrived just now.
    pub(super) fn uploaded(self, job: &Job, Target { bucket, key, .. }: Target, e_tag: String) -> Uploaded {
        let now = self.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let file = File { size: job.size(), modified: now as i64, e_tag, storage_class: "STANDARD".to_owned() };
        Uploaded { bucket, key, file }
    }

    /// Why it failed. A silence may be due to the bucket's CORS rules; which of them, other requests show. What was answered
    /// before, or is answered now, they allow.
    async fn reason(self, job: &Job, failure: &UploadFailure) -> TransferReason {
        let (client, session) = (self.state.client(), self.state.session());
        let network = |error: &Error| matches!(error, Error::NoResponse(silence) if silence.kind == HttpErrorKind::Network);
        let target = job.target();
        match (failure, &target) {
            (UploadFailure::NoParts(_), Some(target)) => reasons::cors_of_parts(&target.bucket),
            (UploadFailure::Aws(error), Some(target)) if network(error) => {
                let gap = if self.has_answered(target) { None } else { find_cors_gap(&client, &session, target).await };
                let cors = |gap| reasons::cors(&target.bucket, &target.precondition, gap);
                gap.map_or_else(|| reasons::explain(failure), cors)
            }
            _ => reasons::explain(failure),
        }
    }

    /// Takes note that this bucket answers writes on such a condition.
    fn note_answered(self, job: &Job) {
        if let Some(target) = job.target() {
            self.answered.try_update_value(|answered| answered.insert((target.bucket.name, target.precondition.header().0)));
        }
    }

    fn has_answered(self, target: &Target) -> bool {
        let asked = (target.bucket.name.clone(), target.precondition.header().0);
        self.answered.try_with_value(|answered| answered.contains(&asked)) == Some(true)
    }

    fn arrived(self, id: u32, uploaded: Uploaded) {
        self.dequeue(id);
        self.set(id, TransferState::Done);
        self.ended.try_update_value(|(arrived, _)| *arrived += 1);
        self.tell_list(uploaded);
        self.proceed();
    }

    /// Has the list show what has arrived.
    pub(super) fn tell_list(self, uploaded: Uploaded) {
        self.arrived.try_update_value(|arrived| arrived.push(uploaded));
        self.shown.update_list(move || {
            let arrived = self.arrived.try_update_value(std::mem::take).unwrap_or_default();
            self.uploads.uploaded.try_update(|all| all.extend(arrived));
        });
    }

    /// Somebody else has put an object there.
    async fn is_taken(self, id: u32, job: Job, e_tag: Option<String>) {
        let Some((path, number)) = &job.beside else {
            self.dequeue(id);
            self.remove(id);
            self.ask_later(job, e_tag);
            return self.proceed();
        };
        // Where this ends with the session, the file is still in line.
        let next = self.free_beside(&job, path, number + 1).await;
        self.dequeue(id);
        self.remove(id);
        match next {
            Some(job) => self.enqueue(vec![job]),
            None => {
                self.fail(job, too_many(), true);
                self.proceed();
            }
        }
    }

    fn has_failed(self, id: u32, name: &str, reason: TransferReason, is_final: bool) {
        self.dequeue(id);
        let said = reason.0.clone();
        let is_shown = self.set(id, TransferState::Failed { reason, is_final });
        if is_shown {
            self.note_failure(name, &said);
        }
        self.proceed();
    }

    fn note_failure(self, name: &str, reason: &str) {
        self.ended.try_update_value(|(_, failed)| *failed += 1);
        self.shown.announce_failure(name, reason);
    }

    pub(super) fn dequeue(self, id: u32) {
        self.queue.try_update_value(|queue| queue.dequeue(id));
        self.with_item(id, |item| item.running = None);
    }

    pub(super) fn with_item<T>(self, id: u32, with: impl FnOnce(&mut QueuedUpload) -> T) -> Option<T> {
        self.items.try_update_value(|items| items.get_mut(&id).map(with)).flatten()
    }

    /// Whether it is among the uploads: progress may be reported a moment after the session has ended.
    pub(super) fn set(self, id: u32, state: TransferState) -> bool {
        let now = state.clone();
        let Some((before, size)) = self.with_item(id, |item| (std::mem::replace(&mut item.state, state), item.job.size())) else {
            return false;
        };
        self.tally.try_update_value(|tally| tally.change(size, &before, &now));
        self.show_lines();
        self.sum_up();
        true
    }
}
