//! Runs the queued copies, moves and undos, one after the other; each is planned first.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use crate::ui::reactive::*;

use super::Copies;
use super::clipboard::pasted;
use super::large::LargeFiles;
use super::order::{CopyCommand, CopyWork, RetryWork, Reversible, Undo};
use super::planning::NothingToCopy;
use super::reasons::{CopyReason, reasons, renumbered, shortfall};
use super::rows::RowChanges;
use crate::app::AppState;
use crate::app::pages::files::access::{Action, Refusals};
use crate::app::pages::files::entries::File;
use crate::app::pages::files::uploads::conflicts::Conflicts;
use crate::aws::Error;
use crate::browser::leaving::AskBeforeLeaving;
use crate::files::copy::{CopyFailure, CopyItem, CopyPlan, Copying, Failed, Progress, Report, TransferKind};
use crate::ui::dom::effect;
use crate::ui::task::Task;
use crate::ui::words::{errors, format, sentences};

/// How far the work is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CopyStage {
    /// There is none.
    #[default]
    Idle,
    /// It is under way.
    Running {
        /// What.
        says: String,
        /// How many of how many objects are done, once that is known.
        done: Option<(usize, usize)>,
        /// How many bytes of how many.
        bytes: (u64, u64),
    },
}

/// What has come of a job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CopyOutcome {
    /// Tells it from the others.
    pub id: u32,
    /// In words.
    pub says: String,
    /// What was not done, and why.
    pub reasons: Vec<CopyReason>,
    /// Whether doing it again may help.
    pub can_retry: bool,
    /// Whether it can be taken back.
    pub can_undo: bool,
    /// Whether it is shown until the visitor closes it: not all was done that was to be.
    pub stays: bool,
}

/// All that this visitor copies and moves.
#[derive(Clone, Copy)]
pub struct CopyEngine {
    pub(super) state: AppState,
    pub(super) copies: Copies,
    pub(super) refusals: Refusals,
    task: Task,
    queue: StoredValue<VecDeque<CopyCommand>>,
    /// What is under way, and what has become of its objects.
    current: StoredValue<Option<Current>>,
    /// What is being taken back.
    pub(super) taking_back: StoredValue<Option<Reversible>>,
    pub(super) stage: RwSignal<CopyStage>,
    /// What has come of the jobs before, the oldest first.
    pub(super) outcomes: RwSignal<Vec<CopyOutcome>>,
    /// What is left of those that can be retried, by their outcomes.
    retries: StoredValue<HashMap<u32, RetryWork>>,
    last_id: StoredValue<u32>,
    pub(super) conflicts: Conflicts,
    pub(super) large: LargeFiles,
}

#[derive(Clone)]
struct Current {
    work: CopyWork,
    all: usize,
    items: Rc<Vec<CopyItem>>,
    /// The new names of those that came with another one of their name.
    numbered: Rc<Vec<String>>,
    report: Rc<RefCell<Report>>,
}

impl CopyEngine {
    /// Begins with what has been asked for. Belongs to the component that calls it.
    pub fn start() -> CopyEngine {
        let copies = Copies::get();
        let engine = CopyEngine {
            state: copies.state,
            copies,
            refusals: Refusals::get(),
            task: Task::new(),
            queue: StoredValue::new(VecDeque::new()),
            current: StoredValue::new(None),
            taking_back: StoredValue::new(None),
            stage: RwSignal::new(CopyStage::Idle),
            outcomes: RwSignal::new(Vec::new()),
            retries: StoredValue::new(HashMap::new()),
            last_id: StoredValue::new(0),
            conflicts: Conflicts::new(),
            large: LargeFiles::new(),
        };
        effect(move || {
            copies.times_asked.track();
            let asked = copies.asked.try_update_value(std::mem::take).unwrap_or_default();
            let deleted = copies.deletions.take().into_iter().map(|undelete| CopyCommand::Deleted(Rc::new(undelete)));
            engine.queue.update_value(|queue| queue.extend(asked.into_iter().chain(deleted)));
            untrack(|| engine.proceed());
        });
        on_cleanup(move || engine.session_ends());
        engine
    }

