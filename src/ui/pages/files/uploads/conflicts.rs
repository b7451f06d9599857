//! What to do with files whose names are taken.

use std::collections::VecDeque;

use futures::channel::oneshot;
use leptos::prelude::*;

use crate::ui::components::{Button, ButtonKind, Dialog, format};
use crate::ui::dom::{View, effect, group, html, live};
use crate::ui::pages::files::names;

/// What the visitor wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The new files take the place of the old ones.
    Replace,
    /// The new files get names of their own.
    KeepBoth,
    /// The new files are left out.
    Skip,
}

/// A question to the visitor and who waits for the answer.
type Question = (Vec<String>, oneshot::Sender<Answer>);

/// Asks one question after the other.
#[derive(Clone, Copy)]
pub struct Conflicts {
    waiting: StoredValue<VecDeque<Question>, LocalStorage>,
    /// The names that the question shown is about.
    names: RwSignal<Vec<String>>,
    open: RwSignal<bool>,
}

impl Conflicts {
    /// No question yet.
    pub fn new() -> Conflicts {
        Conflicts {
            waiting: StoredValue::new_local(VecDeque::new()),
            names: RwSignal::new(Vec::new()),
            open: RwSignal::new(false),
        }
    }

    /// Asks what to do with files of these names. Whoever does not answer wants nothing changed.
    pub async fn ask(self, names: Vec<String>) -> Answer {
        let (sender, answer) = oneshot::channel();
        self.waiting.try_update_value(|waiting| waiting.push_back((names, sender)));
        self.show_next();
        answer.await.unwrap_or(Answer::Skip)
    }

    fn show_next(self) {
        let next = self.waiting.try_with_value(|waiting| waiting.front().map(|(names, _)| names.clone())).flatten();
        self.open.set(next.is_some());
        self.names.set(next.unwrap_or_default());
    }

    fn answer(self, answer: Answer) {
        if let Some((_, sender)) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
            // Nobody waits any more when the uploads were given up.
            let _ = sender.send(answer);
            self.show_next();
        }
    }
}

/// The question.
pub fn conflict_dialog(conflicts: Conflicts) -> View {
    let Conflicts { names, open, .. } = conflicts;
    // Closing the dialog is an answer, too.
    effect(move || {
        if !open.get() {
            conflicts.answer(Answer::Skip);
        }
    });
    let title = move || match names.read().as_slice() {
        [name] => format!("“{}” exists already", name),
        names => format!("{} exist already", format::count(names.len(), "file")),
    };
    let text = "Replace what is there, or keep both: the new file then gets a number. Where the bucket keeps versions, \
                its owner can bring back what was replaced.";
    Dialog::new(open, title).everywhere().content(move || {
        let question = html::div()
            .class("dialog-text")
            .child(live(move || names::list(conflicts.names.read().iter().map(String::as_str))))
            .child(html::p().child(text));
        let button = |label: &str, answer| Button::new(label).on_click(move || conflicts.answer(answer));
        let actions = html::div()
            .class("dialog-actions")
            .child(button("Skip", Answer::Skip))
            .child(button("Keep both", Answer::KeepBoth))
            .child(button("Replace", Answer::Replace).kind(ButtonKind::Primary));
        group([question, actions])
    })
}
