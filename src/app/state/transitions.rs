//! What happens when somebody comes or goes: by their own doing, in another tab, at AWS, or because nobody was here for too long.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures::future::{Either, select};
use leptos::task::spawn_local;

use super::AppState;
use super::carried_over::CarriedOver;
use super::return_to::ReturnTo;
use super::session_end::SessionEnd;
use crate::app::SecondSignIn;
use crate::auth;
use crate::auth::idle::{self, IdleState};
use crate::auth::session::{Refusal, SessionEvent};
use crate::auth::visitor::{Profile, Visitor};
use crate::aws;
use crate::browser::{location, network};
use crate::ports::{Clock, Lifetime};
use crate::route::Route;
use crate::ui::reactive::Readable;
use crate::ui::words::names;

/// How long a visitor who has signed out waits at most for the service to be told.
const PATIENCE: Duration = Duration::from_secs(5);

impl AppState {
    /// Somebody enters, and goes where they wanted to; whose login is to be linked, to where that is done.
    pub fn complete_sign_in(&self, visitor: Visitor, lifetime: Lifetime) {
        let visitor = match (self.visitor.second_sign_in.get_untracked(), self.visitor.account_id.get_untracked(), visitor) {
            (Some(SecondSignIn::Login), Some(account), Visitor::User(tokens)) => {
                self.visitor.set_pending_link(account, tokens);
                return self.arrival.redirect(Route::Account);
            }
            (_, _, visitor) => visitor,
        };
        self.visitor.session.with_value(|session| session.enter(visitor, lifetime));
        self.entered();
    }

    /// Another account of this browser takes the place of this one.
    pub fn switch(&self, id: &str) {
        self.visitor.session.with_value(|session| session.switch(id));
        self.entered();
    }

    fn entered(&self) {
        self.arrival.give_focus();
        self.arrival.ended.set(None);
        if self.idle_timeout().is_some() {
            idle::note_activity(self.client().platform());
        }
        self.visitor.second_sign_in.set(None);
        let return_to = self.arrival.return_to();
        self.arrival.clear_return_to();
        let account = self.visitor.account_id.get_untracked();
        match return_to.and_then(|return_to| return_to.by(account.as_deref())) {
            None | Some(Route::Start) => self.start(),
            Some(route) => {
                self.arrival.opened_bare.set(false);
                self.arrival.redirect(route);
            }
        }
        self.prefetch(self.arrival.route.get_untracked());
    }

    /// Redirects a page that was opened without a route to the home page.
    pub fn start(&self) {
        self.arrival.opened_bare.set(true);
        self.arrival.redirect(self.home());
    }

    /// The browser has navigated to `route`.
    pub fn navigated(&self, route: Route) {
        if let Some(canonical) = self.canonical(&route) {
            return self.arrival.redirect(canonical);
        }
        // The browser reports the page's own redirect to the home page, too: that is no navigation of the visitor's.
        let is_elsewhere = route != self.home();
        self.arrival.route.set(route);
        if is_elsewhere && self.arrival.opened_bare.get_untracked() {
            self.arrival.opened_bare.set(false);
        }
    }

    /// Where to go after signing in: remembered when somebody who has not signed in opens a deeper address. Where somebody
    /// was signed in before in this page, it is an address of theirs.
    pub fn set_return_to(&self, route: Route) {
        let of = self.visitor.user().or_else(|| self.visitor.previous_account_id.get_value());
        self.arrival.restore_return_to(&ReturnTo::new(route, of));
    }

    /// Follows what happens to the session, whoever has caused it.
    pub(super) fn follow_session(self) {
        self.visitor.session.with_value(|session| {
            session.subscribe(move |event| match event {
                SessionEvent::AccountChanged => self.sync(),
                SessionEvent::AccountChangedInOtherTab => self.follow_other_tab(),
                SessionEvent::DetailsChanged => self.visitor.sync_details(),
                SessionEvent::Ended(Refusal::Revoked) => self.end(SessionEnd::Refused),
                SessionEvent::Ended(Refusal::InvalidToken(words)) => self.end(SessionEnd::InvalidToken(words)),
            });
        });
    }

