//! The chain from the visitor to signed requests, as a learner follows it: each link comes from the one above.

use std::time::{Duration, SystemTime};

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::{claims, local_time};
use crate::auth::session::Profile;
use crate::auth::tokens;
use crate::aws;
use crate::aws::credentials::Credentials;
use crate::aws::sts::CallerIdentity;
use crate::ports::Exchange;
use crate::ui::components::{ErrorNotice, Fact, Facts, Skeleton, format, live, maybe};
use crate::ui::task::Task;
use crate::ui::{AppState, explain};

/// What has to be asked for.
#[derive(Clone, Copy)]
pub(super) struct Chain {
    state: AppState,
    /// Ticks every second, to look at what the session holds now.
    now: Signal<SystemTime>,
    identity_id: RwSignal<Option<String>>,
    caller: RwSignal<Option<CallerIdentity>>,
    failure: RwSignal<Option<aws::Error>>,
    loading: Task,
}

impl Chain {
    pub fn new(state: AppState, now: Signal<SystemTime>) -> Chain {
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
                self.state.heed(&error);
                self.failure.set(Some(error));
            }
        });
    }

    async fn ask(self) -> Result<(), aws::Error> {
        let session = self.state.session();
        self.identity_id.set(Some(session.identity_id().await?));
        self.caller.set(Some(self.state.client().get_caller_identity(&session).await?));
        Ok(())
    }

    pub fn view(self) -> AnyView {
        let problem = Signal::derive(move || {
            self.failure.get().map(|error| explain::aws_error("Part of the chain could not be asked for", &error))
        });
        view! {
            <ErrorNotice problem=problem on_retry=move || self.load() />
            <ol class="chain">
                <li class="panel">{self.who()}</li>
                <li class="panel">{self.identity()}</li>
                <li class="panel">{self.role()}</li>
                <li class="panel">{self.credentials()}</li>
            </ol>
        }
        .into_any()
    }

    /// Tokens are replaced while the page is open, so the session is looked at again with each tick.
    fn who(self) -> AnyView {
        let profile = Memo::new(move |_| {
            self.now.get();
            self.state.session().profile()
        });
        let provider = self.state.config().user_pool.map(|pool| pool.login_provider());
        let left = move || match profile.get() {
            Some(Profile::User(claims)) => maybe(tokens::expiry(&claims).map(|expiry| self.countdown(expiry))),
            _ => ().into_any(),
        };
        let facts = move || {
            match profile.get() {
            Some(Profile::User(claims)) => signed_in(provider.clone(), &claims),
            _ => view! {
                <p class="hint">"A guest: nobody has vouched for you, so no token goes to the identity pool. It gives guests an identity if its owner allows them."</p>
                <Facts facts=vec![Fact::text("Provider", "None")] />
            }
            .into_any(),
        }
        };
        view! {
            <h2>"Who you are" {live(left)}</h2>
            {live(facts)}
        }
        .into_any()
    }

    fn identity(self) -> AnyView {
        let pool = self.state.config().identity_pool.id;
        let facts = move || {
            self.known(
                self.identity_id.get().map(|id| vec![Fact::id("Identity id", id), Fact::id("Identity pool", pool.clone())]),
            )
        };
        view! {
            <h2>"Identity"</h2>
            <p class="hint">"The identity pool knows you by this id (GetId). Your files and items are kept under it."</p>
            {live(facts)}
        }
        .into_any()
    }

    fn role(self) -> AnyView {
        let facts = move || {
            let facts = self.caller.get().map(|caller| {
                let role = caller.role().map(|role| Fact::id("Role", role));
                let rest = [Fact::id("Assumed role", caller.arn.clone()), Fact::id("Account", caller.account.clone())];
                role.into_iter().chain(rest).collect()
            });
            self.known(facts)
        };
        view! {
            <h2>"Role"</h2>
            <p class="hint">"What you may do is written in the policies of this role. STS says that your credentials act as it (GetCallerIdentity)."</p>
            {live(facts)}
        }
        .into_any()
    }

    fn credentials(self) -> AnyView {
        let exchanges = self.state.client().platform().exchanges().clone();
        let received = Memo::new(move |_| {
            exchanges.with(|exchanges| exchanges.iter().find(|e| vended_credentials(e)).map(|e| e.at + e.took))
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
        let left = move || maybe(credentials.get().and_then(|(_, expiry)| expiry).map(|expiry| self.countdown(expiry)));
        let facts = move || {
            let mut facts = credentials.get().map(|(facts, _)| facts);
            if let (Some(facts), Some(offset)) = (&mut facts, offset.get()) {
                facts.push(Fact::text("Clock", offset));
            }
            self.known(facts)
        };
        view! {
            <h2>"Credentials" {live(left)}</h2>
            <p class="hint">"Temporary keys for the role (GetCredentialsForIdentity), kept in this page's memory alone. Every request is signed with them (Signature Version 4). From five minutes before they expire, the next request gets new ones."</p>
            {live(facts)}
        }
        .into_any()
    }

    /// The facts, or what stands for them until they are known.
    fn known(self, facts: Option<Vec<Fact>>) -> AnyView {
        match facts {
            Some(facts) => view! { <Facts facts=facts /> }.into_any(),
            None if self.failure.read().is_some() => view! { <p>"Not known."</p> }.into_any(),
            None => view! { <div aria-busy="true"><Skeleton lines=2 /></div> }.into_any(),
        }
    }

    /// Time left, counting down. Not a live region: it would never be silent.
    fn countdown(self, expiry: SystemTime) -> AnyView {
        let left = move || match expiry.duration_since(self.now.get()) {
            Ok(left) => (format!("{} left", format::countdown(left)), "badge"),
            Err(_) => ("expired".to_owned(), "badge wary"),
        };
        view! { <span class=move || left().1>{move || left().0}</span> }.into_any()
    }
}

fn signed_in(provider: Option<String>, claims: &Map<String, Value>) -> AnyView {
    let provider: Vec<Fact> = provider.map(|provider| Fact::id("Provider", provider)).into_iter().collect();
    let claims = claims::facts(claims, super::offset_at);
    view! {
        <p class="hint">"You proved your password to the user pool without sending it (SRP). The pool vouches for you with an ID token."</p>
        <Facts facts=provider />
        <h3>"What the ID token says"</h3>
        <Facts facts=claims />
    }
    .into_any()
}

fn credential_facts(credentials: &Credentials, received: Option<SystemTime>) -> Vec<Fact> {
    let time = |at| {
        let (seconds, offset) = local_time(at);
        format::date_time(seconds, offset)
    };
    let masked = Fact { code: true, ..Fact::text("Access key id", masked(credentials.access_key_id())) };
    [
        Some(masked),
        Some(Fact::text("Secret access key", "Never shown")),
        credentials.session_token().map(|_| Fact::text("Session token", "Never shown")),
        received.map(|at| Fact::text("Received", time(at))),
        credentials.expiry().map(|at| Fact::text("Expires", time(at))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn vended_credentials(exchange: &Exchange) -> bool {
    exchange.operation == "GetCredentialsForIdentity" && exchange.outcome == Ok(200)
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
            Some(format!("This device's clock is {span} behind AWS's. Requests are signed with AWS's time."))
        }
        _ => Some(format!("This device's clock is {span} ahead of AWS's. Requests are signed with AWS's time.")),
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
        let credentials = Credentials::new("ASIAIOSFODNN7EXAMPLE", "hunter2", Some("token-text".into()), None, "test");
        let facts = format!("{:?}", credential_facts(&credentials, None));
        assert!(!facts.contains("hunter2") && !facts.contains("token-text") && !facts.contains("IOSFODNN7"), "{facts}");
    }
}
