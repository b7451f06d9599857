//! The controls that say how a folder is shown.

use crate::ui::reactive::*;
use leptos::ev;
use web_sys::KeyboardEvent;

use super::state::Files;
use super::view_mode::{COLUMNS_OF_FILES, FileColumn, VIEWS, is_shown, toggle};
use crate::app::preferences::MyPreferences;
use crate::route::ViewMode;
use crate::ui::components::{Icon, Menu, MenuItem, Sort};
use crate::ui::dom::{Element, View, focus, html, live};
use crate::ui::words::Phrase;

/// The choice of a view, as radio buttons that look like a switch.
pub fn switch(files: Files) -> Element {
    let group = html::div().class("view-switch").attr("role", "radiogroup").attr("aria-label", t!("View"));
    let node = group.node::<web_sys::Element>();
    let preferences = MyPreferences::get();
    let on_key = move |event: KeyboardEvent| {
        let now = VIEWS.iter().position(|view| view.0 == files.view.get_untracked()).unwrap_or_default();
        let next = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => (now + 1) % VIEWS.len(),
            "ArrowLeft" | "ArrowUp" => (now + VIEWS.len() - 1) % VIEWS.len(),
            _ => return,
        };
        event.prevent_default();
        if let Some(view) = VIEWS.get(next) {
            files.choose_view(preferences, view.0);
        }
        focus(node.children().item(next as u32));
    };
    let radio = |(at, (view, label, icon)): (usize, (ViewMode, Phrase, Icon))| {
        let is_chosen = Memo::new(move |_| files.view.get() == view);
        html::button()
            .attr("type", "button")
            .attr("role", "radio")
            .attr("aria-label", label.text())
            .attr("title", label.text())
            .attr("aria-keyshortcuts", format!("Control+Shift+{}", at + 1))
            .attr("aria-checked", move || if is_chosen.get() { "true" } else { "false" })
            .attr("tabindex", move || if is_chosen.get() { "0" } else { "-1" })
            .on_click(move || files.choose_view(preferences, view))
            .child(icon)
    };
    group.on(ev::keydown, on_key).children(VIEWS.into_iter().enumerate().map(radio).collect::<Vec<_>>())
}

/// Which columns are shown.
pub fn columns_menu() -> Menu {
    let preferences = MyPreferences::get();
    let items = move || {
        let item = |column: &'static FileColumn| {
            let is_shown = is_shown(preferences, column);
            MenuItem::check(column.title.text(), Icon::Columns, is_shown, move || toggle(preferences, column))
        };
        COLUMNS_OF_FILES.iter().skip(1).map(item).collect::<Vec<_>>()
    };
    Menu::new(t!("Columns"), items).class("columns-menu").child(Icon::Columns)
}

/// What phones have in place of the headings: `Name ↑`.
pub fn sort_menu(files: Files) -> Menu {
    let sort = files.sort;
    let now = move || sort.get().unwrap_or(Sort { column: 0, descending: false });
    let name = move || {
        let Sort { column, descending } = now();
        let title = COLUMNS_OF_FILES.get(column).map_or("", |column| column.title.text());
        (title, if descending { "↓" } else { "↑" })
    };
    let items = move || {
        let Sort { column: sorted, descending } = now();
        let item = |(column, of): (usize, &FileColumn)| {
            let is_chosen = column == sorted;
            let press = move || sort.set(Some(Sort { column, descending: is_chosen && !descending }));
            MenuItem::choice(of.title.text(), Icon::Sort, is_chosen, press)
        };
        COLUMNS_OF_FILES.iter().enumerate().map(item).collect::<Vec<_>>()
    };
    let label = move || {
        let (title, _) = name();
        if now().descending {
            t!("Sorted by {column}, descending", column = title)
        } else {
            t!("Sorted by {column}, ascending", column = title)
        }
    };
    Menu::new(label, items).class("sort-menu").child(live(move || {
        let (title, arrow) = name();
        View::from(format!("{title} {arrow}"))
    }))
}
