//! Setting a new password with an e-mailed code: first the address, then, in place, the code and the password.

use leptos::prelude::*;

use super::{Entry, check, hidden_username, link, sign_in_at_last, submit};
use crate::auth;
use crate::auth::handover::Word;
use crate::auth::pending::Flow;
use crate::aws::user_pool::Secret;
use crate::config::UserPool;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form, password_policy_list};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::explain;
use crate::ui::task::Task;

const TITLE: &str = "Set a new password";

pub(super) fn view(entry: Entry, pool: UserPool) -> Element {
    // A code that was sent to another address than the one just typed is not what the visitor came for.
    let pending = Flow::ResetPassword.email(entry.state.client().platform());
    let typed = entry.email();
    let sent_to = RwSignal::new(pending.filter(|email| typed.is_empty() || typed == *email));
    let content = move || match sent_to.get() {
        None => ask_for_address(entry, pool.clone(), sent_to),
        Some(email) => ask_for_code(entry, pool.clone(), sent_to, email),
    };
    entry.card(TITLE).child(live(content))
}

fn ask_for_address(entry: Entry, pool: UserPool, sent_to: RwSignal<Option<String>>) -> View {
    let email_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let sending = Task::new();
    let send = move || {
        let email = entry.email();
        email_error.set(check::email(&email));
        if email_error.read_untracked().is_none() {
            let pool = pool.clone();
            submit(sending, problem, async move {
                send_code(entry, &pool, &email).await?;
                sent_to.set(Some(email));
                Ok(())
            });
        }
    };
    let email_field =
        TextField::new("Email", entry.email).kind("email").autocomplete("username").required().error(email_error).autofocus(true);
    let form =
        form(send).child(email_field).child(Button::new("Send code").kind(ButtonKind::Primary).submit().busy(sending.running()));
    group([
        html::p().child("A code will be sent to your address; with it you can set a new password.").into(),
        error_notice(problem, None),
        form.into(),
        html::p().class("auth-links").child(link(&Route::SignIn, "Sign in")).into(),
    ])
}

fn ask_for_code(entry: Entry, pool: UserPool, sent_to: RwSignal<Option<String>>, email: String) -> View {
    let code = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let code_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let (setting, resending) = (Task::new(), Task::new());
    let policy = pool.password_policy;
    let (resend_pool, resend_email) = (pool.clone(), email.clone());
    let username = hidden_username(&email);
    let address = email.clone();
    let send = move || {
        let (code, password) = (code.get_untracked(), password.get_untracked());
        code_error.set(check::code(&code));
        password_error.set(check::new_password(&policy, &password));
        if code_error.read_untracked().is_none() && password_error.read_untracked().is_none() {
            submit(setting, problem, set_password(entry, pool.clone(), email.clone(), code, password));
        }
    };
    let resend = move || {
        let (pool, email) = (resend_pool.clone(), resend_email.clone());
        submit(resending, problem, async move {
            send_code(entry, &pool, &email).await?;
            entry.state.say(format!("Another code was sent to {email}"));
            Ok(())
        });
    };
    let start_over = move || {
        Flow::ResetPassword.end(entry.state.client().platform());
        sent_to.set(None);
    };
    // The user pool does not say whether there is such an account, and neither can this page.
    let where_to = html::p()
        .child("If there is an account for ")
        .child(html::strong().child(address))
        .child(", a code was sent to it. It may take a minute to arrive.");
    let code_field = TextField::code("Confirmation code", code).error(code_error).autofocus(true);
    let form = form(send)
        .child(username)
        .child(code_field)
        .child(TextField::password("New password", password, "new-password").error(password_error))
        .child(password_policy_list(policy, password))
        .child(Button::new("Set password").kind(ButtonKind::Primary).submit().busy(setting.running()))
        .child(Button::new("Resend code").on_click(resend).busy(resending.running()));
    let links = html::div()
        .class("auth-links")
        .child(Button::new("Use another address").kind(ButtonKind::Quiet).on_click(start_over))
        .child(link(&Route::SignIn, "Sign in"));
    group([where_to.into(), error_notice(problem, None), form.into(), links.into()])
}

async fn send_code(entry: Entry, pool: &UserPool, email: &str) -> Result<(), Problem> {
    let client = entry.state.client();
    auth::sign_up::forgot_password(&client, pool, email)
        .await
        .map_err(|error| explain::auth_error("No code was sent", &error))?;
    Flow::ResetPassword.begin(client.platform(), email);
    Ok(())
}

async fn set_password(entry: Entry, pool: UserPool, email: String, code: String, password: String) -> Result<(), Problem> {
    let client = entry.state.client();
    auth::sign_up::reset_password(&client, &pool, &email, &code, &Secret::new(password.as_str()))
        .await
        .map_err(|error| explain::auth_error("The password was not changed", &error))?;
    Flow::ResetPassword.end(client.platform());
    entry.other_tabs.say(&Word::PasswordSet(email.clone()));
    sign_in_at_last(entry, &pool, &email, Some(&password), "Your new password is set.").await;
    Ok(())
}
