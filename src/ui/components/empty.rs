//! What a list shows when it has nothing to show.

use crate::ui::dom::{Element, View, html};

/// An empty state: what is missing, and how to change that, below an icon or a drawing. The action that changes it is its child.
///
/// `empty_state(Icon::Folder, "This folder is empty", "Drop files here, or upload them.").child(button)`
pub fn empty_state(drawing: impl Into<View>, title: impl Into<View>, text: impl Into<View>) -> Element {
    html::div()
        .class("empty")
        .child(drawing)
        .child(html::p().class("empty-title").child(title))
        .child(html::p().class("hint").child(text))
}
