//! The field for what somebody signs in by, which is not the same in every user pool.

use leptos::prelude::*;

use super::SignInFlow;
use crate::auth;
use crate::config::UserNames;
use crate::ui::components::{Problem, TextField};
use crate::ui::forms::name_label::label;
use crate::ui::words::errors;

/// Why somebody could not enter, in the words of what they are called.
pub(super) fn explain(names: &UserNames, title: &str, error: &auth::Error) -> Problem {
    let mut problem = errors::auth_error(title, error);
    let called = label(names).to_ascii_lowercase();
    if called != "email" {
        let in_its_words = |text: &str| match text.replace("newest email", "newest message") {
            // Of several ways the last is the password.
            text if text.contains("email or password") => text.replace("email", &called.replace(" or ", ", ")),
            text => text.replace("email", &called),
        };
        (problem.reason, problem.advice) = (in_its_words(&problem.reason), in_its_words(&problem.advice));
    }
    problem
}

/// What is not confirmed yet.
pub(super) fn unconfirmed(names: &UserNames) -> &'static str {
    if label(names) == "Email" { "Your e-mail address is not confirmed yet." } else { "Your account is not confirmed yet." }
}

/// The field, for whatever the user pool takes.
pub(super) fn field(flow: SignInFlow, names: &UserNames, error: RwSignal<Option<String>>) -> TextField {
    field_of(label(names), flow.name, error)
}

/// The field under this name.
pub(super) fn field_of(label: &'static str, name: RwSignal<String>, error: RwSignal<Option<String>>) -> TextField {
    let kind = match label {
        "Email" => "email",
        "Phone number" => "tel",
        _ => "text",
    };
    TextField::new(label, name).kind(kind).autocomplete("username").required().error(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::EMAIL;

    #[test]
    fn refusals_name_what_was_typed() {
        let plain = UserNames { username_attributes: Vec::new(), ..UserNames::default() };
        let alias = UserNames { username_attributes: Vec::new(), alias_attributes: vec![EMAIL], ..UserNames::default() };
        let said = |names: &UserNames, error| {
            let problem = explain(names, "", &error);
            format!("{} {}", problem.reason, problem.advice)
        };
        let incorrect = || auth::Error::IncorrectUsernameOrPassword;
        assert!(said(&UserNames::default(), incorrect()).starts_with("Wrong email or password."));
        assert!(said(&plain, incorrect()).starts_with("Wrong user name or password."));
        assert!(said(&alias, incorrect()).starts_with("Wrong email, user name or password."));
        assert!(said(&plain, auth::Error::UsernameExists).starts_with("An account with this user name already exists."));
        assert!(said(&plain, auth::Error::CodeMismatch).contains("newest message"));
    }
}
