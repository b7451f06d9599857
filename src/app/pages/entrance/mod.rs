//! The entrance: one card whose content follows the route.

mod challenge;
mod choices;
mod confirm;
mod developer_login;
mod device;
pub mod first_paint;
mod last_used;
mod name;
mod other_tabs;
mod passkey;
mod providers;
mod resend;
mod reset_password;
mod sign_in;
mod sign_in_methods;
mod sign_up;

use std::future::Future;
use std::pin::Pin;

use crate::ui::reactive::*;

use crate::app::language::{self, language_select};
use crate::app::shell::main_region::MAIN;
use crate::app::shell::workspace;
use crate::app::{AppState, SecondSignIn, lazy};
use crate::auth::accounts;
use crate::auth::challenge::SignInStep;
use crate::auth::pending::PendingSignIn;
use crate::auth::tab_messages::TabMessage;
use crate::auth::tokens::Tokens;
use crate::auth::user_name;
use crate::auth::visitor::Visitor;
use crate::aws::user_pool::NewDeviceMetadata;
use crate::browser::{document, location};
use crate::config::{Config, DeveloperLogin, FirstFactor, UserNames, UserPool};
use crate::ports::Lifetime;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{NoticeKind, Problem, brand, checkbox_onto, notice};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::task::Task;

/// Sign in, sign up, confirm, reset the password.
pub fn page() -> View {
    let state = AppState::get();
    let step = state.route();
    let flow = SignInFlow::new(state);
    flow.other_tabs.follow(flow);
    if let Some(answer) = state.arrival.take_authorization_response() {
        flow.federation.finish(flow, answer);
    }
    let pool = state.config().user_pool;
    let has_pool = pool.is_some();
    let card = move || -> View {
        let card = || html::div().class("card");
        let developer_login = || {
            let login = flow.developer_login.get()?;
            Some(lazy::when_loaded(developer_login_part::load, card, move |view| view(flow, login.clone()).into()))
        };
        let Some(pool) = pool.clone() else { return developer_login().unwrap_or_else(|| without_accounts(flow).into()) };
        let enrolment = |view: fn(&Enrolment) -> StepView| {
            let pool = pool.clone();
            lazy::when_loaded(enrolment_part::load, card, move |views| view(&views)(flow, pool.clone()).into())
        };
        match step.get() {
            Route::SignUp => enrolment(|views| views.sign_up),
            Route::Confirm => enrolment(|views| views.confirm),
            Route::ResetPassword => enrolment(|views| views.reset_password),
            _ => match flow.pending_challenge.get() {
                Some(challenge) => lazy::when_loaded(challenge_part::load, card, move |of| {
                    (of.view)(flow, pool.clone(), challenge.clone()).into()
                }),
                None => developer_login().unwrap_or_else(|| sign_in::view(flow, pool)),
            },
        }
    };
    // The form that is there already stays where it is, and with it the page around it.
    let is_form =
        step.with_untracked(|step| *step == Route::SignIn) && flow.pending_challenge.with_untracked(Option::is_none) && has_pool;
    if let Some(main) = is_form.then(first_paint::main).flatten() {
        main.child(live(card)).child(end(flow)).in_place();
        return View::none();
    }
    first_paint::remove();
    let main = html::main().id(MAIN).attr("tabindex", "-1").class("auth");
    main.child(brand(Route::SignIn.to_string())).child(live(card)).child(end(flow)).into()
}

/// What stands below the card: where this is, and in which language.
fn end(flow: SignInFlow) -> Element {
    let language = language_select(flow.state, move || flow.name());
    html::div().class("auth-end").child(sign_in_methods::host_line()).child(language)
}

/// A sentence with the address in it that a code went to.
fn with_address(sentence: String, address: &str) -> View {
    match sentence.split_once(address) {
        Some((before, after)) if !address.is_empty() => group([
            View::from(before.to_owned()),
            html::strong().class("code-to").child(address.to_owned()).into(),
            View::from(after.to_owned()),
        ]),
        _ => sentence.into(),
    }
}

/// The steps around an account: most visitors have one, and know its password.
#[derive(Clone, Copy)]
struct Enrolment {
    sign_up: StepView,
    confirm: StepView,
    reset_password: StepView,
}

type StepView = fn(SignInFlow, UserPool) -> Element;

lazy::lazy!(enrolment_part: Enrolment = Enrolment {
    sign_up: sign_up::view,
    confirm: confirm::view,
    reset_password: reset_password::view,
});

/// What takes the password's place, and what comes after it. Few user pools have any of it, and a QR code alone weighs as
/// much as all forms.
#[derive(Clone, Copy)]
struct Challenges {
    view: fn(SignInFlow, UserPool, Secret) -> Element,
    choose: fn(SignInFlow, UserPool, String, FirstFactor) -> LazyTask,
    autofill: fn(SignInFlow, UserPool, String) -> LazyTask,
    confirm_device: fn(SignInFlow, UserPool, Tokens, NewDeviceMetadata) -> LazyTask,
}

