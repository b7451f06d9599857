//! Buttons.

use leptos::ev;
use leptos::prelude::{Callable, request_animation_frame};

use super::{Handler, Icon};
use crate::ui::dom::{Element, Live, View, focus, html};

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
    /// An action that reads as a link beside others.
    Link,
}

impl ButtonKind {
    /// CSS classes. A link that looks like a button takes them too.
    pub fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "button primary",
            ButtonKind::Secondary => "button",
            ButtonKind::Quiet => "button quiet",
            ButtonKind::Danger => "button danger",
            ButtonKind::Link => "link-button",
        }
    }
}

/// A button named by its text.
///
/// `Button::new("Sign in").kind(ButtonKind::Primary).submit().busy(pending)`
///
/// While busy it keeps its width, its name and the focus, and ignores presses; a disabled button would drop the focus.
pub struct Button {
    face: Face,
    kind: ButtonKind,
    class: Option<&'static str>,
    icon: Option<Icon>,
    icon_after: Option<Icon>,
    reason: Option<&'static str>,
    label: Option<String>,
    submit: bool,
    autofocus: bool,
    press: Press,
}

/// What a button shows.
enum Face {
    Text(View),
    /// Only its icon; this is its name.
    Icon(Live<String>),
}

impl Button {
    /// A button with this text, which is also its name.
    pub fn new(label: impl Into<View>) -> Button {
        Button {
            face: Face::Text(label.into()),
            kind: ButtonKind::default(),
            class: None,
            icon: None,
            icon_after: None,
            reason: None,
            label: None,
            submit: false,
            autofocus: false,
            press: Press::default(),
        }
    }

    /// A button that shows only an icon; its name is read out and shown as a tooltip.
    ///
    /// `Button::icon_only(Icon::Close, "Close").on_click(move || open.set(false))`
    pub fn icon_only(icon: Icon, label: impl Into<Live<String>>) -> Button {
        Button { face: Face::Icon(label.into()), kind: ButtonKind::Quiet, icon: Some(icon), ..Button::new(View::none()) }
    }

    /// How much it asks for attention.
    pub fn kind(mut self, kind: ButtonKind) -> Self {
        self.kind = kind;
        self
    }

    /// Drawn before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Looks of its own, in place of its kind's.
    pub fn class(mut self, class: &'static str) -> Self {
        self.class = Some(class);
        self
    }

    /// Drawn after the text.
    pub fn icon_after(mut self, icon: Icon) -> Self {
        self.icon_after = Some(icon);
        self
    }

    /// It cannot work here, and is shown for the visitor to learn why: the element `reason` says it.
    pub fn unavailable(self, reason: &'static str) -> Self {
        self.because(reason).resting(true)
    }

    /// Why it does nothing, while it does not: the element `reason` says it.
    pub fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Its whole name, where its text is enough only for those who see what stands beside it. It begins with the text.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Submits the form around it.
    pub fn submit(mut self) -> Self {
        self.submit = true;
        self
    }

    /// Takes the focus when it appears.
    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }

    /// What it started is still under way.
    pub fn busy(mut self, busy: impl Into<Live<bool>>) -> Self {
        self.press.busy = busy.into();
        self
    }

    /// It would have nothing to act on.
    pub fn disabled(mut self, disabled: impl Into<Live<bool>>) -> Self {
        self.press.disabled = disabled.into();
        self
    }

    /// It does nothing for now, and says so; unlike a disabled one it keeps the focus.
    pub fn resting(mut self, resting: impl Into<Live<bool>>) -> Self {
        self.press.resting = resting.into();
        self
    }

    /// Pressed.
    pub fn on_click(mut self, on_click: impl Into<Handler>) -> Self {
        self.press.on_click = Some(on_click.into());
        self
    }
}

impl Button {
    /// Brings a submit button to life that is there already, with its text in a `span`.
    pub fn onto(self, button: Element) {
        if let (Face::Text(label), Some(text)) = (self.face, button.find("span")) {
            text.emptied().child(label).in_place();
        }
        self.press.of(button).in_place();
    }
}

impl From<Button> for View {
    fn from(button: Button) -> View {
        let Button { face, kind, class, icon, icon_after, reason, label: name, submit, autofocus, press } = button;
        let class = class.unwrap_or(kind.class());
        let button = press.of(html::button().attr("type", if submit { "submit" } else { "button" }));
        let button = button.attr("aria-describedby", reason);
        // The `autofocus` attribute works only while a document loads.
        if autofocus {
            let button = button.node::<web_sys::HtmlElement>();
            request_animation_frame(move || focus(Some(button)));
        }
        match face {
            Face::Text(label) => {
                button.class(class).attr("aria-label", name).child(icon).child(html::span().child(label)).child(icon_after)
            }
            Face::Icon(label) => {
                button.class(format!("{class} icon-only")).attr("aria-label", label.clone()).attr("title", label).child(icon)
            }
        }
        .into()
    }
}

/// What pressing a button does, and when it does nothing.
#[derive(Default)]
struct Press {
    busy: Live<bool>,
    disabled: Live<bool>,
    resting: Live<bool>,
    on_click: Option<Handler>,
}

impl Press {
    fn of(self, button: Element) -> Element {
        let Press { busy, disabled, resting, on_click } = self;
        let (working, at_rest) = (busy.clone(), resting.clone());
        let button = match at_rest {
            Live::Fixed(false) => button,
            at_rest => button.attr("aria-disabled", move || at_rest.get().then_some("true")),
        };
        button.attr("disabled", disabled).attr("aria-busy", move || working.get().then_some("true")).on(ev::click, move |event| {
            if busy.get_untracked() || resting.get_untracked() {
                event.prevent_default();
            } else if let Some(on_click) = on_click {
                on_click.run(());
            }
        })
    }
}
