//! What the field is called for what somebody signs in by, which is not the same in every user pool.

use crate::config::{EMAIL, PHONE_NUMBER, UserNames};

/// What it is called.
pub fn label(names: &UserNames) -> &'static str {
    let taken: Vec<_> = [EMAIL, PHONE_NUMBER].into_iter().filter(|contact| names.takes(contact)).collect();
    label_of(&taken, names.has_names())
}

/// What it is called where these contacts are taken, and perhaps user names.
pub fn label_of(contacts: &[&str], names: bool) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

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
