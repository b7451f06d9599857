//! What the users of a user pool are called, and what it wants to know of them.

use serde_json::{Map, Value};

use super::read::{Field, Reader};
use super::{Expected, FaultKind};

/// By what users of a pool sign in, and what they have to give to become one, as far as the configuration says; the user
/// pool decides (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserNames {
    /// `UsernameAttributes`: what takes a user name's place. Without any, users have names.
    pub username_attributes: Vec<&'static str>,
    /// `AliasAttributes`: what users with names may sign in by as well, once it is verified.
    pub alias_attributes: Vec<&'static str>,
    /// The standard attributes that the pool's schema requires.
    pub required_attributes: Vec<&'static str>,
    /// Whether names that differ in capitals are two: `CaseSensitive` of `UsernameConfiguration`.
    pub case_sensitive: bool,
}

impl Default for UserNames {
    fn default() -> UserNames {
        UserNames {
            username_attributes: vec![EMAIL],
            alias_attributes: Vec::new(),
            required_attributes: Vec::new(),
            case_sensitive: false,
        }
    }
}

/// The attribute of an email address.
pub const EMAIL: &str = "email";
/// The attribute of a phone number.
pub const PHONE_NUMBER: &str = "phone_number";
/// The attribute of a user name that its user may change.
pub const PREFERRED_USERNAME: &str = "preferred_username";

/// The standard attributes, as OpenID Connect names them, in the order in which people are asked for them
/// (<https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims>).
pub const STANDARD_ATTRIBUTES: [&str; 17] = [
    EMAIL,
    PHONE_NUMBER,
    PREFERRED_USERNAME,
    "name",
    "given_name",
    "middle_name",
    "family_name",
    "nickname",
    "gender",
    "birthdate",
    "address",
    "locale",
    "zoneinfo",
    "website",
    "profile",
    "picture",
    "updated_at",
];

impl UserNames {
    /// What a new user is known by in place of a name: an email address, a phone number, or either. Where there is
    /// nothing, a new user chooses a name.
    pub fn contacts(&self) -> Vec<&'static str> {
        let by_alias = self.alias_attributes.iter().filter(|name| **name != PREFERRED_USERNAME);
        if self.has_names() { by_alias.copied().collect() } else { self.username_attributes.clone() }
    }

    /// Whether users have names beside what they are known by.
    pub fn has_names(&self) -> bool {
        self.username_attributes.is_empty()
    }

    /// Whether users may sign in by this attribute.
    pub fn takes(&self, attribute: &str) -> bool {
        self.username_attributes.contains(&attribute) || self.has_names() && self.alias_attributes.contains(&attribute)
    }

    /// Whether no user goes without this attribute.
    pub fn requires(&self, attribute: &str) -> bool {
        self.required_attributes.contains(&attribute) || self.username_attributes == [attribute]
    }
}

const USERNAME_ATTRIBUTES: [&str; 2] = [EMAIL, PHONE_NUMBER];
const ALIAS_ATTRIBUTES: [&str; 3] = [EMAIL, PHONE_NUMBER, PREFERRED_USERNAME];

