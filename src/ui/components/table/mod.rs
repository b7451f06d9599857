//! A table that stays smooth at 100,000 rows.
//!
//! Only the rows near what is visible are in the page; the stylesheet places each by its number (`--index`), so scrolling
//! moves no element, and the height of a row is known to the stylesheet alone and measured here. Rows that come into view take
//! over the elements of those that left it.
//!
//! The table is one Tab stop, its active row. Arrows, Page Up and Down, Home and End move; Shift extends the selection;
//! Space selects; Enter opens; Ctrl+A selects all; Escape selects none; Shift+F10 asks what can be done. By pointer: a press on the name opens, a press
//! elsewhere in the row selects (with Ctrl or Shift as in any file manager), and check boxes serve touch screens.
//!
//! What depends on the row type is kept thin, since each type costs its bytes anew: [`DataTable`] wraps rows and columns
//! into a `RowSource`, and all else is compiled once.
//!
//! Browsers limit an element's height, Firefox to 17 million pixels: about 400,000 rows.

mod column;
mod keys;
mod markup;
mod pointed;
mod selection;
mod slots;
mod source;
mod state;
mod typed;
mod window;

use std::rc::Rc;
use std::sync::Arc;

use crate::ui::reactive::*;

pub use column::{Column, ShownFrom, Sort};
pub use selection::Selection;
pub use source::Rows;
use source::{RowSource, TypedRows};

use super::{Handler, Point, Text};
use crate::ui::dom::{Live, View};

/// A table of rows `T`.
///
/// ```text
/// let columns = vec![Column::new("Name", …), Column::new("Size", …).width(6).numeric(), …];
/// DataTable::new("Files", entries, columns, |entry: &Entry| entry.key.as_str(), |entry: &Entry| entry.name.clone())
///     .selection(selection)
///     .href(|entry: &Entry| entry.href.clone())
///     .more(has_more)
///     .on_near_end(move || load_more())
///     .loading(loading)
///     .empty(|| empty_state(…).into())
/// ```
#[must_use = "a table is shown only where it is put"]
pub struct DataTable<T: 'static> {
    rows: TypedRows<T>,
    options: Options,
}

