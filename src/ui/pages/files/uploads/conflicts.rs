//! What to do with files whose names are taken.

use std::collections::VecDeque;

use futures::channel::oneshot;
use leptos::prelude::*;

use crate::ui::components::{Button, ButtonKind, Dialog};
use crate::ui::dom::{View, effect, group, html, live, when};
use crate::ui::pages::files::names;

/// What the visitor wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The new files take the place of the old ones.
    Replace,
    /// The new files get names of their own.
    KeepBoth,
    /// The new files are left out.
    Skip,
}

/// What a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// The names that are taken.
    pub names: Vec<String>,
    /// What the visitor calls the folder they are in.
    pub folder: String,
    /// Some of them are spelled otherwise, but look the same.
    pub look_the_same: bool,
}

/// Asks one question after the other.
#[derive(Clone, Copy)]
pub struct Conflicts {
    waiting: StoredValue<VecDeque<(Conflict, oneshot::Sender<Resolution>)>, LocalStorage>,
    /// The question that is shown.
    shown: RwSignal<Conflict>,
    open: RwSignal<bool>,
}

impl Conflicts {
    /// No question yet.
    pub fn new() -> Conflicts {
        Conflicts {
            waiting: StoredValue::new_local(VecDeque::new()),
            shown: RwSignal::new(Conflict::default()),
            open: RwSignal::new(false),
        }
    }

    /// Asks. Whoever does not answer wants nothing changed.
    pub async fn ask(self, conflict: Conflict) -> Resolution {
        let (sender, answer) = oneshot::channel();
        self.waiting.try_update_value(|waiting| waiting.push_back((conflict, sender)));
        self.show_next();
        answer.await.unwrap_or(Resolution::Skip)
    }

    /// Asks nothing any more.
    pub fn clear(self) {
        self.waiting.try_update_value(VecDeque::clear);
        self.show_next();
    }

    fn show_next(self) {
        // Who asked may have been stopped meanwhile.
        let next = self.waiting.try_update_value(|waiting| {
            waiting.retain(|(_, sender)| !sender.is_canceled());
            waiting.front().map(|(conflict, _)| conflict.clone())
        });
        let next = next.flatten();
        self.open.set(next.is_some());
        self.shown.set(next.unwrap_or_default());
    }

    fn answer(self, answer: Resolution) {
        if let Some((_, sender)) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
            // Nobody waits any more when the uploads were given up.
            let _ = sender.send(answer);
            self.show_next();
        }
    }
}

/// The question.
pub fn conflict_dialog(conflicts: Conflicts) -> View {
    let Conflicts { shown, open, .. } = conflicts;
    // Closing the dialog is an answer, too.
    effect(move || {
        if !open.get() {
            conflicts.answer(Resolution::Skip);
        }
    });
    let title = move || match shown.read().names.as_slice() {
        [name] => t!("“{name}” exists already", name = name),
        names => n!(names.len(), one = "{count} file exists already", other = "{count} files exist already"),
    };
    let text = move || {
        let folder = &shown.read().folder;
        t!(
            "Replace what is in “{folder}”, or keep both: the new file then gets a number. If the bucket keeps versions, the site \
             owner can restore what was replaced.",
            folder = folder
        )
    };
    let look_the_same = t!("Names that look the same count as the same, even if they are encoded differently.");
    Dialog::new(open, title).everywhere().content(move || {
        let question = html::div()
            .class("dialog-text")
            .child(live(move || names::list(shown.read().names.iter().map(String::as_str))))
            .child(html::p().child(live(text)))
            .child(when(move || shown.read().look_the_same, move || html::p().child(look_the_same)));
        let button = |label: &'static str, answer| Button::new(label).on_click(move || conflicts.answer(answer));
        let actions = html::div()
            .class("dialog-actions")
            .child(button(t!("Skip"), Resolution::Skip))
            .child(button(t!("Keep both"), Resolution::KeepBoth))
            .child(button(t!("Replace"), Resolution::Replace).kind(ButtonKind::Primary));
        group([question, actions])
    })
}
