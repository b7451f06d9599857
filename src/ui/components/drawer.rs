//! A panel of details beside the list.

use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::{
    Icon, IconButton,
    dom::focus,
    id::unique_id,
    live::{effect, when},
};

/// Details of what is selected: a region beside the list on wide screens, over the whole page on narrow ones.
///
/// `<Drawer open=open title=file_name> <Facts …/> </Drawer>`
///
/// On wide screens the focus stays in the list, so that the arrow keys leaf through the details; on narrow ones the
/// list is covered, so the drawer takes the focus and returns it on closing. Escape closes it.
#[component]
pub fn Drawer(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading and name.
    #[prop(into)]
    title: Signal<String>,
    /// The details.
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("drawer");
    let drawer = NodeRef::<html::Aside>::new();
    let came_from = StoredValue::new_local(None::<web_sys::Element>);
    effect(move || {
        let Some(drawer) = drawer.get() else { return };
        if covers_the_page(&drawer) {
            came_from.set_value(document().active_element());
            focus(Some(drawer));
        }
    });
    let close = move || {
        open.set(false);
        focus(came_from.try_update_value(Option::take).flatten());
    };
    let keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close();
        }
    };
    let panel = move || {
        view! {
            <aside class="drawer" role="region" aria-labelledby=id.clone() tabindex="-1" node_ref=drawer on:keydown=keydown>
                <header class="drawer-head">
                    <h2 id=id.clone()>{title}</h2>
                    <IconButton icon=Icon::Close label="Close details" on_click=close />
                </header>
                <div class="drawer-body">{children()}</div>
            </aside>
        }
        .into_any()
    };
    when(move || open.get(), panel)
}

/// As the stylesheet decides: there it is as wide as the page.
fn covers_the_page(drawer: &web_sys::Element) -> bool {
    document().document_element().is_some_and(|page| drawer.client_width() >= page.client_width())
}
