//! Creating an account.

use leptos::prelude::*;

use super::{Entry, check, link, submit};
use crate::auth;
use crate::auth::pending::Flow;
use crate::aws::user_pool::Secret;
use crate::browser::location;
use crate::config::UserPool;
use crate::route::Route;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form, password_policy_list};
use crate::ui::dom::{Element, html, when};
use crate::ui::explain;
use crate::ui::task::Task;

pub(super) fn view(entry: Entry, pool: UserPool) -> Element {
    let password = RwSignal::new(String::new());
    let email_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let exists = RwSignal::new(false);
    let signing_up = Task::new();
    let policy = pool.password_policy;
    let send = move || {
        let (email, password) = (entry.email(), password.get_untracked());
        email_error.set(check::email(&email));
        password_error.set(check::new_password(&policy, &password));
        if email_error.read_untracked().is_none() && password_error.read_untracked().is_none() {
            exists.set(false);
            submit(signing_up, problem, sign_up(entry, pool.clone(), email, password, exists));
        }
    };
    let email_field = TextField::new("Email", entry.email)
        .kind("email")
        .autocomplete("username")
        .required()
        .hint(Some("A code will be sent to it.".to_owned()))
        .error(email_error)
        .autofocus(true);
    let form = form(send)
        .child(email_field)
        .child(TextField::password("Password", password, "new-password").error(password_error))
        .child(password_policy_list(policy, password))
        .child(Button::new("Create account").kind(ButtonKind::Primary).submit().busy(signing_up.running()));
    let links = html::p()
        .class("auth-links")
        .child(html::span().child("Have an account? ").child(link(&Route::SignIn, "Sign in")))
        .child(when(move || exists.get(), || link(&Route::ResetPassword, "Forgot password?")));
    entry.card("Create account").child(error_notice(problem, None)).child(form).child(links)
}

async fn sign_up(entry: Entry, pool: UserPool, email: String, password: String, exists: RwSignal<bool>) -> Result<(), Problem> {
    let client = entry.state.client();
    match auth::sign_up::sign_up(&client, &pool, &email, &Secret::new(password.as_str())).await {
        Ok(output) if output.user_confirmed => {
            super::sign_in_at_last(entry, &pool, &email, Some(&password), "Your account is ready.").await;
            Ok(())
        }
        Ok(_) => {
            Flow::Confirm.begin(client.platform(), &email);
            entry.state.remember_new_password(password);
            location::go(&Route::Confirm);
            Ok(())
        }
        Err(error) => {
            exists.set(error == auth::Error::UsernameExists);
            Err(explain::auth_error("The account was not created", &error))
        }
    }
}
