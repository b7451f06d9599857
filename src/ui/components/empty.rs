//! What a list shows when it has nothing to show.

use super::Icon;
use crate::ui::dom::{Element, View, html};

/// An empty state: what is missing, and how to change that. The action that changes it is its child.
///
/// `empty_state(Icon::Folder, "This folder is empty", "Drop files here, or upload them.").child(button)`
pub fn empty_state(icon: Icon, title: impl Into<View>, text: impl Into<View>) -> Element {
    html::div()
        .class("empty")
        .child(icon)
        .child(html::p().class("empty-title").child(title))
        .child(html::p().class("hint").child(text))
}
