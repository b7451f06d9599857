//! Signing in by name and password, or as a guest.

use leptos::prelude::*;

use super::choices::Choices;
use super::{SignInFlow, ended, link, name, other_ways, submit, to_be_linked};
use crate::auth;
use crate::auth::pending::{Addressee, PendingCode};
use crate::browser::document;
use crate::config::UserPool;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form};
use crate::ui::dom::{Element, html};
use crate::ui::forms::check;
use crate::ui::task::Task;
use crate::ui::words::Phrase;

pub(super) fn view(flow: SignInFlow, pool: UserPool) -> Element {
    let password = RwSignal::new(String::new());
    let name_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let refused = RwSignal::new(0);
    let signing_in = Task::new();
    let choices = Choices::new(flow, pool.clone(), problem, name_error);
    choices.offer_passkey();
    let takes_password = pool.takes_password();
    let field = name::field(flow, &pool.names, name_error);
    let send = move || {
        let (called, password) = (check::name(&pool.names, &flow.name()), password.get_untracked());
        name_error.set(called.as_ref().err().cloned());
        password_error.set(check::password(&password).filter(|_| takes_password));
        if let (Ok(called), None) = (called, &*password_error.read_untracked()) {
            submit(signing_in, problem, sign_in(flow, pool.clone(), called, password, refused));
        }
    };
    // Somebody whose name is known goes on with the password.
    let name_known = !flow.name().is_empty();
    let name_field = field.autocomplete(choices.autocomplete()).autofocus(!name_known || !takes_password);
    let password_field = takes_password.then(|| {
        let field = TextField::password(t!("Password"), password, "current-password").error(password_error);
        field.autofocus(name_known).refocus(refused)
    });
    let form = form(send)
        .child(name_field)
        .child(password_field)
        .child(flow.keep_me_signed_in())
        .child(Button::new(t!("Sign in")).kind(ButtonKind::Primary).submit().busy(signing_in.running()));
    let links = html::p()
        .class("auth-links")
        .child(link(&Route::SignUp, t!("Create account")))
        .child(takes_password.then(|| link(&Route::ResetPassword, t!("Forgot password?"))))
        .child(link(&Route::Confirm, t!("Enter a confirmation code")));
    flow.card(t!("Sign in"))
        .child(ended(flow))
        .child(to_be_linked(flow))
        .child(error_notice(problem, None))
        .child(choices.news())
        .child(flow.federation.news(flow))
        .child(form)
        .child(links)
        .child(other_ways(flow, choices.buttons()))
}

async fn sign_in(
    flow: SignInFlow,
    pool: UserPool,
    called: String,
    password: String,
    refused: RwSignal<u32>,
) -> Result<(), Problem> {
    let client = flow.state.client();
    match auth::sign_in::sign_in_by_name(&client, &pool, &called, &Secret::new(password.as_str())).await {
        Ok(step) => flow.proceed(step).await,
        Err(auth::Error::IncorrectUsernameOrPassword) => {
            refused.update(|refused| *refused += 1);
            let mut problem = name::explain(&pool.names, NOT_IN.text(), &auth::Error::IncorrectUsernameOrPassword);
            problem.advice.push_str(&hints(&pool, &called, &password));
            return Err(problem);
        }
        Err(error) => return follow_refusal(flow, &pool, &called, Some(password), error).await,
    }
    Ok(())
}

const NOT_IN: Phrase = phrase!("You could not be signed in");

/// What else may be wrong with what was typed.
fn hints(pool: &UserPool, called: &str, password: &str) -> String {
    let mut hints = String::new();
    if pool.names.case_sensitive {
        hints.push(' ');
        hints.push_str(t!("Capitals matter here: “Ann” and “ann” are different names."));
    }
    if document::has_look_alikes(called) || document::has_look_alikes(password) {
        hints.push(' ');
        hints.push_str(t!("Accented letters can be stored in two ways. If you pasted them, type them."));
    }
    hints
}

/// Leads to the step that somebody has to take before they can sign in, where the refusal says so.
pub(super) async fn follow_refusal(
    flow: SignInFlow,
    pool: &UserPool,
    called: &str,
    password: Option<String>,
    error: auth::Error,
) -> Result<(), Problem> {
    let client = flow.state.client();
    match error {
        auth::Error::UserNotConfirmed => {
            let waiting = PendingCode::Confirm.addressee(client.platform()).filter(|waiting| waiting.name == called);
            let addressee = waiting.unwrap_or_else(|| Addressee::known_by(called));
            if let Some(password) = password {
                flow.state.visitor.remember_new_password(password);
            }
            let sent = auth::sign_up::resend_code(&client, pool, &addressee.username).await;
            let news = match sent {
                Ok(_) => {
                    PendingCode::Confirm.begin(client.platform(), &addressee);
                    name::unconfirmed(&pool.names, true)
                }
                Err(_) => {
                    PendingCode::Confirm.keep_waiting(client.platform(), &addressee);
                    name::unconfirmed(&pool.names, false)
                }
            };
            flow.redirect(&Route::Confirm, news);
        }
        auth::Error::PasswordResetRequired => {
            PendingCode::ResetPassword.end(client.platform());
            flow.redirect(&Route::ResetPassword, t!("This account needs a new password before you can sign in."));
        }
        error => return Err(name::explain(&pool.names, NOT_IN.text(), &error)),
    }
    Ok(())
}
