//! What the table shows of a row, and in which order rows stand.

use std::{cmp::Ordering, sync::Arc};

use crate::ui::components::Text;
use crate::ui::dom::{Live, TextOrView, View};

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

/// What a row shows in a column.
pub(super) type Cell<T, Shown> = Arc<dyn Fn(&T) -> Shown + Send + Sync>;

/// A column of rows `T`. The first one is the row's name: it opens the row, and takes the room the others leave.
///
/// `Column::new("Size", |file: &File| format::size(file.size)).width(6).numeric().sorted_by(|a, b| a.size.cmp(&b.size))`
pub struct Column<T> {
    pub(super) title: Text,
    pub(super) cell: Cell<T, TextOrView>,
    pub(super) below: Option<Cell<T, View>>,
    pub(super) compare: Option<fn(&T, &T) -> Ordering>,
    pub(super) width: Option<u8>,
    pub(super) numeric: bool,
    pub(super) shown_from: ShownFrom,
    pub(super) sortable: bool,
    pub(super) shown: Live<bool>,
}

impl<T> Column<T> {
    /// A column that shows `cell` of each row.
    pub fn new<C: Into<TextOrView>>(title: impl Into<Text>, cell: impl Fn(&T) -> C + Send + Sync + 'static) -> Self {
        Column {
            title: title.into(),
            cell: Arc::new(move |row| cell(row).into()),
            below: None,
            compare: None,
            width: None,
            numeric: false,
            shown_from: ShownFrom::Always,
            sortable: false,
            shown: true.into(),
        }
    }

    /// A second line, where the table is too narrow for other columns: what they would say.
    pub fn below<V: Into<View>>(mut self, below: impl Fn(&T) -> V + Send + Sync + 'static) -> Self {
        self.below = Some(Arc::new(move |row| below(row).into()));
        self
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

    /// Lets the visitor sort by this column, by an order that the rows' source has.
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// Whether the visitor wants to see it.
    pub fn shown(mut self, shown: impl Into<Live<bool>>) -> Self {
        self.shown = shown.into();
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

#[cfg(test)]
mod tests {
    use super::*;

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
