//! The screens of somebody who is signed in: one entry each. The navigation, the titles, what an address leads to and which
//! part of the program it takes follow from it.

use super::main_region::settle_focus;
use crate::app::pages::api::history::History;
use crate::app::pages::items::known_tables::KnownTables;
use crate::app::pages::{account, api, files, items, session};
use crate::app::state::screen_kind::ScreenKind;
use crate::app::{AppState, lazy};
use crate::auth::visitor::Profile;
use crate::config::ApiEndpoint;
use crate::route::Route;
use crate::ui::components::Icon;
use crate::ui::dom::{View, html};
use crate::ui::reactive::*;
use crate::ui::task::once_seen;
use crate::ui::words::{Phrase, errors};

/// A screen.
pub struct Screen {
    /// Which one: in which order, of which sites and at which address follows from it.
    pub kind: ScreenKind,
    /// What it is called, in the navigation and in the window's title.
    pub label: Phrase,
    /// How the navigation leads to it.
    pub navigation: NavigationItem,
    /// Whether it is of use to this visitor.
    pub is_for: fn(&Profile) -> bool,
    /// What is read at its address where the site does not have it.
    pub absent: Phrase,
    /// Whether an address leads to it.
    matches_route: fn(&Route) -> bool,
    /// What is read at an address of it that names something the site does not have.
    pub missing: fn(AppState, &Route) -> Option<&'static str>,
    /// Provides what it keeps while its visitor is on other screens.
    provide: fn(),
    /// Its page.
    pub page: fn() -> View,
}

/// How the navigation leads to a screen.
pub enum NavigationItem {
    /// By links of its own.
    Links(fn() -> View),
    /// By a link with this icon.
    Link(Icon),
    /// By an item of the account menu.
    AccountMenu(Icon),
}

/// All of them, in the order of their kinds.
static SCREENS: [Screen; ScreenKind::ALL.len()] = [
    Screen {
        kind: ScreenKind::Files,
        label: phrase!("Files"),
        navigation: NavigationItem::Links(files::places),
        is_for: |_| true,
        absent: phrase!("This site keeps no files"),
        matches_route: |route| route.place().is_some(),
        missing: |state, route| {
            route.place().is_some_and(|place| !state.has_place(place)).then(|| t!("This place doesn't exist"))
        },
        provide: files::provide,
        page: files::page,
    },
    Screen {
        kind: ScreenKind::Items,
        label: phrase!("Items"),
        navigation: NavigationItem::Link(Icon::Items),
        is_for: |_| true,
        absent: phrase!("This site keeps no items"),
        matches_route: |route| matches!(route, Route::Items { .. }),
        missing: |state, route| {
            let Route::Items { table: Some(name), .. } = route else { return None };
            let is_there = state.with_config(|config| config.tables.iter().any(|table| table.name == *name));
            (!is_there).then(|| t!("This table doesn't exist"))
        },
        provide: KnownTables::provide,
        page: || loaded(items_part::load),
    },
    Screen {
        kind: ScreenKind::Api,
        label: phrase!("API"),
        navigation: NavigationItem::Link(Icon::Code),
        is_for: |_| true,
        absent: phrase!("This site has no API"),
        matches_route: |route| matches!(route, Route::Api { .. }),
        missing: |state, route| {
            let Route::Api { endpoint: Some(name), .. } = route else { return None };
            let is_there =
                name == ApiEndpoint::OTHER || state.with_config(|config| ApiEndpoint::slugs(&config.apis).contains(name));
            (!is_there).then(|| t!("This API doesn't exist"))
        },
        provide: History::provide,
        page: || loaded(api_part::load),
    },
    Screen {
        kind: ScreenKind::Session,
        label: phrase!("Session"),
        navigation: NavigationItem::Link(Icon::Chain),
        is_for: |_| true,
        absent: errors::NOTHING,
        matches_route: |route| matches!(route, Route::Session),
        missing: |_, _| None,
        provide: || (),
        page: || loaded(session_part::load),
    },
    Screen {
        kind: ScreenKind::Account,
        label: phrase!("Account"),
        navigation: NavigationItem::AccountMenu(Icon::User),
        is_for: |profile| matches!(profile, Profile::User(_)),
        absent: errors::NOTHING,
        matches_route: |route| matches!(route, Route::Account),
        missing: |_, _| None,
        provide: || (),
        page: || loaded(account_part::load),
    },
];

// Each kind has its screen, in the same order.
const _: () = {
    let mut at = 0;
    while at < SCREENS.len() {
        assert!(SCREENS[at].kind as usize == ScreenKind::ALL[at] as usize);
        at += 1;
    }
};

/// Makes a page.
type Page = fn() -> View;

lazy::lazy!(items_part: Page = items::page);
lazy::lazy!(api_part: Page = api::page);
lazy::lazy!(session_part: Page = session::page);
lazy::lazy!(account_part: Page = account::page);

impl PartialEq for Screen {
    fn eq(&self, other: &Screen) -> bool {
        self.kind == other.kind
    }
}

impl Screen {
    /// Whether this site has it.
    pub fn is_configured(&self, state: AppState) -> bool {
        state.with_config(|config| self.kind.is_configured(config))
    }

    /// Those that this visitor may be led to, in their order.
    pub fn offered(state: AppState) -> Vec<&'static Screen> {
        let profile = state.profile().get_untracked();
        let is_for = |screen: &&Screen| profile.as_ref().is_some_and(screen.is_for);
        SCREENS.iter().filter(|screen| screen.is_configured(state)).filter(is_for).collect()
    }

    /// Provides what each screen keeps, for all below the component that this is called in.
    pub fn provide_all() {
        SCREENS.iter().for_each(|screen| (screen.provide)());
    }

    /// The screen that an address leads to.
    pub fn of(route: &Route) -> Option<&'static Screen> {
        SCREENS.iter().find(|screen| (screen.matches_route)(route))
    }
}

/// A page that is a part of its own, once it is here.
fn loaded(load: fn() -> lazy::Loading<Page>) -> View {
    let state = AppState::get();
    let make = move |page: Page| {
        once_seen(move || settle_focus(state));
        page()
    };
    lazy::when_loaded(load, || html::main().class("page"), make)
}
