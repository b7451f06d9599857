//! A flow that waits for an e-mailed code outlives a reload, and goes on in whatever tab the visitor comes back to: the
//! address is remembered, for all tabs and no longer than the code is good for. Passwords are not: after a reload they are
//! asked for again. A sign-in that waits for an answer is one tab's own, since what continues it is a secret; to another
//! tab it is handed over without being stored for all ([`handover`](super::handover)).

use std::time::{Duration, SystemTime};

use crate::aws::user_pool::Secret;
use crate::ports::{Clock, KeyValueStore, Lifetime};

/// What a code was sent for. Each flow has an address of its own: a code for one is of no use to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Confirming the address of a new account.
    Confirm,
    /// Setting a new password.
    ResetPassword,
}

impl Flow {
    fn key(self) -> &'static str {
        match self {
            Flow::Confirm => "satchel.pending.confirm",
            Flow::ResetPassword => "satchel.pending.reset-password",
        }
    }

    /// How long its code is good for
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>).
    fn term(self) -> Duration {
        match self {
            Flow::Confirm => Duration::from_secs(24 * 60 * 60),
            Flow::ResetPassword => Duration::from_secs(60 * 60),
        }
    }

    /// The address that a code was sent to from this browser.
    pub fn email(self, platform: &(impl KeyValueStore + Clock)) -> Option<String> {
        kept(platform, self.key(), self.term())
    }

    /// A code is on its way to `email`.
    pub fn begin(self, platform: &(impl KeyValueStore + Clock), email: &str) {
        keep(platform, self.key(), self.term(), email.trim());
    }

    /// The code was used, or nobody waits for it any more.
    pub fn end(self, store: &impl KeyValueStore) {
        store.remove(Lifetime::Persistent, self.key());
    }
}

/// Keeps `text` as `key` for all tabs, until `term` has passed.
pub(super) fn keep(platform: &(impl KeyValueStore + Clock), key: &str, term: Duration, text: &str) {
    let until = (platform.now() + term).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    platform.set(Lifetime::Persistent, key, &format!("{until} {text}"));
}

/// What was kept as `key` for no longer than `term`. Nothing is left of what is over.
pub(super) fn kept(platform: &(impl KeyValueStore + Clock), key: &str, term: Duration) -> Option<String> {
    let stored = platform.get(Lifetime::Persistent, key)?;
    let kept = read(&stored, platform.now(), term);
    if kept.is_none() {
        platform.remove(Lifetime::Persistent, key);
    }
    kept
}

fn read(stored: &str, now: SystemTime, term: Duration) -> Option<String> {
    let (until, text) = stored.split_once(' ')?;
    let until = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(until.parse().ok()?))?;
    // More than its term is left only to what was written before the clock was set back.
    (now < until && until <= now + term).then(|| text.to_owned())
}

/// A sign-in that waits for an answer, as it was when its question came.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingSignIn {
    /// The [`Challenge`](super::challenge::Challenge) in JSON: few visitors are asked anything, so reading it is no part of
    /// what all load.
    pub challenge: Secret,
    /// Who signs in, as typed.
    pub email: String,
    /// Whether the visitor wants to stay signed in.
    pub keep: bool,
}

const SIGN_IN: &str = "satchel.pending.sign-in";
const KEEP: &str = "keep";

impl PendingSignIn {
    /// The sign-in that waits in this tab.
    pub fn restore(store: &impl KeyValueStore) -> Option<PendingSignIn> {
        PendingSignIn::read(&store.get(Lifetime::Tab, SIGN_IN)?)
    }

    /// Reads what [`PendingSignIn::to_text`] wrote.
    pub fn read(text: &str) -> Option<PendingSignIn> {
        let (keep, rest) = text.split_once('\n')?;
        let (email, challenge) = rest.split_once('\n')?;
        Some(PendingSignIn { challenge: Secret::new(challenge), email: email.to_owned(), keep: keep == KEEP })
    }

