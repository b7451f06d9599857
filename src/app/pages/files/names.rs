//! A list of names, as long as a dialog has room for.

use super::paths::shown;
use crate::ui::components::visible;
use crate::ui::dom::{View, html};

const MOST: usize = 20;

/// The names, and how many more there are. A single name stands in the question itself, so there is no list of it.
pub fn list<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> View {
    let count = names.len();
    if count < 2 {
        return View::none();
    }
    let list = html::ul()
        .class("names")
        .children(names.take(MOST).map(|name| html::li().child(visible(shown(name)).attr("translate", "no"))));
    match count.checked_sub(MOST) {
        Some(others @ 1..) => list.child(html::li().child(n!(others, one = "and {count} more", other = "and {count} more"))),
        _ => list,
    }
    .into()
}