    /// Follows what another tab has done: signed in, out, or switched the account.
    fn follow_other_tab(&self) {
        if self.visitor.session.with_value(|session| session.account_id()).is_some() {
            self.services.uploading.stop();
            self.sync();
            self.entered();
            let account = self.visitor.session.with_value(auth::Session::current_account);
            self.services.news.changed_elsewhere(account.as_ref().map(|account| names::account(account).to_string()));
        } else if let Some(timeout) = self.idle_for_too_long() {
            self.end(SessionEnd::Idle(timeout));
        } else {
            self.services.uploading.stop();
            self.arrival.clear_return_to();
            self.sync();
            self.services.news.changed_elsewhere(None);
            location::replace(&Route::SignIn);
            self.arrival.set_route(Route::SignIn);
            if self.arrival.had_authorization_response {
                self.reload_document();
            }
        }
    }

    /// The visitor leaves. Resolves when the service knows.
    pub async fn sign_out(self) -> Result<(), aws::Error> {
        let session = self.session();
        self.services.uploading.stop();
        self.arrival.clear_return_to();
        let told = session.sign_out();
        location::go(&Route::SignIn);
        self.arrival.set_route(Route::SignIn);
        self.reload_after(told).await
    }

    /// Loads the document anew once the service has been told: that ends all requests. Whoever wants to sign in again is not
    /// kept waiting for long by a service that does not answer.
    async fn reload_after<T>(self, told: impl Future<Output = T>) -> T {
        self.services.reloading.set(true);
        let client = self.client();
        match select(pin!(told), pin!(client.platform().sleep(PATIENCE))).await {
            Either::Left((told, _)) => {
                self.reload_document();
                told
            }
            Either::Right(((), told)) => {
                self.services.reloading.set(false);
                told.await
            }
        }
    }

    /// Loads the document anew, for whoever comes next: the browser keeps the address that it was opened with, in which a
    /// provider's token may have been, for every script of it to read (`performance.getEntries()`), and its memory held all
    /// that its visitor had. Where the site does not answer, or uploads wait for their visitor, the document stays.
    fn reload_document(self) {
        self.services.reloading.set(true);
        spawn_local(async move {
            if self.services.uploading.are_waiting() || !network::is_there().await {
                return self.services.reloading.set(false);
            }
            let idle = match self.arrival.ended.get_untracked() {
                Some(SessionEnd::Idle(timeout)) => Some(timeout),
                _ => None,
            };
            let (said, elsewhere) = (self.services.toasts.texts(), self.services.news.said());
            let carried_over = CarriedOver { said, elsewhere, idle, last: self.visitor.previous_account_id.get_value() };
            carried_over.store(self.client().platform());
            location::reload();
        });
    }

    /// The visitor's session has ended at the service: it ends here too.
    pub fn end_revoked_session(&self) {
        self.services.uploading.stop();
        self.arrival.clear_return_to();
        self.visitor.session.with_value(auth::Session::forget);
        location::go(&Route::SignIn);
        self.arrival.set_route(Route::SignIn);
        self.reload_document();
    }

    /// The session is over, though the visitor did not end it. They come back to where they were.
    fn end(&self, why: SessionEnd) {
        self.remember_where_it_ended(why);
        self.sync();
        self.arrival.redirect(Route::SignIn);
    }

    fn remember_where_it_ended(&self, why: SessionEnd) {
        self.arrival.ended.set(Some(why));
        self.services.uploading.stop();
        let route = self.arrival.route.get_untracked();
        if !route.is_entrance() {
            self.set_return_to(route);
        }
    }

    /// After how long without a sign of who is here their session ends, if it does. A guest has nothing to lose by staying,
    /// and nobody would get a guest's identity back.
    pub fn idle_timeout(&self) -> Option<Duration> {
        let timeout = self.visitor.session.with_value(|session| session.client().config().idle_timeout);
        timeout.filter(|_| matches!(self.visitor.profile.get_untracked(), Some(Profile::User(_))))
    }

    /// Whether nobody has been here for longer than that.
    fn idle_for_too_long(&self) -> Option<Duration> {
        self.idle_timeout().filter(|timeout| idle::state(self.client().platform(), *timeout) == IdleState::TimedOut)
    }

    /// Ends the session, and those of all other accounts of this browser, if nobody has been here for too long. Whether it did.
    pub fn end_if_idle(&self) -> bool {
        let Some(timeout) = self.idle_for_too_long() else { return false };
        // Where they were is still known to be theirs.
        self.remember_where_it_ended(SessionEnd::Idle(timeout));
        let told = self.session().sign_out_all();
        self.arrival.redirect(Route::SignIn);
        // It is over whether or not AWS could be told.
        spawn_local(self.reload_after(told));
        true
    }

    /// Takes note of who is here.
    fn sync(&self) {
        self.services.news.visitor_changed(self.visitor.session.with_value(auth::Session::is_kept));
        self.visitor.sync();
    }
}
