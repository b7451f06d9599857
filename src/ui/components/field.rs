//! Text fields.

use crate::ui::reactive::*;

use super::{Icon, Text, id::unique_id};
use crate::ui::dom::{Element, Live, View, effect, focus, html, live};

/// A labelled text field.
///
/// `TextField::new("Email", email).kind("email").autocomplete("username").error(email_error)`
///
/// The hint and the error are tied to the field, so both are read with it. Set `error` on submit rather than on every
/// key: nobody likes to be told off while typing.
pub struct TextField {
    label: Live<Text>,
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
    cells: Option<Cells>,
}

/// Cells that are drawn below the characters of an input, one for each.
#[derive(Clone, Copy)]
struct Cells {
    count: usize,
    tidy: fn(&str) -> String,
}

const PASSWORD: &str = "password";

impl TextField {
    /// A field of this name for what is typed into `value`.
    pub fn new(label: impl Into<Live<Text>>, value: RwSignal<String>) -> TextField {
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
            cells: None,
        }
    }

    /// A field whose characters are hidden, with a button that shows them. `autocomplete` is `current-password` or
    /// `new-password`.
    pub fn password(label: impl Into<Live<Text>>, value: RwSignal<String>, autocomplete: &'static str) -> TextField {
        TextField { kind: PASSWORD, autocomplete, required: true, ..TextField::new(label, value) }
    }

    /// A field for a code that was sent or is shown elsewhere.
    pub fn code(label: impl Into<Live<Text>>, value: RwSignal<String>) -> TextField {
        TextField {
            autocomplete: "one-time-code",
            inputmode: Some("numeric"),
            class: "code-input",
            required: true,
            ..TextField::new(label, value)
        }
    }

    /// Draws a cell for each of so many characters. Of what is typed or pasted it keeps what `tidy` does; what is longer all the
    /// same is shown without cells.
    pub fn cells(mut self, count: usize, tidy: fn(&str) -> String) -> Self {
        self.cells = Some(Cells { count, tidy });
        self
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

impl Cells {
    /// The one input is over the cells, so that pasting, filling in and reading it out are the browser's.
    fn around(self, input: Element, value: RwSignal<String>) -> Element {
        let Cells { count, tidy } = self;
        let length = Memo::new(move |_| value.with(|value| value.chars().count()));
        let cell = |at| html::span().class_when("next", move || length.get().min(count - 1) == at);
        let cells = html::div().class("code-cells").attr("aria-hidden", "true").children((0..count).map(cell));
        let typed = input.node::<web_sys::HtmlInputElement>();
        let scrolled = typed.clone();
        // The space after the last character has no room: browsers would move all of them out of their cells.
        let input = input.on(leptos::ev::scroll, move |_| {
            if length.get_untracked() <= count {
                scrolled.set_scroll_left(0);
            }
        });
        // Before the value follows what is typed.
        let input = input.on(leptos::ev::input, move |_| {
            let (text, tidied) = (typed.value(), tidy(&typed.value()));
            // Setting the same text again would move the cursor.
            if !tidied.is_empty() && tidied != text {
                typed.set_value(&tidied);
            }
        });
        html::div().class("code-field").class_when("uncelled", move || length.get() > count).child(cells).child(input)
    }
}

impl From<TextField> for View {
    fn from(field: TextField) -> View {
        let (label, input) = (html::label(), html::input().id(unique_id("field")).class("input").attr("type", field.kind));
        let control = match field.cells {
            Some(cells) => cells.around(input, field.value),
            None if field.kind == PASSWORD => html::div().class("input-group").child(input),
            None => input,
        };
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
        let (wrong, helps) = (self.error.clone(), self.hint);
        let hint: Live<Option<String>> = match helps {
            Live::Fixed(None) => Live::Fixed(None),
            helps => Live::from(move || helps.get().filter(|_| wrong.get().is_none())),
        };
        let input = input
            .class(self.class)
            // A phone number or a path would be turned around where the page runs from right to left.
            .attr("dir", "auto")
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
            .attr("aria-describedby", described_by((&error_id, &self.error), (&hint_id, &hint)))
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
        // It gives way to the error, which says it again where it still helps.
        let hint = live(move || hint.get().map(|hint| html::p().class("hint").id(hint_id.clone()).child(hint)));
        let text = self.label;
        label.emptied().attr("for", id).child(live(move || View::from(&text.get()))).in_place();
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
