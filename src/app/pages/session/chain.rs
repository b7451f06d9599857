//! The chain from the visitor to signed requests, as a learner follows it: each link comes from the one above.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;
use serde_json::Map;

use super::{claims, role, unix_seconds};
use crate::app::AppState;
use crate::app::session::Session;
use crate::auth::visitor::Profile;
use crate::auth::{developer_login, tokens};
use crate::aws;
use crate::aws::credentials::Credentials;
use crate::aws::sts::CallerIdentity;
use crate::config::CredentialFlow;
use crate::ports::Exchange;
use crate::ui::components::{Fact, Handler, error_notice, facts, skeleton};
use crate::ui::dom::{Element, View, group, html, live, text};
use crate::ui::task::Task;
use crate::ui::words::errors;
use crate::ui::words::format;

/// What has to be asked for.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    state: AppState,
    /// Ticks every second, to look at what the session holds now.
    now: RwSignal<SystemTime>,
    identity_id: RwSignal<Option<String>>,
    caller: RwSignal<Option<CallerIdentity>>,
    failure: RwSignal<Option<aws::Error>>,
    loading: Task,
}

impl Chain {
    pub fn new(state: AppState, now: RwSignal<SystemTime>) -> Chain {
        Chain {
            state,
            now,
            identity_id: RwSignal::new(None),
            caller: RwSignal::new(None),
            failure: RwSignal::new(None),
            loading: Task::new(),
        }
    }

    pub fn load(self) {
        self.loading.start(async move {
            self.failure.set(None);
            if let Err(error) = self.ask().await {
                self.failure.set(Some(error));
            }
        });
    }

    /// Asks again for what did not come for want of a network.
    pub fn resume(self) {
        if self.failure.with_untracked(|failure| failure.as_ref().is_some_and(aws::Error::is_silence)) {
            self.load();
        }
    }

    async fn ask(self) -> Result<(), aws::Error> {
        let session = self.state.session();
        self.identity_id.set(Some(session.resolve_identity().await?));
        self.caller.set(Some(self.state.client().get_caller_identity(&session).await?));
        Ok(())
    }

    /// Asks once more, for what another role is.
    pub fn load_again(self) {
        self.loading.stop();
        self.caller.set(None);
        self.load();
    }

    pub fn view(self) -> View {
        let problem = move || self.failure.get().map(|error| errors::aws_error(t!("Some details couldn't be loaded"), &error));
        let links = [self.who(), self.identity(), self.role(), self.credentials()];
        group([error_notice(problem, Some(Handler::from(move || self.load()))), html::ol().class("chain").children(links).into()])
    }

    fn who(self) -> Element {
        let profile = self.state.profile();
        let session = self.state.session();
        let (provider, hint) = (session.login_provider(), vouching(&session));
        let is_own = provider.as_deref() == Some(developer_login::LOGIN);
        let claims = move || match profile.get() {
            Some(Profile::User(mut claims)) => {
                if is_own {
                    // It is the visitor who said it, not the token.
                    claims.remove("name");
                }
                Some(claims)
            }
            _ => None,
        };
        let left = move || claims().and_then(|claims| tokens::expiry(&claims)).map(|expiry| self.countdown(expiry));
        // What new tokens leave as it was is not made again: it may have the focus.
        let is_user = Memo::new(move |_| claims().is_some());
        let facts = move || {
            if is_user.get() {
                signed_in(provider.clone(), hint, move || claims().map(|claims| claims::facts(&claims)).unwrap_or_default())
            } else {
                let hint = t!("You're a guest. The identity pool gives you an identity without a token.");
                group([html::p().class("hint").child(hint), facts(vec![Fact::words(t!("Provider"), t!("None"))])])
            }
        };
        html::li().class("panel").child(html::h2().child(t!("Who you are")).child(live(left))).child(live(facts))
    }

