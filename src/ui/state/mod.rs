//! What the pages share: the session, where the visitor is, and what is announced.

mod connection;
mod farewell;
pub mod return_to;
mod session_news;
mod uploading;

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, select};
use leptos::prelude::*;
use leptos::task::spawn_local;
use zeroize::Zeroizing;

use crate::auth;
use crate::auth::idle::{self, Idle};
use crate::auth::oauth::AuthorizationRequest;
use crate::auth::session::{Refusal, SessionEvent};
use crate::auth::tokens::Tokens;
use crate::auth::visitor::{Profile, Visitor};
use crate::aws::dynamodb::KeySchema;
use crate::aws::{self, Client};
use crate::browser::tabs::{self, Channel};
use crate::browser::{Browser, location, network};
use crate::config::{Actions, Config, StoragePlace};
use crate::ports::{Clock, KeyValueStore, Lifetime};
use crate::preferences::cache::Cache;
use crate::route::{Place, Route};
use crate::secret::Secret;
use crate::ui::components::{NoticeKind, Toasts, error_notice, notice};
use crate::ui::dom::View;
use crate::ui::session::Session;
use crate::ui::words::errors;
use crate::ui::words::format;
use connection::Connection;
use farewell::Farewell;
use return_to::ReturnTo;
use session_news::SessionNews;
use uploading::Uploading;

/// Why a session ended that its visitor did not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// AWS does not accept it any more.
    Refused,
    /// AWS never accepted it, in its own words.
    NotTaken(String),
    /// Nobody has been here for this long.
    Idle(Duration),
}

impl SessionEnd {
    /// What the visitor reads of it.
    pub fn notice(&self) -> View {
        let says = match self {
            SessionEnd::Refused => "Your session ended. Sign in again to go on.".to_owned(),
            SessionEnd::NotTaken(words) => return error_notice(Some(errors::not_accepted(words)), None),
            SessionEnd::Idle(after) => {
                format!("You were signed out because nothing happened here for {}. Sign in again to go on.", format::span(*after))
            }
        };
        notice(NoticeKind::Warning, says).into()
    }
}

/// Where a tab keeps where its visitor wanted to go before signing in.
const RETURN_TO: &str = "satchel.return_to";

/// How long a visitor who has signed out waits at most for the service to be told.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why uploads were stopped, where the visitor learns more elsewhere.
const SESSION_ENDED: &str = "your session ended";

