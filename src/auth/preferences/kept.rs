//! What this browser remembers of each account's preferences, beside the session and no longer.

use std::collections::BTreeSet;

use crate::auth::accounts;
use crate::ports::{KeyValueStore, Lifetime};

/// Where an account's preferences are remembered.
pub fn key(account: &str) -> String {
    format!("satchel.preferences.{account}")
}

/// The accounts that this page has known: a store does not tell what is in it.
#[derive(Debug, Default)]
pub struct Known(BTreeSet<String>);

impl Known {
    /// Forgets the preferences of all accounts that are not here any more: somebody else may use the browser now. To be
    /// called whenever accounts may have come or gone.
    pub fn sweep(&mut self, store: &impl KeyValueStore) {
        let here: BTreeSet<String> = accounts::all(store).into_iter().map(|(_, account)| account.id()).collect();
        for gone in self.0.difference(&here) {
            store.remove(Lifetime::Persistent, &key(gone));
            store.remove(Lifetime::Tab, &key(gone));
        }
        // Those that are gone stay known: a request that was under way may still remember something of them.
        self.0.extend(here);
    }
}
