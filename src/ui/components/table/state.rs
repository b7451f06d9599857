//! What the table knows beside its rows, and what it does when keys and pointers ask for it.

use std::sync::Arc;

use crate::ui::reactive::*;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, MouseEvent};

use super::{
    OnMenu, RowSource, Selection, Sort, Top, Watched,
    keys::{Held, TableCommand, command},
    source::RowOpening,
    typed::TypeAhead,
    window::{MARGIN, RowWindow},
};
use crate::browser::document::is_phone;
use crate::ui::components::{Handler, Point};
use crate::ui::dom::{self, Live, effect, focus_once_made};

/// The rows as they are shown. A row is named by its place in that order.
#[derive(Clone)]
pub(super) struct VisibleRows {
    source: Arc<dyn RowSource>,
    order: Memo<Vec<usize>>,
    pub count: Memo<usize>,
}

impl VisibleRows {
    pub fn new(source: Arc<dyn RowSource>, sort: RwSignal<Option<Sort>>) -> Self {
        let rows = source.clone();
        let order = Memo::new(move |_| rows.order(sort.get()));
        VisibleRows { source, order, count: Memo::new(move |_| order.with(Vec::len)) }
    }

    fn number(&self, at: usize) -> Option<usize> {
        self.order.with(|order| order.get(at).copied())
    }

    pub fn key(&self, at: usize) -> Option<String> {
        self.source.key(self.number(at)?)
    }

    pub fn find(&self, key: &str) -> Option<usize> {
        self.order.with(|order| self.source.find(order, key))
    }

    /// The keys of all that is shown between two places, both included.
    pub fn keys(&self, from: usize, to: usize) -> Vec<String> {
        self.order.with_untracked(|order| {
            let to = to.saturating_add(1).min(order.len());
            self.source.keys(order.get(from..to).unwrap_or_default())
        })
    }

    pub fn find_name(&self, from: usize, typed: &str) -> Option<usize> {
        self.order.with_untracked(|order| self.source.find_name(order, from, typed))
    }

    pub fn name(&self, at: usize) -> String {
        self.number(at).map(|number| self.source.name(number)).unwrap_or_default()
    }

    pub fn opening(&self, at: usize) -> RowOpening {
        self.number(at).map_or(RowOpening::None, |number| self.source.opening(number))
    }

    pub fn open(&self, at: usize) {
        if let Some(number) = self.number(at) {
            self.source.open(number);
        }
    }

    pub fn cell(&self, at: usize, column: usize) -> dom::TextOrView {
        self.number(at).and_then(|number| self.source.cell(number, column)).unwrap_or(dom::TextOrView::Text(String::new()))
    }

    pub fn below(&self, at: usize, column: usize) -> Option<dom::View> {
        self.number(at).and_then(|number| self.source.below(number, column))
    }
}

/// What the table knows beside its rows.
#[derive(Clone)]
pub(super) struct TableState {
    pub rows: VisibleRows,
    pub selection: Option<RwSignal<Selection>>,
    /// What is visible.
    pub view: RwSignal<RowWindow>,
    /// Whether there is room for second lines, and for few columns.
    pub has_second_line: RwSignal<bool>,
    /// Key of the active row.
    active: RwSignal<Option<String>>,
    /// Who shows what can be done with a row.
    on_menu: OnMenu,
    /// Where the active row stands.
    pub active_at: Memo<usize>,
    /// Key of the row that had the focus last.
    pub focused: StoredValue<Option<String>>,
    /// Where a range begins.
    anchor: StoredValue<usize>,
    typed: TypeAhead,
    top: Option<RwSignal<Top>>,
    /// Who selects all rows where some are missing at the end, and whether some are.
    select_rest: (Option<Handler>, Live<bool>),
    scroller: HtmlElement,
    body: HtmlElement,
}

