//! Signing in with e-mail address and password, or as a guest.

use leptos::prelude::*;

use super::choices::Choices;
use super::{Entry, check, ended, link, other_ways, submit, to_be_linked};
use crate::auth;
use crate::auth::pending::Flow;
use crate::aws::user_pool::Secret;
use crate::config::UserPool;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form};
use crate::ui::dom::{Element, html};
use crate::ui::explain;
use crate::ui::task::Task;

pub(super) fn view(entry: Entry, pool: UserPool) -> Element {
    let password = RwSignal::new(String::new());
    let email_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let signing_in = Task::new();
    let choices = Choices::new(entry, pool.clone(), problem, email_error);
    choices.offer_passkey();
    let takes_password = pool.takes_password();
    let send = move || {
        let (email, password) = (entry.email(), password.get_untracked());
        email_error.set(check::email(&email));
        password_error.set(check::password(&password).filter(|_| takes_password));
        if email_error.read_untracked().is_none() && password_error.read_untracked().is_none() {
            submit(signing_in, problem, sign_in(entry, pool.clone(), email, password));
        }
    };
    // Somebody whose address is known goes on with the password.
    let address_known = !entry.email().is_empty();
    let email_field = TextField::new("Email", entry.email)
        .kind("email")
        .autocomplete(choices.autocomplete())
        .required()
        .error(email_error)
        .autofocus(!address_known || !takes_password);
    let password_field = takes_password
        .then(|| TextField::password("Password", password, "current-password").error(password_error).autofocus(address_known));
    let form = form(send)
        .child(email_field)
        .child(password_field)
        .child(entry.keep_me_signed_in())
        .child(Button::new("Sign in").kind(ButtonKind::Primary).submit().busy(signing_in.running()));
    let links = html::p()
        .class("auth-links")
        .child(link(&Route::SignUp, "Create account"))
        .child(takes_password.then(|| link(&Route::ResetPassword, "Forgot password?")));
    entry
        .card("Sign in")
        .child(ended(entry))
        .child(to_be_linked(entry))
        .child(error_notice(problem, None))
        .child(choices.news())
        .child(entry.federation.news(entry))
        .child(form)
        .child(links)
        .child(other_ways(entry, choices.buttons()))
}

async fn sign_in(entry: Entry, pool: UserPool, email: String, password: String) -> Result<(), Problem> {
    let client = entry.state.client();
    match auth::sign_in::sign_in(&client, &pool, &email, &Secret::new(password.as_str())).await {
        Ok(step) => entry.go_on(step).await,
        Err(error) => return lead_on(entry, &pool, &email, Some(password), error).await,
    }
    Ok(())
}

/// Leads to the step that somebody has to take before they can sign in, where the refusal says so.
pub(super) async fn lead_on(
    entry: Entry,
    pool: &UserPool,
    email: &str,
    password: Option<String>,
    error: auth::Error,
) -> Result<(), Problem> {
    let client = entry.state.client();
    match error {
        auth::Error::UserNotConfirmed => {
            Flow::Confirm.begin(client.platform(), email);
            if let Some(password) = password {
                entry.state.remember_new_password(password);
            }
            let sent = auth::sign_up::resend_code(&client, pool, email).await;
            let news = match sent {
                Ok(_) => "Your e-mail address is not confirmed yet. A new code was sent to it.",
                Err(_) => {
                    "Your e-mail address is not confirmed yet. Enter the code that was sent to it, or have another one sent."
                }
            };
            entry.lead(&Route::Confirm, news);
        }
        auth::Error::PasswordResetRequired => {
            Flow::ResetPassword.end(client.platform());
            entry.lead(&Route::ResetPassword, "This account needs a new password before you can sign in.");
        }
        error => return Err(explain::auth_error("You could not be signed in", &error)),
    }
    Ok(())
}
