//! The table's elements. Rows stand by their number alone, so nothing here knows how high a row is.

use std::sync::Arc;

use crate::ui::reactive::*;
use leptos::ev;

use super::{
    Head, Options, Selection, Sort, WIDTHS, Watched,
    source::{RowOpening, RowSource},
    state::{TableState, VisibleRows},
};
use crate::ui::components::{Icon, skeleton};
use crate::ui::dom::{Element, Live, View, each, effect, focus, html, live, when};

/// How many rows before the end further rows are asked for.
const NEAR_END: usize = 100;

pub(super) fn table(source: Arc<dyn RowSource>, options: Options) -> Element {
    let Options {
        label,
        heads,
        selection,
        sort,
        more,
        on_near_end,
        on_select_all,
        loading,
        empty,
        take_focus,
        active,
        on_menu,
        top,
        widths,
    } = options;
    let (scroller, body) = (html::div(), html::div());
    let select_rest = (on_select_all, more.clone());
    let watched = Watched { active, on_menu, top };
    let state = TableState::new(VisibleRows::new(source, sort), selection, select_rest, scroller.node(), body.node(), watched);
    let TableState { view, active_at, .. } = state;
    let count = state.rows.count;
    // The active row is always there, or Tab would not find the table once it is scrolled away.
    let rows = state.rows.clone();
    let window = Memo::new(move |_| view.get().window(count.get()));
    let shown = Memo::new(move |_| {
        let (window, active) = (window.get(), active_at.get());
        let before = (active < window.start).then_some(active);
        let after = (active >= window.end).then_some(active);
        let places = before.into_iter().chain(window).chain(after);
        places.filter_map(|at| Some((at, rows.key(at)?))).collect::<Vec<_>>()
    });
    state.keep_measured();
    let near_end = Memo::new(move |_| window.get().end + NEAR_END >= count.get());
    let (missing, under_way) = (more.clone(), loading.clone());
    effect(move || {
        // Asked again after each page, for as long as the end is near.
        count.get();
        if let (Some(on_near_end), true) = (on_near_end, near_end.get() && missing.get() && !under_way.get()) {
            on_near_end.run(());
        }
    });
    let focused = state.clone();
    effect(move || {
        if take_focus.get() && count.get() > 0 {
            take_focus.set(false);
            untrack(|| focused.take_focus());
        }
    });
    let [on_key, on_focus, on_click, on_double_click, on_context_menu, on_scroll, of_row] = [(); 7].map(|()| state.clone());
    let columns = Arc::new(heads.clone());
    let body = body
        .class("table-body")
        .attr("role", "rowgroup")
        .style("--count", move || count.get().to_string())
        .on(ev::keydown, move |event| on_key.on_key(&event))
        .on(ev::focusin, move |event| on_focus.on_focus(&event))
        .on(ev::click, move |event| on_click.on_click(&event))
        .on(ev::dblclick, move |event| on_double_click.on_double_click(&event))
        .child(each(
            move || shown.with(|shown| shown.iter().map(|(_, key)| key.clone()).collect()),
            move |key| row(&of_row, columns.clone(), shown, key),
        ));
    let (unfinished, further, busy) = (more.clone(), more.clone(), loading.clone());
    let further = when(
        move || further.get(),
        || {
            let cell = html::div().attr("role", "cell").child(t!("Loading more…"));
            html::div().attr("role", "rowgroup").child(html::div().attr("role", "row").class("table-more").child(cell))
        },
    );
    let is_resizable = widths.is_some();
    let of_columns = widths.into_iter().flat_map(|width_of| WIDTHS.into_iter().enumerate().map(move |at| (at, width_of.clone())));
    let scroller = of_columns.fold(scroller, |scroller, ((at, name), width_of)| scroller.style(name, move || width_of(at)));
    let scroller = scroller
        .class("table")
        .attr("role", "table")
        .attr("aria-label", label)
        .attr("aria-rowcount", move || if unfinished.get() { "-1".to_owned() } else { (count.get() + 1).to_string() })
        .attr("aria-busy", move || busy.get().then_some("true"))
        .on(ev::contextmenu, move |event| on_context_menu.on_context_menu(&event))
        .on(ev::scroll, move |_| on_scroll.measure())
        .child(header(state, heads, sort, is_resizable))
        .child(body)
        .child(further);
    let no_rows = Memo::new(move |_| count.get() == 0);
    let instead = live(move || match (no_rows.get(), loading.get()) {
        (true, true) => skeleton(6).into(),
        (true, false) if !more.get() => empty(),
        _ => View::none(),
    });
    html::div().class("table-frame").child(scroller).child(instead)
}

