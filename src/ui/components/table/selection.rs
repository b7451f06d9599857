//! Which rows are selected.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// The keys of the selected rows. Keys, not places: it outlives sorting and further pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    keys: HashSet<String, BuildHasherDefault<KeyHasher>>,
}

impl Selection {
    /// How many are selected.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none is selected.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether the row with this key is selected.
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Selects these and no others.
    pub fn replace(&mut self, keys: impl IntoIterator<Item = String>) {
        self.keys.clear();
        self.keys.extend(keys);
    }

    /// Selects these, or no longer.
    pub fn set(&mut self, keys: impl IntoIterator<Item = String>, selected: bool) {
        for key in keys {
            if selected {
                self.keys.insert(key);
            } else {
                self.keys.remove(&key);
            }
        }
    }

    /// Selects the row if it was not selected, or no longer.
    pub fn toggle(&mut self, key: String) {
        if !self.keys.remove(&key) {
            self.keys.insert(key);
        }
    }

    /// Selects none but those that are among `keys`. Whether it held others.
    pub fn retain<'a>(&mut self, keys: impl Iterator<Item = &'a str>) -> bool {
        let kept: HashSet<String, _> = keys.filter(|key| self.keys.contains(*key)).map(str::to_owned).collect();
        let held_others = kept.len() < self.keys.len();
        self.keys = kept;
        held_others
    }

    /// Selects none.
    pub fn clear(&mut self) {
        self.keys.clear();
    }
}

/// Fast rather than hard to foresee: all of 100,000 keys are hashed when all are selected, and whoever makes them collide makes
/// only their own list slow.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded.iter_mut().zip(word).for_each(|(to, from)| *to = *from);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(padded)).wrapping_mul(0x0100_0000_01b3_9e37);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(selection: &Selection) -> Vec<&str> {
        let mut keys: Vec<_> = selection.keys.iter().map(String::as_str).collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn toggling_twice_changes_nothing() {
        let mut selection = Selection::default();
        selection.toggle("a".into());
        assert!(selection.contains("a"));
        selection.toggle("a".into());
        assert!(selection.is_empty());
    }

    #[test]
    fn a_range_is_added_or_taken_away_as_one() {
        let mut selection = Selection::default();
        selection.set(["a", "b", "c"].map(String::from), true);
        selection.set(["b", "c", "d"].map(String::from), false);
        assert_eq!(sorted(&selection), ["a"]);
    }

    #[test]
    fn rows_that_are_gone_are_not_selected() {
        let mut selection = Selection::default();
        selection.replace(["a".to_owned(), "b".to_owned()]);
        assert!(!selection.retain(["a", "b", "c"].into_iter()));
        assert!(selection.retain(["b", "c"].into_iter()));
        assert_eq!(sorted(&selection), ["b"]);
    }

    #[test]
    fn replacing_forgets_the_others() {
        let mut selection = Selection::default();
        selection.toggle("a".into());
        selection.replace(["b".to_owned(), "c".to_owned()]);
        assert_eq!(sorted(&selection), ["b", "c"]);
        assert_eq!(selection.len(), 2);
    }
}
