//! Nothing that is not saved is left without a question: whether the editor is to be closed, the visitor goes Back, or the page
//! is to be loaded anew.

use crate::ui::reactive::*;
use leptos::ev;

use super::state::Editor;
use crate::browser::leaving::{AskBeforeGoing, AskBeforeLeaving};
use crate::browser::location;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Dialog, Handler, Question};
use crate::ui::dom::{View, effect, group, html};

/// What the visitor wants to do.
#[derive(Clone, PartialEq)]
pub enum LeaveEditor {
    /// Go back to what was saved last.
    Revert,
    /// Close the editor.
    Close,
    /// Go elsewhere.
    Go(Route),
}

/// Asks before the visitor leaves, for as long as the component that this is called in is there.
pub fn watch(editor: Editor, leaving: Question<LeaveEditor>) {
    let unsaved = editor.unsaved;
    // The browser asks for as long as this is kept.
    let mut asking = None;
    effect(move || drop(std::mem::replace(&mut asking, unsaved.get().then(AskBeforeLeaving::new))));
    let going = AskBeforeGoing::new(move |route| {
        let stays = unsaved.get_untracked();
        if stays {
            leaving.ask(LeaveEditor::Go(route));
        }
        stays
    });
    let going = StoredValue::new(Some(going));
    on_cleanup(move || drop(going.try_update_value(Option::take)));
    // What was typed a moment ago is not lost with the page.
    let hiding = window_event_listener(ev::Custom::<web_sys::Event>::new("pagehide"), move |_| editor.flush());
    on_cleanup(move || hiding.remove());
}

/// The question. `close` closes the editor.
pub fn leave_dialog(editor: Editor, leaving: Question<LeaveEditor>, close: Handler) -> View {
    let leave = move |how: LeaveEditor| {
        leaving.close();
        match how {
            LeaveEditor::Revert => {}
            LeaveEditor::Close => close.run(()),
            LeaveEditor::Go(route) => {
                close.run(());
                location::go(&route);
            }
        }
    };
    let content = move || {
        let how = move || leaving.subject().map(|how| (*how).clone());
        let discard = move || {
            let Some(how) = untrack(how) else { return };
            if how == LeaveEditor::Revert {
                editor.revert();
            } else {
                editor.abandon();
            }
            leave(how);
        };
        let save = move || {
            let Some(how) = untrack(how) else { return };
            // What comes of it is said in the editor.
            leaving.close();
            editor.save(move || leave(how));
        };
        let can_save = untrack(|| editor.is_editing() && editor.lacking.read().is_none());
        let save = can_save.then(|| Button::new(t!("Save")).kind(ButtonKind::Primary).on_click(save));
        group([
            html::div().class("dialog-text").child(t!("What you typed is not saved yet.")),
            html::div()
                .class("dialog-actions")
                .child(Button::new(t!("Keep editing")).autofocus().on_click(move || leaving.close()))
                .child(Button::new(t!("Discard")).kind(ButtonKind::Danger).on_click(discard))
                .child(save),
        ])
    };
    Dialog::new(leaving, t!("Discard unsaved changes?")).everywhere().content(content)
}
