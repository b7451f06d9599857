//! Items: the visitor's own items of the deployment's tables.

mod details;
mod list;
mod row;
mod value;

use crate::ui::reactive::*;

use crate::aws::dynamodb::AttributeValue;
use crate::browser::location;
use crate::config::Table;
use crate::route::Route;
use crate::ui::AppState;
use crate::ui::components::{
    Button, Column, DataTable, Handler, Icon, NoticeKind, ShownFrom, Text, drawer, empty_state, error_notice, notice, papers,
    select,
};
use crate::ui::dom::{Element, View, effect, group, html, live, text, when};
use crate::ui::preferences::{MyPreferences, PAGE_SIZES};
use crate::ui::shell::main_region::MAIN;
use crate::ui::task::Task;
use crate::ui::words::errors;
use crate::ui::words::format;
use list::{Failure, List};
use row::Row;

/// Attributes besides the key that have a column.
const COLUMNS: usize = 3;

/// The page.
pub fn page() -> View {
    let state = AppState::get();
    let tables = state.config().tables;
    // The address says which table is shown.
    let names: Vec<_> = tables.iter().map(|table| table.name.clone()).collect();
    let chosen = Memo::new(move |before: Option<&usize>| match &*state.route().read() {
        Route::Items(None) => 0,
        Route::Items(Some(name)) => names.iter().position(|table| table == name).unwrap_or_default(),
        _ => before.copied().unwrap_or_default(),
    });
    let nav = (tables.len() > 1).then(|| places(&tables, chosen));
    let items = move || match tables.get(chosen.get()) {
        Some(table) => items(state, table.clone()),
        // The workspace says that there are none.
        None => View::none(),
    };
    html::div().class("workspace").child(nav).child(live(items)).into()
}

/// The tables, where there are several.
fn places(tables: &[Table], chosen: Memo<usize>) -> Element {
    let place = |(at, table): (usize, &Table)| {
        let link = html::a()
            .attr("href", Route::Items(Some(table.name.clone())).to_string())
            .attr("title", table.name.clone())
            .attr("translate", "no")
            .attr("aria-current", move || (chosen.get() == at).then_some("page"))
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

fn items(state: AppState, table: Table) -> View {
    let preferences = MyPreferences::get();
    let list = List::new(state, table.clone(), preferences.page_size());
    effect(move || {
        preferences.page_size().track();
        list.load();
    });
    state.connection().on_return(move || list.resume());
    let opened = RwSignal::new(None::<Row>);
    let open = RwSignal::new(false);
    let learning = Task::new();
    learning.start(list.learn_key());
    let partition_key = table.partition_key.clone();
    // What the items are called by.
    let key = Memo::new(move |_| list.sort_key.get().unwrap_or_else(|| partition_key.clone()));
    let partition_key = table.partition_key.clone();
    // The columns follow from the first items and stay, so that a further page does not shift them.
    let columns = Memo::new(move |before: Option<&Vec<String>>| {
        let rows = list.rows.read();
        let key = key.read();
        let keys = [partition_key.as_str(), key.as_str()];
        match before.filter(|before| !before.is_empty() && !before.contains(&key)) {
            Some(before) => before.clone(),
            None => value::common_attributes(rows.iter().map(|row| &*row.item), &keys, COLUMNS),
        }
    });
    let on_open = move |row: Row| {
        opened.set(Some(row));
        open.set(true);
    };
    let title = move || {
        let opened = opened.read();
        let value = opened.as_ref().and_then(|row| row.item.get(&*key.read()));
        value.map(value::line).unwrap_or_default()
    };
    let refused_to_guest = Memo::new(move |_| list.failure.get() == Some(Failure::Guest));
    let content = move || match refused_to_guest.get() {
        true => for_guests().into(),
        false => grid(list, &key.read(), columns.get(), on_open),
    };
    let head = html::div()
        .class("page-head")
        .child(html::h1().child(t!("Items")))
        .child(html::span().class("hint").child(text(move || summary(list))))
        .child(page_size(preferences))
        .child(Button::icon_only(Icon::Refresh, t!("Refresh")).busy(list.loading()).on_click(move || list.load()));
    let main = html::main().id(MAIN).attr("tabindex", "-1").class("page items");
    let details = move || live(move || opened.get().map(|row| details::view(row.item, row.size)));
    group([
        main.child(head).child(failure(list)).child(ambiguous(list, table)).child(live(content)).into(),
        drawer(open, title, details),
    ])
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
            let says = match &table.sort_key {
                Some(name) => t!(
                    "“{name}” isn't the sort key of {table}: several items share it. All items are listed. Tell the site owner.",
                    name = name,
                    table = table.name
                ),
                None => t!(
                    "{table} has a sort key that isn't configured. All items are listed. Tell the site owner.",
                    table = table.name
                ),
            };
            notice(NoticeKind::Warning, html::p().child(says))
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

fn grid(list: List, key: &str, attributes: Vec<String>, on_open: impl Fn(Row) + 'static) -> View {
    let mut columns = vec![attribute(key.to_owned())];
    for (at, name) in attributes.into_iter().enumerate() {
        let shown_from = if at == 0 { ShownFrom::Medium } else { ShownFrom::Wide };
        columns.push(attribute(name).shown_from(shown_from));
    }
    columns.push(
        Column::new(t!("Size"), |row: &Row| format::size(row.size)).width(6).numeric().sorted_by(|a, b| a.size.cmp(&b.size)),
    );
    DataTable::new(t!("Items"), list.rows, columns, |row: &Row| row.key.as_str(), |row: &Row| row.key.clone())
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
    let open_api = || Button::new(t!("Open the API console")).icon(Icon::Code).on_click(|| location::go(&Route::Api));
    let actions = html::div().class("empty-actions").child(refresh).child(has_api.then(open_api));
    empty_state(papers(), t!("No items yet"), t!("Items saved for your account will appear here.")).child(actions)
}

/// A column of one attribute's values.
fn attribute(name: String) -> Column<Row> {
    Column::new(Text::data(&name), move |row: &Row| row.item.get(&name).map(cell))
}

fn cell(value: &AttributeValue) -> Element {
    let class = if value::is_described(value) { "value described" } else { "value" };
    let line = View::from(&value::line(value));
    html::span().class(class).attr("title", value::type_in_words(value)).child(line)
}
