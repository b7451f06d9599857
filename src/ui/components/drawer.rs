//! A panel of details beside the list.

use leptos::ev;
use leptos::prelude::*;

use super::{Button, Icon, id::unique_id, visible};
use crate::ui::dom::{Live, View, effect, focus, html, live, when};

/// Details of what is selected: a region beside the list on wide screens, over the whole page on narrow ones.
///
/// `drawer(open, file_name, move || facts(…).into())`
///
/// On wide screens the focus stays in the list, so that the arrow keys leaf through the details; on narrow ones the
/// list is covered, so the drawer takes the focus and returns it on closing. Escape closes it.
pub fn drawer(open: RwSignal<bool>, title: impl Into<Live<String>>, content: impl Fn() -> View + 'static) -> View {
    let (id, title) = (unique_id("drawer"), title.into());
    let came_from = StoredValue::new_local(None::<web_sys::Element>);
    let close = move || {
        open.set(false);
        focus(came_from.try_update_value(Option::take).flatten());
    };
    let keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close();
        }
    };
    let panel = move || {
        let drawer = html::aside().class("drawer").attr("role", "region").attr("tabindex", "-1");
        let node = drawer.node::<web_sys::Element>();
        // Once it is in the page.
        effect(move || {
            if covers_the_page(&node) {
                came_from.set_value(document().active_element());
                focus(Some(node.clone()));
            }
        });
        let heading = html::h2().id(id.clone()).child({
            let title = title.clone();
            live(move || visible(title.get()))
        });
        let close = Button::icon_only(Icon::Close, t!("Close details")).on_click(close);
        drawer
            .attr("aria-labelledby", id.clone())
            .on(ev::keydown, keydown)
            .child(html::header().class("drawer-head").child(heading).child(close))
            .child(html::div().class("drawer-body").child(content()))
    };
    when(move || open.get(), panel)
}

/// As the stylesheet decides: there it is as wide as what it stands in.
fn covers_the_page(drawer: &web_sys::Element) -> bool {
    drawer.parent_element().is_some_and(|around| drawer.client_width() >= around.client_width())
}
