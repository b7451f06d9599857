//! The field for what somebody signs in by, which is not the same in every user pool.

use crate::ui::reactive::*;

use super::SignInFlow;
use crate::app::forms::name_label::Naming;
use crate::auth;
use crate::config::UserNames;
use crate::ui::components::{Problem, TextField};
use crate::ui::words::errors;

/// Why somebody could not enter, in the words of what they are called.
pub(super) fn explain(names: &UserNames, title: &str, error: &auth::AuthError) -> Problem {
    let mut problem = errors::auth_error(title, error);
    let naming = Naming::of(names);
    let (reason, advice) = match (error, naming) {
        (_, Naming::Email) => return problem,
        (auth::AuthError::IncorrectUsernameOrPassword, naming) => (Some(naming.wrong()), None),
        (auth::AuthError::UserNotFound, _) => {
            (Some(t!("There's no such account.")), Some(t!("Check what you entered, or create an account.")))
        }
        (auth::AuthError::UserNotConfirmed, _) => {
            (Some(t!("This account isn't verified yet.")), Some(t!("Enter the code we sent you.")))
        }
        (auth::AuthError::UsernameExists, Naming::Name) => (Some(t!("An account with this username already exists.")), None),
        (auth::AuthError::UsernameExists, Naming::Phone) => (Some(t!("An account with this phone number already exists.")), None),
        (auth::AuthError::UsernameExists, _) => (Some(t!("This account already exists.")), None),
        (auth::AuthError::AlreadyConfirmed, _) => (Some(t!("This account is already verified.")), None),
        (auth::AuthError::CodeMismatch, _) => (None, Some(t!("Check the newest message."))),
        _ => (None, None),
    };
    if let Some(reason) = reason {
        problem.reason = reason.to_owned();
    }
    if let Some(advice) = advice {
        problem.advice = advice.to_owned();
    }
    problem
}

/// What is not confirmed yet.
///
/// `is_sent`: a new code is on its way.
pub(super) fn unconfirmed(names: &UserNames, is_sent: bool) -> &'static str {
    match (Naming::of(names) == Naming::Email, is_sent) {
        (true, true) => t!("Your email isn't verified yet. We sent you a new code."),
        (true, false) => t!("Your email isn't verified yet. Enter the code we sent you, or request a new one."),
        (false, true) => t!("Your account isn't verified yet. We sent you a new code."),
        (false, false) => t!("Your account isn't verified yet. Enter the code we sent you, or request a new one."),
    }
}

/// The field, for whatever the user pool takes.
pub(super) fn field(flow: SignInFlow, names: &UserNames, error: RwSignal<Option<String>>) -> TextField {
    field_of(Naming::of(names), flow.name, error)
}

/// The field under this name.
pub(super) fn field_of(naming: Naming, name: RwSignal<String>, error: RwSignal<Option<String>>) -> TextField {
    let kind = match naming {
        Naming::Email => "email",
        Naming::Phone => "tel",
        _ => "text",
    };
    TextField::new(naming.label(), name).kind(kind).autocomplete("username").required().error(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::EMAIL;

    #[test]
    fn refusals_name_what_was_typed() {
        let plain = UserNames { username_attributes: Vec::new(), ..UserNames::default() };
        let alias = UserNames { username_attributes: Vec::new(), alias_attributes: vec![EMAIL], ..UserNames::default() };
        let said = |names: &UserNames, error| explain(names, "", &error).text();
        let incorrect = || auth::AuthError::IncorrectUsernameOrPassword;
        assert!(said(&UserNames::default(), incorrect()).starts_with("Wrong email or password."));
        assert!(said(&plain, incorrect()).starts_with("Wrong username or password."));
        assert!(said(&alias, incorrect()).starts_with("Wrong email, username or password."));
        assert!(said(&plain, auth::AuthError::UsernameExists).starts_with("An account with this username already exists."));
        assert!(said(&plain, auth::AuthError::CodeMismatch).contains("newest message"));
    }
}
