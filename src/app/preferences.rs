//! The visitor's preferences in this tab: applied as soon as they are known, kept for all their devices.
//!
//! They are read after the first listing, which waits for nothing. Guests have no place of their own: what they choose stays
//! in the browser.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::ui::reactive::*;
use crate::ui::timer::Timer;
use leptos::task::spawn_local;
use serde_json::Value;

use super::AppState;
use super::lazy;
use super::theme::{self, Theme};
use crate::aws::retry::{Idempotency, is_retryable};
use crate::browser::tabs::WhenHidden;
use crate::ports::{KeyValueStore, Lifetime};
use crate::preferences::Preferences;
use crate::preferences::cache::{key, remember};
use crate::preferences::store::StoredPreferences;
use crate::route::{Place, Route};
use crate::ui::dom::effect;

const THEME: &str = "theme";
const PAGE_SIZE: &str = "page_size";
const LAST_PLACE: &str = "last_place";
const SINGLE_KEYS: &str = "single_keys";
/// Before a login's key in `Logins`: whether it leads to the visitor's identity. AWS tells an identity's logins to the owner
/// of the site alone (DescribeIdentity), so nothing else remembers them.
const LINKED: &str = "linked:";
/// Before a passkey's credential id: what its owner calls it. Cognito calls passkeys after what keeps them, for good.
const PASSKEY: &str = "passkey:";

/// Before the place of an upload that is not over: what is known of it.
const UPLOAD: &str = "upload:";

/// How many items are asked for at a time, unless the visitor chooses otherwise.
const DEFAULT_PAGE_SIZE: u32 = 50;
/// What there is to choose from.
pub const PAGE_SIZES: [u32; 4] = [25, 50, 100, 250];

/// What somebody chose deliberately is kept at once, but for a change of mind.
const SOON: Duration = Duration::from_secs(1);
/// Where somebody is may change with every click. A tab that goes out of sight does not wait for this.
const LATER: Duration = Duration::from_secs(10);

/// The preferences of the visitor in this tab.
#[derive(Clone, Copy)]
pub struct MyPreferences {
    state: AppState,
    /// Whose they are.
    account: StoredValue<String>,
    lifetime: Lifetime,
    /// Whether there is a place for them that all devices reach.
    follows: bool,
    mine: StoredValue<Preferences>,
    /// What is stored, as it was read or written last.
    known: StoredValue<Option<StoredPreferences>>,
    /// A request is under way.
    busy: StoredValue<bool>,
    timer: Timer,
    /// Something was chosen deliberately that is not written yet.
    unwritten: StoredValue<bool>,
    theme: RwSignal<Theme>,
    page_size: RwSignal<u32>,
    single_keys: RwSignal<bool>,
    last_place: RwSignal<Option<Place>>,
    /// Incremented when any other preference changes.
    changes: RwSignal<u32>,
}

// The first folder is shown without them.
lazy::lazy!(preferences_part: fn(MyPreferences) -> Pin<Box<dyn Future<Output = ()>>> = |preferences| Box::pin(preferences.exchange()));

impl MyPreferences {
    /// Begins with what this browser remembers, for all below the component that this is called in.
    pub fn provide() {
        let state = AppState::get();
        let session = state.session();
        let account = session.account_id().unwrap_or_default();
        let lifetime = session.lifetime().unwrap_or(Lifetime::Tab);
        let remembered = state.client().platform().get(lifetime, &key(&account)).unwrap_or_default();
        let preferences = MyPreferences {
            state,
            account: StoredValue::new(account),
            lifetime,
            follows: session.keeps_preferences(),
            mine: StoredValue::new(Preferences::read(remembered.as_bytes())),
            known: StoredValue::new(None),
            busy: StoredValue::new(false),
            timer: Timer::new(),
            unwritten: StoredValue::new(false),
            theme: RwSignal::new(theme::current()),
            page_size: RwSignal::new(DEFAULT_PAGE_SIZE),
            single_keys: RwSignal::new(true),
            last_place: RwSignal::new(None),
            changes: RwSignal::new(0),
        };
        provide_context(preferences);
        preferences.apply();
        preferences.follow_place();
        // A hidden tab may be closed at any time: it starts no token refresh that could be lost half done.
        StoredValue::new(WhenHidden::new(move || {
            if state.session().has_fresh_credentials() {
                preferences.hurry();
            }
        }));
        state.connection().on_return(move || preferences.synchronise());
    }

