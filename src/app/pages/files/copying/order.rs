//! What is asked for.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::deletions::{Replacements, Undelete};
use super::super::entries::{Entry, EntryWords, SelectionSummary, summary};
use super::super::folder::Folder;
use crate::files::copy::{Copied, CopyItem, Remaining, TransferKind};

/// Entries of a folder that are to go to another one, or to have another name.
#[derive(Clone, Debug)]
pub struct CopyJob {
    /// Where they are.
    pub from: Folder,
    /// What.
    pub entries: Vec<Entry>,
    /// Where they go.
    pub to: Folder,
    /// What the visitor calls that folder.
    pub to_name: String,
    /// The one entry's new name, if it gets one.
    pub name: Option<String>,
    /// Whether they stay as well.
    pub transfer: TransferKind,
}

impl CopyJob {
    /// `“report.pdf”`, `2 folders, 1 file`.
    pub fn what(&self) -> String {
        match SelectionSummary::of_all(&self.entries) {
            SelectionSummary::One(entry) => t!("“{name}”", name = entry.shown()),
            chosen => summary(chosen.count()),
        }
    }

    /// What is said while it is under way.
    fn under_way(&self) -> String {
        match (&self.name, self.transfer) {
            (Some(_), _) => t!("Renaming {what}", what = self.what()),
            (None, TransferKind::Move) => t!("Moving {what} to “{folder}”", what = self.what(), folder = self.to_name),
            (None, TransferKind::Copy) => t!("Copying {what} to “{folder}”", what = self.what(), folder = self.to_name),
        }
    }

    /// What is said when all of it is done.
    fn done(&self) -> String {
        match (&self.name, self.transfer) {
            (Some(name), _) => t!("Renamed to “{name}”", name = name),
            (None, TransferKind::Move) => t!("Moved {what} to “{folder}”", what = self.what(), folder = self.to_name),
            (None, TransferKind::Copy) => t!("Copied {what} to “{folder}”", what = self.what(), folder = self.to_name),
        }
    }
}

/// What takes back a move.
#[derive(Clone, Debug)]
pub struct Undo {
    /// Where it went.
    pub from: Folder,
    /// Where it was.
    pub to: Folder,
    /// What the visitor calls that folder.
    pub to_name: String,
    /// Each object of it.
    pub items: Vec<CopyItem>,
}

/// What can be taken back.
#[derive(Clone, Debug)]
pub enum Reversible {
    /// A move.
    Move(Rc<Undo>),
    /// A deletion.
    Deletion(Rc<Undelete>),
    /// Uploads that took the place of files, or a file that was saved over.
    Replacement(Rc<Replacements>),
}

/// A command to the engine.
#[derive(Clone, Debug)]
pub enum CopyCommand {
    /// To copy or move.
    Work(CopyWork),
    /// To say that something was deleted, and to offer to take that back.
    Deleted(Rc<Undelete>),
    /// To say that a file was saved over, and to offer to take that back.
    Saved(Rc<Replacements>),
    /// To take back a deletion.
    Undelete(Rc<Undelete>),
    /// To take back what took the place of files.
    Restore(Rc<Replacements>),
}

impl CopyCommand {
    /// Whether something is to be done, and not only to be said.
    pub fn is_work(&self) -> bool {
        !matches!(self, CopyCommand::Deleted(_) | CopyCommand::Saved(_))
    }
}

/// The part of a job that failed or was not begun, for a retry.
#[derive(Clone, Debug)]
pub struct RetryWork {
    /// As it was asked for.
    pub work: CopyWork,
    /// What is left of it.
    pub left: Remaining,
    /// What was done before.
    pub done: Vec<Copied>,
    /// The targets of what was left in both places: those copies are its own.
    pub own: HashSet<String>,
}

/// What there is to do.
#[derive(Clone, Debug)]
pub enum CopyWork {
    /// A copy or a move.
    Order(Rc<CopyJob>),
    /// Undoes a move.
    Undo(Rc<Undo>),
    /// Retries what is left of an earlier job.
    Again(Rc<RetryWork>),
}

impl CopyWork {
    /// Where the sources are.
    pub fn from(&self) -> &Folder {
        match self {
            CopyWork::Order(order) => &order.from,
            CopyWork::Undo(undo) => &undo.from,
            CopyWork::Again(again) => again.work.from(),
        }
    }

    /// Where they go.
    pub fn to(&self) -> &Folder {
        match self {
            CopyWork::Order(order) => &order.to,
            CopyWork::Undo(undo) => &undo.to,
            CopyWork::Again(again) => again.work.to(),
        }
    }

    /// Whether they stay as well.
    pub fn transfer(&self) -> TransferKind {
        match self {
            CopyWork::Order(order) => order.transfer,
            CopyWork::Undo(_) => TransferKind::Move,
            CopyWork::Again(again) => again.work.transfer(),
        }
    }

    /// As it was asked for at first.
    pub fn order(&self) -> Option<&CopyJob> {
        match self {
            CopyWork::Order(order) => Some(order),
            CopyWork::Undo(_) => None,
            CopyWork::Again(again) => again.work.order(),
        }
    }

    /// What is said while it is under way.
    pub fn under_way(&self) -> String {
        match self {
            CopyWork::Order(order) => order.under_way(),
            CopyWork::Undo(undo) => t!("Moving back to “{folder}”", folder = undo.to_name),
            CopyWork::Again(again) => again.work.under_way(),
        }
    }

    /// What is said when all of it is done.
    pub fn done(&self) -> String {
        match self {
            CopyWork::Order(order) => order.done(),
            CopyWork::Undo(undo) => t!("Moved back to “{folder}”", folder = undo.to_name),
            CopyWork::Again(again) => again.work.done(),
        }
    }
}
