//! Linked logins: the ways in that lead to the same files.

use std::future::Future;

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use super::{done, line_of, lines};
use crate::app::forms::https::https_required;
use crate::app::forms::marks::Mark;
use crate::app::preferences::MyPreferences;
use crate::app::session::Session;
use crate::app::{AppState, SecondSignIn};
use crate::auth::accounts;
use crate::auth::developer_login::LOGIN as DEVELOPER_LOGIN;
use crate::auth::federation::{self, SignInMethod};
use crate::auth::linking::{self, Link, LinkableLogin, LinkingError, LoginName, PendingLink};
use crate::auth::oauth;
use crate::auth::visitor::Profile;
use crate::browser::location;
use crate::config::Provider;
use crate::ports::Lifetime;
use crate::route::Route;
use crate::ui::components::{
    Button, ButtonKind, ConfirmDialog, Icon, NoticeKind, Problem, Text, error_notice, notice, visible::visible,
};
use crate::ui::dom::{Element, View, effect, group, html, live, when};
use crate::ui::task::Task;
use crate::ui::words::{Phrase, errors, names};

pub(super) const REGION: &str = "linked-logins";

const NOT_LINKED: Phrase = phrase!("Couldn't link the login");
const NOT_UNLINKED: Phrase = phrase!("Couldn't unlink the login");

/// The region. Who comes back to it from a provider finds the login linked, or why it is not.
pub(super) fn view(state: AppState) -> View {
    let session = state.session();
    let region = LinkedLogins {
        state,
        preferences: MyPreferences::get(),
        linking: Task::new(),
        unlinking: Task::new(),
        problem: RwSignal::new(None),
        stranded: RwSignal::new(None),
        pending: StoredValue::new(None),
        confirming: RwSignal::new(false),
        chosen: RwSignal::new(None),
        asking: RwSignal::new(false),
    };
    if let Some(answer) = state.arrival.take_authorization_response() {
        region.receive(async move { linking::finish(&session, &answer).await });
    } else if let Some(tokens) = state.visitor.take_pending_link() {
        region.receive(async move { linking::pending_user(&session, &tokens) });
    }
    on_cleanup(move || region.discard());
    region.content()
}

#[derive(Clone, Copy)]
struct LinkedLogins {
    state: AppState,
    /// Where it is remembered what was linked.
    preferences: MyPreferences,
    linking: Task,
    unlinking: Task,
    problem: RwSignal<Option<Problem>>,
    /// The provider that could not send the visitor back here.
    stranded: RwSignal<Option<String>>,
    /// The login to be linked, once the visitor has confirmed it.
    pending: StoredValue<Option<PendingLink>>,
    confirming: RwSignal<bool>,
    /// The login to be unlinked, once the visitor has confirmed it.
    chosen: RwSignal<Option<String>>,
    asking: RwSignal<bool>,
}

impl LinkedLogins {
    fn content(self) -> View {
        let session = self.state.session();
        let own = (session.login_provider(), own_login(self.state, &session));
        let https = self.state.config().https_url;
        let linked = Memo::new(move |_| self.preferences.linked());
        let rows = live(move || {
            let (login, name) = &own;
            let says = t!("You signed in with this login, so it can't be removed.");
            let own = line_of(self.mark(login.as_deref()), View::from(name), says, View::none());
            let all = linked.get();
            let others = all.iter().filter(|linked| Some(*linked) != login.as_ref()).map(|login| self.row(login.clone()));
            let linkable = linking::linkable(&session, &all);
            let nothing = linkable.is_empty().then(|| html::p().class("hint").child(nothing_to_link(&session)));
            let lines = lines(std::iter::once(own).chain(others).chain(linkable.into_iter().map(|login| self.linkable(login))));
            group([Some(lines), nothing])
        });
        let hint = t!("All linked logins open the same files and items.");
        let running = self.linking.running();
        group([
            when(move || running.get(), || notice(NoticeKind::Info, t!("Linking…"))),
            live(move || self.stranded.get().map(|provider| https_required(&provider, https.clone()))),
            error_notice(self.problem, None),
            rows,
            html::p().class("hint").child(hint).into(),
            self.link_dialog(),
            self.unlink_dialog(),
        ])
    }

    fn row(self, login: String) -> Element {
        let name = names::login(&linking::name(&self.state.session(), &login));
        let mark = self.mark(Some(&login));
        let unlink = Button::new(t!("Unlink")).label(t!("Unlink {login}", login = name)).kind(ButtonKind::Link);
        let ask = move || {
            self.chosen.set(Some(login.clone()));
            self.asking.set(true);
        };
        line_of(mark, View::from(&name), t!("Linked"), unlink.on_click(ask))
    }

