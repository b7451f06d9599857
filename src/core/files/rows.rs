//! The rows of a folder, each kept once, and the orders in which they are shown: lists of their numbers, into which each page is
//! merged. So a page that is added to 100,000 rows, or a press on the heading of a column, costs little more than a look at each.

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use super::entry::{Entry, extension};
use super::matching::Normalize;
use super::natural;
use super::twins;
use crate::ports::Form;

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// Their names, as people expect names to be ordered.
    Name,
    /// Their size.
    Size,
    /// What kind of file they are, by its words.
    Type,
    /// When they were written.
    Modified,
    /// Their storage class.
    StorageClass,
}

impl SortKey {
    /// All of them, in the order of the table's columns.
    pub const ALL: [SortKey; 5] = [SortKey::Name, SortKey::Size, SortKey::Type, SortKey::Modified, SortKey::StorageClass];
}

/// What is made once of a row, to compare it by.
#[derive(Clone)]
struct Keys {
    name: Box<[u8]>,
    /// The words for its type.
    kind: Rc<str>,
}

/// The rows. Read as a slice they stand as they came.
#[derive(Clone)]
pub struct RowStore {
    entries: Vec<Entry>,
    keys: Vec<Keys>,
    words: fn(&Entry) -> String,
    /// The words for types, in the order of extensions: a hash table's code weighs more than it saves here.
    kinds: Vec<(Option<String>, Rc<str>)>,
    folders: usize,
    /// By what they were asked for: the numbers of all rows, ascending, folders first. By name always.
    orders: RefCell<[Option<Vec<usize>>; SortKey::ALL.len()]>,
}

impl fmt::Debug for RowStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowStore({})", self.entries.len())
    }
}

impl PartialEq for RowStore {
    fn eq(&self, other: &RowStore) -> bool {
        self.entries == other.entries
    }
}

impl Deref for RowStore {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.entries
    }
}

impl RowStore {
    /// No rows yet. `words` says what type a row is of; it is asked once for each extension.
    pub fn new(words: fn(&Entry) -> String) -> RowStore {
        let orders = RefCell::new([Some(Vec::new()), None, None, None, None]);
        RowStore { entries: Vec::new(), keys: Vec::new(), words, kinds: Vec::new(), folders: 0, orders }
    }

    /// How many folders and files there are.
    pub fn count(&self) -> (usize, usize) {
        (self.folders, self.entries.len() - self.folders)
    }

    /// Adds rows, which take the place of those with the same key.
    pub fn add(&mut self, new: Vec<Entry>, normalize: Normalize) {
        let mut first = self.entries.len();
        for entry in new {
            self.folders += usize::from(entry.is_folder());
            let kind = self.kind(&entry);
            self.keys.push(Keys { name: natural::key(entry.path(), normalize), kind });
            self.entries.push(entry);
        }
        let mut orders = self.orders.take();
        for (by, order) in SortKey::ALL.into_iter().zip(&mut orders) {
            if let Some(order) = order {
                let mut fresh: Vec<usize> = (first..self.entries.len()).collect();
                sort(&mut fresh, &|a, b| self.compare(by, a, b));
                merge(order, fresh, &|a, b| self.compare(by, a, b));
            }
        }
        // Rows with the same key now stand side by side; the one that came last is the newest.
        let mut dead = vec![false; self.entries.len()];
        let by_name = orders[SortKey::Name as usize].iter().flatten();
        let mut last = None;
        for &at in by_name {
            if let Some(before) = last.filter(|before| self.key(*before) == self.key(at)) {
                dead[at.min(before)] = true;
            }
            last = Some(at.max(last.filter(|before| self.key(*before) == self.key(at)).unwrap_or(at)));
        }
        self.orders.replace(orders);
        first -= dead.iter().take(first).filter(|dead| **dead).count();
        self.remove_marked(&dead);
        twins::disambiguate(&mut self.entries, first, &|text| normalize(text, Form::Composed));
    }

