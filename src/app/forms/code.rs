//! Entering a code: what is typed, what is wrong with it, and what the user pool says of it, in one line below its cells.

use crate::ui::reactive::*;

use super::check;
use crate::auth;
use crate::auth::code;
use crate::ui::components::{Problem, TextField, error_line};
use crate::ui::dom::{View, effect, live};

/// How long the codes are that user pools send and authenticators show. One in a password's place has eight digits, in some
/// pools six.
const LENGTH: usize = 6;

/// A code that is entered.
#[derive(Clone, Copy)]
pub struct CodeEntry {
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
    problem: RwSignal<Option<Problem>>,
    /// How often it was refused since it was sent.
    refused: RwSignal<u32>,
    /// Whether there is nothing else in its form that a problem could be about.
    is_alone: bool,
}

impl CodeEntry {
    /// Nothing is typed yet. `problem` is what comes of sending it, if that fails; the field shows it.
    pub fn new(problem: RwSignal<Option<Problem>>) -> CodeEntry {
        CodeEntry {
            text: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            problem,
            refused: RwSignal::new(0),
            is_alone: true,
        }
    }

    /// The same beside other fields: it shows only what is about the code.
    pub fn beside_others(problem: RwSignal<Option<Problem>>) -> CodeEntry {
        CodeEntry { is_alone: false, ..CodeEntry::new(problem) }
    }

    /// What went wrong that is not about the code.
    pub fn other_problem(self) -> Option<Problem> {
        self.problem.get().filter(|_| self.refused.get() == 0)
    }

    /// Its field: a cell for each digit.
    pub fn field(self, label: &'static str) -> TextField {
        self.field_of_any_length(label).cells(LENGTH, code::digits)
    }

    /// Its field where codes may be longer.
    pub fn field_of_any_length(self, label: &'static str) -> TextField {
        let CodeEntry { text, error, problem, refused, is_alone } = self;
        // What was refused is said until something else is typed.
        effect(move || {
            text.track();
            if refused.get_untracked() > 0 {
                refused.set(0);
                problem.set(None);
            }
        });
        let line = live(move || {
            let problem = problem.get().filter(|_| is_alone || refused.get() > 0);
            problem.map(|problem| error_line(problem, View::none()))
        });
        let is_refused = Memo::new(move |_| refused.get() > 0);
        TextField::code(label, text).error(error).invalid(is_refused).refocus(refused).after(line)
    }

    /// What was typed, once it may be sent; `None` after saying what is wrong with it.
    pub fn read(self) -> Option<String> {
        let text = self.text.get_untracked();
        self.refused.set(0);
        self.error.set(check::code(&text));
        self.error.read_untracked().is_none().then_some(text)
    }

    /// Nothing is wrong with it: something else was asked for.
    pub fn forgive(self) {
        self.error.set(None);
    }

    /// Marks it as wrong, for the next one to take its place, if that is what the error means.
    pub fn judge(self, error: &auth::AuthError) {
        if matches!(error, auth::AuthError::CodeMismatch | auth::AuthError::CodeExpired) {
            self.refused.try_update(|refused| *refused += 1);
        }
    }
}
