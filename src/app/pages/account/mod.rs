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
mod row;
mod sections;
mod sessions;
mod two_step;

use std::future::Future;
use std::pin::Pin;

use crate::ui::reactive::*;
use serde_json::{Map, Value};

use crate::app::AppState;
use crate::app::shell::main_region::MAIN;
use crate::auth;
use crate::auth::visitor::Profile;
use crate::aws::user_pool::account::User;
use crate::browser::document;
use crate::config::{FirstFactor, MfaConfiguration, RememberDevices, UserPool};
use crate::route::Route;
use crate::ui::components::{ButtonKind, Icon, Problem, empty_state};
use crate::ui::dom::{Element, View, html};
use crate::ui::task::Task;
use crate::ui::words::format;
use fetched::Fetched;
use row::OpenRow;

/// The page.
pub fn page() -> View {
    let state = AppState::get();
    let main = html::main().id(MAIN).attr("tabindex", "-1").class("page prose account").child(html::h1().child(t!("Account")));
    match state.session().profile() {
        Some(Profile::User(claims)) => sections::beside(main, groups(state, &claims)),
        _ => main.child(for_guests()),
    }
    .into()
}

/// A group of the page, as its navigation knows it.
struct Group {
    id: &'static str,
    name: &'static str,
    element: Element,
}

const SIGN_IN: &str = "sign-in-settings";
const DANGER: &str = "danger-zone";

/// What there is for who is here.
fn groups(state: AppState, claims: &Map<String, Value>) -> Vec<Group> {
    let provider = state.session().login_provider();
    let pool = state.config().user_pool.filter(|pool| provider == Some(pool.login_provider()));
    let sole_provider = pool.as_ref().and_then(|pool| sole_provider(pool, claims));
    let account = pool.map(|pool| AccountPage::new(state, pool));
    let profile = |content| region(profile::REGION, t!("Profile"), card([content]));
    let sign_in = |rows: Vec<Element>| {
        let group = group(SIGN_IN, t!("Sign-in")).child(html::h2().child(t!("Sign-in"))).child(card(rows));
        Group { id: SIGN_IN, name: t!("Sign-in"), element: group }
    };
    let sessions = |account, has_devices| {
        let element = sessions::view(account, has_devices);
        Group { id: sessions::GROUP, name: t!("Sessions"), element }
    };
    let mut groups = Vec::new();
    match (account, sole_provider) {
        (Some(account), None) => {
            account.user.load();
            // What the site does not offer is left out.
            let offers = |is_offered: fn(&UserPool) -> bool| account.pool.with_value(is_offered);
            let has_second_steps = offers(|pool| pool.mfa.configuration != Some(MfaConfiguration::Off));
            let has_passkeys = offers(|pool| pool.first_factors.contains(&FirstFactor::WebAuthn));
            let has_devices = offers(|pool| pool.remember_devices != RememberDevices::Never);
            let row = |id, name, content: fn(AccountPage) -> View| {
                OpenRow::new(account, id).on(row_region(name)).child(content(account))
            };
            let rows = [
                Some(row(password::REGION, t!("Password"), password::view)),
                has_second_steps.then(|| row(two_step::REGION, t!("Two-step verification"), two_step::view)),
                has_passkeys.then(|| row(passkeys::REGION, t!("Passkeys"), passkeys::view)),
            ];
            groups.push(profile(profile::view(account)));
            groups.push(sign_in(rows.into_iter().flatten().collect()));
            groups.push(sessions(account, has_devices));
        }
        (Some(account), Some(provider)) => {
            groups.push(profile(profile::of_claims(claims, Some(&provider))));
            groups.push(sign_in(kept_by(&provider)));
            groups.push(sessions(account, false));
        }
        (None, _) => groups.push(profile(profile::of_claims(claims, None))),
    }
    // Where there are no other logins there is nothing to link.
    if account.is_none() || state.with_config(|config| !config.providers.is_empty()) {
        groups.push(region(linked_logins::REGION, t!("Linked logins"), card([linked_logins::view(state)])));
    }
    if let Some(account) = account {
        let danger = region(DANGER, t!("Danger zone"), card([danger::view(account)]));
        groups.push(Group { element: danger.element.class("danger-zone"), ..danger });
    }
    groups
}

/// What visitors call the provider of the user pool that alone vouches for them, if one does.
fn sole_provider(pool: &UserPool, claims: &Map<String, Value>) -> Option<String> {
    let known_as = auth::account::sole_provider(claims)?;
    let mut offered = pool.managed_login.iter().flat_map(|login| &login.providers);
    let provider = offered.find(|provider| provider.identity_provider == known_as);
    Some(provider.map_or(known_as, |provider| &provider.name).to_owned())
}

