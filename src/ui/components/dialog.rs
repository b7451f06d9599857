//! Modal dialogs.

use std::rc::Rc;
use std::sync::Arc;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;

use super::{Button, ButtonKind, Handler, Icon, Problem, error_notice, id::unique_id};
use crate::ui::dom::{Live, View, effect, group, html, text, when};

/// What a dialog asks about: a value of its own from the moment of asking, whatever the page shows later. There while the
/// dialog is open.
///
/// `question.ask(folder)`, `Dialog::new(question, "New folder")`, and in its content `question.subject()`.
pub struct Question<T: 'static>(RwSignal<Option<Arc<T>>>);

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T: Send + Sync> Question<T> {
    /// Nothing is asked.
    #[allow(clippy::new_without_default, reason = "it belongs to the component that calls it")]
    pub fn new() -> Question<T> {
        Question(RwSignal::new(None))
    }

    /// Asks about `subject`.
    pub fn ask(self, subject: T) {
        self.0.set(Some(Arc::new(subject)));
    }

    /// What is asked about, if anything is.
    pub fn subject(self) -> Option<Arc<T>> {
        self.0.try_get().flatten()
    }

    /// It is asked no longer.
    pub fn close(self) {
        self.0.try_set(None);
    }
}

/// Whether a dialog is open, and how it is closed.
#[derive(Clone)]
pub struct Opening {
    open: Live<bool>,
    close: Handler,
}

impl Opening {
    /// Open while `open` holds. `close` is called when the visitor wants to close it, and may ask first.
    pub fn new(open: impl Into<Live<bool>>, close: impl Into<Handler>) -> Opening {
        Opening { open: open.into(), close: close.into() }
    }
}

impl From<RwSignal<bool>> for Opening {
    fn from(open: RwSignal<bool>) -> Opening {
        let close = move || {
            open.try_set(false);
        };
        Opening { open: open.into(), close: close.into() }
    }
}

impl<T: Send + Sync> From<Question<T>> for Opening {
    fn from(question: Question<T>) -> Opening {
        Opening { open: (move || question.0.read().is_some()).into(), close: (move || question.close()).into() }
    }
}

/// Where the visitor is and as whom: a dialog closes when that changes, since it was asked there. The page provides it.
#[derive(Clone, Copy)]
pub struct DialogScope(pub Memo<String>);

/// A modal dialog: the browser's own, so the page behind it is inert, Escape closes it and the focus returns to where it
/// was.
///
/// `Dialog::new(open, "New folder").content(move || form(…).into())`
///
/// Its content is made anew each time it opens, and what belongs to it, such as a [`Task`](crate::ui::task::Task), ends
/// when it closes. It ends with `<div class="dialog-actions">` for the buttons.
#[must_use = "a dialog is made with its content"]
pub struct Dialog {
    opening: Opening,
    title: Live<String>,
    busy: Live<bool>,
    everywhere: bool,
    class: &'static str,
    label: Option<Live<String>>,
}

impl Dialog {
    /// A dialog that is there while it is open. The visitor may close it, unless it is busy.
    pub fn new(opening: impl Into<Opening>, title: impl Into<Live<String>>) -> Dialog {
        Dialog { opening: opening.into(), title: title.into(), busy: Live::default(), everywhere: false, class: "", label: None }
    }

