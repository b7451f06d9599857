//! Setting a new password with a code that is sent: first whose it is, then, in place, the code and the password.

use crate::app::forms::hidden_username::hidden_username;
use crate::ui::reactive::*;

use super::resend::ResendCode;
use super::sign_in::sign_in_with_new_password;
use super::{SignInFlow, link, name, submit};
use crate::app::forms::check;
use crate::app::forms::code::CodeEntry;
use crate::auth;
use crate::auth::pending::{Addressee, PendingCode};
use crate::auth::sign_up::PasswordResetStart;
use crate::auth::tab_messages::TabMessage;
use crate::config::UserPool;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form, password_policy_list};
use crate::ui::dom::{Element, View, group, html, live};
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
                if sent.map_err(|error| name::explain(&pool.names, t!("Couldn't send a code"), &error))? {
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
    let password = RwSignal::new(String::new());
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let code = CodeEntry::beside_others(problem);
    let setting = Task::new();
    let resend = ResendCode::new(problem, PendingCode::ResetPassword.age(flow.state.client().platform()));
    let policy = pool.password_policy;
    let (resend_pool, resend_to) = (pool.clone(), called.clone());
    let username = hidden_username(&called);
    // The user pool does not say whether there is such an account, and neither can this page.
    let where_to = html::p().child(t!("If {name} has an account, we sent it a code. It may take a minute.", name = called));
    let send = move || {
        let password = password.get_untracked();
        password_error.set(check::new_password(&policy, &password));
        if let (Some(text), None) = (code.read(), &*password_error.read_untracked()) {
            submit(setting, problem, set_password(flow, pool.clone(), called.clone(), (code, text), password));
        }
    };
    let again = move || {
        let (pool, called) = (resend_pool.clone(), resend_to.clone());
        async move {
            let sent = send_code(flow, &pool, &called).await?;
            if sent {
                flow.state.say(t!("New code sent to {address}", address = called));
            }
            Ok(sent)
        }
    };
    let start_over = move || {
        PendingCode::ResetPassword.end(flow.state.client().platform());
        sent_to.set(None);
    };
    let form = form(send)
        .child(username)
        .child(code.field(t!("Confirmation code")).autofocus(true))
        .child(
            TextField::password(t!("New password"), password, "new-password")
                .error(password_error)
                .after(password_policy_list(policy, password)),
        )
        .child(Button::new(t!("Set password")).kind(ButtonKind::Primary).submit().busy(setting.running()));
    let another = Button::new(t!("Change address")).kind(ButtonKind::Link).on_click(start_over);
    let links = html::div().class("auth-links").child(resend.view(again)).child(another);
    let foot = html::p().class("card-foot").child(link(&Route::SignIn, t!("Sign in")));
    let notice = error_notice(move || code.other_problem(), None);
    group([where_to.class("hint").into(), notice, form.into(), links.into(), foot.into()])
}

/// Whether a code to set a password was sent. Whoever never confirmed their account is led to that.
async fn send_code(flow: SignInFlow, pool: &UserPool, called: &str) -> Result<bool, auth::AuthError> {
    let client = flow.state.client();
    match auth::sign_up::forgot_password(&client, pool, called).await? {
        PasswordResetStart::CodeSent => {
            PendingCode::ResetPassword.begin(client.platform(), &Addressee::known_by(called));
            Ok(true)
        }
        PasswordResetStart::NotConfirmed(addressee) => {
            PendingCode::ResetPassword.end(client.platform());
            PendingCode::Confirm.begin(client.platform(), &addressee);
            let news = t!("Verify this account before you reset its password. Enter the confirmation code we sent.");
            flow.redirect(&Route::Confirm, news);
            Ok(false)
        }
    }
}

async fn set_password(
    flow: SignInFlow,
    pool: UserPool,
    called: String,
    (entry, code): (CodeEntry, String),
    password: String,
) -> Result<(), Problem> {
    let client = flow.state.client();
    auth::sign_up::reset_password(&client, &pool, &called, &code, &Secret::new(password.as_str())).await.map_err(|error| {
        entry.judge(&error);
        name::explain(&pool.names, t!("Couldn't change the password"), &error)
    })?;
    PendingCode::ResetPassword.end(client.platform());
    flow.other_tabs.broadcast(&TabMessage::PasswordSet(called.clone()));
    sign_in_with_new_password(flow, &pool, &called, Some(&password), t!("Your new password is set. Sign in.")).await;
    Ok(())
}
