//! Attributes of a user: what people call them, how browsers fill them in, and what a user pool takes for their values.

use crate::ui::reactive::*;

use super::check;
use crate::auth::user_name;
use crate::browser::document;
use crate::config::{EMAIL, PHONE_NUMBER};
use crate::ui::components::{Text, TextField};

/// A field for an attribute.
#[derive(Clone)]
pub struct AttributeField {
    /// As the API reference spells it.
    pub name: String,
    pub value: RwSignal<String>,
    error: RwSignal<Option<String>>,
    is_required: bool,
}

impl AttributeField {
    /// An attribute that is asked for. What the browser knows of it is there already.
    pub fn new(name: &str, is_required: bool) -> AttributeField {
        let known = match name {
            "locale" => document::language(),
            "zoneinfo" => document::time_zone(),
            _ => String::new(),
        };
        AttributeField { name: name.to_owned(), value: RwSignal::new(known), error: RwSignal::new(None), is_required }
    }

    /// With what was typed before.
    pub fn typed(self, value: Option<String>) -> AttributeField {
        if let Some(value) = value {
            self.value.set(value);
        }
        self
    }

    /// Its value as the user pool takes it. `None` after saying what is wrong with what was typed.
    pub fn read(&self) -> Option<String> {
        let read = read(&self.name, &self.value.read_untracked(), self.is_required);
        self.error.set(read.as_ref().err().cloned());
        read.ok()
    }

    /// Its field.
    pub fn field(&self) -> TextField {
        let (kind, hint) = kind_and_hint(&self.name);
        let hint = match (hint, self.is_required) {
            ("", true) => None,
            ("", false) => Some(t!("Optional. Without it, you can't reset a forgotten password.").to_owned()),
            (hint, _) => Some(hint.to_owned()),
        };
        let field = TextField::new(label(&self.name), self.value).kind(kind).autocomplete(autocomplete(&self.name));
        let field = field.hint(hint).error(self.error);
        if self.is_required { field.required() } else { field }
    }
}

fn read(name: &str, typed: &str, is_required: bool) -> Result<String, String> {
    let typed = user_name::trimmed(typed);
    if typed.is_empty() {
        return if is_required { Err(t!("This is required.").to_owned()) } else { Ok(String::new()) };
    }
    match name {
        EMAIL => check::contact(&[EMAIL], typed),
        PHONE_NUMBER => check::contact(&[PHONE_NUMBER], typed),
        "birthdate" if !is_date(typed) => {
            Err(t!("Enter the date as year, month and day, such as {example}.", example = "1990-12-31"))
        }
        _ => Ok(typed.to_owned()),
    }
}

/// Whether it is a day as `YYYY-MM-DD`, which has the ten characters that a user pool takes.
fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(|part| part.parse::<u16>().unwrap_or_default()).collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (month, day) = (u8::try_from(*month).unwrap_or_default(), u8::try_from(*day).unwrap_or_default());
    let is_day = |month| time::Date::from_calendar_date(i32::from(*year), month, day).is_ok();
    text.len() == 10 && time::Month::try_from(month).is_ok_and(is_day)
}

/// The input's `type`, and what helps to fill it in.
fn kind_and_hint(name: &str) -> (&'static str, &'static str) {
    match name {
        EMAIL => ("email", ""),
        PHONE_NUMBER => ("tel", t!("With “+” and the country code.")),
        // A picker, or three parts to type; the value is YYYY-MM-DD in every country.
        "birthdate" => ("date", ""),
        "website" | "profile" | "picture" => ("url", t!("A web address, such as https://example.com/ann.")),
        "zoneinfo" => ("text", t!("For example: Europe/Berlin.")),
        "locale" => ("text", t!("For example: en-GB.")),
        _ => ("text", ""),
    }
}

/// What a standard attribute is called; a custom one is called as the owner named it.
pub fn label(name: &str) -> Text {
    let standard = match name {
        EMAIL => t!("Email"),
        PHONE_NUMBER => t!("Phone number"),
        "name" => t!("Name"),
        "given_name" => t!("Given name"),
        "family_name" => t!("Family name"),
        "middle_name" => t!("Middle name"),
        "nickname" => t!("Nickname"),
        "gender" => t!("Gender"),
        "address" => t!("Address"),
        "website" => t!("Website"),
        "picture" => t!("Picture"),
        "updated_at" => t!("Updated at"),
        "preferred_username" => t!("Preferred username"),
        "birthdate" => t!("Date of birth"),
        "locale" => t!("Language"),
        "zoneinfo" => t!("Time zone"),
        "profile" => t!("Profile page"),
        _ => "",
    };
    if !standard.is_empty() {
        return standard.into();
    }
    let plain = name.trim_start_matches("custom:").replace('_', " ");
    let mut characters = plain.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    Text::data(first.into_iter().chain(characters).collect::<String>())
}

/// What browsers call a standard attribute (<https://html.spec.whatwg.org/#autofill>).
fn autocomplete(name: &str) -> &'static str {
    match name {
        EMAIL => "email",
        PHONE_NUMBER => "tel",
        "name" => "name",
        "given_name" => "given-name",
        "family_name" => "family-name",
        "middle_name" => "additional-name",
        "nickname" | "preferred_username" => "nickname",
        "gender" => "sex",
        "birthdate" => "bday",
        "address" => "street-address",
        "locale" => "language",
        "website" | "profile" => "url",
        "picture" => "photo",
        _ => "off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::STANDARD_ATTRIBUTES;

    #[test]
    fn attributes_are_called_as_people_call_them() {
        assert_eq!(label("phone_number"), Text::from("Phone number"));
        assert_eq!(label("custom:staff_id"), Text::data("Staff id"));
        assert_eq!(label(""), Text::data(""));
        let labels: std::collections::BTreeSet<_> = STANDARD_ATTRIBUTES.into_iter().map(|name| label(name).to_string()).collect();
        assert_eq!(labels.len(), STANDARD_ATTRIBUTES.len(), "each has a name of its own");
    }

    #[test]
    fn values_are_read_as_the_user_pool_takes_them() {
        assert_eq!(read(PHONE_NUMBER, "+49 151 23456789", true), Ok("+4915123456789".to_owned()));
        assert_eq!(read(EMAIL, "\u{feff}ann@example.com", true), Ok("ann@example.com".to_owned()));
        assert!(read(EMAIL, "ann", false).is_err() && read("name", " \u{200b}", true).is_err());
        assert_eq!(read("name", " ", false), Ok(String::new()));
        assert_eq!(read("name", " Ann ", true), Ok("Ann".to_owned()));
        assert_eq!(read("birthdate", "1990-02-28", true), Ok("1990-02-28".to_owned()));
        for wrong in ["28.2.1990", "1990-02-30", "1990-2-3", "19900228"] {
            assert!(read("birthdate", wrong, true).is_err_and(|error| error.contains("1990-12-31")), "{wrong}");
        }
    }
}
