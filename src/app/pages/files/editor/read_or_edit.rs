//! The switch between reading a text and editing it.

use crate::ui::dom::{Element, Live, html};

/// The switch, of two buttons. `choose` hears whether it is to be edited.
pub fn read_or_edit(edits: impl Into<Live<bool>>, choose: impl Fn(bool) + Clone + 'static) -> Element {
    let edits = edits.into();
    let button = |label: &'static str, means_edit: bool| {
        let (edits, choose) = (edits.clone(), choose.clone());
        html::button()
            .attr("type", "button")
            .attr("aria-pressed", move || if edits.get() == means_edit { "true" } else { "false" })
            .on_click(move || choose(means_edit))
            .child(label)
    };
    html::div()
        .class("read-or-edit")
        .attr("role", "group")
        .attr("aria-label", t!("Mode"))
        .child(button(t!("Read"), false))
        .child(button(t!("Edit"), true))
}
