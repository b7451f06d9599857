//! Menus that drop from a button.

use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;

use super::{
    Handler, Icon, Live,
    dom::{element, focus},
    id::unique_id,
    live, maybe, when,
};

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
/// `<Menu label="Account menu" caption=email items=move || vec![MenuItem::new("Sign out", Icon::SignOut, sign_out)]>
/// {Icon::User.view()} </Menu>`
///
/// The keyboard is the one of the ARIA menu-button pattern: arrows, Home, End, a letter, Escape.
#[component]
pub fn Menu(
    /// The button's name, and the menu's.
    #[prop(into)]
    label: Signal<String>,
    /// What stands above the items: who is signed in.
    #[prop(optional, into)]
    caption: Option<Signal<String>>,
    /// The lines.
    #[prop(into)]
    items: Live<Vec<MenuItem>>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let id = unique_id("menu");
    let open = RwSignal::new(false);
    let frame = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let close = move || {
        open.set(false);
        focus(element(button));
    };
    let open_at = move |last: bool| {
        open.set(true);
        // Once the items are there.
        request_animation_frame(move || {
            let mut items = items_of(frame).into_iter();
            focus(if last { items.next_back() } else { items.next() });
        });
    };
    let on_button_key = move |event: KeyboardEvent| {
        let key = event.key();
        if key == "ArrowDown" || key == "ArrowUp" {
            event.prevent_default();
            open_at(key == "ArrowUp");
        }
    };
    let items_now = items.clone();
    let on_menu_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" | "Tab" => {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
        key if !event.ctrl_key() && !event.meta_key() => {
            let items = untrack(|| items_now.get());
            let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
            if let Some(next) = next_item(key, focused_item(frame), &labels) {
                event.prevent_default();
                focus(items_of(frame).into_iter().nth(next));
            }
        }
        _ => {}
    };
    let on_focus_out = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if !element(frame).is_some_and(|frame| frame.contains(to.as_ref())) {
            open.set(false);
        }
    };
    let line = move |MenuItem { label, icon, checked, on_select }: MenuItem| {
        let select = move |_| {
            close();
            on_select.run(());
        };
        view! {
            <li role="none">
                <button
                    type="button"
                    class="menu-item"
                    tabindex="-1"
                    role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
                    aria-checked=checked.map(|checked| checked.to_string())
                    on:click=select
                >
                    {icon.view()}
                    <span>{label}</span>
                    {maybe((checked == Some(true)).then(|| Icon::Check.view()))}
                </button>
            </li>
        }
        .into_any()
    };
    let panel_id = id.clone();
    let panel = move || {
        let lines = items.clone();
        view! {
            <div class="menu-panel">
                {maybe(caption.map(|caption| view! { <p class="menu-caption">{caption}</p> }))}
                <ul id=panel_id.clone() role="menu" aria-label=label on:keydown=on_menu_key.clone()>
                    {live(move || lines.get().into_iter().map(line).collect::<Vec<_>>().into_any())}
                </ul>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="menu" node_ref=frame on:focusout=on_focus_out>
            <button
                type="button"
                class="button quiet"
                aria-label=label
                title=label
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-controls=move || open.get().then(|| id.clone())
                node_ref=button
                on:click=move |_| if open.get_untracked() { close() } else { open_at(false) }
                on:keydown=on_button_key
            >
                {children()}
            </button>
            {when(move || open.get(), panel)}
        </div>
    }
    .into_any()
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

fn items_of(frame: NodeRef<html::Div>) -> Vec<web_sys::HtmlElement> {
    let Some(items) = element(frame).and_then(|frame| frame.query_selector_all(".menu-item").ok()) else {
        return Vec::new();
    };
    (0..items.length()).filter_map(|at| items.item(at)?.dyn_into().ok()).collect()
}

fn focused_item(frame: NodeRef<html::Div>) -> Option<usize> {
    let focused = document().active_element()?;
    items_of(frame).iter().position(|item| **item == focused)
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
