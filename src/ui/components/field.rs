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
    invalid: Live<bool>,
    after: Option<View>,
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
            invalid: Live::default(),
            after: None,
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

    /// It is marked as wrong, by what is said elsewhere.
    pub fn invalid(mut self, invalid: impl Into<Live<bool>>) -> Self {
        self.invalid = invalid.into();
        self
    }

    /// What stands below it.
    pub fn after(mut self, view: impl Into<View>) -> Self {
        self.after = Some(view.into());
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
        let (label, input) = (html::label(), html::input().id(unique_id("field")).class("input").attr("type", field.kind));
        let control = if field.kind == PASSWORD { html::div().class("input-group").child(input) } else { input };
        field.onto(html::div().class("field").child(label).child(control)).into()
    }
}

impl TextField {
    /// Brings a field to life that is there already: an element with a label and an input with an id, which keeps its type,
    /// what was typed, the focus and the caret.
    pub fn onto(self, field: Element) -> Element {
        let (Some(label), Some(input)) = (field.find("label"), field.find("input")) else { return field };
        let id = input.node::<web_sys::Element>().id();
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let (error, invalid) = (self.error.clone(), self.invalid);
        let input = input
            .class(self.class)
            .attr("autocomplete", self.autocomplete)
            .attr(
                "inputmode",
                self.inputmode.or(match self.kind {
                    "email" | "tel" => Some(self.kind),
                    _ => None,
                }),
            )
            .attr("required", self.required)
            .attr("autocapitalize", "none")
            .attr("spellcheck", "false")
            .attr("aria-invalid", move || (error.get().is_some() || invalid.get()).then_some("true"))
            .attr("aria-describedby", described_by((&error_id, &self.error), (&hint_id, &self.hint)))
            .bind_value(self.value);
        // The `autofocus` attribute works only while a document loads.
        if self.autofocus {
            let input = input.node::<web_sys::HtmlElement>();
            request_animation_frame(move || focus(Some(input)));
        }
        if let Some(refocus) = self.refocus {
            let input = input.node::<web_sys::HtmlInputElement>();
            let at_first = refocus.get_untracked();
            effect(move || {
                if refocus.get() != at_first {
                    focus(Some(input.clone()));
                    input.select();
                }
            });
        }
        if let Some(group) = field.find(".input-group") {
            with_eye(&group, input);
        }
        let error = live(move || {
            let message = |error: String| {
                html::p().class("field-error").id(error_id.clone()).child(Icon::Alert).child(html::span().child(error))
            };
            self.error.get().map(message)
        });
        let hint = live(move || self.hint.get().map(|hint| html::p().class("hint").id(hint_id.clone()).child(hint)));
        label.emptied().attr("for", id).child(self.label).in_place();
        field.child(error).child(self.after).child(hint)
    }
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

/// The button that shows what was typed as a password.
fn with_eye(group: &Element, input: Element) {
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
    input.attr("type", move || if shown.get() { "text" } else { PASSWORD }).in_place();
    group.append(eye);
}
