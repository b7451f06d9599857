//! Password: replacing it by a new one.

use leptos::prelude::*;

use super::{Account, explain};
use crate::auth;
use crate::auth::account;
use crate::auth::session::Profile;
use crate::aws::user_pool::Secret;
use crate::ui::components::{Button, Problem, TextField, error_notice, form, password_policy_list};
use crate::ui::dom::{View, group, html};
use crate::ui::pages::entrance::{check, hidden_username};
use crate::ui::task::Task;

const TITLE: &str = "The password was not changed";

pub(super) fn view(account: Account) -> View {
    let (previous, proposed) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (previous_error, proposed_error) = (RwSignal::new(None), RwSignal::new(None));
    let problem = RwSignal::new(None);
    let changing = Task::new();
    let policy = account.pool.with_value(|pool| pool.password_policy);
    let send = move || {
        let (old, new) = (previous.get_untracked(), proposed.get_untracked());
        previous_error.set(check::password(&old));
        proposed_error.set(check::new_password(&policy, &new));
        if previous_error.read_untracked().is_some() || proposed_error.read_untracked().is_some() {
            return;
        }
        changing.start(async move {
            problem.set(None);
            let (old, new) = (Secret::new(old), Secret::new(new));
            match account::change_password(&account.state.session(), &old, &new).await {
                Ok(()) => {
                    previous.set(String::new());
                    proposed.set(String::new());
                    account.state.say("Your password is changed.");
                }
                Err(error) => {
                    account.heed(&error);
                    problem.set(Some(refused(&error)));
                }
            }
        });
    };
    let email = account.state.session().profile().as_ref().and_then(Profile::email).unwrap_or_default().to_owned();
    let form = form(send)
        .child(hidden_username(&email))
        .child(TextField::password("Current password", previous, "current-password").error(previous_error))
        .child(TextField::password("New password", proposed, "new-password").error(proposed_error))
        .child(password_policy_list(policy, proposed))
        .child(Button::new("Change password").submit().busy(changing.running()));
    let hint = "You stay signed in, here and elsewhere. Should somebody else know the old one, sign out everywhere as well.";
    group([html::p().class("hint").child(hint).into(), error_notice(problem, None), form.into()])
}

fn refused(error: &auth::Error) -> Problem {
    let problem = explain::error(TITLE, error);
    match error {
        auth::Error::IncorrectUsernameOrPassword => Problem {
            reason: "The current password is not right.".to_owned(),
            advice: "Check it and try again. If you have forgotten it, sign out and choose “Forgot password?”.".to_owned(),
            ..problem
        },
        _ => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_password_is_not_taken_for_a_wrong_sign_in() {
        let problem = refused(&auth::Error::IncorrectUsernameOrPassword);
        assert_eq!(problem.reason, "The current password is not right.");
        assert!(refused(&auth::Error::LimitExceeded).reason.contains("too many attempts"));
    }
}
