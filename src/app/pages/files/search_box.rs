//! The search box: what is typed there filters the folder at once; Enter looks for it in all that is below.

use crate::ui::reactive::*;
use leptos::ev;
use web_sys::KeyboardEvent;

use super::listing::Scope;
use super::state::Files;
use crate::browser::location;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Icon, key_caps};
use crate::ui::dom::{Element, View, effect, focus, html, when};

impl Files {
    /// Looks for what was typed in all that is below the folder; for nothing, in the folder itself.
    pub(super) fn search(self, text: &str) {
        let place = self.place.get_untracked();
        let text = text.trim();
        let to = if text.is_empty() { Route::Files(place) } else { Route::Search { place, query: text.to_owned() } };
        location::go(&to);
    }
}

/// The box in the head of the page. On phones it opens from a button.
pub fn search_box(files: Files) -> Element {
    let text = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    // Results are under what was looked for; another folder is looked at whole.
    effect(move || {
        files.place.track();
        let looked_for = match files.scope.get() {
            Scope::Search(query) => query,
            _ => String::new(),
        };
        open.set(!looked_for.is_empty());
        text.set(looked_for);
    });
    effect(move || {
        let typed = text.get();
        let is_looked_for = files.scope.with_untracked(|scope| matches!(scope, Scope::Search(query) if *query == typed));
        files.filter.set(if is_looked_for { String::new() } else { typed });
    });
    let input = html::input();
    let (to_box, from_box) = (input.node::<web_sys::HtmlElement>(), files.take_focus);
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            files.search(&text.read_untracked());
        }
        "Escape" if !text.read_untracked().is_empty() => {
            event.prevent_default();
            event.stop_propagation();
            text.set(String::new());
        }
        "Escape" => {
            open.set(false);
            from_box.set(true);
        }
        "ArrowDown" => {
            event.prevent_default();
            from_box.set(true);
        }
        _ => {}
    };
    let input = input
        .attr("type", "search")
        .attr("aria-label", t!("Search files"))
        .attr("placeholder", t!("Search files"))
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-keyshortcuts", "/")
        .bind_value(text)
        .on(ev::keydown, on_key);
    let show = Button::icon_only(Icon::Search, t!("Search")).on_click(move || {
        open.set(true);
        // Once it is there.
        let to_box = to_box.clone();
        request_animation_frame(move || focus(Some(to_box)));
    });
    html::div()
        .class("search-box")
        .class_when("open", open)
        .child(html::span().class("search-open").child(show))
        .child(html::div().class("search-field").child(Icon::Search).child(input).child(key_caps("/")))
}

/// Where names are filtered: to look further.
pub fn offer(files: Files) -> View {
    let Files { filter, .. } = files;
    when(
        move || !filter.read().is_empty(),
        move || {
            let all = Button::new(t!("Search all subfolders")).kind(ButtonKind::Link).icon(Icon::Search);
            html::div().class("search-offer").child(all.on_click(move || files.search(&filter.read_untracked())))
        },
    )
}
