//! What a user pool has to be told of a new user: the form that asks for it, and what becomes of what was typed.

use super::user_name;
use crate::config::{EMAIL, PHONE_NUMBER, PREFERRED_USERNAME, STANDARD_ATTRIBUTES, UserNames};
use crate::ports::Random;

/// What is asked of a new user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// By what they are going to sign in.
    pub name: SignUpName,
    /// Further attributes, each with whether the pool requires it.
    pub attributes: Vec<(&'static str, bool)>,
}

/// By what a new user is going to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignUpName {
    /// A name of their choice.
    #[default]
    Chosen,
    /// An address or a number of one of these kinds.
    Contact(Vec<&'static str>),
}

impl Questions {
    /// What a pool with these names has to know.
    pub fn of(names: &UserNames) -> Questions {
        let contacts = names.contacts();
        // Only a user who exists may have one that is an alias: "Preferred username cannot be provided for unconfirmed account".
        let is_asked = |name: &&'static str| *name != PREFERRED_USERNAME || !names.takes(PREFERRED_USERNAME);
        let required: Vec<_> =
            names.required_attributes.iter().copied().filter(is_asked).filter(|name| *name != UPDATED_AT).collect();
        let required_contact = contacts.iter().copied().find(|contact| required.contains(contact));
        let name = match required_contact {
            Some(contact) => SignUpName::Contact(vec![contact]),
            None if contacts.is_empty() => SignUpName::Chosen,
            None => SignUpName::Contact(contacts),
        };
        let is_name = |attribute: &str| matches!(&name, SignUpName::Contact(contacts) if contacts.contains(&attribute));
        let mut attributes: Vec<_> = required.iter().filter(|name| !is_name(name)).map(|name| (*name, true)).collect();
        // Without one there is no way back from a forgotten password.
        if name == SignUpName::Chosen && !required.contains(&EMAIL) && !required.contains(&PHONE_NUMBER) {
            attributes.insert(0, (EMAIL, false));
        }
        Questions { name, attributes }
    }

    /// The same with attributes that the user pool turned out to require.
    #[must_use]
    pub fn with(mut self, missing: &[&'static str]) -> Questions {
        for name in missing {
            self.attributes.retain(|(other, _)| other != name);
            self.attributes.push((*name, true));
        }
        self
    }
}

const UPDATED_AT: &str = "updated_at";

/// A user who is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// `Username` of `SignUp`.
    pub username: String,
    /// By what they sign in.
    pub name: String,
    /// `UserAttributes`.
    pub attributes: Vec<(&'static str, String)>,
}

impl NewUser {
    /// Somebody who typed `name`, as [`user_name::read`] gave it, and `attributes`, of which empty ones are none. Where the
    /// user pool takes an address for no name, a random one is made up, which nobody has to know.
    pub fn new(
        random: &impl Random,
        names: &UserNames,
        name: String,
        attributes: impl IntoIterator<Item = (&'static str, String)>,
    ) -> NewUser {
        let contact = user_name::attribute_of(&names.contacts(), &name);
        let username = if contact.is_some() && names.has_names() { uuid(random) } else { name.clone() };
        let contact = contact.map(|attribute| (attribute, name.clone()));
        let attributes = contact.into_iter().chain(attributes).filter(|(_, value)| !value.is_empty());
        NewUser { username, attributes: attributes.collect(), name }
    }

    /// The same with a random name, for a pool that was believed to take an address for one; absent where none was given.
    pub fn renamed(&self, random: &impl Random) -> Option<NewUser> {
        let attribute = user_name::attribute_of(&[EMAIL, PHONE_NUMBER], &self.name).filter(|_| self.username == self.name)?;
        let mut user = NewUser { username: uuid(random), ..self.clone() };
        if !user.attributes.iter().any(|(name, _)| *name == attribute) {
            user.attributes.insert(0, (attribute, self.name.clone()));
        }
        Some(user)
    }

    /// Adds when the attributes were last changed, where the pool requires to be told.
    #[must_use]
    pub fn updated_at(mut self, names: &UserNames, seconds: u64) -> NewUser {
        if names.required_attributes.contains(&UPDATED_AT) {
            self.attributes.push((UPDATED_AT, seconds.to_string()));
        }
        self
    }

    /// The address or number that the user gave for `attribute`.
    pub fn attribute(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, value)| value.as_str())
    }
}

/// A random UUID (RFC 9562, version 4). `crypto.randomUUID` is not there on pages by plain HTTP.
fn uuid(random: &impl Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    let bits = u128::from_be_bytes(bytes) & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| hex.get(part).unwrap_or_default()).join("-")
}

/// The attributes that a refusal of `SignUp` says are missing: `Attributes did not conform to the schema: name.formatted: The
/// attribute name.formatted is required, birthdate: ...`, with some of them under names of SCIM; of older user pools
/// `birthdate: The attribute is required`.
pub fn missing_attributes(message: &str) -> Vec<&'static str> {
    let named = message.split(" is required").filter_map(|part| part.rsplit_once(": The attribute"));
    let named: Vec<&str> = named.filter_map(|(before, _)| before.rsplit([' ', ',', '\n']).next()).collect();
    let is_missing = |attribute: &&'static str| {
        let scim = SCIM.iter().find(|(name, _)| name == attribute).map_or(*attribute, |(_, scim)| scim);
        named.iter().any(|name| name == attribute || *name == scim)
    };
    STANDARD_ATTRIBUTES.into_iter().filter(is_missing).collect()
}

/// What SCIM calls attributes (RFC 7643, section 4.1).
const SCIM: [(&str, &str); 7] = [
    (EMAIL, "emails"),
    (PHONE_NUMBER, "phoneNumbers"),
    ("name", "name.formatted"),
    ("given_name", "name.givenName"),
    ("middle_name", "name.middleName"),
    ("family_name", "name.familyName"),
    ("address", "addresses"),
];

