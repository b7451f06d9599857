//! Asks before the visitor does what would stop their uploads.

use std::rc::Rc;

use crate::ui::reactive::*;

use crate::app::AppState;
use crate::ui::components::ConfirmDialog;
use crate::ui::dom::{View, text};

/// What the visitor is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    SignIn,
    AddAccount,
    SwitchAccount,
    SignOut,
}

impl Leave {
    /// The words of its menu item, and of the button that confirms it.
    pub fn label(self) -> &'static str {
        match self {
            Leave::SignIn => t!("Sign in"),
            Leave::AddAccount => t!("Add account"),
            Leave::SwitchAccount => t!("Switch account"),
            Leave::SignOut => t!("Sign out"),
        }
    }

    fn question(self) -> &'static str {
        match self {
            Leave::SignIn => t!("Sign in?"),
            Leave::AddAccount => t!("Add account?"),
            Leave::SwitchAccount => t!("Switch account?"),
            Leave::SignOut => t!("Sign out?"),
        }
    }
}

/// The question, and what comes after it.
#[derive(Clone, Copy)]
pub struct Leaving {
    state: AppState,
    open: RwSignal<bool>,
    leave: RwSignal<Leave>,
    action: StoredValue<Option<Rc<dyn Fn()>>>,
}

impl Leaving {
    /// Nothing is asked yet. Belongs to the component that calls it.
    pub fn new(state: AppState) -> Leaving {
        Leaving { state, open: RwSignal::new(false), leave: RwSignal::new(Leave::SignOut), action: StoredValue::new(None) }
    }

    /// Runs `action`, which ends the uploads, at once if there are none, and otherwise if the visitor confirms it.
    pub fn ask(self, leave: Leave, action: impl Fn() + 'static) {
        if self.state.uploading().count().get_untracked() == 0 {
            return action();
        }
        self.leave.set(leave);
        self.action.set_value(Some(Rc::new(action)));
        self.open.set(true);
    }

    /// Whether it is asked.
    pub fn is_asked(self) -> bool {
        self.open.get()
    }

    fn confirm(self) {
        self.open.set(false);
        self.state.uploading().end();
        // Taken out first: what it does may end this, too.
        if let Some(action) = self.action.try_update_value(Option::take).flatten() {
            action();
        }
    }

    /// The question itself.
    pub fn dialog(self) -> View {
        let title = move || self.leave.get().question().to_owned();
        let confirm = ConfirmDialog::new(self.open, title, move || self.leave.get().label().to_owned());
        confirm.on_confirm(move || self.confirm()).content(move || {
            text(move || {
                let count = self.state.uploading().count().get().max(1);
                n!(
                    count,
                    one = "{count} upload is still running. This cancels it.",
                    other = "{count} uploads are still running. This cancels them."
                )
            })
        })
    }
}
