//! A world that follows a script: what HTTP answers is written beforehand, time passes only by waiting, random bytes
//! are always the same.

#![allow(dead_code, reason = "each test crate uses a part")]

pub mod faulty;
pub mod listing;
pub mod simulated;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::future::{LocalBoxFuture, join_all, poll_fn};
use satchel::auth::Session;
use satchel::auth::session::SessionEvent;
use satchel::auth::tokens::Tokens;
use satchel::aws::Client;
use satchel::config::Config;
use satchel::ports::{
    Clock, Exchange, HttpClient, HttpError, HttpErrorKind, Journal, KeyValueStore, Lifetime, Limits, Random, Request, Response,
    Spawn, Tabs,
};
use satchel::secret::Secret;

/// When every test begins: 21 November 2026, noon UTC.
pub const START: SystemTime = SystemTime::UNIX_EPOCH;
pub const NOON: u64 = 1_795_262_400;

#[derive(Default)]
struct World {
    answers: RefCell<VecDeque<Result<Response, HttpError>>>,
    requests: RefCell<Vec<Request>>,
    now: Cell<Duration>,
    slept: RefCell<Vec<Duration>>,
    /// By the tab whose own it is, if it is one's own, and key: what was written, in turn.
    stored: RefCell<HashMap<Place, Vec<Written>>>,
    /// How long it takes until what one tab writes is what the others read.
    settling: Cell<Duration>,
    spawned: RefCell<Vec<LocalBoxFuture<'static, ()>>>,
    /// By whom, and what.
    told: RefCell<Vec<(u8, String)>>,
    exchanges: RefCell<Vec<Exchange>>,
    /// The browser stores nothing: what is set lasts as long as the page.
    forgetful: Cell<bool>,
}

type Place = (Option<u8>, String);

/// What a tab wrote, and when; nothing, if it removed it.
struct Written {
    by: u8,
    at: Duration,
    value: Option<String>,
}

/// Handles to one scripted world, as one of its tabs sees it.
#[derive(Clone, Default)]
pub struct Scripted(Rc<World>, u8);

impl Scripted {
    pub fn new() -> Scripted {
        let scripted = Scripted::default();
        scripted.0.now.set(Duration::from_secs(NOON));
        scripted
    }

    /// Another tab of the same browser: it shares all but what is a tab's own, and its random bytes are others.
    pub fn tab(&self, number: u8) -> Scripted {
        Scripted(self.0.clone(), number)
    }

    /// The next answer: a status and a JSON body.
    pub fn answers(&self, status: u16, body: impl ToString) -> &Self {
        self.answers_with(status, &[], body)
    }

    pub fn answers_with(&self, status: u16, headers: &[(&str, &str)], body: impl ToString) -> &Self {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let response = Response::new(status, headers, body.to_string().into_bytes().into());
        self.0.answers.borrow_mut().push_back(Ok(response));
        self
    }

    /// The next answer: a refusal by a JSON service.
    pub fn refuses(&self, code: &str, message: &str) -> &Self {
        self.answers(400, serde_json::json!({ "__type": code, "message": message }))
    }

    /// The next answer: none.
    pub fn fails(&self, kind: HttpErrorKind) -> &Self {
        self.0.answers.borrow_mut().push_back(Err(HttpError { kind, detail: "scripted".into() }));
        self
    }

    /// From now on the browser forbids what it calls storage.
    pub fn stores_nothing(&self) {
        self.0.forgetful.set(true);
    }

    pub fn passes(&self, duration: Duration) {
        self.0.now.set(self.0.now.get() + duration);
    }