impl Reader {
    /// `path` is that of `pool`. Both files spell these alike; Amplify has no words for aliases and capitals.
    pub fn user_names(&mut self, pool: &Map<String, Value>, path: &str) -> UserNames {
        let default = UserNames::default();
        let mut names = |name, known: &[&'static str], expected| self.known_names(&Field::of(pool, path, name), known, expected);
        let contacts = Expected::SomeOf(&USERNAME_ATTRIBUTES);
        let username_attributes = names("username_attributes", &USERNAME_ATTRIBUTES, contacts);
        let aliases = Expected::SomeOf(&ALIAS_ATTRIBUTES);
        let alias_attributes = names("alias_attributes", &ALIAS_ATTRIBUTES, aliases).unwrap_or_default();
        let standard = Expected::StandardAttributes;
        let required_attributes = names("standard_required_attributes", &STANDARD_ATTRIBUTES, standard).unwrap_or_default();
        if !alias_attributes.is_empty() && username_attributes.as_ref().is_some_and(|names| !names.is_empty()) {
            let field = Field::of(pool, path, "alias_attributes");
            self.fault(&field.path, FaultKind::ConflictsWithAliases);
        }
        let case_sensitive = self.flag(Field::of(pool, path, "username_case_sensitive"), default.case_sensitive);
        // Who names aliases need not say that there is nothing in the name's place.
        let by_alias = !alias_attributes.is_empty();
        let username_attributes =
            username_attributes.unwrap_or_else(|| if by_alias { Vec::new() } else { default.username_attributes });
        UserNames { username_attributes, alias_attributes, required_attributes, case_sensitive }
    }

    /// A list of some of `known`, in the order of these; absent where the field is.
    fn known_names(&mut self, field: &Field<'_>, known: &[&'static str], expected: Expected) -> Option<Vec<&'static str>> {
        let value = field.value?;
        let names = value.as_array().map(|names| names.iter().map(Value::as_str).collect::<Vec<_>>()).unwrap_or(vec![None]);
        if !names.iter().all(|name| name.is_some_and(|name| known.contains(&name))) {
            self.fault(&field.path, FaultKind::Other(expected));
        }
        Some(known.iter().copied().filter(|name| names.contains(&Some(name))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> (UserNames, Vec<String>) {
        let mut reader = Reader::default();
        let names = reader.user_names(value.as_object().unwrap(), "user_pool");
        (names, reader.faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn whoever_says_nothing_has_email_addresses_for_names() {
        assert_eq!(read(&json!({})), (UserNames::default(), vec![]));
        let names = UserNames::default();
        assert!(names.takes(EMAIL) && !names.takes(PHONE_NUMBER) && !names.has_names());
        assert!(names.requires(EMAIL) && !names.requires("name"));
    }

    #[test]
    fn names_and_what_stands_for_them_are_read() {
        let (names, faults) = read(&json!({ "username_attributes": ["phone_number", "email"] }));
        assert_eq!((names.contacts(), names.has_names(), faults), (vec![EMAIL, PHONE_NUMBER], false, vec![]));
        assert!(!names.requires(EMAIL), "either will do");
        let (names, _) = read(&json!({ "username_attributes": [], "standard_required_attributes": ["birthdate", "email"] }));
        assert_eq!((names.contacts(), names.has_names()), (vec![], true));
        assert_eq!(names.required_attributes, ["email", "birthdate"], "in the order in which people are asked");
        assert!(!names.takes(EMAIL), "it is required, and nobody signs in by it");
        let (names, _) = read(&json!({ "alias_attributes": ["email", "preferred_username"], "username_case_sensitive": true }));
        assert_eq!((names.contacts(), names.has_names(), names.case_sensitive), (vec![EMAIL], true, true));
        assert!(names.takes(EMAIL) && names.takes(PREFERRED_USERNAME));
    }

    #[test]
    fn what_is_none_is_named() {
        let (_, faults) = read(&json!({
            "username_attributes": ["email", "name"], "alias_attributes": "email", "standard_required_attributes": [7],
            "username_case_sensitive": "no",
        }));
        let expected = [
            r#"user_pool.username_attributes: Other(SomeOf(["email", "phone_number"]))"#,
            r#"user_pool.alias_attributes: Other(SomeOf(["email", "phone_number", "preferred_username"]))"#,
            "user_pool.standard_required_attributes: Other(StandardAttributes)",
            "user_pool.username_case_sensitive: Other(Flag)",
        ];
        assert_eq!(faults, expected);
        let (_, faults) = read(&json!({ "username_attributes": ["email"], "alias_attributes": ["email"] }));
        assert_eq!(faults, ["user_pool.alias_attributes: ConflictsWithAliases"]);
    }
}
