//! Account: what visitors may change about themselves. One file a region.

mod profile;

use serde_json::{Map, Value};

use super::MAIN;
use crate::auth::session::Profile;
use crate::browser::document;
use crate::route::Route;
use crate::ui::AppState;
use crate::ui::components::{ButtonKind, Icon, empty_state};
use crate::ui::dom::{Element, View, html};

/// The page.
pub fn page() -> View {
    document::set_title("Account – Satchel");
    let state = AppState::get();
    let regions = match state.session().profile() {
        Some(Profile::User(claims)) => regions(&claims),
        _ => vec![for_guests()],
    };
    html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page prose account")
        .child(html::h1().child("Account"))
        .children(regions)
        .into()
}

/// What there is for who is here.
fn regions(claims: &Map<String, Value>) -> Vec<Element> {
    [
        Some(region("Profile", profile::of_claims(claims))),
        // Here comes what is for whoever is signed in, before what is dangerous.
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A part of the page with its name.
fn region(name: &'static str, content: impl Into<View>) -> Element {
    html::section().class("panel").attr("aria-label", name).child(html::h2().child(name)).child(content)
}

fn for_guests() -> Element {
    let text = "An account is there once you sign up; what you have as a guest goes over to it.";
    let sign_in = html::a().class(ButtonKind::Primary.class()).attr("href", Route::SignIn.to_string()).child("Sign in");
    empty_state(Icon::User, "Guests have no account", text).child(sign_in)
}
