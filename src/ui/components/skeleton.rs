//! The outline of what is still loading.

use leptos::prelude::*;

/// Grey lines where text will be. Hidden from assistive technology: mark the region itself with `aria-busy`.
///
/// `<Skeleton lines=3 />`
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    let line = |_| view! { <span class="skeleton-line" /> };
    view! { <div class="skeleton" aria-hidden="true">{(0..lines).map(line).collect_view()}</div> }.into_any()
}
