//! The rows, whatever their type: all that depends on the type, and no more, since each type costs its bytes anew.

use std::{cmp::Ordering, sync::Arc};

use leptos::prelude::*;

use super::Column;
use crate::ui::components::Handler;
use crate::ui::dom::View;

/// Rows that may change, read in place. A signal or a memo of a `Vec` converts into it.
pub struct Rows<T>(Arc<Lend<T>>);

/// Lends the rows to a function, so that they are never copied.
type Lend<T> = dyn Fn(&mut dyn FnMut(&[T])) + Send + Sync;

impl<T: Send + Sync + 'static> From<RwSignal<Vec<T>>> for Rows<T> {
    fn from(rows: RwSignal<Vec<T>>) -> Self {
        Rows(Arc::new(move |read| rows.with(|rows| read(rows))))
    }
}

impl<T: Send + Sync + 'static> From<Memo<Vec<T>>> for Rows<T> {
    fn from(rows: Memo<Vec<T>>) -> Self {
        Rows(Arc::new(move |read| rows.with(|rows| read(rows))))
    }
}

/// What the table asks of its rows. A row is named by where it stands among those that came, not by where it is shown.
pub(super) trait Source: Send + Sync {
    fn len(&self) -> usize;
    /// Puts row numbers in the order in which they are shown.
    fn sort(&self, order: &mut [usize], column: Option<usize>, descending: bool);
    fn key(&self, at: usize) -> Option<String>;
    /// Which of `order` has this key.
    fn find(&self, order: &[usize], key: &str) -> Option<usize>;
    fn name(&self, at: usize) -> String;
    fn opening(&self, at: usize) -> Opening;
    fn open(&self, at: usize);
    /// What a column shows of a row.
    fn cell(&self, at: usize, column: usize) -> Option<View>;
    /// What a column says of a row in its second line.
    fn below(&self, at: usize, column: usize) -> Option<View>;
}

/// How a row opens.
pub(super) enum Opening {
    /// It leads to another page.
    Link(String),
    /// The page acts.
    Button,
    /// Not at all.
    None,
}

/// Rows of one type.
pub(super) struct Typed<T: 'static> {
    pub rows: Rows<T>,
    pub columns: Vec<Column<T>>,
    pub key: fn(&T) -> &str,
    pub name: fn(&T) -> String,
    pub rank: Option<fn(&T) -> u8>,
    pub href: Option<fn(&T) -> Option<String>>,
    pub on_open: Option<Handler<(T,)>>,
}

impl<T: 'static> Typed<T> {
    fn with<Out>(&self, at: usize, read: impl FnOnce(&T) -> Out) -> Option<Out> {
        let (mut read, mut out) = (Some(read), None);
        (self.rows.0)(&mut |rows| {
            out = rows.get(at).and_then(|row| Some(read.take()?(row)));
        });
        out
    }
}

impl<T: Clone + Send + Sync + 'static> Source for Typed<T> {
    fn len(&self) -> usize {
        let mut len = 0;
        (self.rows.0)(&mut |rows| len = rows.len());
        len
    }

    fn sort(&self, order: &mut [usize], column: Option<usize>, descending: bool) {
        let compare = column.and_then(|column| self.columns.get(column)?.compare);
        (self.rows.0)(&mut |rows| sort(rows, order, self.rank, compare, descending));
    }

    fn key(&self, at: usize) -> Option<String> {
        self.with(at, |row| (self.key)(row).to_owned())
    }

    fn find(&self, order: &[usize], key: &str) -> Option<usize> {
        let mut found = None;
        (self.rows.0)(&mut |rows| {
            found = order.iter().position(|&at| rows.get(at).is_some_and(|row| (self.key)(row) == key));
        });
        found
    }

    fn name(&self, at: usize) -> String {
        self.with(at, self.name).unwrap_or_default()
    }

    fn opening(&self, at: usize) -> Opening {
        match self.href.and_then(|href| self.with(at, href).flatten()) {
            Some(href) => Opening::Link(href),
            None if self.on_open.is_some() => Opening::Button,
            None => Opening::None,
        }
    }

    fn open(&self, at: usize) {
        if let (Some(on_open), Some(row)) = (self.on_open, self.with(at, T::clone)) {
            on_open.run((row,));
        }
    }

    fn cell(&self, at: usize, column: usize) -> Option<View> {
        let column = self.columns.get(column)?;
        self.with(at, |row| (column.cell)(row))
    }

    fn below(&self, at: usize, column: usize) -> Option<View> {
        let below = self.columns.get(column)?.below.as_ref()?;
        self.with(at, |row| below(row))
    }
}

/// Sorts row numbers. `rank` comes first, whichever way the rest is sorted: folders stay above files. Equal rows keep
/// their order.
fn sort<T>(
    rows: &[T],
    order: &mut [usize],
    rank: Option<fn(&T) -> u8>,
    compare: Option<fn(&T, &T) -> Ordering>,
    descending: bool,
) {
    if rank.is_none() && compare.is_none() {
        return;
    }
    sort_numbers(order, &mut |a, b| {
        let (Some(a), Some(b)) = (rows.get(a), rows.get(b)) else { return Ordering::Equal };
        let by_rank = rank.map_or(Ordering::Equal, |rank| rank(a).cmp(&rank(b)));
        by_rank.then_with(|| {
            let by_column = compare.map_or(Ordering::Equal, |compare| compare(a, b));
            if descending { by_column.reverse() } else { by_column }
        })
    });
}

/// One sorting algorithm for all tables.
fn sort_numbers(order: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    order.sort_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order<T>(rows: &[T], rank: Option<fn(&T) -> u8>, compare: Option<fn(&T, &T) -> Ordering>, descending: bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        sort(rows, &mut order, rank, compare, descending);
        order
    }

    #[test]
    fn rows_stand_as_they_came_until_asked_otherwise() {
        assert_eq!(order(&[3, 1, 2], None, None, false), [0, 1, 2]);
    }

    #[test]
    fn sorting_goes_both_ways_and_keeps_equals_in_order() {
        let rows = [(2, 'a'), (1, 'b'), (2, 'c')];
        let compare: fn(&(i32, char), &(i32, char)) -> Ordering = |a, b| a.0.cmp(&b.0);
        assert_eq!(order(&rows, None, Some(compare), false), [1, 0, 2]);
        assert_eq!(order(&rows, None, Some(compare), true), [0, 2, 1]);
    }

    #[test]
    fn rank_comes_first_either_way() {
        let rows = ["file b", "folder z", "file a", "folder y"];
        let rank: fn(&&str) -> u8 = |row| if row.starts_with("folder") { 0 } else { 1 };
        let compare: fn(&&str, &&str) -> Ordering = |a, b| a.cmp(b);
        assert_eq!(order(&rows, Some(rank), Some(compare), false), [3, 1, 2, 0]);
        assert_eq!(order(&rows, Some(rank), Some(compare), true), [1, 3, 0, 2]);
        assert_eq!(order(&rows, Some(rank), None, false), [1, 3, 0, 2]);
    }
}
