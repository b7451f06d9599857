//! A user name that only password managers see.

use crate::ui::dom::{Element, html};

/// The name for a password manager, on a step that asks for a password alone.
pub fn hidden_username(name: &str) -> Element {
    let username = html::input()
        .class("visually-hidden")
        .attr("type", "text")
        .attr("autocomplete", "username")
        .attr("aria-hidden", "true")
        .attr("tabindex", "-1")
        .attr("readonly", true);
    username.node::<web_sys::HtmlInputElement>().set_value(name);
    username
}
