//! Copying, moving and renaming as the visitor sees it. It belongs to the visitor, not to a screen: it goes on while they look at
//! other pages.
//!
//! What is here takes what is asked for. All else is a part of its own, or of the one of the actions: [`engine`] (what happens),
//! [`line`] (what is seen of it), [`rename`] and [`move_to`] (the questions). What needs no browser is in [`crate::files::copy`].

pub mod clipboard;
mod engine;
mod large;
pub mod line;
pub mod move_to;
mod order;
mod picker;
mod planning;
mod reasons;
mod recent;
pub mod rename;
mod rows;
mod undelete;

use std::rc::Rc;

use crate::ui::reactive::*;

use self::clipboard::Clip;
use self::move_to::Moving;
pub use self::order::CopyJob;
use self::order::{CopyCommand, CopyWork, Reversible};
use self::rename::Renaming;
use self::rows::RowChanges;
pub use self::rows::follow;
use super::deletions::{Deletions, Replacements};
use super::entries::File;
use super::folder::Folder;
use super::{paths, places};
use crate::app::AppState;
use crate::config::Actions;
use crate::files::versions::ReplacingVersion;
use crate::route::Place;
use crate::ui::components::{Question, Text};
use crate::ui::dom::{View, when};

/// What this visitor copies and moves.
#[derive(Clone, Copy)]
pub struct Copies {
    state: AppState,
    /// Commands that wait for the engine, which may not have been loaded yet.
    asked: StoredValue<Vec<CopyCommand>>,
    /// Counts the requests, so that the engine is notified of each.
    times_asked: RwSignal<u32>,
    /// Rows that were added and removed since the page last took them.
    changed: RwSignal<Vec<RowChanges>>,
    /// What was cut or copied.
    pub clip: RwSignal<Option<Clip>>,
    /// What can be taken back: the last move, deletion or replacement.
    undo: RwSignal<Option<Reversible>>,
    /// Deletions that can be undone.
    deletions: Deletions,
    /// What is to be renamed.
    pub renaming: Question<Renaming>,
    /// What is to be moved or copied elsewhere.
    pub moving: Question<Moving>,
}

impl Copies {
    /// Begins with none, for all below the component that this is called in.
    pub fn provide() {
        provide_context(Copies {
            state: AppState::get(),
            asked: StoredValue::new(Vec::new()),
            times_asked: RwSignal::new(0),
            changed: RwSignal::new(Vec::new()),
            clip: RwSignal::new(None),
            undo: RwSignal::new(None),
            deletions: Deletions::provide(),
            renaming: Question::new(),
            moving: Question::new(),
        });
    }

    /// Those of this visitor.
    pub fn get() -> Copies {
        expect_context()
    }

    /// Begins with it as soon as what was asked for before is over.
    pub fn begin(self, order: CopyJob) {
        self.work(CopyWork::Order(Rc::new(order)));
    }

    fn work(self, work: CopyWork) {
        self.ask(CopyCommand::Work(work));
    }

    fn ask(self, what: CopyCommand) {
        if self.asked.try_update_value(|asked| asked.push(what)).is_some() {
            self.times_asked.update(|times| *times += 1);
        }
    }

    /// Whether there is something to take back.
    pub fn can_undo(self) -> bool {
        self.undo.read().is_some()
    }

    /// Whether there is one that is allowed to be.
    pub fn may_undo(self, allowed: Actions) -> bool {
        match &*self.undo.read() {
            Some(Reversible::Move(_)) => allowed.write,
            Some(Reversible::Deletion(_) | Reversible::Replacement(_)) => allowed.delete,
            None => false,
        }
    }

    /// Takes back the last move, deletion or replacement.
    pub fn take_back(self) {
        match self.undo.try_update(Option::take).flatten() {
            Some(Reversible::Move(undo)) => self.work(CopyWork::Undo(undo)),
            Some(Reversible::Deletion(undelete)) => self.ask(CopyCommand::Undelete(undelete)),
            Some(Reversible::Replacement(replaced)) => self.ask(CopyCommand::Restore(replaced)),
            None => {}
        }
    }

    /// Uploads took the place of files whose earlier versions are kept: that can be taken back from now on.
    pub fn replaced(self, replaced: Rc<Replacements>) {
        self.undo.set(Some(Reversible::Replacement(replaced)));
    }

    /// A file was saved over whose earlier version is kept: that is said, and can be taken back.
    pub fn saved(self, folder: &Folder, version: ReplacingVersion) {
        let mut replaced = Replacements::default();
        replaced.add(folder, version);
        self.ask(CopyCommand::Saved(Rc::new(replaced)));
    }

    /// Whether these uploads are what can be taken back.
    pub fn can_restore(self, replaced: &Rc<Replacements>) -> bool {
        matches!(&*self.undo.read(), Some(Reversible::Replacement(last)) if Rc::ptr_eq(last, replaced))
    }

    /// A folder was made while a target was chosen.
    fn came(self, folder: &Folder, key: &str) {
        let (bucket, put) = (folder.bucket.clone(), vec![(key.to_owned(), File::default())]);
        let from = (folder.place.clone(), bucket.clone());
        let changed = RowChanges { from, gone: Vec::new(), folders: false, to: bucket, put, show: None };
        self.changed.update(|all| all.push(changed));
    }

    /// What the visitor calls a folder.
    pub fn name(self, place: &Place) -> Text {
        let top = || self.state.with_config(|config| places::name(config, place));
        paths::steps(place).pop().map_or_else(top, |(name, _)| Text::data(name))
    }
}

/// What `line` makes, from when there has been something under way.
pub fn once_wanted(line: fn() -> View) -> View {
    let copies = Copies::get();
    when(move || copies.times_asked.get() > 0 || copies.deletions.is_any(), line)
}
