//! The lines of a menu, and what keys do among them.

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, KeyboardEvent};

use super::MenuItem;
use crate::ui::components::{Handler, Icon, key_caps};
use crate::ui::dom::{self, Live, focus, html, live};

/// A menu that is open. The keyboard is the one of the ARIA menu pattern: arrows, Home, End, a letter, Escape.
#[derive(Clone)]
pub(super) struct OpenMenu {
    /// What the lines are in.
    pub frame: Element,
    /// Closes it, and gives the focus back.
    pub close: Handler,
}

impl OpenMenu {
    /// The lines, which assistive technology knows by `label`.
    pub fn list(&self, label: Live<String>, items: Live<Vec<MenuItem>>) -> dom::Element {
        let (of_line, on_key, named) = (self.clone(), self.clone(), items.clone());
        html::ul()
            .attr("role", "menu")
            .attr("aria-label", label)
            .on(ev::keydown, move |event| on_key.on_key(&event, &named))
            .child(live(move || items.get().into_iter().map(|item| of_line.line(item)).collect::<Vec<_>>()))
    }

    /// Moves the focus to the first line, or the last, once the lines are there: before another key is pressed, which would be
    /// the page's.
    pub fn focus_edge(&self, last: bool) {
        let menu = self.clone();
        queue_microtask(move || {
            let mut items = menu.items().into_iter();
            focus(if last { items.next_back() } else { items.next() });
        });
    }

    /// Whether the focus goes elsewhere.
    pub fn loses_focus(&self, event: &FocusEvent) -> bool {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        !self.frame.contains(to.as_ref())
    }

    fn on_key(&self, event: &KeyboardEvent, items: &Live<Vec<MenuItem>>) {
        match event.key().as_str() {
            "Escape" | "Tab" => {
                event.prevent_default();
                event.stop_propagation();
                self.close.run(());
            }
            key if !event.ctrl_key() && !event.meta_key() => {
                let items = items.get_untracked();
                let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
                // What a line's own letter does, it does at once.
                if let Some(at) = items.iter().position(|item| is_letter_of(item, key)) {
                    event.prevent_default();
                    event.stop_propagation();
                    self.select(items.get(at).map(|item| item.on_select));
                } else if let Some(next) = next_item(key, self.focused(), &labels) {
                    event.prevent_default();
                    event.stop_propagation();
                    focus(self.items().into_iter().nth(next));
                }
            }
            _ => {}
        }
    }

    fn select(&self, on_select: Option<Handler>) {
        self.close.run(());
        if let Some(on_select) = on_select {
            on_select.run(());
        }
    }

    fn line(
        &self,
        MenuItem { label, icon, checked, keys, letter, begins_group, is_one_of_many, is_danger, on_select }: MenuItem,
    ) -> dom::Element {
        let menu = self.clone();
        let role = match checked {
            None => "menuitem",
            Some(_) if is_one_of_many => "menuitemcheckbox",
            Some(_) => "menuitemradio",
        };
        let button = html::button()
            .attr("type", "button")
            .class("menu-item")
            .class_when("danger", is_danger)
            .attr("tabindex", "-1")
            .attr("role", role)
            .attr("aria-checked", checked.map(|checked| if checked { "true" } else { "false" }))
            .attr("aria-keyshortcuts", keys)
            .on_click(move || menu.select(Some(on_select)))
            .child(icon)
            .child(html::span().child(dom::View::from(&label)))
            .child(shown_keys(keys, letter).map(|keys| key_caps(&keys)))
            .child((checked == Some(true)).then_some(Icon::Check));
        html::li().attr("role", "none").attr("class", begins_group.then_some("begins-group")).child(button)
    }

    fn items(&self) -> Vec<Element> {
        let Ok(items) = self.frame.query_selector_all(".menu-item") else { return Vec::new() };
        (0..items.length()).filter_map(|at| items.item(at)?.dyn_into().ok()).collect()
    }

    fn focused(&self) -> Option<usize> {
        let focused = document().active_element()?;
        self.items().iter().position(|item| *item == focused)
    }
}

/// The keys that do it: those that do it anywhere, or those that open the menu and then do it.
pub fn shown_keys(keys: Option<&str>, letter: Option<char>) -> Option<String> {
    keys.map(str::to_owned).or_else(|| Some(format!(". {}", letter?.to_ascii_uppercase())))
}

fn is_letter_of(item: &MenuItem, key: &str) -> bool {
    item.letter.is_some_and(|letter| key.chars().map(|c| c.to_ascii_lowercase()).eq([letter]))
}

/// The item that `key` moves to from `current`, if it moves.
fn next_item(key: &str, current: Option<usize>, labels: &[&str]) -> Option<usize> {
    let last = labels.len().checked_sub(1)?;
    match key {
        "ArrowDown" => Some(current.map_or(0, |at| if at >= last { 0 } else { at + 1 })),
        "ArrowUp" => Some(current.map_or(last, |at| if at == 0 { last } else { at - 1 })),
        "Home" => Some(0),
        "End" => Some(last),
        key => {
            let mut characters = key.chars();
            let (Some(letter), None) = (characters.next(), characters.next()) else { return None };
            let first = current.map_or(0, |at| at + 1);
            let starts_with_it = |at: &usize| {
                let start = labels.get(*at).and_then(|label| label.chars().next());
                start.is_some_and(|start| start.to_lowercase().eq(letter.to_lowercase()))
            };
            (first..first + labels.len()).map(|at| at % labels.len()).find(starts_with_it)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::next_item;

    const LABELS: [&str; 4] = ["Light", "Dark", "System", "sign out"];

    #[test]
    fn arrows_go_around() {
        assert_eq!(next_item("ArrowDown", None, &LABELS), Some(0));
        assert_eq!(next_item("ArrowDown", Some(3), &LABELS), Some(0));
        assert_eq!(next_item("ArrowUp", None, &LABELS), Some(3));
        assert_eq!(next_item("ArrowUp", Some(0), &LABELS), Some(3));
        assert_eq!(next_item("ArrowUp", Some(2), &LABELS), Some(1));
    }

    #[test]
    fn home_and_end() {
        assert_eq!(next_item("Home", Some(2), &LABELS), Some(0));
        assert_eq!(next_item("End", Some(0), &LABELS), Some(3));
    }

    #[test]
    fn a_letter_finds_the_next_item_that_starts_with_it() {
        assert_eq!(next_item("s", None, &LABELS), Some(2));
        assert_eq!(next_item("S", Some(2), &LABELS), Some(3));
        assert_eq!(next_item("s", Some(3), &LABELS), Some(2));
        assert_eq!(next_item("x", Some(0), &LABELS), None);
    }

    #[test]
    fn other_keys_and_empty_menus_do_nothing() {
        assert_eq!(next_item("Shift", Some(0), &LABELS), None);
        assert_eq!(next_item("ArrowDown", None, &[]), None);
    }
}
