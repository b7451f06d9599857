//! What the field is called for what somebody signs in by, which is not the same in every user pool.

use crate::config::{EMAIL, PHONE_NUMBER, UserNames};

/// What somebody signs in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    Email,
    Phone,
    EmailOrPhone,
    EmailOrName,
    PhoneOrName,
    EmailPhoneOrName,
    Name,
}

impl Naming {
    /// What a user pool with these names takes.
    pub fn of(names: &UserNames) -> Naming {
        let taken: Vec<_> = [EMAIL, PHONE_NUMBER].into_iter().filter(|contact| names.takes(contact)).collect();
        Naming::of_contacts(&taken, names.has_names())
    }

    /// Where these contacts are taken, and perhaps user names.
    pub fn of_contacts(contacts: &[&str], names: bool) -> Naming {
        match (contacts.contains(&EMAIL), contacts.contains(&PHONE_NUMBER), names) {
            (true, false, false) => Naming::Email,
            (false, true, false) => Naming::Phone,
            (true, true, false) => Naming::EmailOrPhone,
            (true, false, true) => Naming::EmailOrName,
            (false, true, true) => Naming::PhoneOrName,
            (true, true, true) => Naming::EmailPhoneOrName,
            (false, false, _) => Naming::Name,
        }
    }

    /// What its field is called.
    pub fn label(self) -> &'static str {
        match self {
            Naming::Email => t!("Email"),
            Naming::Phone => t!("Phone number"),
            Naming::EmailOrPhone => t!("Email or phone number"),
            Naming::EmailOrName => t!("Email or username"),
            Naming::PhoneOrName => t!("Phone number or username"),
            Naming::EmailPhoneOrName => t!("Email, phone number or username"),
            Naming::Name => t!("Username"),
        }
    }

    /// What is said where it is missing.
    pub fn missing(self) -> &'static str {
        match self {
            Naming::Email => t!("Enter your email."),
            Naming::Phone => t!("Enter your phone number."),
            Naming::EmailOrPhone => t!("Enter your email or phone number."),
            Naming::EmailOrName => t!("Enter your email or username."),
            Naming::PhoneOrName => t!("Enter your phone number or username."),
            Naming::EmailPhoneOrName => t!("Enter your email, phone number or username."),
            Naming::Name => t!("Enter your username."),
        }
    }

    /// What is said where it or the password is wrong.
    pub fn wrong(self) -> &'static str {
        match self {
            Naming::Email => t!("Wrong email or password."),
            Naming::Phone => t!("Wrong phone number or password."),
            Naming::EmailOrPhone => t!("Wrong email, phone number or password."),
            Naming::EmailOrName => t!("Wrong email, username or password."),
            Naming::PhoneOrName => t!("Wrong phone number, username or password."),
            Naming::EmailPhoneOrName => t!("Wrong email, phone number, username or password."),
            Naming::Name => t!("Wrong username or password."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_called_what_the_user_pool_takes() {
        let called = |username: &[&'static str], alias: &[&'static str]| {
            let (username_attributes, alias_attributes) = (username.to_vec(), alias.to_vec());
            Naming::of(&UserNames { username_attributes, alias_attributes, ..UserNames::default() }).label()
        };
        assert_eq!(called(&[EMAIL], &[]), "Email");
        assert_eq!(called(&[PHONE_NUMBER], &[]), "Phone number");
        assert_eq!(called(&[EMAIL, PHONE_NUMBER], &[]), "Email or phone number");
        assert_eq!(called(&[], &[]), "Username");
        assert_eq!(called(&[], &["preferred_username"]), "Username");
        assert_eq!(called(&[], &[EMAIL]), "Email or username");
        assert_eq!(called(&[], &[PHONE_NUMBER]), "Phone number or username");
        assert_eq!(called(&[], &[EMAIL, PHONE_NUMBER, "preferred_username"]), "Email, phone number or username");
    }
}
