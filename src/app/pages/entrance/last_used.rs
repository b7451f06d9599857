//! The sign-in method that was last used in this browser, so that the page can mark it. It never names a user.

use crate::ports::{KeyValueStore, Lifetime};

const KEY: &str = "satchel.last-used";

/// The form of name and password.
pub(super) const PASSWORD: &str = "password";
/// A visitor without a sign-in.
pub(super) const GUEST: &str = "guest";

/// Notes it.
pub(super) fn remember(store: &impl KeyValueStore, way: &str) {
    store.set(Lifetime::Persistent, KEY, way);
}

/// What was noted.
pub(super) fn last(store: &impl KeyValueStore) -> Option<String> {
    store.get(Lifetime::Persistent, KEY)
}
