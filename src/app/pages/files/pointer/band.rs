//! A rectangle drawn with the mouse, from where there is no row or along the check boxes: what it touches is selected. With Ctrl
//! or Shift, beside what was. Near an edge the list scrolls along. Escape takes it back.

use std::ops::Range;

use crate::ui::reactive::*;
use leptos::ev::{self, PointerEvent};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::super::state::Files;
use crate::ui::components::Selection;
use crate::ui::dom::{View, html, when};

/// A hand that only wanted to press moves so far, in pixels.
const SLACK: i32 = 4;
/// So near to an edge the list scrolls, in pixels.
const EDGE: i32 = 24;
/// How fast it does, in pixels a frame.
const STEP: i32 = 16;

/// A rectangle that is being drawn.
#[derive(Clone)]
struct Band {
    scroller: HtmlElement,
    /// Where it began, in pixels of what is scrolled.
    start: (i32, i32),
    /// Where the pointer is, in pixels of the window.
    pointer: (i32, i32),
    /// Whether it is more than a press.
    is_drawn: bool,
    /// Whether it began in a row, whose press says something by itself.
    in_row: bool,
    /// What was selected before.
    before: Selection,
    /// What is selected beside what it touches.
    beside: Selection,
    /// What it touches.
    touched: Vec<Range<usize>>,
}

impl Band {
    fn begin(files: Files, event: &PointerEvent) -> Option<Band> {
        if event.pointer_type() != "mouse" || event.button() != 0 {
            return None;
        }
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let within = |selector: &str| target.closest(selector).ok().flatten();
        let scroller: HtmlElement = within(".files :is(.table, .gallery)")?.dyn_into().ok()?;
        let in_row = within("[data-index]").is_some();
        if within("a, button, .table-head").is_some() || (in_row && within(".cell.check").is_none()) {
            return None;
        }
        let edge = scroller.get_bounding_client_rect();
        let pointer = (event.client_x(), event.client_y());
        // The bar that scrolls is an element's own.
        let is_bar = f64::from(pointer.1) - edge.top() >= f64::from(scroller.client_height())
            || !(0.0..f64::from(scroller.client_width()))
                .contains(&(f64::from(pointer.0) - edge.left() - f64::from(scroller.client_left())));
        if is_bar {
            return None;
        }
        let before = files.selection.get_untracked();
        let keeps = event.ctrl_key() || event.meta_key() || event.shift_key();
        let beside = if keeps { before.clone() } else { Selection::default() };
        let start = scrolled(&scroller, pointer);
        Some(Band { scroller, start, pointer, is_drawn: false, in_row, before, beside, touched: Vec::new() })
    }

    /// Its two corners, in pixels of what is scrolled.
    fn corners(&self) -> ((i32, i32), (i32, i32)) {
        let (from, to) = (self.start, scrolled(&self.scroller, self.pointer));
        ((from.0.min(to.0), from.1.min(to.1)), (from.0.max(to.0), from.1.max(to.1)))
    }

    /// Selects what it touches by now.
    fn select(&mut self, files: Files) {
        let (from, to) = self.corners();
        let touched = match files.places_within.get_value() {
            Some(places_within) => places_within(from, to),
            None => rows_within(&self.scroller, files, from.1, to.1).into_iter().collect(),
        };
        if touched == self.touched {
            return;
        }
        let key = |at: usize| untrack(|| files.row(at, |row| row.key.clone()));
        let keys: Vec<String> = touched.iter().cloned().flatten().filter_map(key).collect();
        let mut selection = self.beside.clone();
        selection.set(keys, true);
        files.selection.set(selection);
        self.touched = touched;
    }

    /// How far the list is to scroll now.
    fn pull(&self) -> i32 {
        let edge = self.scroller.get_bounding_client_rect();
        let head = self
            .scroller
            .query_selector(".table-head")
            .ok()
            .flatten()
            .map_or(0.0, |head| head.get_bounding_client_rect().height());
        let y = self.pointer.1;
        if y < (edge.top() + head) as i32 + EDGE {
            -STEP
        } else if y > edge.bottom() as i32 - EDGE {
            STEP
        } else {
            0
        }
    }
}

/// A place of the window, in pixels of what is scrolled.
fn scrolled(scroller: &HtmlElement, (x, y): (i32, i32)) -> (i32, i32) {
    let edge = scroller.get_bounding_client_rect();
    (x - edge.left() as i32 + scroller.scroll_left(), y - edge.top() as i32 + scroller.scroll_top())
}

/// The rows of the table between two heights.
fn rows_within(scroller: &HtmlElement, files: Files, from: i32, to: i32) -> Option<Range<usize>> {
    let body: HtmlElement = scroller.query_selector(".table-body").ok()??.dyn_into().ok()?;
    let count = files.shown.with_untracked(Vec::len);
    lines_between(count, f64::from(body.offset_height()), f64::from(from - body.offset_top()), f64::from(to - body.offset_top()))
}

