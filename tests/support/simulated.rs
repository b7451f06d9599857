//! A bucket at the end of a line: time passes only while something is waited for, and each answer takes its time. What is told
//! apart by who was first is the same in every run.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel::aws::Error;
use satchel::aws::credentials::{Credentials, ProvideCredentials};
use satchel::ports::{
    Clock, Exchange, HttpClient, HttpError, Journal, KeyValueStore, Lifetime, Limits, Random, Request, Response, Spawn, Tabs,
};

use super::listing::{Listed, Question};
use super::{NOON, START, Scripted};

/// A request as the bucket saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: http::Method,
    /// Name and value of each parameter, decoded.
    pub query: Vec<(String, String)>,
    pub sent: Duration,
    /// When it was answered; nothing, if nobody waited for that.
    pub answered: Option<Duration>,
}

impl Seen {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// When whom to wake.
struct Alarm {
    at: Duration,
    id: u64,
    waker: Waker,
}

type Answering = dyn Fn(&Seen) -> Option<(u16, String)>;

#[derive(Default)]
struct Line {
    now: Cell<Duration>,
    timers: RefCell<Vec<Alarm>>,
    last_alarm: Cell<u64>,
    keys: RefCell<Vec<String>>,
    seen: RefCell<Vec<Seen>>,
    under_way: Cell<usize>,
    most: Cell<usize>,
    latency: Cell<Duration>,
    /// How long it takes to send something.
    upload: Cell<Duration>,
    /// What is answered in place of the bucket.
    instead: RefCell<Option<Rc<Answering>>>,
}

/// Handles to one bucket.
#[derive(Clone)]
pub struct Simulated {
    line: Rc<Line>,
    scripted: Scripted,
}

impl Simulated {
    /// A bucket with these keys, whose answers take so long.
    pub fn new(keys: impl IntoIterator<Item = String>, latency: Duration) -> Simulated {
        let line = Line::default();
        let mut keys: Vec<String> = keys.into_iter().collect();
        keys.sort();
        keys.dedup();
        *line.keys.borrow_mut() = keys;
        line.now.set(Duration::from_secs(NOON));
        line.latency.set(latency);
        Simulated { line: Rc::new(line), scripted: Scripted::new() }
    }

    /// From now on it takes so long to send something.
    pub fn uploads_take(&self, duration: Duration) {
        self.line.upload.set(duration);
    }

    /// From now on this is asked first; what it does not answer, the bucket does.
    pub fn answers_instead(&self, answering: impl Fn(&Seen) -> Option<(u16, String)> + 'static) {
        *self.line.instead.borrow_mut() = Some(Rc::new(answering));
    }

    pub fn keys(&self) -> Vec<String> {
        self.line.keys.borrow().clone()
    }

    pub fn put(&self, key: &str) {
        let mut keys = self.line.keys.borrow_mut();
        if let Err(at) = keys.binary_search_by(|own| own.as_str().cmp(key)) {
            keys.insert(at, key.to_owned());
        }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.line.seen.borrow().clone()
    }

    /// The most requests that were under way at a time.
    pub fn most(&self) -> usize {
        self.line.most.get()
    }

    pub fn under_way(&self) -> usize {
        self.line.under_way.get()
    }

    /// Since noon.
    pub fn elapsed(&self) -> Duration {
        self.line.now.get() - Duration::from_secs(NOON)
    }

    /// Waits until it is so late.
    pub async fn until(&self, elapsed: Duration) {
        self.line.timer(Duration::from_secs(NOON) + elapsed).await;
    }

    /// Runs work; while all of it waits, time goes on to the next thing that happens.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        struct Flag(AtomicBool);
        impl Wake for Flag {
            fn wake(self: Arc<Self>) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&flag));
        let mut work = pin!(work);
        loop {
            while flag.0.swap(false, Ordering::Relaxed) {
                if let Poll::Ready(out) = work.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return out;
                }
            }
            let due = {
                let mut timers = self.line.timers.borrow_mut();
                let next = timers.iter().enumerate().min_by_key(|(_, alarm)| (alarm.at, alarm.id)).map(|(index, _)| index);
                timers.remove(next.expect("all wait, and nothing will happen"))
            };
            self.line.now.set(due.at.max(self.line.now.get()));
            due.waker.wake();
        }
    }

    fn answer(&self, seen: &Seen) -> (u16, String) {
        let instead = self.line.instead.borrow().clone();
        if let Some(answer) = instead.and_then(|instead| instead(seen)) {
            return answer;
        }
        match seen.method {
            http::Method::GET => (200, list(&self.line.keys.borrow(), seen)),
            _ => (200, String::new()),
        }
    }
}

