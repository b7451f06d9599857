//! A table that stays smooth at 100,000 rows.
//!
//! Only the rows near what is visible are in the page; the stylesheet places each by its number (`--index`), so scrolling
//! moves no element, and the height of a row is known to the stylesheet alone and measured here.
//!
//! The table is one Tab stop, its active row. Arrows, Page Up and Down, Home and End move; Shift extends the selection;
//! Space selects; Enter opens; Ctrl+A selects all; Escape selects none. By pointer: a press on the name opens, a press
//! elsewhere in the row selects (with Ctrl or Shift as in any file manager), and check boxes serve touch screens.
//!
//! What depends on the row type is kept thin, since each instantiation costs bytes: [`DataTable`] wraps rows and columns
//! into a few erased functions ([`Rows`]), and all else is compiled once.
//!
//! Browsers limit an element's height, Firefox to 17 million pixels: about 400,000 rows.

mod column;
mod keys;
mod markup;
mod selection;
mod state;
mod window;

use std::sync::Arc;

use leptos::prelude::*;

pub use column::{Column, ShownFrom, Sort};
pub use selection::{Selection, selection_summary};

use super::{Handler, live};

/// A table of rows `T`.
///
/// ```text
/// <DataTable
///     label="Files"
///     rows=entries                            // RwSignal or Memo of Vec<Entry>, not a closure: it is read often
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
    rows: Signal<Vec<T>>,
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
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let sort = sort.unwrap_or_default();
    let heads = columns
        .iter()
        .enumerate()
        .map(|(at, column)| Head {
            title: column.title.clone(),
            class: column.class(at == 0),
            width: column.width,
            sortable: column.compare.is_some(),
        })
        .collect();
    let columns = Arc::new(columns);
    let compared = columns.clone();
    let order = Memo::new(move |_| {
        let sort = sort.get();
        let compare = sort.and_then(|sort| compared.get(sort.column)?.compare);
        rows.with(|rows| column::order(rows, rank, compare, sort.is_some_and(|sort| sort.descending)))
    });
    let row_at = move |at: usize| -> Option<T> {
        order.with(|order| rows.with(|rows| order.get(at).and_then(|&at| rows.get(at)).cloned()))
    };
    let core = Rows {
        count: Signal::derive(move || rows.with(Vec::len)),
        key_at: Arc::new(move |at| {
            order.with(|order| {
                rows.with(|rows| order.get(at).and_then(|&at| rows.get(at)).map(|row| key(row).to_owned()))
            })
        }),
        find: Arc::new(move |wanted: String| {
            order.with(|order| {
                rows.with(|rows| order.iter().position(|&at| rows.get(at).is_some_and(|row| key(row) == wanted)))
            })
        }),
        name_at: Arc::new(move |at| row_at(at).map(|row| name(&row)).unwrap_or_default()),
        open: Arc::new(move |at| {
            if let (Some(on_open), Some(row)) = (on_open, row_at(at)) {
                on_open.run((row,));
            }
        }),
        cells: Arc::new(move |at| {
            let columns = columns.clone();
            let row = Memo::new(move |_| row_at(at.get()));
            live(move || {
                let Some(row) = row.get() else { return ().into_any() };
                let opening = match href.and_then(|href| href(&row)) {
                    Some(href) => Opening::Link(href),
                    None if on_open.is_some() => Opening::Button,
                    None => Opening::None,
                };
                let mut opening = Some(opening);
                let cells = columns.iter().map(|column| {
                    let names = opening.is_some();
                    let content = (column.cell)(&row);
                    let content = opening.take().unwrap_or(Opening::None).around(content);
                    cell(column.class(names), column.width, content)
                });
                cells.collect::<Vec<_>>().into_any()
            })
        }),
    };
    markup::table(core, Options { label, heads, selection, sort, more, on_near_end, loading, empty, take_focus })
}

/// What a row number leads to.
type Of<At, Out> = Arc<dyn Fn(At) -> Out + Send + Sync>;

/// The rows in the order in which they are shown, whatever their type.
#[derive(Clone)]
struct Rows {
    count: Signal<usize>,
    key_at: Of<usize, Option<String>>,
    name_at: Of<usize, String>,
    cells: Of<Memo<usize>, AnyView>,
    open: Of<usize, ()>,
    /// Where the row with this key stands.
    find: Of<String, Option<usize>>,
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

struct Head {
    title: String,
    class: String,
    width: Option<u8>,
    sortable: bool,
}

/// How the first cell opens the row. Its control is no Tab stop of its own: Enter on the row presses it.
enum Opening {
    Link(String),
    Button,
    None,
}

impl Opening {
    fn around(self, content: AnyView) -> AnyView {
        match self {
            Opening::Link(href) => view! { <a class="cell-open" href=href tabindex="-1">{content}</a> }.into_any(),
            Opening::Button => {
                view! { <button type="button" class="cell-open" tabindex="-1">{content}</button> }.into_any()
            }
            Opening::None => content,
        }
    }
}

fn cell(class: String, width: Option<u8>, content: AnyView) -> AnyView {
    view! { <div role="cell" class=class style:--width=width.map(rem)>{content}</div> }.into_any()
}

fn rem(width: u8) -> String {
    format!("{width}rem")
}
