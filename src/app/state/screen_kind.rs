//! Which screens there are, in which order and of which sites: what is known before the workspace is there. What they show is in
//! the table of screens, `app::shell::screens`, which is loaded with it.

use super::AppState;
use crate::config::Config;
use crate::route::Route;

/// A screen of somebody who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenKind {
    /// The files of a place.
    Files,
    /// The items of a table.
    Items,
    /// Requests to an API.
    Api,
    /// What makes the session.
    Session,
    /// The visitor's own account.
    Account,
}

impl ScreenKind {
    /// All of them, in the navigation's order.
    pub const ALL: [ScreenKind; 5] =
        [ScreenKind::Files, ScreenKind::Items, ScreenKind::Api, ScreenKind::Session, ScreenKind::Account];

    /// Whether this site has it.
    pub fn is_configured(self, config: &Config) -> bool {
        match self {
            ScreenKind::Files => !config.places.is_empty(),
            ScreenKind::Items => !config.tables.is_empty(),
            ScreenKind::Api => !config.apis.is_empty(),
            ScreenKind::Session | ScreenKind::Account => true,
        }
    }

    /// Where somebody comes to who goes to it, if there is anything for them.
    pub fn first_route(self, state: &AppState) -> Option<Route> {
        match self {
            ScreenKind::Files => state.first_place().map(Route::Files),
            ScreenKind::Items => Some(Route::ITEMS),
            ScreenKind::Api => Some(Route::API),
            ScreenKind::Session => Some(Route::Session),
            ScreenKind::Account => Some(Route::Account),
        }
    }
}

impl AppState {
    /// Where the visitor starts: the first screen of this site that has something for them.
    pub fn home(&self) -> Route {
        let is_there = |kind: &ScreenKind| self.with_config(|config| kind.is_configured(config));
        ScreenKind::ALL.into_iter().filter(is_there).find_map(|kind| kind.first_route(self)).unwrap_or(Route::Session)
    }
}
