//! Text fields.

use leptos::{html, prelude::*};

use super::{Icon, dom::focus, id::unique_id, live, maybe};

/// A labelled text field.
///
/// `<TextField label="Email" value=email kind="email" autocomplete="username" error=email_error />`
///
/// The hint and the error are tied to the field, so both are read with it. Set `error` on submit rather than on every
/// key: nobody likes to be told off while typing.
#[component]
pub fn TextField(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
    /// The input's `type`: `text`, `email`, `search`, `url`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The `autocomplete` token, by which browsers and password managers know the field.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Which on-screen keyboard fits: `numeric` for a code.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// An example of what to type. Never the only label.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong with what was typed, and how to mend it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// More CSS classes: `code-input` for confirmation codes.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let Parts { id, input, described_by, hint_id, error_id } = Parts::new(autofocus, hint, error);
    let field = view! {
        <input
            id=id.clone()
            class=format!("input {class}")
            type=kind
            autocomplete=autocomplete
            inputmode=inputmode
            placeholder=placeholder
            required=required
            autocapitalize="none"
            spellcheck="false"
            aria-invalid=move || error.read().is_some().then_some("true")
            aria-describedby=described_by
            bind:value=value
            node_ref=input
        />
    }
    .into_any();
    frame(id, label, field, (hint_id, hint), (error_id, error))
}

/// A labelled password field, with a button that shows what was typed.
///
/// `<PasswordField label="Password" value=password autocomplete="current-password" />`
#[component]
pub fn PasswordField(
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What was typed.
    value: RwSignal<String>,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong with what was typed, and how to mend it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let Parts { id, input, described_by, hint_id, error_id } = Parts::new(autofocus, hint, error);
    let shown = RwSignal::new(false);
    let field = view! {
        <div class="input-group">
            <input
                id=id.clone()
                class="input"
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                required=true
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described_by
                bind:value=value
                node_ref=input
            />
            // Not "Show password": the name must not be mistaken for the field's own.
            <button
                type="button"
                class="button quiet icon-only"
                aria-label="Show characters"
                title="Show characters"
                aria-pressed=move || shown.get().to_string()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {live(move || if shown.get() { Icon::EyeOff } else { Icon::Eye }.view())}
            </button>
        </div>
    }
    .into_any();
    frame(id, label, field, (hint_id, hint), (error_id, error))
}

/// What both kinds of field have in common.
struct Parts {
    id: String,
    input: NodeRef<html::Input>,
    described_by: Signal<Option<String>>,
    hint_id: String,
    error_id: String,
}

impl Parts {
    fn new(autofocus: bool, hint: Signal<Option<String>>, error: Signal<Option<String>>) -> Self {
        let id = unique_id("field");
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let ids = (error_id.clone(), hint_id.clone());
        let described_by = Signal::derive(move || {
            let error = error.read().is_some().then_some(ids.0.as_str());
            let hint = hint.read().is_some().then_some(ids.1.as_str());
            match (error, hint) {
                (Some(error), Some(hint)) => Some(format!("{error} {hint}")),
                (one, other) => one.or(other).map(str::to_owned),
            }
        });
        let input = NodeRef::<html::Input>::new();
        // The `autofocus` attribute works only while a document loads.
        if autofocus {
            input.on_load(|input| {
                request_animation_frame(move || focus(Some(input)));
            });
        }
        Parts { id, input, described_by, hint_id, error_id }
    }
}

fn frame(
    id: String,
    label: Signal<String>,
    field: AnyView,
    (hint_id, hint): (String, Signal<Option<String>>),
    (error_id, error): (String, Signal<Option<String>>),
) -> AnyView {
    let error = live(move || {
        let id = error_id.clone();
        let message = |error| view! { <p class="field-error" id=id>{Icon::Alert.view()}<span>{error}</span></p> };
        maybe(error.get().map(message))
    });
    let hint = live(move || {
        let id = hint_id.clone();
        maybe(hint.get().map(|hint| view! { <p class="hint" id=id>{hint}</p> }))
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {field}
            {error}
            {hint}
        </div>
    }
    .into_any()
}
