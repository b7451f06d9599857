//! Signing in at the owner's own login, which knows its users by name.

use crate::ui::reactive::*;

use super::{SignInFlow, submit};
use crate::app::forms::check;
use crate::auth;
use crate::auth::user_name as names;
use crate::config::DeveloperLogin;
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, empty_checkbox, error_notice, form};
use crate::ui::dom::{Element, html};
use crate::ui::task::Task;
use crate::ui::words::errors;

pub(super) fn view(flow: SignInFlow, login: DeveloperLogin) -> Element {
    let (user_name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (user_name_error, password_error) = (RwSignal::new(None), RwSignal::new(None));
    let problem = RwSignal::new(None);
    let signing_in = Task::new();
    let title = t!("Continue with {name}", name = login.name);
    let send = move || {
        let (user_name, password) = (names::trimmed(&user_name.read_untracked()).to_owned(), password.get_untracked());
        user_name_error.set(user_name.is_empty().then(|| t!("Enter your username.").to_owned()));
        password_error.set(check::password(&password));
        if user_name_error.read_untracked().is_none() && password_error.read_untracked().is_none() {
            submit(signing_in, problem, sign_in(flow, login.clone(), user_name, Secret::new(password)));
        }
    };
    let form = form(send)
        .child(
            TextField::new(t!("Username"), user_name).autocomplete("username").required().error(user_name_error).autofocus(true),
        )
        .child(TextField::password(t!("Password"), password, "current-password").error(password_error))
        .child(flow.keep_me_signed_in(empty_checkbox()))
        .child(Button::new(t!("Sign in")).kind(ButtonKind::Primary).submit().busy(signing_in.running()));
    let back = Button::new(t!("Back")).kind(ButtonKind::Quiet).on_click(move || flow.developer_login.set(None));
    flow.card(&title).child(error_notice(problem, None)).child(form).child(html::p().class("auth-links").child(back))
}

async fn sign_in(flow: SignInFlow, login: DeveloperLogin, user_name: String, password: Secret) -> Result<(), Problem> {
    let client = flow.state.client();
    let visitor = auth::developer_login::sign_in(client.platform(), &login, &user_name, &password).await;
    flow.complete(visitor.map_err(|error| errors::developer_login_error(&error))?);
    Ok(())
}
