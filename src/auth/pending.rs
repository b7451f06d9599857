//! A flow that waits for an e-mailed code outlives a reload: the address is remembered until the flow ends. Passwords
//! are not: after a reload they are asked for again.

use crate::ports::{KeyValueStore, Lifetime};

const KEY: &str = "satchel.pending-email";

/// The address that a code was sent to in this tab.
pub fn email(store: &impl KeyValueStore) -> Option<String> {
    store.get(Lifetime::Tab, KEY)
}

/// A code is on its way to `email`.
pub fn begin(store: &impl KeyValueStore, email: &str) {
    store.set(Lifetime::Tab, KEY, email.trim());
}

/// The code was used, or nobody waits for it any more.
pub fn end(store: &impl KeyValueStore) {
    store.remove(Lifetime::Tab, KEY);
}
