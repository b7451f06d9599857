//! One folder or file a screen.

use super::components::{Icon, empty_state};
use super::dom::{View, html};
use super::task::once_seen;
use super::{AppState, part};
use crate::browser::document;
use crate::route::Route;

pub mod account;
pub mod configuration;
pub mod entrance;
pub mod files;
pub mod items;
pub mod session;
pub mod shared_origin;

/// The id of each page's `<main>`, whose `tabindex` is -1.
pub const MAIN: &str = "main";

/// The pages that visitors open once they have their files before them.
#[derive(Clone, Copy)]
pub(super) struct BesideFiles {
    pub items: fn() -> View,
    pub session: fn() -> View,
    pub account: fn() -> View,
}

// One part for all three: what parts share is in a file for each set of them that shares it.
part::part!(pages_part: BesideFiles = BesideFiles { items: items::page, session: session::page, account: account::page });

/// One of these pages, once they are here.
pub(super) fn beside_files(page: fn(&BesideFiles) -> fn() -> View) -> View {
    let state = AppState::get();
    let make = move |pages: BesideFiles| {
        once_seen(move || settle_focus(state));
        page(&pages)()
    };
    part::arriving(pages_part::load, || html::main().class("page"), make)
}

/// Moves the focus to the page that has come in place of another, unless something in it, or a dialog, has the focus.
pub(super) fn settle_focus(state: AppState) {
    if document::has(MAIN) && state.take_focus() && !document::has_focus_in("main, dialog") {
        focus_main();
    }
}

/// Moves the focus to the page's content.
pub fn focus_main() {
    document::focus(MAIN);
}

/// An address that names no screen, or one that this site does not have.
pub fn nowhere(title: &'static str) -> View {
    document::set_title("Not found – Satchel");
    let way_out = html::a().attr("href", Route::Start.to_string()).child("Go to the start page");
    let text = "Check the address, or go to the start page.";
    html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page")
        .child(html::h1().class("visually-hidden").child("Not found"))
        .child(empty_state(Icon::Info, title, text).child(way_out))
        .into()
}
