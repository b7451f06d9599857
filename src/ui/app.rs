//! The root: reads the configuration, then shows the page the visitor is on.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::{Brand, Icon, Menu, MenuItem, ToastRegion};
use super::pages::{self, configuration, files::Uploads};
use super::theme::{self, Theme};
use super::{AppState, explain};
use crate::auth::session::Profile;
use crate::browser::location;
use crate::config::Config;
use crate::route::Route;

/// Takes the place of the static first paint, once there is something to show.
pub fn mount() {
    mount_to_body(|| {
        let config = RwSignal::new(None);
        // Within what is mounted: before that, Leptos has nothing to run it with.
        spawn_local(async move {
            let loaded = configuration::load().await;
            configuration::remove_first_paint();
            config.set(Some(loaded));
        });
        move || {
            config.get().map(|config| match config {
                Ok(config) => view! { <App config /> }.into_any(),
                Err(fault) => view! { <configuration::Page fault /> }.into_any(),
            })
        }
    });
}

/// The page of a deployment whose configuration is sound.
#[component]
fn App(
    /// What this deployment is.
    config: Config,
) -> impl IntoView {
    let state = AppState::new(config);
    provide_context(state);
    theme::restore();
    location::listen(move |route| state.route().set(route));
    let route = state.route();
    let profile = state.profile();

    // Somebody who has not signed in is led to the entrance, and afterwards to where they wanted to go; somebody who
    // has does not need the entrance. (A guest may: to become a user.)
    Effect::new(move || {
        let route = route.get();
        match profile.get() {
            None if !route.is_entrance() => {
                state.want(route);
                location::replace(&Route::SignIn);
            }
            Some(Profile::User(_)) if route.is_entrance() => location::replace(&state.home()),
            _ => {}
        }
    });

    let signed_in = Memo::new(move |_| profile.get().is_some());
    let entrance = Memo::new(move |_| route.get().is_entrance());
    view! {
        {move || match (signed_in.get(), entrance.get()) {
            (_, true) => view! { <pages::Entrance /> }.into_any(),
            (true, false) => view! { <SignedIn /> }.into_any(),
            (false, false) => ().into_any(),
        }}
        <ToastRegion toasts=state.toasts() />
    }
}

/// The frame around every page of somebody who is signed in.
#[component]
fn SignedIn() -> impl IntoView {
    let state = AppState::get();
    let route = state.route();
    Uploads::provide();
    on_cleanup(move || pages::files::forget(state));
    let screen = Memo::new(move |_| match route.get() {
        Route::Files(_) => "files",
        Route::Items => "items",
        Route::Session => "session",
        _ => "",
    });
    let link = move |name: &'static str, label: &'static str, to: Route| {
        view! {
            <a href=to.to_string() aria-current=move || (screen.get() == name).then_some("page")>
                {label}
            </a>
        }
    };
    view! {
        <div class="app">
            <a
                class="skip-link"
                href="#main"
                on:click=move |event| {
                    // The fragment is the address, so the focus goes there without it.
                    event.prevent_default();
                    pages::focus_main();
                }
            >
                "Skip to content"
            </a>
            <header class="topbar">
                <Brand href=state.home().to_string() />
                <nav class="nav" aria-label="Main">
                    {link("files", "Files", state.home())} {link("items", "Items", Route::Items)}
                    {link("session", "Session", Route::Session)}
                </nav>
                <AccountMenu />
            </header>
            {move || match screen.get() {
                "files" => view! { <pages::files::Page /> }.into_any(),
                "items" => view! { <pages::items::Page /> }.into_any(),
                "session" => view! { <pages::session::Page /> }.into_any(),
                _ => view! { <pages::Nowhere /> }.into_any(),
            }}
        </div>
        <pages::files::UploadTray />
    }
}

#[component]
fn AccountMenu() -> impl IntoView {
    let state = AppState::get();
    let name = Signal::derive(move || match state.profile().get() {
        Some(Profile::Guest) => "Guest".to_owned(),
        Some(profile) => profile.email().unwrap_or("Signed in").to_owned(),
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
    let theme = RwSignal::new(theme::current());
    let items = Signal::derive(move || {
        let mut items = Vec::new();
        if state.profile().get() == Some(Profile::Guest) {
            items.push(MenuItem::new("Sign in", Icon::User, || location::go(&Route::SignIn)));
        }
        for choice in Theme::ALL {
            let chosen = theme.get() == choice;
            items.push(MenuItem::choice(choice.label(), choice.icon(), chosen, move || theme::choose(theme, choice)));
        }
        items.push(MenuItem::new("Sign out", Icon::SignOut, leave));
        items
    });
    view! { <Menu label="Account menu" caption=name items>
        {Icon::User.view()}
        <span class="account-name">{name}</span>
    </Menu> }
}