/// Where to look for what `provider` keeps: the user pool would refuse all of it.
fn kept_by(provider: &str) -> Vec<Element> {
    let elsewhere = |id, name, says: String| {
        let says = html::p().class("row-value wide").child(says);
        row_region(name).class("account-row").id(id).child(says)
    };
    vec![
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

/// A group of rows. The focus goes there by the navigation, and when what had it is gone.
fn group(id: &'static str, name: &'static str) -> Element {
    html::section().class("account-group").id(id).attr("tabindex", "-1").attr("aria-label", name)
}

/// A group that bears its own name.
fn region(id: &'static str, name: &'static str, content: Element) -> Group {
    Group { id, name, element: group(id, name).child(html::h2().child(name)).child(content) }
}

/// A region that is one row: its heading is the row's label.
fn row_region(name: &'static str) -> Element {
    html::section().attr("tabindex", "-1").attr("aria-label", name).child(html::h2().class("row-label").child(name))
}

/// What holds the rows of a group together.
fn card<V: Into<View>>(rows: impl IntoIterator<Item = V>) -> Element {
    html::div().class("account-card").children(rows)
}

fn for_guests() -> Element {
    let text = t!("Create an account, or sign in to yours.");
    let create = html::a().class(ButtonKind::Primary.class()).attr("href", Route::SignUp.to_string()).child(t!("Create account"));
    let sign_in = html::a().attr("href", Route::SignIn.to_string()).child(t!("Sign in"));
    let actions = html::div().class("empty-actions").child(create).child(sign_in.class(ButtonKind::Secondary.class()));
    empty_state(Icon::User, t!("Guests have no account"), text).child(actions)
}

/// What the regions of a user's account share.
#[derive(Clone, Copy)]
struct AccountPage {
    state: AppState,
    pool: StoredValue<UserPool>,
    /// The row that is open, if one is.
    open: RwSignal<Option<&'static str>>,
    /// Who the visitor is to the user pool: several regions look at it.
    user: Fetched<User>,
}

impl AccountPage {
    fn new(state: AppState, pool: UserPool) -> AccountPage {
        let user = Fetched::new(state, t!("Couldn't load your profile"), async |session| auth::account::user(&session).await);
        AccountPage { state, pool: StoredValue::new(pool), open: RwSignal::new(None), user }
    }

    /// Starts what the visitor asked for in a region. What comes of it, if it fails, is `problem`, entitled `title`.
    fn start(
        self,
        task: Task,
        problem: RwSignal<Option<Problem>>,
        title: &'static str,
        work: impl Future<Output = Result<(), auth::AuthError>> + 'static,
    ) {
        self.start_explained(task, problem, move |error| explain::error(title, error), work);
    }

    /// As [`AccountPage::start`], for what has reasons of its own to fail.
    fn start_explained(
        self,
        task: Task,
        problem: RwSignal<Option<Problem>>,
        explained: impl Fn(&auth::AuthError) -> Problem + 'static,
        work: impl Future<Output = Result<(), auth::AuthError>> + 'static,
    ) {
        // One kind of future for all that regions do.
        let work: Pin<Box<dyn Future<Output = Result<(), auth::AuthError>>>> = Box::pin(work);
        task.start(async move {
            problem.set(None);
            if let Err(error) = work.await {
                problem.set(Some(explained(&error)));
            }
        });
    }

    /// Shows what is so now, here and wherever the page names the visitor.
    async fn follow(self) -> Result<(), auth::AuthError> {
        self.user.load();
        Ok(self.state.session().refresh_tokens().await.map(drop)?)
    }

    /// Says that something is done. If what had the focus went with it, the focus goes to the region.
    fn done(self, region: &'static str, news: impl Into<String>) {
        done(self.state, region, news);
    }
}

/// As [`AccountPage::done`].
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
    line_of(View::none(), name, says, actions)
}

/// The same with its mark before it.
fn line_of(mark: impl Into<View>, name: impl Into<View>, says: impl Into<View>, actions: impl Into<View>) -> Element {
    let text = html::div().class("line-text").child(html::p().child(name)).child(html::p().class("hint").child(says));
    html::li().child(mark).child(text).child(html::div().class("line-actions").child(actions))
}

/// A time of the user pool, where the visitor is.
fn time(seconds: f64) -> String {
    format::date_time(seconds as i64)
}
