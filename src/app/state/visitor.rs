//! Who is here, as signals.

use crate::ui::reactive::*;
use zeroize::Zeroizing;

use super::SecondSignIn;
use crate::app::session::Session;
use crate::auth;
use crate::auth::tokens::Tokens;
use crate::auth::visitor::Profile;
use crate::browser::tabs::{self, Channel};
use crate::preferences::cache::Cache;

/// The session as signals, and what belongs to nobody but who is here.
#[derive(Clone, Copy)]
pub struct VisitorState {
    pub(super) session: StoredValue<Session>,
    /// Who is here, if anybody.
    pub profile: RwSignal<Option<Profile>>,
    /// What tells the account in use from others; it changes when somebody else is here.
    pub account_id: RwSignal<Option<String>>,
    /// The role that the visitor has chosen to act as.
    pub role: RwSignal<Option<String>>,
    /// The role that they had chosen and that the identity pool has refused since.
    pub refused_role: RwSignal<Option<String>>,
    /// The identity that was theirs until AWS took it away.
    pub lost_identity: RwSignal<Option<String>>,
    /// Whether somebody is to sign in beside who is here.
    pub second_sign_in: RwSignal<Option<SecondSignIn>>,
    /// A user who has signed in to be linked to an account, and what tells that one from others.
    pending_link: StoredValue<Option<(String, Tokens)>>,
    /// The user who was here last in this page.
    pub(super) previous_account_id: StoredValue<Option<String>>,
    /// Whose preferences this browser may remember.
    preferences_cache: StoredValue<Cache>,
    /// The password just chosen, to sign in with once the address is confirmed. In memory only.
    new_password: StoredValue<Option<Zeroizing<String>>>,
    /// Where other tabs say that they have refreshed tokens.
    _sessions: StoredValue<Option<Channel>>,
}

impl VisitorState {
    /// The state of a session that was just restored; `previous_account_id` is who was here in the document before.
    pub(super) fn new(
        session: Session,
        second_sign_in: Option<SecondSignIn>,
        previous_account_id: Option<String>,
    ) -> VisitorState {
        let listener = session.clone();
        let mut preferences_cache = Cache::default();
        preferences_cache.evict(session.client().platform());
        VisitorState {
            _sessions: StoredValue::new(Channel::open(tabs::SESSIONS, move |message| listener.receive(message))),
            profile: RwSignal::new(session.profile()),
            account_id: RwSignal::new(session.account_id()),
            role: RwSignal::new(session.role()),
            refused_role: RwSignal::new(session.refused_role()),
            lost_identity: RwSignal::new(session.lost_identity()),
            second_sign_in: RwSignal::new(second_sign_in),
            pending_link: StoredValue::new(None),
            previous_account_id: StoredValue::new(previous_account_id),
            preferences_cache: StoredValue::new(preferences_cache),
            new_password: StoredValue::new(None),
            session: StoredValue::new(session),
        }
    }

    /// The account id of the signed-in user. None for a guest: addresses that a guest opened are not private to an account.
    pub(super) fn user(&self) -> Option<String> {
        let is_user = matches!(self.profile.get_untracked(), Some(Profile::User(_)));
        self.account_id.get_untracked().filter(|_| is_user)
    }

    /// Whether the entrance is skipped: a user is signed in, and no second sign-in is under way. A guest may open it to become a
    /// user.
    pub fn needs_no_entrance(&self) -> bool {
        matches!(self.profile.get_untracked(), Some(Profile::User(_))) && self.second_sign_in.get_untracked().is_none()
    }

    /// Updates the signals to the account and the profile of the session.
    pub(super) fn sync(&self) {
        let account = self.session.with_value(auth::Session::account_id);
        if let Some(before) = self.user().filter(|before| Some(before) != account.as_ref()) {
            self.previous_account_id.set_value(Some(before));
        }
        if account.is_none() {
            self.second_sign_in.set(None);
        }
        self.evict_preferences();
        self.sync_details();
        if self.account_id.get_untracked() != account {
            // Nothing that one account has begun is another's.
            self.second_sign_in.set(None);
            self.pending_link.set_value(None);
            self.account_id.set(account);
        }
    }

    /// Takes note of what is known of the visitor by now.
    pub(super) fn sync_details(&self) {
        let session = self.session.get_value();
        self.profile.set_if_new(session.profile());
        self.role.set_if_new(session.role());
        self.refused_role.set_if_new(session.refused_role());
        self.lost_identity.set_if_new(session.lost_identity());
    }

    /// Forgets what this browser remembers of accounts that are gone.
    fn evict_preferences(&self) {
        let session = self.session.get_value();
        self.preferences_cache.update_value(|cache| cache.evict(session.client().platform()));
    }

    /// Stores the tokens of a user who signed in to be linked to `account`, until the account's page takes them.
    pub(super) fn set_pending_link(&self, account: String, tokens: Tokens) {
        self.pending_link.set_value(Some((account, tokens)));
    }

    /// Takes the tokens of the user who signed in to be linked to the current account. They can be taken once, and none are
    /// given if the session is another account's by now.
    pub fn take_pending_link(&self) -> Option<Tokens> {
        let (account, tokens) = self.pending_link.try_update_value(Option::take).flatten()?;
        (self.session.with_value(auth::Session::account_id) == Some(account)).then_some(tokens)
    }

    /// Remembers the password of a sign-up until the address is confirmed.
    pub fn remember_new_password(&self, password: String) {
        self.new_password.set_value(Some(Zeroizing::new(password)));
    }

    /// Takes the password of the sign-up in this page; it is forgotten with that.
    pub fn take_new_password(&self) -> Option<Zeroizing<String>> {
        self.new_password.try_update_value(Option::take).flatten()
    }
}
