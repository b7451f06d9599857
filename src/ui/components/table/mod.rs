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
mod selection;
mod window;

use std::sync::Arc;

use leptos::{
    ev::{FocusEvent, KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};
use wasm_bindgen::{JsCast, prelude::Closure};

pub use column::{Column, ShownFrom, Sort};
use keys::{Command, Held, command};
pub use selection::Selection;
use window::View;

use super::{
    Handler, Skeleton,
    dom::{element, focus},
    format, visible,
};

/// How many rows before the end further rows are asked for.
const NEAR_END: usize = 100;

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
        find: Arc::new(move |wanted| {
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
            let cells = move || {
                let row = row.get()?;
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
                Some(cells.collect::<Vec<_>>())
            };
            cells.into_any()
        }),
    };
    table(core, Options { label, heads, selection, sort, more, on_near_end, loading, empty, take_focus })
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
    find: Arc<dyn Fn(&str) -> Option<usize> + Send + Sync>,
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

/// What the table knows beside its rows.
#[derive(Clone)]
struct State {
    rows: Rows,
    selection: Option<RwSignal<Selection>>,
    /// What is visible.
    view: RwSignal<View>,
    /// Key of the active row.
    active: RwSignal<Option<String>>,
    /// Where the active row stands.
    active_at: Memo<usize>,
    /// Where a range begins.
    anchor: StoredValue<usize>,
    scroller: NodeRef<html::Div>,
    body: NodeRef<html::Div>,
}

impl State {
    fn new(rows: Rows, selection: Option<RwSignal<Selection>>) -> Self {
        let active = RwSignal::new(None::<String>);
        let Rows { count, key_at, find, .. } = rows.clone();
        let active_at = Memo::new(move |before: Option<&usize>| {
            let before = before.copied().unwrap_or_default();
            let last = count.get().saturating_sub(1);
            let Some(key) = active.get() else { return 0 };
            // Searched for only when it moved; once it is gone, whatever took its place is active.
            if key_at(before).as_ref() == Some(&key) { before } else { find(&key).unwrap_or(before.min(last)) }
        });
        State {
            rows,
            selection,
            view: RwSignal::new(View { scroll_top: 0.0, height: 0.0, row_height: 40.0 }),
            active,
            active_at,
            anchor: StoredValue::new(0),
            scroller: NodeRef::new(),
            body: NodeRef::new(),
        }
    }

    /// Learns from the page what is visible and how high a row is.
    fn measure(&self) {
        let (Some(scroller), Some(body)) = (element(self.scroller), element(self.body)) else { return };
        let Some(count) = self.rows.count.try_get_untracked() else { return };
        let height = f64::from(scroller.client_height() - body.offset_top());
        let row_height = f64::from(body.offset_height()) / count.max(1) as f64;
        if row_height > 0.0 {
            self.view.try_set(View { scroll_top: f64::from(scroller.scroll_top()), height, row_height });
        }
    }

    fn make_active(&self, at: usize) {
        self.active.set((self.rows.key_at)(at));
    }

    /// Moves the focus to a row, wherever it is.
    fn go(&self, at: usize) {
        self.make_active(at);
        if let (Some(to), Some(scroller)) = (self.view.get_untracked().reveal(at), element(self.scroller)) {
            scroller.set_scroll_top(to as i32);
        }
        let body = self.body;
        // The row may have to be made first.
        request_animation_frame(move || focus(row_element(body, at)));
    }

    /// Keys of the rows between the anchor and `at`, both included.
    fn range(&self, at: usize) -> Vec<String> {
        let anchor = self.anchor.get_value();
        (anchor.min(at)..=anchor.max(at)).filter_map(|at| (self.rows.key_at)(at)).collect()
    }

    fn all(&self) -> Vec<String> {
        (0..self.rows.count.get_untracked()).filter_map(|at| (self.rows.key_at)(at)).collect()
    }

    fn select(&self, change: impl FnOnce(&mut Selection)) {
        if let Some(selection) = self.selection {
            selection.update(change);
        }
    }

    fn toggle(&self, at: usize) {
        self.anchor.set_value(at);
        if let Some(key) = (self.rows.key_at)(at) {
            self.select(|selection| selection.toggle(key));
        }
    }

    fn on_key(&self, event: &KeyboardEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        let key = event.key();
        // Controls inside a row answer to Enter and Space themselves.
        if matches!(key.as_str(), " " | "Enter") && target.closest("a, button, input").ok().flatten().is_some() {
            return;
        }
        let held = Held { shift: event.shift_key(), control: event.ctrl_key() || event.meta_key() };
        let page = self.view.get_untracked().rows();
        let Some(command) = command(&key, held, at, self.rows.count.get_untracked(), page) else { return };
        if command == Command::Nothing && self.selection.is_none_or(|selection| selection.read_untracked().is_empty()) {
            // Nothing to undo here: Escape may close what is around the table.
            return;
        }
        event.prevent_default();
        match command {
            Command::Go(to) => {
                self.anchor.set_value(to);
                self.go(to);
            }
            Command::Extend(to) => {
                let range = self.range(to);
                self.select(|selection| selection.replace(range));
                self.go(to);
            }
            Command::Toggle => self.toggle(at),
            Command::All => {
                let all = self.all();
                self.select(|selection| selection.replace(all));
            }
            Command::Nothing => self.select(Selection::clear),
            Command::Open => press_opening(self.body, at),
        }
    }