    /// All of it, the secret included: for this tab's storage, or for another tab.
    pub fn to_text(&self) -> Secret {
        let keep = if self.keep { KEEP } else { "" };
        let email = self.email.replace('\n', " ");
        Secret::new(format!("{keep}\n{email}\n{}", self.challenge.expose()))
    }

    /// Remembers it until it ends.
    pub fn begin(&self, store: &impl KeyValueStore) {
        store.set(Lifetime::Tab, SIGN_IN, self.to_text().expose());
    }

    /// It was answered, or is given up.
    pub fn end(store: &impl KeyValueStore) {
        store.remove(Lifetime::Tab, SIGN_IN);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::HashMap;

    use super::*;

    /// A browser's storage and clock.
    #[derive(Default)]
    struct Store(RefCell<HashMap<(bool, String), String>>, Cell<Duration>);

    fn place(lifetime: Lifetime, key: &str) -> (bool, String) {
        (lifetime == Lifetime::Persistent, key.to_owned())
    }

    impl KeyValueStore for Store {
        fn get(&self, lifetime: Lifetime, key: &str) -> Option<String> {
            self.0.borrow().get(&place(lifetime, key)).cloned()
        }
        fn set(&self, lifetime: Lifetime, key: &str, value: &str) {
            self.0.borrow_mut().insert(place(lifetime, key), value.to_owned());
        }
        fn remove(&self, lifetime: Lifetime, key: &str) {
            self.0.borrow_mut().remove(&place(lifetime, key));
        }
    }

    impl Clock for Store {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + self.1.get()
        }
        async fn sleep(&self, _: Duration) {}
    }

    #[test]
    fn one_flow_knows_nothing_of_the_other() {
        let store = Store::default();
        Flow::Confirm.begin(&store, " ann@example.com ");
        assert_eq!(Flow::Confirm.email(&store).as_deref(), Some("ann@example.com"));
        assert_eq!(Flow::ResetPassword.email(&store), None);
        Flow::ResetPassword.end(&store);
        assert_eq!(Flow::Confirm.email(&store).as_deref(), Some("ann@example.com"));
        Flow::Confirm.end(&store);
        assert_eq!(Flow::Confirm.email(&store), None);
    }

    #[test]
    fn an_address_is_kept_no_longer_than_its_code_is_good_for() {
        for (flow, hours) in [(Flow::Confirm, 24), (Flow::ResetPassword, 1)] {
            let store = Store::default();
            store.1.set(Duration::from_secs(1_000_000));
            flow.begin(&store, "ann@example.com");
            store.1.set(store.1.get() + Duration::from_secs(hours * 3600 - 1));
            assert!(flow.email(&store).is_some());
            store.1.set(store.1.get() + Duration::from_secs(1));
            assert_eq!(flow.email(&store), None);
            assert!(store.0.borrow().is_empty(), "nothing is left of it");

            flow.begin(&store, "ann@example.com");
            store.1.set(store.1.get() - Duration::from_secs(10));
            assert_eq!(flow.email(&store), None, "the clock was set back");
        }
    }

    #[test]
    fn a_sign_in_that_waits_is_the_same_when_read_again() {
        let store = Store::default();
        for (email, keep) in [("ann@example.com", true), ("", false)] {
            let pending = PendingSignIn { challenge: Secret::new("{\"a\":\"b\\nc\"}\n"), email: email.to_owned(), keep };
            pending.begin(&store);
            assert_eq!(PendingSignIn::restore(&store), Some(pending));
            assert!(store.0.borrow().keys().all(|(persistent, _)| !persistent), "a secret must not outlive the tab");
        }
        PendingSignIn::end(&store);
        assert_eq!(PendingSignIn::restore(&store), None);
        store.set(Lifetime::Tab, SIGN_IN, "nonsense");
        assert_eq!(PendingSignIn::restore(&store), None);
    }
}