/// A future of a lazy part, boxed so that its code stays in that part.
type LazyTask = Pin<Box<dyn Future<Output = Result<(), Problem>>>>;

lazy::lazy!(challenge_part: Challenges = Challenges {
    view: challenge::view,
    choose: |flow, pool, email, factor| Box::pin(choices::choose(flow, pool, email, factor)),
    autofill: |flow, pool, email| Box::pin(passkey::autofill(flow, pool, email)),
    confirm_device: |flow, pool, tokens, device| Box::pin(device::confirm(flow, pool, tokens, device)),
});

async fn challenges() -> Result<Challenges, Problem> {
    challenge_part::load().await.map_err(|lazy::LoadFailed| lazy::load_failed())
}

lazy::lazy!(developer_login_part: fn(SignInFlow, DeveloperLogin) -> Element = developer_login::view);

/// What the steps share: the visitor types nothing twice.
#[derive(Clone, Copy)]
struct SignInFlow {
    state: AppState,
    /// By what they sign in, as typed.
    name: RwSignal<String>,
    keep: RwSignal<bool>,
    /// Whether this device is to stand for the second factor from now on.
    remember_device: RwSignal<bool>,
    /// What the user pool asks before it lets the visitor in, in JSON.
    pending_challenge: RwSignal<Option<Secret>>,
    /// Whether it was asked in another tab, where it may be answered meanwhile.
    taken_over: StoredValue<bool>,
    /// A sign-in at a provider.
    federation: providers::Federation,
    /// The login of the owner's own, while the visitor signs in there.
    developer_login: RwSignal<Option<DeveloperLogin>>,
    other_tabs: other_tabs::OtherTabs,
    /// Why the visitor was led to the next step, for it to say.
    news: StoredValue<Option<String>>,
    /// By which method they sign in.
    method: StoredValue<String>,
}

impl SignInFlow {
    fn new(state: AppState) -> SignInFlow {
        let pending = PendingSignIn::restore(state.client().platform()).filter(|_| !is_linking(state));
        SignInFlow {
            state,
            name: RwSignal::new(match &pending {
                Some(pending) => pending.email.clone(),
                None => name_at_start(language::take_typed(state), first_paint::value("[name=username]")),
            }),
            keep: RwSignal::new(pending.as_ref().map_or_else(|| first_paint::is_checked("[name=keep]"), |pending| pending.keep)),
            remember_device: RwSignal::new(false),
            pending_challenge: RwSignal::new(pending.map(|pending| pending.challenge)),
            taken_over: StoredValue::new(false),
            federation: providers::Federation::new(),
            developer_login: RwSignal::new(None),
            other_tabs: other_tabs::OtherTabs::new(),
            news: StoredValue::new(None),
            method: StoredValue::new(String::new()),
        }
    }

    /// The name as typed, without what was pasted around it.
    fn name(self) -> String {
        user_name::trimmed(&self.name.read_untracked()).to_owned()
    }

    /// The same as a user pool with these names takes it, if it does.
    fn called(self, names: &UserNames) -> String {
        user_name::read(names, &self.name.read_untracked()).unwrap_or_else(|_| self.name())
    }

    /// Leads to another step, which says why.
    fn redirect(self, route: &Route, news: impl Into<String>) {
        self.news.set_value(Some(news.into()));
        location::go(route);
    }

    /// Notes by which method the visitor signs in, for it to be found the next time.
    fn remember_method(self, method: &str) {
        self.method.set_value(method.to_owned());
    }

    /// What led to this step, if somebody was led.
    fn news(self) -> View {
        let news = self.news.try_update_value(Option::take).flatten();
        news.map(|news| notice(NoticeKind::Info, news)).into()
    }

    /// Starts the session of the visitor who has signed in.
    fn complete(self, visitor: Visitor) {
        let method = self.method.get_value();
        if !method.is_empty() {
            last_used::remember(self.state.client().platform(), &method);
        }
        let lifetime = if self.keep.get_untracked() { Lifetime::Persistent } else { Lifetime::Tab };
        self.state.complete_sign_in(visitor, lifetime);
    }