    fn identity(self) -> Element {
        let pool = self.state.config().identity_pool.id;
        let facts = move || {
            self.known(
                self.identity_id
                    .get()
                    .map(|id| vec![Fact::id(t!("Identity ID"), id), Fact::id(t!("Identity pool"), pool.clone())]),
            )
        };
        let hint = if self.state.session().login_provider().as_deref() == Some(developer_login::LOGIN) {
            t!("Your ID in the identity pool, which came with the token. Your files and items are stored under it.")
        } else {
            t!("Your ID in the identity pool (GetId). Your files and items are stored under it.")
        };
        panel(html::h2().child(t!("Identity")), hint, live(facts))
    }

    fn role(self) -> Element {
        let facts = move || {
            let facts = self.caller.get().map(|caller| {
                let role = caller.role().map(|role| Fact::id(t!("Role"), role));
                let rest = [Fact::id(t!("Assumed role"), caller.arn.clone()), Fact::id(t!("Account"), caller.account.clone())];
                role.into_iter().chain(rest).collect()
            });
            self.known(facts)
        };
        let hint = t!("The policies of this role say what you can do. AWS confirms that you have it (GetCallerIdentity).");
        let claims = match self.state.session().profile() {
            Some(Profile::User(claims)) => claims,
            _ => Map::new(),
        };
        panel(
            html::h2().child(t!("Role")),
            hint,
            group([role::view(self.state, &claims, Handler::from(move || self.load_again())), live(facts)]),
        )
    }

    fn credentials(self) -> Element {
        let exchanges = self.state.client().platform().exchanges().clone();
        let received = Memo::new(move |_| {
            exchanges.with(|exchanges| exchanges.iter().find(|e| brought_credentials(e)).map(|e| e.at + e.took))
        });
        // Only what may be shown leaves the session.
        let credentials = Memo::new(move |_| {
            self.now.get();
            let credentials = self.state.session().current_credentials()?;
            Some((credential_facts(&credentials, received.get()), credentials.expiry()))
        });
        let offset = Memo::new(move |_| {
            self.now.get();
            clock_offset(self.state.client().skew().offset())
        });
        let left = move || credentials.get().and_then(|(_, expiry)| expiry).map(|expiry| self.countdown(expiry));
        let facts = move || {
            let mut facts = credentials.get().map(|(facts, _)| facts);
            if let (Some(facts), Some(offset)) = (&mut facts, offset.get()) {
                facts.push(Fact::words(t!("Clock"), offset));
            }
            self.known(facts)
        };
        let hint = match self.state.config().identity_pool.flow {
            CredentialFlow::Enhanced => t!(
                "Temporary keys for the role (GetCredentialsForIdentity). They sign every request (Signature Version 4) and stay in this page's memory."
            ),
            CredentialFlow::Classic { .. } => t!(
                "Temporary keys for the role (classic flow: GetOpenIdToken, AssumeRoleWithWebIdentity). They sign every request (Signature Version 4) and stay in this page's memory."
            ),
        };
        panel(html::h2().child(t!("Credentials")).child(live(left)), hint, live(facts))
    }

    /// The facts, or what stands for them until they are known.
    fn known(self, known: Option<Vec<Fact>>) -> Element {
        match known {
            Some(known) => facts(known),
            None if self.failure.read().is_some() => html::p().child(t!("Unknown.")),
            None => html::div().attr("aria-busy", "true").child(skeleton(2)),
        }
    }

    /// Time left, counting down. Not a live region: it would never be silent.
    fn countdown(self, expiry: SystemTime) -> Element {
        let left = move || match expiry.duration_since(self.now.get()) {
            Ok(left) => (t!("{time} left", time = format::countdown(left)), "badge"),
            Err(_) => (t!("Expired").to_owned(), "badge wary"),
        };
        html::span().class(move || left().1).child(text(move || left().0))
    }
}

/// A link of the chain.
fn panel(heading: Element, hint: &str, facts: View) -> Element {
    html::li().class("panel").child(heading).child(html::p().class("hint").child(hint)).child(facts)
}

