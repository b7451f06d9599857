//! What the visitor does with uploads: with one of them, or with all of them that it can be done with.

use std::rc::Rc;

use futures::future::{AbortHandle, join_all};
use leptos::task::spawn_local;

use super::engine::{AT_A_TIME, Engine, QueuedUpload};
use super::job::{Job, UploadContent};
use super::{Uploaded, reasons};
use crate::files::upload::queue::Queue;
use crate::files::upload::{UploadFailure, find_cancelled, look_up};
use crate::ui::components::TransferState;

impl Engine {
    /// This one, or all whose state is such.
    fn which(self, id: Option<u32>, is_meant: impl Fn(&TransferState) -> bool) -> Vec<u32> {
        if let Some(id) = id {
            return vec![id];
        }
        self.items.with_value(|items| items.iter().filter(|(_, item)| is_meant(&item.state)).map(|(id, _)| *id).collect())
    }

    /// Goes no further for now. What S3 has of it stays there.
    pub fn pause(self, id: Option<u32>) {
        for id in self.which(id, |state| matches!(state, TransferState::Waiting | TransferState::Running(_))) {
            if let Some(job) = self.halt(id) {
                self.set(id, TransferState::Paused(job.attempt.kept_bytes(job.size())));
            }
        }
        self.proceed();
    }

    /// Goes on with what was paused.
    pub fn resume(self, id: Option<u32>) {
        for id in self.which(id, |state| matches!(state, TransferState::Paused(_))) {
            self.set(id, TransferState::Waiting);
            self.queue.update_value(|queue| queue.add(id));
        }
        self.proceed();
    }

    /// Gives one up; or all that has not arrived, and asks nothing any more.
    pub fn cancel(self, id: Option<u32>) {
        if id.is_none() {
            for check in self.checks.try_update_value(std::mem::take).unwrap_or_default().into_values() {
                check.running.inspect(AbortHandle::abort);
                for job in check.jobs {
                    self.give_up(&job);
                    self.show(job, TransferState::Cancelled);
                }
            }
            self.names_seen.try_set_value(0);
            self.conflicts.clear();
            self.queue.try_update_value(|queue| *queue = Queue::new(AT_A_TIME));
        }
        let mut unsure = Vec::new();
        for id in self.which(id, |state| !state.is_over()) {
            let may_be_stored = |item: &mut QueuedUpload| match item.state {
                TransferState::Running(sent) => item.job.attempt.may_be_stored(item.job.size(), sent),
                _ => false,
            };
            let may_be_stored = self.with_item(id, may_be_stored) == Some(true);
            if let Some(job) = self.halt(id) {
                self.set(id, TransferState::Cancelled);
                self.give_up(&job);
                unsure.extend(may_be_stored.then_some((id, job)));
            }
        }
        self.proceed();
        if !unsure.is_empty() {
            spawn_local(self.look_for_cancelled(unsure));
        }
    }

    /// Says which of these were stored before they were cancelled.
    async fn look_for_cancelled(self, cancelled: Vec<(u32, Job)>) {
        let looked = cancelled.into_iter().map(|(id, job)| async move { (id, self.find_cancelled(&job).await) });
        let mut stored = 0;
        for (id, found) in join_all(looked).await {
            match found {
                Ok(None) => {}
                Ok(Some(uploaded)) => {
                    stored += 1;
                    self.set(id, TransferState::Done);
                    self.tell_list(uploaded);
                }
                Err(failure) => {
                    let reason = t!("Cancelled, but it may have been uploaded. Look for it in its folder.").to_owned();
                    let (_, details) = reasons::explain(&failure);
                    self.set(id, TransferState::Failed { reason: (reason, details), is_final: false });
                }
            }
        }
        if stored > 0 && !self.items.is_disposed() {
            self.update_tray();
            self.state.say(n!(
                stored,
                one = "{count} file was uploaded before you cancelled.",
                other = "{count} files were uploaded before you cancelled."
            ));
        }
    }

    async fn find_cancelled(self, job: &Job) -> Result<Option<Uploaded>, UploadFailure> {
        let Some(target) = job.target() else { return Ok(None) };
        let (client, session) = (self.state.client(), self.state.session());
        let found = match &job.what {
            UploadContent::File(file, chosen) => {
                find_cancelled(&client, &session, &target, (file, *chosen), &job.attempt).await?.map(|sent| sent.e_tag)
            }
            UploadContent::Folder => {
                let there = look_up(&client, &session, &target.bucket, &target.key).await;
                there.map_err(UploadFailure::Aws)?.map(|there| there.e_tag)
            }
        };
        Ok(found.map(|e_tag| self.uploaded(job, target, e_tag)))
    }

    /// Tries again what failed or was cancelled.
    pub fn retry(self, id: Option<u32>) {
        for id in self.which(id, |state| matches!(state, TransferState::Failed { is_final: false, .. })) {
            let Some(job) = self.with_item(id, |item| item.job.clone()) else { continue };
            if job.checked {
                self.set(id, TransferState::Waiting);
                self.queue.update_value(|queue| queue.add(id));
            } else {
                self.remove(id);
                self.take(vec![job]);
            }
        }
        self.proceed();
    }

    /// Shows one no longer, or all that are over.
    pub fn clear(self, id: Option<u32>) {
        self.forget(self.which(id, TransferState::is_over));
    }

    /// What has arrived need not be shown for ever.
    pub(super) fn tidy_up(self) {
        if self.queue.try_with_value(Queue::is_empty) == Some(true) {
            self.forget(self.which(None, |state| *state == TransferState::Done));
        }
    }

    /// Ends what is under way of one.
    fn halt(self, id: u32) -> Option<Job> {
        let job = self.with_item(id, |item| {
            item.running.take().inspect(AbortHandle::abort);
            item.job.clone()
        })?;
        self.dequeue(id);
        Some(job)
    }

    /// S3 need not keep the parts of it.
    pub(super) fn give_up(self, job: &Job) {
        self.note_over(job);
        if job.attempt.is_begun() {
            let (attempt, client, session) = (Rc::clone(&job.attempt), self.state.client(), self.state.session());
            spawn_local(async move { attempt.abort(&client, &session).await });
        }
    }

    fn forget(self, ids: Vec<u32>) {
        for id in ids {
            if let Some(job) = self.remove(id) {
                self.give_up(&job);
            }
        }
        self.update_tray();
    }

    pub(super) fn remove(self, id: u32) -> Option<Job> {
        let item = self.items.try_update_value(|items| items.remove(&id)).flatten()?;
        self.tally.try_update_value(|tally| tally.remove(item.job.size(), &item.state));
        // Its line is there until the lines are brought up to date.
        self.gone.try_update_value(|gone| gone.push(item.shown));
        Some(item.job)
    }
}