impl TableState {
    pub fn new(
        rows: VisibleRows,
        selection: Option<RwSignal<Selection>>,
        select_rest: (Option<Handler>, Live<bool>),
        scroller: HtmlElement,
        body: HtmlElement,
        Watched { active, on_menu, top }: Watched,
    ) -> Self {
        let shown = rows.clone();
        let active_at = Memo::new(move |before: Option<&usize>| {
            let before = before.copied().unwrap_or_default();
            let last = shown.count.get().saturating_sub(1);
            let Some(key) = active.get() else { return 0 };
            // Searched for only when it moved; once it is gone, whatever took its place is active.
            if shown.key(before).as_ref() == Some(&key) { before } else { shown.find(&key).unwrap_or(before.min(last)) }
        });
        TableState {
            rows,
            selection,
            view: RwSignal::new(RowWindow { scroll_top: 0.0, height: 0.0, row_height: 40.0, margin: 0, upwards: false }),
            has_second_line: RwSignal::new(is_phone()),
            active,
            on_menu,
            active_at,
            focused: StoredValue::new(None),
            anchor: StoredValue::new(0),
            typed: TypeAhead::new(),
            top,
            select_rest,
            scroller,
            body,
        }
    }

    /// Learns from the page what is visible and how high a row is.
    pub fn measure(&self) {
        let Self { scroller, body, .. } = self;
        let (Some(view), Some(count)) = (self.view.try_get_untracked(), self.rows.count.try_get_untracked()) else { return };
        let height = f64::from(scroller.client_height() - body.offset_top());
        let row_height = f64::from(body.offset_height()) / count.max(1) as f64;
        if row_height > 0.0 {
            let view = RowWindow { height, row_height, ..view.scrolled(f64::from(scroller.scroll_top())) };
            self.view.try_set(view);
            self.follow_top(view, count);
        }
    }

    /// Follows how far it is scrolled. Heights stay the same meanwhile, and to read one has the browser lay out the page at once, before
    /// what this changes, and then again.
    pub fn on_scroll(&self) {
        let (Some(view), Some(count)) = (self.view.try_get_untracked(), self.rows.count.try_get_untracked()) else { return };
        let view = view.scrolled(f64::from(self.scroller.scroll_top()));
        self.view.try_set(view);
        self.follow_top(view, count);
    }

    fn set_margin(&self, margin: usize) {
        if let Some(view) = self.view.try_get_untracked() {
            self.view.try_set(RowWindow { margin, ..view });
        }
    }

    /// Tells which row is the first that is seen, or goes to the one that is wanted.
    fn follow_top(&self, view: RowWindow, count: usize) {
        let Some((top, Some(wanted))) = self.top.map(|top| (top, top.try_get_untracked())) else { return };
        let at = (view.scroll_top.max(0.0) / view.row_height).round() as usize;
        if wanted.wanted && wanted.at < count {
            self.scroller.set_scroll_top((wanted.at as f64 * view.row_height) as i32);
            // Whoever gives the list the focus next goes there, and not back to the first row.
            self.make_active(wanted.at);
            top.try_set(Top { wanted: false, ..wanted });
        } else if !wanted.wanted && wanted.at != at {
            top.try_set(Top { at, wanted: false });
        }
    }

