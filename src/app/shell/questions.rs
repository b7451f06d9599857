//! What the frame asks. A part of the program of its own: few see a question of it.

use super::leaving::{Leave, Leaving};
use crate::app::AppState;
use crate::app::language::language_select;
use crate::app::lazy;
use crate::app::pages::files;
use crate::auth::accounts::Account;
use crate::ui::components::{Button, Dialog, Icon};
use crate::ui::dom::{View, group, html};
use crate::ui::reactive::*;
use crate::ui::words::names;

/// What is asked, or about to be.
#[derive(Clone, Copy)]
pub struct Asking {
    /// Which account to go over to.
    pub switching: RwSignal<bool>,
    /// Which language to speak.
    pub speaking: RwSignal<bool>,
    /// Whether to end the uploads.
    pub leaving: Leaving,
}

lazy::lazy!(questions_part: fn(Asking) -> View = dialogs);

/// The questions, once one of them is asked.
pub fn questions(asking: Asking) -> View {
    let opening = files::is_opening_bucket();
    let wanted = move || asking.switching.get() || asking.speaking.get() || asking.leaving.is_asked() || opening.get();
    lazy::once(wanted, move || lazy::when_loaded_beside(questions_part::load, move |dialogs| dialogs(asking)))
}

fn dialogs(Asking { switching, speaking, leaving }: Asking) -> View {
    let state = AppState::get();
    group([
        files::open_bucket_dialog(),
        switch_dialog(state, switching, leaving),
        Dialog::new(speaking, t!("Language")).content(move || language_select(state, String::new)),
        leaving.dialog(),
    ])
}

/// The other accounts of this browser, to go over to.
fn switch_dialog(state: AppState, open: RwSignal<bool>, leaving: Leaving) -> View {
    Dialog::new(open, Leave::SwitchAccount.label()).content(move || {
        let choice = move |account: Account| {
            let id = account.id();
            let switch = move || {
                open.set(false);
                state.switch(&id);
            };
            let ask = move || leaving.ask(Leave::SwitchAccount, switch.clone());
            Button::new(View::from(&names::account(&account))).icon(Icon::User).on_click(ask)
        };
        html::div().class("form").children(state.session().other_accounts().into_iter().map(choice)).into()
    })
}
