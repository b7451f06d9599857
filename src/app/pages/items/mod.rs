//! Items: the visitor's own items of the deployment's tables.

mod details;
pub mod known_tables;
mod list;
mod row;
mod value;

use crate::ui::reactive::*;

use crate::app::AppState;
use crate::app::preferences::{MyPreferences, PAGE_SIZES};
use crate::app::shell::main_region::MAIN;
use crate::aws;
use crate::aws::dynamodb::{AttributeValue, SecondaryIndex};
use crate::browser::location;
use crate::config::Table;
use crate::route::Route;
use crate::ui::components::{
    Button, Column, DataTable, Handler, Icon, NoticeKind, ShownFrom, Text, drawer, empty_state, error_notice, notice, papers,
    select, skeleton, technical_details,
};
use crate::ui::dom::{Element, View, effect, group, html, live, text, when};
use crate::ui::task::Task;
use crate::ui::words::errors;
use crate::ui::words::format;
use list::{Failure, List};
use row::ItemRow;

/// Attributes besides the key that have a column.
const COLUMNS: usize = 3;

/// The page.
pub fn page() -> View {
    let state = AppState::get();
    let tables = state.config().tables;
    // The address says which table is shown, and by which index.
    let names: Vec<_> = tables.iter().map(|table| table.name.clone()).collect();
    let shown = Memo::new(move |before: Option<&(usize, Option<String>)>| match &*state.route().read() {
        Route::Items { table, index } => {
            let at = table.as_ref().and_then(|name| names.iter().position(|table| table == name));
            (at.unwrap_or_default(), index.clone())
        }
        _ => before.cloned().unwrap_or_default(),
    });
    let chosen = Memo::new(move |_| shown.read().0);
    let nav = (tables.len() > 1).then(|| places(&tables, chosen));
    let items = move || match tables.get(chosen.get()) {
        Some(table) => {
            let this = chosen.get_untracked();
            // What an address says of another table is not for this one.
            let index = Memo::new(move |before: Option<&Option<String>>| match &*shown.read() {
                (at, index) if *at == this => index.clone(),
                _ => before.cloned().flatten(),
            });
            items(state, table.clone(), index)
        }
        // The workspace says that there are none.
        None => View::none(),
    };
    html::div().class("workspace").child(nav).child(live(items)).into()
}

/// The address of a table's items, by an index if need be.
fn at(table: &str, index: Option<String>) -> Route {
    Route::Items { table: Some(table.to_owned()), index }
}

/// The tables, where there are several.
fn places(tables: &[Table], chosen: Memo<usize>) -> Element {
    let place = |(position, table): (usize, &Table)| {
        let link = html::a()
            .attr("href", at(&table.name, None).to_string())
            .attr("title", table.name.clone())
            .attr("translate", "no")
            .attr("aria-current", move || (chosen.get() == position).then_some("page"))
            .child(Icon::Items)
            .child(html::span().child(table.name.as_str()));
        html::li().child(link)
    };
    html::nav()
        .class("places")
        .attr("aria-label", t!("Tables"))
        .child(html::h2().child(t!("Tables")))
        .child(html::ul().children(tables.iter().enumerate().map(place)))
}

