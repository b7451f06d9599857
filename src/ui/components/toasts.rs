//! Brief news in a corner of the page: "Uploaded report.pdf".

use std::time::Duration;

use leptos::prelude::*;

use super::Icon;

/// How long a toast stays. It holds nothing that must be acted on, so nothing is lost when it goes.
const SHOWN_FOR: Duration = Duration::from_secs(6);

/// Says brief news anywhere in the page. Provide it once at the root: `provide_context(Toasts::new())`; a page says
/// `expect_context::<Toasts>().say("Folder created")`.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, String)>>,
    next: StoredValue<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }

    /// Shows `text` for a while and has it read out when the visitor pauses.
    pub fn say(self, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| shown.push((id, text.into())));
        set_timeout(
            move || {
                self.shown.try_update(|shown| shown.retain(|(shown, _)| *shown != id));
            },
            SHOWN_FOR,
        );
    }
}

/// Where toasts appear. In the page from the start, because assistive technology listens only to regions it knows.
///
/// `<ToastRegion toasts=toasts />`, once, at the end of the root component.
#[component]
pub fn ToastRegion(
    /// What to show.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status">
            <For
                each=move || toasts.shown.get()
                key=|(id, _)| *id
                children=|(_, text)| view! { <p class="toast">{Icon::Check.view()}<span>{text}</span></p> }.into_any()
            />
        </div>
    }
    .into_any()
}
