//! What users are called, as they type it and as the user pool takes it: a name, an email address or a phone number.

use super::code;
use crate::config::{EMAIL, PHONE_NUMBER, UserNames};

/// What is wrong with a name that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserNameFault {
    /// There is nothing.
    Missing,
    /// It is no whole email address.
    Email,
    /// It is no phone number with its country code.
    PhoneNumber,
    /// It is neither of the two.
    Neither,
}

/// What was typed, as a user pool with these names takes it.
pub fn read(names: &UserNames, typed: &str) -> Result<String, UserNameFault> {
    read_as(names.takes(EMAIL), names.takes(PHONE_NUMBER), names.has_names(), typed)
}

/// As [`read`], where only an email address or a phone number will do, whichever of the two are `contacts`.
pub fn read_contact(contacts: &[&str], typed: &str) -> Result<String, UserNameFault> {
    read_as(contacts.contains(&EMAIL), contacts.contains(&PHONE_NUMBER), false, typed)
}

fn read_as(emails: bool, numbers: bool, names: bool, typed: &str) -> Result<String, UserNameFault> {
    let typed = trimmed(typed);
    if typed.is_empty() {
        return Err(UserNameFault::Missing);
    }
    if let Some(number) = e164(typed).filter(|_| numbers) {
        return Ok(number);
    }
    let is_email = is_email(typed);
    match (emails, numbers) {
        (true, _) if is_email => Ok(typed.to_owned()),
        _ if names => Ok(typed.to_owned()),
        // Whoever typed an @ meant an address.
        (true, true) if typed.contains('@') => Err(UserNameFault::Email),
        (true, true) if typed.starts_with('+') => Err(UserNameFault::PhoneNumber),
        (true, true) => Err(UserNameFault::Neither),
        (true, false) => Err(UserNameFault::Email),
        (false, _) => Err(UserNameFault::PhoneNumber),
    }
}

/// The attribute that a name which [`read`] gave stands for, if it is one's value.
pub fn attribute_of(contacts: &[&'static str], name: &str) -> Option<&'static str> {
    let attribute = if is_email(name) {
        EMAIL
    } else if e164(name).is_some() {
        PHONE_NUMBER
    } else {
        return None;
    };
    contacts.iter().find(|contact| **contact == attribute).copied()
}

/// Whether there is something on both sides of an `@`: enough to spare a round trip, no more.
pub fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}

/// The number as ITU-T E.164 writes it, which is the only form that a user pool takes: `+`, the country code and the rest,
/// digits alone, at most 15
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>). What only makes it easier
/// to read is left out. `None` if it is no such number.
pub fn e164(typed: &str) -> Option<String> {
    let is_shown =
        |c: &char| !c.is_whitespace() && !is_invisible(*c) && !matches!(c, '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2015}');
    let number: String = typed.chars().filter(is_shown).map(|c| code::digit(c).unwrap_or(c)).collect();
    let digits = number.strip_prefix('+')?;
    let is_number = (4..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    is_number.then_some(number)
}

/// Without what nobody sees at its edges: spaces of any kind, and what was copied along with it.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

/// Whether a character has no look of its own: `Default_Ignorable_Code_Point`, control characters and blanks.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(username_attributes: &[&'static str], alias_attributes: &[&'static str]) -> UserNames {
        let (username_attributes, alias_attributes) = (username_attributes.to_vec(), alias_attributes.to_vec());
        UserNames { username_attributes, alias_attributes, ..UserNames::default() }
    }

    #[test]
    fn each_pool_takes_what_its_users_are_called() {
        let (email, phone) = (names(&[EMAIL], &[]), names(&[PHONE_NUMBER], &[]));
        let (either, plain, alias) = (names(&[EMAIL, PHONE_NUMBER], &[]), names(&[], &[]), names(&[], &[EMAIL, PHONE_NUMBER]));
        let (ann, number) = (Ok("ann@example.com".to_owned()), Ok("+4915123456789".to_owned()));
        for typed in ["ann@example.com", " ann@example.com ", "\u{feff}ann@example.com\u{200b}\u{a0}", "\u{200e}ann@example.com"]
        {
            for pool in [&email, &either, &plain, &alias] {
                assert_eq!(read(pool, typed), ann, "{typed:?}");
            }
            assert_eq!(read(&phone, typed), Err(UserNameFault::PhoneNumber));
        }
        for pool in [&phone, &either, &alias] {
            assert_eq!(read(pool, "\u{202a}+49 (151) 2345-6789\u{202c}"), number);
        }
        assert_eq!(read(&plain, "+49 151 23456789"), Ok("+49 151 23456789".to_owned()), "here it is a name as any other");
        assert_eq!(read(&email, "ann"), Err(UserNameFault::Email));
        assert_eq!(read(&phone, "0151 2345678"), Err(UserNameFault::PhoneNumber));
        assert_eq!(read(&either, "ann@"), Err(UserNameFault::Email));
        assert_eq!(read(&either, "+49"), Err(UserNameFault::PhoneNumber));
        assert_eq!(read(&either, "ann"), Err(UserNameFault::Neither));
        assert_eq!((read(&plain, " ann "), read(&alias, "ann")), (Ok("ann".to_owned()), Ok("ann".to_owned())));
        for pool in [&email, &phone, &either, &plain, &alias] {
            assert_eq!(read(pool, " \u{200b}"), Err(UserNameFault::Missing));
        }
    }

    #[test]
    fn a_new_user_is_reached_at_an_address_where_the_pool_knows_users_by_one() {
        assert_eq!(read_contact(&[EMAIL], "ann"), Err(UserNameFault::Email));
        assert_eq!(attribute_of(&[EMAIL, PHONE_NUMBER], "+4915123456789"), Some(PHONE_NUMBER));
        assert_eq!(attribute_of(&[EMAIL], "+4915123456789"), None);
        assert_eq!(attribute_of(&[EMAIL], "ann@example.com"), Some(EMAIL));
        assert_eq!(attribute_of(&[EMAIL], "ann"), None);
    }

    #[test]
    fn addresses_need_something_on_both_sides() {
        for good in ["ann@example.com", "ä@ö", "\"a@b\"@example.com"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "ann", "ann@", "@example.com"] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for typed in [
            "+4915123456789",
            " +49 151 23456789 ",
            "+49 (151) 2345-6789",
            "+49.151/2345 6789",
            "+49\u{2011}15123456789",
            "+٤٩١٥١٢٣٤٥٦٧٨٩",
        ] {
            assert_eq!(e164(typed).as_deref(), Some("+4915123456789"), "{typed}");
        }
    }

    #[test]
    fn numbers_without_their_country_are_none() {
        for typed in
            ["", "+", "0151 2345678", "004915123456789", "+0151234567", "+49 151 CALL ME", "+1234567890123456", "4915123456789"]
        {
            assert_eq!(e164(typed), None, "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_left_out_at_the_edges_alone() {
        assert_eq!(trimmed("\u{2066} a\u{200b}b\u{2800}\u{e0001}"), "a\u{200b}b");
        assert_eq!(trimmed("é"), "é");
    }
}
