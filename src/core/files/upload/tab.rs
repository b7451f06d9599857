//! What tells this tab's uploads from others', also after the page was loaded anew.

use crate::ports::{KeyValueStore, Lifetime, Random};

const KEY: &str = "satchel.tab";

/// This tab's name, if one of its uploads was remembered.
pub fn name(store: &impl KeyValueStore) -> Option<String> {
    store.get(Lifetime::Tab, KEY)
}

/// This tab's name, which it gets with the first upload that is remembered.
pub fn name_or_new(platform: &(impl KeyValueStore + Random)) -> String {
    name(platform).unwrap_or_else(|| {
        let mut random = [0; 8];
        platform.fill(&mut random);
        let name = hex::encode(random);
        platform.set(Lifetime::Tab, KEY, &name);
        name
    })
}

/// Forgets it: who signs in next is somebody else.
pub fn forget(store: &impl KeyValueStore) {
    store.remove(Lifetime::Tab, KEY);
}
