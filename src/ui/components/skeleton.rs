//! The outline of what is still loading.

use crate::ui::dom::{Element, html};

/// Grey lines where text will be. Hidden from assistive technology: mark the region itself with `aria-busy`.
pub fn skeleton(lines: usize) -> Element {
    let line = |_| html::span().class("skeleton-line");
    html::div().class("skeleton").attr("aria-hidden", "true").children((0..lines).map(line))
}