fn list(keys: &[String], seen: &Seen) -> String {
    let question = Question::new(|name| seen.parameter(name));
    let size = |key: &str| if key.ends_with('/') { 0 } else { 10 };
    question.page(keys.iter().skip(question.start(keys)).map(|key| Listed { key, e_tag: "\"e\"", size: size(key) }))
}

impl Line {
    fn timer(&self, at: Duration) -> Timer<'_> {
        self.last_alarm.set(self.last_alarm.get() + 1);
        Timer { line: self, at, id: self.last_alarm.get() }
    }
}

struct Timer<'a> {
    line: &'a Line,
    at: Duration,
    id: u64,
}

impl Future for Timer<'_> {
    type Output = ();
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.line.now.get() >= self.at {
            return Poll::Ready(());
        }
        let mut timers = self.line.timers.borrow_mut();
        timers.retain(|alarm| alarm.id != self.id);
        timers.push(Alarm { at: self.at, id: self.id, waker: context.waker().clone() });
        Poll::Pending
    }
}

impl Drop for Timer<'_> {
    fn drop(&mut self) {
        self.line.timers.borrow_mut().retain(|alarm| alarm.id != self.id);
    }
}

/// Whoever drops a request aborts it.
struct UnderWay<'a>(&'a Line);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.under_way.set(self.0.under_way.get() - 1);
    }
}

impl HttpClient for Simulated {
    async fn send(&self, request: Request, _: Limits) -> Result<Response, HttpError> {
        let line = &*self.line;
        line.under_way.set(line.under_way.get() + 1);
        line.most.set(line.most.get().max(line.under_way.get()));
        let _under_way = UnderWay(line);
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let query = request.uri().query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        let query = query.map(|(name, value)| (decode(name), decode(value))).map(|(name, value)| match name.as_str() {
            "continuation-token" => (name, decode(&value)),
            _ => (name, value),
        });
        let seen = Seen { method: request.method().clone(), query: query.collect(), sent: self.elapsed(), answered: None };
        let number = line.seen.borrow().len();
        line.seen.borrow_mut().push(seen.clone());
        let upload = if seen.method == http::Method::PUT { line.upload.get() } else { Duration::ZERO };
        line.timer(line.now.get() + line.latency.get() + upload).await;
        let (status, body) = self.answer(&seen);
        line.seen.borrow_mut()[number].answered = Some(self.elapsed());
        Ok(Response::new(status, Vec::new(), body.into_bytes().into()))
    }
}

impl Clock for Simulated {
    fn now(&self) -> SystemTime {
        START + self.line.now.get()
    }
    async fn sleep(&self, duration: Duration) {
        self.line.timer(self.line.now.get() + duration).await;
    }
}

impl Random for Simulated {
    fn fill(&self, bytes: &mut [u8]) {
        self.scripted.fill(bytes);
    }
}

impl KeyValueStore for Simulated {
    fn get(&self, lifetime: Lifetime, key: &str) -> Option<String> {
        self.scripted.get(lifetime, key)
    }
    fn set(&self, lifetime: Lifetime, key: &str, value: &str) {
        self.scripted.set(lifetime, key, value);
    }
    fn remove(&self, lifetime: Lifetime, key: &str) {
        self.scripted.remove(lifetime, key);
    }
}

impl Journal for Simulated {
    fn record(&self, exchange: Exchange) {
        self.scripted.record(exchange);
    }
}

impl Spawn for Simulated {
    fn spawn(&self, work: futures::future::LocalBoxFuture<'static, ()>) {
        self.scripted.spawn(work);
    }
}

impl Tabs for Simulated {
    fn broadcast(&self, message: &str) {
        self.scripted.broadcast(message);
    }
}

/// Credentials that are always there.
#[derive(Clone, Copy)]
pub struct Keys;

impl ProvideCredentials for Keys {
    async fn credentials(&self) -> Result<Credentials, Error> {
        Ok(Credentials::new("KEY", "secret", None, Some(UNIX_EPOCH + Duration::from_secs(NOON + 3600))))
    }
    fn expire(&self, _: &Credentials) {}
}
