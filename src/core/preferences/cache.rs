//! What this browser remembers of each account's preferences and uploads, beside the session and no longer.

use crate::auth::accounts;
use crate::ports::{KeyValueStore, Lifetime};

/// Where an account's preferences are remembered.
pub fn key(account: &str) -> String {
    format!("satchel.preferences.{account}")
}

/// Where it is remembered what an account has still to send.
pub fn uploads_key(account: &str) -> String {
    format!("satchel.uploads.{account}")
}

/// Remembers an account's preferences, unless the account is gone meanwhile: somebody else may use the browser now.
pub fn remember(store: &impl KeyValueStore, lifetime: Lifetime, account: &str, preferences: &str) {
    if accounts::find(store, account).is_some() {
        store.set(lifetime, &key(account), preferences);
    }
}

/// The accounts that this page has known: a store does not tell what is in it.
#[derive(Debug, Default)]
pub struct Cache(Vec<String>);

impl Cache {
    /// Forgets the preferences and uploads of all accounts that are not here any more: somebody else may use the browser now. To be
    /// called whenever accounts may have come or gone.
    pub fn evict(&mut self, store: &impl KeyValueStore) {
        let here: Vec<String> = accounts::all(store).into_iter().map(|(_, account)| account.id()).collect();
        for gone in self.0.iter().filter(|account| !here.contains(account)) {
            for key in [key(gone), uploads_key(gone)] {
                store.remove(Lifetime::Persistent, &key);
                store.remove(Lifetime::Tab, &key);
            }
        }
        // Those that are gone stay known: a request that was under way may still remember something of them.
        for id in here {
            if !self.0.contains(&id) {
                self.0.push(id);
            }
        }
    }
}
