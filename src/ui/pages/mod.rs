//! One folder or file a screen.

use super::components::{Icon, empty_state};
use super::dom::{View, html};
use crate::browser::document;
use crate::route::{Place, Route};

pub mod account;
pub mod configuration;
pub mod entrance;
pub mod files;
pub mod items;
pub mod session;

/// The id of each page's `<main>`, whose `tabindex` is -1.
pub const MAIN: &str = "main";

/// Moves the focus to the page's content.
pub fn focus_main() {
    document::focus(MAIN);
}

/// An address that names no screen.
pub fn nowhere() -> View {
    document::set_title("Not found – Satchel");
    let way_out = html::a().attr("href", Route::Files(Place::default()).to_string()).child("Go to your files");
    let text = "The address may be mistyped or from another version.";
    html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page")
        .child(html::h1().class("visually-hidden").child("Not found"))
        .child(empty_state(Icon::Info, "There is no such page", text).child(way_out))
        .into()
}