    /// Begins with the next, unless something is under way.
    fn proceed(self) {
        if !self.queue.with_value(VecDeque::is_empty) {
            self.task.start(async move {
                while let Some(asked) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
                    match asked {
                        CopyCommand::Work(work) => {
                            self.run(work.clone()).await;
                            if let Some(order) = work.order() {
                                pasted(self.copies, order, false);
                            }
                        }
                        CopyCommand::Deleted(undelete) => self.deleted(undelete),
                        CopyCommand::Saved(replaced) => self.saved(replaced),
                        CopyCommand::Undelete(undelete) => self.undelete(&undelete).await,
                        CopyCommand::Restore(replaced) => self.restore(&replaced).await,
                    }
                }
            });
        }
    }

    /// Stops the current job. What it has already copied or moved stays.
    pub fn cancel(self) {
        self.task.stop();
        self.conflicts.clear();
        self.large.clear();
        match self.current.try_update_value(Option::take).flatten() {
            Some(current) => self.finish(current, true),
            None => {
                self.stage.set(CopyStage::Idle);
                self.copies.clip.update(|clip| clip.iter_mut().for_each(|clip| clip.is_pasting = false));
            }
        }
        if let Some(left) = self.taking_back.try_update_value(Option::take).flatten() {
            self.taking_back_stopped(left);
        }
        self.proceed();
    }

    /// A job begins. What was only news of those before is news no longer.
    pub(super) fn begin(self, says: String) {
        self.outcomes.maybe_update(|outcomes| {
            let before = outcomes.len();
            outcomes.retain(|outcome| outcome.stays);
            outcomes.len() != before
        });
        self.stage.set(CopyStage::Running { says, done: None, bytes: (0, 0) });
    }

    /// The job under way is over.
    pub(super) fn over(self, outcome: CopyOutcome, retry: Option<RetryWork>) {
        let next = |id: &mut u32| {
            *id = id.wrapping_add(1);
            *id
        };
        let Some(id) = self.last_id.try_update_value(next) else { return };
        let can_retry = retry.is_some();
        self.retries.update_value(|retries| retries.extend(retry.map(|retry| (id, retry))));
        self.outcomes.update(|outcomes| {
            outcomes.retain(|outcome| outcome.stays);
            // Only what was done last is taken back.
            if outcome.can_undo {
                outcomes.iter_mut().for_each(|outcome| outcome.can_undo = false);
            }
            let stays = outcome.stays || can_retry || !outcome.reasons.is_empty();
            outcomes.push(CopyOutcome { id, can_retry, stays, ..outcome });
        });
        self.stage.set(CopyStage::Idle);
    }

    /// Does not show this outcome any more.
    pub fn close(self, id: u32) {
        self.retries.update_value(|retries| drop(retries.remove(&id)));
        self.outcomes.update(|outcomes| outcomes.retain(|outcome| outcome.id != id));
    }

    /// Retries what failed or was not begun.
    pub fn retry(self, id: u32) {
        let again = self.retries.try_update_value(|retries| retries.remove(&id)).flatten();
        self.close(id);
        if let Some(again) = again {
            // Where nothing was begun with, all of it is left.
            self.copies.work(if again.left.is_empty() { again.work } else { CopyWork::Again(Rc::new(again)) });
        }
    }

    /// The session has ended. The toast about what was copied stays until it is closed: the visitor may be looking at another tab.
    fn session_ends(self) {
        let is_running = self.stage.try_with_untracked(|stage| *stage != CopyStage::Idle).unwrap_or_default();
        self.task.stop();
        let current = self.current.try_update_value(Option::take).flatten();
        let is_taking_back = self.taking_back.try_update_value(Option::take).flatten().is_some();
        // What was being planned has not begun either.
        let waiting = self.queue.try_with_value(|queue| queue.iter().filter(|asked| asked.is_work()).count()).unwrap_or_default();
        let waiting = waiting + usize::from(is_running && current.is_none() && !is_taking_back);
        let stopped = current.map(|Current { work, all, report, .. }| self.stopped(&work, &report.borrow(), all));
        let taking_back = is_taking_back.then(|| t!("Not all of it may be back.").to_owned());
        let unbegun =
            || n!(waiting, one = "{count} job in line wasn't started.", other = "{count} jobs in line weren't started.");
        let unbegun = (waiting > 0).then(unbegun);
        let says: Vec<String> = stopped.into_iter().chain(taking_back).chain(unbegun).collect();
        if !says.is_empty() {
            self.state
                .session_news()
                .copying_ended(t!("Your session ended while files were copied or moved. {what}", what = says.join(" ")));
        }
    }

    async fn run(self, work: CopyWork) {
        // Closing the page would leave the rest undone.
        let _asking = AskBeforeLeaving::new();
        let says = work.under_way();
        self.begin(says.clone());
        let plan = match self.plan(&work).await {
            Ok(Ok(plan)) => plan,
            Ok(Err(NothingToCopy::Copied(says))) => {
                self.state.say(says);
                return self.stage.set(CopyStage::Idle);
            }
            Ok(Err(NothingToCopy::NotWanted)) => return self.stage.set(CopyStage::Idle),
            Ok(Err(NothingToCopy::Failed(says))) => {
                return self.over(CopyOutcome { says, stays: true, ..CopyOutcome::default() }, None);
            }
            Err(error) => {
                let text = errors::aws_error_text(&error);
                let reasons = vec![CopyReason { text, names: Vec::new() }];
                let (left, done, own) = Default::default();
                let says = t!("Couldn't read the folder").to_owned();
                let retry = RetryWork { work, left, done, own };
                return self.over(CopyOutcome { says, reasons, ..CopyOutcome::default() }, Some(retry));
            }
        };
        let CopyPlan { items, failed, skipped, numbered } = plan;
        let report = Report { failed: failed.into_iter().map(|(item, why)| Failed { item, why }).collect(), ..Report::default() };
        let (all, all_bytes) = (items.len(), items.iter().map(|item| item.source.size).fold(0, u64::saturating_add));
        if all == 0 && skipped > 0 && report.failed.is_empty() {
            return self.stage.set(CopyStage::Idle);
        }
        let report = Rc::new(RefCell::new(report));
        let items = Rc::new(items);
        let current = Current {
            work: work.clone(),
            all: all + skipped,
            items: Rc::clone(&items),
            numbered: Rc::new(numbered),
            report: Rc::clone(&report),
        };
        self.current.set_value(Some(current.clone()));
        let copying = Copying {
            client: self.state.client().in_background(),
            credentials: self.state.session(),
            from: work.from().bucket.clone(),
            to: work.to().bucket.clone(),
            transfer: work.transfer(),
        };
        let on_progress = |Progress { objects, bytes }| {
            let (done, bytes) = (Some((objects, all)), (bytes, all_bytes));
            self.stage.try_set(CopyStage::Running { says: says.clone(), done, bytes });
        };
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        copying.run(&items, &report, wait_for_network, on_progress).await;
        self.current.set_value(None);
        self.finish(current, false);
    }

    fn finish(self, Current { work, all, items, numbered, report }: Current, was_stopped: bool) {
        let report = report.take();
        if let Some(order) = work.order() {
            pasted(self.copies, order, !was_stopped && report.failed.is_empty());
        }
        let is_move = work.transfer() == TransferKind::Move;
        self.tell_rows(&work, &report);
        self.note_refusals(&work, &report);
        let mut left = report.left(&items);
        // Whether a name is free, an order is asked for; a name that was typed is refused, and what was moved back is where it was.
        if work.order().is_none_or(|order| order.name.is_some()) {
            left.taken.clear();
        }
        let mut all_done = report.done.clone();
        let both = report.failed.iter().filter(|failed| matches!(failed.why, CopyFailure::NotDeleted(_)));
        let both = both.map(|failed| &failed.item).chain(report.in_both.iter().map(|copied| &copied.item));
        let mut own: HashSet<String> = both.map(|item| item.target.clone()).collect();
        let first = match &work {
            CopyWork::Again(again) => {
                all_done.iter_mut().for_each(|copied| copied.was_there &= !again.own.contains(&copied.item.target));
                all_done.splice(0..0, again.done.iter().cloned());
                own.extend(again.own.iter().cloned());
                again.work.clone()
            }
            work => work.clone(),
        };
        let undo = Report { done: all_done.clone(), ..Report::default() }.undo();
        let can_undo = is_move && !undo.is_empty() && !matches!(first, CopyWork::Undo(_));
        if can_undo {
            let (from, to) = (work.to().clone(), work.from().clone());
            let to_name = self.copies.name(&to.place).to_string();
            let undo = Undo { from, to, to_name, items: undo };
            self.copies.undo.set(Some(Reversible::Move(Rc::new(undo))));
        } else {
            // What was done before it would be taken back without it.
            self.copies.undo.set(None);
        }
        let done = report.done.len();
        let says = match (was_stopped, report.failed.len()) {
            (true, _) => self.stopped(&work, &report, all),
            (false, 0) => work.done(),
            (false, failed) => {
                let all = format::number((done + failed) as u64);
                match work.transfer() {
                    TransferKind::Move => {
                        n!(failed, one = "{count} of {all} not moved", other = "{count} of {all} not moved", all = all)
                    }
                    TransferKind::Copy => {
                        n!(failed, one = "{count} of {all} not copied", other = "{count} of {all} not copied", all = all)
                    }
                }
            }
        };
        let retry = (!left.is_empty()).then(|| RetryWork { work: first, left, done: all_done, own });
        let below = work.from().prefix();
        let notes = shortfall(&report.done, &below).into_iter().chain(renumbered(&report.done, &numbered, &work.to().prefix()));
        let reasons = reasons(&report.failed, &below).into_iter().chain(notes).collect();
        self.over(CopyOutcome { says, reasons, can_undo, stays: was_stopped, ..CopyOutcome::default() }, retry);
    }

    /// What is where, when the work was ended in between.
    fn stopped(self, work: &CopyWork, report: &Report, all: usize) -> String {
        let (done, both) = (report.done.len(), report.in_both.len());
        let all = format::number(all as u64);
        let says = match work.transfer() {
            TransferKind::Move => {
                n!(done, one = "Stopped. {count} of {all} moved.", other = "Stopped. {count} of {all} moved.", all = all)
            }
            TransferKind::Copy => {
                n!(done, one = "Stopped. {count} of {all} copied.", other = "Stopped. {count} of {all} copied.", all = all)
            }
        };
        if both == 0 {
            return says;
        }
        sentences(&[&says, &n!(both, one = "{count} may be in both places.", other = "{count} may be in both places.")])
    }

    fn tell_rows(self, work: &CopyWork, report: &Report) {
        let is_move = work.transfer() == TransferKind::Move;
        let modified = self.state.client().now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
        let row = |item: &CopyItem, e_tag: &str| {
            let file = File {
                size: item.source.size,
                modified: modified.as_secs() as i64,
                e_tag: e_tag.to_owned(),
                storage_class: item.source.storage_class.clone(),
            };
            (item.target.clone(), file)
        };
        let there = report.done.iter().chain(&report.in_both);
        let put: Vec<(String, File)> = there.map(|done| row(&done.item, &done.e_tag)).collect();
        let mut gone: Vec<String> = Vec::new();
        let mut folders = false;
        if is_move {
            gone.extend(report.done.iter().map(|done| done.item.source.key.clone()));
            let (undo, order) = (matches!(work, CopyWork::Undo(_)), work.order());
            let left: Vec<&str> = report.failed.iter().map(|failed| failed.item.source.key.as_str()).collect();
            for entry in order.map(|order| order.entries.as_slice()).unwrap_or_default().iter().filter(|entry| entry.is_folder())
            {
                folders = true;
                let any = report.done.iter().any(|done| done.item.source.key.starts_with(&entry.key));
                if any && !left.iter().any(|key| key.starts_with(&entry.key)) && report.in_both.is_empty() {
                    gone.push(entry.key.clone());
                }
            }
            let below = work.from().prefix();
            folders |= undo && gone.iter().any(|key| key.strip_prefix(&below).is_some_and(|rest| rest.contains('/')));
        }
        let show = work.order().filter(|order| order.name.is_some() && !report.done.is_empty()).and_then(|order| {
            let (name, entry) = (order.name.as_ref()?, order.entries.first()?);
            Some(format!("{}{name}{}", order.to.prefix(), if entry.is_folder() { "/" } else { "" }))
        });
        let from = (work.from().place.clone(), work.from().bucket.clone());
        let changed = RowChanges { from, gone, folders, to: work.to().bucket.clone(), put, show };
        self.copies.changed.update(|all| all.push(changed));
    }

    /// Who may copy none of it may not write there.
    fn note_refusals(self, work: &CopyWork, report: &Report) {
        if !report.done.is_empty() || !report.in_both.is_empty() {
            self.refusals.succeeded(&work.to().place, Action::Write);
            if !report.done.is_empty() && work.transfer() == TransferKind::Move {
                self.refusals.succeeded(&work.from().place, Action::Delete);
            }
            return;
        }
        match report.failed.first().map(|failed| &failed.why) {
            Some(CopyFailure::Aws(error)) => self.refusals.note(&work.to().place, Action::Write, error),
            Some(CopyFailure::NotDeleted(error)) => self.refusals.note(&work.from().place, Action::Delete, error),
            _ => {}
        }
    }
}
