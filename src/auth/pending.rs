//! A flow that waits for an e-mailed code outlives a reload: the address is remembered until the flow ends. Passwords
//! are not: after a reload they are asked for again.

use serde::{Deserialize, Serialize};

use super::challenge::Challenge;
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingSignIn {
    /// What is asked.
    pub challenge: Challenge,
    /// Who signs in, as typed.
    pub email: String,
    /// Whether the visitor wants to stay signed in.
    pub keep: bool,
}

const SIGN_IN: &str = "satchel.pending.sign-in";

impl PendingSignIn {
    /// The sign-in that waits in this tab.
    pub fn restore(store: &impl KeyValueStore) -> Option<PendingSignIn> {
        serde_json::from_str(&store.get(Lifetime::Tab, SIGN_IN)?).ok()
    }

    /// Remembers it until it ends.
    pub fn begin(&self, store: &impl KeyValueStore) {
        if let Ok(json) = serde_json::to_string(self) {
            store.set(Lifetime::Tab, SIGN_IN, &json);
        }
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
}
