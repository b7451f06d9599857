//! What happens to what is asked for: one after the other, each first planned and then done.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::SystemTime;

use crate::ui::reactive::*;

use super::Copies;
use super::order::{Again, Order, Undo, Work};
use super::reasons::{CopyReason, reasons, shortfall};
use super::rows::Changed;
use crate::aws::Error;
use crate::browser::text::normalize;
use crate::files::copy::{
    Collision, CopyFailure, CopyPiece, CopyPlan, CopySource, Copying, Failed, Item, PlanFault, Progress, Report, TransferKind,
    conflicts, fault, gather, settle,
};
use crate::files::listing::BucketAccess;
use crate::files::upload::conflicts::Resolution;
use crate::files::upload::{Existing, look_up, survey};
use crate::ui::AppState;
use crate::ui::dom::effect;
use crate::ui::pages::files::access::{Action, Refusals};
use crate::ui::pages::files::entries::File;
use crate::ui::pages::files::paths::shown;
use crate::ui::pages::files::uploads::conflicts::{Conflict, Conflicts, Doing};
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
    state: AppState,
    copies: Copies,
    refusals: Refusals,
    task: Task,
    queue: StoredValue<VecDeque<Work>>,
    /// What is under way, and what has become of its objects.
    current: StoredValue<Option<Current>>,
    again: StoredValue<Option<Again>>,
    pub(super) stage: RwSignal<CopyStage>,
    pub(super) conflicts: Conflicts,
}

#[derive(Clone)]
struct Current {
    work: Work,
    all: usize,
    report: Rc<RefCell<Report>>,
}

