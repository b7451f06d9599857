//! Check boxes.

use crate::ui::reactive::RwSignal;

use super::id::unique_id;
use crate::ui::dom::{Element, html};

/// Ties a check box that is there already, with its label, to a signal.
pub fn checkbox_onto(checkbox: &Element, label: &'static str, checked: RwSignal<bool>) {
    if let (Some(input), Some(text)) = (checkbox.find("input"), checkbox.find("span")) {
        input.bind_checked(checked).in_place();
        text.emptied().child(label).in_place();
    }
}

/// A check box without a label, for [`checkbox_onto`].
pub fn empty_checkbox() -> Element {
    let input = html::input().attr("type", "checkbox");
    html::div().class("checkbox").child(html::label().child(input).child(html::span()))
}

/// A check box with its label, and what follows from checking it.
///
/// `checkbox("Keep me signed in", keep, Some("Not on a shared computer."))`
pub fn checkbox(label: &'static str, checked: RwSignal<bool>, hint: Option<&'static str>) -> Element {
    let checkbox = empty_checkbox();
    checkbox_onto(&checkbox, label, checked);
    let Some(hint) = hint else { return checkbox };
    let id = unique_id("hint");
    if let Some(input) = checkbox.find("input") {
        input.attr("aria-describedby", id.clone()).in_place();
    }
    checkbox.child(html::p().class("hint").id(id).child(hint))
}