/// Of `count` lines that are `height` high together, those between two heights.
fn lines_between(count: usize, height: f64, from: f64, to: f64) -> Option<Range<usize>> {
    let line = height / count as f64;
    if to < 0.0 || from >= height || line <= 0.0 || line.is_nan() {
        return None;
    }
    let at = |y: f64| (y.max(0.0) / line) as usize;
    Some(at(from)..(at(to) + 1).min(count))
}

/// Lets rectangles be drawn.
pub fn band(files: Files) -> View {
    let band = RwSignal::new(None::<Band>);
    // The press ends with a click, on a row perhaps. What was drawn is what is meant.
    let drawn = StoredValue::new(None::<Selection>);
    let end = move || {
        if let Some(ended) = band.get_untracked() {
            drawn.set_value(ended.is_drawn.then(|| files.selection.get_untracked()));
            band.set(None);
            if !ended.is_drawn && !ended.in_row && ended.beside.is_empty() {
                files.selection.update(Selection::clear);
            }
        }
    };
    let give_up = move || {
        if let Some(given_up) = band.get_untracked().filter(|band| band.is_drawn) {
            files.selection.set(given_up.before);
        }
        band.set(None);
    };
    let follow = move |change: &dyn Fn(&mut Band)| {
        band.update(|band| {
            if let Some(band) = band {
                change(band);
                if band.is_drawn {
                    band.select(files);
                }
            }
        });
    };
    let listeners = [
        window_event_listener(ev::pointerdown, move |event| {
            drawn.set_value(None);
            band.set(Band::begin(files, &event));
        }),
        window_event_listener(ev::pointermove, move |event| {
            let Some(now) = band.get_untracked() else { return };
            if event.buttons() & 1 == 0 {
                return end();
            }
            let pointer = (event.client_x(), event.client_y());
            let begins = !now.is_drawn && (pointer.0 - now.pointer.0).abs().max((pointer.1 - now.pointer.1).abs()) > SLACK;
            if !now.is_drawn && !begins {
                return;
            }
            follow(&|band| (band.pointer, band.is_drawn) = (pointer, true));
            if begins {
                scroll_along(band, files);
            }
        }),
        window_event_listener(ev::pointerup, move |_| end()),
        window_event_listener(ev::pointercancel, move |_| give_up()),
        window_event_listener(ev::click, move |event| {
            if let Some(selection) = drawn.get_value() {
                drawn.set_value(None);
                event.prevent_default();
                files.selection.set(selection);
            }
        }),
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && band.read_untracked().is_some() {
                event.prevent_default();
                give_up();
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    when(move || band.read().as_ref().is_some_and(|band| band.is_drawn), move || rectangle(band))
}

/// Scrolls for as long as the pointer is near an edge, and looks again until the rectangle is drawn.
fn scroll_along(band: RwSignal<Option<Band>>, files: Files) {
    request_animation_frame(move || {
        let Some(now) = band.try_get_untracked().flatten() else { return };
        let (pull, top) = (now.pull(), now.scroller.scroll_top());
        if pull != 0 {
            now.scroller.set_scroll_top(top + pull);
            if now.scroller.scroll_top() != top {
                band.update(|band| band.iter_mut().for_each(|band| band.select(files)));
            }
        }
        scroll_along(band, files);
    });
}

/// What is seen of it: within the list, whatever was scrolled away.
fn rectangle(band: RwSignal<Option<Band>>) -> View {
    let sides = Memo::new(move |_| {
        band.read().as_ref().map_or([0; 4], |band| {
            let edge = band.scroller.get_bounding_client_rect();
            let ((left, top), (right, bottom)) = band.corners();
            let (dx, dy) = (edge.left() as i32 - band.scroller.scroll_left(), edge.top() as i32 - band.scroller.scroll_top());
            let x = |x: i32| (x + dx).clamp(edge.left() as i32, edge.right() as i32);
            let y = |y: i32| (y + dy).clamp(edge.top() as i32, edge.bottom() as i32);
            [x(left), y(top), x(right) - x(left), y(bottom) - y(top)]
        })
    });
    let side = move |at: usize| move || sides.get().get(at).map(|side| format!("{side}px"));
    html::div()
        .class("band")
        .attr("aria-hidden", "true")
        .style("--x", side(0))
        .style("--y", side(1))
        .style("--width", side(2))
        .style("--height", side(3))
        .into()
}

#[cfg(test)]
mod tests {
    use super::lines_between;

    #[test]
    fn lines_that_are_touched_are_within() {
        assert_eq!(lines_between(10, 400.0, 45.0, 125.0), Some(1..4));
        assert_eq!(lines_between(10, 400.0, -50.0, 0.0), Some(0..1), "from above");
        assert_eq!(lines_between(10, 400.0, 395.0, 900.0), Some(9..10), "to below the last one");
        assert_eq!(lines_between(10, 400.0, 401.0, 900.0), None);
        assert_eq!(lines_between(10, 400.0, -50.0, -1.0), None);
        assert_eq!(lines_between(0, 0.0, 0.0, 10.0), None);
    }
}
