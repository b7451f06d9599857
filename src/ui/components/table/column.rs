//! What the table shows of a row, and in which order rows stand.

use std::{cmp::Ordering, sync::Arc};

use leptos::prelude::*;

/// From which width of the table on a column is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownFrom {
    /// On any screen.
    #[default]
    Always,
    /// Where there is room for three columns.
    Medium,
    /// Where there is room for all.
    Wide,
}

/// A column of rows `T`. The first one is the row's name: it opens the row, and takes the room the others leave.
///
/// `Column::new("Size", |file: &File| format::size(file.size)).width(6).numeric().sorted_by(|a, b| a.size.cmp(&b.size))`
pub struct Column<T> {
    pub(super) title: String,
    pub(super) cell: Arc<dyn Fn(&T) -> AnyView + Send + Sync>,
    pub(super) compare: Option<fn(&T, &T) -> Ordering>,
    pub(super) width: Option<u8>,
    pub(super) numeric: bool,
    pub(super) shown_from: ShownFrom,
}

impl<T> Column<T> {
    /// A column that shows `cell` of each row.
    pub fn new<V: IntoAny>(title: impl Into<String>, cell: impl Fn(&T) -> V + Send + Sync + 'static) -> Self {
        Column {
            title: title.into(),
            cell: Arc::new(move |row| cell(row).into_any()),
            compare: None,
            width: None,
            numeric: false,
            shown_from: ShownFrom::Always,
        }
    }

    /// A fixed width, in rem. Without it columns share what is left.
    pub fn width(mut self, rem: u8) -> Self {
        self.width = Some(rem);
        self
    }

    /// Numbers: set flush right in figures of one width.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// Lets the visitor sort by this column.
    pub fn sorted_by(mut self, compare: fn(&T, &T) -> Ordering) -> Self {
        self.compare = Some(compare);
        self
    }

    /// Hides the column where the table is narrower.
    pub fn shown_from(mut self, shown_from: ShownFrom) -> Self {
        self.shown_from = shown_from;
        self
    }

    /// CSS classes of its cells; `names` for the first column.
    pub(super) fn class(&self, names: bool) -> String {
        let mut class = String::from(if names { "cell name" } else { "cell" });
        if self.numeric {
            class.push_str(" numeric");
        }
        if self.width.is_some() {
            class.push_str(" fixed");
        }
        match self.shown_from {
            ShownFrom::Always => {}
            ShownFrom::Medium => class.push_str(" from-medium"),
            ShownFrom::Wide => class.push_str(" from-wide"),
        }
        class
    }
}

/// By which column rows are sorted, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Index of the column.
    pub column: usize,
    /// From the largest to the smallest.
    pub descending: bool,
}

impl Sort {
    /// The order after a press on the heading of `column`: ascending first, then the other way around.
    pub(super) fn pressed(sort: Option<Sort>, column: usize) -> Sort {
        let descending = sort.is_some_and(|sort| sort.column == column && !sort.descending);
        Sort { column, descending }
    }
}

/// The order in which `rows` are shown, as indices into them. `rank` comes first, whichever way the rest is sorted:
/// folders stay above files. Equal rows keep their order.
pub(super) fn order<T>(
    rows: &[T],
    rank: Option<fn(&T) -> u8>,
    compare: Option<fn(&T, &T) -> Ordering>,
    descending: bool,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    if rank.is_none() && compare.is_none() {
        return order;
    }
    order.sort_by(|&a, &b| {
        let (Some(a), Some(b)) = (rows.get(a), rows.get(b)) else { return Ordering::Equal };
        let by_rank = rank.map_or(Ordering::Equal, |rank| rank(a).cmp(&rank(b)));
        by_rank.then_with(|| {
            let by_column = compare.map_or(Ordering::Equal, |compare| compare(a, b));
            if descending { by_column.reverse() } else { by_column }
        })
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_second_press_turns_the_order_around() {
        let once = Sort::pressed(None, 1);
        assert_eq!(once, Sort { column: 1, descending: false });
        let twice = Sort::pressed(Some(once), 1);
        assert!(twice.descending);
        assert!(!Sort::pressed(Some(twice), 1).descending);
        assert!(!Sort::pressed(Some(twice), 0).descending);
    }
}