    /// The preferences of this page.
    pub fn get() -> MyPreferences {
        expect_context()
    }

    /// The colours.
    pub fn theme(self) -> Signal<Theme> {
        self.theme.into()
    }

    /// Chooses the colours.
    pub fn choose_theme(self, choice: Theme) {
        self.choose(THEME, choice.name(), SOON);
        theme::choose(self.state, choice);
        self.theme.set(choice);
    }

    /// What was chosen of a name that only one page knows; whoever reads it is told of changes.
    pub fn text(self, name: &str) -> Option<String> {
        self.changes.track();
        self.mine.try_with_value(|mine| mine.get(name)?.as_str().map(str::to_owned)).flatten()
    }

    /// Chooses it.
    pub fn choose_text(self, name: &str, value: &str) {
        self.choose(name, value, SOON);
        self.changed();
    }

    /// How many items are asked for at a time.
    pub fn page_size(self) -> Signal<u32> {
        self.page_size.into()
    }

    /// Chooses how many.
    pub fn choose_page_size(self, size: u32) {
        self.choose(PAGE_SIZE, size, SOON);
        self.page_size.set(size);
    }

    /// Whether keys of one character do anything outside fields (WCAG 2.1.4).
    pub fn single_keys(self) -> Signal<bool> {
        self.single_keys.into()
    }

    /// Chooses whether they do.
    pub fn choose_single_keys(self, on: bool) {
        if on != self.single_keys.get_untracked() {
            self.choose(SINGLE_KEYS, on, SOON);
            self.single_keys.set(on);
        }
    }

    /// Those whose names begin with `prefix`, without it; whoever reads them is told of changes. Each page reads what it knows
    /// of, so that the first one carries none of it.
    fn beginning_with(self, prefix: &str) -> Vec<(String, Value)> {
        self.changes.track();
        let all =
            |mine: &Preferences| mine.beginning_with(prefix).map(|(name, value)| (name.to_owned(), value.clone())).collect();
        self.mine.try_with_value(all).unwrap_or_default()
    }

    fn changed(self) {
        self.changes.update(|changes| *changes += 1);
    }

    /// The logins that lead to the visitor's identity, as far as they were linked by this page, by their keys in `Logins`.
    pub fn linked(self) -> Vec<String> {
        self.beginning_with(LINKED).into_iter().filter(|(_, linked)| *linked == true).map(|(login, _)| login).collect()
    }

    /// What the visitor calls the passkey of this credential id, if they have given it a name.
    pub fn passkey_name(self, credential_id: &str) -> Option<String> {
        self.text(&format!("{PASSKEY}{credential_id}")).filter(|name| !name.is_empty())
    }

    /// Gives a passkey a name, or with an empty one takes it away.
    pub fn name_passkey(self, credential_id: &str, name: &str) {
        self.choose_text(&format!("{PASSKEY}{credential_id}"), name);
    }

    /// The uploads that are not over, each by its place.
    pub fn uploads(self) -> Vec<(String, Value)> {
        self.beginning_with(UPLOAD).into_iter().filter(|(_, upload)| !upload.is_null()).collect()
    }

    /// Notes what is known of the upload at this place; nothing, once it is over.
    pub fn note_upload(self, place: &str, upload: Value) {
        self.choose(&format!("{UPLOAD}{place}"), upload, SOON);
        self.changed();
    }

    /// Notes whether these logins lead to it.
    pub fn set_linked(self, logins: &[&str], linked: bool) {
        for login in logins {
            self.choose(&format!("{LINKED}{login}"), linked, SOON);
        }
        self.changed();
    }

    /// Reads what is stored, unless that has been done. Whoever shows the first page says when there is time for it.
    pub fn read_stored(self) {
        if self.known.with_value(Option::is_none) {
            self.synchronise();
        }
    }

    /// Remembers which folder the visitor is in. Who has gone nowhere yet is in none.
    fn follow_place(self) {
        let (route, opened_bare) = (self.state.route(), self.state.arrival.opened_bare());
        effect(move || {
            if let Route::Files(place) | Route::View { place, .. } = route.get()
                && !opened_bare.get()
            {
                self.choose(LAST_PLACE, Route::Files(place).to_string(), LATER);
            }
        });
    }

    /// The folder that the visitor was in last, as far as it is known.
    pub fn last_place(self) -> Signal<Option<Place>> {
        self.last_place.into()
    }

