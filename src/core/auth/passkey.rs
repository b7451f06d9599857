//! Passkeys in this browser.
//!
//! A user pool wants to know who signs in before it asks for a passkey, so the browser can offer one beside the form only
//! for an address that has used one here. That address is remembered, and nothing else of it.

use crate::ports::{KeyValueStore, Lifetime};

const KEY: &str = "satchel.passkey";

/// The address that has signed in here by passkey, or made one here.
pub fn remembered_address(store: &impl KeyValueStore) -> Option<String> {
    store.get(Lifetime::Persistent, KEY)
}

/// This address has a passkey in this browser.
pub fn remember_address(store: &impl KeyValueStore, email: &str) {
    store.set(Lifetime::Persistent, KEY, email.trim());
}

/// The browser has no passkey for the remembered address any more.
pub fn forget_address(store: &impl KeyValueStore) {
    store.remove(Lifetime::Persistent, KEY);
}