    /// It is asked wherever the visitor is: going elsewhere is no answer to it.
    pub fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }

    /// CSS classes beside its own.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// The name that assistive technology knows it by, where its title says more than that.
    pub fn label(mut self, label: impl Into<Live<String>>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// What it started is still under way: it stays open.
    pub fn busy(mut self, busy: impl Into<Live<bool>>) -> Self {
        self.busy = busy.into();
        self
    }

    /// The dialog with what it asks.
    pub fn content(self, content: impl Fn() -> View + 'static) -> View {
        let Dialog { opening: Opening { open, close }, title, busy, everywhere, class, label } = self;
        let id = unique_id("dialog");
        let dialog = html::dialog().class("dialog").class(class);
        let dialog = match label {
            Some(label) => dialog.attr("aria-label", label),
            None => dialog.attr("aria-labelledby", id.clone()),
        };
        let node = dialog.node::<web_sys::HtmlDialogElement>();
        let opened = open.clone();
        effect(move || match (opened.get(), node.open()) {
            // It refuses only when it is not in the document, and then there is nothing to show.
            (true, false) => drop(node.show_modal()),
            (false, true) => node.close(),
            _ => {}
        });
        if let (false, Some(DialogScope(here))) = (everywhere, use_context()) {
            let mut was = None;
            effect(move || {
                let here = Some(here.get());
                if std::mem::replace(&mut was, here.clone()).is_some_and(|was| Some(was) != here) {
                    untrack(|| close.run(()));
                }
            });
        }
        let (cancelled, pressed) = (busy.clone(), busy.clone());
        let cancel = move |event: web_sys::Event| {
            if cancelled.get_untracked() {
                event.prevent_default();
            }
        };
        // A press on the backdrop has the dialog itself as its target; its content lies in `.dialog-body`.
        let press = move |event: web_sys::MouseEvent| {
            let on_backdrop = event.target().is_some_and(|target| target.has_type::<web_sys::HtmlDialogElement>());
            if on_backdrop && !pressed.get_untracked() {
                close.run(());
            }
        };
        let body = move || {
            let busy = busy.clone();
            let leave = move || {
                if !busy.get_untracked() {
                    close.run(());
                }
            };
            let heading = html::h2().id(id.clone()).child(title.clone());
            let close = Button::icon_only(Icon::Close, t!("Close")).on_click(leave);
            html::div()
                .class("dialog-body")
                .child(html::header().class("dialog-head").child(heading).child(close))
                .child(content())
        };
        dialog
            .on(ev::Custom::new("cancel"), cancel)
            .on(ev::close, move |_| close.run(()))
            .on(ev::mousedown, press)
            .child(when(move || open.get(), body))
            .into()
    }
}

/// Asks before what cannot be undone. Its button bears the verb of the action itself, never "OK"; the focus is on Cancel.
///
/// `ConfirmDialog::new(open, "Delete 3 files?", "Delete").busy(pending).problem(problem).on_confirm(delete).content(…)`
///
/// The page closes it (`open.set(false)`) once the action succeeded; a failure shows inside it.
#[must_use = "a dialog is made with its content"]
pub struct ConfirmDialog {
    dialog: Dialog,
    verb: Live<String>,
    problem: Live<Option<Problem>>,
    on_confirm: Option<Handler>,
}

impl ConfirmDialog {
    /// Asks `title`, to which `verb` says yes.
    pub fn new(open: impl Into<Opening>, title: impl Into<Live<String>>, verb: impl Into<Live<String>>) -> ConfirmDialog {
        ConfirmDialog { dialog: Dialog::new(open, title), verb: verb.into(), problem: Live::default(), on_confirm: None }
    }

    /// The action is under way.
    pub fn busy(mut self, busy: impl Into<Live<bool>>) -> Self {
        self.dialog = self.dialog.busy(busy);
        self
    }

    /// What went wrong with it.
    pub fn problem(mut self, problem: impl Into<Live<Option<Problem>>>) -> Self {
        self.problem = problem.into();
        self
    }

    /// The visitor confirmed.
    pub fn on_confirm(mut self, on_confirm: impl Into<Handler>) -> Self {
        self.on_confirm = Some(on_confirm.into());
        self
    }

    /// The dialog with what will happen.
    pub fn content(self, content: impl Fn() -> View + 'static) -> View {
        let ConfirmDialog { dialog, verb, problem, on_confirm } = self;
        let (close, busy) = (dialog.opening.close, dialog.busy.clone());
        let content: Rc<dyn Fn() -> View> = Rc::new(content);
        dialog.content(move || {
            let cancel = Button::new(t!("Cancel")).autofocus().disabled(busy.clone()).on_click(close);
            let verb = verb.clone();
            let mut confirm = Button::new(text(move || verb.get())).kind(ButtonKind::Danger).busy(busy.clone());
            if let Some(on_confirm) = on_confirm {
                confirm = confirm.on_click(on_confirm);
            }
            group([
                html::div().class("dialog-text").child(content()).into(),
                error_notice(problem.clone(), None),
                html::div().class("dialog-actions").child(cancel).child(confirm).into(),
            ])
        })
    }
}
