//! Names of which a tab can hold one while it works at something, so that other tabs of this browser leave it alone: by the Web
//! Locks API, which only secure contexts have; elsewhere tabs ask each other over a channel. What a tab holds is free once that tab
//! is gone, however it went.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;

use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::abort::AbortOnDrop;
use super::clock::sleep;
use super::save_stream::call;
use super::tabs::Channel;

/// How long the other tabs are given to answer: they may be busy, or out of sight.
const ANSWER: Duration = Duration::from_millis(500);
/// How often it is asked again for what another tab holds.
const AGAIN: Duration = Duration::from_secs(2);

/// Before a name: does any tab hold it?
const ASKED: &str = "asked ";
/// Before a name: this tab does.
const HELD: &str = "held ";

/// The names, as one page sees them.
#[derive(Clone)]
pub struct Locks(Rc<PageLocks>);

struct PageLocks {
    /// The browser's `LockManager`.
    manager: Option<JsValue>,
    channel: Option<Channel>,
    /// By this page.
    held: RefCell<Vec<String>>,
    /// What other tabs have said to hold since it was asked last.
    heard: RefCell<HashSet<String>>,
}

impl fmt::Debug for Locks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Locks(..)")
    }
}

impl Locks {
    /// Those that are spoken of on the channel `channel`; `taken` is called with each that another tab says to hold.
    pub fn open(channel: &str, taken: impl Fn(&str) + 'static) -> Locks {
        Locks(Rc::new_cyclic(|page: &Weak<PageLocks>| {
            let page = Weak::clone(page);
            let heard = move |message: &str| {
                let Some(page) = page.upgrade() else { return };
                if let Some(name) = message.strip_prefix(ASKED) {
                    if page.is_own(name) {
                        page.post(HELD, name);
                    }
                } else if let Some(name) = message.strip_prefix(HELD) {
                    page.heard.borrow_mut().insert(name.to_owned());
                    taken(name);
                }
            };
            let navigator = web_sys::window().map(|window| window.navigator());
            let manager = navigator.and_then(|navigator| Reflect::get(&navigator, &"locks".into()).ok());
            PageLocks {
                manager: manager.filter(JsValue::is_object),
                channel: Channel::open(channel, heard),
                held: RefCell::default(),
                heard: RefCell::default(),
            }
        }))
    }

    /// Holds a name that no other tab can know yet.
    pub fn hold(&self, name: &str) -> Lock {
        self.0.held.borrow_mut().push(name.to_owned());
        let request = self.0.request(name).map(|(request, _)| request);
        Lock { page: Rc::clone(&self.0), name: name.to_owned(), _request: request }
    }

    /// Holds a name, unless somebody does.
    pub async fn try_hold(&self, name: &str) -> Option<Lock> {
        if self.0.is_held(name).await {
            return None;
        }
        let lock = self.hold(name);
        self.0.post(HELD, name);
        Some(lock)
    }

    /// Whether this page holds the name.
    pub fn is_own(&self, name: &str) -> bool {
        self.0.is_own(name)
    }

    /// Waits until nobody holds the name. Whether somebody did.
    pub async fn until_free(&self, name: &str) -> bool {
        if !self.0.is_held(name).await {
            return false;
        }
        match self.0.request(name) {
            // A request that the browser refuses is dropped with what it would have called.
            Some((_request, granted)) => drop(granted.await),
            None => {
                let again = || async {
                    sleep(AGAIN).await;
                    self.0.is_held(name).await
                };
                while again().await {}
            }
        }
        true
    }
}

impl PageLocks {
    fn is_own(&self, name: &str) -> bool {
        self.held.borrow().iter().any(|held| held == name)
    }

    fn post(&self, what: &str, name: &str) {
        if let Some(channel) = &self.channel {
            channel.post(&format!("{what}{name}"));
        }
    }

    async fn is_held(&self, name: &str) -> bool {
        if self.is_own(name) {
            return true;
        }
        if let Some(held) = self.query().await {
            return held.iter().any(|held| held == name);
        }
        self.heard.borrow_mut().remove(name);
        self.post(ASKED, name);
        sleep(ANSWER).await;
        self.heard.borrow().contains(name)
    }

    /// All that are held, where the browser knows (Web Locks API, `LockManager.query`).
    async fn query(&self) -> Option<Vec<String>> {
        let get = |of: &JsValue, property: &str| Reflect::get(of, &property.into()).ok();
        let snapshot = call(self.manager.as_ref()?, "query", &[]).ok()?.await.ok()?;
        let held: Array = get(&snapshot, "held")?.dyn_into().ok()?;
        Some(held.iter().filter_map(|lock| get(&lock, "name")?.as_string()).collect())
    }

    /// Asks the browser for a lock, where it has locks; the second completes once it is granted.
    fn request(&self, name: &str) -> Option<(LockRequest, oneshot::Receiver<()>)> {
        let manager = self.manager.as_ref()?;
        let (grant, granted) = oneshot::channel();
        let mut release = None;
        // The lock is held until this is resolved.
        let released = Promise::new(&mut |resolve, _| release = Some(resolve));
        let callback = Closure::once(move |_: JsValue| -> JsValue {
            // Nobody waits for it where it is known to be free.
            let _ = grant.send(());
            released.into()
        });
        let abort = AbortOnDrop::new();
        let options = Object::new();
        if let Some(signal) = abort.signal() {
            Reflect::set(&options, &"signal".into(), &signal).ok()?;
        }
        let over = call(manager, "request", &[name.into(), options.into(), callback.as_ref().clone()]).ok()?;
        wasm_bindgen_futures::spawn_local(async move {
            // It ends with an error where it is given up before it was granted.
            let _ = over.await;
            drop(callback);
        });
        Some((LockRequest { release, _abort: abort }, granted))
    }
}

/// A name that is held until this is dropped.
pub struct Lock {
    page: Rc<PageLocks>,
    name: String,
    _request: Option<LockRequest>,
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lock(..)")
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut held = self.page.held.borrow_mut();
        if let Some(at) = held.iter().position(|held| *held == self.name) {
            held.swap_remove(at);
        }
    }
}

/// What the browser was asked for, until this is dropped.
struct LockRequest {
    release: Option<Function>,
    _abort: AbortOnDrop,
}

impl Drop for LockRequest {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}
