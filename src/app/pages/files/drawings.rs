//! What stands where there is no list: decoration, hidden from assistive technology.

use crate::ui::dom::{Element, html};

/// The shade on the ground, below what is drawn.
const SHADE: &str = "M0 79a44 5 0 1 0 88 0 44 5 0 1 0-88 0Z";

fn drawing(class: &'static str, parts: [(&'static str, &'static str); 5]) -> Element {
    let part = |(class, drawn)| html::path().class(class).attr("d", drawn);
    let drawing = html::svg().class("drawing").class(class).attr("viewBox", "0 0 88 84").attr("aria-hidden", "true");
    drawing.children(parts.map(part))
}

/// A bag that waits to be filled.
pub fn bag() -> Element {
    drawing(
        "bag",
        [
            ("shade", SHADE),
            ("line", "M30 26v-7a14 14 0 0 1 28 0v7"),
            ("body", "M10 32a8 8 0 0 1 8-8h52a8 8 0 0 1 8 8v36a8 8 0 0 1-8 8H18a8 8 0 0 1-8-8Z"),
            ("top", "M10 32a8 8 0 0 1 8-8h52a8 8 0 0 1 8 8v13a8 8 0 0 1-8 8H18a8 8 0 0 1-8-8Z"),
            ("lock", "M38 46h12v10l-6 5-6-5Z"),
        ],
    )
}

/// A bucket that is not the visitor's to look into.
pub fn locked_bucket() -> Element {
    drawing(
        "bucket",
        [
            ("shade", SHADE),
            ("body", "M8 18l8 50c1 5 13 8 28 8s27-3 28-8l8-50Z"),
            ("top", "M8 18a36 8 0 1 0 72 0 36 8 0 1 0-72 0Z"),
            ("line", "M36 42v-6a8 8 0 0 1 16 0v6"),
            ("lock", "M32 43a3 3 0 0 1 3-3h18a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H35a3 3 0 0 1-3-3Z"),
        ],
    )
}