    fn stored_place(self) -> Option<Place> {
        let fragment = self.mine.try_with_value(|mine| mine.get(LAST_PLACE)?.as_str().map(str::to_owned)).flatten()?;
        match fragment.parse() {
            Ok(Route::Files(place)) => Some(self.state.with_config(|config| config.places.canonical(place))),
            Ok(_) => None,
        }
    }

    fn choose(self, name: &str, value: impl Into<Value>, within: Duration) {
        let value = value.into();
        // What comes of a request may come when the visitor has left: it is remembered for nobody then.
        if self.mine.try_with_value(|mine| mine.get(name) == Some(&value)) != Some(false) {
            return;
        }
        let now = self.state.client().now();
        self.mine.update_value(|mine| mine.choose(name, value, now));
        self.remember();
        if within == SOON {
            self.unwritten.set_value(true);
        }
        self.write_within(within);
    }

    /// Shows what was chosen, here or elsewhere.
    fn apply(self) {
        let single_keys = self.mine.with_value(|mine| mine.get(SINGLE_KEYS).and_then(serde_json::Value::as_bool));
        self.single_keys.set(single_keys.unwrap_or(true));
        let (theme, size) = self.mine.with_value(|mine| {
            let theme = mine.get(THEME).and_then(|name| Theme::named(name.as_str()?));
            let size = mine
                .get(PAGE_SIZE)
                .and_then(|size| PAGE_SIZES.into_iter().find(|known| Some(u64::from(*known)) == size.as_u64()));
            (theme, size)
        });
        if let Some(theme) = theme.filter(|theme| *theme != self.theme.get_untracked()) {
            theme::choose(self.state, theme);
            self.theme.set(theme);
        }
        // What stays the same is not made anew: somebody may be pressing it.
        self.last_place.set_if_new(self.stored_place());
        self.changed();
        if let Some(size) = size {
            self.page_size.set_if_new(size);
        }
    }

    /// In this browser, for as long as the session is kept in it: a change made without a network is not lost.
    pub fn remember(self) {
        let client = self.state.client();
        let account = self.account.get_value();
        // Another tab may have remembered something as well.
        let others = client.platform().get(self.lifetime, &key(&account)).unwrap_or_default();
        self.mine.update_value(|mine| mine.merge(&Preferences::read(others.as_bytes())));
        remember(client.platform(), self.lifetime, &account, &self.mine.with_value(Preferences::to_json));
    }

    fn write_within(self, delay: Duration) {
        if !self.follows || (self.timer.is_running() && delay > SOON) {
            return;
        }
        self.timer.start(delay, move || self.synchronise());
    }

    /// Writes now what was to be written some time.
    fn hurry(self) {
        if self.timer.stop() {
            self.synchronise();
        }
    }

    /// Reads, where that has not been done yet, and writes what is new.
    fn synchronise(self) {
        if self.follows {
            spawn_local(async move {
                // What does not come now may with the next change, or once the network is back.
                if let Ok(exchange) = preferences_part::load().await {
                    exchange(self).await;
                }
            });
        }
    }

    /// What was chosen applies here in any case, and is written with the next change or once the network is back. A refusal
    /// is told, once: it would not be there on another device.
    async fn exchange(self) {
        if self.busy.try_update_value(|busy| std::mem::replace(busy, true)) != Some(false) {
            return;
        }
        let session = self.state.session();
        let now = self.state.client().now();
        self.mine.try_update_value(|mine| mine.forget_ended(now));
        let known = match self.known.get_value() {
            Some(known) => Ok(known),
            None => session.read_preferences().await,
        };
        let stored = match (known, self.mine.try_get_value()) {
            (Ok(known), Some(mine)) => session.write_preferences(&mine, known).await,
            (Err(error), _) => Err(error),
            // The visitor has left.
            (_, None) => return,
        };
        if !self.busy.try_set_value(false) {
            return;
        }
        match stored {
            Ok(stored) => {
                self.mine.update_value(|mine| mine.merge(&stored.preferences));
                let is_news = self.mine.with_value(|mine| *mine != stored.preferences);
                self.known.set_value(Some(stored));
                self.unwritten.set_value(false);
                self.remember();
                self.apply();
                if is_news {
                    self.write_within(SOON);
                }
            }
            Err(error) => {
                let is_refused = error.service().is_some() && !is_retryable(&error, Idempotency::Idempotent);
                if is_refused && self.unwritten.try_update_value(std::mem::take) == Some(true) {
                    self.state.say(t!("Saved in this browser only. We couldn't save it to your files."));
                }
            }
        }
    }
}
