//! Written next.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Entrance() -> impl IntoView {
    view! { <main id=super::MAIN tabindex="-1" class="auth"></main> }
}
