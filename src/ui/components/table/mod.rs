//! A table that stays smooth at 100,000 rows.
//!
//! Only the rows near what is visible are in the page; the stylesheet places each by its number (`--index`), so scrolling
//! moves no element, and the height of a row is known to the stylesheet alone and measured here.
//!
//! The table is one Tab stop, its active row. Arrows, Page Up and Down, Home and End move; Shift extends the selection;
//! Space selects; Enter opens; Ctrl+A selects all; Escape selects none. By pointer: a press on the name opens, a press
//! elsewhere in the row selects (with Ctrl or Shift as in any file manager), and check boxes serve touch screens.
//!
//! What depends on the row type is kept thin, since each type costs its bytes anew: [`DataTable`] wraps rows and columns
//! into a `Source`, and all else is compiled once.
//!
//! Browsers limit an element's height, Firefox to 17 million pixels: about 400,000 rows.

mod column;
mod keys;
mod markup;
mod selection;
mod source;
mod state;
mod window;

use std::sync::Arc;

use leptos::prelude::*;

pub use column::{Column, ShownFrom, Sort};
pub use selection::{Selection, selection_summary};
pub use source::Rows;
use source::{Source, Typed};

use super::Handler;

/// A table of rows `T`.
///
/// ```text
/// <DataTable
///     label="Files"
///     rows=entries                            // RwSignal or Memo of Vec<Entry>
///     columns=vec![Column::new("Name", …), Column::new("Size", …).width(6).numeric(), …]
///     key=|entry: &Entry| entry.key.as_str()
///     name=|entry: &Entry| entry.name.clone()
///     selection=selection
///     href=|entry: &Entry| entry.href.clone()
///     more=has_more on_near_end=move || load_more()
///     loading=loading empty=|| view! { <EmptyState … /> }
/// />
/// ```
#[component]
pub fn DataTable<T>(
    /// Its name.
    #[prop(into)]
    label: String,
    /// The rows, in the order in which they came.
    #[prop(into)]
    rows: Rows<T>,
    /// What is shown of each row.
    columns: Vec<Column<T>>,
    /// What tells a row from all others.
    key: fn(&T) -> &str,
    /// What a row is called, for the names of its controls.
    name: fn(&T) -> String,
    /// Which rows are selected; without it rows cannot be selected.
    #[prop(optional)]
    selection: Option<RwSignal<Selection>>,
    /// The order; without it the table keeps its own.
    #[prop(optional)]
    sort: Option<RwSignal<Option<Sort>>>,
    /// What stands above all else, however rows are sorted: 0 for folders, 1 for files.
    #[prop(optional)]
    rank: Option<fn(&T) -> u8>,
    /// Where a row leads, if to another page.
    #[prop(optional)]
    href: Option<fn(&T) -> Option<String>>,
    /// A row that leads to no other page was opened.
    #[prop(optional, into)]
    on_open: Option<Handler<(T,)>>,
    /// Whether rows are missing at the end.
    #[prop(optional, into)]
    more: Signal<bool>,
    /// The visitor is near the end and rows are missing. Called again for the same rows; a load under way ignores it.
    #[prop(optional, into)]
    on_near_end: Option<Handler>,
    /// The first rows are on their way.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// What to show in place of rows where there are none.
    #[prop(optional, into)]
    empty: ViewFn,
    /// Set to true to move the focus to the active row, once there is one; the table sets it back.
    #[prop(optional)]
    take_focus: RwSignal<bool>,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let heads = columns.iter().enumerate().map(|(at, column)| Head {
        title: column.title.clone(),
        class: column.class(at == 0),
        width: column.width.map(|rem| format!("{rem}rem")).unwrap_or_default(),
        sortable: column.compare.is_some(),
    });
    let options = Options {
        label,
        heads: heads.collect(),
        selection,
        sort: sort.unwrap_or_default(),
        more,
        on_near_end,
        loading,
        empty,
        take_focus,
    };
    markup::table(Arc::new(Typed { rows, columns, key, name, rank, href, on_open }), options)
}

struct Options {
    label: String,
    heads: Vec<Head>,
    selection: Option<RwSignal<Selection>>,
    sort: RwSignal<Option<Sort>>,
    more: Signal<bool>,
    on_near_end: Option<Handler>,
    loading: Signal<bool>,
    empty: ViewFn,
    take_focus: RwSignal<bool>,
}

/// A column, whatever the type of its rows.
#[derive(Clone)]
struct Head {
    title: String,
    class: String,
    width: String,
    sortable: bool,
}
