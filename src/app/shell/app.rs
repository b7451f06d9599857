//! The root: reads the configuration, then shows the page the visitor is on.

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use super::clock_notice::clock_notice;
use super::idle::idle_watch;
use super::workspace;
use crate::app::pages::configuration::{self, ConfigurationError};
use crate::app::pages::{entrance, shared_origin};
use crate::app::{AppState, theme};
use crate::auth::accounts;
use crate::auth::visitor::Profile;
use crate::aws::s3::SharedOrigin;
use crate::browser::{location, network, tabs};
use crate::config::Config;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{DialogScope, banner_region, toast_region};
use crate::ui::dom::{self, View, group, html, live};
use crate::ui::words;

/// Takes the place of the static first paint, once there is something to show.
pub fn mount() {
    entrance::first_paint::keep();
    dom::mount(|| {
        // Before anything else happens: a code in the address bar is read over a shoulder, or copied with the address.
        let answer = StoredValue::new(location::take_authorization_response());
        let config = RwSignal::new(None);
        // Within what is mounted: before that, Leptos has nothing to run it with.
        if entrance::first_paint::is_frame() {
            // It is compiled while the configuration is read.
            workspace::prefetch();
        }
        spawn_local(async move {
            words::load().await;
            loop {
                let loaded = configuration::load().await;
                let silent = matches!(loaded, Err(ConfigurationError::NoResponse(_)));
                config.set(Some(loaded));
                if !silent {
                    break;
                }
                network::until_there(|| {}).await;
            }
        });
        live(move || match config.get() {
            Some(Ok(config)) => match SharedOrigin::of(&config, &location::here()) {
                Some(shared) => without_first_paint(shared_origin::page(shared)),
                None => app(config, answer.try_update_value(Option::take).flatten()),
            },
            Some(Err(fault)) => without_first_paint(configuration::page(fault)),
            None => View::none(),
        })
    });
}

/// `page`, in place of what `index.html` painted.
fn without_first_paint(page: View) -> View {
    entrance::first_paint::remove();
    page
}

/// The page of a deployment whose configuration is sound.
fn app(config: Config, answer: Option<Secret>) -> View {
    let state = AppState::new(config, answer);
    provide_context(state);
    theme::restore();
    state.uploading().ask_before_leaving();
    state.end_if_idle();
    location::listen(move |route| {
        // Whoever comes back too late, and by no key or press, sees nothing before it is noticed.
        if state.end_if_idle() {
            return;
        }
        // Who would be led away again at once need not go there first, and stop their uploads by it.
        if route.is_entrance() && state.visitor.needs_no_entrance() {
            state.arrival.redirect(state.home());
        } else if route == Route::Start && state.profile().with_untracked(Option::is_some) {
            state.start();
        } else {
            state.navigated(route);
        }
    });
    tabs::listen(accounts::KEY, move || state.session().observe());
    let route = state.route();
    let profile = state.profile();
    let account = state.visitor.account_id;
    // A dialog belongs to a place of an account.
    let here = move |_: Option<&String>| format!("{} {:?}", route.read(), account.read());
    provide_context(DialogScope(Memo::new(here)));

    // Somebody who has not signed in is led to the entrance, and afterwards to where they wanted to go; somebody who
    // has does not need the entrance. (A guest may: to become a user.)
    Effect::new(move || {
        let route = route.get();
        match profile.get() {
            None if !route.is_entrance() => {
                state.set_return_to(route);
                location::replace(&Route::SignIn);
            }
            Some(Profile::User(_)) if route.is_entrance() && state.visitor.second_sign_in.get().is_none() => {
                location::replace(&state.home())
            }
            Some(_) if !route.is_entrance() => state.visitor.second_sign_in.set(None),
            _ => {}
        }
    });

    // Made anew for each account: nothing of one is left for the other to see.
    let entering = Memo::new(move |_| route.get().is_entrance());
    let reloading = state.reloading();
    let page = live(move || match (account.get(), entering.get()) {
        _ if reloading.get() => {
            html::main().class("auth").child(html::p().attr("role", "status").child(t!("Signing out…"))).into()
        }
        (_, true) => entrance::page(),
        (Some(_), false) => without_first_paint(workspace::workspace()),
        (None, false) => View::none(),
    });
    group([
        banner_region([
            state.connection().banner(),
            state.uploading().banner(),
            state.session_news().banners(state),
            clock_notice(state),
        ])
        .into(),
        page,
        idle_watch(state),
        toast_region(state.toasts()).into(),
    ])
}
