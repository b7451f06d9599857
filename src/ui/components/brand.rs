//! The satchel and its name.

use crate::ui::dom::{Element, Value, html};

/// The brand: mark and word, as a link home to `href`.
///
/// `index.html` carries the same markup for the first paint, and `public/icons/favicon.png` the same drawing.
pub fn brand(href: impl Into<Value>) -> Element {
    let part = |class, d| html::path().class(class).attr("d", d);
    let mark = html::svg().class("brand-mark").attr("viewBox", "0 0 32 32").attr("aria-hidden", "true").children([
        part("strap", "M10 10V8.5a6 6 0 0 1 12 0V10"),
        part("bag", "M4 11.5A2.5 2.5 0 0 1 6.5 9h19a2.5 2.5 0 0 1 2.5 2.5V25a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V11.5Z"),
        part("flap", "M4 11.5A2.5 2.5 0 0 1 6.5 9h19a2.5 2.5 0 0 1 2.5 2.5V14a6 6 0 0 1-6 6H10a6 6 0 0 1-6-6v-2.5Z"),
        part("buckle", "M13.5 17.5h5v5.200l-2.5 2-2.5-2v-5.200Z"),
    ]);
    html::a().class("brand").attr("href", href).child(mark).child(html::span().attr("translate", "no").child("Satchel"))
}