/// Why there is nothing to do.
enum Nothing {
    /// It is so already.
    Copied(String),
    /// It cannot be.
    Failed(String),
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
            engine.queue.update_value(|queue| queue.extend(asked));
            untrack(|| engine.go_on());
        });
        engine
    }

    /// Begins with the next, unless something is under way.
    fn go_on(self) {
        if !self.queue.with_value(VecDeque::is_empty) {
            self.task.start(async move {
                while let Some(work) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
                    self.run(work).await;
                }
            });
        }
    }

    /// Ends what is under way: what was done is done.
    pub fn cancel(self) {
        self.task.stop();
        self.conflicts.clear();
        match self.current.try_update_value(Option::take).flatten() {
            Some(current) => self.finish(current, true),
            None => self.stage.set(CopyStage::Idle),
        }
        self.go_on();
    }

    /// What is over is not shown any more.
    pub fn close(self) {
        self.stage.set(CopyStage::Idle);
    }

    /// Does again what did not work.
    pub fn retry(self) {
        if let Some(again) = self.again.try_update_value(Option::take).flatten() {
            // Where nothing was begun with, all of it is left.
            self.copies.ask(if again.items.is_empty() { again.work } else { Work::Again(Rc::new(again)) });
        }
    }

    async fn run(self, work: Work) {
        let says = work.under_way();
        self.stage.set(CopyStage::Running { says: says.clone(), done: None, bytes: (0, 0) });
        let plan = match self.plan(&work).await {
            Ok(Ok(plan)) => plan,
            Ok(Err(Nothing::Copied(says))) => {
                self.state.say(says);
                return self.stage.set(CopyStage::Idle);
            }
            Ok(Err(Nothing::Failed(says))) => {
                return self.stage.set(CopyStage::Over(CopyOutcome { says, ..CopyOutcome::default() }));
            }
            Err(error) => {
                let problem = errors::aws_error("", &error);
                let text = format!("{} {}", problem.reason, problem.advice).trim_end().to_owned();
                let reasons = vec![CopyReason { text, names: Vec::new() }];
                self.again.set_value(Some(Again { work, items: Vec::new() }));
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
        let current = Current { work: work.clone(), all: all + skipped, report: Rc::clone(&report) };
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
        copying.run(items, &report, outlasts, on_progress).await;
        self.current.set_value(None);
        self.finish(current, false);
    }

    async fn plan(self, work: &Work) -> Result<Result<CopyPlan, Nothing>, Error> {
        match work {
            Work::Order(order) => self.plan_order(order).await,
            Work::Undo(undo) => Ok(Ok(CopyPlan { items: undo.items.clone(), ..CopyPlan::default() })),
            Work::Again(again) => Ok(Ok(CopyPlan { items: self.seen_again(again).await?, ..CopyPlan::default() })),
        }
    }

    async fn plan_order(self, order: &Order) -> Result<Result<CopyPlan, Nothing>, Error> {
        let Order { from, entries, to, to_name, name, transfer } = order;
        let (from_prefix, prefix) = (from.prefix(), to.prefix());
        if name.is_none() {
            match fault(entries, (&from.bucket, &from_prefix), (&to.bucket, &prefix), *transfer) {
                Some(PlanFault::IntoItself(name)) => {
                    let says = t!("“{name}” can't go into itself.", name = shown(&name));
                    return Ok(Err(Nothing::Failed(says)));
                }
                Some(PlanFault::SameFolder) => {
                    return Ok(Err(Nothing::Copied(t!("Already in “{folder}”.", folder = to_name))));
                }
                None => {}
            }
        }
        let access = BucketAccess {
            client: self.state.client().in_background(),
            credentials: self.state.session(),
            bucket: from.bucket.clone(),
        };
        let outlasts = async |error: &Error| self.state.connection().outlasts(error).await;
        let found = |count| {
            let says = n!(
                count,
                one = "{what}: counting… {count} file so far",
                other = "{what}: counting… {count} files so far",
                what = order.what()
            );
            self.stage.try_set(CopyStage::Running { says, done: None, bytes: (0, 0) });
        };
        let pieces = gather(access, entries, name.as_deref(), outlasts, found).await?;
        if pieces.iter().any(|piece| to.hides(&format!("{prefix}{}", piece.path))) {
            return Ok(Err(Nothing::Failed(t!("This name is reserved for your settings here.").to_owned())));
        }
        let existing = self.survey(order, &pieces).await?;
        let taken = conflicts(&pieces, &existing);
        let tops = pieces.iter().filter_map(|piece| piece.path.split_inclusive('/').next());
        let is_renamed = name.is_some();
        if is_renamed && tops.into_iter().any(|top| existing.is_taken(top)) {
            return Ok(Err(Nothing::Failed(t!("This name is taken. Nothing was renamed.").to_owned())));
        }
        let on = if from.bucket == to.bucket && from_prefix == prefix {
            Collision::KeepBoth
        } else if taken.is_empty() {
            Collision::Skip
        } else {
            let now = self.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
            let conflict = Conflict {
                all: taken.len(),
                files: taken,
                folder: to_name.clone(),
                now: now as i64,
                doing: if order.transfer == TransferKind::Move { Doing::Moving } else { Doing::Copying },
                ..Conflict::default()
            };
            match self.conflicts.ask(conflict).await.resolution {
                Resolution::Replace => Collision::Replace,
                Resolution::KeepBoth => Collision::KeepBoth,
                Resolution::Skip => Collision::Skip,
            }
        };
        Ok(Ok(settle(pieces, &existing, (&from.bucket, (&to.bucket, &prefix)), on)))
    }

    async fn survey(self, order: &Order, pieces: &[CopyPiece]) -> Result<Existing, Error> {
        let (client, session) = (self.state.client().in_background(), self.state.session());
        let prefix = order.to.prefix();
        loop {
            let paths = pieces.iter().map(|piece| piece.path.as_str());
            match survey(&client, &session, (&order.to.bucket, &prefix), paths, Err(normalize), |_| {}).await {
                // Who may write but not list cannot know; each write has its own condition.
                Err(error) if error.code() == "AccessDenied" => return Ok(Existing::new(normalize)),
                Err(error) if self.state.connection().outlasts(&error).await => {}
                result => return result,
            }
        }
    }

    /// What is left to be done, as it is now.
    async fn seen_again(self, again: &Again) -> Result<Vec<Item>, Error> {
        let (client, session, bucket) = (self.state.client(), self.state.session(), &again.work.from().bucket);
        let mut items = Vec::new();
        for item in &again.items {
            let object = loop {
                match look_up(&client, &session, bucket, &item.source.key).await {
                    Err(error) if self.state.connection().outlasts(&error).await => {}
                    object => break object?,
                }
            };
            let source = object.map_or_else(|| item.source.clone(), CopySource::from);
            items.push(Item { source, ..item.clone() });
        }
        Ok(items)
    }

    fn finish(self, Current { work, all, report }: Current, was_stopped: bool) {
        let report = report.take();
        let is_move = work.transfer() == TransferKind::Move;
        self.tell_rows(&work, &report);
        self.note_refusals(&work, &report);
        let items = report.undo();
        let can_undo = is_move && !items.is_empty() && !matches!(work, Work::Undo(_));
        if can_undo {
            let (from, to) = (work.to().clone(), work.from().clone());
            let to_name = self.copies.name(&to.place).to_string();
            self.copies.undo.set(Some(Rc::new(Undo { from, to, to_name, items })));
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
        let items: Vec<Item> =
            report.failed.iter().filter(|failed| failed.why != CopyFailure::Gone).map(|failed| failed.item.clone()).collect();
        let can_retry = !items.is_empty();
        self.again.set_value(can_retry.then(|| Again { work: work.clone(), items }));
        let below = work.from().prefix();
        let reasons = reasons(&report.failed, &below).into_iter().chain(shortfall(&report.done, &below)).collect();
        self.stage.set(CopyStage::Over(CopyOutcome { says, reasons, can_retry, can_undo }));
    }

    /// What is where, when the work was ended in between.
    fn stopped(self, work: &Work, report: &Report, all: usize) -> String {
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

    fn tell_rows(self, work: &Work, report: &Report) {
        let is_move = work.transfer() == TransferKind::Move;
        let modified = self.state.client().now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
        let row = |item: &Item, e_tag: &str| {
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
            let (undo, order) = (matches!(work, Work::Undo(_)), work.order());
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
        let changed = Changed { from, gone, folders, to: work.to().bucket.clone(), put, show };
        self.copies.changed.update(|all| all.push(changed));
    }

    /// Who may copy none of it may not write there.
    fn note_refusals(self, work: &Work, report: &Report) {
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
