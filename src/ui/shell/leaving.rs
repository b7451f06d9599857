//! Asks before the visitor does what would stop their uploads.

use std::rc::Rc;

use leptos::prelude::*;

use crate::ui::AppState;
use crate::ui::components::ConfirmDialog;
use crate::ui::dom::{View, text};
use crate::ui::words::format;

/// The question, and what comes after it.
#[derive(Clone, Copy)]
pub struct Leaving {
    state: AppState,
    open: RwSignal<bool>,
    /// The action, in the words of its menu item.
    verb: RwSignal<&'static str>,
    action: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
}

impl Leaving {
    /// Nothing is asked yet. Belongs to the component that calls it.
    pub fn new(state: AppState) -> Leaving {
        Leaving { state, open: RwSignal::new(false), verb: RwSignal::new(""), action: StoredValue::new_local(None) }
    }

    /// Runs `action`, which ends the uploads, at once if there are none, and otherwise if the visitor confirms it.
    pub fn ask(self, verb: &'static str, action: impl Fn() + 'static) {
        if self.state.uploading().count().get_untracked() == 0 {
            return action();
        }
        self.verb.set(verb);
        self.action.set_value(Some(Rc::new(action)));
        self.open.set(true);
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
        let title = move || format!("{}?", self.verb.get());
        let confirm = ConfirmDialog::new(self.open, title, move || self.verb.get().to_owned());
        confirm.on_confirm(move || self.confirm()).content(move || {
            text(move || match self.state.uploading().count().get() {
                0 | 1 => "1 file is on its way. It is stopped, and would have to be uploaded again.".to_owned(),
                several => {
                    let several = format::count(several as usize, "file");
                    format!("{several} are on their way. They are stopped, and would have to be uploaded again.")
                }
            })
        })
    }
}
