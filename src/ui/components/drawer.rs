//! A panel of details beside the list.

use crate::ui::reactive::*;
use leptos::ev;

use super::{Button, Icon, Text, id::unique_id};
use crate::ui::dom::{Live, View, effect, focus, html, live, when};

/// Details of what is selected: a region beside the list on wide screens, over the whole page on narrow ones.
///
/// `drawer(open, move || Text::data(file_name.get()), move || facts(…).into())`
///
/// On wide screens the focus stays in the list, so that the arrow keys leaf through the details; on narrow ones the
/// list is covered, so the drawer takes the focus and returns it on closing. Escape closes it.
pub fn drawer(open: RwSignal<bool>, title: impl Into<Live<Text>>, content: impl Fn() -> View + 'static) -> View {
    any_drawer(None, open, title.into(), Box::new(View::none), Box::new(content))
}

/// The same beside what it is about, whatever that is: assistive technology knows it by `name`, and the title, behind an icon, is
/// its heading.
pub fn complementary(
    name: &'static str,
    open: RwSignal<bool>,
    title: impl Into<Live<Text>>,
    icon: impl Fn() -> View + 'static,
    content: impl Fn() -> View + 'static,
) -> View {
    any_drawer(Some(name), open, title.into(), Box::new(icon), Box::new(content))
}

fn any_drawer(
    name: Option<&'static str>,
    open: RwSignal<bool>,
    title: Live<Text>,
    icon: Box<dyn Fn() -> View>,
    content: Box<dyn Fn() -> View>,
) -> View {
    let id = unique_id("drawer");
    let came_from = StoredValue::new(None::<web_sys::Element>);
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
        let drawer = html::aside().class("drawer").attr("tabindex", "-1");
        let drawer = match name {
            Some(name) => drawer.attr("aria-label", name),
            None => drawer.attr("role", "region").attr("aria-labelledby", id.clone()),
        };
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
            live(move || View::from(&title.get()))
        });
        let close = Button::icon_only(Icon::Close, t!("Close details")).on_click(close);
        drawer
            .on(ev::keydown, keydown)
            .child(html::header().class("drawer-head").child(icon()).child(heading).child(close))
            .child(html::div().class("drawer-body").child(content()))
    };
    when(move || open.get(), panel)
}

/// As the stylesheet decides: there it is as wide as what it stands in.
fn covers_the_page(drawer: &web_sys::Element) -> bool {
    drawer.parent_element().is_some_and(|around| drawer.client_width() >= around.client_width())
}
