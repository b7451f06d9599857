//! What happens to each file: it waits in line, is sent, arrives or fails.

use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::check::{next_beside, too_many};
use super::conflicts::Conflicts;
use super::dock::{Shown, most_urgent, urgency};
use super::job::{Job, What};
use super::reasons;
use super::{Uploaded, Uploads};
use crate::aws::Error;
use crate::aws::s3::{MAX_PUT, Precondition};
use crate::browser::upload::Upload;
use crate::files::upload::queue::Queue;
use crate::files::upload::rate::Rate;
use crate::files::upload::tally::{State, Tally};
use crate::files::upload::{Failure, accepts_put, look_up, send};
use crate::ports::HttpErrorKind;
use crate::ui::AppState;
use crate::ui::components::{Summary, Transfer};
use crate::ui::dom::effect;
use crate::ui::pages::files::access::{Action, Refusals};
use crate::ui::pages::files::entries::File;

/// How many files are sent at a time: enough to fill a line, few enough that each is seen to move.
const AT_A_TIME: usize = 3;
/// How long it is shown what has arrived, once all has.
const SHOWN_FOR: Duration = Duration::from_secs(10);
const SECOND: Duration = Duration::from_secs(1);

/// One of the uploads.
struct Item {
    job: Job,
    state: RwSignal<State>,
    running: Option<AbortHandle>,
}

/// Files whose names are being looked at, or asked about.
struct Checking {
    jobs: Vec<Job>,
    /// How many of them are not decided about.
    undecided: usize,
    running: Option<AbortHandle>,
}

/// All uploads of this visitor.
#[derive(Clone, Copy)]
pub struct Engine {
    pub(super) state: AppState,
    uploads: Uploads,
    refusals: Refusals,
    /// The signals made here live as long as the uploads, not as long as what begins one.
    owner: StoredValue<Option<Owner>>,
    /// By number, which grows.
    items: StoredValue<BTreeMap<u32, Item>, LocalStorage>,
    checks: StoredValue<BTreeMap<u32, Checking>, LocalStorage>,
    queue: StoredValue<Queue>,
    tally: StoredValue<Tally>,
    rate: StoredValue<Rate>,
    next_id: StoredValue<u32>,
    /// How many arrived and how many failed since there was last nothing to do.
    ended: StoredValue<(usize, usize)>,
    /// How many names have been looked at.
    names_seen: StoredValue<usize>,
    ticking: StoredValue<bool>,
    pub(super) conflicts: Conflicts,
    pub(super) shown: Shown,
}

impl Engine {
    /// Begins with what has been asked for. Belongs to the component that calls it.
    pub fn start() -> Engine {
        let uploads = Uploads::get();
        let engine = Engine {
            state: uploads.state,
            uploads,
            refusals: Refusals::get(),
            owner: StoredValue::new(Owner::current()),
            items: StoredValue::new_local(BTreeMap::new()),
            checks: StoredValue::new_local(BTreeMap::new()),
            queue: StoredValue::new(Queue::new(AT_A_TIME)),
            tally: StoredValue::new(Tally::default()),
            rate: StoredValue::new(Rate::default()),
            next_id: StoredValue::new(0),
            ended: StoredValue::new((0, 0)),
            names_seen: StoredValue::new(0),
            ticking: StoredValue::new(false),
            conflicts: Conflicts::new(),
            shown: Shown::new(),
        };
        effect(move || {
            uploads.times_asked.track();
            let asked = uploads.asked.try_update_value(std::mem::take).unwrap_or_default();
            untrack(|| engine.take(asked));
        });
        on_cleanup(move || uploads.park(engine.stop_for_now()));
        engine
    }

