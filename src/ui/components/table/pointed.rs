//! The row that the pointer is on. Not by `:hover`: while a list scrolls under a resting pointer, the browser would recompute the style
//! of two rows in every frame.

use std::time::Duration;

use crate::ui::reactive::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use crate::ui::timer::Timer;

/// Says so in the page, where the stylesheet finds it.
const POINTED: &str = "data-pointed";
/// A pause in scrolling after which it rests.
const REST: Duration = Duration::from_millis(60);

#[derive(Clone, Copy)]
pub(super) struct PointedRow {
    /// What the pointer is on.
    row: StoredValue<Option<Element>>,
    /// What says so.
    marked: StoredValue<Option<Element>>,
    scrolls: Timer,
}

impl PointedRow {
    /// Belongs to the component that calls it.
    pub fn new() -> PointedRow {
        PointedRow { row: StoredValue::new(None), marked: StoredValue::new(None), scrolls: Timer::new() }
    }

    /// The pointer has come to something else. A finger stays on nothing.
    pub fn on_pointer_over(self, event: &PointerEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let target = target.filter(|_| event.pointer_type() != "touch");
        self.row.set_value(target.and_then(|target| target.closest("[data-index]").ok().flatten()));
        if !self.scrolls.is_running() {
            self.mark();
        }
    }

    /// The pointer has left the table.
    pub fn on_pointer_leave(self) {
        self.row.set_value(None);
        self.mark();
    }

    /// The rows move below the pointer.
    pub fn on_scroll(self) {
        if self.row.with_value(Option::is_some) {
            self.set_marked(None);
            self.scrolls.start_at_rest(REST, move || self.mark());
        }
    }

    fn mark(self) {
        self.set_marked(self.row.get_value());
    }

    fn set_marked(self, row: Option<Element>) {
        let before = self.marked.get_value();
        if before == row {
            return;
        }
        if let Some(before) = before {
            // Refused only for a name that is none.
            let _ = before.remove_attribute(POINTED);
        }
        if let Some(row) = &row {
            let _ = row.set_attribute(POINTED, "");
        }
        self.marked.set_value(row);
    }
}
