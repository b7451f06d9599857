//! Light or dark: the system's choice, unless the visitor makes another.

use super::AppState;
use crate::browser::document;
use crate::ports::{KeyValueStore, Lifetime};
use crate::ui::components::Icon;

const KEY: &str = "satchel.theme";

/// How the page is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All there are, in the menu's order.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The menu's words.
    pub fn label(self) -> &'static str {
        match self {
            Theme::System => t!("System colours"),
            Theme::Light => t!("Light"),
            Theme::Dark => t!("Dark"),
        }
    }

    /// The menu's picture.
    pub fn icon(self) -> Icon {
        match self {
            Theme::System => Icon::System,
            Theme::Light => Icon::Sun,
            Theme::Dark => Icon::Moon,
        }
    }

    /// What it is called where it is kept.
    pub fn name(self) -> &'static str {
        self.attribute().unwrap_or("system")
    }

    /// The theme that is called so.
    pub fn named(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// The value of `data-theme`, which `tokens.css` knows.
    fn attribute(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// What the visitor chose, in this or an earlier visit.
pub fn current() -> Theme {
    let stored = AppState::get().client().platform().get(Lifetime::Persistent, KEY);
    Theme::ALL.into_iter().find(|theme| theme.attribute() == stored.as_deref()).unwrap_or(Theme::System)
}

/// Colours the page as chosen before.
pub fn restore() {
    document::set_root_attribute("data-theme", current().attribute());
}

/// Colours the page, now and in later visits.
pub fn choose(state: AppState, choice: Theme) {
    let client = state.client();
    match choice.attribute() {
        Some(name) => client.platform().set(Lifetime::Persistent, KEY, name),
        None => client.platform().remove(Lifetime::Persistent, KEY),
    }
    document::set_root_attribute("data-theme", choice.attribute());
}
