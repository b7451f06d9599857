//! What the forms check before anything is sent: enough to spare a round trip, no more. The user pool has the last word.

use crate::config::PasswordPolicy;
use crate::ui::components::password_policy;

/// What is wrong with an e-mail address.
pub(in crate::ui::pages) fn email(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let complete = typed.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty());
    match (typed.is_empty(), complete) {
        (true, _) => Some("Enter your e-mail address.".to_owned()),
        (_, false) => Some("Enter a whole e-mail address, such as ann@example.com.".to_owned()),
        _ => None,
    }
}

/// What is wrong with a password to sign in with. It may be older than the policy.
pub(in crate::ui::pages) fn password(typed: &str) -> Option<String> {
    typed.is_empty().then(|| "Enter your password.".to_owned())
}

/// What is wrong with a new password.
pub(in crate::ui::pages) fn new_password(policy: &PasswordPolicy, typed: &str) -> Option<String> {
    if typed.is_empty() {
        Some("Choose a password.".to_owned())
    } else if !password_policy::meets(policy, typed) {
        Some("The password does not meet all the rules below yet.".to_owned())
    } else {
        None
    }
}

/// What is wrong with a code, or with the answer to another question.
pub(in crate::ui::pages) fn code(typed: &str) -> Option<String> {
    typed.trim().is_empty().then(|| "Fill this in first.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_something_on_both_sides() {
        for good in ["ann@example.com", " ann@example.com ", "ä@ö", "\"a@b\"@example.com"] {
            assert_eq!(email(good), None, "{good}");
        }
        for bad in ["", "  ", "ann", "ann@", "@example.com"] {
            assert!(email(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn only_new_passwords_are_held_to_the_policy() {
        assert_eq!(password("x"), None);
        assert_eq!(password(" "), None, "a space is a password");
        let policy = PasswordPolicy::default();
        assert!(new_password(&policy, "x").is_some_and(|e| e.contains("rules")));
        assert!(new_password(&policy, "").is_some_and(|e| e.contains("Choose")));
        assert_eq!(new_password(&policy, "Satchel-demo-1"), None);
    }
}
