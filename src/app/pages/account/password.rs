//! Password: replacing it by a new one, or setting the first.

use crate::ui::reactive::*;

use super::fetched::Fetched;
use super::row::OpenRow;
use super::{AccountPage, explain};
use crate::app::forms::check;
use crate::app::forms::hidden_username::hidden_username;
use crate::auth;
use crate::auth::account;
use crate::auth::visitor::Profile;
use crate::config::UserPool;
use crate::secret::Secret;
use crate::ui::components::{Problem, TextField, form, password_policy_list};
use crate::ui::dom::{View, html, live};
use crate::ui::task::Task;
use crate::ui::words::Phrase;

pub(super) fn view(account: AccountPage) -> View {
    let failed = t!("Couldn't check whether you have a password");
    let has = Fetched::new(account.state, failed, async |session| account::has_password(&session).await);
    if account.pool.with_value(UserPool::lets_choose) {
        has.load();
    } else {
        // Nothing else signs in, so everybody has one.
        has.set(true);
    }
    let password = Password {
        account,
        has,
        row: OpenRow::new(account, REGION),
        previous: RwSignal::new(String::new()),
        proposed: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
        sending: Task::new(),
    };
    has.view(move || {
        let is_there = Memo::new(move |_| has.with(|has| *has).unwrap_or(true));
        let is_open = Memo::new(move |_| password.row.is_open());
        live(move || match is_open.get() {
            true => untrack(|| password.form(is_there.get())),
            false => password.closed(is_there.get()),
        })
    })
}

#[derive(Clone, Copy)]
struct Password {
    account: AccountPage,
    /// Whether there is one already.
    has: Fetched<bool>,
    row: OpenRow,
    previous: RwSignal<String>,
    proposed: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
    sending: Task,
}

impl Password {
    fn closed(self, is_there: bool) -> View {
        // Nobody knows how long it is.
        let dots = || html::span().class("dots").attr("aria-hidden", "true").child("••••••••••").into();
        let value: View = if is_there { dots() } else { html::span().class("hint").child(SET.hint.text()).into() };
        let words = if is_there { &CHANGE } else { &SET };
        let verb = if is_there { t!("Change") } else { words.button.text() };
        self.row.closed(value, verb, words.button.text().to_owned())
    }

    fn form(self, is_there: bool) -> View {
        let Password { previous, proposed, problem, sending, .. } = self;
        let words = if is_there { &CHANGE } else { &SET };
        let forget = move || {
            previous.try_set(String::new());
            proposed.try_set(String::new());
        };
        // What is given up is not kept.
        on_cleanup(forget);
        problem.set(None);
        let (previous_error, proposed_error) = (RwSignal::new(None), RwSignal::new(None));
        let policy = self.account.pool.with_value(|pool| pool.password_policy);
        let send = move || {
            let (old, new) = (previous.get_untracked(), proposed.get_untracked());
            previous_error.set(check::password(&old).filter(|_| is_there));
            proposed_error.set(check::new_password(&policy, &new));
            if previous_error.read_untracked().is_some() || proposed_error.read_untracked().is_some() {
                return;
            }
            sending.start(async move {
                problem.set(None);
                let (old, new) = (is_there.then(|| Secret::new(old)), Secret::new(new));
                match account::change_password(&self.account.state.session(), old.as_ref(), &new).await {
                    Ok(()) => {
                        forget();
                        self.row.close();
                        self.has.set(true);
                        self.account.done(REGION, words.done.text());
                    }
                    Err(error) => problem.set(Some(refused(words.failed.text(), &error))),
                }
            });
        };
        let name = self.account.state.session().profile().as_ref().and_then(Profile::name).unwrap_or_default().to_owned();
        let current = || {
            let field = TextField::password(t!("Current password"), previous, "current-password");
            field.error(previous_error).autofocus(true)
        };
        let new = TextField::password(t!("New password"), proposed, "new-password").error(proposed_error);
        let form = form(send)
            .child(hidden_username(&name))
            .child(is_there.then(current))
            .child(new.autofocus(!is_there).after(password_policy_list(policy, proposed)))
            .child(is_there.then(|| html::p().class("hint").child(words.hint.text())));
        self.row.form(sending, problem, t!("Save"), form).into()
    }
}

pub(super) const REGION: &str = "password";

/// What is said around the form.
struct PasswordTexts {
    hint: Phrase,
    button: Phrase,
    done: Phrase,
    failed: Phrase,
}

const CHANGE: PasswordTexts = PasswordTexts {
    hint: phrase!("Changing it keeps other devices signed in."),
    button: phrase!("Change password"),
    done: phrase!("Password changed"),
    failed: phrase!("Couldn't change the password"),
};

const SET: PasswordTexts = PasswordTexts {
    hint: phrase!("You sign in without a password. Set one to have another way to sign in."),
    button: phrase!("Set password"),
    done: phrase!("Password set"),
    failed: phrase!("Couldn't set the password"),
};

fn refused(title: &'static str, error: &auth::AuthError) -> Problem {
    let problem = explain::error(title, error);
    match error {
        auth::AuthError::IncorrectUsernameOrPassword => Problem {
            reason: t!("Wrong current password.").to_owned(),
            advice: t!("Try again. If you forgot it, sign out and choose “Forgot password?”.").to_owned(),
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
        let problem = refused(CHANGE.failed.text(), &auth::AuthError::IncorrectUsernameOrPassword);
        assert_eq!(problem.reason, "Wrong current password.");
        assert!(refused(CHANGE.failed.text(), &auth::AuthError::LimitExceeded).reason.contains("Too many attempts"));
    }
}
