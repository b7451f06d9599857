//! Text fields.

use leptos::prelude::*;

use super::{Icon, id::unique_id};
use crate::ui::dom::{Element, Live, View, effect, focus, html, live};

/// A labelled text field.
///
/// `TextField::new("Email", email).kind("email").autocomplete("username").error(email_error)`
///
/// The hint and the error are tied to the field, so both are read with it. Set `error` on submit rather than on every
/// key: nobody likes to be told off while typing.
pub struct TextField {
    label: Live<String>,
    value: RwSignal<String>,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: Option<&'static str>,
    hint: Live<Option<String>>,
    error: Live<Option<String>>,
    required: bool,
    autofocus: bool,
    refocus: Option<RwSignal<u32>>,
    class: &'static str,
}

const PASSWORD: &str = "password";

impl TextField {
    /// A field of this name for what is typed into `value`.
    pub fn new(label: impl Into<Live<String>>, value: RwSignal<String>) -> TextField {
        TextField {
            label: label.into(),
            value,
            kind: "text",
            autocomplete: "off",
            inputmode: None,
            hint: Live::default(),
            error: Live::default(),
            required: false,
            autofocus: false,
            refocus: None,
            class: "",
        }
    }

    /// A field whose characters are hidden, with a button that shows them. `autocomplete` is `current-password` or
    /// `new-password`.
    pub fn password(label: impl Into<Live<String>>, value: RwSignal<String>, autocomplete: &'static str) -> TextField {
        TextField { kind: PASSWORD, autocomplete, required: true, ..TextField::new(label, value) }
    }

    /// A field for a code that was sent or is shown elsewhere.
    pub fn code(label: impl Into<Live<String>>, value: RwSignal<String>) -> TextField {
        TextField {
            autocomplete: "one-time-code",
            inputmode: Some("numeric"),
            class: "code-input",
            required: true,
            ..TextField::new(label, value)
        }
    }

    /// The input's `type`: `text`, `email`, `search`, `url`.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// The `autocomplete` token, by which browsers and password managers know the field.
    pub fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// What helps to fill it in.
    pub fn hint(mut self, hint: impl Into<Live<Option<String>>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// What is wrong with what was typed, and how to mend it.
    pub fn error(mut self, error: impl Into<Live<Option<String>>>) -> Self {
        self.error = error.into();
        self
    }

    /// The form cannot be sent without it.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Takes the focus when it appears.
    pub fn autofocus(mut self, autofocus: bool) -> Self {
        self.autofocus = autofocus;
        self
    }

    /// Takes the focus whenever this changes, for what was typed to be typed anew.
    pub fn refocus(mut self, refocus: RwSignal<u32>) -> Self {
        self.refocus = Some(refocus);
        self
    }
}

impl From<TextField> for View {
    fn from(field: TextField) -> View {
        let id = unique_id("field");
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let input = html::input()
            .id(id.clone())
            .class(format!("input {}", field.class))
            .attr("type", field.kind)
            .attr("autocomplete", field.autocomplete)
            .attr("inputmode", field.inputmode)
            .attr("required", field.required)
            .attr("autocapitalize", "none")
            .attr("spellcheck", "false")
            .attr("aria-invalid", invalid(field.error.clone()))
            .attr("aria-describedby", described_by((&error_id, &field.error), (&hint_id, &field.hint)))
            .bind_value(field.value);
        // The `autofocus` attribute works only while a document loads.
        if field.autofocus {
            let input = input.node::<web_sys::HtmlElement>();
            request_animation_frame(move || focus(Some(input)));
        }
        if let Some(refocus) = field.refocus {
            let input = input.node::<web_sys::HtmlInputElement>();
            let at_first = refocus.get_untracked();
            effect(move || {
                if refocus.get() != at_first {
                    focus(Some(input.clone()));
                    input.select();
                }
            });
        }
        let control = if field.kind == PASSWORD { with_eye(input) } else { input };
        let error = live(move || {
            let message = |error: String| {
                html::p().class("field-error").id(error_id.clone()).child(Icon::Alert).child(html::span().child(error))
            };
            field.error.get().map(message)
        });
        let hint = live(move || field.hint.get().map(|hint| html::p().class("hint").id(hint_id.clone()).child(hint)));
        let label = html::label().attr("for", id).child(field.label);
        html::div().class("field").child(label).child(control).child(error).child(hint).into()
    }
}

fn invalid(error: Live<Option<String>>) -> impl Fn() -> Option<&'static str> {
    move || error.get().is_some().then_some("true")
}

/// The ids of what is there of the error and the hint.
fn described_by(
    (error_id, error): (&str, &Live<Option<String>>),
    (hint_id, hint): (&str, &Live<Option<String>>),
) -> impl Fn() -> Option<String> + use<> {
    let parts = [(error_id.to_owned(), error.clone()), (hint_id.to_owned(), hint.clone())];
    move || {
        let there: Vec<&str> = parts.iter().filter(|(_, text)| text.get().is_some()).map(|(id, _)| id.as_str()).collect();
        (!there.is_empty()).then(|| there.join(" "))
    }
}

/// A password's input, and the button that shows what was typed.
fn with_eye(input: Element) -> Element {
    let shown = RwSignal::new(false);
    // Not "Show password": the name must not be mistaken for the field's own.
    let eye = html::button()
        .attr("type", "button")
        .class("button quiet icon-only")
        .attr("aria-label", t!("Show characters"))
        .attr("title", t!("Show characters"))
        .attr("aria-pressed", move || if shown.get() { "true" } else { "false" })
        .on_click(move || shown.update(|shown| *shown = !*shown))
        .child(live(move || if shown.get() { Icon::EyeOff } else { Icon::Eye }));
    let input = input.attr("type", move || if shown.get() { "text" } else { PASSWORD });
    html::div().class("input-group").child(input).child(eye)
}
