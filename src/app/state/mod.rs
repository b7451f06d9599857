//! What the pages share: who is here, where they are and why, and the services of the page.

mod arrival;
mod carried_over;
mod connection;
mod first_page;
mod places;
mod prefetch;
pub mod return_to;
pub mod screen_kind;
mod services;
mod session_end;
mod session_news;
mod transitions;
mod uploading;
mod visitor;

use std::fmt;
use std::rc::Rc;

use crate::ui::reactive::*;

use crate::app::session::Session;
use crate::auth::oauth::AuthorizationRequest;
use crate::auth::visitor::Profile;
use crate::aws::Client;
use crate::browser::{Browser, location};
use crate::config::Config;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::Toasts;
pub use arrival::Arrival;
use carried_over::CarriedOver;
use connection::Connection;
use first_page::Prefetched;
pub use prefetch::RequestsSent;
use services::ShellServices;
pub use session_end::SessionEnd;
use session_news::SessionNews;
use uploading::Uploading;
pub use visitor::VisitorState;

/// Why a sign-in is under way although a user is signed in already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondSignIn {
    /// Their account is to stand beside the one in use.
    Account,
    /// Their login is to be linked to the one in use.
    Login,
}

/// Handles to what the pages share; to be taken from the context with [`AppState::get`].
#[derive(Clone, Copy)]
pub struct AppState {
    /// Who is here.
    pub visitor: VisitorState,
    /// Where they are and why.
    pub arrival: Arrival,
    /// The prefetched first page of the folder that is opened.
    prefetched: StoredValue<Option<Prefetched>>,
    /// Completes when its request, and the one for credentials before it, have been sent.
    first_requests: StoredValue<Option<RequestsSent>>,
    /// What the shell does for all pages.
    services: ShellServices,
}

impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppState(..)")
    }
}

impl AppState {
    /// The state of a page that has just been loaded, perhaps by a provider that sent the visitor back with an answer.
    pub fn new(config: Config, answer: Option<Secret>) -> AppState {
        let browser = Browser::default();
        let connection = Connection::watch(&browser);
        let session = Session::restore(Client::new(browser, Rc::new(config)));
        let account = session.account_id();
        // An authorization response without a request from this tab may be forged (login CSRF): the session and a pending
        // request stay as they are.
        let is_unsolicited =
            |answer: &Secret| account.is_some() && !AuthorizationRequest::matches_response(session.client().platform(), answer);
        let toasts = Toasts::new();
        let answer = answer.filter(|answer| {
            let is_unsolicited = is_unsolicited(answer);
            if is_unsolicited {
                toasts.say(t!("Ignored a sign-in that wasn't started in this tab. Nothing has changed."));
            }
            !is_unsolicited
        });
        let is_linking = || account.is_some() && AuthorizationRequest::pending_link(session.client().platform()) == account;
        let arrival = answer.as_ref().map(|_| if is_linking() { Route::Account } else { Route::SignIn });
        if let Some(route) = &arrival {
            location::replace(route);
        }
        let CarriedOver { said, elsewhere, idle, last } = CarriedOver::take(session.client().platform());
        said.into_iter().for_each(|text| toasts.say(text));
        let second_sign_in = session.profile().filter(|_| arrival == Some(Route::SignIn)).map(|_| SecondSignIn::Account);
        let store = session.client().platform().clone();
        let route = arrival.unwrap_or_else(location::current);
        let state = AppState {
            visitor: VisitorState::new(session, second_sign_in, last),
            arrival: Arrival::new(route, answer, idle.map(SessionEnd::Idle), store),
            prefetched: StoredValue::new(None),
            first_requests: StoredValue::new(None),
            services: ShellServices::new(toasts, connection),
        };
        state.follow_session();
        state.services.news.say_again(elsewhere);
        let opened = state.arrival.route.get_untracked();
        if let Some(canonical) = state.canonical(&opened) {
            state.arrival.redirect(canonical);
        }
        if state.visitor.profile.with_untracked(Option::is_some) && !state.arrival.had_authorization_response {
            let route = state.arrival.route.get_untracked();
            state.prefetch(if route == Route::Start { state.home() } else { route });
        }
        if state.visitor.profile.with_untracked(Option::is_some) && state.arrival.route.get_untracked() == Route::Start {
            state.start();
        }
        state
    }

    /// The state of this page.
    pub fn get() -> AppState {
        expect_context()
    }

    /// The session, to sign requests with.
    pub fn session(&self) -> Session {
        self.visitor.session.get_value()
    }

    /// The client, for what needs no signature.
    pub fn client(&self) -> Client<Browser> {
        self.visitor.session.with_value(|session| session.client().clone())
    }

    /// The deployment's settings.
    pub fn config(&self) -> Config {
        self.visitor.session.with_value(|session| session.client().config().clone())
    }

    /// Reads the deployment's settings, without a copy of them.
    pub fn with_config<T>(&self, read: impl FnOnce(&Config) -> T) -> T {
        self.visitor.session.with_value(|session| read(session.client().config()))
    }

    /// Says something that is news to the visitor, such as "2 files deleted".
    pub fn say(&self, text: impl Into<String>) {
        self.services.toasts.say(text);
    }

    /// What is being said.
    pub fn toasts(&self) -> Toasts {
        self.services.toasts
    }

    /// How many uploads are under way, and what was stopped.
    pub fn uploading(&self) -> Uploading {
        self.services.uploading
    }

    /// What happened to the session without the visitor's doing.
    pub fn session_news(&self) -> SessionNews {
        self.services.news
    }

    /// Whether the network is there.
    pub fn connection(&self) -> Connection {
        self.services.connection
    }

    /// Whether the document is about to be loaded anew: what somebody typed into it would be lost.
    pub fn reloading(&self) -> Signal<bool> {
        self.services.reloading.into()
    }

    /// Who is here, if anybody.
    pub fn profile(&self) -> Signal<Option<Profile>> {
        self.visitor.profile.into()
    }

    /// Where the visitor is.
    pub fn route(&self) -> RwSignal<Route> {
        self.arrival.route
    }
}
