//! The entrance: one card whose content follows the route.

mod check;
mod confirm;
mod reset_password;
mod sign_in;
mod sign_up;

use std::future::Future;

use leptos::prelude::*;

use super::MAIN;
use crate::auth;
use crate::auth::session::Visitor;
use crate::auth::tokens::Tokens;
use crate::aws::user_pool::Secret;
use crate::browser::{document, location};
use crate::config::UserPool;
use crate::ports::Lifetime;
use crate::route::Route;
use crate::ui::AppState;
use crate::ui::components::{Brand, Button, ButtonKind, Notice, Problem, live, maybe};
use crate::ui::task::Task;

/// Sign in, sign up, confirm, reset the password.
#[component]
pub fn Entrance() -> impl IntoView {
    let state = AppState::get();
    let step = state.route();
    let entry = Entry::new(state);
    let pool = state.config().user_pool;
    let card = move || {
        let Some(pool) = pool.clone() else { return guests_only(entry) };
        match step.get() {
            Route::SignUp => sign_up::view(entry, pool),
            Route::Confirm => confirm::view(entry, pool),
            Route::ResetPassword => reset_password::view(entry, pool),
            _ => sign_in::view(entry, pool),
        }
    };
    view! {
        <main id=MAIN tabindex="-1" class="auth">
            <Brand href=Route::SignIn.to_string() />
            {live(card)}
        </main>
    }
}

/// What the steps share: the visitor types nothing twice.
#[derive(Clone, Copy)]
struct Entry {
    state: AppState,
    email: RwSignal<String>,
    keep: RwSignal<bool>,
    /// Why the visitor was led to the next step, for it to say.
    news: StoredValue<Option<String>>,
}

impl Entry {
    fn new(state: AppState) -> Entry {
        Entry { state, email: RwSignal::default(), keep: RwSignal::new(false), news: StoredValue::new(None) }
    }

    /// The address as typed, without what was pasted around it.
    fn email(self) -> String {
        self.email.get_untracked().trim().to_owned()
    }

    /// Leads to another step, which says why.
    fn lead(self, route: &Route, news: impl Into<String>) {
        self.news.set_value(Some(news.into()));
        location::go(route);
    }

    fn enter(self, visitor: Visitor) {
        let lifetime = if self.keep.get_untracked() { Lifetime::Persistent } else { Lifetime::Tab };
        self.state.enter(visitor, lifetime);
    }

    fn enter_user(self, tokens: Tokens) {
        self.enter(Visitor::User(tokens));
    }

    /// The card of a step: its heading, what led to it, and its content.
    fn card(self, title: &'static str, content: AnyView) -> AnyView {
        document::set_title(&format!("{title} – Satchel"));
        let news = self.news.try_update_value(Option::take).flatten();
        view! {
            <div class="card">
                <h1>{title}</h1>
                {maybe(news.map(|news| view! { <Notice>{news}</Notice> }))}
                {content}
            </div>
        }
        .into_any()
    }
}

/// Starts what a form was sent for. What comes of it, if it fails, is the form's problem.
fn submit(task: Task, problem: RwSignal<Option<Problem>>, work: impl Future<Output = Result<(), Problem>> + 'static) {
    task.start(async move {
        problem.set(None);
        if let Err(reason) = work.await {
            problem.set(Some(reason));
        }
    });
}

/// The way in without an account, where the deployment has one.
fn guest_entry(entry: Entry) -> AnyView {
    let enter = move || entry.enter(Visitor::Guest);
    let allowed = entry.state.config().identity_pool.allow_guests;
    maybe(allowed.then(|| {
        view! {
            <div class="divider">"or"</div>
            <Button on_click=enter>"Continue as guest"</Button>
        }
    }))
}

/// The card of a deployment without accounts.
fn guests_only(entry: Entry) -> AnyView {
    let enter = move || entry.enter(Visitor::Guest);
    let content = view! {
        <p class="hint">"This site has no accounts: everyone is a guest."</p>
        <Button kind=ButtonKind::Primary on_click=enter>"Continue as guest"</Button>
    };
    entry.card("Welcome", content.into_any())
}

/// The address for a password manager, on a step that asks for a password alone.
fn hidden_username(email: &str) -> AnyView {
    view! {
        <input
            class="visually-hidden"
            type="email"
            autocomplete="username"
            aria-hidden="true"
            tabindex="-1"
            readonly=true
            prop:value=email.to_owned()
        />
    }
    .into_any()
}

/// Signs in with a password that was just set. A failure is not the password's: the visitor signs in by hand, and learns
/// from `done` that what was asked for is done.
async fn sign_in_at_last(entry: Entry, pool: &UserPool, email: &str, password: Option<&str>, done: &'static str) {
    let client = entry.state.client();
    let tokens = match password {
        Some(password) => auth::sign_in::sign_in(&client, pool, email, &Secret::new(password)).await.ok(),
        None => None,
    };
    match tokens {
        Some(tokens) => entry.enter_user(tokens),
        None => entry.lead(&Route::SignIn, format!("{done} Sign in.")),
    }
}
