//! The entrances of other tabs: a link in an e-mail opens a new one, and what waits goes on there.

use leptos::prelude::*;

use super::{Entry, is_linking, sign_in_at_last};
use crate::auth::handover::Word;
use crate::auth::pending::PendingSignIn;
use crate::auth::visitor::Profile;
use crate::browser::tabs::Channel;
use crate::route::Route;
use crate::ui::task::Task;

/// The way to them.
#[derive(Clone, Copy)]
pub(super) struct OtherTabs {
    channel: StoredValue<Option<Channel>, LocalStorage>,
    /// Signing in whose address was confirmed there.
    signing_in: Task,
}

impl OtherTabs {
    /// Nothing is heard yet. Belongs to the component that calls it.
    pub fn new() -> OtherTabs {
        OtherTabs { channel: StoredValue::new_local(None), signing_in: Task::new() }
    }

    /// Follows them from now on, and asks whether a sign-in waits there that could go on here.
    pub fn follow(self, entry: Entry) {
        // Who is in already is led on at once, and takes nothing along.
        let state = entry.state;
        let is_in = matches!(state.profile().get_untracked(), Some(Profile::User(_))) && state.adding().get_untracked().is_none();
        if is_in || is_linking(state) {
            return;
        }
        let owner = Owner::current().unwrap_or_default();
        let heard = move |text: &str| {
            if let Some(word) = Word::read(text) {
                owner.with(|| hear(entry, word));
            }
        };
        self.channel.set_value(Channel::open("satchel.entrance", heard));
        if entry.asked.read_untracked().is_none() {
            self.say(&Word::WhoWaits);
        }
    }

    pub fn say(self, word: &Word) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                channel.say(word.to_text().expose());
            }
        });
    }
}

/// Whether `pending` is news here: nobody has begun to type, or it is a later question of what waits here as well.
fn takes_over(entry: Entry, pending: &PendingSignIn) -> bool {
    match &*entry.asked.read_untracked() {
        None => entry.name().is_empty(),
        Some(asked) => *asked != pending.challenge && entry.name() == pending.email,
    }
}

fn hear(entry: Entry, word: Word) {
    let client = entry.state.client();
    let route = entry.state.route().get_untracked();
    let waits = entry.asked.read_untracked().is_some();
    let is_here = |email: &str| entry.name().eq_ignore_ascii_case(email);
    match word {
        Word::WhoWaits => {
            if let Some(pending) = PendingSignIn::restore(client.platform()) {
                entry.other_tabs.say(&Word::Waits(pending));
            }
        }
        Word::Waits(pending) if route == Route::SignIn && takes_over(entry, &pending) => {
            pending.begin(client.platform());
            entry.name.set(pending.email);
            entry.keep.set(pending.keep);
            entry.taken_over.set_value(true);
            entry.asked.set(Some(pending.challenge));
        }
        Word::SignedIn(email) if waits && is_here(&email) => entry.forget(Some("You have signed in in another tab.")),
        Word::GaveUp(email) if waits && is_here(&email) => entry.forget(None),
        Word::Confirmed(email) if route == Route::Confirm && is_here(&email) => {
            let Some(pool) = entry.state.config().user_pool else { return };
            entry.other_tabs.signing_in.start(async move {
                let password = entry.state.take_new_password();
                let password = password.as_ref().map(|password| password.as_str());
                sign_in_at_last(entry, &pool, &email, password, "Your address was confirmed in another tab.").await;
            });
        }
        Word::PasswordSet(email) if route == Route::ResetPassword && is_here(&email) => {
            entry.lead(&Route::SignIn, "Your new password was set in another tab. Sign in with it.");
        }
        _ => {}
    }
}