fn header(state: TableState, heads: Vec<Head>, sort: RwSignal<Option<Sort>>, is_resizable: bool) -> Element {
    let count = state.rows.count;
    let has_menu = state.has_menu();
    let select_all = state.selection.map(|selection| {
        let selected = move || selection.with(Selection::len);
        let pressed = state.clone();
        let missing = {
            let state = state.clone();
            move || state.is_missing_rows()
        };
        let (unseen, some) = (missing.clone(), missing.clone());
        let change = move |_: web_sys::Event| {
            if untrack(selected) < count.get_untracked() || untrack(&missing) {
                pressed.select_all();
            } else {
                selection.update(Selection::clear);
            }
        };
        let check_box = html::input()
            .attr("type", "checkbox")
            .attr("aria-label", t!("Select all"))
            .property("checked", move || selected() > 0 && selected() >= count.get() && !unseen())
            .property("indeterminate", move || selected() > 0 && (selected() < count.get() || some()))
            .on(ev::change, change);
        html::div().attr("role", "columnheader").class("cell check").child(check_box)
    });
    let head = move |(column, Head { title, class, width, sortable, shown }): (usize, Head)| {
        let direction = move || {
            let of_this = sort.get().filter(|sort| sort.column == column);
            let direction = of_this.map_or("none", |sort| if sort.descending { "descending" } else { "ascending" });
            sortable.then_some(direction)
        };
        let content: View = if sortable {
            let press = move || sort.update(|sort| *sort = Some(Sort::pressed(*sort, column)));
            html::button().attr("type", "button").class("sort").on_click(press).child(View::from(&title)).into()
        } else {
            View::from(&title)
        };
        let line = (is_resizable && width.is_some()).then(|| html::span().class("resize"));
        let head = html::div().attr("role", "columnheader").attr("data-column", column.to_string()).class(class);
        let head = head.style("--width", width).child(line);
        head.class_when("unwanted", not(shown)).attr("aria-sort", direction).child(content)
    };
    let row = html::div().attr("role", "row").class("row").attr("aria-rowindex", "1");
    let menus = has_menu.then(|| {
        let name = html::span().class("visually-hidden").child(t!("Actions"));
        html::div().attr("role", "columnheader").class("cell menus").child(name)
    });
    let row = row.child(select_all).children(heads.into_iter().enumerate().map(head)).child(menus);
    html::div().attr("role", "rowgroup").class("table-head").child(row)
}

fn row(state: &TableState, heads: Arc<Vec<Head>>, shown: Memo<Vec<(usize, String)>>, key: String) -> Element {
    let TableState { selection, active_at, rows, .. } = state.clone();
    // A row keeps its element, and with it the focus, when others come or go above it.
    let wanted = key.clone();
    let at = Memo::new(move |before: Option<&usize>| {
        let found = shown.with(|shown| shown.iter().find(|(_, key)| *key == wanted).map(|(at, _)| *at));
        found.or(before.copied()).unwrap_or_default()
    });
    let selected = Memo::new(move |_| selection.is_some_and(|selection| selection.with(|keys| keys.contains(&key))));
    let named = rows.clone();
    let check_box = selection.map(|_| {
        let check_box = html::input()
            .attr("type", "checkbox")
            .attr("tabindex", "-1")
            .attr("aria-label", move || t!("Select {name}", name = named.name(at.get())))
            .property("checked", selected);
        html::div().attr("role", "cell").class("cell check").child(check_box)
    });
    let menu = state.has_menu().then(|| {
        let button = html::button()
            .attr("type", "button")
            .class("row-menu")
            .attr("tabindex", "-1")
            .attr("aria-haspopup", "menu")
            .attr("aria-label", t!("Actions"));
        html::div().attr("role", "cell").class("cell menus").child(button.child(Icon::More))
    });
    let row = html::div();
    let element = row.node::<web_sys::HtmlElement>();
    let cells = live(move || {
        // What has the focus in a cell goes when the cells are made again; the row stays.
        if focus_is_in_cell(&element) {
            focus(Some(element.clone()));
        }
        let at = at.get();
        let mut opening = rows.opening(at);
        let cells = heads.iter().enumerate().map(|(column, head)| {
            let content = around(std::mem::replace(&mut opening, RowOpening::None), rows.cell(at, column));
            let below = rows.below(at, column).map(|below| html::div().class("below").child(below));
            let cell = html::div().attr("role", "cell").class(head.class.clone()).style("--width", head.width.clone());
            cell.class_when("unwanted", not(head.shown.clone())).child(content).child(below)
        });
        cells.collect::<Vec<_>>()
    });
    row.attr("role", "row")
        .class("row")
        .attr("data-index", move || at.get().to_string())
        .style("--index", move || at.get().to_string())
        .attr("aria-rowindex", move || (at.get() + 2).to_string())
        .attr("aria-selected", move || selection.map(|_| if selected.get() { "true" } else { "false" }))
        .attr("tabindex", move || if active_at.get() == at.get() { "0" } else { "-1" })
        .child(check_box)
        .child(cells)
        .child(menu)
}

fn not(shown: Live<bool>) -> Live<bool> {
    match shown {
        Live::Fixed(shown) => Live::Fixed(!shown),
        shown @ Live::Followed(_) => (move || !shown.get()).into(),
    }
}

fn focus_is_in_cell(row: &web_sys::HtmlElement) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| row.contains(Some(&focused)) && focused.class_list().contains("cell-open"))
}

/// The control that opens the row, around the content of its first cell. It is no Tab stop of its own: Enter on the row
/// presses it.
fn around(opening: RowOpening, content: View) -> View {
    match opening {
        RowOpening::Link(href) => html::a().class("cell-open").attr("href", href).attr("tabindex", "-1").child(content).into(),
        RowOpening::Button => {
            html::button().attr("type", "button").class("cell-open").attr("tabindex", "-1").child(content).into()
        }
        RowOpening::None => content,
    }
}
