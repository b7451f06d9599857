//! Copying text.

use std::time::Duration;

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};

use super::{
    ButtonKind, Icon,
    dom::{element, focus},
    live,
};

const COPIED: &str = "Copied";
const REFUSED: &str = "The browser refused to copy. Select the text and copy it by hand.";

/// A button that copies `text` and says that it did.
///
/// `<CopyButton label="Copy identity id" text=identity_id />`
#[component]
pub fn CopyButton(
    /// Its name, also its tooltip.
    #[prop(into)]
    label: Signal<String>,
    /// What is copied, as of the moment of pressing.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let news = RwSignal::new(String::new());
    let press = move |_| {
        let Some(button) = element(button) else { return };
        let copied = copy(&button, &text.get_untracked()).is_ok();
        news.set(if copied { COPIED } else { REFUSED }.to_owned());
        // The page may have moved on by then.
        set_timeout(
            move || {
                news.try_set(String::new());
            },
            Duration::from_secs(2),
        );
    };
    view! {
        <span class="copy">
            <button
                type="button"
                class=format!("{} icon-only", ButtonKind::Quiet.class())
                aria-label=label
                title=label
                node_ref=button
                on:click=press
            >
                {live(move || if *news.read() == COPIED { Icon::Check } else { Icon::Copy }.view())}
            </button>
            <span role="status" class="copy-news">{news}</span>
        </span>
    }
    .into_any()
}

/// Copies by selecting a text area beside `button`.
///
/// The website is plain HTTP, where `navigator.clipboard` does not exist; `execCommand` works there and everywhere else.
/// The text area stands beside the button, not in the body, because a modal dialog makes all that is outside it inert.
fn copy(button: &web_sys::Element, text: &str) -> Result<(), JsValue> {
    let document = document();
    let area = document.create_element("textarea")?;
    area.set_class_name("visually-hidden");
    area.set_attribute("aria-hidden", "true")?;
    js_sys::Reflect::set(&area, &"value".into(), &text.into())?;
    button.insert_adjacent_element("afterend", &area)?;
    let copied = call(&area, "select", None).and_then(|_| call(&document, "execCommand", Some("copy")));
    area.remove();
    focus(Some(button.clone()));
    if copied?.is_truthy() { Ok(()) } else { Err(JsValue::NULL) }
}

/// Calls a method that web-sys would bring with whole interfaces of their own.
fn call(object: &JsValue, method: &str, argument: Option<&str>) -> Result<JsValue, JsValue> {
    let method = js_sys::Reflect::get(object, &method.into())?.dyn_into::<js_sys::Function>()?;
    match argument {
        Some(argument) => method.call1(object, &argument.into()),
        None => method.call0(object),
    }
}