    /// A login that could be linked.
    fn linkable(self, source: LinkableLogin) -> Element {
        let (name, mark, method) = match &source {
            LinkableLogin::UserPool => (LoginName::UserPool, Icon::Mail.into(), None),
            LinkableLogin::Provider(provider) => {
                let method = SignInMethod::Provider(provider.clone());
                (LoginName::Provider(provider.name.clone()), Mark::of(&method).view(), Some(method))
            }
        };
        let name = names::login(&name);
        let is_stranded = method.is_some_and(|method| !federation::can_return_to(&method, &location::here()));
        let tag = is_stranded.then(|| html::span().class("badge").child(Icon::Lock).child(t!("needs HTTPS")));
        let press = move || match &source {
            LinkableLogin::UserPool => {
                self.state.visitor.second_sign_in.set(Some(SecondSignIn::Login));
                location::go(&Route::SignIn);
            }
            LinkableLogin::Provider(provider) => self.leave(provider.clone()),
        };
        let called = group([View::from(&name), tag.into()]);
        let link = (!is_stranded).then(|| {
            let link = Button::new(t!("Link")).label(t!("Link {login}", login = name)).kind(ButtonKind::Link);
            View::from(link.busy(self.linking.running()).on_click(press))
        });
        line_of(mark, called, t!("Not linked"), link.unwrap_or_else(View::none))
    }

    /// What stands before a login that is there.
    fn mark(self, login: Option<&str>) -> View {
        let providers = self.state.config().providers;
        match providers.into_iter().find(|provider| Some(provider.login.as_str()) == login) {
            Some(provider) => Mark::of(&SignInMethod::Provider(provider)).view(),
            None => Icon::Mail.into(),
        }
    }

    /// Asks about the login that the visitor came back with.
    fn receive(self, received: impl Future<Output = Result<PendingLink, LinkingError>> + 'static) {
        self.start(self.linking, self.problem, NOT_LINKED.text(), async move {
            self.pending.set_value(Some(received.await?));
            self.confirming.set(true);
            Ok(())
        });
    }

    fn take_pending(self) -> Option<PendingLink> {
        self.pending.try_update_value(Option::take).flatten()
    }

    /// The visitor does not want it linked.
    fn discard(self) {
        if let Some(pending) = self.take_pending() {
            let session = self.state.session();
            spawn_local(async move { linking::discard(&session, pending).await });
        }
    }

    fn link_dialog(self) -> View {
        effect(move || {
            if !self.confirming.get() {
                self.discard();
            }
        });
        let name = move || {
            self.confirming.track();
            self.pending.with_value(|pending| pending.as_ref().map(|pending| names::login(pending.name()))).unwrap_or_default()
        };
        let confirm = move || {
            if let Some(pending) = self.take_pending() {
                self.link(pending);
            }
            self.confirming.set(false);
        };
        ConfirmDialog::new(self.confirming, move || t!("Link {login}?", login = name()), t!("Link")).on_confirm(confirm).content(
            move || {
                let whose = self.pending.with_value(|pending| pending.as_ref().and_then(PendingLink::login_name));
                let says = match &whose {
                    Some(_) => t!("You signed in with {login} as:", login = name()),
                    None => t!("{login} doesn't say who is signed in there. Link it only if that is you.", login = name()),
                };
                let whose = whose.map(|whose| html::p().child(html::strong().attr("translate", "no").child(visible(&whose))));
                group([
                    View::from(html::p().child(says)),
                    whose.into(),
                    html::p().child(t!("Once linked, it opens your files and items.")).into(),
                ])
            },
        )
    }

    /// Links a login, and remembers it.
    fn link(self, pending: PendingLink) {
        let session = self.state.session();
        self.start(self.linking, self.problem, NOT_LINKED.text(), async move {
            let Link { name, login } = linking::link(&session, pending).await?;
            // Whoever signs in with the other one finds this one among what is linked.
            let own = self.state.session().login_provider();
            self.preferences.set_linked(&[&login, own.as_deref().unwrap_or(&login)], true);
            done(self.state, REGION, t!("{login} linked", login = names::login(&name)));
            Ok(())
        });
    }

    fn leave(self, provider: Provider) {
        let here = location::here();
        self.problem.set(None);
        if !accounts::can_be_kept(self.state.client().platform(), Lifetime::Tab) {
            let problem = errors::no_storage(&provider.name);
            return self.problem.set(Some(Problem { title: NOT_LINKED.text().to_owned(), ..problem }));
        }
        let method = SignInMethod::Provider(provider.clone());
        self.stranded.set((!federation::can_return_to(&method, &here)).then(|| provider.name.clone()));
        if self.stranded.read_untracked().is_none() {
            let session = self.state.session();
            self.start(self.linking, self.problem, NOT_LINKED.text(), async move {
                location::navigate_to(&linking::begin(&session, &provider, &here).await?);
                Ok(())
            });
        }
    }

