//! The satchel and its name.

use leptos::prelude::*;

/// The brand: mark and word, as a link home.
///
/// `<Brand href="#/files/my/" />`. `index.html` carries the same markup for the first paint, and
/// `public/icons/favicon.svg` the same drawing.
#[component]
pub fn Brand(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
                <path class="strap" d="M10 10V8.5a6 6 0 0 1 12 0V10" />
                <path class="bag" d="M4 11.5A2.5 2.5 0 0 1 6.5 9h19a2.5 2.5 0 0 1 2.5 2.5V25a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V11.5Z" />
                <path class="flap" d="M4 11.5A2.5 2.5 0 0 1 6.5 9h19a2.5 2.5 0 0 1 2.5 2.5V14a6 6 0 0 1-6 6H10a6 6 0 0 1-6-6v-2.5Z" />
                <path class="buckle" d="M13.5 17.5h5v5.200l-2.5 2-2.5-2v-5.200Z" />
            </svg>
            <span>"Satchel"</span>
        </a>
    }
    .into_any()
}
