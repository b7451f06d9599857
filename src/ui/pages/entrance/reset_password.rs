//! Setting a new password with a code that is sent: first whose it is, then, in place, the code and the password.

use crate::ui::forms::hidden_username::hidden_username;
use leptos::prelude::*;

use super::resend::ResendCode;
use super::{SignInFlow, link, name, sign_in_at_last, submit};
use crate::auth;
use crate::auth::pending::{Addressee, PendingCode};
use crate::auth::sign_up::Forgotten;
use crate::auth::tab_messages::TabMessage;
use crate::config::UserPool;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form, password_policy_list};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::forms::check;
use crate::ui::task::Task;

pub(super) fn view(flow: SignInFlow, pool: UserPool) -> Element {
    // A code for somebody else than who was just typed is not what the visitor came for.
    let pending = PendingCode::ResetPassword.addressee(flow.state.client().platform());
    let typed = flow.called(&pool.names);
    let sent_to = RwSignal::new(pending.map(|waiting| waiting.name).filter(|name| typed.is_empty() || typed == *name));
    let content = move || match sent_to.get() {
        None => ask_for_name(flow, pool.clone(), sent_to),
        Some(called) => ask_for_code(flow, pool.clone(), sent_to, called),
    };
    flow.card(t!("Set a new password")).child(live(content))
}

fn ask_for_name(flow: SignInFlow, pool: UserPool, sent_to: RwSignal<Option<String>>) -> View {
    let name_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let sending = Task::new();
    let name_field = name::field(flow, &pool.names, name_error).autofocus(true);
    let send = move || {
        let called = check::name(&pool.names, &flow.name());
        name_error.set(called.as_ref().err().cloned());
        if let Ok(called) = called {
            let pool = pool.clone();
            submit(sending, problem, async move {
                let sent = send_code(flow, &pool, &called).await;
                if sent.map_err(|error| name::explain(&pool.names, t!("No code was sent"), &error))? {
                    sent_to.set(Some(called));
                }
                Ok(())
            });
        }
    };
    let form = form(send)
        .child(name_field)
        .child(Button::new(t!("Send code")).kind(ButtonKind::Primary).submit().busy(sending.running()));
    let links = html::p()
        .class("auth-links")
        .child(link(&Route::SignIn, t!("Sign in")))
        .child(link(&Route::Confirm, t!("Enter a confirmation code")));
    group([
        html::p().child(t!("We'll send you a code to set a new password.")).into(),
        error_notice(problem, None),
        form.into(),
        links.into(),
    ])
}

fn ask_for_code(flow: SignInFlow, pool: UserPool, sent_to: RwSignal<Option<String>>, called: String) -> View {
    let code = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let code_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let setting = Task::new();
    let resend = ResendCode::new(problem, PendingCode::ResetPassword.age(flow.state.client().platform()));
    let policy = pool.password_policy;
    let (resend_pool, resend_to) = (pool.clone(), called.clone());
    let username = hidden_username(&called);
    // The user pool does not say whether there is such an account, and neither can this page.
    let where_to = html::p()
        .child(t!("If there is an account for {name}, a code was sent to it. It may take a minute to arrive.", name = called));
    let send = move || {
        let (code, password) = (code.get_untracked(), password.get_untracked());
        code_error.set(check::code(&code));
        password_error.set(check::new_password(&policy, &password));
        if code_error.read_untracked().is_none() && password_error.read_untracked().is_none() {
            submit(setting, problem, set_password(flow, pool.clone(), called.clone(), code, password));
        }
    };
    let again = move || {
        let (pool, called) = (resend_pool.clone(), resend_to.clone());
        async move {
            let sent = send_code(flow, &pool, &called).await?;
            if sent {
                flow.state.say(t!("Another code was sent to {address}", address = called));
            }
            Ok(sent)
        }
    };
    let start_over = move || {
        PendingCode::ResetPassword.end(flow.state.client().platform());
        sent_to.set(None);
    };
    let code_field = TextField::code(t!("Confirmation code"), code).error(code_error).autofocus(true);
    let form = form(send)
        .child(username)
        .child(code_field)
        .child(TextField::password(t!("New password"), password, "new-password").error(password_error))
        .child(password_policy_list(policy, password))
        .child(Button::new(t!("Set password")).kind(ButtonKind::Primary).submit().busy(setting.running()))
        .child(resend.view(again));
    let links = html::div()
        .class("auth-links")
        .child(Button::new(t!("Use another address")).kind(ButtonKind::Quiet).on_click(start_over))
        .child(link(&Route::SignIn, t!("Sign in")));
    group([where_to.into(), error_notice(problem, None), form.into(), links.into()])
}

/// Whether a code to set a password was sent. Whoever never confirmed their account is led to that.
async fn send_code(flow: SignInFlow, pool: &UserPool, called: &str) -> Result<bool, auth::Error> {
    let client = flow.state.client();
    match auth::sign_up::forgot_password(&client, pool, called).await? {
        Forgotten::CodeSent => {
            PendingCode::ResetPassword.begin(client.platform(), &Addressee::known_by(called));
            Ok(true)
        }
        Forgotten::NotConfirmed(addressee) => {
            PendingCode::ResetPassword.end(client.platform());
            PendingCode::Confirm.begin(client.platform(), &addressee);
            let news = t!(
                "This account was never confirmed, so its password can't be reset yet. Enter the confirmation code that was sent."
            );
            flow.redirect(&Route::Confirm, news);
            Ok(false)
        }
    }
}

async fn set_password(flow: SignInFlow, pool: UserPool, called: String, code: String, password: String) -> Result<(), Problem> {
    let client = flow.state.client();
    auth::sign_up::reset_password(&client, &pool, &called, &code, &Secret::new(password.as_str()))
        .await
        .map_err(|error| name::explain(&pool.names, t!("The password was not changed"), &error))?;
    PendingCode::ResetPassword.end(client.platform());
    flow.other_tabs.say(&TabMessage::PasswordSet(called.clone()));
    sign_in_at_last(flow, &pool, &called, Some(&password), t!("Your new password is set. Sign in.")).await;
    Ok(())
}
