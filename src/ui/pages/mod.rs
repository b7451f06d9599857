//! One folder or file a screen.

use leptos::prelude::*;

use super::components::{EmptyState, Icon};
use crate::browser::document;
use crate::route::{Place, Route};

pub mod configuration;
pub mod entrance;
pub mod files;
pub mod items;
pub mod session;

pub use entrance::Entrance;

/// The id of each page's `<main>`, whose `tabindex` is -1.
pub const MAIN: &str = "main";

/// Moves the focus to the page's content.
pub fn focus_main() {
    document::focus(MAIN);
}

/// An address that names no screen.
#[component]
pub fn Nowhere() -> impl IntoView {
    document::set_title("Not found – Satchel");
    view! {
        <main id=MAIN tabindex="-1" class="page">
            <h1 class="visually-hidden">"Not found"</h1>
            <EmptyState icon=Icon::Info title="There is no such page" text="The address may be mistyped or from another version.">
                <a href=Route::Files(Place::default()).to_string()>"Go to your files"</a>
            </EmptyState>
        </main>
    }
}
