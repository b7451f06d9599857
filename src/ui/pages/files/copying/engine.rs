//! Runs the queued copies, moves and undos, one after the other; each is planned first.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};
use std::rc::Rc;

use crate::ui::reactive::*;

use super::Copies;
use super::clipboard::pasted;
use super::order::{CopyCommand, CopyWork, RetryWork, Reversible, Undo};
use super::planning::NothingToCopy;
use super::reasons::{CopyReason, reasons, shortfall};
use super::rows::RowChanges;
use crate::aws::Error;
use crate::browser::leaving::AskBeforeLeaving;
use crate::files::copy::{CopyFailure, CopyItem, CopyPlan, Copying, Failed, Progress, Report, TransferKind};
use crate::ui::AppState;
use crate::ui::dom::effect;
use crate::ui::pages::files::access::{Action, Refusals};
use crate::ui::pages::files::entries::File;
use crate::ui::pages::files::uploads::conflicts::Conflicts;
use crate::ui::task::Task;
use crate::ui::words::{errors, format};

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
    /// It is over.
    Over(CopyOutcome),
}

/// What has come of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CopyOutcome {
    /// In words.
    pub says: String,
    /// What was not done, and why.
    pub reasons: Vec<CopyReason>,
    /// Whether doing it again may help.
    pub can_retry: bool,
    /// Whether it can be taken back.
    pub can_undo: bool,
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
    pub(super) again: StoredValue<Option<RetryWork>>,
    pub(super) stage: RwSignal<CopyStage>,
    pub(super) conflicts: Conflicts,
}

#[derive(Clone)]
struct Current {
    work: CopyWork,
    all: usize,
    items: Rc<Vec<CopyItem>>,
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
            again: StoredValue::new(None),
            stage: RwSignal::new(CopyStage::Idle),
            conflicts: Conflicts::new(),
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
        match self.current.try_update_value(Option::take).flatten() {
            Some(current) => self.finish(current, true),
            None => {
                self.stage.set(CopyStage::Idle);
                self.copies.clip.update(|clip| clip.iter_mut().for_each(|clip| clip.is_pasting = false));
            }
        }
        self.proceed();
    }

    /// Removes the finished job from the tray.
    pub fn close(self) {
        self.stage.set(CopyStage::Idle);
    }

    /// Retries what failed or was not begun.
    pub fn retry(self) {
        if let Some(again) = self.again.try_update_value(Option::take).flatten() {
            // Where nothing was begun with, all of it is left.
            self.copies.work(if again.left.is_empty() { again.work } else { CopyWork::Again(Rc::new(again)) });
        }
    }

    /// The session has ended. The toast about what was copied stays until it is closed: the visitor may be looking at another tab.
    fn session_ends(self) {
        self.task.stop();
        if let Some(Current { work, all, report, .. }) = self.current.try_update_value(Option::take).flatten() {
            let says = self.stopped(&work, &report.borrow(), all);
            self.state
                .session_news()
                .copying_ended(t!("Your session ended while files were copied or moved. {what}", what = says));
        }
    }

    async fn run(self, work: CopyWork) {
        // Closing the page would leave the rest undone.
        let _asking = AskBeforeLeaving::new();
        let says = work.under_way();
        self.stage.set(CopyStage::Running { says: says.clone(), done: None, bytes: (0, 0) });
        let plan = match self.plan(&work).await {
            Ok(Ok(plan)) => plan,
            Ok(Err(NothingToCopy::Copied(says))) => {
                self.state.say(says);
                return self.stage.set(CopyStage::Idle);
            }
            Ok(Err(NothingToCopy::Failed(says))) => {
                return self.stage.set(CopyStage::Over(CopyOutcome { says, ..CopyOutcome::default() }));
            }
            Err(error) => {
                let problem = errors::aws_error("", &error);
                let text = format!("{} {}", problem.reason, problem.advice).trim_end().to_owned();
                let reasons = vec![CopyReason { text, names: Vec::new() }];
                let (left, done, own) = Default::default();
                self.again.set_value(Some(RetryWork { work, left, done, own }));
                return self.stage.set(CopyStage::Over(CopyOutcome {
                    says: t!("Couldn't read the folder").to_owned(),
                    reasons,
                    can_retry: true,
                    ..CopyOutcome::default()
                }));
            }
        };
        let CopyPlan { items, failed, skipped } = plan;
        let report = Report { failed: failed.into_iter().map(|(item, why)| Failed { item, why }).collect(), ..Report::default() };
        let (all, all_bytes) = (items.len(), items.iter().map(|item| item.source.size).fold(0, u64::saturating_add));
        if all == 0 && skipped > 0 && report.failed.is_empty() {
            return self.stage.set(CopyStage::Idle);
        }
        let report = Rc::new(RefCell::new(report));
        let items = Rc::new(items);
        let current = Current { work: work.clone(), all: all + skipped, items: Rc::clone(&items), report: Rc::clone(&report) };
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
        let outlasts = async |error: &Error| self.state.connection().outlasts(error).await;
        copying.run(&items, &report, outlasts, on_progress).await;
        self.current.set_value(None);
        self.finish(current, false);
    }

    fn finish(self, Current { work, all, items, report }: Current, was_stopped: bool) {
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
        let can_retry = !left.is_empty();
        self.again.set_value(can_retry.then(|| RetryWork { work: first, left, done: all_done, own }));
        let below = work.from().prefix();
        let reasons = reasons(&report.failed, &below).into_iter().chain(shortfall(&report.done, &below)).collect();
        self.stage.set(CopyStage::Over(CopyOutcome { says, reasons, can_retry, can_undo }));
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
        let in_both = || n!(both, one = "{count} is in both places.", other = "{count} are in both places.");
        if both > 0 { format!("{says} {}", in_both()) } else { says }
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
