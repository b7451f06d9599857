//! The `<main>` of each page: how the focus comes to it, and what stands there where an address names no screen.

use crate::app::AppState;
use crate::browser::document;
use crate::route::Route;
use crate::ui::components::{Icon, empty_state};
use crate::ui::dom::{View, html};

/// The id of each page's `<main>`, whose `tabindex` is -1.
pub const MAIN: &str = "main";

/// Moves the focus to the page that has come in place of another, unless something in it, a dialog or an open menu has the focus:
/// the page may have been on its way for a while.
pub fn settle_focus(state: AppState) {
    if document::has(MAIN) && state.arrival.take_focus() && !document::has_focus_in("main, dialog, [role=menu]") {
        focus_main();
    }
}

/// Moves the focus to the page's content.
pub fn focus_main() {
    document::focus(MAIN);
}

/// An address that names no screen, or one that this site does not have.
pub fn nowhere(title: &'static str) -> View {
    document::set_title(&t!("{page} – Satchel", page = t!("Not found")));
    let way_out = html::a().class("button").attr("href", Route::Start.to_string()).child(t!("Go to the start page"));
    let text = t!("Check the address, or go to the start page.");
    html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page")
        .child(html::h1().class("visually-hidden").child(t!("Not found")))
        .child(empty_state(Icon::Info, title, text).child(way_out))
        .into()
}
