//! What a list shows when it has nothing to show.

use crate::ui::dom::{Element, View, html};

/// An empty state: what is missing, and how to change that, below an icon or a drawing. The action that changes it is its child.
///
/// `empty_state(Icon::Folder, "This folder is empty", "Drop files here, or upload them.").child(button)`
pub fn empty_state(drawing: impl Into<View>, title: impl Into<View>, text: impl Into<View>) -> Element {
    html::div()
        .class("empty")
        .child(drawing)
        .child(html::h2().class("empty-title").child(title))
        .child(html::p().class("hint").child(text))
}

/// The same, where nothing can be done about it. It takes the focus itself, so that keys scroll it on a low screen.
pub fn empty_notice(drawing: impl Into<View>, title: impl Into<View>, text: impl Into<View>) -> Element {
    empty_state(drawing, title, text).attr("tabindex", "0")
}

/// A bag with papers in it, for a page whose content is made elsewhere.
pub fn papers() -> Element {
    const LEFT: &str = "rotate(-7 58 53)";
    const RIGHT: &str = "rotate(7 98 56)";
    let part = |(class, turned, d): (&'static str, Option<&'static str>, &'static str)| {
        html::path().class(class).attr("transform", turned).attr("d", d)
    };
    let parts = [
        ("shade", None, "M24 109a52 4.5 0 1 0 104 0 52 4.5 0 1 0-104 0Z"),
        ("paper", Some(LEFT), "M36 16h44a6 6 0 0 1 6 6v62a6 6 0 0 1-6 6H36a6 6 0 0 1-6-6V22a6 6 0 0 1 6-6Z"),
        ("heading", Some(LEFT), "M40 32h23"),
        ("lines", Some(LEFT), "M40 44h34M40 54h28"),
        ("paper", Some(RIGHT), "M78 22h40a6 6 0 0 1 6 6v56a6 6 0 0 1-6 6H78a6 6 0 0 1-6-6V28a6 6 0 0 1 6-6Z"),
        ("heading", Some(RIGHT), "M81 36h19"),
        ("lines", Some(RIGHT), "M81 48h35M81 58h26"),
        ("bag", None, "M44 71a6 6 0 0 1 6-6h52a6 6 0 0 1 6 6v33a6 6 0 0 1-6 6H50a6 6 0 0 1-6-6Z"),
        ("flap", None, "M44 71a6 6 0 0 1 6-6h52a6 6 0 0 1 6 6v4a14 14 0 0 1-14 14H58a14 14 0 0 1-14-14Z"),
        ("buckle", None, "M70.5 84h11v10l-5.5 5-5.5-5Z"),
    ];
    let drawing = html::svg().class("papers").attr("viewBox", "0 0 152 116").attr("aria-hidden", "true");
    drawing.children(parts.map(part))
}
