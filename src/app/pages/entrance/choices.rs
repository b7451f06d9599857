//! What may take the password's place: a passkey, or a code. Which of it somebody has, only the user pool knows.

use crate::ui::reactive::*;

use super::challenge::{ChallengeForm, paragraph};
use super::sign_in_methods::SignInOption;
use super::{SignInFlow, challenges, sign_in, submit};
use crate::app::forms::check;
use crate::app::forms::https::way_to_https;
use crate::app::forms::marks::Mark;
use crate::auth;
use crate::auth::challenge::ChallengeResponse;
use crate::auth::passkey;
use crate::browser::{location, passkeys};
use crate::config::{FirstFactor, UserPool};
use crate::ui::components::{Button, Handler, Icon, NoticeKind, Problem, Text, notice};
use crate::ui::dom::{Element, View, group, html, read_inputs};
use crate::ui::task::Task;

/// The choices beside the form of name and password.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    flow: SignInFlow,
    pool: StoredValue<UserPool>,
    task: Task,
    /// Waits for the visitor to pick a passkey that the browser offers at the field.
    autofill: Task,
    problem: RwSignal<Option<Problem>>,
    name_error: RwSignal<Option<String>>,
}

impl Choices {
    /// Choices whose failures show where the form's do.
    pub fn new(
        flow: SignInFlow,
        pool: UserPool,
        problem: RwSignal<Option<Problem>>,
        name_error: RwSignal<Option<String>>,
    ) -> Choices {
        let (task, autofill) = (Task::new(), Task::new());
        Choices { flow, pool: StoredValue::new(pool), task, autofill, problem, name_error }
    }

    fn offers(self, factor: FirstFactor) -> bool {
        self.pool.with_value(|pool| pool.first_factors.contains(&factor))
    }

    /// The name field's `autocomplete` token; browsers offer passkeys only where it says so.
    pub fn autocomplete(self) -> &'static str {
        if self.offers(FirstFactor::WebAuthn) { "username webauthn" } else { "username" }
    }

    /// Has the browser offer the passkey of the address that has used one here, beside the form. Others are not troubled.
    pub fn offer_passkey(self) {
        let address = passkey::remembered_address(self.flow.state.client().platform());
        if let Some(address) = address.filter(|_| self.offers(FirstFactor::WebAuthn) && passkeys::available()) {
            let (flow, pool) = (self.flow, self.pool.get_value());
            submit(self.autofill, self.problem, async move { (challenges().await?.autofill)(flow, pool, address).await });
        }
    }

    fn begin(self, factor: FirstFactor) {
        let flow = self.flow;
        let is_passkey = factor == FirstFactor::WebAuthn;
        read_inputs();
        let remembered = || passkey::remembered_address(flow.state.client().platform()).filter(|_| is_passkey);
        let typed = Some(flow.name()).filter(|typed| !typed.is_empty());
        let name = typed.or_else(remembered).unwrap_or_default();
        let name = self.pool.with_value(|pool| check::name(&pool.names, &name));
        self.name_error.set(name.as_ref().err().cloned());
        if let Ok(name) = name {
            // The browser asks for one passkey at a time.
            self.autofill.stop();
            let pool = self.pool.get_value();
            flow.remember_method(factor.name());
            submit(self.task, self.problem, async move { (challenges().await?.choose)(flow, pool, name, factor).await });
        }
    }

    /// The passkey, and the codes that take the password's place.
    pub fn methods(self) -> (Option<SignInOption>, Vec<SignInOption>) {
        let way = |factor: FirstFactor, icon: Icon| {
            let label = label(factor).to_owned();
            let press = Handler::from(move || self.begin(factor));
            let needs_https = factor == FirstFactor::WebAuthn && !passkeys::available();
            let busy = self.task.running();
            SignInOption {
                id: factor.name().to_owned(),
                short: Text::words(&label),
                label,
                mark: Mark::Icon(icon),
                needs_https,
                busy,
                press,
            }
        };
        // Where the page is secure and there are none, the browser has none.
        let has_passkeys = self.offers(FirstFactor::WebAuthn) && (passkeys::available() || !location::is_secure());
        let codes = [(FirstFactor::EmailOtp, Icon::Mail), (FirstFactor::SmsOtp, Icon::Mail)];
        let codes = codes.into_iter().filter(|(factor, _)| self.offers(*factor)).map(|(factor, icon)| way(factor, icon));
        (has_passkeys.then(|| way(FirstFactor::WebAuthn, Icon::Passkey)), codes.collect())
    }
}

/// What a first factor is called where it is chosen.
fn label(factor: FirstFactor) -> &'static str {
    match factor {
        FirstFactor::Password => t!("Use your password"),
        FirstFactor::EmailOtp => t!("Email me a code"),
        FirstFactor::SmsOtp => t!("Text me a code"),
        FirstFactor::WebAuthn => t!("Use a passkey"),
    }
}

fn no_passkeys(flow: SignInFlow) -> Element {
    let says = t!("Passkeys need HTTPS and a browser that supports them.");
    notice(NoticeKind::Warning, group([View::from(says), way_to_https(flow.state.config().https_url)]))
}

/// Begins a sign-in by `factor`. A user who has not set it up is shown the factors that they have.
pub(super) async fn choose(flow: SignInFlow, pool: UserPool, name: String, factor: FirstFactor) -> Result<(), Problem> {
    let client = flow.state.client();
    flow.name.set(name.clone());
    match auth::sign_in::choose(&client, &pool, &name, factor).await {
        Ok(step) => flow.proceed(step).await,
        Err(error) => return sign_in::follow_refusal(flow, &pool, &name, None, error).await,
    }
    Ok(())
}

/// The first factors that the user pool offers (`SELECT_CHALLENGE`). The password has a form of its own.
pub(super) fn select(asked: ChallengeForm, factors: Vec<FirstFactor>) -> View {
    let choice = move |factor: FirstFactor| {
        let choose = move || match factor {
            FirstFactor::Password => asked.flow.start_over(Some(t!("Sign in with your password."))),
            factor => asked.answer(ChallengeResponse::FirstFactor(factor)),
        };
        Button::new(label(factor)).busy(asked.task.running()).on_click(choose)
    };
    // Where there can be no passkey, choosing it would lead nowhere.
    let stranded = factors.contains(&FirstFactor::WebAuthn) && !passkeys::available();
    let possible: Vec<_> = factors.into_iter().filter(|factor| *factor != FirstFactor::WebAuthn || !stranded).collect();
    let says = if possible.is_empty() { t!("This account uses a passkey.") } else { t!("Choose how to sign in") };
    let choices = (!possible.is_empty()).then(|| html::div().class("form").children(possible.into_iter().map(choice)));
    group([paragraph(says), stranded.then(|| no_passkeys(asked.flow)).into(), choices.into()])
}
