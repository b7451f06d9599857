//! Signing in by name and password, or as a guest.

use leptos::prelude::*;

use super::choices::Choices;
use super::{Entry, ended, link, name, other_ways, submit, to_be_linked};
use crate::auth;
use crate::auth::pending::{Addressee, Flow};
use crate::browser::document;
use crate::config::UserPool;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form};
use crate::ui::dom::{Element, html};
use crate::ui::forms::check;
use crate::ui::task::Task;

pub(super) fn view(entry: Entry, pool: UserPool) -> Element {
    let password = RwSignal::new(String::new());
    let name_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let refused = RwSignal::new(0);
    let signing_in = Task::new();
    let choices = Choices::new(entry, pool.clone(), problem, name_error);
    choices.offer_passkey();
    let takes_password = pool.takes_password();
    let field = name::field(entry, &pool.names, name_error);
    let send = move || {
        let (called, password) = (check::name(&pool.names, &entry.name()), password.get_untracked());
        name_error.set(called.as_ref().err().cloned());
        password_error.set(check::password(&password).filter(|_| takes_password));
        if let (Ok(called), None) = (called, &*password_error.read_untracked()) {
            submit(signing_in, problem, sign_in(entry, pool.clone(), called, password, refused));
        }
    };
    // Somebody whose name is known goes on with the password.
    let name_known = !entry.name().is_empty();
    let name_field = field.autocomplete(choices.autocomplete()).autofocus(!name_known || !takes_password);
    let password_field = takes_password.then(|| {
        let field = TextField::password("Password", password, "current-password").error(password_error);
        field.autofocus(name_known).refocus(refused)
    });
    let form = form(send)
        .child(name_field)
        .child(password_field)
        .child(entry.keep_me_signed_in())
        .child(Button::new("Sign in").kind(ButtonKind::Primary).submit().busy(signing_in.running()));
    let links = html::p()
        .class("auth-links")
        .child(link(&Route::SignUp, "Create account"))
        .child(takes_password.then(|| link(&Route::ResetPassword, "Forgot password?")))
        .child(link(&Route::Confirm, "Enter a confirmation code"));
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

async fn sign_in(entry: Entry, pool: UserPool, called: String, password: String, refused: RwSignal<u32>) -> Result<(), Problem> {
    let client = entry.state.client();
    match auth::sign_in::sign_in_by_name(&client, &pool, &called, &Secret::new(password.as_str())).await {
        Ok(step) => entry.go_on(step).await,
        Err(auth::Error::IncorrectUsernameOrPassword) => {
            refused.update(|refused| *refused += 1);
            let mut problem = name::explain(&pool.names, NOT_IN, &auth::Error::IncorrectUsernameOrPassword);
            problem.advice.push_str(&hints(&pool, &called, &password));
            return Err(problem);
        }
        Err(error) => return lead_on(entry, &pool, &called, Some(password), error).await,
    }
    Ok(())
}

const NOT_IN: &str = "You could not be signed in";

/// What else may be wrong with what was typed.
fn hints(pool: &UserPool, called: &str, password: &str) -> String {
    let mut hints = String::new();
    if pool.names.case_sensitive {
        hints.push_str(" This site distinguishes capitals: “Ann” and “ann” are two names.");
    }
    if document::has_look_alikes(called) || document::has_look_alikes(password) {
        hints.push_str(" Letters with accents can be stored in two ways. If you pasted them, type them.");
    }
    hints
}

/// Leads to the step that somebody has to take before they can sign in, where the refusal says so.
pub(super) async fn lead_on(
    entry: Entry,
    pool: &UserPool,
    called: &str,
    password: Option<String>,
    error: auth::Error,
) -> Result<(), Problem> {
    let client = entry.state.client();
    match error {
        auth::Error::UserNotConfirmed => {
            let waiting = Flow::Confirm.addressee(client.platform()).filter(|waiting| waiting.name == called);
            let addressee = waiting.unwrap_or_else(|| Addressee::known_by(called));
            if let Some(password) = password {
                entry.state.remember_new_password(password);
            }
            let sent = auth::sign_up::resend_code(&client, pool, &addressee.username).await;
            let news = match sent {
                Ok(_) => {
                    Flow::Confirm.begin(client.platform(), &addressee);
                    "A new code was sent to it."
                }
                Err(_) => {
                    Flow::Confirm.keep_waiting(client.platform(), &addressee);
                    "Enter the code that was sent to it, or have another one sent."
                }
            };
            entry.lead(&Route::Confirm, format!("{} {news}", name::unconfirmed(&pool.names)));
        }
        auth::Error::PasswordResetRequired => {
            Flow::ResetPassword.end(client.platform());
            entry.lead(&Route::ResetPassword, "This account needs a new password before you can sign in.");
        }
        error => return Err(name::explain(&pool.names, NOT_IN, &error)),
    }
    Ok(())
}
