//! What may take the password's place: a passkey, or a code. Which of it somebody has, only the user pool knows.

use leptos::prelude::*;

use super::challenge::{Asked, paragraph};
use super::{SignInFlow, challenges, sign_in, submit};
use crate::auth;
use crate::auth::challenge::ChallengeResponse;
use crate::auth::passkey;
use crate::browser::passkeys;
use crate::config::{FirstFactor, UserPool};
use crate::ui::components::{Button, NoticeKind, Problem, notice};
use crate::ui::dom::{Element, View, group, html, read_inputs, when};
use crate::ui::forms::check;
use crate::ui::forms::https::way_to_https;
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
    /// A passkey was wanted where there can be none.
    insecure: RwSignal<bool>,
}

impl Choices {
    /// Choices whose failures show where the form's do.
    pub fn new(
        flow: SignInFlow,
        pool: UserPool,
        problem: RwSignal<Option<Problem>>,
        name_error: RwSignal<Option<String>>,
    ) -> Choices {
        let (task, autofill, insecure) = (Task::new(), Task::new(), RwSignal::new(false));
        Choices { flow, pool: StoredValue::new(pool), task, autofill, problem, name_error, insecure }
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
        self.insecure.set(is_passkey && !passkeys::available());
        if self.insecure.get_untracked() {
            return;
        }
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
            submit(self.task, self.problem, async move { (challenges().await?.choose)(flow, pool, name, factor).await });
        }
    }

    /// A button for each choice.
    pub fn buttons(self) -> Vec<View> {
        let choices = [
            (FirstFactor::WebAuthn, t!("Use a passkey")),
            (FirstFactor::EmailOtp, t!("Email me a code")),
            (FirstFactor::SmsOtp, t!("Text me a code")),
        ];
        let button = |(factor, label): (FirstFactor, &'static str)| {
            Button::new(label).busy(self.task.running()).on_click(move || self.begin(factor)).into()
        };
        choices.into_iter().filter(|(factor, _)| self.offers(*factor)).map(button).collect()
    }

    /// Why there are no passkeys here.
    pub fn news(self) -> View {
        let flow = self.flow;
        when(move || self.insecure.get(), move || no_passkeys(flow))
    }
}

fn no_passkeys(flow: SignInFlow) -> Element {
    let says = t!("Passkeys need HTTPS and a browser that supports them.");
    notice(NoticeKind::Warning, group([View::from(says), way_to_https(flow.state.config().https_url)]))
}

/// Begins a sign-in by `factor`. Somebody who has it not is asked what they have.
pub(super) async fn choose(flow: SignInFlow, pool: UserPool, name: String, factor: FirstFactor) -> Result<(), Problem> {
    let client = flow.state.client();
    flow.name.set(name.clone());
    match auth::sign_in::choose(&client, &pool, &name, factor).await {
        Ok(step) => flow.proceed(step).await,
        Err(error) => return sign_in::follow_refusal(flow, &pool, &name, None, error).await,
    }
    Ok(())
}

/// The choice that the user pool leaves. The password has a form of its own.
pub(super) fn select(asked: Asked, factors: Vec<FirstFactor>) -> View {
    let choice = move |factor: FirstFactor| {
        let label = match factor {
            FirstFactor::Password => t!("Use the password"),
            FirstFactor::EmailOtp => t!("Email me a code"),
            FirstFactor::SmsOtp => t!("Text me a code"),
            FirstFactor::WebAuthn => t!("Use a passkey"),
        };
        let choose = move || match factor {
            FirstFactor::Password => asked.flow.start_over(Some(t!("Sign in with your password."))),
            factor => asked.answer(ChallengeResponse::FirstFactor(factor)),
        };
        Button::new(label).busy(asked.task.running()).on_click(choose)
    };
    // Where there can be no passkey, choosing it would lead nowhere.
    let stranded = factors.contains(&FirstFactor::WebAuthn) && !passkeys::available();
    let possible: Vec<_> = factors.into_iter().filter(|factor| *factor != FirstFactor::WebAuthn || !stranded).collect();
    let says = if possible.is_empty() { t!("This account uses a passkey.") } else { t!("Choose how to sign in") };
    let choices = (!possible.is_empty()).then(|| html::div().class("form").children(possible.into_iter().map(choice)));
    group([paragraph(says), stranded.then(|| no_passkeys(asked.flow)).into(), choices.into()])
}
