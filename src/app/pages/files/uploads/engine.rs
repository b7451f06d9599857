//! All uploads of this visitor: what they are, and which of them begin.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;
use std::rc::Rc;

use crate::ui::reactive::*;
use futures::future::{AbortHandle, abortable};
use leptos::task::spawn_local;

use super::conflicts::Conflicts;
use super::dock::DockView;
use super::interrupted::Interrupted;
use super::job::Job;
use super::replaced::Replaced;
use super::unsent::Unsent;
use super::{Uploaded, Uploads};
use crate::app::AppState;
use crate::app::pages::files::access::Refusals;
use crate::files::upload::queue::Queue;
use crate::files::upload::rate::Rate;
use crate::files::upload::tally::Tally;
use crate::ui::components::TransferState;
use crate::ui::dom::effect;
use crate::ui::timer::Timer;

/// How many files are under way at a time: two more than have a lane ([`crate::aws::AT_A_TIME`]), of which the bytes are read and summed
/// meanwhile.
pub(super) const AT_A_TIME: usize = 6;

/// One of the uploads.
pub(super) struct QueuedUpload {
    pub job: Job,
    pub state: TransferState,
    /// The state as its line shows it, which follows a few times a second ([`super::dock`]).
    pub shown: RwSignal<TransferState>,
    pub running: Option<AbortHandle>,
}

/// Files whose names are being looked at, or asked about.
pub(super) struct Checking {
    pub jobs: Vec<Job>,
    /// How many of them are not decided about.
    pub undecided: usize,
    pub running: Option<AbortHandle>,
}

/// All uploads of this visitor.
#[derive(Clone, Copy)]
pub struct Engine {
    pub(super) state: AppState,
    pub(super) uploads: Uploads,
    pub(super) refusals: Refusals,
    /// The signals made here live as long as the uploads, not as long as what begins one.
    pub(super) owner: StoredValue<Option<Owner>>,
    /// By number, which grows.
    pub(super) items: StoredValue<BTreeMap<u32, QueuedUpload>>,
    pub(super) checks: StoredValue<BTreeMap<u32, Checking>>,
    /// Which of these is of files whose names turned out to be taken.
    pub(super) taken: StoredValue<Option<u32>>,
    /// The states of lines that are no longer to be shown.
    pub(super) gone: StoredValue<Vec<RwSignal<TransferState>>>,
    pub(super) queue: StoredValue<Queue>,
    pub(super) tally: StoredValue<Tally>,
    pub(super) rate: StoredValue<Rate>,
    /// Of each that runs.
    pub(super) rates: StoredValue<HashMap<u32, Rate>>,
    next_id: StoredValue<u32>,
    /// Those that have arrived and that the list has not been told of.
    pub(super) arrived: StoredValue<Vec<Uploaded>>,
    /// How many arrived and how many failed since there was last nothing to do.
    pub(super) ended: StoredValue<(usize, usize)>,
    /// Takes away what has arrived, a while after all uploads have come to their end.
    pub(super) tidying: Timer,
    /// How many names have been looked at.
    pub(super) names_seen: StoredValue<usize>,
    pub(super) ticking: Timer,
    /// Which buckets have answered a write on a condition in this header.
    pub(super) answered: StoredValue<HashSet<(String, http::HeaderName)>>,
    pub(super) conflicts: Conflicts,
    pub(super) interrupted: Interrupted,
    pub(super) replaced: Replaced,
    pub(super) unsent: Unsent,
    pub(super) shown: DockView,
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
            items: StoredValue::new(BTreeMap::new()),
            checks: StoredValue::new(BTreeMap::new()),
            taken: StoredValue::new(None),
            gone: StoredValue::new(Vec::new()),
            queue: StoredValue::new(Queue::new(AT_A_TIME)),
            tally: StoredValue::new(Tally::default()),
            rate: StoredValue::new(Rate::default()),
            rates: StoredValue::new(HashMap::new()),
            next_id: StoredValue::new(0),
            arrived: StoredValue::new(Vec::new()),
            ended: StoredValue::new((0, 0)),
            tidying: Timer::new(),
            names_seen: StoredValue::new(0),
            ticking: Timer::new(),
            answered: StoredValue::new(HashSet::new()),
            conflicts: Conflicts::new(),
            interrupted: Interrupted::new(uploads.state),
            replaced: Replaced::new(),
            unsent: Unsent::new(uploads.state),
            shown: DockView::new(),
        };
        effect(move || {
            uploads.times_asked.track();
            let asked = uploads.asked.try_update_value(std::mem::take).unwrap_or_default();
            let folders = uploads.folders.try_update_value(std::mem::take).unwrap_or_default();
            untrack(|| engine.take(asked));
            folders.into_iter().for_each(|(destination, chosen)| uploads.read_folder(destination, chosen));
        });
        engine.follow_interrupted();
        engine.follow_unsent();
        on_cleanup(move || uploads.park(engine.stop_for_now()));
        engine
    }

    /// Begins with jobs, of which some may have been decided about before the session ended.
    pub(super) fn take(self, jobs: Vec<Job>) {
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
                if !item.state.is_over() {
                    left.push(Job { is_paused: matches!(item.state, TransferState::Paused(_)), ..item.job });
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

    pub(super) fn new_id(self) -> u32 {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        id
    }

    pub(super) fn begin_check<W: Future<Output = ()> + 'static>(
        self,
        jobs: Vec<Job>,
        work: impl FnOnce(Engine, u32, Vec<Job>) -> W,
    ) {
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
}
