//! What a list shows when it has nothing to show.

use leptos::prelude::*;

use super::Icon;

/// An empty state: what would be here, and how it gets here.
///
/// `<EmptyState icon=Icon::Folder title="This folder is empty" text="Drop files here, or upload them."> <Button/> </EmptyState>`
#[component]
pub fn EmptyState(
    /// Stands for what is missing.
    icon: Icon,
    /// What is missing.
    #[prop(into)]
    title: Signal<String>,
    /// How to change that.
    #[prop(optional, into)]
    text: Signal<String>,
    /// The action that changes it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.view()}
            <p class="empty-title">{title}</p>
            <p class="hint">{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
