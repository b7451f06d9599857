//! Signing in with e-mail address and password, or as a guest.

use leptos::prelude::*;

use super::{Entry, check, guest_entry, submit};
use crate::auth;
use crate::auth::pending::Flow;
use crate::aws::user_pool::Secret;
use crate::config::UserPool;
use crate::route::Route;
use crate::ui::components::{
    Button, ButtonKind, Checkbox, ErrorNotice, Form, Notice, NoticeKind, PasswordField, Problem, TextField, when,
};
use crate::ui::explain;
use crate::ui::task::Task;

pub(super) fn view(entry: Entry, pool: UserPool) -> AnyView {
    let password = RwSignal::new(String::new());
    let email_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let signing_in = Task::new();
    let send = move || {
        let (email, password) = (entry.email(), password.get_untracked());
        email_error.set(check::email(&email));
        password_error.set(check::password(&password));
        if email_error.read_untracked().is_none() && password_error.read_untracked().is_none() {
            submit(signing_in, problem, sign_in(entry, pool.clone(), email, password));
        }
    };
    let ended = entry.state.session_ended();
    // Somebody whose address is known goes on with the password.
    let address_known = !entry.email().is_empty();
    let content = view! {
        {when(
            move || ended.get(),
            || view! { <Notice kind=NoticeKind::Warning>"Your session ended. Sign in again to go on."</Notice> }.into_any(),
        )}
        <ErrorNotice problem=problem />
        <Form on_submit=send>
            <TextField
                label="Email"
                value=entry.email
                kind="email"
                autocomplete="username"
                required=true
                error=email_error
                autofocus=!address_known
            />
            <PasswordField
                label="Password"
                value=password
                autocomplete="current-password"
                error=password_error
                autofocus=address_known
            />
            <Checkbox label="Keep me signed in" checked=entry.keep hint="On this device, until you sign out." />
            <Button kind=ButtonKind::Primary submit=true busy=signing_in.running()>"Sign in"</Button>
        </Form>
        <p class="auth-links">
            <a href=Route::SignUp.to_string()>"Create account"</a>
            <a href=Route::ResetPassword.to_string()>"Forgot password?"</a>
        </p>
        {guest_entry(entry)}
    };
    entry.card("Sign in", content.into_any())
}

async fn sign_in(entry: Entry, pool: UserPool, email: String, password: String) -> Result<(), Problem> {
    let client = entry.state.client();
    match auth::sign_in::sign_in(&client, &pool, &email, &Secret::new(password.as_str())).await {
        Ok(tokens) => entry.enter_user(tokens),
        Err(auth::Error::UserNotConfirmed) => {
            Flow::Confirm.begin(client.platform(), &email);
            entry.state.remember_new_password(password);
            let sent = auth::sign_up::resend_code(&client, &pool, &email).await;
            let news = match sent {
                Ok(_) => "Your e-mail address is not confirmed yet. A new code was sent to it.",
                Err(_) => {
                    "Your e-mail address is not confirmed yet. Enter the code that was sent to it, or have another one sent."
                }
            };
            entry.lead(&Route::Confirm, news);
        }
        Err(auth::Error::PasswordResetRequired) => {
            Flow::ResetPassword.end(client.platform());
            entry.lead(&Route::ResetPassword, "This account needs a new password before you can sign in.");
        }
        Err(error) => return Err(explain::auth_error("You could not be signed in", &error)),
    }
    Ok(())
}
