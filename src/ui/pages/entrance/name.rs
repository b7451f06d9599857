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
    let label = label(names);
    if label != "Email" {
        let called =
            |text: &str| text.replace("e-mail address", &label.to_lowercase()).replace("newest e-mail", "newest message");
        (problem.reason, problem.advice) = (called(&problem.reason), called(&problem.advice));
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
        let reason = |names: &UserNames| explain(names, "", &auth::Error::UserNotFound).reason;
        assert_eq!(reason(&UserNames::default()), "There is no account with this e-mail address.");
        assert_eq!(reason(&plain), "There is no account with this user name.");
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
