//! An item as a row, and what tells it from all others.

use std::collections::HashSet;
use std::sync::Arc;

use crate::aws::dynamodb::{Item, item_size};

/// An item in the list.
#[derive(Clone, Debug)]
pub(super) struct ItemRow {
    /// What tells it from the others of its partition.
    pub key: String,
    pub item: Arc<Item>,
    pub size: u64,
}

impl PartialEq for ItemRow {
    /// The same answer, not merely an equal item: an item can be large, and rows are compared often.
    fn eq(&self, other: &ItemRow) -> bool {
        Arc::ptr_eq(&self.item, &other.item) && self.key == other.key
    }
}

impl ItemRow {
    pub fn new(item: Item) -> ItemRow {
        ItemRow { key: String::new(), size: item_size(&item), item: Arc::new(item) }
    }
}

/// The keys of rows.
#[derive(Default)]
pub(super) struct Keys {
    taken: HashSet<String>,
    /// Several items had the same: what was said to be the table's sort key is not.
    pub is_ambiguous: bool,
}

impl Keys {
    /// Gives each row a key: within a partition the sort key tells items apart; without one there is a single item. Rows that
    /// it does not tell apart are numbered, so that none stands for another.
    pub fn give(&mut self, rows: &mut [ItemRow], sort_key: Option<&str>) {
        for row in rows {
            let value = sort_key.and_then(|name| row.item.get(name));
            let key = value.and_then(|value| serde_json::to_string(value).ok()).unwrap_or_default();
            row.key = if self.taken.contains(&key) {
                self.is_ambiguous = true;
                format!("{key} {}", self.taken.len() + 1)
            } else {
                key
            };
            self.taken.insert(row.key.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::dynamodb::AttributeValue;

    fn rows(ids: &[&str]) -> Vec<ItemRow> {
        let item = |id: &&str| Item::from([("Id".to_owned(), AttributeValue::S((*id).to_owned()))]);
        ids.iter().map(item).map(ItemRow::new).collect()
    }

    fn distinct(rows: &[ItemRow]) -> usize {
        rows.iter().map(|row| row.key.as_str()).collect::<HashSet<_>>().len()
    }

    #[test]
    fn the_sort_key_tells_items_apart() {
        let (mut all, mut keys) = (rows(&["a", "b", "c"]), Keys::default());
        keys.give(&mut all, Some("Id"));
        assert_eq!((all[0].key.as_str(), keys.is_ambiguous), (r#"{"S":"a"}"#, false));
        let (mut one, mut keys) = (rows(&["a"]), Keys::default());
        keys.give(&mut one, None);
        assert!(!keys.is_ambiguous, "a table without a sort key has one item a partition");
    }

    #[test]
    fn no_row_stands_for_another_whatever_the_key_is_said_to_be() {
        for sort_key in [None, Some("id"), Some("Missing")] {
            let (mut all, mut keys) = (rows(&["a", "b", "a 2", "a", "c"]), Keys::default());
            let (first, second) = all.split_at_mut(2);
            keys.give(first, sort_key);
            keys.give(second, sort_key);
            assert_eq!((distinct(&all), keys.is_ambiguous), (5, true), "{sort_key:?}");
        }
    }
}
