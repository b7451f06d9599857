//! Confirming the address of a new account with the e-mailed code.

use leptos::prelude::*;

use super::{Entry, check, link, sign_in_at_last, submit};
use crate::auth;
use crate::auth::handover::Word;
use crate::auth::pending::Flow;
use crate::config::UserPool;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form};
use crate::ui::dom::{Element, html};
use crate::ui::explain;
use crate::ui::task::Task;

pub(super) fn view(entry: Entry, pool: UserPool) -> Element {
    let pending = Flow::Confirm.email(entry.state.client().platform());
    if let Some(email) = &pending {
        entry.email.set(email.clone());
    }
    let code = RwSignal::new(String::new());
    let code_error = RwSignal::new(None);
    let email_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let (confirming, resending) = (Task::new(), Task::new());
    let resend_pool = pool.clone();
    let send = move || {
        let (email, code) = (entry.email(), code.get_untracked());
        email_error.set(check::email(&email));
        code_error.set(check::code(&code));
        if email_error.read_untracked().is_none() && code_error.read_untracked().is_none() {
            submit(confirming, problem, confirm(entry, pool.clone(), email, code));
        }
    };
    let resend = move || {
        let email = entry.email();
        email_error.set(check::email(&email));
        code_error.set(None);
        if email_error.read_untracked().is_none() {
            submit(resending, problem, resend_code(entry, resend_pool.clone(), email));
        }
    };
    let address_known = pending.is_some();
    let where_to = match pending {
        Some(email) => {
            html::p().child("A code was sent to ").child(html::strong().child(email)).child(". It may take a minute to arrive.")
        }
        None => html::p().child("Enter your e-mail address and the code that was sent to it."),
    };
    let email_field = (!address_known).then(|| {
        TextField::new("Email", entry.email).kind("email").autocomplete("username").required().error(email_error).autofocus(true)
    });
    let code_field = TextField::code("Confirmation code", code).error(code_error).autofocus(address_known);
    let form = form(send)
        .child(email_field)
        .child(code_field)
        .child(Button::new("Confirm").kind(ButtonKind::Primary).submit().busy(confirming.running()))
        .child(Button::new("Resend code").on_click(resend).busy(resending.running()));
    let links =
        html::p().class("auth-links").child(link(&Route::SignUp, "Use another address")).child(link(&Route::SignIn, "Sign in"));
    entry.card("Confirm your address").child(where_to).child(error_notice(problem, None)).child(form).child(links)
}

async fn confirm(entry: Entry, pool: UserPool, email: String, code: String) -> Result<(), Problem> {
    let client = entry.state.client();
    match auth::sign_up::confirm(&client, &pool, &email, &code).await {
        Ok(()) | Err(auth::Error::AlreadyConfirmed) => {
            finish(entry, &pool, &email).await;
            Ok(())
        }
        Err(error) => Err(explain::auth_error("The address is not confirmed", &error)),
    }
}

async fn resend_code(entry: Entry, pool: UserPool, email: String) -> Result<(), Problem> {
    let client = entry.state.client();
    match auth::sign_up::resend_code(&client, &pool, &email).await {
        Ok(_) => entry.state.say(format!("Another code was sent to {email}")),
        Err(auth::Error::AlreadyConfirmed) => finish(entry, &pool, &email).await,
        Err(error) => return Err(explain::auth_error("No code was sent", &error)),
    }
    Ok(())
}

/// Nothing is left to confirm.
async fn finish(entry: Entry, pool: &UserPool, email: &str) {
    Flow::Confirm.end(entry.state.client().platform());
    entry.other_tabs.say(&Word::Confirmed(email.to_owned()));
    let password = entry.state.take_new_password();
    let password = password.as_ref().map(|password| password.as_str());
    sign_in_at_last(entry, pool, email, password, "Your address is confirmed.").await;
}
