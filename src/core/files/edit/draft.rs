//! Unsaved text, kept in the tab so that it survives a reload.

use serde::{Deserialize, Serialize};

use crate::ports::{KeyValueStore, Lifetime};

const KEY: &str = "satchel.drafts";
/// The most bytes of all texts together; browsers keep about 5 MB for a tab, in units of two bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// A text that was not saved yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextDraft {
    /// Whose it is: what tells accounts apart.
    pub account: String,
    /// The bucket of the file.
    pub bucket: String,
    /// Its key.
    pub key: String,
    /// The `ETag` of the object that was edited.
    pub e_tag: String,
    /// The text as it was edited.
    pub text: String,
}

impl TextDraft {
    fn is_of(&self, account: &str, bucket: &str, key: &str) -> bool {
        self.account == account && self.bucket == bucket && self.key == key
    }
}

/// The draft of a file, if there is one of this visitor's.
pub fn find(store: &impl KeyValueStore, account: &str, bucket: &str, key: &str) -> Option<TextDraft> {
    read(store).into_iter().find(|draft| draft.is_of(account, bucket, key))
}

/// Whether there is one, whoever's it is.
pub fn is_any(store: &impl KeyValueStore) -> bool {
    store.get(Lifetime::Tab, KEY).is_some()
}

/// The draft of a file that is in the folder of this prefix, or `below` in a folder in it, if there is one of this visitor's.
pub fn find_in(store: &impl KeyValueStore, account: &str, bucket: &str, prefix: &str, below: bool) -> Option<TextDraft> {
    let is_in = |key: &str| key.strip_prefix(prefix).is_some_and(|name| !name.is_empty() && (below || !name.contains('/')));
    read(store).into_iter().find(|draft| draft.is_of(account, bucket, &draft.key) && is_in(&draft.key))
}

/// Keeps a draft in place of an older one of the same file. Says whether it will survive a reload.
pub fn keep(store: &impl KeyValueStore, draft: TextDraft) -> bool {
    let mut drafts = read(store);
    drafts.retain(|other| !other.is_of(&draft.account, &draft.bucket, &draft.key));
    let mut left = MAX_BYTES.saturating_sub(draft.text.len());
    let fits = draft.text.len() <= MAX_BYTES;
    // The newest are first.
    drafts.retain(|other| {
        let stays = other.text.len() <= left;
        left = if stays { left - other.text.len() } else { 0 };
        stays
    });
    if fits {
        drafts.insert(0, draft);
    }
    write(store, &drafts);
    fits && store.is_kept(Lifetime::Tab, KEY)
}

/// Forgets the draft of a file: it was saved or discarded.
pub fn discard(store: &impl KeyValueStore, account: &str, bucket: &str, key: &str) {
    let mut drafts = read(store);
    drafts.retain(|draft| !draft.is_of(account, bucket, key));
    write(store, &drafts);
}

/// Forgets all of them: who signs in next is somebody else.
pub fn forget(store: &impl KeyValueStore) {
    store.remove(Lifetime::Tab, KEY);
}

fn read(store: &impl KeyValueStore) -> Vec<TextDraft> {
    store.get(Lifetime::Tab, KEY).and_then(|json| crate::json::read(&json).ok()).unwrap_or_default()
}

fn write(store: &impl KeyValueStore, drafts: &[TextDraft]) {
    match serde_json::to_string(drafts) {
        Ok(json) if !drafts.is_empty() => store.set(Lifetime::Tab, KEY, &json),
        _ => store.remove(Lifetime::Tab, KEY),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[derive(Default)]
    struct FakeStore(RefCell<Option<String>>);

    impl KeyValueStore for FakeStore {
        fn get(&self, lifetime: Lifetime, _: &str) -> Option<String> {
            assert_eq!(lifetime, Lifetime::Tab, "it goes with the tab");
            self.0.borrow().clone()
        }
        fn set(&self, _: Lifetime, _: &str, value: &str) {
            *self.0.borrow_mut() = Some(value.to_owned());
        }
        fn remove(&self, _: Lifetime, _: &str) {
            *self.0.borrow_mut() = None;
        }
    }

    fn draft(account: &str, key: &str, text: &str) -> TextDraft {
        let own = str::to_owned;
        TextDraft { account: own(account), bucket: own("data"), key: own(key), e_tag: own("\"e\""), text: own(text) }
    }

    #[test]
    fn each_visitor_has_their_own_for_each_file() {
        let store = FakeStore::default();
        assert!(
            keep(&store, draft("ann", "a", "1")) && keep(&store, draft("bob", "a", "2")) && keep(&store, draft("ann", "a", "3"))
        );
        assert_eq!(find(&store, "ann", "data", "a"), Some(draft("ann", "a", "3")));
        assert_eq!(find(&store, "bob", "data", "a"), Some(draft("bob", "a", "2")));
        assert_eq!(find(&store, "bob", "other", "a"), None);
        assert!(keep(&store, draft("ann", "p/b", "4")));
        assert_eq!(find_in(&store, "bob", "data", "", true).map(|draft| draft.key).as_deref(), Some("a"));
        assert!(keep(&store, draft("cat", "p/q/c", "5")));
        assert_eq!(find_in(&store, "cat", "data", "p/", false), None);
        assert_eq!(find_in(&store, "cat", "data", "p/", true).map(|draft| draft.key).as_deref(), Some("p/q/c"));
        assert_eq!(find_in(&store, "ann", "data", "", false).map(|draft| draft.key).as_deref(), Some("a"));
        assert_eq!(find_in(&store, "ann", "data", "p/", false).map(|draft| draft.key).as_deref(), Some("p/b"));
        assert_eq!(find_in(&store, "bob", "data", "p/", false), None);
        discard(&store, "ann", "data", "a");
        assert_eq!(find(&store, "ann", "data", "a"), None);
        forget(&store);
        assert_eq!(store.0.into_inner(), None);
    }

    #[test]
    fn the_oldest_make_room_and_what_is_too_long_is_said_not_to_be_kept() {
        let store = FakeStore::default();
        let long = "x".repeat(MAX_BYTES / 2);
        assert!(["a", "b", "c"].iter().all(|key| keep(&store, draft("ann", key, &long))));
        assert_eq!(find(&store, "ann", "data", "a"), None);
        assert!(find(&store, "ann", "data", "b").is_some() && find(&store, "ann", "data", "c").is_some());
        assert!(!keep(&store, draft("ann", "d", &"x".repeat(MAX_BYTES + 1))));
    }

    #[test]
    fn nonsense_is_no_draft() {
        let store = FakeStore(RefCell::new(Some("nonsense".to_owned())));
        assert_eq!(find(&store, "ann", "data", "a"), None);
    }
}