    fn on_focus(&self, event: &FocusEvent) {
        if let Some((_, at)) = place_of(event.target()) {
            self.make_active(at);
        }
    }

    fn on_click(&self, event: &MouseEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        // Not every browser moves the focus to a button that is pressed.
        self.make_active(at);
        let (shift, control) = (event.shift_key(), event.ctrl_key() || event.meta_key());
        let opening = target.closest("a, button").ok().flatten();
        if let Some(check_box) = target.dyn_ref::<web_sys::HtmlInputElement>() {
            // By now it shows its new state, which all rows of a range take over.
            let keys = if shift { self.range(at) } else { (self.rows.key_at)(at).into_iter().collect() };
            self.anchor.set_value(at);
            let checked = check_box.checked();
            self.select(|selection| selection.set(keys, checked));
        } else if opening.as_ref().is_some_and(|opening| opening.tag_name() == "A") {
            // The browser follows links, into a new tab where asked.
        } else if opening.is_some() && !shift && !control {
            (self.rows.open)(at);
        } else if shift {
            let range = self.range(at);
            self.select(|selection| selection.replace(range));
        } else if control || target.class_list().contains("check") {
            // A press that just misses the check box means it all the same.
            self.toggle(at);
        } else {
            self.anchor.set_value(at);
            let key = (self.rows.key_at)(at);
            self.select(|selection| selection.replace(key));
        }
    }

    fn on_double_click(&self, event: &MouseEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        if target.closest("a, button, input").ok().flatten().is_none() {
            press_opening(self.body, at);
        }
    }
}

fn table(rows: Rows, options: Options) -> AnyView {
    let Options { label, heads, selection, sort, more, on_near_end, loading, empty, take_focus } = options;
    let state = State::new(rows, selection);
    let State { view, active_at, scroller, body, .. } = state;
    let count = state.rows.count;
    let window = Memo::new(move |_| view.get().window(count.get()));
    // The active row is always there, or Tab would not find the table once it is scrolled away.
    let key_at = state.rows.key_at.clone();
    let shown = Memo::new(move |_| {
        let (window, active) = (window.get(), active_at.get());
        let before = (active < window.start).then_some(active);
        let after = (active >= window.end).then_some(active);
        let places = before.into_iter().chain(window).chain(after);
        places.filter_map(|at| Some((at, key_at(at)?))).collect::<Vec<_>>()
    });
    keep_measured(&state);
    Effect::new(move |_| {
        if let (Some(on_near_end), true) = (on_near_end, more.get() && !loading.get())
            && window.get().end + NEAR_END >= count.get()
        {
            on_near_end.run(());
        }
    });
    let focused = state.clone();
    Effect::new(move |_| {
        if take_focus.get() && count.get() > 0 {
            take_focus.set(false);
            focused.go(active_at.get_untracked());
        }
    });
    let [on_key, on_focus, on_click, on_double_click, on_scroll] = [(); 5].map(|()| state.clone());
    let row_state = state.clone();
    view! {
        <div class="table-frame">
            <div
                class="table"
                role="table"
                aria-label=label
                aria-rowcount=move || if more.get() { -1 } else { count.get() as i64 + 1 }
                aria-busy=move || loading.get().then_some("true")
                node_ref=scroller
                on:scroll=move |_| on_scroll.measure()
            >
                {header(state, heads, sort)}
                <div
                    class="table-body"
                    role="rowgroup"
                    style:--count=move || count.get().to_string()
                    node_ref=body
                    on:keydown=move |event| on_key.on_key(&event)
                    on:focusin=move |event| on_focus.on_focus(&event)
                    on:click=move |event| on_click.on_click(&event)
                    on:dblclick=move |event| on_double_click.on_double_click(&event)
                >
                    <For
                        each=move || shown.get()
                        key=|(_, key)| key.clone()
                        children=move |(at, key)| row(row_state.clone(), shown, at, key)
                    />
                </div>
                {move || more.get().then(|| view! {
                    <div role="rowgroup">
                        <div role="row" class="table-more"><div role="cell">"Loading more…"</div></div>
                    </div>
                })}
            </div>
            {move || match (count.get(), loading.get()) {
                (0, true) => Some(view! { <Skeleton lines=6 /> }.into_any()),
                (0, false) if !more.get() => Some(empty.run()),
                _ => None,
            }}
        </div>
    }
    .into_any()
}

