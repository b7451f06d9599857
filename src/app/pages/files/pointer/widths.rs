//! Columns made wider or narrower: by dragging the line before a heading, or with Shift and the arrows on the heading. A double
//! press on the line makes the column as wide as what it shows.

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement};

use super::super::view_mode;
use crate::app::preferences::MyPreferences;
use crate::browser::document;

/// A column whose width is being changed.
#[derive(Clone)]
struct ColumnResize {
    column: ResizedColumn,
    /// Where the pointer was, in pixels.
    from: i32,
    /// How wide the column was, in pixels.
    width: i32,
    /// How wide it is now, in tenths of rem.
    now: Option<u32>,
}

#[derive(Clone)]
struct ResizedColumn {
    head: HtmlElement,
    table: HtmlElement,
    /// Its place among the columns.
    at: usize,
}

impl ResizedColumn {
    /// The one whose heading this is within.
    fn of(target: Option<EventTarget>, within: &str) -> Option<ResizedColumn> {
        let target = target?.dyn_into::<web_sys::Element>().ok()?.closest(within).ok()??;
        let head: HtmlElement = target.closest(".files [data-column]").ok()??.dyn_into().ok()?;
        let table = head.closest(".table").ok()??.dyn_into().ok()?;
        let at = head.get_attribute("data-column")?.parse().ok()?;
        Some(ResizedColumn { head, table, at })
    }

    /// Shows it that wide, in pixels, until the visitor's choice says otherwise. Gives what it is now, in tenths of rem.
    fn show(&self, pixels: i32) -> u32 {
        let width = view_mode::fitting_width((f64::from(pixels) * 10.0 / document::rem()).round() as u32);
        drop(self.table.style().set_property(&format!("--w{}", self.at), &view_mode::width_text(width)));
        width
    }

    /// The width that shows all of what is in the page, in pixels.
    fn fitting(&self) -> i32 {
        self.show(0);
        let place = (self.at + 1).to_string();
        let cells = self.table.query_selector_all(&format!("[role=row] > :nth-child({place} of .cell:not(.check))"));
        let cells = cells.ok();
        let count = cells.as_ref().map_or(0, web_sys::NodeList::length);
        let widths = (0..count).filter_map(|at| cells.as_ref()?.item(at)?.dyn_into::<HtmlElement>().ok());
        widths.map(|cell| cell.scroll_width()).max().unwrap_or_default() + 1
    }
}

/// Listens for as long as the component that this is called in is there.
pub fn listen() {
    let preferences = MyPreferences::get();
    let pulled = StoredValue::new(None::<ColumnResize>);
    // To the side where lines end a column grows: the line before it moves the other way.
    let forward = || if document::root_attribute("dir").as_deref() == Some("rtl") { -1 } else { 1 };
    let listeners = [
        window_event_listener(ev::pointerdown, move |event| {
            let column = ResizedColumn::of(event.target(), ".resize").filter(|_| event.button() == 0);
            let pull = column.map(|column| ColumnResize {
                width: column.head.offset_width(),
                from: event.client_x(),
                now: None,
                column,
            });
            if pull.is_some() {
                // No text is selected by it.
                event.prevent_default();
            }
            pulled.set_value(pull);
        }),
        window_event_listener(ev::pointermove, move |event| {
            pulled.update_value(|pulled| {
                if let Some(ColumnResize { column, from, width, now }) = pulled {
                    let by = (*from - event.client_x()) * forward();
                    *now = Some(column.show(*width + by));
                }
            });
        }),
        window_event_listener(ev::pointerup, move |_| {
            if let Some(ColumnResize { column, now: Some(width), .. }) = pulled.get_value() {
                view_mode::choose_width(preferences, column.at, width);
            }
            pulled.set_value(None);
        }),
        window_event_listener(ev::pointercancel, move |_| pulled.set_value(None)),
        window_event_listener(ev::dblclick, move |event| {
            if let Some(column) = ResizedColumn::of(event.target(), ".resize") {
                let width = column.show(column.fitting());
                view_mode::choose_width(preferences, column.at, width);
            }
        }),
        window_event_listener(ev::keydown, move |event| {
            let by = match event.key().as_str() {
                _ if !event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key() => return,
                "ArrowRight" => forward(),
                "ArrowLeft" => -forward(),
                _ => return,
            };
            if let Some(column) = ResizedColumn::of(event.target(), ".sort").filter(|column| column.at > 0) {
                event.prevent_default();
                let width = column.show(column.head.offset_width() + by * document::rem() as i32);
                view_mode::choose_width(preferences, column.at, width);
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}
