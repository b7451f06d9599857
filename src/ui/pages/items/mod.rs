//! Items: the visitor's own items of the deployment's tables.

mod details;
mod list;
mod value;

use leptos::prelude::*;

use super::MAIN;
use crate::aws::dynamodb::AttributeValue;
use crate::browser::document;
use crate::config::Table;
use crate::route::Route;
use crate::ui::components::{
    Column, DataTable, Drawer, EmptyState, ErrorNotice, Icon, IconButton, ShownFrom, Visible, format, live, maybe, visible, when,
};
use crate::ui::{AppState, explain};
use list::{Failure, List, Row};

/// Attributes besides the key that have a column.
const COLUMNS: usize = 3;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    document::set_title("Items – Satchel");
    let state = AppState::get();
    let tables = state.config().tables;
    let chosen = RwSignal::new(0);
    let nav = maybe((tables.len() > 1).then(|| places(&tables, chosen)));
    let items = move || match tables.get(chosen.get()) {
        Some(table) => items(state, table.clone()),
        None => no_tables(),
    };
    view! { <div class="workspace">{nav} {live(items)}</div> }.into_any()
}

/// The tables, where there are several.
fn places(tables: &[Table], chosen: RwSignal<usize>) -> AnyView {
    let place = |(at, table): (usize, &Table)| {
        let current = move || (chosen.get() == at).then_some("true");
        view! {
            <li>
                <button type="button" title=table.name.clone() aria-current=current on:click=move |_| chosen.set(at)>
                    {Icon::Items.view()}
                    <span>{table.name.clone()}</span>
                </button>
            </li>
        }
        .into_any()
    };
    view! {
        <nav class="places" aria-label="Tables">
            <h2>"Tables"</h2>
            <ul>{tables.iter().enumerate().map(place).collect::<Vec<_>>()}</ul>
        </nav>
    }
    .into_any()
}

fn no_tables() -> AnyView {
    view! {
        <main id=MAIN tabindex="-1" class="page">
            <h1 class="visually-hidden">"Items"</h1>
            <EmptyState
                icon=Icon::Items
                title="This site has no tables"
                text="Its owner names them in config.json, under “tables”."
            />
        </main>
    }
    .into_any()
}

fn items(state: AppState, table: Table) -> AnyView {
    let list = List::new(state, table.clone());
    list.load();
    let opened = RwSignal::new(None::<Row>);
    let open = RwSignal::new(false);
    let key = table.sort_key.clone().unwrap_or_else(|| table.partition_key.clone());
    let keys = [table.partition_key.clone(), key.clone()];
    // The columns follow from the first items and stay, so that a further page does not shift them.
    let columns = Memo::new(move |before: Option<&Vec<String>>| {
        let rows = list.rows.read();
        match before.filter(|before| !before.is_empty()) {
            Some(before) => before.clone(),
            None => value::common_attributes(rows.iter().map(|row| &*row.item), &keys.each_ref().map(String::as_str), COLUMNS),
        }
    });
    let on_open = move |row: Row| {
        opened.set(Some(row));
        open.set(true);
    };
    let key_of_title = key.clone();
    let title = Signal::derive(move || {
        let opened = opened.read();
        let value = opened.as_ref().and_then(|row| row.item.get(&key_of_title));
        value.map(|value| visible::plain(&value::line(value))).unwrap_or_default()
    });
    let refused_to_guest = Memo::new(move |_| list.failure.get() == Some(Failure::Guest));
    let content = move || match refused_to_guest.get() {
        true => for_guests(),
        false => grid(list, &key, columns.get(), on_open),
    };
    view! {
        <main id=MAIN tabindex="-1" class="page items">
            <div class="page-head">
                <h1>"Items"</h1>
                <span class="hint">{move || summary(list)}</span>
                <IconButton icon=Icon::Refresh label="Refresh" busy=list.loading() on_click=move || list.load() />
            </div>
            {failure(list)}
            {live(content)}
        </main>
        <Drawer open=open title=title>
            {live(move || maybe(opened.get().map(|row| details::view(row.item, row.size))))}
        </Drawer>
    }
    .into_any()
}

fn summary(list: List) -> String {
    let count = list.rows.read().len();
    match (count, list.more().get()) {
        (0, _) => String::new(),
        (count, false) => format::count(count, "item"),
        (count, true) => format!("{} so far", format::count(count, "item")),
    }
}

fn failure(list: List) -> AnyView {
    let problem = Signal::derive(move || match list.failure.get() {
        Some(Failure::Other(error)) => Some(explain::aws_error("The items could not be read", &error)),
        _ => None,
    });
    view! { <ErrorNotice problem=problem on_retry=move || list.load_more() /> }.into_any()
}

fn for_guests() -> AnyView {
    view! {
        <EmptyState icon=Icon::User title="Guests have no items" text="Items belong to an account. Create one, or sign in to yours.">
            <a class="button primary" href=Route::SignUp.to_string()>"Create account"</a>
            <a href=Route::SignIn.to_string()>"Sign in"</a>
        </EmptyState>
    }
    .into_any()
}

fn grid(list: List, key: &str, attributes: Vec<String>, on_open: impl Fn(Row) + 'static) -> AnyView {
    let mut columns = vec![attribute(key.to_owned())];
    for (at, name) in attributes.into_iter().enumerate() {
        let shown_from = if at == 0 { ShownFrom::Medium } else { ShownFrom::Wide };
        columns.push(attribute(name).shown_from(shown_from));
    }
    columns
        .push(Column::new("Size", |row: &Row| format::size(row.size)).width(6).numeric().sorted_by(|a, b| a.size.cmp(&b.size)));
    view! {
        <DataTable
            label="Items"
            rows=list.rows
            columns=columns
            key=|row: &Row| row.key.as_str()
            name=|row: &Row| row.key.clone()
            on_open=on_open
            more=list.more()
            on_near_end=move || list.load_more()
            loading=list.loading()
            empty=move || when(move || list.failure.read().is_none(), none_yet)
        />
    }
    .into_any()
}

fn none_yet() -> AnyView {
    view! { <EmptyState icon=Icon::Items title="No items yet" text="What programs write under your identity id appears here." /> }
        .into_any()
}

/// A column of one attribute's values.
fn attribute(name: String) -> Column<Row> {
    Column::new(visible::plain(&name), move |row: &Row| maybe(row.item.get(&name).map(cell)))
}

fn cell(value: &AttributeValue) -> AnyView {
    let class = if value::is_described(value) { "value described" } else { "value" };
    view! { <span class=class title=value::type_in_words(value)><Visible text=value::line(value) /></span> }.into_any()
}