    /// Keeps those that `keep` wants. Whether there were others.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool, normalize: Normalize) -> bool {
        let dead: Vec<bool> = self.entries.iter().map(|entry| !keep(entry)).collect();
        let gone = || self.entries.iter().zip(&dead).filter(|(_, dead)| **dead);
        // A twin that is gone is none.
        let had_twins = gone().any(|(entry, _)| !entry.path().is_ascii());
        if gone().next().is_none() {
            return false;
        }
        self.remove_marked(&dead);
        if had_twins {
            twins::disambiguate(&mut self.entries, 0, &|text| normalize(text, Form::Composed));
        }
        true
    }

    /// The numbers of the rows in an order: folders before files, whichever way each are sorted.
    pub fn order(&self, by: SortKey, descending: bool) -> Vec<usize> {
        let mut orders = self.orders.borrow_mut();
        if orders[by as usize].is_none() {
            orders[by as usize] = orders[SortKey::Name as usize].as_ref().map(|by_name| self.sorted(by_name.clone(), by));
        }
        let mut order = orders[by as usize].clone().unwrap_or_default();
        if descending {
            let (folders, files) = order.split_at_mut(self.folders.min(self.entries.len()));
            folders.reverse();
            files.reverse();
        }
        order
    }

    /// Sorts what stands by name. Only files differ in anything else.
    fn sorted(&self, mut order: Vec<usize>, by: SortKey) -> Vec<usize> {
        let ranks = self.ranks(by);
        if let Some(files) = order.get_mut(self.folders..) {
            sort_by_rank(files, &ranks);
        }
        order
    }

    /// For each row a number that says where it belongs.
    fn ranks(&self, by: SortKey) -> Vec<u64> {
        let files = || self.entries.iter().map(Entry::file);
        let texts: Vec<&str> = match by {
            SortKey::Size => return files().map(|file| file.map_or(0, |file| file.size)).collect(),
            // In the order of signed numbers.
            SortKey::Modified => {
                return files().map(|file| file.map_or(0, |file| file.modified.cast_unsigned() ^ (1 << 63))).collect();
            }
            SortKey::Type => self.keys.iter().map(|keys| &*keys.kind).collect(),
            SortKey::Name | SortKey::StorageClass => files().map(|file| file.map_or("", |file| &file.storage_class)).collect(),
        };
        // There are few, and rows that follow each other mostly have the same.
        let mut all: Vec<&str> = Vec::new();
        for text in &texts {
            if let Err(at) = all.binary_search(text) {
                all.insert(at, text);
            }
        }
        texts.iter().map(|text| all.binary_search(text).unwrap_or_else(|at| at) as u64).collect()
    }

    fn kind(&mut self, entry: &Entry) -> Rc<str> {
        let extension = entry.file().map(|_| extension(entry.name()));
        let is_known = self.kinds.binary_search_by(|(known, _)| known.as_deref().cmp(&extension.as_deref()));
        match is_known {
            Ok(at) => Rc::clone(&self.kinds[at].1),
            Err(at) => {
                let words: Rc<str> = (self.words)(entry).into();
                self.kinds.insert(at, (extension.map(Cow::into_owned), Rc::clone(&words)));
                words
            }
        }
    }

    fn key(&self, at: usize) -> &str {
        &self.entries[at].key
    }

    fn compare(&self, by: SortKey, a: usize, b: usize) -> Ordering {
        let (one, other) = (&self.entries[a], &self.entries[b]);
        let by_column = match (one.file(), other.file()) {
            (Some(one), Some(other)) => match by {
                SortKey::Name => Ordering::Equal,
                SortKey::Size => one.size.cmp(&other.size),
                SortKey::Modified => one.modified.cmp(&other.modified),
                SortKey::StorageClass => one.storage_class.cmp(&other.storage_class),
                SortKey::Type => self.keys[a].kind.cmp(&self.keys[b].kind),
            },
            (one, other) => one.is_some().cmp(&other.is_some()),
        };
        by_column.then_with(|| self.keys[a].name.cmp(&self.keys[b].name)).then_with(|| one.key.cmp(&other.key))
    }

    /// Takes rows out; those behind them are renumbered.
    fn remove_marked(&mut self, dead: &[bool]) {
        let mut alive = 0;
        let numbers: Vec<usize> = dead
            .iter()
            .map(|dead| {
                alive += usize::from(!dead);
                alive.wrapping_sub(1)
            })
            .collect();
        if alive == dead.len() {
            return;
        }
        let (mut entries, mut keys) = (dead.iter(), dead.iter());
        self.entries.retain(|_| entries.next() == Some(&false));
        self.keys.retain(|_| keys.next() == Some(&false));
        self.folders = self.entries.iter().filter(|entry| entry.is_folder()).count();
        for order in self.orders.get_mut().iter_mut().flatten() {
            order.retain(|at| !dead[*at]);
            order.iter_mut().for_each(|at| *at = numbers[*at]);
        }
    }
}