    /// Begins with jobs, of which some may have been decided about before the session ended.
    fn take(self, jobs: Vec<Job>) {
        let (checked, unchecked): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| job.checked);
        self.enqueue(checked);
        let mut unchecked = unchecked.into_iter().peekable();
        while let Some(first) = unchecked.next() {
            let destination = Rc::clone(&first.destination);
            let mut jobs = vec![first];
            while let Some(job) = unchecked.next_if(|job| Rc::ptr_eq(&job.destination, &destination)) {
                jobs.push(job);
            }
            self.begin_check(jobs, |engine, check, jobs| engine.check(check, jobs));
        }
    }

    /// Ends all that is under way. What has not arrived is given back.
    fn stop_for_now(self) -> Vec<Job> {
        let mut left = Vec::new();
        self.items.update_value(|items| {
            for item in std::mem::take(items).into_values() {
                if let Some(running) = item.running {
                    running.abort();
                }
                if !item.state.read_untracked().is_over() {
                    left.push(item.job);
                }
            }
        });
        self.checks.update_value(|checks| {
            for check in std::mem::take(checks).into_values() {
                check.running.inspect(AbortHandle::abort);
                left.extend(check.jobs);
            }
        });
        left
    }

    fn new_id(self) -> u32 {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        id
    }

    // ---- Names ----

    fn begin_check<W: Future<Output = ()> + 'static>(self, jobs: Vec<Job>, work: impl FnOnce(Engine, u32, Vec<Job>) -> W) {
        let id = self.new_id();
        let check = Checking { undecided: jobs.len(), jobs: jobs.clone(), running: None };
        self.checks.update_value(|checks| drop(checks.insert(id, check)));
        let (work, handle) = abortable(work(self, id, jobs));
        self.checks.update_value(|checks| {
            if let Some(check) = checks.get_mut(&id) {
                check.running = Some(handle);
            }
        });
        self.update_tray();
        spawn_local(async move {
            let _ = work.await;
        });
    }

    /// Of a check, only these are not decided about yet.
    pub(super) fn decided(self, check: u32, left: Vec<Job>) {
        self.checks.try_update_value(|checks| {
            if left.is_empty() {
                checks.remove(&check);
            } else if let Some(check) = checks.get_mut(&check) {
                (check.undecided, check.jobs) = (left.len(), left);
            }
            if checks.is_empty() {
                self.names_seen.try_set_value(0);
            }
        });
        self.update_tray();
    }

    /// So many names have been looked at.
    pub(super) fn seen(self, count: usize) {
        self.names_seen.try_set_value(count);
        self.sum_up();
    }

    // ---- The line ----

    fn show(self, job: Job, state: State) -> u32 {
        let id = self.new_id();
        self.tally.update_value(|tally| tally.add(job.size(), &state));
        let signal = || RwSignal::new(state);
        let state = match self.owner.get_value() {
            Some(owner) => owner.with(signal),
            None => signal(),
        };
        self.items.update_value(|items| drop(items.insert(id, Item { job, state, running: None })));
        id
    }

    /// Puts these in line.
    pub(super) fn enqueue(self, jobs: Vec<Job>) {
        for job in jobs {
            let id = self.show(job, State::Waiting);
            self.queue.update_value(|queue| queue.add(id));
        }
        self.proceed();
    }

    /// This one is not sent, for a reason.
    pub(super) fn fail(self, job: Job, reason: String, is_final: bool) {
        let (name, said) = (job.path.clone(), reason.clone());
        self.show(job, State::Failed { reason, is_final });
        self.note_failure(&name, &said);
        self.update_tray();
    }

    /// Starts those whose turn it is.
    fn proceed(self) {
        for id in self.queue.try_update_value(Queue::start).unwrap_or_default() {
            let (work, handle) = abortable(self.run(id));
            self.with_item(id, |item| item.running = Some(handle));
            spawn_local(async move {
                let _ = work.await;
            });
        }
        self.update_tray();
        let idle = self.queue.try_with_value(Queue::is_empty) == Some(true);
        let ended = self.ended.try_update_value(|ended| if idle { std::mem::take(ended) } else { (0, 0) });
        if let Some((arrived @ 1.., failed)) = ended {
            let arrived = n!(arrived, one = "{count} file uploaded", other = "{count} files uploaded");
            self.state.say(match failed {
                0 => arrived,
                _ => t!(
                    "{uploaded}, {failed}",
                    uploaded = arrived,
                    failed = n!(failed, one = "{count} failed", other = "{count} failed")
                ),
            });
            set_timeout(move || self.tidy_up(), SHOWN_FOR);
        }
    }

    /// What has arrived need not be shown for ever.
    fn tidy_up(self) {
        if self.queue.try_with_value(Queue::is_empty) == Some(true) {
            self.forget(|state| *state == State::Done);
        }
    }

    async fn run(self, id: u32) {
        let Some(job) = self.with_item(id, |item| item.job.clone()) else { return };
        let result = loop {
            match self.send(id, &job).await {
                Err(Failure::Aws(error) | Failure::NoParts(error)) if self.is_repeated_after(id, &error).await => {}
                // One request of any size is a PUT.
                Err(Failure::NoParts(_)) if job.size() <= MAX_PUT && !job.attempt.whole.replace(true) => {}
                result => break result,
            }
        };
        match result {
            Ok(uploaded) => self.arrived(id, uploaded),
            Err(Failure::Taken(Some(e_tag))) => self.is_taken(id, job, e_tag),
            Err(failure) => {
                // Who is led to the sign-in page by it finds the file waiting afterwards.
                if let Failure::Aws(error) | Failure::NoParts(error) = &failure {
                    self.refusals.note(&job.destination.place, Action::Write, error);
                }
                let reason = self.reason(&job, &failure).await;
                self.has_failed(id, &job.path, reason, reasons::is_final(&failure));
            }
        }
    }

    /// Whether the network was gone when `id` failed: then it waits for it, and is sent again.
    async fn is_repeated_after(self, id: u32, error: &Error) -> bool {
        if error.is_silence() {
            self.set(id, State::Waiting);
        }
        self.state.connection().outlasts(error).await
    }

    async fn send(self, id: u32, job: &Job) -> Result<Uploaded, Failure> {
        let (client, session) = (self.state.client(), self.state.session());
        let target = job.target().ok_or(Failure::Aws(Error::SignedOut))?;
        let e_tag = match &job.what {
            What::File(file, chosen) => {
                let progress = move |sent| {
                    self.set(id, State::Running(sent));
                };
                progress(0);
                send(&client, &session, &target, (file, *chosen), &job.attempt, Upload::new, progress).await?
            }
            What::Folder => {
                let media_type = "application/x-directory";
                let made = client
                    .put_object_if(&target.bucket, &target.key, media_type, Vec::new(), &Precondition::Absent, &session)
                    .await;
                match made {
                    // It is there, which is what was wanted.
                    Err(error) if matches!(error.code(), "PreconditionFailed" | "ConditionalRequestConflict") => String::new(),
                    made => made.map_err(Failure::Aws)?,
                }
            }
        };
        let now = client.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let file = File { size: job.size(), modified: now as i64, e_tag, storage_class: "STANDARD".to_owned() };
        Ok(Uploaded { bucket: target.bucket, key: target.key, file })
    }

    /// Why it failed. A silence may be due to the bucket's CORS rules; which of them, other requests show.
    async fn reason(self, job: &Job, failure: &Failure) -> String {
        let (client, session) = (self.state.client(), self.state.session());
        let network = |error: &Error| matches!(error, Error::NoResponse(silence) if silence.kind == HttpErrorKind::Network);
        let target = job.target();
        match (failure, &target) {
            (Failure::NoParts(_), Some(target)) => reasons::cors_of_parts(&target.bucket),
            (Failure::Aws(error), Some(target)) if network(error) => {
                let accepts_put = accepts_put(&client, &session, &target.bucket, &target.key).await;
                let answers = accepts_put || look_up(&client, &session, &target.bucket, &target.key).await.is_ok();
                match answers {
                    true => reasons::cors(&target.bucket, &target.precondition, accepts_put),
                    false => reasons::reason(failure),
                }
            }
            _ => reasons::reason(failure),
        }
    }

    fn arrived(self, id: u32, uploaded: Uploaded) {
        self.dequeue(id);
        self.set(id, State::Done);
        self.ended.try_update_value(|(arrived, _)| *arrived += 1);
        self.uploads.uploaded.try_update(|all| all.push(uploaded));
        self.proceed();
    }

    /// Somebody else has put an object there.
    fn is_taken(self, id: u32, job: Job, e_tag: String) {
        self.dequeue(id);
        self.remove(id);
        if job.beside.is_none() {
            self.begin_check(vec![job], |engine, check, jobs| async move {
                for job in jobs {
                    engine.ask_again(check, job, e_tag.clone()).await;
                }
            });
            return self.proceed();
        }
        match next_beside(&job) {
            Some(job) => self.enqueue(vec![job]),
            None => {
                self.fail(job, too_many(), true);
                self.proceed();
            }
        }
    }

    fn has_failed(self, id: u32, name: &str, reason: String, is_final: bool) {
        self.dequeue(id);
        let is_shown = self.set(id, State::Failed { reason: reason.clone(), is_final });
        if is_shown {
            self.note_failure(name, &reason);
        }
        self.proceed();
    }

    fn note_failure(self, name: &str, reason: &str) {
        self.ended.try_update_value(|(_, failed)| *failed += 1);
        self.shown.announce_failure(name, reason);
    }

    fn dequeue(self, id: u32) {
        self.queue.try_update_value(|queue| queue.leave(id));
        self.with_item(id, |item| item.running = None);
    }

    fn with_item<T>(self, id: u32, with: impl FnOnce(&mut Item) -> T) -> Option<T> {
        self.items.try_update_value(|items| items.get_mut(&id).map(with)).flatten()
    }

    /// Whether it is among the uploads: progress may be reported a moment after the session has ended.
    fn set(self, id: u32, state: State) -> bool {
        let Some((signal, size)) = self.with_item(id, |item| (item.state, item.job.size())) else { return false };
        self.tally.try_update_value(|tally| tally.change(size, &signal.read_untracked(), &state));
        signal.set(state);
        self.sum_up();
        true
    }

    // ---- What the visitor does ----

    /// Stops one.
    pub fn stop(self, id: u32) {
        self.stop_quietly(id);
        self.proceed();
    }

    /// Stops all that has not arrived, and asks nothing any more.
    pub fn stop_all(self) {
        for check in self.checks.try_update_value(std::mem::take).unwrap_or_default().into_values() {
            check.running.inspect(AbortHandle::abort);
            for job in check.jobs {
                self.give_up(&job);
                self.show(job, State::Stopped);
            }
        }
        self.names_seen.try_set_value(0);
        self.conflicts.clear();
        self.queue.try_update_value(|queue| *queue = Queue::new(AT_A_TIME));
        let left = self.items.with_value(|items| {
            let left = items.iter().filter(|(_, item)| !item.state.read_untracked().is_over());
            left.map(|(id, _)| *id).collect::<Vec<_>>()
        });
        left.into_iter().for_each(|id| self.stop_quietly(id));
        self.proceed();
    }

    fn stop_quietly(self, id: u32) {
        let job = self.with_item(id, |item| {
            item.running.take().inspect(AbortHandle::abort);
            item.job.clone()
        });
        if let Some(job) = job {
            self.dequeue(id);
            self.set(id, State::Stopped);
            self.give_up(&job);
        }
    }

    /// S3 need not keep the parts of it.
    pub(super) fn give_up(self, job: &Job) {
        if job.attempt.is_begun() {
            let (attempt, client, session) = (Rc::clone(&job.attempt), self.state.client(), self.state.session());
            spawn_local(async move { attempt.abort(&client, &session).await });
        }
    }

    /// Tries one again that failed or was stopped.
    pub fn retry(self, id: u32) {
        let Some(job) = self.with_item(id, |item| item.job.clone()) else { return };
        if job.checked {
            self.set(id, State::Waiting);
            self.queue.update_value(|queue| queue.add_again(id));
            self.proceed();
        } else {
            self.remove(id);
            self.take(vec![job]);
        }
    }

    /// Does not show those any more that are over.
    pub fn clear(self) {
        self.forget(State::is_over);
    }

    fn forget(self, which: impl Fn(&State) -> bool) {
        let ids = self.items.with_value(|items| {
            items.iter().filter(|(_, item)| which(&item.state.read_untracked())).map(|(id, _)| *id).collect::<Vec<_>>()
        });
        for id in ids {
            if let Some(job) = self.remove(id) {
                self.give_up(&job);
            }
        }
        self.update_tray();
    }

    fn remove(self, id: u32) -> Option<Job> {
        let item = self.items.try_update_value(|items| items.remove(&id)).flatten()?;
        self.tally.try_update_value(|tally| tally.remove(item.job.size(), &item.state.read_untracked()));
        item.state.dispose();
        Some(item.job)
    }

    // ---- What the visitor sees ----

    /// Brings up to date what is shown, and what others know of the uploads.
    pub(super) fn update_tray(self) {
        let undecided = self.undecided();
        let left = self.queue.try_with_value(Queue::len).unwrap_or_default();
        self.state.uploading().note(undecided + left);
        self.shown.update_tray(move || {
            self.items.try_with_value(|items| {
                let all: Vec<(&u32, &Item)> = items.iter().collect();
                let transfer = |(id, item): (&u32, &Item)| Transfer {
                    id: *id,
                    name: item.job.path.clone(),
                    size: item.job.size(),
                    state: item.state,
                };
                let urgency = |(_, item): &(&u32, &Item)| urgency(&item.state.read_untracked());
                most_urgent(&all, urgency).into_iter().map(transfer).collect()
            })
        });
        self.sum_up();
    }

    fn undecided(self) -> usize {
        self.checks.try_with_value(|checks| checks.values().map(|check| check.undecided).sum()).unwrap_or_default()
    }

    /// Shows the sums, and goes on doing so while something is under way: a line that stands still is slower every second.
    fn sum_up(self) {
        self.shown.sum_up(move || {
            let tally = self.tally.try_get_value()?;
            let now = self.state.client().now();
            let is_running = tally.left() > 0;
            let (rate, left) = self.rate.try_update_value(|rate| {
                if is_running {
                    rate.note(now, tally.sent)
                } else {
                    rate.clear()
                }
                (rate.bytes_per_second(), rate.time_for(tally.bytes.saturating_sub(tally.sent)))
            })?;
            let undecided = self.undecided();
            if (is_running || undecided > 0) && self.ticking.try_update_value(|on| !std::mem::replace(on, true)) == Some(true) {
                let again = move || {
                    self.ticking.try_set_value(false);
                    self.sum_up();
                };
                set_timeout(again, SECOND);
            }
            let names_seen = self.names_seen.try_get_value()?;
            Some(Summary { tally, undecided, names_seen, bytes_per_second: rate, time_left: left })
        });
    }
}