    /// The operations that were sent, by name.
    pub fn operations(&self) -> Vec<&'static str> {
        self.0.exchanges.borrow().iter().map(|e| e.operation).collect()
    }

    /// How many requests were sent, answered or not.
    pub fn requests(&self) -> usize {
        self.0.requests.borrow().len()
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.exchanges.borrow().clone()
    }

    pub fn slept(&self) -> Vec<Duration> {
        self.0.slept.borrow().clone()
    }

    /// The JSON body of the `n`th request.
    pub fn body(&self, n: usize) -> serde_json::Value {
        serde_json::from_slice(self.0.requests.borrow()[n].body()).unwrap()
    }

    /// The body of the `n`th request as it is.
    pub fn text(&self, n: usize) -> String {
        String::from_utf8(self.0.requests.borrow()[n].body().to_vec()).unwrap()
    }

    pub fn uri(&self, n: usize) -> String {
        self.0.requests.borrow()[n].uri().to_string()
    }

    pub fn header(&self, n: usize, name: &str) -> Option<String> {
        self.0.requests.borrow()[n].headers().get(name).map(|v| v.to_str().unwrap().to_owned())
    }

    /// Everything that is stored, as one text.
    pub fn stored(&self, lifetime: Lifetime) -> String {
        let owner = self.place(lifetime, "").0;
        let stored = self.0.stored.borrow();
        let of_owner = stored.iter().filter(|((o, _), _)| *o == owner);
        of_owner.filter_map(|(_, written)| written.last()?.value.as_deref()).collect()
    }

    /// From now on, what one tab writes is what others read only after a while.
    pub fn settles_in(&self, while_: Duration) {
        self.0.settling.set(while_);
    }

    /// Work goes on that nobody waits for.
    pub fn goes_on(&self) {
        let spawned = std::mem::take(&mut *self.0.spawned.borrow_mut());
        pollster::block_on(join_all(spawned));
    }

    /// What other tabs have told this one since it was asked last.
    pub fn heard(&self) -> Vec<String> {
        let told = std::mem::take(&mut *self.0.told.borrow_mut());
        told.into_iter().filter(|(by, _)| *by != self.1).map(|(_, word)| word).collect()
    }

    fn write(&self, lifetime: Lifetime, key: &str, value: Option<String>) {
        let written = Written { by: self.1, at: self.0.now.get(), value };
        self.0.stored.borrow_mut().entry(self.place(lifetime, key)).or_default().push(written);
    }

    fn place(&self, lifetime: Lifetime, key: &str) -> Place {
        ((lifetime == Lifetime::Tab).then_some(self.1), key.to_owned())
    }

    /// Fails if an answer was not asked for.
    pub fn is_played_to_the_end(&self) {
        assert_eq!(self.0.answers.borrow().len(), 0, "answers nobody asked for");
    }
}

/// Other tasks run while the network or the clock does, as in a browser.
async fn others_run() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return std::task::Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

impl HttpClient for Scripted {
    async fn send(&self, request: Request, limits: Limits) -> Result<Response, HttpError> {
        self.0.requests.borrow_mut().push(request);
        others_run().await;
        let answer = self.0.answers.borrow_mut().pop_front().expect("a request the script has no answer for");
        match answer {
            Ok(response) if response.body().len() > limits.bytes => {
                Err(HttpError { kind: HttpErrorKind::TooLarge, detail: "scripted".into() })
            }
            answer => answer,
        }
    }
}

impl Clock for Scripted {
    fn now(&self) -> SystemTime {
        START + self.0.now.get()
    }
    async fn sleep(&self, duration: Duration) {
        others_run().await;
        self.0.slept.borrow_mut().push(duration);
        self.passes(duration);
    }
}

impl Random for Scripted {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0x5a ^ self.1);
    }
}

impl KeyValueStore for Scripted {
    fn get(&self, lifetime: Lifetime, key: &str) -> Option<String> {
        let (stored, now) = (self.0.stored.borrow(), self.0.now.get());
        let is_seen = |written: &&Written| written.by == self.1 || now >= written.at + self.0.settling.get();
        stored.get(&self.place(lifetime, key))?.iter().rev().find(is_seen)?.value.clone()
    }
    fn set(&self, lifetime: Lifetime, key: &str, value: &str) {
        self.write(lifetime, key, Some(value.to_owned()));
    }
    fn remove(&self, lifetime: Lifetime, key: &str) {
        self.write(lifetime, key, None);
    }
    fn is_kept(&self, _: Lifetime, _: &str) -> bool {
        !self.0.forgetful.get()
    }
}

