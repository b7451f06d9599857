//! Forms.

use leptos::ev;
use leptos::prelude::{Callable, request_animation_frame};

use super::Handler;
use crate::ui::dom::{Element, focus, html, read_inputs};

/// A form whose checking and sending is the page's own. Fields and buttons are its children.
///
/// `form(move || submit()).child(field).child(Button::new("Save").submit())`
///
/// `on_submit` is called when the visitor presses Enter in a field, or the submit button, with what stands in the fields
/// then. The page marks fields as wrong
/// by their `error`; the first such field then takes the focus, so that a visitor who does not see the screen learns
/// what to mend.
pub fn form(on_submit: impl Into<Handler>) -> Element {
    form_onto(html::form().class("form").attr("novalidate", true), on_submit)
}

/// The same for a form that is there already.
pub fn form_onto(form: Element, on_submit: impl Into<Handler>) -> Element {
    let on_submit = on_submit.into();
    let node = form.node::<web_sys::Element>();
    form.on(ev::submit, move |event| {
        event.prevent_default();
        read_inputs();
        on_submit.run(());
        focus_fault(&node);
    })
}

/// Gives the focus to the first field of `form` that is marked as wrong, once it is.
pub fn focus_fault(form: &web_sys::Element) {
    let form = form.clone();
    request_animation_frame(move || focus(form.query_selector("[aria-invalid=true]").ok().flatten()));
}
