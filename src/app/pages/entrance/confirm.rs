//! Confirming a new account with the code that was sent to its address.

use crate::app::forms::name_label::Naming;
use crate::ui::reactive::*;

use super::resend::ResendCode;
use super::sign_in::sign_in_with_new_password;
use super::{SignInFlow, link, name, submit, with_address};
use crate::app::forms::check;
use crate::app::forms::code::CodeEntry;
use crate::auth;
use crate::auth::pending::{Addressee, PendingCode};
use crate::auth::tab_messages::TabMessage;
use crate::config::{UserNames, UserPool};
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Icon, Problem, form};
use crate::ui::dom::{Element, html};
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
    let name_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let code = CodeEntry::new(problem);
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
    // Whose code it is: the user of the pending sign-up, or the name in the field.
    let who = move || {
        let who = match &pending {
            Some(waiting) => Ok(waiting.clone()),
            None => pool.with_value(|pool| check::name(&pool.names, &flow.name())).map(|name| Addressee::known_by(&name)),
        };
        name_error.set(who.as_ref().err().cloned());
        who.ok()
    };
    let whose = who.clone();
    let send = move || {
        let who = whose();
        if let (Some(who), Some(text)) = (who, code.read()) {
            submit(confirming, problem, confirm(flow, pool.get_value(), who, is_known, (code, text)));
        }
    };
    let again = move || {
        code.forgive();
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
        .child(code.field(t!("Confirmation code")).autofocus(is_known))
        .child(Button::new(t!("Confirm")).kind(ButtonKind::Primary).submit().busy(confirming.running()));
    let links = html::div().class("auth-links").child(resend.view(again)).child(link(&Route::SignUp, t!("Change address")));
    let spam = by_email.then(|| html::span().child(t!("Nothing there? Look in the spam folder.")));
    let foot = html::p().class("card-foot").child(spam).child(link(&Route::SignIn, t!("Sign in")));
    let badge = by_email.then(|| html::span().class("card-badge").child(Icon::Mail));
    flow.card_under(badge, title).child(says.class("hint")).child(form).child(links).child(foot)
}

/// Where the code is to be found.
fn says(names: &UserNames, pending: Option<&Addressee>) -> Element {
    match pending {
        Some(Addressee { address, .. }) => {
            let says = match address.starts_with('+') {
                true => t!("We texted a code to {address}.", address = address),
                false => t!("We sent a code to {address}. It may take a minute.", address = address),
            };
            html::p().child(with_address(says, address))
        }
        None => html::p().child(match Naming::of(names) {
            Naming::Email => t!("Enter your email and the code we sent to it."),
            Naming::Phone => t!("Enter your phone number and the code we sent to it."),
            Naming::EmailOrPhone => t!("Enter your email or phone number and the code we sent to it."),
            Naming::EmailOrName => t!("Enter your email or username and the code we sent you."),
            Naming::PhoneOrName => t!("Enter your phone number or username and the code we sent you."),
            Naming::EmailPhoneOrName => t!("Enter your email, phone number or username and the code we sent you."),
            Naming::Name => t!("Enter your username and the code we sent you."),
        }),
    }
}

async fn confirm(
    flow: SignInFlow,
    pool: UserPool,
    who: Addressee,
    is_known: bool,
    (entry, code): (CodeEntry, String),
) -> Result<(), Problem> {
    let client = flow.state.client();
    match auth::sign_up::confirm(&client, &pool, &who.username, &code).await {
        Ok(()) | Err(auth::AuthError::AlreadyConfirmed) => finish(flow, &pool, &who).await,
        // Meanwhile somebody has confirmed an account of the same address: this one can never be.
        Err(auth::AuthError::UsernameExists) => {
            PendingCode::Confirm.end(client.platform());
            drop(flow.state.visitor.take_new_password());
            let exists = name::explain(&pool.names, "", &auth::AuthError::UsernameExists);
            flow.redirect(&Route::SignIn, exists.text());
        }
        Err(error) => {
            entry.judge(&error);
            let mut problem = name::explain(&pool.names, t!("Couldn't verify the address"), &error);
            let is_alias = !is_known && pool.names.has_names() && !pool.names.contacts().is_empty();
            if is_alias
                && matches!(error, auth::AuthError::CodeMismatch | auth::AuthError::CodeExpired | auth::AuthError::UserNotFound)
            {
                problem.advice = ELSEWHERE.text().to_owned();
            }
            return Err(problem);
        }
    }
    Ok(())
}

/// Until it is confirmed, a user pool knows nobody by an alias, and the name that was made up for them is in one browser.
const ELSEWHERE: Phrase =
    phrase!("Enter it in the browser where you created the account, or create the account again here. It's still empty.");

/// Whether a code was sent.
async fn resend_code(flow: SignInFlow, pool: UserPool, who: Addressee, is_known: bool) -> Result<bool, auth::AuthError> {
    let client = flow.state.client();
    match auth::sign_up::resend_code(&client, &pool, &who.username).await {
        Ok(_) => {
            PendingCode::Confirm.begin(client.platform(), &who);
            // The user pool does not say whether there is such an account, and neither can this page.
            flow.state.say(match is_known {
                true => t!("New code sent to {address}", address = who.address),
                false => t!("If {address} has an account to verify, we sent it a code", address = who.address),
            });
            Ok(true)
        }
        Err(auth::AuthError::AlreadyConfirmed) => {
            finish(flow, &pool, &who).await;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Nothing is left to confirm.
async fn finish(flow: SignInFlow, pool: &UserPool, who: &Addressee) {
    PendingCode::Confirm.end(flow.state.client().platform());
    flow.other_tabs.broadcast(&TabMessage::Confirmed(who.name.clone()));
    let password = flow.state.visitor.take_new_password();
    let password = password.as_ref().map(|password| password.as_str());
    sign_in_with_new_password(flow, pool, &who.username, password, t!("Your address is verified. Sign in.")).await;
}