impl Spawn for Scripted {
    fn spawn(&self, work: LocalBoxFuture<'static, ()>) {
        self.0.spawned.borrow_mut().push(work);
    }
}

impl Tabs for Scripted {
    fn broadcast(&self, message: &str) {
        self.0.told.borrow_mut().push((self.1, message.to_owned()));
    }
}

impl Journal for Scripted {
    fn record(&self, exchange: Exchange) {
        self.0.exchanges.borrow_mut().push(exchange);
    }
}

pub fn config() -> Config {
    let text = serde_json::json!({
        "region": "us-east-1",
        "user_pool": { "id": "us-east-1_AbC123", "client_id": "client" },
        "identity_pool": { "id": "us-east-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true },
        "storage": { "places": [
            { "bucket": "data", "prefix": "private/{identity_id}/", "access": { "authenticated": ["get", "list", "write", "delete"] } },
            { "bucket": "data", "prefix": "shared/", "access": { "guest": ["get", "list"], "authenticated": ["get", "list"] } },
        ] },
        "tables": [ { "name": "items", "partition_key": "IdentityId", "sort_key": "ItemId" } ],
    });
    Config::read(&text.to_string()).unwrap()
}

pub fn client(world: &Scripted) -> Client<Scripted> {
    Client::new(world.clone(), Rc::new(config()))
}

/// An unsigned token of Ann's that expires `seconds` after noon.
pub fn token(name: &str, seconds: i64) -> String {
    token_of("ann", name, seconds)
}

/// An unsigned token of somebody's.
pub fn token_of(who: &str, name: &str, seconds: i64) -> String {
    let exp = NOON as i64 + seconds;
    let claims = format!(r#"{{"sub":"sub-{who}","exp":{exp},"email":"{who}@example.com"}}"#);
    format!("e30.{}.{name}", URL_SAFE_NO_PAD.encode(claims))
}

pub fn tokens(seconds: i64) -> Tokens {
    tokens_of("ann", seconds)
}

pub fn tokens_of(who: &str, seconds: i64) -> Tokens {
    Tokens {
        id_token: Secret::new(token_of(who, "id1", seconds)),
        access_token: Secret::new("access1"),
        refresh_token: Secret::new("refresh1"),
        device_key: None,
    }
}

/// The answer of `GetId`.
pub fn identity(id: &str) -> serde_json::Value {
    serde_json::json!({ "IdentityId": id })
}

/// The answer of `GetCredentialsForIdentity`, valid for an hour from noon plus `seconds`.
pub fn credentials(id: &str, key: &str, seconds: u64) -> serde_json::Value {
    serde_json::json!({
        "IdentityId": id,
        "Credentials": { "AccessKeyId": key, "SecretKey": "secret", "SessionToken": "session", "Expiration": NOON as f64 + 3600.0 + seconds as f64 },
    })
}

/// The answer of a refresh where refresh tokens rotate.
pub fn rotated(seconds: i64, refresh_token: &str) -> serde_json::Value {
    let mut answer = refreshed(seconds);
    answer["AuthenticationResult"]["RefreshToken"] = refresh_token.into();
    answer
}

/// The answer of a refresh.
pub fn refreshed(seconds: i64) -> serde_json::Value {
    serde_json::json!({ "AuthenticationResult": { "IdToken": token("id2", seconds), "AccessToken": "access2" } })
}

/// All that a session tells from now on.
pub fn listening(session: &Session<Scripted>) -> Rc<RefCell<Vec<SessionEvent>>> {
    let told = Rc::new(RefCell::new(Vec::new()));
    let (heard, asked) = (Rc::clone(&told), session.clone());
    session.subscribe(move |event| {
        // Whoever hears of it may ask the session at once.
        let _ = (asked.profile(), asked.account_id(), asked.other_accounts());
        heard.borrow_mut().push(event);
    });
    told
}