/// One sorting algorithm for all orders.
fn sort(order: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    order.sort_by(|a, b| compare(*a, *b));
}

/// The same by numbers: byte by byte from the last one (a radix sort), a tenth of the time that comparing pairs takes.
fn sort_by_rank(order: &mut [usize], ranks: &[u64]) {
    for byte in 0..size_of::<u64>() {
        let value = |at: usize| usize::from(ranks[at].to_le_bytes()[byte]);
        // Where the rows of each value begin.
        let mut starts = [0; 257];
        order.iter().for_each(|at| starts[value(*at) + 1] += 1);
        if starts.contains(&order.len()) {
            continue;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let before = order.to_vec();
        for at in before {
            let start = &mut starts[value(at)];
            order[*start] = at;
            *start += 1;
        }
    }
}

/// Merges what is sorted into what is sorted. Of equals those that were there come first.
fn merge(order: &mut Vec<usize>, new: Vec<usize>, compare: &dyn Fn(usize, usize) -> Ordering) {
    // The next page of a listing mostly stands behind all that is there, and otherwise not before most of it.
    let Some(&first) = new.first() else { return };
    let start = order.partition_point(|at| compare(*at, first) != Ordering::Greater);
    let old = order.split_off(start);
    order.reserve(old.len() + new.len());
    let mut new = new.into_iter().peekable();
    for at in old {
        while let Some(next) = new.next_if(|next| compare(at, *next) == Ordering::Greater) {
            order.push(next);
        }
        order.push(at);
    }
    order.extend(new);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::s3::{Object, ObjectPage};
    use crate::files::entry::File;
    use crate::files::entry::tests::{PARENT, object, page};
    use proptest::prelude::*;

    fn normalize(name: &str, _: Form) -> String {
        name.replace("e\u{301}", "é")
    }

    fn rows() -> RowStore {
        RowStore::new(|entry| if entry.is_folder() { "Folder".into() } else { extension(entry.name()).to_uppercase() })
    }

    fn add(rows: &mut RowStore, new: Vec<Entry>) {
        rows.add(new, normalize);
    }

    fn names(rows: &RowStore, by: SortKey, descending: bool) -> Vec<&str> {
        rows.order(by, descending).into_iter().map(|at| rows[at].name()).collect()
    }

    fn objects(objects: Vec<Object>) -> Vec<Entry> {
        PARENT.entries(ObjectPage { objects, ..ObjectPage::default() })
    }

    #[test]
    fn pages_come_together_in_order_with_folders_first() {
        let mut rows = rows();
        add(&mut rows, page(&["p/b/"], &["p/File 10", "p/a"]));
        add(&mut rows, page(&["p/a/"], &["p/file 9", "p/z"]));
        assert_eq!(names(&rows, SortKey::Name, false), ["a", "b", "a", "file 9", "File 10", "z"]);
        assert_eq!(names(&rows, SortKey::Name, true), ["b", "a", "z", "File 10", "file 9", "a"]);
        assert_eq!(rows.count(), (2, 4));
    }

    #[test]
    fn a_row_that_comes_again_replaces_the_old_one() {
        let mut rows = rows();
        add(&mut rows, page(&["p/a/"], &["p/x", "p/y"]));
        assert_eq!(names(&rows, SortKey::Size, false), ["a", "x", "y"]);
        add(&mut rows, objects(vec![Object { size: 99, ..object("p/x") }, Object { size: 100, ..object("p/x") }]));
        add(&mut rows, page(&["p/a/"], &[]));
        assert_eq!(names(&rows, SortKey::Name, false), ["a", "x", "y"]);
        assert_eq!(names(&rows, SortKey::Size, false), ["a", "y", "x"]);
        let newest = rows.iter().find(|row| row.name() == "x").and_then(Entry::file).map(|file| file.size);
        assert_eq!((newest, rows.count()), (Some(100), (1, 2)));
    }

    #[test]
    fn each_column_has_its_order_with_names_where_it_says_nothing() {
        let mut rows = rows();
        let row = |name: &str, size, modified, storage_class: &str| {
            let file = File { size, modified, storage_class: storage_class.into(), ..File::default() };
            PARENT.entry(&format!("p/{name}"), || file).unwrap()
        };
        add(&mut rows, vec![row("b.txt", 1, -5, "STANDARD"), row("c.md", 3, 7, "GLACIER"), row("d/x", 0, 0, "")]);
        assert_eq!(names(&rows, SortKey::Type, false), ["d", "c.md", "b.txt"]);
        add(&mut rows, vec![row("a.txt", 1, 9, "GLACIER"), row("e/x", 0, 0, ""), row("0.zip", 2, 0, "STANDARD")]);
        assert_eq!(names(&rows, SortKey::Size, false), ["d", "e", "a.txt", "b.txt", "0.zip", "c.md"]);
        assert_eq!(names(&rows, SortKey::Modified, false), ["d", "e", "b.txt", "0.zip", "c.md", "a.txt"]);
        assert_eq!(names(&rows, SortKey::Type, false), ["d", "e", "c.md", "a.txt", "b.txt", "0.zip"]);
        assert_eq!(names(&rows, SortKey::StorageClass, false), ["d", "e", "a.txt", "c.md", "0.zip", "b.txt"]);
        assert_eq!(names(&rows, SortKey::StorageClass, true), ["e", "d", "b.txt", "0.zip", "c.md", "a.txt"]);
    }

    #[test]
    fn what_is_taken_out_is_gone_from_every_order_and_no_twin() {
        let mut rows = rows();
        add(&mut rows, page(&["p/a/"], &["p/x", "p/caf\u{e9}", "p/cafe\u{301}"]));
        assert_eq!(rows.iter().filter(|row| row.told_apart.is_some()).count(), 1);
        rows.order(SortKey::Size, false);
        assert!(!rows.retain(|_| true, normalize));
        assert!(rows.retain(|row| !row.is_folder() && row.name() != "caf\u{e9}", normalize));
        assert_eq!(names(&rows, SortKey::Name, false), ["cafe\u{301}", "x"]);
        assert_eq!(names(&rows, SortKey::Size, true), ["cafe\u{301}", "x"]);
        assert_eq!(rows.iter().find_map(|row| row.told_apart.clone()), None);
        assert_eq!(rows.count(), (0, 2));
    }

    proptest! {
        #[test]
        fn ranks_sort_as_pairs_do(ranks in proptest::collection::vec(prop_oneof![0..3_u64, 250..600_u64, any::<u64>()], 0..300)) {
            let mut order: Vec<usize> = (0..ranks.len()).rev().collect();
            let mut expected = order.clone();
            expected.sort_by_key(|at| ranks[*at]);
            sort_by_rank(&mut order, &ranks);
            prop_assert_eq!(order, expected);
        }

        #[test]
        fn orders_are_the_same_whatever_pages_rows_come_in(
            keys in proptest::collection::vec(("p/[aA0-3é.]{1,3}/?", 0..3_u64), 0..60), size in 1..20_usize, drop in 0..4_u64
        ) {
            let entry = |(key, size): &(String, u64)| {
                PARENT.entry(key, || File { size: *size, modified: -(*size as i64), ..File::default() })
            };
            let rows_of = |size: usize, ask_early: bool| {
                let mut rows = rows();
                for keys in keys.chunks(size) {
                    add(&mut rows, keys.iter().filter_map(entry).collect());
                    if ask_early {
                        SortKey::ALL.iter().for_each(|by| drop_order(&rows, *by));
                    }
                }
                rows.retain(|row| row.file().is_none_or(|file| file.size != drop), normalize);
                SortKey::ALL.map(|by| rows.order(by, false).into_iter().map(|at| rows[at].key.clone()).collect::<Vec<_>>())
            };
            let orders = rows_of(size, true);
            prop_assert_eq!(&orders, &rows_of(usize::MAX, false));
            let mut all: Vec<String> = keys.iter().map(|(key, _)| key.clone()).collect();
            all.sort();
            all.dedup();
            // The size that a key had last decides whether it is there.
            all.retain(|key| key.ends_with('/') || keys.iter().rev().find(|(own, _)| own == key).is_some_and(|(_, size)| *size != drop));
            for order in &orders {
                let mut same = order.clone();
                same.sort();
                prop_assert_eq!(&same, &all, "each once");
            }
        }
    }

    fn drop_order(rows: &RowStore, by: SortKey) {
        drop(rows.order(by, false));
    }
}
