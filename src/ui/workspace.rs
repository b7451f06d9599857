//! What somebody who is signed in sees: the frame around the pages, and the account menu.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::{Button, Dialog, Icon, Menu, MenuItem, brand, visible};
use super::dom::{Live, View, group, html, live};
use super::leaving::Leaving;
use super::pages::{self, files};
use super::preferences::MyPreferences;
use super::task::once_seen;
use super::theme::Theme;
use super::{AppState, explain};
use crate::auth::accounts::Account;
use crate::auth::visitor::Profile;
use crate::browser::location;
use crate::route::Route;

/// The frame around every page of somebody who is signed in.
pub fn workspace() -> View {
    let state = AppState::get();
    let route = state.route();
    files::provide();
    MyPreferences::provide();
    on_cleanup(move || files::forget(state));
    let screen = Memo::new(move |_| match route.get() {
        Route::Files(place) if state.has_place(&place) => "files",
        Route::Items if state.with_config(|config| !config.tables.is_empty()) => "items",
        Route::Session => "session",
        Route::Account => "account",
        Route::Files(_) if state.with_config(|config| config.places.is_empty()) => "This site keeps no files",
        Route::Files(_) => "There is no such place",
        Route::Items => "This site keeps no items",
        _ => "There is no such page",
    });
    let link = move |name: &'static str, label: &'static str, to: Route| {
        html::a().attr("href", to.to_string()).attr("aria-current", move || (screen.get() == name).then_some("page")).child(label)
    };
    let skip = html::a().class("skip-link").attr("href", "#main").child("Skip to content");
    // The fragment is the address, so the focus goes there without it.
    let skip = skip.on("click", |event: web_sys::Event| {
        event.prevent_default();
        pages::focus_main();
    });
    let (has_files, has_items) = state.with_config(|config| (!config.places.is_empty(), !config.tables.is_empty()));
    let main = html::nav()
        .class("nav")
        .attr("aria-label", "Main")
        .child(has_files.then(|| link("files", "Files", state.first_place().map_or(Route::Start, Route::Files))))
        .child(has_items.then(|| link("items", "Items", Route::Items)))
        .child(link("session", "Session", Route::Session));
    let switching = RwSignal::new(false);
    let leaving = Leaving::new(state);
    let menu = account_menu(state, switching, leaving);
    let bar = html::header().class("topbar").child(brand(state.home().to_string())).child(main).child(menu);
    let shown = StoredValue::new(None);
    let page = live(move || {
        let screen = screen.get();
        if shown.try_update_value(|shown| shown.replace(screen)).flatten().is_some_and(|before| before != screen) {
            state.give_focus();
        }
        once_seen(move || pages::settle_focus(state));
        page_of(screen)
    });
    group([
        html::div().class("app").child(skip).child(bar).child(page).child(files::upload_dock()).into(),
        switch_dialog(state, switching, leaving),
        leaving.dialog(),
    ])
}

/// The page of a screen.
fn page_of(screen: &'static str) -> View {
    match screen {
        "files" => files::page(),
        "items" => pages::beside_files(|pages| pages.items),
        "session" => pages::beside_files(|pages| pages.session),
        "account" => pages::beside_files(|pages| pages.account),
        missing => pages::nowhere(missing),
    }
}

fn account_menu(state: AppState, switching: RwSignal<bool>, leaving: Leaving) -> Menu {
    let name = Live::from(move || match state.profile().get() {
        Some(Profile::Guest) => "Guest".to_owned(),
        Some(profile) => profile.name().unwrap_or("Signed in").to_owned(),
        None => String::new(),
    });
    let leave = move || {
        spawn_local(async move {
            if let Err(error) = state.sign_out().await {
                let problem = explain::aws_error("You are signed out here, but AWS could not be told", &error);
                state.say(format!("{}. {}", problem.title, problem.reason));
            }
        });
    };
    let preferences = MyPreferences::get();
    let items = move || {
        let mut items = Vec::new();
        if state.profile().get() == Some(Profile::Guest) {
            let sign_in = move || leaving.ask("Sign in", || location::go(&Route::SignIn));
            items.push(MenuItem::new("Sign in", Icon::User, sign_in));
        }
        if matches!(state.profile().get(), Some(Profile::User(_))) {
            items.push(MenuItem::new("Account", Icon::User, || location::go(&Route::Account)));
            let add = move || {
                state.adding().set(Some(super::Beside::Account));
                location::go(&Route::SignIn);
            };
            items.push(MenuItem::new("Add account", Icon::UserPlus, move || leaving.ask("Add account", add)));
        }
        if !state.session().other_accounts().is_empty() {
            items.push(MenuItem::new("Switch account", Icon::Shared, move || switching.set(true)));
        }
        for choice in Theme::ALL {
            let chosen = preferences.theme().get() == choice;
            items.push(MenuItem::choice(choice.label(), choice.icon(), chosen, move || preferences.choose_theme(choice)));
        }
        items.push(MenuItem::new("Sign out", Icon::SignOut, move || leaving.ask("Sign out", leave)));
        items
    };
    Menu::new("Account menu", items)
        .caption(name.clone())
        .child(Icon::User)
        .child(html::span().class("account-name").child(live(move || visible(name.get()))))
}

/// The other accounts of this browser, to go over to.
fn switch_dialog(state: AppState, open: RwSignal<bool>, leaving: Leaving) -> View {
    Dialog::new(open, "Switch account").content(move || {
        let choice = move |account: Account| {
            let id = account.id();
            let switch = move || {
                open.set(false);
                state.switch(&id);
            };
            let ask = move || leaving.ask("Switch account", switch.clone());
            Button::new(account.name()).icon(Icon::User).on_click(ask)
        };
        html::div().class("form").children(state.session().other_accounts().into_iter().map(choice)).into()
    })
}
