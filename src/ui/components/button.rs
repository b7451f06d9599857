//! Buttons.

use leptos::{ev::MouseEvent, prelude::*};

use super::{Handler, Icon};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing this screen is for.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// An action beside text or in a toolbar.
    Quiet,
    /// What cannot be undone.
    Danger,
}

impl ButtonKind {
    /// CSS classes. A link that looks like a button takes them too: `<a class=ButtonKind::Primary.class()>`.
    pub fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "button primary",
            ButtonKind::Secondary => "button",
            ButtonKind::Quiet => "button quiet",
            ButtonKind::Danger => "button danger",
        }
    }
}

/// A button named by its text.
///
/// `<Button kind=ButtonKind::Primary submit=true busy=pending>"Sign in"</Button>`
///
/// While busy it keeps its width, its name and the focus, and ignores presses; a disabled button would drop the focus.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Drawn before the text.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// What it started is still under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// It would have nothing to act on.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Pressed.
    #[prop(optional, into)]
    on_click: Option<Handler>,
    /// Its text, which is also its name.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            on:click=press(busy, on_click)
        >
            {icon.map(Icon::view)}
            <span>{children()}</span>
        </button>
    }
    .into_any()
}

/// A button that shows only an icon; its name is read out and shown as a tooltip.
///
/// `<IconButton icon=Icon::Close label="Close" on_click=move || open.set(false) />`
#[component]
pub fn IconButton(
    /// What it shows.
    icon: Icon,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// What it started is still under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// It would have nothing to act on.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Pressed.
    #[prop(into)]
    on_click: Handler,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button quiet icon-only"
            aria-label=label
            title=label
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            on:click=press(busy, Some(on_click))
        >
            {icon.view()}
        </button>
    }
    .into_any()
}

fn press(busy: Signal<bool>, on_click: Option<Handler>) -> impl Fn(MouseEvent) {
    move |event| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    }
}