fn items(state: AppState, table: Table, index: Memo<Option<String>>) -> View {
    let preferences = MyPreferences::get();
    let list = List::new(state, table.clone(), index, preferences.page_size());
    let before = StoredValue::new(index.get_untracked());
    effect(move || {
        preferences.page_size().track();
        // Rows of another index are not in the order that the page says.
        let index = index.get();
        if before.with_value(|before| *before != index) {
            before.set_value(index);
            list.rows.set(Vec::new());
        }
        list.load();
    });
    state.connection().on_return(move || list.resume());
    let opened = RwSignal::new(None::<ItemRow>);
    let open = RwSignal::new(false);
    let learning = Task::new();
    // By an index there is nothing to load without.
    if index.with_untracked(Option::is_none) {
        learning.start(list.learn_key());
    }
    let partition_key = table.partition_key.clone();
    // What the items are called by.
    let key = Memo::new(move |_| list.sort_key.get().unwrap_or_else(|| partition_key.clone()));
    let partition_key = table.partition_key.clone();
    let by = Memo::new(move |_| list.chosen_index());
    let index_key = Memo::new(move |_| by.get().and_then(|index| index.key_schema.sort_key).filter(|name| *name != *key.read()));
    let is_part = Memo::new(move |_| by.with(|by| by.as_ref().is_some_and(|index| !index.projects_all)));
    // The columns follow from the first items and stay, so that a further page does not shift them.
    let columns = Memo::new(move |before: Option<&(Option<String>, Vec<String>)>| {
        let rows = list.rows.read();
        let (key, index_key) = (key.read(), index_key.get());
        let keys: Vec<_> = [partition_key.as_str(), key.as_str()].into_iter().chain(index_key.as_deref()).collect();
        let stays =
            |before: &&(Option<String>, Vec<String>)| before.0 == index_key && !before.1.is_empty() && !before.1.contains(&*key);
        match before.filter(stays) {
            Some(before) => before.clone(),
            None => {
                let names = value::common_attributes(rows.iter().map(|row| &*row.item), &keys, COLUMNS);
                (index_key.clone(), names)
            }
        }
    });
    let whole = RwSignal::new(None::<Result<Option<ItemRow>, aws::Error>>);
    let reading = Task::new();
    let read = move || {
        let Some(part) = opened.with_untracked(|row| row.as_ref().map(|row: &ItemRow| row.item.clone())) else { return };
        whole.set(None);
        reading.restart(async move { whole.set(Some(list.whole(&part).await.map(|item| item.map(ItemRow::new)))) });
    };
    let on_open = move |row: ItemRow| {
        opened.set(Some(row.clone()));
        if is_part.get_untracked() {
            read();
        } else {
            reading.stop();
            whole.set(Some(Ok(Some(row))));
        }
        open.set(true);
    };
    let title = move || {
        let opened = opened.read();
        let value = opened.as_ref().and_then(|row| row.item.get(&*key.read()));
        value.map(value::line).unwrap_or_default()
    };
    let refused_to_guest = Memo::new(move |_| list.failure.get() == Some(Failure::Guest));
    let no_index = Memo::new(move |_| list.failure.get() == Some(Failure::NoIndex));
    let order = {
        let table = table.clone();
        move || (!list.indexes.read().is_empty() && !no_index.get()).then(|| sort_by(list, &table, &key.read()))
    };
    let of_table = table.clone();
    let content = move || match refused_to_guest.get() {
        true => for_guests().into(),
        false if no_index.get() => without_index(&of_table.name).into(),
        false => {
            let (index_key, attributes) = columns.get();
            grid(list, &key.read(), index_key, attributes, is_part.get(), on_open)
        }
    };
    let head = html::div()
        .class("page-head")
        .child(html::h1().child(t!("Items")))
        .child(html::span().class("hint").child(text(move || summary(list))))
        .child(live(order))
        .child(page_size(preferences))
        .child(Button::icon_only(Icon::Refresh, t!("Refresh")).busy(list.loading()).on_click(move || list.load()));
    let main = html::main().id(MAIN).attr("tabindex", "-1").class("page items");
    let details = move || {
        live(move || match whole.get() {
            None => skeleton(3).into(),
            Some(Ok(Some(row))) => details::view(row.item, row.size),
            Some(Ok(None)) => html::p().class("hint").child(t!("This item no longer exists")).into(),
            Some(Err(error)) => {
                let problem = errors::aws_error(t!("Couldn't load the item"), &error);
                error_notice(move || Some(problem.clone()), Some(Handler::from(read)))
            }
        })
    };
    group([
        main.child(head).child(failure(list)).child(sparse(index_key)).child(ambiguous(list, table)).child(live(content)).into(),
        drawer(open, title, details),
    ])
}

/// The orders that there are: the table's own, and that of each index.
fn sort_by(list: List, table: &Table, key: &str) -> Element {
    let by_index = list.indexes.with(|indexes| {
        let option = |index: &SecondaryIndex| {
            let key = index.key_schema.sort_key.as_deref().unwrap_or_default();
            (index.name.clone(), Text::Data(format!("{key} ({})", index.name)))
        };
        indexes.iter().map(option).collect::<Vec<_>>()
    });
    // No index has the empty name.
    let options = [(String::new(), Text::data(key))].into_iter().chain(by_index).collect();
    let name = table.name.clone();
    let choose = move |index: String| location::go(&at(&name, Some(index).filter(|index| !index.is_empty())));
    select(t!("Sort by"), options, move || list.index.get().unwrap_or_default(), choose)
}

/// An index has only those items that have its key.
fn sparse(index_key: Memo<Option<String>>) -> View {
    live(move || {
        index_key.get().map(|name| html::p().class("hint").child(t!("Only items with “{name}” are listed.", name = name)))
    })
}

