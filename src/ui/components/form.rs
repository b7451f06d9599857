//! Forms.

use leptos::{ev::SubmitEvent, html, prelude::*};

use super::{
    Handler,
    dom::{element, focus},
};

/// A form whose checking and sending is the page's own.
///
/// `<Form on_submit=move || submit()> ... <Button submit=true>"Save"</Button> </Form>`
///
/// The page marks fields as wrong by their `error`; the first such field then takes the focus, so that a visitor who
/// does not see the screen learns what to mend.
#[component]
pub fn Form(
    /// The visitor pressed Enter in a field, or the submit button.
    #[prop(into)]
    on_submit: Handler,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        on_submit.run(());
        request_animation_frame(move || focus_first_invalid(form));
    };
    view! {
        <form class="form" novalidate node_ref=form on:submit=submit>
            {children()}
        </form>
    }
    .into_any()
}

fn focus_first_invalid(form: NodeRef<html::Form>) {
    focus(element(form).and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten()));
}
