//! Account: what visitors may change about themselves. One file a region.

mod contact;
mod danger;
mod devices;
mod explain;
mod fetched;
mod linked_logins;
mod passkeys;
mod password;
mod profile;
mod two_step;

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::auth;
use crate::auth::visitor::Profile;
use crate::aws::user_pool::account::User;
use crate::browser::document;
use crate::config::{FirstFactor, MfaConfiguration, RememberDevices, UserPool};
use crate::route::Route;
use crate::ui::AppState;
use crate::ui::components::{ButtonKind, Icon, Problem, empty_state};
use crate::ui::dom::{Element, View, html};
use crate::ui::shell::main_region::MAIN;
use crate::ui::task::Task;
use crate::ui::words::format;
use fetched::Fetched;

/// The page.
pub fn page() -> View {
    let state = AppState::get();
    let regions = match state.session().profile() {
        Some(Profile::User(claims)) => regions(state, &claims),
        _ => vec![for_guests()],
    };
    html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page prose account")
        .child(html::h1().child(t!("Account")))
        .children(regions)
        .into()
}

/// What there is for who is here.
fn regions(state: AppState, claims: &Map<String, Value>) -> Vec<Element> {
    let provider = state.session().login_provider();
    let pool = state.config().user_pool.filter(|pool| provider == Some(pool.login_provider()));
    let sole_provider = pool.as_ref().and_then(|pool| sole_provider(pool, claims));
    let account = pool.map(|pool| Account::new(state, pool));
    let of_user = |id, name, content: fn(Account) -> View| Some(region(id, name, content(account?)));
    let mut regions = match (account, sole_provider) {
        (Some(account), None) => {
            account.user.load();
            // What the site does not offer is left out.
            let offers = |is_offered: fn(&UserPool) -> bool| account.pool.with_value(is_offered);
            let has_second_steps = offers(|pool| pool.mfa.configuration != Some(MfaConfiguration::Off));
            let has_passkeys = offers(|pool| pool.first_factors.contains(&FirstFactor::WebAuthn));
            let has_devices = offers(|pool| pool.remember_devices != RememberDevices::Never);
            vec![
                of_user(profile::REGION, t!("Profile"), profile::view),
                of_user(password::REGION, t!("Password"), password::view),
                has_second_steps.then(|| of_user(two_step::REGION, t!("Two-step verification"), two_step::view)).flatten(),
                has_passkeys.then(|| of_user(passkeys::REGION, t!("Passkeys"), passkeys::view)).flatten(),
                has_devices.then(|| of_user(devices::REGION, t!("Devices"), devices::view)).flatten(),
            ]
        }
        (Some(_), Some(provider)) => kept_by(&provider, claims),
        (None, _) => vec![Some(region(profile::REGION, t!("Profile"), profile::of_claims(claims, None)))],
    };
    // Where there are no other logins there is nothing to link.
    if account.is_none() || state.with_config(|config| !config.providers.is_empty()) {
        regions.push(Some(region(linked_logins::REGION, t!("Linked logins"), linked_logins::view(state))));
    }
    regions.push(of_user("danger-zone", t!("Danger zone"), danger::view).map(|region| region.class("panel danger-zone")));
    regions.into_iter().flatten().collect()
}

/// What visitors call the provider of the user pool that alone vouches for them, if one does.
fn sole_provider(pool: &UserPool, claims: &Map<String, Value>) -> Option<String> {
    let known_as = auth::account::sole_provider(claims)?;
    let mut offered = pool.managed_login.iter().flat_map(|login| &login.providers);
    let provider = offered.find(|provider| provider.identity_provider == known_as);
    Some(provider.map_or(known_as, |provider| &provider.name).to_owned())
}