/// How it is known who the visitor is.
fn vouching(session: &Session) -> &'static str {
    match session.login_provider() {
        Some(provider) if provider == developer_login::LOGIN => {
            t!("You signed in with this site's own login. It got a token for your identity from the identity pool \
                 (GetOpenIdTokenForDeveloperIdentity).")
        }
        Some(provider) if !provider.starts_with("cognito-idp.") => {
            t!(
                "You signed in with a provider, which gave this page a token. The identity pool checks it with the provider's keys."
            )
        }
        _ if session.is_by_managed_login() => {
            t!(
                "You signed in on the user pool's managed login page. It gave this page a code, and an ID token for the code (PKCE)."
            )
        }
        _ => t!("You proved your password to the user pool without sending it (SRP). The pool gave this page an ID token."),
    }
}

fn signed_in(provider: Option<String>, hint: &'static str, claims: impl Fn() -> Vec<Fact> + Send + Sync + 'static) -> View {
    let provider: Vec<Fact> = provider.map(|provider| Fact::id(t!("Provider"), provider)).into_iter().collect();
    // An access token means something to its provider alone.
    let is_id_token = claims().iter().any(|claim| claim.name.as_str() == "iss");
    let claims = is_id_token.then(|| group([View::from(html::h3().child(t!("What the ID token says"))), facts(claims).into()]));
    group([View::from(html::p().class("hint").child(hint)), facts(provider).into(), claims.into()])
}

fn credential_facts(credentials: &Credentials, received: Option<SystemTime>) -> Vec<Fact> {
    let time = |at| format::moment(unix_seconds(at));
    let masked = Fact::code(t!("Access key ID"), masked(credentials.access_key_id()));
    [
        Some(masked),
        Some(Fact::words(t!("Secret access key"), t!("Never shown"))),
        credentials.session_token().map(|_| Fact::words(t!("Session token"), t!("Never shown"))),
        received.map(|at| Fact::text(t!("Received"), time(at))),
        credentials.expiry().map(|at| Fact::text(t!("Expires"), time(at))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn brought_credentials(exchange: &Exchange) -> bool {
    matches!(exchange.operation, "GetCredentialsForIdentity" | "AssumeRoleWithWebIdentity") && exchange.outcome == Ok(200)
}

/// An access key id that can be compared with a log and no more: its kind and its end.
fn masked(access_key_id: &str) -> String {
    let characters: Vec<char> = access_key_id.chars().collect();
    match characters.as_slice() {
        [kind @ .., _, _, _, _] if kind.len() >= 8 => {
            let start: String = kind.iter().take(4).collect();
            let end: String = characters.iter().skip(characters.len() - 4).collect();
            format!("{start}{}{end}", "•".repeat(characters.len() - 8))
        }
        all => "•".repeat(all.len()),
    }
}

/// How wrong this device's clock is, if it is.
fn clock_offset(offset: time::Duration) -> Option<String> {
    let span = format::countdown(Duration::try_from(offset.abs()).unwrap_or_default());
    match offset {
        offset if offset.is_zero() => None,
        offset if offset.is_positive() => {
            Some(t!("This device's clock is {span} behind AWS's. Requests are signed with AWS's time.", span = span))
        }
        _ => Some(t!("This device's clock is {span} ahead of AWS's. Requests are signed with AWS's time.", span = span)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_key_id_shows_its_kind_and_its_end() {
        assert_eq!(masked("ASIAIOSFODNN7EXAMPLE"), "ASIA••••••••••••MPLE");
        assert_eq!(masked("ASIA12345678"), "ASIA••••5678");
        assert_eq!(masked("ASIA1234"), "••••••••");
        assert_eq!(masked(""), "");
    }

    #[test]
    fn a_right_clock_is_not_worth_a_word() {
        assert_eq!(clock_offset(time::Duration::ZERO), None);
        assert!(clock_offset(time::Duration::minutes(90)).is_some_and(|text| text.contains("1:30:00 behind")));
        assert!(clock_offset(time::Duration::seconds(-65)).is_some_and(|text| text.contains("1:05 ahead")));
    }

    #[test]
    fn no_secret_is_among_the_facts() {
        let credentials = Credentials::new("ASIAIOSFODNN7EXAMPLE", "hunter2", Some("token-text".into()), None);
        let facts = format!("{:?}", credential_facts(&credentials, None));
        assert!(!facts.contains("hunter2") && !facts.contains("token-text") && !facts.contains("IOSFODNN7"), "{facts}");
    }
}
