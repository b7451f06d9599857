//! Buckets that the visitor opened by name, remembered until the tab is closed.

use crate::ports::{KeyValueStore, Lifetime};
use crate::route::Place;

const KEY: &str = "satchel.buckets";
/// As many as fit below the other places.
const KEPT: usize = 6;

/// Region and name of each, the newest first.
type Buckets = Vec<(String, String)>;

/// The tops of the buckets that were opened, the newest first.
pub fn opened(store: &impl KeyValueStore) -> Vec<Place> {
    let place = |(region, bucket)| Place::Bucket { region, bucket, prefix: String::new() };
    read(store).into_iter().map(place).collect()
}

/// Remembers that `place` was opened, if it is in a bucket of its own.
pub fn remember(store: &impl KeyValueStore, place: &Place) {
    let Place::Bucket { region, bucket, .. } = place else { return };
    let mut buckets = read(store);
    let opened = (region.clone(), bucket.clone());
    // The list stays as it is where it can, or what the visitor points at would move away.
    if buckets.contains(&opened) {
        return;
    }
    buckets.insert(0, opened);
    buckets.truncate(KEPT);
    if let Ok(json) = serde_json::to_string(&buckets) {
        store.set(Lifetime::Tab, KEY, &json);
    }
}

/// Forgets them: who signs in next is somebody else.
pub fn forget(store: &impl KeyValueStore) {
    store.remove(Lifetime::Tab, KEY);
}

fn read(store: &impl KeyValueStore) -> Buckets {
    store.get(Lifetime::Tab, KEY).and_then(|json| crate::json::read(&json).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[derive(Default)]
    struct FakeStore(RefCell<Option<String>>);

    impl KeyValueStore for FakeStore {
        fn get(&self, _: Lifetime, _: &str) -> Option<String> {
            self.0.borrow().clone()
        }
        fn set(&self, _: Lifetime, _: &str, value: &str) {
            *self.0.borrow_mut() = Some(value.to_owned());
        }
        fn remove(&self, _: Lifetime, _: &str) {
            *self.0.borrow_mut() = None;
        }
    }

    fn bucket(name: &str, prefix: &str) -> Place {
        Place::Bucket { region: "us-east-1".into(), bucket: name.into(), prefix: prefix.into() }
    }

    #[test]
    fn buckets_are_remembered_once_and_by_their_top() {
        let store = FakeStore::default();
        for place in [bucket("a", "x/"), Place::default(), bucket("b", ""), bucket("a", "")] {
            remember(&store, &place);
        }
        assert_eq!(opened(&store), [bucket("b", ""), bucket("a", "")]);
        forget(&store);
        assert_eq!(opened(&store), []);
    }

    #[test]
    fn the_oldest_make_room_and_nonsense_is_ignored() {
        let store = FakeStore::default();
        store.set(Lifetime::Tab, KEY, "nonsense");
        for at in 0..10 {
            remember(&store, &bucket(&format!("b{at}"), ""));
        }
        assert_eq!(opened(&store).len(), KEPT);
        assert_eq!(opened(&store).first(), Some(&bucket("b9", "")));
    }
}
