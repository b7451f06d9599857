//! By what somebody signed in last in this browser, for it to be found at once. It names a way, never a person.

use crate::ports::{KeyValueStore, Lifetime};

const KEY: &str = "satchel.last-used";

/// The form of name and password.
pub(super) const PASSWORD: &str = "password";
/// Nobody in particular.
pub(super) const GUEST: &str = "guest";

/// Notes it.
pub(super) fn remember(store: &impl KeyValueStore, way: &str) {
    store.set(Lifetime::Persistent, KEY, way);
}

/// What was noted.
pub(super) fn last(store: &impl KeyValueStore) -> Option<String> {
    store.get(Lifetime::Persistent, KEY)
}
