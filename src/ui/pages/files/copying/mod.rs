//! Copying, moving and renaming as the visitor sees it. It belongs to the visitor, not to a screen: it goes on while they look at
//! other pages.
//!
//! What is here takes what is asked for. All else is a part of its own, or of the one of the actions: [`engine`] (what happens),
//! [`line`] (what is seen of it), [`rename`] and [`move_to`] (the questions). What needs no browser is in [`crate::files::copy`].

pub mod clipboard;
mod engine;
pub mod line;
pub mod move_to;
mod order;
mod picker;
mod reasons;
pub mod rename;
mod rows;

use std::rc::Rc;

use crate::ui::reactive::*;

use self::clipboard::Clip;
use self::move_to::Moving;
use self::order::Work;
pub use self::order::{Order, Undo};
use self::rename::Renaming;
use self::rows::Changed;
pub use self::rows::follow;
use super::entries::File;
use super::folder::Folder;
use super::{paths, places};
use crate::route::Place;
use crate::ui::AppState;
use crate::ui::components::{Question, Text};
use crate::ui::dom::{View, when};

/// What this visitor copies and moves.
#[derive(Clone, Copy)]
pub struct Copies {
    state: AppState,
    /// What is asked for and nobody has begun with.
    asked: StoredValue<Vec<Work>>,
    /// Grows with each time something is asked for.
    times_asked: RwSignal<u32>,
    /// What has come and gone since the page last asked.
    changed: RwSignal<Vec<Changed>>,
    /// What was cut or copied.
    pub clip: RwSignal<Option<Clip>>,
    /// What takes back the last move.
    undo: RwSignal<Option<Rc<Undo>>>,
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
            renaming: Question::new(),
            moving: Question::new(),
        });
    }

    /// Those of this visitor.
    pub fn get() -> Copies {
        expect_context()
    }

    /// Begins with it as soon as what was asked for before is over.
    pub fn begin(self, order: Order) {
        self.ask(Work::Order(Rc::new(order)));
    }

    fn ask(self, work: Work) {
        if self.asked.try_update_value(|asked| asked.push(work)).is_some() {
            self.times_asked.update(|times| *times += 1);
        }
    }

    /// Whether there is a move to take back.
    pub fn can_undo(self) -> bool {
        self.undo.read().is_some()
    }

    /// Takes back the last move.
    pub fn take_back(self) {
        if let Some(undo) = self.undo.try_update(Option::take).flatten() {
            self.ask(Work::Undo(undo));
        }
    }

    /// A folder was made while a target was chosen.
    fn came(self, folder: &Folder, key: &str) {
        let (bucket, put) = (folder.bucket.clone(), vec![(key.to_owned(), File::default())]);
        let from = (folder.place.clone(), bucket.clone());
        let changed = Changed { from, gone: Vec::new(), folders: false, to: bucket, put, show: None };
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
    when(move || copies.times_asked.get() > 0, line)
}
