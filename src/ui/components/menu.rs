//! Menus that drop from a button.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, KeyboardEvent};

use super::{Handler, Icon, id::unique_id, visible};
use crate::ui::dom::{self, Live, View, focus, html, live, when};

/// A line of a [`Menu`].
#[derive(Clone, Debug)]
pub struct MenuItem {
    label: String,
    icon: Icon,
    checked: Option<bool>,
    on_select: Handler,
}

impl MenuItem {
    /// An action.
    pub fn new(label: impl Into<String>, icon: Icon, on_select: impl Fn() + 'static) -> Self {
        MenuItem { label: label.into(), icon, checked: None, on_select: on_select.into() }
    }

    /// One of several choices, of which one is made.
    pub fn choice(label: impl Into<String>, icon: Icon, chosen: bool, on_select: impl Fn() + 'static) -> Self {
        MenuItem { checked: Some(chosen), ..MenuItem::new(label, icon, on_select) }
    }
}

/// A button that drops a menu.
///
/// `Menu::new("Account menu", move || vec![MenuItem::new("Sign out", Icon::SignOut, sign_out)]).caption(email).child(Icon::User)`
///
/// The keyboard is the one of the ARIA menu-button pattern: arrows, Home, End, a letter, Escape.
#[must_use = "a menu is shown only where it is put"]
pub struct Menu {
    label: Live<String>,
    items: Live<Vec<MenuItem>>,
    caption: Option<Live<String>>,
    class: &'static str,
    button: dom::Element,
}

impl Menu {
    /// A menu of these lines. The label is the button's name, and the menu's.
    pub fn new(label: impl Into<Live<String>>, items: impl Into<Live<Vec<MenuItem>>>) -> Menu {
        Menu { label: label.into(), items: items.into(), caption: None, class: "", button: html::button() }
    }

    /// What stands above the items: who is signed in.
    pub fn caption(mut self, caption: impl Into<Live<String>>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// CSS classes beside its own: where it stands decides which way it drops.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// What the button shows.
    pub fn child(mut self, child: impl Into<View>) -> Self {
        self.button = self.button.child(child);
        self
    }
}

impl From<Menu> for View {
    fn from(Menu { label, items, caption, class, button }: Menu) -> View {
        let id = unique_id("menu");
        let open = RwSignal::new(false);
        let frame = html::div().class("menu").class(class);
        let menu = Opened { open, frame: frame.node(), button: button.node() };
        let button = button
            .attr("type", "button")
            .class("button quiet")
            .attr("aria-label", label.clone())
            .attr("title", label.clone())
            .attr("aria-haspopup", "menu")
            .attr("aria-expanded", move || if open.get() { "true" } else { "false" })
            .attr("aria-controls", {
                let id = id.clone();
                move || open.get().then(|| id.clone())
            })
            .on_click({
                let menu = menu.clone();
                move || if open.get_untracked() { menu.close() } else { menu.open_at(false) }
            })
            .on(ev::keydown, {
                let menu = menu.clone();
                move |event: KeyboardEvent| {
                    let key = event.key();
                    if key == "ArrowDown" || key == "ArrowUp" {
                        event.prevent_default();
                        menu.open_at(key == "ArrowUp");
                    }
                }
            });
        let left = {
            let menu = menu.clone();
            move |event: FocusEvent| {
                let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
                if !menu.frame.contains(to.as_ref()) {
                    // The page may have moved on, and the focus with it.
                    open.try_set(false);
                }
            }
        };
        let panel = move || {
            let (lines, named) = (items.clone(), items.clone());
            let (of_line, on_key) = (menu.clone(), menu.clone());
            let list = html::ul()
                .id(id.clone())
                .attr("role", "menu")
                .attr("aria-label", label.clone())
                .on(ev::keydown, move |event| on_key.on_key(&event, &named))
                .child(live(move || lines.get().into_iter().map(|item| of_line.line(item)).collect::<Vec<_>>()));
            let caption =
                caption.clone().map(|caption| html::p().class("menu-caption").child(live(move || visible(caption.get()))));
            html::div().class("menu-panel").child(caption).child(list)
        };
        frame.on(ev::focusout, left).child(button).child(when(move || open.get(), panel)).into()
    }
}

/// A menu in the page.
#[derive(Clone)]
struct Opened {
    open: RwSignal<bool>,
    frame: Element,
    button: Element,
}

impl Opened {
    fn open_at(&self, last: bool) {
        self.open.set(true);
        let menu = self.clone();
        // Once the items are there.
        request_animation_frame(move || {
            let mut items = menu.items().into_iter();
            focus(if last { items.next_back() } else { items.next() });
        });
    }

    fn close(&self) {
        self.open.set(false);
        focus(Some(self.button.clone()));
    }

    fn on_key(&self, event: &KeyboardEvent, items: &Live<Vec<MenuItem>>) {
        match event.key().as_str() {
            "Escape" | "Tab" => {
                event.prevent_default();
                event.stop_propagation();
                self.close();
            }
            key if !event.ctrl_key() && !event.meta_key() => {
                let items = items.get_untracked();
                let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
                if let Some(next) = next_item(key, self.focused(), &labels) {
                    event.prevent_default();
                    focus(self.items().into_iter().nth(next));
                }
            }
            _ => {}
        }
    }

    fn line(&self, MenuItem { label, icon, checked, on_select }: MenuItem) -> dom::Element {
        let menu = self.clone();
        let button = html::button()
            .attr("type", "button")
            .class("menu-item")
            .attr("tabindex", "-1")
            .attr("role", if checked.is_some() { "menuitemradio" } else { "menuitem" })
            .attr("aria-checked", checked.map(|checked| if checked { "true" } else { "false" }))
            .on_click(move || {
                menu.close();
                on_select.run(());
            })
            .child(icon)
            .child(html::span().child(label))
            .child((checked == Some(true)).then_some(Icon::Check));
        html::li().attr("role", "none").child(button)
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
