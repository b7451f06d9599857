//! Where the visitor is, how they came there, and where they wanted to go.

use crate::ui::reactive::*;

use super::return_to::ReturnTo;
use super::session_end::SessionEnd;
use crate::browser::{Browser, location};
use crate::ports::{KeyValueStore, Lifetime};
use crate::route::Route;
use crate::secret::Secret;

/// Where a tab keeps where its visitor wanted to go before signing in.
const RETURN_TO: &str = "satchel.return_to";

/// Where the visitor is and why.
#[derive(Clone, Copy)]
pub struct Arrival {
    /// Where the visitor is.
    pub route: RwSignal<Route>,
    /// The page was opened without a route and redirected to the home page, and the visitor has not navigated since.
    pub(super) opened_bare: RwSignal<bool>,
    /// What a provider answered that sent the visitor back.
    authorization_response: StoredValue<Option<Secret>>,
    /// The address that the document was opened with held such an answer.
    pub(super) had_authorization_response: bool,
    /// Why the visitor has to sign in again, for the sign-in page to say.
    pub(super) ended: RwSignal<Option<SessionEnd>>,
    /// The page that is about to be shown is to take the focus.
    takes_focus: StoredValue<bool>,
    /// What keeps things for this tab.
    store: StoredValue<Browser>,
}

impl Arrival {
    /// At `route`, perhaps from a provider, perhaps because the session before ended.
    pub(super) fn new(
        route: Route,
        authorization_response: Option<Secret>,
        ended: Option<SessionEnd>,
        store: Browser,
    ) -> Arrival {
        Arrival {
            route: RwSignal::new(route),
            opened_bare: RwSignal::new(false),
            had_authorization_response: authorization_response.is_some(),
            authorization_response: StoredValue::new(authorization_response),
            ended: RwSignal::new(ended),
            takes_focus: StoredValue::new(false),
            store: StoredValue::new(store),
        }
    }

    /// The page that is about to be shown takes the focus: what had it is gone, or led there.
    pub fn give_focus(&self) {
        self.takes_focus.set_value(true);
    }

    /// Whether the page that has been shown is to take the focus. Once.
    pub fn take_focus(&self) -> bool {
        self.takes_focus.try_update_value(std::mem::take).unwrap_or_default()
    }

    /// Why the last session ended, if the visitor did not end it.
    pub fn session_ended(&self) -> Signal<Option<SessionEnd>> {
        self.ended.into()
    }

    /// Where the visitor wanted to go before signing in. The tab keeps it: the sign-in page may be loaded anew.
    pub fn return_to(&self) -> Option<ReturnTo> {
        self.store.with_value(|store| store.get(Lifetime::Tab, RETURN_TO)).map(|text| ReturnTo::read(&text))
    }

    /// What the visitor wanted who comes back from a provider.
    pub fn restore_return_to(&self, return_to: &ReturnTo) {
        self.store.with_value(|store| store.set(Lifetime::Tab, RETURN_TO, &return_to.to_text()));
    }

    pub(super) fn clear_return_to(&self) {
        self.store.with_value(|store| store.remove(Lifetime::Tab, RETURN_TO));
    }

    /// Whether the visitor came to no particular place and has gone nowhere yet.
    pub fn opened_bare(&self) -> Signal<bool> {
        self.opened_bare.into()
    }

    /// The visitor is led on, in place of where they are.
    pub fn redirect(&self, route: Route) {
        location::replace(&route);
        self.set_route(route);
    }

    /// The visitor is sent to `route`. The event `hashchange` comes later; what follows the route must know it at once.
    pub(super) fn set_route(&self, route: Route) {
        self.route.set(route);
    }

    /// What a provider answered that sent the visitor back, once.
    pub fn take_authorization_response(&self) -> Option<Secret> {
        self.authorization_response.try_update_value(Option::take).flatten()
    }
}