#[cfg(test)]
mod tests {
    use super::*;

    struct Bytes(u8);

    impl Random for Bytes {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn names(username: &[&'static str], alias: &[&'static str], required: &[&'static str]) -> UserNames {
        UserNames {
            username_attributes: username.to_vec(),
            alias_attributes: alias.to_vec(),
            required_attributes: required.to_vec(),
            ..UserNames::default()
        }
    }

    #[test]
    fn nobody_is_asked_twice_for_what_they_sign_in_by() {
        let asks = |username: &[&'static str], alias: &[&'static str], required: &[&'static str]| {
            let Questions { name, attributes } = Questions::of(&names(username, alias, required));
            (name, attributes)
        };
        let by = |contacts: &[&'static str]| SignUpName::Contact(contacts.to_vec());
        assert_eq!(asks(&[EMAIL], &[], &[EMAIL]), (by(&[EMAIL]), vec![]));
        assert_eq!(asks(&[EMAIL], &[], &["name", PHONE_NUMBER]), (by(&[EMAIL]), vec![("name", true), (PHONE_NUMBER, true)]));
        assert_eq!(asks(&[PHONE_NUMBER], &[], &[EMAIL]), (by(&[PHONE_NUMBER]), vec![(EMAIL, true)]));
        assert_eq!(asks(&[EMAIL, PHONE_NUMBER], &[], &[]), (by(&[EMAIL, PHONE_NUMBER]), vec![]), "either will do");
        let both = (by(&[EMAIL]), vec![(PHONE_NUMBER, true)]);
        assert_eq!(asks(&[EMAIL, PHONE_NUMBER], &[], &[EMAIL, PHONE_NUMBER]), both);
        assert_eq!(asks(&[], &[EMAIL], &["birthdate"]), (by(&[EMAIL]), vec![("birthdate", true)]));
        assert_eq!(asks(&[], &[], &["name"]), (SignUpName::Chosen, vec![(EMAIL, false), ("name", true)]));
        assert_eq!(asks(&[], &[], &[EMAIL]), (SignUpName::Chosen, vec![(EMAIL, true)]));
        assert_eq!(asks(&[], &[PREFERRED_USERNAME], &[]), (SignUpName::Chosen, vec![(EMAIL, false)]));
        assert_eq!(asks(&[], &[], &[EMAIL, PREFERRED_USERNAME]).1, [(EMAIL, true), (PREFERRED_USERNAME, true)], "no alias");
        assert_eq!(asks(&[EMAIL], &[], &["updated_at"]), (by(&[EMAIL]), vec![]), "the page knows it");
    }

    #[test]
    fn who_is_known_by_an_alias_gets_a_name_that_no_page_shows() {
        let alias = names(&[], &[EMAIL], &[]);
        let user =
            NewUser::new(&Bytes(0xff), &alias, "ann@example.com".into(), [("name", "Ann".into()), ("gender", String::new())]);
        assert_eq!((user.username.as_str(), user.name.as_str()), ("ffffffff-ffff-4fff-bfff-ffffffffffff", "ann@example.com"));
        assert_eq!(user.attributes, [(EMAIL, "ann@example.com".to_owned()), ("name", "Ann".to_owned())]);
        assert_eq!(uuid(&Bytes(0)), "00000000-0000-4000-8000-000000000000");
        let user = NewUser::new(&Bytes(0), &names(&[EMAIL], &[], &[]), "ann@example.com".into(), []);
        assert_eq!((user.username.as_str(), user.attribute(EMAIL)), ("ann@example.com", Some("ann@example.com")));
        let user = NewUser::new(&Bytes(0), &names(&[], &[], &[]), "ann".into(), [(EMAIL, "ann@example.com".into())]);
        assert_eq!((user.username.as_str(), user.attribute(EMAIL)), ("ann", Some("ann@example.com")));
        assert_eq!(user.renamed(&Bytes(0)), None, "the name is one");
        let plain = NewUser::new(&Bytes(0), &names(&[], &[], &[]), "ann@example.com".into(), []).renamed(&Bytes(1)).unwrap();
        assert_eq!((plain.name.as_str(), plain.attribute(EMAIL)), ("ann@example.com", Some("ann@example.com")));
        assert!(plain.username.starts_with("01010101-"));
        let at = NewUser::new(&Bytes(0), &names(&[EMAIL], &[], &[]), "ann@example.com".into(), []);
        assert_eq!(at.clone().updated_at(&names(&[EMAIL], &[], &["updated_at"]), 7).attribute("updated_at"), Some("7"));
        assert_eq!(at.updated_at(&alias, 7).attribute("updated_at"), None);
    }

    #[test]
    fn what_the_user_pool_misses_is_understood() {
        let newer = "Attributes did not conform to the schema: phoneNumbers: The attribute phoneNumbers is required, \
            name.formatted: The attribute name.formatted is required, birthdate: The attribute birthdate is required";
        assert_eq!(missing_attributes(newer), [PHONE_NUMBER, "name", "birthdate"]);
        let older = "Attributes did not conform to the schema: family_name: The attribute is required\ngender: The attribute is required\n";
        assert_eq!(missing_attributes(older), ["family_name", "gender"]);
        let one = "Attributes did not conform to the schema: name: The attribute name is required\n";
        assert_eq!(missing_attributes(one), ["name"]);
        assert_eq!(missing_attributes("Username should be an email."), [] as [&str; 0]);
        let questions = Questions::of(&names(&[], &[], &[])).with(&[EMAIL, "name"]);
        assert_eq!(questions.attributes, [(EMAIL, true), ("name", true)]);
    }
}
