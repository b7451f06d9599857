//! What several components ask of the browser.

use leptos::{html::ElementType, prelude::*};
use wasm_bindgen::JsCast;

/// The element of `node`, while it is in the page. Unlike `get_untracked` it may be asked later, from a timer or a
/// frame, when the component is gone.
pub(super) fn element<E>(node: NodeRef<E>) -> Option<E::Output>
where
    E: ElementType,
    E::Output: JsCast + Clone + 'static,
{
    node.try_get_untracked().flatten()
}

/// Moves the focus. An element that refuses it leaves it where it was; nothing is lost.
pub(super) fn focus(element: Option<impl JsCast>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
