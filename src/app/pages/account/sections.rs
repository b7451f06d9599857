//! The navigation of the page: its groups by name, with the one that is being read marked.

use crate::ui::reactive::*;
use leptos::ev;

use super::Group;
use crate::browser::document;
use crate::ui::dom::{Element, html};

/// How far below the top of the page a group may begin and still be the one that is read, in CSS pixels.
const REACH: f64 = 120.0;

/// Puts the groups into the page, with their names beside them.
pub(super) fn beside(main: Element, groups: Vec<Group>) -> Element {
    let ids: Vec<&'static str> = groups.iter().map(|group| group.id).collect();
    let current = RwSignal::new(ids.first().copied().unwrap_or_default());
    // Where the page came to by a press: what was pressed stays marked there, though it may be too short to reach the top.
    let pressed_at = StoredValue::new(None::<i32>);
    let page = main.node::<web_sys::Element>();
    let scrolled = page.clone();
    let main = main.on(ev::scroll, move |_| {
        if pressed_at.get_value() != Some(scrolled.scroll_top()) {
            pressed_at.set_value(None);
            current.set(read(&scrolled, &ids).unwrap_or_default());
        }
    });
    let item = |group: &Group| {
        let (id, page) = (group.id, page.clone());
        let go = move || {
            if let Some(element) = crate::ui::reactive::document().get_element_by_id(id) {
                element.scroll_into_view();
            }
            document::focus(id);
            pressed_at.set_value(Some(page.scroll_top()));
            current.set(id);
        };
        let is_current = move || (current.get() == id).then_some("true");
        html::li().child(html::button().attr("type", "button").attr("aria-current", is_current).on_click(go).child(group.name))
    };
    let items: Vec<Element> = groups.iter().map(item).collect();
    let nav = (items.len() > 2)
        .then(|| html::nav().class("account-nav").attr("aria-label", t!("Account sections")).child(html::ul().children(items)));
    let column = html::div().class("account-groups").children(groups.into_iter().map(|group| group.element));
    main.child(html::div().class("account-body").child(nav).child(column))
}

/// The group that is read: the last one that begins above, or at the end of the page the last of all.
fn read(page: &web_sys::Element, ids: &[&'static str]) -> Option<&'static str> {
    if page.scroll_top() + page.client_height() >= page.scroll_height() - 1 {
        return ids.last().copied();
    }
    let line = page.get_bounding_client_rect().top() + REACH;
    let begins = |id: &&&str| {
        let element = crate::ui::reactive::document().get_element_by_id(id);
        element.is_some_and(|element| element.get_bounding_client_rect().top() <= line)
    };
    ids.iter().rfind(begins).or(ids.first()).copied()
}
