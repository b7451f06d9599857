//! Check boxes.

use leptos::prelude::*;

use super::id::unique_id;

/// A check box with its label.
///
/// `<Checkbox label="Keep me signed in" checked=keep hint="Not on a shared computer." />`
#[component]
pub fn Checkbox(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is checked.
    checked: RwSignal<bool>,
    /// What follows from checking it.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let id = unique_id("hint");
    let described_by = hint.is_some().then(|| id.clone());
    view! {
        <div class="checkbox">
            <label>
                <input type="checkbox" bind:checked=checked aria-describedby=described_by />
                <span>{label}</span>
            </label>
            {hint.map(|hint| view! { <p class="hint" id=id>{hint}</p> })}
        </div>
    }
    .into_any()
}
