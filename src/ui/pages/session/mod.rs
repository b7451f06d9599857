//! Written next.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    view! { <main id=super::MAIN tabindex="-1" class="page"></main> }
}
