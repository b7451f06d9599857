//! Blocks of code: canonical requests, answers, items as JSON.

use super::{copy_button, visible};
use crate::ui::dom::{Element, html};

/// A block of preformatted text with its name and a button to copy it.
///
/// It scrolls by itself when it is long, by keyboard too.
pub fn code(label: impl Into<String>, text: impl Into<String>) -> Element {
    let (label, text) = (label.into(), text.into());
    let lines = html::code().child(visible::lines(&text));
    let caption = html::span().child(label.as_str());
    html::figure()
        .class("code")
        .child(html::figcaption().child(caption).child(copy_button(format!("Copy {label}"), text)))
        .child(html::pre().attr("tabindex", "0").attr("role", "region").attr("aria-label", label).child(lines))
}
