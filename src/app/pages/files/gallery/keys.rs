//! What keys and pointers do in the gallery: as in the list, with rows beside each other.

use crate::ui::reactive::*;
use wasm_bindgen::JsCast;
use web_sys::{EventTarget, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::Gallery;
use crate::browser::document;
use crate::ui::components::{Point, Selection};
use crate::ui::dom::focus_once_made;

impl Gallery {
    fn count(&self) -> usize {
        self.files.shown.with_untracked(Vec::len)
    }

    fn key_at(&self, at: usize) -> Option<String> {
        untrack(|| self.files.row(at, |row| row.key.clone()))
    }

    /// Moves the focus to a tile, wherever it is.
    pub fn go(&self, at: usize) {
        self.files.active.set(self.key_at(at));
        let span = self.layout.with_untracked(|layout| layout.line_of(at).map(|line| layout.span(line)));
        let (top, height) = (f64::from(self.scroller.scroll_top()), f64::from(self.scroller.client_height()));
        match span {
            Some((from, _)) if from < top => self.scroller.set_scroll_top(from as i32),
            Some((_, to)) if to > top + height => self.scroller.set_scroll_top((to - height) as i32),
            _ => {}
        }
        self.measure();
        let gallery = self.clone();
        focus_once_made(move || gallery.tile_at(at));
    }

    fn tile_at(&self, at: usize) -> Option<HtmlElement> {
        self.body.query_selector(&format!("[data-index=\"{at}\"]")).ok()??.dyn_into().ok()
    }

    fn range(&self, at: usize) -> Vec<String> {
        let anchor = self.anchor.get_value();
        (anchor.min(at)..=anchor.max(at)).filter_map(|at| self.key_at(at)).collect()
    }

    fn select(&self, change: impl FnOnce(&mut Selection)) {
        self.files.selection.update(change);
    }

    fn toggle(&self, at: usize) {
        self.anchor.set_value(at);
        if let Some(key) = self.key_at(at) {
            self.select(|selection| selection.toggle(key));
        }
    }

    /// Opens what is at a place: by its own link or button.
    fn open(&self, at: usize) {
        let opening = self.tile_at(at).and_then(|tile| tile.query_selector(".cell-open").ok().flatten());
        match opening.and_then(|opening| opening.dyn_into::<HtmlElement>().ok()) {
            Some(link) if link.tag_name() == "A" => link.click(),
            _ => self.look(at),
        }
    }

    /// Opens the file that is at a place.
    fn look(&self, at: usize) {
        if let Some(entry) = untrack(|| self.files.row(at, Clone::clone)).filter(|entry| !entry.is_folder()) {
            self.files.open_entry(entry);
        }
    }

    pub fn on_key(&self, event: &KeyboardEvent) {
        let Some((_, at)) = place_of(event.target()) else { return };
        let control = event.ctrl_key() || event.meta_key();
        let Some(last) = self.count().checked_sub(1) else { return };
        let beside = |down| self.layout.with_untracked(|layout| layout.beside(at, down));
        let page = |down| {
            let lines = (self.seen.get_untracked().height / 150.0).max(1.0) as usize;
            let step = |at| self.layout.with_untracked(|layout| layout.beside(at, down));
            (0..lines).try_fold(at, |at, _| step(at).ok_or(at)).unwrap_or_else(|at| at)
        };
        let is_rtl = document::root_attribute("dir").as_deref() == Some("rtl");
        let to = match event.key().as_str() {
            _ if event.alt_key() => return,
            "ArrowRight" if !is_rtl => Some((at + 1).min(last)),
            "ArrowLeft" if is_rtl => Some((at + 1).min(last)),
            "ArrowLeft" | "ArrowRight" => Some(at.saturating_sub(1)),
            "ArrowDown" => Some(beside(true).unwrap_or(at)),
            "ArrowUp" => Some(beside(false).unwrap_or(at)),
            "PageDown" => Some(page(true)),
            "PageUp" => Some(page(false)),
            "Home" => Some(0),
            "End" => Some(last),
            _ => None,
        };
        match (to, event.key().as_str()) {
            (Some(to), _) if event.shift_key() => {
                let range = self.range(to);
                self.select(|selection| selection.replace(range));
                self.go(to);
            }
            (Some(to), _) => {
                self.anchor.set_value(to);
                self.go(to);
            }
            (_, " ") if control || event.shift_key() => self.toggle(at),
            (_, " ") => self.look(at),
            (_, "Enter") => self.open(at),
            (_, "a" | "A") if control => self.files.select_all_shown(),
            (_, "Escape") if !self.files.selection.read_untracked().is_empty() => self.select(Selection::clear),
            _ => return,
        }
        event.prevent_default();
    }

    pub fn on_focus(&self, target: Option<EventTarget>) {
        if let Some((_, at)) = place_of(target) {
            self.files.active.set(self.key_at(at));
        }
    }

    pub fn on_click(&self, event: &MouseEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        self.files.active.set(self.key_at(at));
        let (shift, control) = (event.shift_key(), event.ctrl_key() || event.meta_key());
        let opening = target.closest("a, button").ok().flatten();
        if let Some(check_box) = target.dyn_ref::<HtmlInputElement>() {
            let keys = if shift { self.range(at) } else { self.key_at(at).into_iter().collect() };
            self.anchor.set_value(at);
            let checked = check_box.checked();
            self.select(|selection| selection.set(keys, checked));
        } else if opening.as_ref().is_some_and(|opening| opening.tag_name() == "A") {
            // The browser follows links.
        } else if opening.is_some() && !shift && !control {
            self.open(at);
        } else if shift {
            let range = self.range(at);
            self.select(|selection| selection.replace(range));
        } else if control || (document::is_coarse() && !self.files.selection.read_untracked().is_empty()) {
            self.toggle(at);
        } else if document::is_coarse() {
            // By touch there are no names to press.
            self.open(at);
        } else {
            self.anchor.set_value(at);
            let key = self.key_at(at);
            self.select(|selection| selection.replace(key));
        }
    }

    pub fn on_double_click(&self, event: &MouseEvent) {
        let Some((target, at)) = place_of(event.target()) else { return };
        if target.closest("a, button, input").ok().flatten().is_none() {
            self.open(at);
        }
    }

    pub fn on_menu(&self, event: &MouseEvent) {
        if event.shift_key() {
            return;
        }
        event.prevent_default();
        match place_of(event.target()) {
            Some((target, at)) => {
                if let Some(key) = self.key_at(at) {
                    self.files.active.set(Some(key.clone()));
                    self.files.open_menu(key, Point::of(event, &target));
                }
            }
            None => self.files.open_folder_menu(Point::of(event, &self.scroller)),
        }
    }
}

/// The element an event came from, and the place of its tile.
fn place_of(target: Option<EventTarget>) -> Option<(web_sys::Element, usize)> {
    let target = target?.dyn_into::<web_sys::Element>().ok()?;
    let at = target.closest("[data-index]").ok()??.get_attribute("data-index")?.parse().ok()?;
    Some((target, at))
}
