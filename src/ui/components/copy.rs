//! Copying text.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use crate::ui::reactive::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use super::{ButtonKind, Icon};
use crate::ui::dom::{Element, Live, focus, html, live, text as read};
use crate::ui::timer::Timer;

/// What became of a press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    None,
    Copied,
    Refused,
}

/// A button that copies `text`, as it is at the moment of pressing, and says that it did. Its name is also its tooltip.
///
/// `copy_button("Copy identity id", identity_id)`
pub fn copy_button(label: impl Into<Live<String>>, text: impl Into<Live<String>>) -> Element {
    let (label, news) = (label.into(), RwSignal::new(News::None));
    let button = html::button().class(format!("{} icon-only", ButtonKind::Quiet.class()));
    let button = button
        .attr("aria-label", label.clone())
        .attr("title", label)
        .child(live(move || if news.get() == News::Copied { Icon::Check } else { Icon::Copy }));
    copying(button, text.into(), news)
}

/// The same, with its name to be read.
///
/// `copy_text_button("Copy this list", faults)`
pub fn copy_text_button(label: &'static str, text: impl Into<Live<String>>) -> Element {
    let button = html::button().class(ButtonKind::Secondary.class()).child(html::span().child(label));
    copying(button, text.into(), RwSignal::new(News::None))
}

/// Copies `text` where something else than a button of ours was pressed, such as a line of a menu. Whether the browser let it.
pub fn copy_text(text: &str) -> bool {
    document().active_element().is_some_and(|beside| copy(&beside, text).is_ok())
}

fn copying(button: Element, text: Live<String>, news: RwSignal<News>) -> Element {
    let pressed = button.node::<web_sys::Element>();
    let said = Timer::new();
    let press = move || {
        let copied = copy(&pressed, &text.get_untracked()).is_ok();
        news.set(if copied { News::Copied } else { News::Refused });
        said.start(Duration::from_secs(2), move || news.set(News::None));
    };
    let button = button.attr("type", "button").on_click(press);
    let says = move || match news.get() {
        News::None => "",
        News::Copied => t!("Copied"),
        News::Refused => t!("Your browser blocked copying. Select the text and copy it yourself."),
    };
    html::span().class("copy").child(button).child(html::span().attr("role", "status").class("copy-news").child(read(says)))
}

/// Copies by answering the browser's own copying.
///
/// The website is plain HTTP, where `navigator.clipboard` does not exist; `execCommand` works there and everywhere else.
/// It wants something to be selected. A stand-in is, not the text: the browser would take seconds to lay out a long one.
/// The stand-in is beside the button, not in the body, because a modal dialog makes all that is outside it inert.
fn copy(button: &web_sys::Element, text: &str) -> Result<(), JsValue> {
    let document = document();
    let stand_in = document.create_element("textarea")?;
    stand_in.set_class_name("visually-hidden");
    stand_in.set_attribute("aria-hidden", "true")?;
    js_sys::Reflect::set(&stand_in, &"value".into(), &"-".into())?;
    button.insert_adjacent_element("afterend", &stand_in)?;

    let answered = Rc::new(Cell::new(false));
    let answer = {
        let (text, answered) = (text.to_owned(), Rc::clone(&answered));
        Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            let data = js_sys::Reflect::get(&event, &"clipboardData".into());
            answered.set(data.and_then(|data| call(&data, "setData", &["text/plain", &text])).is_ok());
        })
    };
    let listener = answer.as_ref().unchecked_ref();
    document.add_event_listener_with_callback("copy", listener)?;
    let copied = call(&stand_in, "select", &[]).and_then(|_| call(&document, "execCommand", &["copy"]));
    document.remove_event_listener_with_callback("copy", listener)?;
    stand_in.remove();
    focus(Some(button.clone()));
    if copied?.is_truthy() && answered.get() { Ok(()) } else { Err(JsValue::NULL) }
}

/// Calls a method that web-sys would bring with whole interfaces of their own.
fn call(object: &JsValue, method: &str, arguments: &[&str]) -> Result<JsValue, JsValue> {
    let method = js_sys::Reflect::get(object, &method.into())?.dyn_into::<js_sys::Function>()?;
    method.apply(object, &arguments.iter().map(|argument| JsValue::from(*argument)).collect::<js_sys::Array>())
}