fn without_index(table: &str) -> Element {
    let all = html::a().class("button").attr("href", at(table, None).to_string()).child(t!("Show all items"));
    empty_state(Icon::Info, t!("This index doesn't exist"), t!("Check the address, or show all items.")).child(all)
}

fn page_size(preferences: MyPreferences) -> Element {
    let options = PAGE_SIZES.map(|size| (size.to_string(), Text::words(format::number(size.into()))));
    let chosen = move || preferences.page_size().get().to_string();
    let choose = move |size: String| size.parse().into_iter().for_each(|size| preferences.choose_page_size(size));
    select(t!("Page size"), options.into(), chosen, choose)
}

fn summary(list: List) -> String {
    let count = list.rows.read().len();
    match (count, list.more().get()) {
        (0, _) => String::new(),
        (count, false) => n!(count, one = "{count} item", other = "{count} items"),
        (count, true) => n!(count, one = "{count} item so far", other = "{count} items so far"),
    }
}

fn failure(list: List) -> View {
    let problem = move || match list.failure.get() {
        Some(Failure::Other(error)) => Some(errors::aws_error(t!("Couldn't load the items"), &error)),
        _ => None,
    };
    error_notice(problem, Some(Handler::from(move || list.load_more())))
}

/// The table's key is not known, and not what the configuration says it is.
fn ambiguous(list: List, table: Table) -> View {
    when(
        move || list.is_ambiguous.get(),
        move || {
            let cause = match &table.sort_key {
                Some(name) => {
                    t!("“{name}” isn't the sort key of {table}: several items share it.", name = name, table = table.name)
                }
                None => t!("{table} has a sort key that isn't configured.", table = table.name),
            };
            let says = html::p().child(t!("This table isn't set up correctly. All items are listed. Tell the site owner."));
            let details = technical_details(vec![(t!("For the site owner").to_owned(), cause)]);
            notice(NoticeKind::Warning, html::div().child(says).child(details))
        },
    )
}

fn for_guests() -> Element {
    let text = t!("Items belong to an account. Create one, or sign in to yours.");
    empty_state(Icon::User, t!("Guests have no items"), text).child(
        html::div()
            .class("empty-actions")
            .child(html::a().class("button primary").attr("href", Route::SignUp.to_string()).child(t!("Create account")))
            .child(html::a().class("button").attr("href", Route::SignIn.to_string()).child(t!("Sign in"))),
    )
}

fn grid(
    list: List,
    key: &str,
    index_key: Option<String>,
    attributes: Vec<String>,
    is_part: bool,
    on_open: impl Fn(ItemRow) + 'static,
) -> View {
    let mut columns = vec![attribute(key.to_owned())];
    columns.extend(index_key.map(attribute));
    for (at, name) in attributes.into_iter().enumerate() {
        let shown_from = if at == 0 { ShownFrom::Medium } else { ShownFrom::Wide };
        columns.push(attribute(name).shown_from(shown_from));
    }
    // The size of a part says nothing of the item.
    if !is_part {
        let size = Column::new(t!("Size"), |row: &ItemRow| format::size(row.size)).width(6).numeric();
        columns.push(size.sorted_by(|a, b| a.size.cmp(&b.size)));
    }
    DataTable::new(t!("Items"), list.rows, columns, |row: &ItemRow| row.key.as_str(), |row: &ItemRow| row.key.clone())
        .on_open(on_open)
        .more(list.more())
        .on_near_end(move || list.load_more())
        .loading(list.loading())
        .empty(move || when(move || list.failure.read().is_none(), move || none_yet(list)))
        .into()
}

fn none_yet(list: List) -> Element {
    let refresh = Button::new(t!("Refresh")).icon(Icon::Refresh).busy(list.loading()).on_click(move || list.load());
    let has_api = AppState::get().with_config(|config| !config.apis.is_empty());
    let open_api = || Button::new(t!("Open the API console")).icon(Icon::Code).on_click(|| location::go(&Route::API));
    let actions = html::div().class("empty-actions").child(refresh).child(has_api.then(open_api));
    empty_state(papers(), t!("No items yet"), t!("Items saved for your account will appear here.")).child(actions)
}

/// A column of one attribute's values.
fn attribute(name: String) -> Column<ItemRow> {
    Column::new(Text::data(&name), move |row: &ItemRow| row.item.get(&name).map(cell))
}

fn cell(value: &AttributeValue) -> Element {
    let class = if value::is_described(value) { "value described" } else { "value" };
    let line = View::from(&value::line(value));
    html::span().class(class).attr("title", value::type_in_words(value)).child(line)
}
