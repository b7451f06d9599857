//! `localStorage` and `sessionStorage`. Where the browser forbids them or they are full, values are kept in memory,
//! so that the page works until it is closed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::Browser;
use crate::ports::{KeyValueStore, Lifetime};

/// What could not be stored.
#[derive(Clone, Default)]
pub(super) struct Memory(Rc<RefCell<HashMap<(bool, String), String>>>);

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory(..)")
    }
}

fn storage(lifetime: Lifetime) -> Option<web_sys::Storage> {
    let window = web_sys::window()?;
    match lifetime {
        Lifetime::Persistent => window.local_storage(),
        Lifetime::Tab => window.session_storage(),
    }
    .ok()
    .flatten()
}

fn memory_key(lifetime: Lifetime, key: &str) -> (bool, String) {
    (lifetime == Lifetime::Persistent, key.to_owned())
}

impl KeyValueStore for Browser {
    fn get(&self, lifetime: Lifetime, key: &str) -> Option<String> {
        let kept = self.memory.0.borrow().get(&memory_key(lifetime, key)).cloned();
        kept.or_else(|| storage(lifetime)?.get_item(key).ok().flatten())
    }

    fn set(&self, lifetime: Lifetime, key: &str, value: &str) {
        let stored = storage(lifetime).is_some_and(|storage| storage.set_item(key, value).is_ok());
        let mut memory = self.memory.0.borrow_mut();
        if stored {
            memory.remove(&memory_key(lifetime, key));
        } else {
            memory.insert(memory_key(lifetime, key), value.to_owned());
        }
    }

    fn is_kept(&self, lifetime: Lifetime, key: &str) -> bool {
        !self.memory.0.borrow().contains_key(&memory_key(lifetime, key))
    }

    fn remove(&self, lifetime: Lifetime, key: &str) {
        self.memory.0.borrow_mut().remove(&memory_key(lifetime, key));
        if let Some(storage) = storage(lifetime) {
            let _ = storage.remove_item(key);
        }
    }
}
