//! The field for what somebody signs in by, which is not the same in every user pool.

use leptos::prelude::*;

use super::Entry;
use crate::auth;
use crate::config::{EMAIL, PHONE_NUMBER, UserNames};
use crate::ui::components::{Problem, TextField};
use crate::ui::explain;

/// What it is called.
pub(in crate::ui::pages) fn label(names: &UserNames) -> &'static str {
    let taken: Vec<_> = [EMAIL, PHONE_NUMBER].into_iter().filter(|contact| names.takes(contact)).collect();
    label_of(&taken, names.has_names())
}

/// What it is called where these contacts are taken, and perhaps user names.
pub(super) fn label_of(contacts: &[&str], names: bool) -> &'static str {
    match (contacts.contains(&EMAIL), contacts.contains(&PHONE_NUMBER), names) {
        (true, false, false) => "Email",
        (false, true, false) => "Phone number",
        (true, true, false) => "Email or phone number",
        (true, false, true) => "Email or user name",
        (false, true, true) => "Phone number or user name",
        (true, true, true) => "Email, phone number or user name",
        (false, false, _) => "User name",
    }
}

/// Why somebody could not enter, in the words of what they are called.
pub(super) fn explain(names: &UserNames, title: &str, error: &auth::Error) -> Problem {
    let mut problem = explain::auth_error(title, error);
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
pub(super) fn field(entry: Entry, names: &UserNames, error: RwSignal<Option<String>>) -> TextField {
    field_of(label(names), entry.name, error)
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

    #[test]
    fn it_is_called_what_the_user_pool_takes() {
        let called = |username: &[&'static str], alias: &[&'static str]| {
            let (username_attributes, alias_attributes) = (username.to_vec(), alias.to_vec());
            label(&UserNames { username_attributes, alias_attributes, ..UserNames::default() })
        };
        assert_eq!(called(&[EMAIL], &[]), "Email");
        assert_eq!(called(&[PHONE_NUMBER], &[]), "Phone number");
        assert_eq!(called(&[EMAIL, PHONE_NUMBER], &[]), "Email or phone number");
        assert_eq!(called(&[], &[]), "User name");
        assert_eq!(called(&[], &["preferred_username"]), "User name");
        assert_eq!(called(&[], &[EMAIL]), "Email or user name");
        assert_eq!(called(&[], &[PHONE_NUMBER]), "Phone number or user name");
        assert_eq!(called(&[], &[EMAIL, PHONE_NUMBER, "preferred_username"]), "Email, phone number or user name");
    }
}
