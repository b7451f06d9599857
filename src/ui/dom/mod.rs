//! The page's elements, described by Leptos's builder idiom, and the signals they follow.
//!
//! ```ignore
//! html::div().class("card").child(html::h1().child("Sign in")).child(when(move || failed.get(), move || notice()))
//! ```
//!
//! State is Leptos's own: signals, memos, effects and owners. Only the views are made here. In `view!` and in
//! `leptos::html` each element has a type of its own, made of the types of its attributes and children, and each such type
//! is compiled anew; here there is one [`Element`] and one [`View`]. One form alone is an eighth smaller (`bench/views`), and
//! the page's size is a promise (`scripts/budget`).
//!
//! An element is made when it is described, once; what changes later is followed by effects that belong to the owner
//! under which it was described, and end with it.
//!
//! ```text
//! Leptos's view!                        here
//! <p>"Hello"</p>                        html::p().child("Hello")
//! {move || name.get()}                  .child(text(move || name.get()))
//! {move || view}                        .child(live(move || view))
//! title="…"  title=move || …            .attr("title", "…")  .attr("title", move || …)
//! class="card"  class:open=open         .class("card")  .class_when("open", open)
//! style:width=…                         .style("width", …)
//! prop:checked=checked                  .property("checked", checked)
//! bind:value=name  bind:checked=chosen  .bind_value(name)  .bind_checked(chosen)
//! on:keydown=move |event| …             .on(ev::keydown, move |event| …)
//! on:click=move |_| …                   .on_click(move || …)
//! node_ref=…                            .node()
//! <><li/><li/></>, a Vec, an Option     group([…]), .children(…), .child(…)
//! <Show when=…>…</Show>                 when(move || …, move || …)
//! <For each=… key=… let(item)>…</For>   each(move || keys, move |key| …)
//! ```

mod content;
mod element;
pub mod html;
mod list;
mod live;
mod unseen;
mod view;
pub mod visible;

pub use content::{KeptContent, TextOrView};
pub use element::{Element, Value, read_inputs};
pub use list::each;
pub use live::Live;
pub use live::effect;
pub(crate) use live::follow;
pub use view::{View, group, live, mount, text, when};

use leptos::prelude::request_animation_frame;
use leptos::task::{spawn_local, tick};
use wasm_bindgen::JsCast;

/// Scrolls no further than it takes for an element to be seen.
pub fn reveal(element: &web_sys::Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Moves the focus. An element that refuses it leaves it where it was; nothing is lost.
pub fn focus(element: Option<impl JsCast>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus to what is made for signals that have just been set: at once, so that the next key finds it there.
pub fn focus_once_made(find: impl Fn() -> Option<web_sys::HtmlElement> + 'static) {
    /// What follows signals takes some turns, one after the other, before the browser goes on.
    const TURNS: usize = 16;
    if let Some(element) = find() {
        return focus(Some(element));
    }
    spawn_local(async move {
        for _ in 0..TURNS {
            tick().await;
            if let Some(element) = find() {
                return focus(Some(element));
            }
        }
        request_animation_frame(move || focus(find()));
    });
}
