//! The page's elements, described by Leptos's builder idiom, and the signals they follow.
//!
//! ```ignore
//! html::div().class("card").child(html::h1().child("Sign in")).child(when(move || failed.get(), move || notice()))
//! ```
//!
//! State is Leptos's own: signals, memos, effects and owners. Only the views are made here. In `view!` and in
//! `leptos::html` each element has a type of its own, made of the types of its attributes and children, and each such type
//! is compiled anew; here there is one [`Element`] and one [`View`]. With the same screens a visitor downloads about a
//! sixth less, and the page's size is a promise (`scripts/budget`).
//!
//! An element is made when it is described, once; what changes later is followed by effects that belong to the owner
//! under which it was described, and end with it.

mod element;
pub mod html;
mod live;
mod unseen;
mod view;
pub mod visible;

pub use element::{Element, Value, read_inputs};
pub use live::Live;
pub(crate) use live::effect;
pub use view::{View, each, group, live, mount, text, when};

use wasm_bindgen::JsCast;

/// Moves the focus. An element that refuses it leaves it where it was; nothing is lost.
pub fn focus(element: Option<impl JsCast>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