    /// Measures at first, whenever the table changes its size, and when the first rows are there. Those beyond what is visible
    /// are made in the frame after that.
    pub fn keep_measured(&self) {
        let count = self.rows.count;
        let has_rows = Memo::new(move |_| count.get() > 0);
        let wanted = self.top.map(|top| Memo::new(move |_| Some(top.get()).filter(|top| top.wanted && top.at < count.get())));
        let measured = self.clone();
        effect(move || {
            let has_rows = has_rows.get();
            wanted.map(|wanted| wanted.get());
            let state = measured.clone();
            request_animation_frame(move || {
                state.measure();
                if has_rows {
                    request_animation_frame(move || state.set_margin(MARGIN));
                } else {
                    state.set_margin(0);
                }
            });
        });
        let measured = self.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            measured.has_second_line.set_if_new(is_phone());
            measured.measure();
        });
        let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
        observer.observe(&self.scroller);
        let kept = StoredValue::new((observer, callback));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    }

    /// Takes the focus: to the row that is wanted first, if one is, and else to the active one.
    pub fn take_focus(&self) {
        let wanted = self.top.map(RwSignal::get_untracked).filter(|top| top.wanted && top.at < self.rows.count.get_untracked());
        if let Some(Top { at, .. }) = wanted {
            self.make_active(at);
        }
        self.go(self.active_at.get_untracked());
    }

    fn make_active(&self, at: usize) {
        self.active.set(self.rows.key(at));
    }

    /// Moves the focus to a row, wherever it is.
    pub fn go(&self, at: usize) {
        self.make_active(at);
        if let Some(to) = self.view.get_untracked().reveal(at) {
            self.scroller.set_scroll_top(to as i32);
            // The next key may come before the event.
            self.on_scroll();
        }
        let body = self.body.clone();
        focus_once_made(move || row_element(&body, at));
    }

    /// Keys of the rows between the anchor and `at`, both included.
    fn range(&self, at: usize) -> Vec<String> {
        let anchor = self.anchor.get_value();
        self.rows.keys(anchor.min(at), anchor.max(at))
    }

    /// Whether there are rows that are not here yet, and somebody who can select them as well.
    pub fn is_missing_rows(&self) -> bool {
        self.select_rest.0.is_some() && self.select_rest.1.get()
    }

    /// Selects all rows: those that are here now, and the others once they are.
    pub fn select_all(&self) {
        let all = self.rows.keys(0, usize::MAX);
        self.select(|selection| selection.replace(all));
        if let (Some(select_rest), true) = (self.select_rest.0, untrack(|| self.is_missing_rows())) {
            select_rest.run(());
        }
    }

    fn select(&self, change: impl FnOnce(&mut Selection)) {
        if let Some(selection) = self.selection {
            selection.update(change);
        }
    }

    fn toggle(&self, at: usize) {
        self.anchor.set_value(at);
        if let Some(key) = self.rows.key(at) {
            self.select(|selection| selection.toggle(key));
        }
    }

    pub fn on_key(&self, event: &KeyboardEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        let key = event.key();
        // With Alt a key is the page's or the browser's.
        if event.alt_key() {
            return;
        }
        // Controls inside a row answer to Enter and Space themselves.
        if matches!(key.as_str(), " " | "Enter") && target.closest("a, button, input").ok().flatten().is_some() {
            return;
        }
        let held = Held { shift: event.shift_key(), control: event.ctrl_key() || event.meta_key() };
        let page = self.view.get_untracked().rows();
        let Some(command) = command(&key, held, at, self.rows.count.get_untracked(), page) else {
            let is_letter = !held.control && !event.default_prevented();
            if is_letter && self.typed.add(&key, event.time_stamp()) {
                self.go_to_typed(at);
            }
            return;
        };
        if command == TableCommand::Nothing && self.selection.is_none_or(|selection| selection.read_untracked().is_empty()) {
            // Nothing to undo here: Escape may close what is around the table.
            return;
        }
        event.prevent_default();
        match command {
            TableCommand::Go(to) => {
                self.anchor.set_value(to);
                self.go(to);
            }
            TableCommand::Extend(to) => {
                let range = self.range(to);
                self.select(|selection| selection.replace(range));
                self.go(to);
            }
            TableCommand::Toggle => self.toggle(at),
            TableCommand::All => self.select_all(),
            TableCommand::Nothing => self.select(Selection::clear),
            TableCommand::Open => press_opening(&self.body, at, ".cell-open"),
            TableCommand::Look => press_opening(&self.body, at, "button.cell-open"),
            TableCommand::Menu => {
                if let Some(row) = row_element(&self.body, at) {
                    self.ask_menu(at, Point::below(&row));
                }
            }
        }
    }

    fn ask_menu(&self, at: usize, point: Point) {
        if let (Some(on_menu), Some(key)) = (self.on_menu, self.rows.key(at)) {
            on_menu.run(((Some(key), point),));
        }
    }

    /// Whether rows have a menu.
    pub fn has_menu(&self) -> bool {
        self.on_menu.is_some()
    }

    /// The pointer's other button, or a long press. With Shift the browser's own menu opens.
    pub fn on_context_menu(&self, event: &MouseEvent) {
        let Some(on_menu) = self.on_menu.filter(|_| !event.shift_key()) else { return };
        event.prevent_default();
        match place_of(event.target()) {
            Some((target, at)) => {
                self.make_active(at);
                self.ask_menu(at, Point::of(event, &target));
            }
            None => on_menu.run(((None, Point::of(event, &self.scroller)),)),
        }
    }

    /// Goes to the first row from here on whose name begins with what was typed; with its first letter, to the next one.
    fn go_to_typed(&self, at: usize) {
        let typed = self.typed.text();
        let from = if typed.chars().nth(1).is_some() { at } else { at + 1 };
        if let Some(found) = self.rows.find_name(from, &typed) {
            self.anchor.set_value(found);
            self.go(found);
        }
    }

    pub fn on_focus(&self, event: &FocusEvent) {
        if let Some((_, at)) = place_of(event.target()) {
            self.focused.set_value(self.rows.key(at));
            self.make_active(at);
        }
    }

    pub fn on_click(&self, event: &MouseEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        // Not every browser moves the focus to a button that is pressed.
        self.make_active(at);
        let (shift, control) = (event.shift_key(), event.ctrl_key() || event.meta_key());
        let opening = target.closest("a, button").ok().flatten();
        if let Some(button) = opening.as_ref().filter(|opening| opening.class_list().contains("row-menu")) {
            self.ask_menu(at, Point::below(button));
        } else if let Some(check_box) = target.dyn_ref::<web_sys::HtmlInputElement>() {
            // By now it shows its new state, which all rows of a range take over.
            let keys = if shift { self.range(at) } else { self.rows.key(at).into_iter().collect() };
            self.anchor.set_value(at);
            let checked = check_box.checked();
            self.select(|selection| selection.set(keys, checked));
        } else if opening.as_ref().is_some_and(|opening| opening.tag_name() == "A") {
            // The browser follows links, into a new tab where asked.
        } else if opening.is_some() && !shift && !control {
            self.rows.open(at);
        } else if shift {
            let range = self.range(at);
            self.select(|selection| selection.replace(range));
        } else if control || target.class_list().contains("check") {
            // A press that just misses the check box means it all the same.
            self.toggle(at);
        } else {
            self.anchor.set_value(at);
            let key = self.rows.key(at);
            self.select(|selection| selection.replace(key));
        }
    }

    pub fn on_double_click(&self, event: &MouseEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        if target.closest("a, button, input").ok().flatten().is_none() {
            press_opening(&self.body, at, ".cell-open");
        }
    }
}

/// The element an event came from, and the row it is in.
fn place_of(target: Option<web_sys::EventTarget>) -> Option<(web_sys::Element, usize)> {
    let target = target?.dyn_into::<web_sys::Element>().ok()?;
    let row = target.closest("[data-index]").ok()??;
    let at = row.get_attribute("data-index")?.parse().ok()?;
    Some((target, at))
}

fn row_element(body: &HtmlElement, at: usize) -> Option<HtmlElement> {
    let row = body.query_selector(&format!("[data-index=\"{at}\"]")).ok()??;
    row.dyn_into().ok()
}

fn press_opening(body: &HtmlElement, at: usize, which: &str) {
    let opening = row_element(body, at).and_then(|row| row.query_selector(which).ok().flatten());
    if let Some(opening) = opening.and_then(|opening| opening.dyn_into::<HtmlElement>().ok()) {
        opening.click();
    }
}
