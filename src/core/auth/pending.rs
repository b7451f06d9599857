//! A flow that waits for a code outlives a reload, and goes on in whatever tab the visitor comes back to: whose code it is is
//! remembered, for all tabs and no longer than the code is good for. Passwords are not: after a reload they are
//! asked for again. A sign-in that waits for an answer is one tab's own, since what continues it is a secret; to another
//! tab it is handed over without being stored for all ([`tab_messages`](super::tab_messages)).

use std::time::{Duration, SystemTime};

use crate::ports::{Clock, KeyValueStore, Lifetime};
use crate::secret::Secret;

/// What a code was sent for. Each flow has an addressee of its own: a code for one is of no use to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingCode {
    /// Confirming the address of a new account.
    Confirm,
    /// Setting a new password.
    ResetPassword,
}

impl PendingCode {
    fn key(self) -> &'static str {
        match self {
            PendingCode::Confirm => "satchel.pending.confirm",
            PendingCode::ResetPassword => "satchel.pending.reset-password",
        }
    }

    /// How long its code is good for
    /// (<https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html>).
    fn term(self) -> Duration {
        match self {
            PendingCode::Confirm => Duration::from_secs(24 * 60 * 60),
            PendingCode::ResetPassword => Duration::from_secs(60 * 60),
        }
    }

    /// Whose code was asked for from this browser.
    pub fn addressee(self, platform: &(impl KeyValueStore + Clock)) -> Option<Addressee> {
        kept(platform, self.key(), self.term()).map(|text| Addressee::read(&text))
    }

    /// How long ago its code was sent.
    pub fn age(self, platform: &(impl KeyValueStore + Clock)) -> Option<Duration> {
        let stored = platform.get(Lifetime::Persistent, self.key())?;
        let (until, _) = stored.split_once(' ')?;
        let until = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(until.parse().ok()?))?;
        Some(self.term().saturating_sub(until.duration_since(platform.now()).ok()?))
    }

    /// A code is on its way.
    pub fn begin(self, platform: &(impl KeyValueStore + Clock), addressee: &Addressee) {
        keep(platform, self.key(), self.term(), &addressee.to_text());
    }

    /// A code is waited for that was sent some time ago, if one was.
    pub fn keep_waiting(self, platform: &(impl KeyValueStore + Clock), addressee: &Addressee) {
        if self.addressee(platform).as_ref() != Some(addressee) {
            keep(platform, self.key(), self.term() - Duration::from_secs(60), &addressee.to_text());
        }
    }

    /// The code was used, or nobody waits for it any more.
    pub fn end(self, store: &impl KeyValueStore) {
        store.remove(Lifetime::Persistent, self.key());
    }
}

/// Who waits for a code. Often all three are the same address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// What the user pool calls them: a name that they may not know, where it was made up.
    pub username: String,
    /// By what they sign in.
    pub name: String,
    /// Where the code was sent to.
    pub address: String,
}

impl Addressee {
    /// Somebody known by what they typed alone.
    pub fn known_by(name: &str) -> Addressee {
        Addressee { username: name.to_owned(), name: name.to_owned(), address: name.to_owned() }
    }

    fn to_text(&self) -> String {
        let Addressee { username, name, address } = self;
        if username == name && name == address { name.clone() } else { format!("{username}\t{name}\t{address}") }
    }

    fn read(text: &str) -> Addressee {
        let mut parts = text.splitn(3, '\t').map(str::to_owned);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(username), Some(name), Some(address)) => Addressee { username, name, address },
            _ => Addressee::known_by(text),
        }
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
    struct FakeStore(RefCell<HashMap<(bool, String), String>>, Cell<Duration>);

    fn place(lifetime: Lifetime, key: &str) -> (bool, String) {
        (lifetime == Lifetime::Persistent, key.to_owned())
    }

    impl KeyValueStore for FakeStore {
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

    impl Clock for FakeStore {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + self.1.get()
        }
        async fn sleep(&self, _: Duration) {}
    }

    #[test]
    fn one_flow_knows_nothing_of_the_other() {
        let store = FakeStore::default();
        let ann = Addressee::known_by("ann@example.com");
        PendingCode::Confirm.begin(&store, &ann);
        assert_eq!(PendingCode::Confirm.addressee(&store), Some(ann.clone()));
        assert_eq!(PendingCode::ResetPassword.addressee(&store), None);
        PendingCode::ResetPassword.end(&store);
        assert_eq!(PendingCode::Confirm.addressee(&store), Some(ann));
        PendingCode::Confirm.end(&store);
        assert_eq!(PendingCode::Confirm.addressee(&store), None);
    }

    #[test]
    fn an_address_is_kept_no_longer_than_its_code_is_good_for() {
        for (flow, hours) in [(PendingCode::Confirm, 24), (PendingCode::ResetPassword, 1)] {
            let store = FakeStore::default();
            store.1.set(Duration::from_secs(1_000_000));
            flow.begin(&store, &Addressee::known_by("ann@example.com"));
            assert_eq!(flow.age(&store), Some(Duration::ZERO));
            store.1.set(store.1.get() + Duration::from_secs(hours * 3600 - 1));
            assert!(flow.addressee(&store).is_some());
            assert_eq!(flow.age(&store), Some(Duration::from_secs(hours * 3600 - 1)));
            store.1.set(store.1.get() + Duration::from_secs(1));
            assert_eq!(flow.addressee(&store), None);
            assert!(store.0.borrow().is_empty(), "nothing is left of it");

            flow.begin(&store, &Addressee::known_by("ann@example.com"));
            store.1.set(store.1.get() - Duration::from_secs(10));
            assert_eq!(flow.addressee(&store), None, "the clock was set back");
            assert_eq!(flow.age(&store), None);
        }
    }

    #[test]
    fn a_code_that_could_not_be_sent_now_is_none_that_was_just_sent() {
        let store = FakeStore::default();
        let ann = Addressee::known_by("ann@example.com");
        PendingCode::Confirm.keep_waiting(&store, &ann);
        assert_eq!(PendingCode::Confirm.age(&store), Some(Duration::from_secs(60)));
        PendingCode::Confirm.begin(&store, &ann);
        PendingCode::Confirm.keep_waiting(&store, &ann);
        assert_eq!(PendingCode::Confirm.age(&store), Some(Duration::ZERO), "one was");
    }

    #[test]
    fn who_signs_in_by_an_alias_is_found_under_their_own_name() {
        let store = FakeStore::default();
        let ann = Addressee { username: "0f6b".to_owned(), name: "ann".to_owned(), address: "ann@example.com".to_owned() };
        PendingCode::Confirm.begin(&store, &ann);
        assert_eq!(PendingCode::Confirm.addressee(&store), Some(ann));
    }

    #[test]
    fn a_sign_in_that_waits_is_the_same_when_read_again() {
        let store = FakeStore::default();
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
