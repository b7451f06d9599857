//! The rows, whatever their type: all that depends on the type, and no more, since each type costs its bytes anew.

use std::{cmp::Ordering, ops::Deref, sync::Arc};

use crate::ui::reactive::*;

use super::{Column, Sort};
use crate::ui::components::Handler;
use crate::ui::dom::{TextOrView, View};

/// Rows that may change, read in place. A signal or a memo of a `Vec` converts into it, and of what else can be read as a slice.
pub struct Rows<T>(Arc<Lend<T>>);

/// Lends the rows to a function, so that they are never copied.
type Lend<T> = dyn Fn(&mut dyn FnMut(&[T])) + Send + Sync;

impl<T: 'static, S: Deref<Target = [T]> + 'static> From<RwSignal<S>> for Rows<T> {
    fn from(rows: RwSignal<S>) -> Self {
        Rows(Arc::new(move |read| rows.with(|rows| read(rows))))
    }
}

impl<T: 'static, S: Deref<Target = [T]> + 'static> From<Memo<S>> for Rows<T> {
    fn from(rows: Memo<S>) -> Self {
        Rows(Arc::new(move |read| rows.with(|rows| read(rows))))
    }
}

/// What the table asks of its rows. A row is named by where it stands among those that came, not by where it is shown.
pub(super) trait RowSource: Send + Sync {
    /// The numbers of the rows that are shown, in the order in which they are.
    fn order(&self, sort: Option<Sort>) -> Vec<usize>;
    fn key(&self, at: usize) -> Option<String>;
    /// The keys of many rows.
    fn keys(&self, order: &[usize]) -> Vec<String>;
    /// Which of `order`, from `from` on and then from the start, has a name that begins with what was typed.
    fn find_name(&self, order: &[usize], from: usize, typed: &str) -> Option<usize>;
    /// Which of `order` has this key.
    fn find(&self, order: &[usize], key: &str) -> Option<usize>;
    fn name(&self, at: usize) -> String;
    fn opening(&self, at: usize) -> RowOpening;
    fn open(&self, at: usize);
    /// What a column shows of a row.
    fn cell(&self, at: usize, column: usize) -> Option<TextOrView>;
    /// What a column says of a row in its second line.
    fn below(&self, at: usize, column: usize) -> Option<View>;
}

/// How a row opens.
pub(super) enum RowOpening {
    /// It leads to another page.
    Link(String),
    /// The page acts.
    Button,
    /// Not at all.
    None,
}

/// The numbers of rows in the order in which they are shown.
type RowOrder = Arc<dyn Fn(Option<Sort>) -> Vec<usize> + Send + Sync>;

/// Rows of one type.
pub(super) struct TypedRows<T: 'static> {
    pub rows: Rows<T>,
    pub columns: Vec<Column<T>>,
    pub key: fn(&T) -> &str,
    pub name: fn(&T) -> String,
    /// Keeps the orders of its rows, and knows which are shown.
    pub order: Option<RowOrder>,
    /// Whether a row's name begins with what was typed.
    pub begins: Option<fn(&T, &str) -> bool>,
    pub href: Option<fn(&T) -> Option<String>>,
    pub on_open: Option<Handler<(T,)>>,
}

impl<T: 'static> TypedRows<T> {
    fn with<Out>(&self, at: usize, read: impl FnOnce(&T) -> Out) -> Option<Out> {
        let (mut read, mut out) = (Some(read), None);
        (self.rows.0)(&mut |rows| {
            out = rows.get(at).and_then(|row| Some(read.take()?(row)));
        });
        out
    }
}

impl<T: Clone + Send + Sync + 'static> RowSource for TypedRows<T> {
    fn order(&self, sort: Option<Sort>) -> Vec<usize> {
        if let Some(order) = &self.order {
            return order(sort);
        }
        let compare = sort.and_then(|sort| self.columns.get(sort.column)?.compare);
        let mut order = Vec::new();
        (self.rows.0)(&mut |rows| order = sorted(rows, compare, sort.is_some_and(|sort| sort.descending)));
        order
    }

    fn keys(&self, order: &[usize]) -> Vec<String> {
        let mut keys = Vec::new();
        (self.rows.0)(&mut |rows| {
            keys = order.iter().filter_map(|at| rows.get(*at)).map(|row| (self.key)(row).to_owned()).collect();
        });
        keys
    }

    fn find_name(&self, order: &[usize], from: usize, typed: &str) -> Option<usize> {
        let begins = self.begins?;
        let mut found = None;
        (self.rows.0)(&mut |rows| {
            let fits = |at: &usize| order.get(*at).and_then(|at| rows.get(*at)).is_some_and(|row| begins(row, typed));
            found = (from..order.len()).chain(0..from.min(order.len())).find(fits);
        });
        found
    }

    fn key(&self, at: usize) -> Option<String> {
        self.with(at, |row| (self.key)(row).to_owned())
    }

    fn find(&self, order: &[usize], key: &str) -> Option<usize> {
        let mut found = None;
        (self.rows.0)(&mut |rows| {
            // Keys of a folder begin alike, so they are compared from their ends.
            let is_it = |row: &T| (self.key)(row).bytes().rev().eq(key.bytes().rev());
            found = order.iter().position(|&at| rows.get(at).is_some_and(is_it));
        });
        found
    }

    fn name(&self, at: usize) -> String {
        self.with(at, self.name).unwrap_or_default()
    }

    fn opening(&self, at: usize) -> RowOpening {
        match self.href.and_then(|href| self.with(at, href).flatten()) {
            Some(href) => RowOpening::Link(href),
            None if self.on_open.is_some() => RowOpening::Button,
            None => RowOpening::None,
        }
    }

    fn open(&self, at: usize) {
        if let (Some(on_open), Some(row)) = (self.on_open, self.with(at, T::clone)) {
            on_open.run((row,));
        }
    }

    fn cell(&self, at: usize, column: usize) -> Option<TextOrView> {
        let column = self.columns.get(column)?;
        self.with(at, |row| (column.cell)(row))
    }

    fn below(&self, at: usize, column: usize) -> Option<View> {
        let below = self.columns.get(column)?.below.as_ref()?;
        self.with(at, |row| below(row))
    }
}

/// The numbers of rows, sorted. Equal rows keep their order.
fn sorted<T>(rows: &[T], compare: Option<fn(&T, &T) -> Ordering>, descending: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    if let Some(compare) = compare {
        sort_numbers(&mut order, &mut |a, b| {
            let (Some(a), Some(b)) = (rows.get(a), rows.get(b)) else { return Ordering::Equal };
            if descending { compare(a, b).reverse() } else { compare(a, b) }
        });
    }
    order
}

/// One sorting algorithm for all tables.
fn sort_numbers(order: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    order.sort_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_as_they_came_until_asked_otherwise() {
        assert_eq!(sorted(&[3, 1, 2], None, false), [0, 1, 2]);
    }

    #[test]
    fn sorting_goes_both_ways_and_keeps_equals_in_order() {
        let rows = [(2, 'a'), (1, 'b'), (2, 'c')];
        let compare: fn(&(i32, char), &(i32, char)) -> Ordering = |a, b| a.0.cmp(&b.0);
        assert_eq!(sorted(&rows, Some(compare), false), [1, 0, 2]);
        assert_eq!(sorted(&rows, Some(compare), true), [0, 2, 1]);
    }
}