    fn unlink_dialog(self) -> View {
        let problem = RwSignal::new(None);
        let name_of = move |login: &str| names::login(&linking::name(&self.state.session(), login));
        let name = move || self.chosen.with(|chosen| chosen.as_deref().map(name_of)).unwrap_or_default();
        let confirm = move || {
            let Some(login) = self.chosen.get_untracked() else { return };
            let session = self.state.session();
            self.start(self.unlinking, problem, NOT_UNLINKED.text(), async move {
                linking::unlink(&session, &login).await?;
                self.asking.set(false);
                self.preferences.set_linked(&[&login], false);
                done(self.state, REGION, t!("{login} unlinked", login = name_of(&login)));
                Ok(())
            });
        };
        ConfirmDialog::new(self.asking, move || t!("Unlink {login}?", login = name()), t!("Unlink"))
            .busy(self.unlinking.running())
            .problem(problem)
            .on_confirm(confirm)
            .content(move || {
                let name = name();
                let says = t!(
                    "{login} will then open a separate account, without your files and items. You can link it again while that account is empty.",
                    login = name
                );
                html::p().child(says).into()
            })
    }

    fn start(
        self,
        task: Task,
        problem: RwSignal<Option<Problem>>,
        title: &'static str,
        work: impl Future<Output = Result<(), LinkingError>> + 'static,
    ) {
        task.start(async move {
            problem.set(None);
            if let Err(error) = work.await {
                problem.set(Some(explained(title, &error)));
            }
        });
    }
}

/// What visitors call the login that they are signed in with.
fn own_login(state: AppState, session: &Session) -> Text {
    let (config, own) = (session.client().config(), session.login_provider());
    let provider = config.providers.iter().find(|provider| Some(&provider.login) == own.as_ref());
    let developer = config.developer_login.as_ref().filter(|_| own.as_deref() == Some(DEVELOPER_LOGIN));
    let name = provider.map(|provider| provider.name.as_str()).or_else(|| Some(developer?.name.as_str()));
    let profile = state.profile().get_untracked();
    name.or_else(|| profile.as_ref().and_then(Profile::name)).map_or(t!("Your account").into(), Text::data)
}

/// Why there is no button.
fn nothing_to_link(session: &Session) -> &'static str {
    if session.login_provider().as_deref() == Some(DEVELOPER_LOGIN) {
        t!("Only this site's own login can link others.")
    } else {
        t!("There's nothing else to link.")
    }
}

/// Why a login was not linked or unlinked.
fn explained(title: &'static str, error: &LinkingError) -> Problem {
    let (reason, advice) = match error {
        LinkingError::Aws(error) => return errors::aws_error(title, error),
        LinkingError::Provider(error) => {
            let problem = errors::federation_error(error);
            let advice =
                if let oauth::OAuthError::Cancelled(_) = error { t!("You can try again.").to_owned() } else { problem.advice };
            return Problem { title: title.to_owned(), advice, ..problem };
        }
        LinkingError::InUse(name) => (
            t!(
                "This {provider} login has files or items of its own. Linking it would put them out of reach.",
                provider = names::login(name)
            ),
            t!(
                "Nothing changed. To link it, sign in with {provider}, save and delete what's there, then come back.",
                provider = names::login(name)
            ),
        ),
        LinkingError::Conflict(name) => (
            t!("Your account already has another {provider} login.", provider = names::login(name)),
            t!("Use that one, or unlink it first. If you don't see it, link it again.").to_owned(),
        ),
        LinkingError::Elsewhere(name) => (
            t!("This {provider} login belongs to another account.", provider = names::login(name)),
            t!("Your files were not changed. To see that account, sign in with {provider}.", provider = names::login(name)),
        ),
        LinkingError::SignedInWith => (
            t!("You signed in with this login, so it can't be removed.").to_owned(),
            t!("Sign in with another linked login first.").to_owned(),
        ),
    };
    Problem { title: title.to_owned(), reason, advice, ..Problem::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changes_their_mind_is_not_told_to_sign_in() {
        let problem = explained(NOT_LINKED.text(), &oauth::OAuthError::Cancelled("Google".to_owned()).into());
        assert_eq!((problem.title.as_str(), problem.advice.as_str()), (NOT_LINKED.text(), "You can try again."));
        assert!(problem.reason.contains("Google"));
    }

    #[test]
    fn a_login_in_use_is_explained_with_a_way_on() {
        let problem = explained(NOT_LINKED.text(), &LinkingError::InUse(LoginName::Provider("Google".to_owned())));
        assert!(problem.reason.contains("out of reach") && problem.advice.contains("sign in with Google"));
    }
}