/// Why somebody signs in though somebody is signed in already.
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
    session: StoredValue<Session, LocalStorage>,
    profile: RwSignal<Option<Profile>>,
    /// What tells the account in use from others.
    account: RwSignal<Option<String>>,
    /// Whether somebody is to sign in beside who is here.
    second_sign_in: RwSignal<Option<SecondSignIn>>,
    /// A user who has signed in to be linked to an account, and what tells that one from others.
    pending_link: StoredValue<Option<(String, Tokens)>>,
    route: RwSignal<Route>,
    /// Why the visitor has to sign in again, for the sign-in page to say.
    ended: RwSignal<Option<SessionEnd>>,
    /// The user who was here last in this page.
    last: StoredValue<Option<String>>,
    /// Whose preferences this browser may remember.
    preferences_cache: StoredValue<Cache>,
    /// The visitor has come to the site as such and is where it starts: they have gone nowhere yet.
    opened_bare: RwSignal<bool>,
    /// What a provider answered that sent the visitor back.
    answer: StoredValue<Option<Secret>>,
    /// The address that the document was opened with held such an answer.
    had_answer: bool,
    /// The document is to be loaded anew.
    renewing: RwSignal<bool>,
    /// The password just chosen, to sign in with once the address is confirmed. In memory only.
    new_password: StoredValue<Option<Zeroizing<String>>, LocalStorage>,
    /// The keys of tables that have been asked for theirs.
    key_schemas: StoredValue<HashMap<String, KeySchema>>,
    toasts: Toasts,
    uploading: Uploading,
    /// The page that is about to be shown is to take the focus.
    takes_focus: StoredValue<bool>,
    news: SessionNews,
    connection: Connection,
    /// Where other tabs say that they have refreshed tokens.
    _sessions: StoredValue<Option<Channel>, LocalStorage>,
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
        // Whoever sent it here, nobody in this tab has asked for it: who is in stays, and what waits goes on waiting.
        let is_unasked =
            |answer: &Secret| account.is_some() && !AuthorizationRequest::is_answered_by(session.client().platform(), answer);
        let toasts = Toasts::new();
        let answer = answer.filter(|answer| {
            let is_unasked = is_unasked(answer);
            if is_unasked {
                toasts.say("Ignored a sign-in that was not started in this tab. Nothing has changed.");
            }
            !is_unasked
        });
        let is_linking = || account.is_some() && AuthorizationRequest::pending_link(session.client().platform()) == account;
        let arrival = answer.as_ref().map(|_| if is_linking() { Route::Account } else { Route::SignIn });
        if let Some(route) = &arrival {
            location::replace(route);
        }
        let listener = session.clone();
        let mut preferences_cache = Cache::default();
        preferences_cache.evict(session.client().platform());
        let Farewell { said, elsewhere, idle, last } = Farewell::take(session.client().platform());
        said.into_iter().for_each(|text| toasts.say(text));
        let state = AppState {
            _sessions: StoredValue::new_local(Channel::open(tabs::SESSIONS, move |message| listener.receive(message))),
            profile: RwSignal::new(session.profile()),
            account: RwSignal::new(account),
            second_sign_in: RwSignal::new(
                session.profile().filter(|_| arrival == Some(Route::SignIn)).map(|_| SecondSignIn::Account),
            ),
            pending_link: StoredValue::new(None),
            session: StoredValue::new_local(session),
            route: RwSignal::new(arrival.unwrap_or_else(location::current)),
            opened_bare: RwSignal::new(false),
            had_answer: answer.is_some(),
            answer: StoredValue::new(answer),
            renewing: RwSignal::new(false),
            ended: RwSignal::new(idle.map(SessionEnd::Idle)),
            last: StoredValue::new(last),
            preferences_cache: StoredValue::new(preferences_cache),
            new_password: StoredValue::new_local(None),
            key_schemas: StoredValue::new(HashMap::new()),
            toasts,
            uploading: Uploading::new(),
            takes_focus: StoredValue::new(false),
            news: SessionNews::new(),
            connection,
        };
        state.follow_session();
        state.news.say_again(elsewhere);
        if state.profile.with_untracked(Option::is_some) && state.route.get_untracked() == Route::Start {
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
        self.session.get_value()
    }

    /// The client, for what needs no signature.
    pub fn client(&self) -> Client<Browser> {
        self.session.with_value(|session| session.client().clone())
    }

    /// The deployment's settings.
    pub fn config(&self) -> Config {
        self.session.with_value(|session| session.client().config().clone())
    }

    /// Reads the deployment's settings, without a copy of them.
    pub fn with_config<T>(&self, read: impl FnOnce(&Config) -> T) -> T {
        self.session.with_value(|session| read(session.client().config()))
    }

    /// Who is here, if anybody.
    pub fn profile(&self) -> Signal<Option<Profile>> {
        self.profile.into()
    }

    /// Where the visitor is.
    pub fn route(&self) -> RwSignal<Route> {
        self.route
    }

    /// The key of a table, if it has been asked for.
    pub fn key_schema(&self, table_name: &str) -> Option<KeySchema> {
        self.key_schemas.with_value(|known| known.get(table_name).cloned())
    }

    /// Remembers the key of a table, which never changes.
    pub fn remember_key_schema(&self, table_name: &str, schema: KeySchema) {
        self.key_schemas.update_value(|known| drop(known.insert(table_name.to_owned(), schema)));
    }

    /// Says something that is news to the visitor, such as "2 files deleted".
    pub fn say(&self, text: impl Into<String>) {
        self.toasts.say(text);
    }

    /// What is being said.
    pub fn toasts(&self) -> Toasts {
        self.toasts
    }

    /// How many uploads are under way, and what was stopped.
    pub fn uploading(&self) -> Uploading {
        self.uploading
    }

    /// The page that is about to be shown takes the focus: what had it is gone, or led there.
    pub fn give_focus(&self) {
        self.takes_focus.set_value(true);
    }

    /// Whether the page that has been shown is to take the focus. Once.
    pub fn take_focus(&self) -> bool {
        self.takes_focus.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// What happened to the session without the visitor's doing.
    pub fn session_news(&self) -> SessionNews {
        self.news
    }

    /// Whether the network is there.
    pub fn connection(&self) -> Connection {
        self.connection
    }

    /// Why the last session ended, if the visitor did not end it.
    pub fn session_ended(&self) -> Signal<Option<SessionEnd>> {
        self.ended.into()
    }

    /// Where to go after signing in: remembered when somebody who has not signed in opens a deeper address. Where somebody
    /// was signed in before in this page, it is an address of theirs.
    pub fn set_return_to(&self, route: Route) {
        let of = self.user().or_else(|| self.last.get_value());
        self.restore_return_to(&ReturnTo::new(route, of));
    }

    /// Where the visitor wanted to go before signing in. The tab keeps it: the sign-in page may be loaded anew.
    pub fn return_to(&self) -> Option<ReturnTo> {
        self.client().platform().get(Lifetime::Tab, RETURN_TO).map(|text| ReturnTo::read(&text))
    }

    /// What the visitor wanted who comes back from a provider.
    pub fn restore_return_to(&self, wanted: &ReturnTo) {
        self.client().platform().set(Lifetime::Tab, RETURN_TO, &wanted.to_text());
    }

    fn clear_return_to(&self) {
        self.client().platform().remove(Lifetime::Tab, RETURN_TO);
    }

    /// What tells the user who is here from others. A guest's addresses are anybody's.
    fn user(&self) -> Option<String> {
        let is_user = matches!(self.profile.get_untracked(), Some(Profile::User(_)));
        self.account.get_untracked().filter(|_| is_user)
    }

    /// Whether the visitor came to no particular place and has gone nowhere yet.
    pub fn opened_bare(&self) -> Signal<bool> {
        self.opened_bare.into()
    }

    /// Leads somebody who has come to the site as such to where it starts.
    pub fn start(&self) {
        self.opened_bare.set(true);
        self.redirect(self.home());
    }

    /// The visitor has gone to `route`.
    pub fn went(&self, route: Route) {
        // The browser tells of what the page itself has done, too.
        let is_elsewhere = route != self.home();
        self.route.set(route);
        if is_elsewhere && self.opened_bare.get_untracked() {
            self.opened_bare.set(false);
        }
    }

    /// The visitor is led on, in place of where they are.
    pub fn redirect(&self, route: Route) {
        location::replace(&route);
        self.set_route(route);
    }

    /// What tells the account in use from others; it changes when somebody else is here.
    pub fn account(&self) -> RwSignal<Option<String>> {
        self.account
    }

    /// Whether somebody is to sign in beside who is here.
    pub fn second_sign_in(&self) -> RwSignal<Option<SecondSignIn>> {
        self.second_sign_in
    }

    /// Whether who is here has no use for the entrance. A guest has, to become a user.
    pub fn needs_no_entrance(&self) -> bool {
        matches!(self.profile.get_untracked(), Some(Profile::User(_))) && self.second_sign_in.get_untracked().is_none()
    }

    /// Somebody enters, and goes where they wanted to; whose login is to be linked, to where that is done.
    pub fn enter(&self, visitor: Visitor, lifetime: Lifetime) {
        let visitor = match (self.second_sign_in.get_untracked(), self.account.get_untracked(), visitor) {
            (Some(SecondSignIn::Login), Some(account), Visitor::User(tokens)) => {
                self.pending_link.set_value(Some((account, tokens)));
                return self.redirect(Route::Account);
            }
            (_, _, visitor) => visitor,
        };
        self.session.with_value(|session| session.enter(visitor, lifetime));
        self.entered();
        self.news.entered(self.session.with_value(auth::Session::is_kept));
    }

    /// Another account of this browser takes the place of this one.
    pub fn switch(&self, id: &str) {
        self.session.with_value(|session| session.switch(id));
        self.entered();
    }

    fn entered(&self) {
        self.give_focus();
        self.ended.set(None);
        if self.idle_timeout().is_some() {
            idle::note_activity(self.client().platform());
        }
        self.second_sign_in.set(None);
        let wanted = self.return_to();
        self.clear_return_to();
        let account = self.account.get_untracked();
        match wanted.and_then(|wanted| wanted.by(account.as_deref())) {
            None | Some(Route::Start) => self.start(),
            Some(route) => {
                self.opened_bare.set(false);
                self.redirect(route);
            }
        }
    }

    /// Takes note of who is here.
    fn sync(&self) {
        self.news.clear();
        let (account, profile) = self.session.with_value(|session| (session.account_id(), session.profile()));
        if let Some(before) = self.user().filter(|before| Some(before) != account.as_ref()) {
            self.last.set_value(Some(before));
        }
        if account.is_none() {
            self.second_sign_in.set(None);
        }
        self.evict_preferences();
        if *self.profile.read_untracked() != profile {
            self.profile.set(profile);
        }
        if self.account.get_untracked() != account {
            // Nothing that one account has begun is another's.
            self.second_sign_in.set(None);
            self.pending_link.set_value(None);
            self.account.set(account);
        }
    }

    /// Takes note of what the visitor's claims say by now.
    fn sync_profile(&self) {
        let profile = self.session.with_value(auth::Session::profile);
        if *self.profile.read_untracked() != profile {
            self.profile.set(profile);
        }
    }

    /// Forgets what this browser remembers of accounts that are gone.
    pub fn evict_preferences(&self) {
        let client = self.client();
        self.preferences_cache.update_value(|cache| cache.evict(client.platform()));
    }

    /// Follows what another tab has done: signed in, out, or switched the account.
    pub fn follow_other_tabs(&self) {
        let idle = self.idle_for_too_long();
        if !self.session.with_value(auth::Session::observe) {
            return;
        }
        if self.session.with_value(|session| session.account_id()).is_some() {
            self.uploading.stop("another account was chosen in another tab");
            self.sync();
            self.entered();
            self.news.changed_elsewhere(self.session.with_value(auth::Session::account_name));
        } else if let Some(timeout) = idle {
            self.end(SessionEnd::Idle(timeout));
        } else {
            self.uploading.stop("you were signed out in another tab");
            self.clear_return_to();
            self.sync();
            self.news.changed_elsewhere(None);
            location::replace(&Route::SignIn);
            self.set_route(Route::SignIn);
            if self.had_answer {
                self.load_anew();
            }
        }
    }

    /// The visitor is sent to `route`. The browser tells so only later; until then the page would take them to be
    /// where they were, and lead somebody who has just entered away from where they wanted to go.
    fn set_route(&self, route: Route) {
        self.route.set(route);
    }

    /// Where the visitor starts: the first place that they may list, else the first screen that is there.
    pub fn home(&self) -> Route {
        match self.first_place() {
            Some(place) => Route::Files(place),
            None if self.with_config(|config| !config.tables.is_empty()) => Route::Items(None),
            None if self.with_config(|config| !config.apis.is_empty()) => Route::Api,
            None => Route::Session,
        }
    }

    /// The first place that the visitor may list, else the first that they may use at all.
    pub fn first_place(&self) -> Option<Place> {
        let profile = self.profile.get_untracked()?;
        self.with_config(|config| {
            let first = |may: fn(Actions) -> bool| config.places.iter().find(|place| may(profile.actions(&place.access)));
            first(|actions| actions.list).or_else(|| first(Actions::any)).map(|place| Place::named(&place.slug))
        })
    }

    /// The places that the visitor may use, or could with an account, as addresses call them.
    pub fn places(&self) -> Memo<Vec<String>> {
        let state = *self;
        Memo::new(move |_| {
            let profile = state.profile.read();
            // What a guest finds there is what an account would be good for.
            let may = |place: &&StoragePlace| match profile.as_ref() {
                Some(Profile::Guest) => place.access.guest.or(place.access.authenticated).any(),
                Some(profile) => profile.actions(&place.access).any(),
                None => false,
            };
            state.with_config(|config| config.places.iter().filter(may).map(|place| place.slug.clone()).collect())
        })
    }

    /// Whether there is a place that an address names: one of the configuration, or any bucket where there are files at all.
    pub fn has_place(&self, place: &Place) -> bool {
        self.with_config(|config| match place {
            Place::Bucket { .. } => !config.places.is_empty(),
            place => config.places.at(place).is_some(),
        })
    }

    /// The visitor leaves. Resolves when the service knows.
    pub async fn sign_out(self) -> Result<(), aws::Error> {
        let session = self.session();
        self.uploading.stop("you signed out");
        self.clear_return_to();
        let told = session.sign_out();
        location::go(&Route::SignIn);
        self.set_route(Route::SignIn);
        self.load_anew_once(told).await
    }

    /// Loads the document anew once the service has been told: that ends all requests. Whoever wants to sign in again is not
    /// kept waiting for long by a service that does not answer.
    async fn load_anew_once<T>(self, told: impl Future<Output = T>) -> T {
        self.renewing.set(true);
        let client = self.client();
        match select(pin!(told), pin!(client.platform().sleep(PATIENCE))).await {
            Either::Left((told, _)) => {
                self.load_anew();
                told
            }
            Either::Right(((), told)) => {
                self.renewing.set(false);
                told.await
            }
        }
    }

    /// Whether the document is about to be loaded anew: what somebody typed into it would be lost.
    pub fn renewing(&self) -> Signal<bool> {
        self.renewing.into()
    }

    /// Loads the document anew, for whoever comes next: the browser keeps the address that it was opened with, in which a
    /// provider's token may have been, for every script of it to read (`performance.getEntries()`), and its memory held all
    /// that its visitor had. Where the site does not answer, or uploads wait for their visitor, the document stays.
    fn load_anew(self) {
        self.renewing.set(true);
        spawn_local(async move {
            if self.uploading.are_waiting() || !network::is_there().await {
                return self.renewing.set(false);
            }
            let idle = match self.ended.get_untracked() {
                Some(SessionEnd::Idle(timeout)) => Some(timeout),
                _ => None,
            };
            let (said, elsewhere) = (self.toasts.texts(), self.news.said());
            let farewell = Farewell { said, elsewhere, idle, last: self.last.get_value() };
            farewell.store(self.client().platform());
            location::reload();
        });
    }

    /// The visitor's session has ended at the service: it ends here too.
    pub fn leave(&self) {
        self.uploading.stop(SESSION_ENDED);
        self.clear_return_to();
        self.session.with_value(auth::Session::forget);
        location::go(&Route::SignIn);
        self.set_route(Route::SignIn);
        self.load_anew();
    }

    /// Follows what happens to the session, whoever has caused it.
    fn follow_session(self) {
        self.session.with_value(|session| {
            session.subscribe(move |event| match event {
                SessionEvent::Changed => self.sync(),
                SessionEvent::Refreshed => self.sync_profile(),
                SessionEvent::Ended(Refusal::NoLonger) => self.end(SessionEnd::Refused),
                SessionEvent::Ended(Refusal::NotAccepted(words)) => self.end(SessionEnd::NotTaken(words)),
            });
        });
    }

    /// The session is over, though the visitor did not end it. They come back to where they were.
    fn end(&self, why: SessionEnd) {
        self.remember_where_it_ended(why);
        self.sync();
        self.redirect(Route::SignIn);
    }

    fn remember_where_it_ended(&self, why: SessionEnd) {
        self.ended.set(Some(why));
        self.uploading.stop(SESSION_ENDED);
        let route = self.route.get_untracked();
        if !route.is_entrance() {
            self.set_return_to(route);
        }
    }

    /// After how long without a sign of who is here their session ends, if it does. A guest has nothing to lose by staying,
    /// and nobody would get a guest's identity back.
    pub fn idle_timeout(&self) -> Option<Duration> {
        let timeout = self.session.with_value(|session| session.client().config().idle_timeout);
        timeout.filter(|_| matches!(self.profile.get_untracked(), Some(Profile::User(_))))
    }

    /// Whether nobody has been here for longer.
    fn idle_for_too_long(&self) -> Option<Duration> {
        self.idle_timeout().filter(|timeout| idle::look(self.client().platform(), *timeout) == Idle::Over)
    }

    /// Ends the session, and those of all other accounts of this browser, if nobody has been here for too long. Whether it did.
    pub fn end_if_idle(&self) -> bool {
        let Some(timeout) = self.idle_for_too_long() else { return false };
        // Where they were is still known to be theirs.
        self.remember_where_it_ended(SessionEnd::Idle(timeout));
        let told = self.session().sign_out_all();
        self.redirect(Route::SignIn);
        // It is over whether or not AWS could be told.
        spawn_local(self.load_anew_once(told));
        true
    }

    /// What a provider answered that sent the visitor back, once.
    pub fn take_answer(&self) -> Option<Secret> {
        self.answer.try_update_value(Option::take).flatten()
    }

    /// The user who has signed in to be linked to who is here, once.
    pub fn take_pending_link(&self) -> Option<Tokens> {
        let (account, tokens) = self.pending_link.try_update_value(Option::take).flatten()?;
        (self.session().account_id() == Some(account)).then_some(tokens)
    }

    /// Remembers the password of a sign-up until the address is confirmed.
    pub fn remember_new_password(&self, password: String) {
        self.new_password.set_value(Some(Zeroizing::new(password)));
    }

    /// The password of the sign-up in this page, once.
    pub fn take_new_password(&self) -> Option<Zeroizing<String>> {
        self.new_password.try_update_value(Option::take).flatten()
    }
}
