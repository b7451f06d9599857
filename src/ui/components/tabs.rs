//! Tabs: several panels of which one is shown.

use std::rc::Rc;

use crate::ui::reactive::*;
use leptos::ev;
use web_sys::KeyboardEvent;

use super::id::unique_id;
use crate::ui::dom::{Element, View, focus, html, live};

/// What a tab is called, and what makes its panel.
pub type Tab = (&'static str, Rc<dyn Fn() -> View>);

/// Tabs and the panel of the chosen one, which is made anew each time it is chosen. The keyboard is the one of the ARIA tabs
/// pattern: arrows, Home and End choose at once.
///
/// `tabs("Details", chosen, vec![("Properties", Rc::new(move || properties()))])`
pub fn tabs(label: &'static str, chosen: RwSignal<usize>, tabs: Vec<Tab>) -> View {
    let id = unique_id("tabs");
    let panel_id = format!("{id}-panel");
    let tab_id = {
        let id = id.clone();
        move |at: usize| format!("{id}-{at}")
    };
    let last = tabs.len().saturating_sub(1);
    let list = html::div().class("tabs").attr("role", "tablist").attr("aria-label", label);
    let node = list.node::<web_sys::Element>();
    let on_key = move |event: KeyboardEvent| {
        let Some(next) = next_tab(&event.key(), chosen.get_untracked(), last, is_from_right_to_left()) else { return };
        event.prevent_default();
        chosen.set(next);
        focus(node.query_selector_all(".tab").ok().and_then(|tabs| tabs.item(next as u32)));
    };
    let tab = |(at, name): (usize, &'static str)| -> Element {
        let is_chosen = Memo::new(move |_| chosen.get() == at);
        html::button()
            .attr("type", "button")
            .class("tab")
            .id(tab_id(at))
            .attr("role", "tab")
            .attr("aria-selected", move || if is_chosen.get() { "true" } else { "false" })
            .attr("aria-controls", panel_id.clone())
            .attr("tabindex", move || if is_chosen.get() { "0" } else { "-1" })
            .on_click(move || chosen.set(at))
            .child(name)
    };
    let list = list.on(ev::keydown, on_key).children(tabs.iter().map(|(name, _)| *name).enumerate().map(tab));
    let panel = html::div()
        .class("tab-panel")
        .id(panel_id)
        .attr("role", "tabpanel")
        .attr("aria-labelledby", move || tab_id(chosen.get()))
        .child(live(move || tabs.get(chosen.get()).map(|(_, panel)| panel())));
    crate::ui::dom::group([list, panel])
}

fn is_from_right_to_left() -> bool {
    document().document_element().and_then(|root| root.get_attribute("dir")).is_some_and(|dir| dir == "rtl")
}

/// The tab that `key` leads to.
fn next_tab(key: &str, at: usize, last: usize, is_mirrored: bool) -> Option<usize> {
    let forwards = if is_mirrored { "ArrowLeft" } else { "ArrowRight" };
    match key {
        "Home" => Some(0),
        "End" => Some(last),
        key if key == forwards => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowLeft" | "ArrowRight" => Some(if at == 0 { last } else { at - 1 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::next_tab;

    #[test]
    fn arrows_go_around_in_the_direction_of_reading() {
        assert_eq!(next_tab("ArrowRight", 2, 2, false), Some(0));
        assert_eq!(next_tab("ArrowLeft", 0, 2, false), Some(2));
        assert_eq!(next_tab("ArrowLeft", 0, 2, true), Some(1));
        assert_eq!((next_tab("Home", 1, 2, false), next_tab("End", 1, 2, false)), (Some(0), Some(2)));
        assert_eq!(next_tab("Tab", 1, 2, false), None);
    }
}
