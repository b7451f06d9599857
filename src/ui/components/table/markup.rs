//! The table's elements. Rows stand by their number alone, so nothing here knows how high a row is.

use std::sync::Arc;
use std::time::Duration;

use crate::ui::reactive::*;
use leptos::ev;

use super::{
    Head, Options, Selection, Sort, WIDTHS, Watched,
    pointed::PointedRow,
    slots::{Slot, Slots},
    source::{RowOpening, RowSource},
    state::{TableState, VisibleRows},
};
use crate::ui::components::skeleton;
use crate::ui::dom::visible::label;
use crate::ui::dom::{Element, KeptContent, Live, TextOrView, View, each, effect, focus, follow, group, html, live, when};
use crate::ui::timer::Timer;

/// How many rows before the end further rows are asked for.
const NEAR_END: usize = 100;
/// A pause in scrolling after which it rests.
const REST: Duration = Duration::from_millis(150);

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
    let (rests, focused) = (RwSignal::new(0), state.focused);
    let slots = Memo::new(move |before: Option<&Slots>| {
        let (window, active) = (window.get(), active_at.get());
        let before_it = (active < window.start).then_some(active);
        let after_it = (active >= window.end).then_some(active);
        let places = before_it.into_iter().chain(window).chain(after_it);
        let shown = places.filter_map(|at| Some((at, rows.key(at)?))).collect();
        let mut slots = before.cloned().unwrap_or_default();
        // What is still in its place has only left the window.
        let has_left = |slot: &Slot| rows.key(slot.at).as_ref() == Some(&slot.key);
        slots.show(shown, sort.get(), rests.get(), focused.get_value().as_deref(), has_left);
        slots
    });
    arrange_at_rest(slots, rests);
    let ids = Memo::new(move |_| slots.with(Slots::ids));
    let shown = ShownRows::follow(slots);
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
    let pointed = PointedRow::new();
    let columns = heads.clone();
    let body = body
        .class("table-body")
        .attr("role", "rowgroup")
        .style("--count", move || count.get().to_string())
        .on(ev::keydown, move |event| on_key.on_key(&event))
        .on(ev::focusin, move |event| on_focus.on_focus(&event))
        .on(ev::click, move |event| on_click.on_click(&event))
        .on(ev::pointerover, move |event| pointed.on_pointer_over(&event))
        .on(ev::pointerleave, move |_| pointed.on_pointer_leave())
        .on(ev::dblclick, move |event| on_double_click.on_double_click(&event))
        .child(each(
            move || ids.with(|ids| ids.iter().map(usize::to_string).collect()),
            move |id| row(&of_row, &columns, shown.of(id.parse().unwrap_or_default())),
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
    let width_of = widths.clone();
    let is_resized = move || width_of.as_ref().is_some_and(|width_of| (0..WIDTHS.len()).any(|at| width_of(at).is_some()));
    let resized = move || is_resized().then_some("resized");
    let of_columns = widths.into_iter().flat_map(|width_of| WIDTHS.into_iter().enumerate().map(move |at| (at, width_of.clone())));
    let scroller = of_columns.fold(scroller, |scroller, ((at, name), width_of)| scroller.style(name, move || width_of(at)));
    let scroller = scroller
        .class("table")
        .class(resized)
        .attr("role", "table")
        .attr("aria-label", label)
        .attr("aria-rowcount", move || if unfinished.get() { "-1".to_owned() } else { (count.get() + 1).to_string() })
        .attr("aria-busy", move || busy.get().then_some("true"))
        .on(ev::contextmenu, move |event| on_context_menu.on_context_menu(&event))
        .on(ev::scroll, move |_| {
            pointed.on_scroll();
            on_scroll.on_scroll();
        })
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

/// Has the elements stand in the page as they are seen, in which order they are read out, once scrolling rests.
fn arrange_at_rest(slots: Memo<Slots>, rests: RwSignal<usize>) {
    let timer = Timer::new();
    effect(move || {
        if slots.with(Slots::are_in_order) {
            timer.stop();
        } else {
            timer.start_at_rest(REST, move || rests.update(|rests| *rests += 1));
        }
    });
}

/// The place and the key of the row that an element shows.
type ShownRow = RwSignal<(usize, String)>;

/// What each element shows, by its id. While a list scrolls only those are told that show another one: to have each look for itself
/// costs more than what is then shown.
#[derive(Clone)]
struct ShownRows {
    slots: Memo<Slots>,
    shown: StoredValue<Vec<ShownRow>>,
    /// Has what the elements show, for as long as the table is there.
    owner: Owner,
}

impl ShownRows {
    fn follow(slots: Memo<Slots>) -> ShownRows {
        let rows = ShownRows { slots, shown: StoredValue::new(Vec::new()), owner: Owner::current().unwrap_or_default() };
        let told = rows.clone();
        follow(Box::new(move || slots.with(|slots| slots.placed().iter().for_each(|slot| told.tell(slot)))));
        rows
    }

    fn tell(&self, slot: &Slot) {
        let shown = self.of_element(slot.id);
        if shown.with_untracked(|(at, key)| (*at, key) != (slot.at, &slot.key)) {
            shown.set((slot.at, slot.key.clone()));
        }
    }

    /// What the element of this id shows.
    fn of(&self, id: usize) -> ShownRow {
        // It may be made before it is told.
        self.slots.with_untracked(|slots| slots.placed().iter().filter(|slot| slot.id == id).for_each(|slot| self.tell(slot)));
        self.of_element(id)
    }

    fn of_element(&self, id: usize) -> ShownRow {
        loop {
            if let Some(shown) = self.shown.with_value(|shown| shown.get(id).copied()) {
                return shown;
            }
            let new = self.owner.with(RwSignal::default);
            self.shown.update_value(|shown| shown.push(new));
        }
    }
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

fn row(state: &TableState, heads: &[Head], shown: ShownRow) -> Element {
    let TableState { selection, active_at, rows, has_second_line, .. } = state.clone();
    let check_box = selection.map(|_| html::input().attr("type", "checkbox").attr("tabindex", "-1"));
    let input = check_box.as_ref().map(Element::node::<web_sys::HtmlInputElement>);
    let check_box = check_box.map(|check_box| html::div().attr("role", "cell").class("cell check").child(check_box));
    let menu = state.has_menu().then(|| {
        let button = html::button()
            .attr("type", "button")
            .class("row-menu")
            .attr("tabindex", "-1")
            .attr("aria-haspopup", "menu")
            .attr("aria-label", t!("Actions"));
        html::div().attr("role", "cell").class("cell menus").child(button)
    });
    let cell = |head: &Head| {
        let cell = html::div().attr("role", "cell").class(head.class.clone()).style("--width", head.width.clone());
        cell.class_when("unwanted", not(head.shown.clone()))
    };
    let cells: Vec<Element> = heads.iter().map(cell).collect();
    let contents: Vec<KeptContent> = cells.iter().map(KeptContent::of).collect();
    let row = html::div().attr("role", "row").child(check_box).children(cells).child(menu);
    let element = row.node::<web_sys::HtmlElement>();
    let at = move || shown.with(|shown| shown.0);
    // Few effects, for each costs while a list scrolls.
    let placed = element.clone();
    follow(Box::new(move || set_place(&placed, at())));
    let (filled, named) = (element.clone(), input.clone());
    follow(Box::new(move || {
        // What has the focus in a cell may go when what the cell shows is made again; the row stays.
        if focus_is_in_cell(&filled) {
            focus(Some(filled.clone()));
        }
        let at = at();
        if let Some(input) = &named {
            set(input, "aria-label", &label(&t!("Select {name}", name = rows.name(at))));
        }
        let mut opening = rows.opening(at);
        for (column, content) in contents.iter().enumerate() {
            let opening = std::mem::replace(&mut opening, RowOpening::None);
            content.show(|| {
                let below = has_second_line.get().then(|| rows.below(at, column)).flatten();
                let content = around(opening, rows.cell(at, column));
                match below {
                    Some(below) => group([View::from(content), html::div().class("below").child(below).into()]).into(),
                    None => content,
                }
            });
        }
    }));
    if let (Some(selection), Some(input)) = (selection, input) {
        let selected = Memo::new(move |_| shown.with(|(_, key)| selection.with(|keys| keys.contains(key))));
        follow(Box::new(move || {
            let selected = selected.get();
            input.set_checked(selected);
            set(&element, "aria-selected", if selected { "true" } else { "false" });
        }));
    }
    row.attr("tabindex", move || if active_at.get() == at() { "0" } else { "-1" })
}

/// Puts the element where the row stands.
fn set_place(element: &web_sys::HtmlElement, at: usize) {
    let text = at.to_string();
    // A row that takes over the element takes over no mark that a drag has left on it.
    set(element, "class", "row");
    set(element, "data-index", &text);
    set(element, "aria-rowindex", &(at + 2).to_string());
    let _ = element.style().set_property("--index", &text);
}

fn set(element: &web_sys::Element, name: &str, value: &str) {
    // Refused only for a name that is none.
    let _ = element.set_attribute(name, value);
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
fn around(opening: RowOpening, content: TextOrView) -> TextOrView {
    let opening = match opening {
        RowOpening::Link(href) => html::a().attr("href", href),
        RowOpening::Button => html::button().attr("type", "button"),
        RowOpening::None => return content,
    };
    opening.class("cell-open").attr("tabindex", "-1").child(content).into()
}
