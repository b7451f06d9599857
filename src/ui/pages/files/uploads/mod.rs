//! Files on their way into the bucket. They belong to the visitor, not to a screen: they go on while the visitor looks at
//! other pages, and end with the session.

mod check;
mod conflicts;
mod queue;
mod tray;

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::time::{Duration, SystemTime};

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::conflicts::Conflicts;
use self::queue::Queue;
use self::tray::TrayContent;
pub use self::tray::upload_tray;
use super::entries::File;
use super::folder::Folder;
use crate::aws::authorization::SigV4;
use crate::aws::s3::{Bucket, MAX_PUT};
use crate::aws::{self, Error};
use crate::browser::drop::Picked;
use crate::browser::leaving::AskBeforeLeaving;
use crate::browser::upload::{FileBody, Upload};
use crate::ui::components::{Transfer, TransferState, format};
use crate::ui::dom::effect;
use crate::ui::{AppState, explain};

/// How many files are sent at a time: enough to fill a line, few enough that each is seen to move.
const AT_A_TIME: usize = 3;
/// How long the tray shows what has arrived, once all has.
const SHOWN_FOR: Duration = Duration::from_secs(10);

/// Where a file goes.
#[derive(Clone)]
struct Job {
    bucket: Bucket,
    prefix: String,
    /// Below the prefix.
    path: String,
    file: web_sys::File,
    /// Whether it is known what the file would replace.
    checked: bool,
}

impl Job {
    fn key(&self) -> String {
        format!("{}{}", self.prefix, self.path)
    }

    /// What no other is sent to unasked meanwhile. A bucket's name is its own in all regions.
    fn target(&self) -> String {
        format!("{}/{}", self.bucket.name, self.key())
    }
}

/// A file that has arrived.
#[derive(Clone, Debug)]
pub struct Landed {
    /// The bucket it is in.
    pub bucket: Bucket,
    /// Its key.
    pub key: String,
    /// What a listing would tell of it.
    pub file: File,
}

/// The uploads of this visitor.
#[derive(Clone, Copy)]
pub struct Uploads {
    state: AppState,
    /// The signals made here live as long as the uploads, not as long as the page that begins one.
    owner: StoredValue<Option<Owner>>,
    transfers: StoredValue<Vec<Transfer>>,
    tray: TrayContent,
    jobs: StoredValue<HashMap<u32, Job>, LocalStorage>,
    queue: StoredValue<Queue>,
    /// The targets of those that wait or run.
    targets: StoredValue<HashSet<String>>,
    under_way: StoredValue<HashMap<u32, AbortHandle>, LocalStorage>,
    next_id: StoredValue<u32>,
    /// How many have arrived since there was last nothing to do.
    arrived: StoredValue<usize>,
    /// How many are looked at before they stand in line.
    in_question: StoredValue<usize>,
    conflicts: Conflicts,
    landed: RwSignal<Vec<Landed>>,
}

impl Uploads {
    /// Begins with none, for all below the component that this is called in; they end with it.
    pub fn provide() {
        let uploads = Uploads {
            state: AppState::get(),
            owner: StoredValue::new(Owner::current()),
            transfers: StoredValue::new(Vec::new()),
            tray: TrayContent::new(),
            jobs: StoredValue::new_local(HashMap::new()),
            queue: StoredValue::new(Queue::new(AT_A_TIME)),
            targets: StoredValue::new(HashSet::new()),
            under_way: StoredValue::new_local(HashMap::new()),
            next_id: StoredValue::new(0),
            arrived: StoredValue::new(0),
            in_question: StoredValue::new(0),
            conflicts: Conflicts::new(),
            landed: RwSignal::new(Vec::new()),
        };
        // The browser asks for as long as this is kept.
        let mut asking = None;
        let is_busy = Memo::new(move |_| uploads.state.uploading().count().get() > 0);
        effect(move || drop(std::mem::replace(&mut asking, is_busy.get().then(AskBeforeLeaving::new))));
        on_cleanup(move || {
            uploads.under_way.with_value(|under_way| under_way.values().for_each(AbortHandle::abort));
            uploads.state.uploading().stop("you went to sign in");
        });
        provide_context(uploads);
    }

