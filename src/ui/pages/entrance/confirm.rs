//! Confirming a new account with the code that was sent to its address.

use crate::ui::forms::name_label::Naming;
use leptos::prelude::*;

use super::resend::ResendCode;
use super::{SignInFlow, link, name, sign_in_at_last, submit};
use crate::auth;
use crate::auth::pending::{Addressee, PendingCode};
use crate::auth::tab_messages::TabMessage;
use crate::config::{UserNames, UserPool};
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form};
use crate::ui::dom::{Element, html};
use crate::ui::forms::check;
use crate::ui::task::Task;
use crate::ui::words::Phrase;

pub(super) fn view(flow: SignInFlow, pool: UserPool) -> Element {
    let typed = flow.called(&pool.names);
    let platform = flow.state.client().platform().clone();
    // A code for somebody else than who was just typed is not what the visitor came for.
    let pending = PendingCode::Confirm.addressee(&platform).filter(|waiting| typed.is_empty() || typed == waiting.name);
    let age = pending.as_ref().and_then(|_| PendingCode::Confirm.age(&platform));
    if let Some(waiting) = &pending {
        flow.name.set(waiting.name.clone());
    }
    let code = RwSignal::new(String::new());
    let (code_error, name_error) = (RwSignal::new(None), RwSignal::new(None));
    let problem = RwSignal::new(None);
    let confirming = Task::new();
    let resend = ResendCode::new(problem, age);
    let is_known = pending.is_some();
    let field = (!is_known).then(|| name::field(flow, &pool.names, name_error).autofocus(true));
    let says = says(&pool.names, pending.as_ref());
    let by_email = match &pending {
        Some(waiting) => !waiting.address.starts_with('+'),
        None => Naming::of(&pool.names) == Naming::Email,
    };
    let title = if by_email { t!("Check your email") } else { t!("Enter your code") };
    let pool = StoredValue::new(pool);
    // Who it is: whoever waits here, or who is typed.
    let who = move || {
        let who = match &pending {
            Some(waiting) => Ok(waiting.clone()),
            None => check::name(&pool.read_value().names, &flow.name()).map(|name| Addressee::known_by(&name)),
        };
        name_error.set(who.as_ref().err().cloned());
        who.ok()
    };
    let whose = who.clone();
    let send = move || {
        let who = whose();
        code_error.set(check::code(&code.read_untracked()));
        if let (Some(who), None) = (who, code_error.get_untracked()) {
            submit(confirming, problem, confirm(flow, pool.get_value(), who, is_known, code.get_untracked()));
        }
    };
    let again = move || {
        code_error.set(None);
        let who = who();
        async move {
            match who {
                Some(who) => resend_code(flow, pool.get_value(), who, is_known).await,
                None => Ok(false),
            }
        }
    };
    let form = form(send)
        .child(field)
        .child(TextField::code(t!("Confirmation code"), code).error(code_error).autofocus(is_known))
        .child(Button::new(t!("Confirm")).kind(ButtonKind::Primary).submit().busy(confirming.running()))
        .child(resend.view(again));
    let links = html::p()
        .class("auth-links")
        .child(link(&Route::SignUp, t!("Use another address")))
        .child(link(&Route::SignIn, t!("Sign in")));
    flow.card(title).child(says).child(error_notice(problem, None)).child(form).child(links)
}

/// Where the code is to be found.
fn says(names: &UserNames, pending: Option<&Addressee>) -> Element {
    match pending {
        Some(Addressee { address, .. }) => html::p().child(if address.starts_with('+') {
            t!("A code was sent to {address} by text message.", address = address)
        } else {
            t!("A code was sent to {address}. It may take a minute to arrive.", address = address)
        }),
        None => html::p().child(match Naming::of(names) {
            Naming::Email => t!("Enter your email address and the code that was sent to it."),
            Naming::Phone => t!("Enter your phone number and the code that was sent to it."),
            Naming::EmailOrPhone => t!("Enter your email or phone number and the code that was sent to it."),
            Naming::EmailOrName => t!("Enter your email or user name and the code that was sent to you."),
            Naming::PhoneOrName => t!("Enter your phone number or user name and the code that was sent to you."),
            Naming::EmailPhoneOrName => t!("Enter your email, phone number or user name and the code that was sent to you."),
            Naming::Name => t!("Enter your user name and the code that was sent to you."),
        }),
    }
}

async fn confirm(flow: SignInFlow, pool: UserPool, who: Addressee, is_known: bool, code: String) -> Result<(), Problem> {
    let client = flow.state.client();
    match auth::sign_up::confirm(&client, &pool, &who.username, &code).await {
        Ok(()) | Err(auth::Error::AlreadyConfirmed) => finish(flow, &pool, &who).await,
        // Meanwhile somebody has confirmed an account of the same address: this one can never be.
        Err(auth::Error::UsernameExists) => {
            PendingCode::Confirm.end(client.platform());
            drop(flow.state.visitor.take_new_password());
            let exists = name::explain(&pool.names, "", &auth::Error::UsernameExists);
            flow.redirect(&Route::SignIn, format!("{} {}", exists.reason, exists.advice));
        }
        Err(error) => {
            let mut problem = name::explain(&pool.names, t!("The address wasn't confirmed"), &error);
            let is_alias = !is_known && pool.names.has_names() && !pool.names.contacts().is_empty();
            if is_alias && matches!(error, auth::Error::CodeMismatch | auth::Error::CodeExpired | auth::Error::UserNotFound) {
                problem.advice = ELSEWHERE.text().to_owned();
            }
            return Err(problem);
        }
    }
    Ok(())
}

/// Until it is confirmed, a user pool knows nobody by an alias, and the name that was made up for them is in one browser.
const ELSEWHERE: Phrase =
    phrase!("Enter it in the browser where you created the account, or create the account here again: nothing is in it yet.");

/// Whether a code was sent.
async fn resend_code(flow: SignInFlow, pool: UserPool, who: Addressee, is_known: bool) -> Result<bool, auth::Error> {
    let client = flow.state.client();
    match auth::sign_up::resend_code(&client, &pool, &who.username).await {
        Ok(_) => {
            PendingCode::Confirm.begin(client.platform(), &who);
            // The user pool does not say whether there is such an account, and neither can this page.
            flow.state.say(match is_known {
                true => t!("Another code was sent to {address}", address = who.address),
                false => t!("If {address} has an account to confirm, a code was sent", address = who.address),
            });
            Ok(true)
        }
        Err(auth::Error::AlreadyConfirmed) => {
            finish(flow, &pool, &who).await;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Nothing is left to confirm.
async fn finish(flow: SignInFlow, pool: &UserPool, who: &Addressee) {
    PendingCode::Confirm.end(flow.state.client().platform());
    flow.other_tabs.say(&TabMessage::Confirmed(who.name.clone()));
    let password = flow.state.visitor.take_new_password();
    let password = password.as_ref().map(|password| password.as_str());
    sign_in_at_last(flow, pool, &who.username, password, t!("Your address is confirmed. Sign in.")).await;
}
