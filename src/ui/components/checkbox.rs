//! Check boxes.

use leptos::prelude::RwSignal;

use super::id::unique_id;
use crate::ui::dom::{Element, html};

/// A check box with its label, and what follows from checking it.
///
/// `checkbox("Keep me signed in", keep, Some("Not on a shared computer."))`
pub fn checkbox(label: &'static str, checked: RwSignal<bool>, hint: Option<&'static str>) -> Element {
    let id = unique_id("hint");
    let described_by = hint.is_some().then(|| id.clone());
    let input = html::input().attr("type", "checkbox").bind_checked(checked).attr("aria-describedby", described_by);
    html::div()
        .class("checkbox")
        .child(html::label().child(input).child(html::span().child(label)))
        .child(hint.map(|hint| html::p().class("hint").id(id).child(hint)))
}
