//! Menus: those that drop from a button, and those of what is pointed at.

mod context;
mod lines;

use crate::ui::reactive::*;
use leptos::ev;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent};

pub use self::context::{ContextMenu, Point};
use self::lines::OpenMenu;
pub use self::lines::shown_keys;
use super::{ButtonKind, Handler, Icon, Text, id::unique_id};
use crate::ui::dom::{self, Live, View, focus, html, live, when};

/// A line of a [`Menu`].
#[derive(Clone, Debug)]
pub struct MenuItem {
    label: Text,
    icon: Icon,
    checked: Option<bool>,
    /// The keys that do the same without the menu, as `aria-keyshortcuts` spells them.
    keys: Option<&'static str>,
    /// The letter that does it while the menu is open.
    letter: Option<char>,
    begins_group: bool,
    /// It is one of several that may be checked at once.
    is_one_of_many: bool,
    is_danger: bool,
    on_select: Handler,
}

impl MenuItem {
    /// An action.
    pub fn new(label: impl Into<Text>, icon: Icon, on_select: impl Fn() + 'static) -> Self {
        MenuItem {
            label: label.into(),
            icon,
            checked: None,
            keys: None,
            letter: None,
            begins_group: false,
            is_one_of_many: false,
            is_danger: false,
            on_select: on_select.into(),
        }
    }

    /// The keys that do the same without the menu, as `aria-keyshortcuts` spells them: `Control+X`.
    pub fn keys(mut self, keys: Option<&'static str>) -> Self {
        self.keys = keys;
        self
    }

    /// The letter that does it while the menu is open, whatever its label begins with.
    pub fn letter(mut self, letter: Option<char>) -> Self {
        self.letter = letter;
        self
    }

    /// It cannot be undone.
    pub fn danger(mut self, is_danger: bool) -> Self {
        self.is_danger = is_danger;
        self
    }

    /// A line stands above it.
    pub fn begins_group(mut self, begins_group: bool) -> Self {
        self.begins_group = begins_group;
        self
    }

    /// Something that is on or off.
    pub fn check(label: impl Into<Text>, icon: Icon, checked: bool, on_select: impl Fn() + 'static) -> Self {
        MenuItem { is_one_of_many: true, ..MenuItem::choice(label, icon, checked, on_select) }
    }

    /// One of several choices, of which one is made.
    pub fn choice(label: impl Into<Text>, icon: Icon, chosen: bool, on_select: impl Fn() + 'static) -> Self {
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
    caption: Option<Live<Text>>,
    class: &'static str,
    kind: ButtonKind,
    button: dom::Element,
}

impl Menu {
    /// A menu of these lines. The label is the button's name, and the menu's.
    pub fn new(label: impl Into<Live<String>>, items: impl Into<Live<Vec<MenuItem>>>) -> Menu {
        Menu {
            label: label.into(),
            items: items.into(),
            caption: None,
            class: "",
            kind: ButtonKind::Quiet,
            button: html::button(),
        }
    }

    /// What stands above the items: who is signed in.
    pub fn caption(mut self, caption: impl Into<Live<Text>>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// CSS classes beside its own: where it stands decides which way it drops.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    /// How much the button asks for attention.
    pub fn kind(mut self, kind: ButtonKind) -> Self {
        self.kind = kind;
        self
    }

    /// What the button shows.
    pub fn child(mut self, child: impl Into<View>) -> Self {
        self.button = self.button.child(child);
        self
    }
}

impl From<Menu> for View {
    fn from(Menu { label, items, caption, class, kind, button }: Menu) -> View {
        let id = unique_id("menu");
        let open = RwSignal::new(false);
        let frame = html::div().class("menu").class(class);
        let button_node = button.node::<HtmlElement>();
        let close = move || {
            open.set(false);
            focus(Some(button_node.clone()));
        };
        let menu = OpenMenu { frame: frame.node(), close: close.into() };
        let show = {
            let menu = menu.clone();
            move |last| {
                open.set(true);
                menu.focus_edge(last);
            }
        };
        let button = button
            .attr("type", "button")
            .class(kind.class())
            .attr("aria-label", label.clone())
            .attr("title", label.clone())
            .attr("aria-haspopup", "menu")
            .attr("aria-expanded", move || if open.get() { "true" } else { "false" })
            .attr("aria-controls", {
                let id = id.clone();
                move || open.get().then(|| id.clone())
            })
            .on_click({
                let (menu, show) = (menu.clone(), show.clone());
                move || if open.get_untracked() { menu.close.run(()) } else { show(false) }
            })
            .on(ev::keydown, move |event: KeyboardEvent| {
                let key = event.key();
                if key == "ArrowDown" || key == "ArrowUp" {
                    event.prevent_default();
                    show(key == "ArrowUp");
                }
            });
        let left = {
            let menu = menu.clone();
            move |event: FocusEvent| {
                if menu.loses_focus(&event) {
                    // The page may have moved on, and the focus with it.
                    open.try_set(false);
                }
            }
        };
        let panel = move || {
            let list = menu.list(label.clone(), items.clone()).id(id.clone());
            let caption =
                caption.clone().map(|caption| html::p().class("menu-caption").child(live(move || View::from(&caption.get()))));
            html::div().class("menu-panel").child(caption).child(list)
        };
        frame.on(ev::focusout, left).child(button).child(when(move || open.get(), panel)).into()
    }
}
