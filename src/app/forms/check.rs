//! What the forms check before anything is sent: enough to spare a round trip, no more. The user pool has the last word.

use super::name_label::Naming;
use crate::auth::user_name::UserNameFault;
use crate::auth::{code, user_name};
use crate::config::{EMAIL, PasswordPolicy, UserNames};
use crate::ui::components::password_policy;

/// By what somebody signs in, as the user pool takes it, or what is wrong with what was typed.
pub fn name(names: &UserNames, typed: &str) -> Result<String, String> {
    user_name::read(names, typed).map_err(|fault| sentence(fault, Naming::of(names)))
}

/// An address or a number of one of these kinds, or what is wrong with what was typed.
pub fn contact(contacts: &[&'static str], typed: &str) -> Result<String, String> {
    user_name::read_contact(contacts, typed).map_err(|fault| sentence(fault, Naming::of_contacts(contacts, false)))
}

/// An email address, or what is wrong with what was typed.
pub fn email(typed: &str) -> Result<String, String> {
    contact(&[EMAIL], typed)
}

fn sentence(fault: UserNameFault, naming: Naming) -> String {
    let says = match fault {
        UserNameFault::Missing => naming.missing(),
        UserNameFault::Email => t!("Enter a valid email address."),
        UserNameFault::PhoneNumber => {
            return t!("Enter the number with “+” and the country code, such as {example}.", example = "+49 151 23456789");
        }
        UserNameFault::Neither => t!("Enter a valid email address, or a phone number with “+” and the country code."),
    };
    says.to_owned()
}

/// What is wrong with a password to sign in with. It may be older than the policy.
pub fn password(typed: &str) -> Option<String> {
    typed.is_empty().then(|| t!("Enter your password.").to_owned())
}

/// The longest password that a user pool takes.
const LONGEST: usize = 256;

/// What is wrong with a new password.
pub fn new_password(policy: &PasswordPolicy, typed: &str) -> Option<String> {
    let fault = if typed.is_empty() {
        t!("Choose a password.")
    } else if typed.trim() != typed {
        t!("A password can't begin or end with a space.")
    } else if user_name::trimmed(typed) != typed {
        t!("This password begins or ends with a character that can't be seen. Type it instead of pasting it.")
    } else if typed.encode_utf16().count() > LONGEST {
        t!("Use 256 characters or fewer.")
    } else if !password_policy::meets(policy, typed) {
        t!("The password doesn't meet all the rules below yet.")
    } else {
        return None;
    };
    Some(fault.to_owned())
}

/// What is wrong with a code.
pub fn code(typed: &str) -> Option<String> {
    match answer(typed) {
        None if code::digits(typed).is_empty() => Some(t!("Enter the digits of the code.").to_owned()),
        fault => fault,
    }
}

/// What is wrong with the answer to another question.
pub fn answer(typed: &str) -> Option<String> {
    user_name::trimmed(typed).is_empty().then(|| t!("Fill this in first.").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PHONE_NUMBER;

    #[test]
    fn what_is_wrong_with_a_name_is_said_in_the_words_of_its_label() {
        let names = |username_attributes: &[&'static str]| UserNames {
            username_attributes: username_attributes.to_vec(),
            ..UserNames::default()
        };
        let error = |of: &[&'static str], typed| name(&names(of), typed).unwrap_err();
        assert_eq!(error(&[EMAIL], " "), "Enter your email.");
        assert_eq!(error(&[EMAIL, PHONE_NUMBER], ""), "Enter your email or phone number.");
        assert_eq!(error(&[], ""), "Enter your username.");
        assert!(error(&[PHONE_NUMBER], "0151").contains("country code"));
        assert_eq!(email("\u{feff}ann@example.com "), Ok("ann@example.com".to_owned()));
        assert!(email("ann").is_err());
    }

    #[test]
    fn only_new_passwords_are_held_to_the_policy() {
        assert_eq!(password("x"), None);
        assert_eq!(password(" "), None, "a space is a password");
        let policy = PasswordPolicy::default();
        assert!(new_password(&policy, "x").is_some_and(|e| e.contains("rules")));
        assert!(new_password(&policy, "").is_some_and(|e| e.contains("Choose")));
        assert_eq!(new_password(&policy, "Satchel-demo-1"), None);
        assert_eq!(new_password(&policy, "Satchel demo 1"), None, "a space inside is a symbol");
    }

    #[test]
    fn what_the_user_pool_would_never_take_is_refused_in_words() {
        let policy = PasswordPolicy::default();
        for outer in [" Satchel-demo-1", "Satchel-demo-1\u{a0}", "\tSatchel-demo-1", "Satchel-demo-1\n"] {
            assert_eq!(new_password(&policy, outer).as_deref(), Some("A password can't begin or end with a space."), "{outer:?}");
        }
        assert!(new_password(&policy, "\u{200b}Satchel-demo-1").is_some_and(|e| e.contains("can't be seen")));
        let long = |length: usize| format!("Satchel-1{}", "x".repeat(length - 9));
        assert_eq!(new_password(&policy, &long(256)), None);
        assert!(new_password(&policy, &long(257)).is_some_and(|e| e.contains("256 characters or fewer")));
    }

    #[test]
    fn a_code_needs_a_digit_and_an_answer_anything() {
        assert_eq!((code("123-456"), code("١٢٣")), (None, None));
        assert!(code("none yet").is_some_and(|e| e.contains("digits")));
        assert!(code(" \u{200b}").is_some_and(|e| e.contains("Fill this in")));
        assert_eq!((answer("otter"), answer(" ").is_some()), (None, true));
    }
}
