//! What outlives a document that is loaded anew after a sign-out: what was being said, why the session ended, and whose it
//! was.

use std::time::Duration;

use serde_json::{Value, json};

use crate::ports::{KeyValueStore, Lifetime};

const KEY: &str = "satchel.farewell";

/// For the next document of this tab.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CarriedOver {
    /// What was being said.
    pub said: Vec<String>,
    /// What another tab had done.
    pub elsewhere: Option<String>,
    /// For how long nobody had been there.
    pub idle: Option<Duration>,
    /// The user who was here last: the addresses before this one are theirs.
    pub last: Option<String>,
}

impl CarriedOver {
    pub fn store(&self, store: &impl KeyValueStore) {
        let idle = self.idle.as_ref().map(Duration::as_secs);
        let left = json!({ "said": self.said, "elsewhere": self.elsewhere, "idle": idle, "last": self.last });
        store.set(Lifetime::Tab, KEY, &crate::json::write(&left));
    }

    /// What the document before left, once.
    pub fn take(store: &impl KeyValueStore) -> CarriedOver {
        let Some(text) = store.get(Lifetime::Tab, KEY) else { return CarriedOver::default() };
        store.remove(Lifetime::Tab, KEY);
        let left: Value = crate::json::read(&text).unwrap_or_default();
        let said = left["said"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        CarriedOver {
            said: said.collect(),
            elsewhere: crate::json::text(&left, "elsewhere"),
            idle: left["idle"].as_u64().map(Duration::from_secs),
            last: crate::json::text(&left, "last"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::HashMap;

    #[derive(Default)]
    struct FakeStore(RefCell<HashMap<String, String>>);

    impl KeyValueStore for FakeStore {
        fn get(&self, _: Lifetime, key: &str) -> Option<String> {
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
    fn what_is_left_is_found_once() {
        let store = FakeStore::default();
        let left = CarriedOver {
            said: vec!["You are signed out everywhere.".to_owned()],
            elsewhere: Some("You were signed out in another tab.".to_owned()),
            idle: Some(Duration::from_secs(1800)),
            last: Some("user:ann".to_owned()),
        };
        left.store(&store);
        assert_eq!(CarriedOver::take(&store), left);
        assert_eq!(CarriedOver::take(&store), CarriedOver::default());
        for nonsense in ["", "[]", "{\"said\":7,\"idle\":-1,\"last\":{}}"] {
            store.set(Lifetime::Tab, KEY, nonsense);
            assert_eq!(CarriedOver::take(&store), CarriedOver::default(), "{nonsense}");
        }
    }
}
