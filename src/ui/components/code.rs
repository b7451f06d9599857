//! Blocks of code: canonical requests, answers, items as JSON.

use leptos::prelude::*;

use super::{CopyButton, visible};

/// A block of preformatted text with its name and a button to copy it.
///
/// `<Code label="Canonical request" text=request.canonical />`
///
/// It scrolls by itself when it is long, by keyboard too.
#[component]
pub fn Code(
    /// Its name.
    #[prop(into)]
    label: String,
    /// The text, as it came.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let lines = visible::lines(&text);
    view! {
        <figure class="code">
            <figcaption>
                <span>{label.clone()}</span>
                <CopyButton label=format!("Copy {label}") text=text />
            </figcaption>
            <pre tabindex="0" role="region" aria-label=label><code>{lines}</code></pre>
        </figure>
    }
    .into_any()
}