impl<T: Clone + Send + Sync + 'static> DataTable<T> {
    /// A table of this name that shows `columns` of `rows`, in the order in which they came. `key` tells a row from all
    /// others; `name` is what a row is called, for the names of its controls.
    pub fn new(
        label: impl Into<String>,
        rows: impl Into<Rows<T>>,
        columns: Vec<Column<T>>,
        key: fn(&T) -> &str,
        name: fn(&T) -> String,
    ) -> Self {
        let heads = columns.iter().enumerate().map(|(at, column)| Head {
            title: column.title.clone(),
            class: column.class(at == 0),
            width: column.width.map(|rem| format!("var({}, {rem}rem)", WIDTHS.get(at).unwrap_or(&"--w"))),
            sortable: column.sortable || column.compare.is_some(),
            shown: column.shown.clone(),
        });
        let options = Options {
            label: label.into(),
            heads: heads.collect(),
            selection: None,
            sort: RwSignal::default(),
            more: Live::default(),
            on_near_end: None,
            on_select_all: None,
            loading: Live::default(),
            empty: Arc::new(View::none),
            take_focus: RwSignal::default(),
            active: RwSignal::default(),
            on_menu: None,
            top: None,
            widths: None,
        };
        let rows = TypedRows { rows: rows.into(), columns, key, name, order: None, begins: None, href: None, on_open: None };
        DataTable { rows, options }
    }

    /// Which rows are selected; without it rows cannot be selected.
    pub fn selection(mut self, selection: RwSignal<Selection>) -> Self {
        self.options.selection = Some(selection);
        self
    }

    /// The order; without it the table keeps its own.
    pub fn sort(mut self, sort: RwSignal<Option<Sort>>) -> Self {
        self.options.sort = sort;
        self
    }

    /// Which rows are shown, and in which order, by their numbers; in place of sorting them by their columns.
    pub fn ordered_by(mut self, order: impl Fn(Option<Sort>) -> Vec<usize> + Send + Sync + 'static) -> Self {
        self.rows.order = Some(Arc::new(order));
        self
    }

    /// Lets the visitor go to a row by typing how its name begins. `begins` says whether it does.
    pub fn type_ahead(mut self, begins: fn(&T, &str) -> bool) -> Self {
        self.rows.begins = Some(begins);
        self
    }

    /// The number of the first row that is seen: told when the visitor scrolls, and gone to when it is set.
    pub fn top(mut self, top: RwSignal<Top>) -> Self {
        self.options.top = Some(top);
        self
    }

    /// Lets columns of a fixed width have another one, in any unit of CSS. Who listens at their headings' `.resize` changes it.
    pub fn widths(mut self, width_of: impl Fn(usize) -> Option<String> + 'static) -> Self {
        self.options.widths = Some(Rc::new(width_of));
        self
    }

    /// Where a row leads, if to another page.
    pub fn href(mut self, href: fn(&T) -> Option<String>) -> Self {
        self.rows.href = Some(href);
        self
    }

    /// A row that leads to no other page was opened.
    pub fn on_open(mut self, on_open: impl Into<Handler<(T,)>>) -> Self {
        self.rows.on_open = Some(on_open.into());
        self
    }

    /// Whether rows are missing at the end.
    pub fn more(mut self, more: impl Into<Live<bool>>) -> Self {
        self.options.more = more.into();
        self
    }

    /// The visitor is near the end and rows are missing. Called again for the same rows; a load under way ignores it.
    pub fn on_near_end(mut self, on_near_end: impl Into<Handler>) -> Self {
        self.options.on_near_end = Some(on_near_end.into());
        self
    }

    /// All rows are to be selected, those included that are missing at the end; called where some are.
    pub fn on_select_all(mut self, on_select_all: impl Into<Handler>) -> Self {
        self.options.on_select_all = Some(on_select_all.into());
        self
    }

    /// What can be done with the row of this key is asked for, or with no row in particular, here: by a row's button, the
    /// pointer's other button, a long press or a key. Without it there is no menu.
    pub fn on_menu(mut self, on_menu: impl Fn(Option<String>, Point) + 'static) -> Self {
        self.options.on_menu = Some(Handler::from(move |(key, at)| on_menu(key, at)));
        self
    }

    /// The key of the active row.
    pub fn active(mut self, active: RwSignal<Option<String>>) -> Self {
        self.options.active = active;
        self
    }

    /// The first rows are on their way.
    pub fn loading(mut self, loading: impl Into<Live<bool>>) -> Self {
        self.options.loading = loading.into();
        self
    }

    /// What to show in place of rows where there are none.
    pub fn empty(mut self, empty: impl Fn() -> View + Send + Sync + 'static) -> Self {
        self.options.empty = Arc::new(empty);
        self
    }

    /// Set to true to move the focus to the active row, once there is one; the table sets it back.
    pub fn take_focus(mut self, take_focus: RwSignal<bool>) -> Self {
        self.options.take_focus = take_focus;
        self
    }
}

impl<T: Clone + Send + Sync + 'static> From<DataTable<T>> for View {
    fn from(table: DataTable<T>) -> View {
        markup::table(Arc::new(table.rows), table.options).into()
    }
}

struct Options {
    label: String,
    heads: Vec<Head>,
    selection: Option<RwSignal<Selection>>,
    sort: RwSignal<Option<Sort>>,
    more: Live<bool>,
    on_near_end: Option<Handler>,
    on_select_all: Option<Handler>,
    loading: Live<bool>,
    empty: Arc<dyn Fn() -> View + Send + Sync>,
    take_focus: RwSignal<bool>,
    active: RwSignal<Option<String>>,
    on_menu: OnMenu,
    top: Option<RwSignal<Top>>,
    widths: Option<Rc<WidthOf>>,
}

/// How wide the column of this place is to be.
type WidthOf = dyn Fn(usize) -> Option<String>;

/// What the stylesheet calls the widths of columns, by their places.
const WIDTHS: [&str; 8] = ["--w0", "--w1", "--w2", "--w3", "--w4", "--w5", "--w6", "--w7"];

/// What of the table somebody around it follows.
struct Watched {
    active: RwSignal<Option<String>>,
    on_menu: OnMenu,
    top: Option<RwSignal<Top>>,
}

/// Which row is the first that is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Top {
    /// Its place.
    pub at: usize,
    /// Whether to go there, once it is there.
    pub wanted: bool,
}

/// Who shows what can be done with the row of a key, or with none in particular, and where.
type OnMenu = Option<Handler<((Option<String>, Point),)>>;

/// A column, whatever the type of its rows.
#[derive(Clone)]
struct Head {
    title: Text,
    class: String,
    width: Option<String>,
    sortable: bool,
    shown: Live<bool>,
}