    /// The uploads of this page.
    pub fn get() -> Uploads {
        expect_context()
    }

    /// Files that have arrived since this was last asked.
    pub fn take_landed(self) -> Vec<Landed> {
        self.landed.track();
        self.landed.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    /// Sends `files` into `folder`. `known` are all keys and folders in it, if all are known: that saves a question for
    /// each file whether its name is free.
    pub fn add(self, folder: &Folder, files: Vec<Picked>, known: Option<HashSet<String>>) {
        let (bucket, prefix) = (folder.bucket.clone(), folder.prefix());
        let job = |Picked { path, file }| Job { bucket: bucket.clone(), prefix: prefix.clone(), path, file, checked: false };
        let jobs = files.into_iter().map(job).collect();
        self.spawn(self.new_id(), self.check(jobs, known));
    }

    fn new_id(self) -> u32 {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        id
    }

    fn show(self, job: Job, state: TransferState) -> u32 {
        let id = self.new_id();
        let owner = self.owner.get_value();
        let state = match owner {
            Some(owner) => owner.with(|| RwSignal::new(state)),
            None => RwSignal::new(state),
        };
        let transfer = Transfer { id, name: job.path.clone(), size: job.file.size() as u64, state };
        self.jobs.update_value(|jobs| drop(jobs.insert(id, job)));
        self.transfers.update_value(|transfers| transfers.push(transfer));
        self.arrange();
        id
    }

    fn put_in_line(self, job: Job) {
        self.is_decided();
        self.targets.update_value(|targets| targets.extend([job.target()]));
        let id = self.show(job, TransferState::Waiting);
        self.queue.update_value(|queue| queue.add(id));
        self.go_on();
    }

    fn refuse(self, job: Job, error: &Error) {
        self.is_decided();
        self.state.heed(error);
        self.show(job, TransferState::Failed(reason(error)));
    }

    /// One more of those in question is not any more.
    fn is_decided(self) {
        self.in_question.update_value(|count| *count = count.saturating_sub(1));
    }

    /// Brings the tray up to date, and what others know of the uploads.
    fn arrange(self) {
        let waiting = self.queue.try_with_value(Queue::len).unwrap_or_default();
        self.state.uploading().note(self.in_question.get_value() + waiting);
        self.tray.arrange(self.transfers);
    }

    /// Starts those whose turn it is.
    fn go_on(self) {
        for id in self.queue.try_update_value(Queue::start).unwrap_or_default() {
            self.spawn(id, async move {
                let result = loop {
                    match self.send(id).await {
                        Err(error) if self.is_repeated_after(id, &error).await => {}
                        result => break result,
                    }
                };
                self.finish(id, result);
            });
        }
        self.arrange();
        let idle = self.queue.with_value(Queue::is_idle);
        if idle && let Some(arrived @ 1..) = self.arrived.try_update_value(std::mem::take) {
            self.state.say(format!("{} uploaded", format::count(arrived, "file")));
            set_timeout(move || self.tidy_up(), SHOWN_FOR);
        }
    }

    /// What has arrived need not be shown for ever.
    fn tidy_up(self) {
        if self.queue.try_with_value(Queue::is_idle) == Some(true) {
            self.forget(|transfer| *transfer.state.read_untracked() == TransferState::Done);
        }
    }

    fn spawn(self, id: u32, work: impl Future<Output = ()> + 'static) {
        let (work, handle) = abortable(work);
        self.under_way.update_value(|under_way| drop(under_way.insert(id, handle)));
        spawn_local(async move {
            if work.await.is_ok() {
                self.under_way.try_update_value(|under_way| under_way.remove(&id));
            }
        });
    }

    /// Whether the network was gone when `id` failed: then it waits for it, and is sent again.
    async fn is_repeated_after(self, id: u32, error: &Error) -> bool {
        if error.is_silence() {
            self.set(id, TransferState::Waiting);
        }
        self.state.connection().outlasts(error).await
    }

    async fn send(self, id: u32) -> Result<Landed, Error> {
        let Some(job) = self.jobs.with_value(|jobs| jobs.get(&id).cloned()) else { return Err(Error::SignedOut) };
        let size = job.file.size() as u64;
        if size > MAX_PUT {
            return Err(Error::Unsendable("the file is larger than the 5 GB that one upload can take".to_owned()));
        }
        let key = job.key();
        let transport = Upload::new(move |sent| self.set(id, TransferState::Running(sent)));
        let client = self.state.client();
        let body = FileBody(job.file.clone().into());
        let sent = async {
            let operation = client.put_object_operation(&job.bucket, &key, &job.file.type_(), body)?;
            let session = self.state.session();
            client.send_via(&transport, operation, SigV4::new(&session, &job.bucket.region)).await
        };
        let response = sent.await?;
        let e_tag = response.headers().get(http::header::ETAG).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let now = client.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let file = File { size, modified: now as i64, e_tag: e_tag.to_owned(), storage_class: "STANDARD".to_owned() };
        Ok(Landed { bucket: job.bucket, key, file })
    }

    fn finish(self, id: u32, result: Result<Landed, Error>) {
        self.leave_line(id);
        match result {
            Ok(landed) => {
                self.set(id, TransferState::Done);
                // The file need not be kept any more.
                self.jobs.update_value(|jobs| drop(jobs.remove(&id)));
                self.arrived.update_value(|arrived| *arrived += 1);
                self.landed.update(|all| all.push(landed));
            }
            Err(error) => {
                self.state.heed(&error);
                self.set(id, TransferState::Failed(reason(&error)));
            }
        }
        self.go_on();
    }

    fn leave_line(self, id: u32) {
        if let Some(target) = self.jobs.with_value(|jobs| jobs.get(&id).map(Job::target)) {
            self.targets.update_value(|targets| {
                targets.remove(&target);
            });
        }
        self.queue.update_value(|queue| queue.leave(id));
    }

    fn set(self, id: u32, state: TransferState) {
        // Progress may be reported a moment after the session has ended.
        let find = |all: &Vec<Transfer>| all.iter().find(|one| one.id == id).map(|one| one.state);
        if let Some(signal) = self.transfers.try_with_value(find).flatten() {
            signal.set(state);
        }
    }

    fn cancel(self, id: u32) {
        if let Some(handle) = self.under_way.try_update_value(|under_way| under_way.remove(&id)).flatten() {
            handle.abort();
        }
        self.leave_line(id);
        self.set(id, TransferState::Cancelled);
        self.go_on();
    }

    fn retry(self, id: u32) {
        let Some(job) = self.jobs.with_value(|jobs| jobs.get(&id).cloned()) else { return };
        if job.checked {
            self.set(id, TransferState::Waiting);
            self.targets.update_value(|targets| targets.extend([job.target()]));
            self.queue.update_value(|queue| queue.add_again(id));
            self.go_on();
        } else {
            self.forget(|transfer| transfer.id == id);
            self.spawn(self.new_id(), self.check(vec![job], None));
        }
    }

    fn forget(self, which: impl Fn(&Transfer) -> bool) {
        let (forgotten, kept) = self.transfers.get_value().into_iter().partition::<Vec<_>, _>(which);
        self.transfers.set_value(kept);
        self.jobs.update_value(|jobs| forgotten.iter().for_each(|transfer| drop(jobs.remove(&transfer.id))));
        self.arrange();
    }
}

fn reason(error: &aws::Error) -> String {
    let problem = explain::aws_error("", error);
    format!("{} {}", problem.reason, problem.advice).trim_end().to_owned()
}
