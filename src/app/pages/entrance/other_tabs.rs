//! The sign-in pages of other tabs: a link in an email opens another tab, and a challenge that waits for its answer goes on there.

use crate::ui::reactive::*;

use super::sign_in::sign_in_with_new_password;
use super::{SignInFlow, is_linking};
use crate::auth::pending::PendingSignIn;
use crate::auth::tab_messages::TabMessage;
use crate::auth::visitor::Profile;
use crate::browser::tabs::Channel;
use crate::route::Route;
use crate::ui::task::Task;

/// The way to them.
#[derive(Clone, Copy)]
pub(super) struct OtherTabs {
    channel: StoredValue<Option<Channel>>,
    /// Signing in whose address was confirmed there.
    signing_in: Task,
}

impl OtherTabs {
    /// Nothing is heard yet. Belongs to the component that calls it.
    pub fn new() -> OtherTabs {
        OtherTabs { channel: StoredValue::new(None), signing_in: Task::new() }
    }

    /// Follows them from now on, and asks whether a sign-in waits there that could go on here.
    pub fn follow(self, flow: SignInFlow) {
        // Who is in already is led on at once, and takes nothing along.
        let state = flow.state;
        let is_in = matches!(state.profile().get_untracked(), Some(Profile::User(_)))
            && state.visitor.second_sign_in.get_untracked().is_none();
        if is_in || is_linking(state) {
            return;
        }
        let owner = Owner::current().unwrap_or_default();
        let heard = move |text: &str| {
            if let Some(word) = TabMessage::read(text) {
                owner.with(|| receive(flow, word));
            }
        };
        self.channel.set_value(Channel::open("satchel.entrance", heard));
        if flow.pending_challenge.read_untracked().is_none() {
            self.broadcast(&TabMessage::PendingSignInQuery);
        }
    }

    pub fn broadcast(self, word: &TabMessage) {
        self.channel.with_value(|channel| {
            if let Some(channel) = channel {
                channel.post(word.to_text().expose());
            }
        });
    }
}

/// Whether `pending` is news here: nobody has begun to type, or it is a later question of what waits here as well.
fn takes_over(flow: SignInFlow, pending: &PendingSignIn) -> bool {
    match &*flow.pending_challenge.read_untracked() {
        None => flow.name().is_empty(),
        Some(asked) => *asked != pending.challenge && flow.name() == pending.email,
    }
}

fn receive(flow: SignInFlow, word: TabMessage) {
    let client = flow.state.client();
    let route = flow.state.route().get_untracked();
    let waits = flow.pending_challenge.read_untracked().is_some();
    let is_here = |email: &str| flow.name().eq_ignore_ascii_case(email);
    match word {
        TabMessage::PendingSignInQuery => {
            if let Some(pending) = PendingSignIn::restore(client.platform()) {
                flow.other_tabs.broadcast(&TabMessage::PendingSignIn(pending));
            }
        }
        TabMessage::PendingSignIn(pending) if route == Route::SignIn && takes_over(flow, &pending) => {
            pending.begin(client.platform());
            flow.name.set(pending.email);
            flow.keep.set(pending.keep);
            flow.taken_over.set_value(true);
            flow.pending_challenge.set(Some(pending.challenge));
        }
        TabMessage::SignedIn(email) if waits && is_here(&email) => flow.forget(Some(t!("You signed in in another tab."))),
        TabMessage::Cancelled(email) if waits && is_here(&email) => flow.forget(None),
        TabMessage::Confirmed(email) if route == Route::Confirm && is_here(&email) => {
            let Some(pool) = flow.state.config().user_pool else { return };
            flow.other_tabs.signing_in.start(async move {
                let password = flow.state.visitor.take_new_password();
                let password = password.as_ref().map(|password| password.as_str());
                sign_in_with_new_password(
                    flow,
                    &pool,
                    &email,
                    password,
                    t!("Your address was verified in another tab. Sign in."),
                )
                .await;
            });
        }
        TabMessage::PasswordSet(email) if route == Route::ResetPassword && is_here(&email) => {
            flow.redirect(&Route::SignIn, t!("Your new password was set in another tab. Sign in with it."));
        }
        _ => {}
    }
}
