//! A flow that waits for an e-mailed code outlives a reload: the address is remembered until the flow ends. Passwords
//! are not: after a reload they are asked for again.

use crate::aws::user_pool::Secret;
use crate::ports::{KeyValueStore, Lifetime};

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

    /// The address that a code was sent to in this tab.
    pub fn email(self, store: &impl KeyValueStore) -> Option<String> {
        store.get(Lifetime::Tab, self.key())
    }

    /// A code is on its way to `email`.
    pub fn begin(self, store: &impl KeyValueStore, email: &str) {
        store.set(Lifetime::Tab, self.key(), email.trim());
    }

    /// The code was used, or nobody waits for it any more.
    pub fn end(self, store: &impl KeyValueStore) {
        store.remove(Lifetime::Tab, self.key());
    }
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
        let text = store.get(Lifetime::Tab, SIGN_IN)?;
        let (keep, rest) = text.split_once('\n')?;
        let (email, challenge) = rest.split_once('\n')?;
        Some(PendingSignIn { challenge: Secret::new(challenge), email: email.to_owned(), keep: keep == KEEP })
    }

    /// Remembers it until it ends.
    pub fn begin(&self, store: &impl KeyValueStore) {
        let keep = if self.keep { KEEP } else { "" };
        let email = self.email.replace('\n', " ");
        store.set(Lifetime::Tab, SIGN_IN, &format!("{keep}\n{email}\n{}", self.challenge.expose()));
    }

    /// It was answered, or is given up.
    pub fn end(store: &impl KeyValueStore) {
        store.remove(Lifetime::Tab, SIGN_IN);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use super::*;

    /// A tab's storage.
    #[derive(Default)]
    struct Tab(RefCell<HashMap<String, String>>);

    impl KeyValueStore for Tab {
        fn get(&self, lifetime: Lifetime, key: &str) -> Option<String> {
            assert_eq!(lifetime, Lifetime::Tab, "an address must not outlive the tab");
            self.0.borrow().get(key).cloned()
        }
        fn set(&self, _: Lifetime, key: &str, value: &str) {
            self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        }
        fn remove(&self, _: Lifetime, key: &str) {
            self.0.borrow_mut().remove(key);
        }
    }

    #[test]
    fn one_flow_knows_nothing_of_the_other() {
        let tab = Tab::default();
        Flow::Confirm.begin(&tab, " ann@example.com ");
        assert_eq!(Flow::Confirm.email(&tab).as_deref(), Some("ann@example.com"));
        assert_eq!(Flow::ResetPassword.email(&tab), None);
        Flow::ResetPassword.end(&tab);
        assert_eq!(Flow::Confirm.email(&tab).as_deref(), Some("ann@example.com"));
        Flow::Confirm.end(&tab);
        assert_eq!(Flow::Confirm.email(&tab), None);
    }

    #[test]
    fn a_sign_in_that_waits_is_the_same_when_read_again() {
        let store = Tab::default();
        for (email, keep) in [("ann@example.com", true), ("", false)] {
            let pending = PendingSignIn { challenge: Secret::new("{\"a\":\"b\\nc\"}\n"), email: email.to_owned(), keep };
            pending.begin(&store);
            assert_eq!(PendingSignIn::restore(&store), Some(pending));
        }
        PendingSignIn::end(&store);
        assert_eq!(PendingSignIn::restore(&store), None);
        store.set(Lifetime::Tab, SIGN_IN, "nonsense");
        assert_eq!(PendingSignIn::restore(&store), None);
    }
}