fn header(state: State, heads: Vec<Head>, sort: RwSignal<Option<Sort>>) -> AnyView {
    let State { selection, .. } = state;
    let count = state.rows.count;
    let select_all = selection.map(|selection| {
        let selected = move || selection.with(Selection::len);
        let change = move |_| {
            let keys = if selected() < count.get_untracked() { state.all() } else { Vec::new() };
            selection.update(|selection| selection.replace(keys));
        };
        let all_selected = move || selected() > 0 && selected() >= count.get();
        let some_selected = move || selected() > 0 && selected() < count.get();
        view! {
            <div role="columnheader" class="cell check">
                <input
                    type="checkbox"
                    aria-label="Select all"
                    prop:checked=all_selected
                    prop:indeterminate=some_selected
                    on:change=change
                />
            </div>
        }
    });
    let head = move |(column, Head { title, class, width, sortable }): (usize, Head)| {
        let direction = move || match sort.get() {
            Some(sort) if sort.column == column => {
                if sort.descending {
                    "descending"
                } else {
                    "ascending"
                }
            }
            _ => "none",
        };
        let content = if sortable {
            let press = move |_| sort.update(|sort| *sort = Some(Sort::pressed(*sort, column)));
            view! { <button type="button" class="sort" on:click=press>{title}</button> }.into_any()
        } else {
            title.into_any()
        };
        view! {
            <div
                role="columnheader"
                class=class
                style:--width=width.map(rem)
                aria-sort=move || sortable.then(direction)
            >
                {content}
            </div>
        }
        .into_any()
    };
    view! {
        <div role="rowgroup" class="table-head">
            <div role="row" class="row" aria-rowindex="1">
                {select_all}
                {heads.into_iter().enumerate().map(head).collect::<Vec<_>>()}
            </div>
        </div>
    }
    .into_any()
}

fn row(state: State, shown: Memo<Vec<(usize, String)>>, first_at: usize, key: String) -> AnyView {
    let State { selection, active_at, .. } = state;
    // A row keeps its element, and with it the focus, when others come or go above it.
    let wanted = key.clone();
    let at = Memo::new(move |before: Option<&usize>| {
        let found = shown.with(|shown| shown.iter().find(|(_, key)| *key == wanted).map(|(at, _)| *at));
        found.or(before.copied()).unwrap_or(first_at)
    });
    let selected = selection.map(|selection| Memo::new(move |_| selection.with(|selection| selection.contains(&key))));
    let name_at = state.rows.name_at.clone();
    let check_box = selected.map(|selected| {
        view! {
            <div role="cell" class="cell check">
                <input
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || format!("Select {}", visible::plain(&name_at(at.get())))
                    prop:checked=selected
                />
            </div>
        }
    });
    view! {
        <div
            role="row"
            class="row"
            data-index=at
            style:--index=move || at.get().to_string()
            aria-rowindex=move || at.get() + 2
            aria-selected=move || selected.map(|selected| selected.get().to_string())
            tabindex=move || if active_at.get() == at.get() { "0" } else { "-1" }
        >
            {check_box}
            {(state.rows.cells)(at)}
        </div>
    }
    .into_any()
}

/// Measures at first, whenever the table changes its size, and when the first rows are there.
fn keep_measured(state: &State) {
    let (scroller, count) = (state.scroller, state.rows.count);
    let measured = state.clone();
    let has_rows = Memo::new(move |_| count.get() > 0);
    Effect::new(move |_| {
        has_rows.get();
        let state = measured.clone();
        request_animation_frame(move || state.measure());
    });
    let measured = state.clone();
    scroller.on_load(move |scroller| {
        let callback = Closure::<dyn FnMut()>::new(move || measured.measure());
        let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
        observer.observe(&scroller);
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
}

/// The element an event came from, and the row it is in.
fn place_of(target: Option<web_sys::EventTarget>) -> Option<(web_sys::Element, usize)> {
    let target = target?.dyn_into::<web_sys::Element>().ok()?;
    let row = target.closest("[data-index]").ok()??;
    let at = row.get_attribute("data-index")?.parse().ok()?;
    Some((target, at))
}

fn row_element(body: NodeRef<html::Div>, at: usize) -> Option<web_sys::HtmlElement> {
    let row = element(body)?.query_selector(&format!("[data-index=\"{at}\"]")).ok()??;
    row.dyn_into().ok()
}

fn press_opening(body: NodeRef<html::Div>, at: usize) {
    let opening = row_element(body, at).and_then(|row| row.query_selector(".cell-open").ok().flatten());
    if let Some(opening) = opening.and_then(|opening| opening.dyn_into::<web_sys::HtmlElement>().ok()) {
        opening.click();
    }
}

/// "3 of 1,200 selected", for a toolbar; empty while none is.
pub fn selection_summary(selected: usize, count: usize) -> String {
    if selected == 0 {
        return String::new();
    }
    format!("{} of {} selected", format::thousands(selected), format::thousands(count))
}