    /// Completes the sign-in, or shows the challenge that the user pool has sent.
    async fn proceed(self, step: SignInStep) {
        let client = self.state.client();
        match step {
            SignInStep::SignedIn(tokens) => self.finish(tokens),
            SignInStep::SignedInOnNewDevice(tokens, device) => {
                // A device that the user pool does not get to know is no reason to stay outside.
                match (client.config().user_pool.clone(), challenges().await) {
                    (Some(pool), Ok(part)) => drop((part.confirm_device)(self, pool, tokens, device).await),
                    _ => self.finish(tokens),
                }
            }
            SignInStep::Challenge(challenge) => {
                let challenge = challenge.to_json();
                let (email, keep) = (self.name(), self.keep.get_untracked());
                let pending = PendingSignIn { challenge: challenge.clone(), email, keep };
                if !is_linking(self.state) {
                    pending.begin(client.platform());
                }
                if self.pending_challenge.read_untracked().is_some() {
                    // What the others have of it is answered.
                    self.other_tabs.broadcast(&TabMessage::PendingSignIn(pending));
                }
                self.taken_over.set_value(false);
                self.pending_challenge.set(Some(challenge));
                location::go(&Route::SignIn);
            }
        }
    }

    fn finish(self, tokens: Tokens) {
        PendingSignIn::end(self.state.client().platform());
        if self.pending_challenge.read_untracked().is_some() {
            self.other_tabs.broadcast(&TabMessage::SignedIn(self.name()));
        }
        self.complete(Visitor::User(tokens));
    }

    /// Gives up a sign-in that waits for an answer.
    fn start_over(self, news: Option<&str>) {
        self.other_tabs.broadcast(&TabMessage::Cancelled(self.name()));
        self.forget(news);
    }

    /// Nothing waits any more.
    fn forget(self, news: Option<&str>) {
        PendingSignIn::end(self.state.client().platform());
        self.news.set_value(news.map(str::to_owned));
        self.pending_challenge.set(None);
    }

    /// Brings the check box to life. How long it lasts is for whoever vouches for the visitor to say: a user pool's refresh token
    /// for days, the token of a provider for an hour, that of the owner's own login for a day at most.
    fn keep_me_signed_in(self, checkbox: Element) -> Element {
        if !accounts::can_be_kept(self.state.client().platform(), Lifetime::Persistent) {
            let says = t!("This browser blocks storage. Closing or reloading this tab signs you out.");
            return checkbox.emptied().child(html::p().class("hint").child(says));
        }
        checkbox_onto(&checkbox, t!("Keep me signed in"), self.keep);
        checkbox
    }

    /// The card of a step: its heading and what led to it. Its content is put into it.
    fn card(self, title: &str) -> Element {
        self.card_under(None, title)
    }

    /// The same, with a drawing above the heading.
    fn card_under(self, drawing: Option<Element>, title: &str) -> Element {
        document::set_title(&t!("{page} – Satchel", page = title));
        html::div().class("card").child(drawing).child(html::h1().child(title.to_owned())).child(self.news())
    }
}

/// What stands in the name's field: what was typed into this document, or before it was loaded anew for another language.
fn name_at_start(before: Option<String>, now: String) -> String {
    if now.is_empty() { before.unwrap_or_default() } else { now }
}

/// Starts what a form was sent for. What comes of it, if it fails, is the form's problem.
fn submit(task: Task, problem: RwSignal<Option<Problem>>, work: impl Future<Output = Result<(), Problem>> + 'static) {
    // By the time the services have answered, what comes after the entrance is here.
    workspace::prefetch();
    task.start(async move {
        problem.set(None);
        if let Err(reason) = work.await {
            problem.set(Some(reason));
        }
    });
}

/// The card of a deployment without accounts of its own.
fn without_accounts(flow: SignInFlow) -> Element {
    let hint = only_guests(&flow.state.config())
        .then(|| html::p().class("hint").child(t!("This site has no accounts: everyone is a guest.")));
    flow.card(t!("Welcome"))
        .child(ended(flow))
        .child(hint)
        .child(flow.federation.news())
        .child(sign_in_methods::methods(flow, None))
        .child(sign_in_methods::foot(flow, None))
}

fn only_guests(config: &Config) -> bool {
    config.user_pool.is_none() && config.providers.is_empty() && config.developer_login.is_none()
}

/// What somebody signs in for who is signed in already.
fn to_be_linked(flow: SignInFlow) -> Option<Element> {
    let says = t!("Sign in to the account that you want to link.");
    is_linking(flow.state).then(|| notice(NoticeKind::Info, says))
}

/// Whether somebody signs in to be linked. That is this page's own business: it goes on in no other tab and after no reload,
/// where nobody would know what for, and nothing that waits elsewhere is linked by it.
fn is_linking(state: AppState) -> bool {
    state.visitor.second_sign_in.get_untracked() == Some(SecondSignIn::Login)
}

/// Tells whose session ended by itself.
fn ended(flow: SignInFlow) -> View {
    let ended = flow.state.arrival.session_ended();
    live(move || ended.get().map(|ended| ended.notice()))
}

/// A link to another step.
fn link(to: &Route, label: &str) -> Element {
    html::a().attr("href", to.to_string()).child(label)
}
