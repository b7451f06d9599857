//! Whether the network is there, and what happens when it is back.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;
use futures::channel::oneshot;
use leptos::task::spawn_local;

use crate::aws::Error;
use crate::browser::{Browser, network};
use crate::ports::{Clock, HttpErrorKind};
use crate::ui::components::{NoticeKind, banner};
use crate::ui::dom::{View, effect, when};

/// A request that began before the network was back fails for want of it a moment afterwards.
const AFTERMATH: Duration = Duration::from_secs(5);
const BEFORE_REPEATING: Duration = Duration::from_secs(1);

/// Knows whether the network is there: from the browser, from requests that were not answered, and, where these leave it
/// open, by asking the page's own site. While it is gone nothing is given up; what failed for want of it is repeated.
#[derive(Clone, Copy)]
pub struct Connection {
    lost: RwSignal<bool>,
    /// Grows each time the network is back.
    returns: RwSignal<u32>,
    /// When it was back last.
    returned: StoredValue<Option<SystemTime>>,
    /// The site is being asked.
    asking: StoredValue<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<()>>>,
}

impl Connection {
    /// The connection of a page whose requests `browser` sends. Belongs to the component that calls it.
    pub fn watch(browser: &Browser) -> Connection {
        let connection = Connection {
            lost: RwSignal::new(false),
            returns: RwSignal::new(0),
            returned: StoredValue::new(None),
            asking: StoredValue::new(false),
            waiting: StoredValue::new(Vec::new()),
        };
        network::listen(move || connection.lose());
        let exchanges = browser.exchanges().clone();
        let newest =
            move || exchanges.with(|all| all.front().map(|newest| newest.outcome.as_ref().err().map(|error| error.kind)));
        effect(move || match newest() {
            Some(Some(HttpErrorKind::Offline)) => connection.lose(),
            Some(Some(HttpErrorKind::Network | HttpErrorKind::Timeout)) => {
                connection.repeat_aftermath();
                connection.ask();
            }
            // An answer of AWS shows that there is a network, even if the site itself is gone.
            Some(None) if connection.lost.get_untracked() => connection.mark_online(),
            _ => {}
        });
        connection
    }

    /// Whether the network is gone, as far as is known.
    pub fn is_lost(self) -> bool {
        self.lost.get()
    }

    fn lose(self) {
        self.lost.set(true);
        self.ask();
    }

    /// Finds out whether the network is there, and if not, when it is back.
    fn ask(self) {
        if self.asking.try_update_value(|asking| std::mem::replace(asking, true)) != Some(false) {
            return;
        }
        spawn_local(async move {
            network::until_there(move || self.lost.set(true)).await;
            self.asking.set_value(false);
            if self.lost.get_untracked() {
                self.mark_online();
            }
        });
    }

    fn mark_online(self) {
        self.lost.set(false);
        self.returned.set_value(Some(Browser::default().now()));
        self.returns.update(|returns| *returns += 1);
        for waiting in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            // Whoever does not wait any more was stopped.
            let _ = waiting.send(());
        }
    }

    /// Calls `again` whenever the network is back, for what has failed for want of it. Belongs to the component that calls
    /// it.
    pub fn on_return(self, again: impl Fn() + 'static) {
        let mut seen = self.returns.get_untracked();
        effect(move || {
            let returns = self.returns.get();
            if std::mem::replace(&mut seen, returns) != returns {
                untrack(&again);
            }
        });
    }

    fn is_just_back(self) -> bool {
        let just_now = |returned: SystemTime| Browser::default().now().duration_since(returned).is_ok_and(|ago| ago < AFTERMATH);
        self.returned.get_value().is_some_and(just_now)
    }

    /// What fails for want of the network that has just come back is repeated as well.
    fn repeat_aftermath(self) {
        if !self.lost.get_untracked() && self.is_just_back() {
            let again = move || {
                self.returns.try_update(|returns| *returns += 1);
            };
            #[expect(clippy::disallowed_methods, reason = "of the whole page, with no end before its own")]
            set_timeout(again, BEFORE_REPEATING);
        }
    }

    /// Waits for the network to be back, if `error` came of its being gone. Whether it did: then trying again helps.
    pub async fn wait_for_network(self, error: &Error) -> bool {
        if !error.is_silence() {
            return false;
        }
        if !self.lost.get_untracked() {
            if network::is_there().await {
                // What has failed meanwhile may hear of its failure only now.
                return self.is_just_back();
            }
            self.lose();
        }
        let (back, waiting) = oneshot::channel();
        self.waiting.update_value(|all| all.push(back));
        waiting.await.is_ok()
    }

    /// A banner while offline.
    pub fn banner(self) -> View {
        let text = t!("You're offline. Nothing is lost; work resumes by itself.");
        when(move || self.lost.get(), move || banner(NoticeKind::Warning, text, Vec::new(), None))
    }
}