/// Where to look for what `provider` keeps: the user pool would refuse all of it.
fn kept_by(provider: &str, claims: &Map<String, Value>) -> Vec<Option<Element>> {
    let elsewhere = |id, name, says: String| Some(region(id, name, html::p().child(says)));
    vec![
        Some(region(profile::REGION, t!("Profile"), profile::of_claims(claims, Some(provider)))),
        elsewhere(
            password::REGION,
            t!("Password"),
            t!("You sign in with {provider}. Change your password there.", provider = provider),
        ),
        elsewhere(
            two_step::REGION,
            t!("Two-step verification"),
            t!("You sign in with {provider}. Set up a second step there.", provider = provider),
        ),
    ]
}

/// A part of the page with its name. The focus goes there when what had it is gone.
fn region(id: &'static str, name: &'static str, content: impl Into<View>) -> Element {
    html::section()
        .class("panel")
        .id(id)
        .attr("tabindex", "-1")
        .attr("aria-label", name)
        .child(html::h2().child(name))
        .child(content)
}

fn for_guests() -> Element {
    let text = t!("Create an account, or sign in to yours.");
    let create = html::a().class(ButtonKind::Primary.class()).attr("href", Route::SignUp.to_string()).child(t!("Create account"));
    let sign_in = html::a().attr("href", Route::SignIn.to_string()).child(t!("Sign in"));
    empty_state(Icon::User, t!("Guests have no account"), text).child(create).child(sign_in)
}

/// What the regions of a user's account share.
#[derive(Clone, Copy)]
struct Account {
    state: AppState,
    pool: StoredValue<UserPool>,
    /// Who the visitor is to the user pool: several regions look at it.
    user: Fetched<User>,
}

impl Account {
    fn new(state: AppState, pool: UserPool) -> Account {
        let user = Fetched::new(state, t!("Couldn't load your profile"), async |session| auth::account::user(&session).await);
        Account { state, pool: StoredValue::new(pool), user }
    }

    /// Starts what the visitor asked for in a region. What comes of it, if it fails, is `problem`, entitled `title`.
    fn start(
        self,
        task: Task,
        problem: RwSignal<Option<Problem>>,
        title: &'static str,
        work: impl Future<Output = Result<(), auth::Error>> + 'static,
    ) {
        self.start_explained(task, problem, move |error| explain::error(title, error), work);
    }

    /// As [`Account::start`], for what has reasons of its own to fail.
    fn start_explained(
        self,
        task: Task,
        problem: RwSignal<Option<Problem>>,
        explained: impl Fn(&auth::Error) -> Problem + 'static,
        work: impl Future<Output = Result<(), auth::Error>> + 'static,
    ) {
        // One kind of future for all that regions do.
        let work: Pin<Box<dyn Future<Output = Result<(), auth::Error>>>> = Box::pin(work);
        task.start(async move {
            problem.set(None);
            if let Err(error) = work.await {
                problem.set(Some(explained(&error)));
            }
        });
    }

    /// Shows what is so now, here and wherever the page names the visitor.
    async fn follow(self) -> Result<(), auth::Error> {
        self.user.load();
        Ok(self.state.session().refresh_tokens().await.map(drop)?)
    }

    /// Says that something is done. If what had the focus went with it, the focus goes to the region.
    fn done(self, region: &'static str, news: impl Into<String>) {
        done(self.state, region, news);
    }
}

/// As [`Account::done`].
fn done(state: AppState, region: &'static str, news: impl Into<String>) {
    state.say(news);
    request_animation_frame(move || {
        if document::focus_is_lost() {
            document::focus(region);
        }
    });
}

/// A list of things with what can be done to each.
fn lines(lines: impl IntoIterator<Item = Element>) -> Element {
    html::ul().class("lines").children(lines)
}

/// A thing: its name, what else is known of it, and what can be done to it.
fn line(name: impl Into<View>, says: impl Into<View>, actions: impl Into<View>) -> Element {
    let text = html::div().class("line-text").child(html::p().child(name)).child(html::p().class("hint").child(says));
    html::li().child(text).child(html::div().class("line-actions").child(actions))
}

/// A time of the user pool, where the visitor is.
fn time(seconds: f64) -> String {
    format::date_time(seconds as i64)
}
