//! What is wrong with a `config.json`, for whoever deployed it.

use super::sentences;
use crate::browser::intl::{self, ListType};
use crate::config::{Expected, FaultKind, Position};

/// What is wrong, and what it should be, where that is not the same sentence.
pub fn fault(kind: &FaultKind) -> (String, Option<String>) {
    let (wrong, expected) = match kind {
        FaultKind::Missing(expected) => (t!("It's missing.").to_owned(), *expected),
        FaultKind::Empty(expected) => (t!("It's empty.").to_owned(), *expected),
        FaultKind::Text(text, expected) => (t!("“{text}” isn't valid.", text = text), *expected),
        FaultKind::NoText(expected) => (t!("Must be text in quotes.").to_owned(), *expected),
        FaultKind::Other(expected) => return (self::expected(*expected), None),
        whole => return (of_the_whole(whole), None),
    };
    (wrong, Some(self::expected(expected)))
}

fn expected(expected: Expected) -> String {
    let text = match expected {
        Expected::OneOf(names) => return t!("Use {names}.", names = list(names, ListType::Disjunction)),
        Expected::SomeOf(names) => {
            return t!("Use a list, with one or more of {names}.", names = list(names, ListType::Conjunction));
        }
        Expected::Number(from, to) => {
            let number = |limit: u16| intl::number(f64::from(limit), 0);
            return t!("Use a whole number from {from} to {to}.", from = number(from), to = number(to));
        }
        Expected::StandardAttributes => t!("Use a list of standard attributes, such as “name” and “birthdate”."),
        Expected::Flag => t!("Use true or false, without quotes."),
        Expected::Object => t!("Use an object in braces."),
        Expected::List => t!("Use a list in brackets."),
        Expected::Url => t!("Use an address such as “https://example.com/path”, without a query."),
        Expected::PrivateUrl => t!("Use an address that begins with “https://” (or “http://localhost”), without a query."),
        Expected::Endpoint => t!("Use an address that begins with “https://” (or “http://localhost”)."),
        Expected::Region => t!("Use a region, such as “eu-west-1”."),
        Expected::UserPoolId => t!("Use a user pool's id, such as “us-east-1_AbCdEf123”."),
        Expected::ClientId => t!("Use an app client's id: letters, digits, “_” and “+”."),
        Expected::IdentityPool => t!("Create an identity pool and name it here. Without one, nobody can reach files or items."),
        Expected::IdentityPoolId => {
            t!("Use an identity pool's id, such as “us-east-1:01234567-89ab-cdef-0123-456789abcdef”.")
        }
        Expected::RoleArn => t!("Use a role's ARN, such as “arn:aws:iam::123456789012:role/Name”."),
        Expected::BucketName => t!("Use a bucket's name: 3 to 63 of a–z, 0–9, “.” and “-”."),
        Expected::Prefix => {
            let own = "private/{identity_id}/";
            return t!(
                "Use what keys begin with, ending with “/”, such as “{prefix}” (empty for the whole bucket).",
                prefix = own
            );
        }
        Expected::Slug => t!("Use a short name for addresses: a–z, 0–9 and “-”, but not “my” or “bucket”."),
        Expected::Places => t!("List the places here, each with a label, a bucket, a prefix and access."),
        Expected::TableName => t!("Use a table's name: 3 to 255 of A–Z, a–z, 0–9, “_”, “-” and “.”."),
        Expected::KeyAttribute => t!("Use the name of the table's attribute."),
        Expected::Label => t!("Enter the name visitors see."),
        Expected::PoolProviderName => t!("Use the provider's name in the user pool, such as “Google”."),
        Expected::AmplifyProvider => t!("Use a provider, such as “GOOGLE”."),
        Expected::ApplicationId => t!("Use the application's id at the provider."),
        Expected::Scope => t!("Use a scope, such as “openid”."),
        Expected::Domain => t!("Use a domain, such as “files.auth.eu-west-1.amazoncognito.com”."),
        Expected::ReturnUrl => t!("Use an address to return to."),
        Expected::ApiUrl => t!("Use the API's address, with its stage."),
        Expected::ServiceName => t!("Use the service's name in signatures, such as “execute-api”."),
        Expected::FileName => t!("Use the name of a file beside the page, such as “api.json”."),
    };
    text.to_owned()
}

fn of_the_whole(kind: &FaultKind) -> String {
    let at = |text: &str, Position { line, column }: Position| {
        let number = |at: usize| intl::number(at as f64, 0);
        sentences(&[text, &t!("See line {line}, column {column}.", line = number(line), column = number(column))])
    };
    let text = match kind {
        FaultKind::Deprecated => t!(
            "This field isn't used any more. List places in storage.places instead, each with a label, a bucket, a prefix and access."
        ),
        FaultKind::NoAccess => {
            t!(
                "Nobody may do anything here. Add “guest”, “authenticated” or “groups”, each with a list such as [\"get\", \"list\"]."
            )
        }
        FaultKind::SlugTaken => t!("Another place has this slug. Choose a different one."),
        FaultKind::OneEndpoint => t!("It's missing. Name both endpoints, or neither: the issuer knows them."),
        FaultKind::ConflictsWithAliases => t!("Use either these or username_attributes, not both."),
        FaultKind::NoSignInMethod => t!("Nobody can sign in. Add a user pool, a provider or a login, or allow guests."),
        FaultKind::Utf16 => t!("This file is UTF-16. Save it as UTF-8."),
        FaultKind::EmptyFile => t!("This file is empty."),
        FaultKind::NoObject => t!("The file has to hold one JSON object."),
        FaultKind::AmplifyGen1 => t!(
            "This file is from Amplify Gen 1. Create amplify_outputs.json with “npx ampx generate outputs --app-id APP_ID --branch BRANCH”, and put it here."
        ),
        FaultKind::NotUtf8(place) => return at(t!("This file isn't UTF-8. Save it as UTF-8."), *place),
        FaultKind::JavaScript(place) => {
            let text = t!("This is JavaScript, not JSON. Keep only the object in braces, without a semicolon after it.");
            return at(text, *place);
        }
        FaultKind::Comment(place) => return at(t!("JSON has no comments. Remove this one."), *place),
        FaultKind::SingleQuote(place) => {
            return at(t!("JSON has double quotes only. Replace the single one."), *place);
        }
        FaultKind::TrailingComma(bracket, place) => {
            let text = t!("Remove the comma before the “{bracket}”: JSON has none after the last entry.", bracket = bracket);
            return at(&text, *place);
        }
        FaultKind::Syntax(place) => return at(t!("This isn't valid JSON."), *place),
        // Those of a field.
        FaultKind::Missing(_) | FaultKind::Empty(_) | FaultKind::Text(..) | FaultKind::NoText(_) | FaultKind::Other(_) => "",
    };
    text.to_owned()
}

/// Values to be written as they are here, in quotes.
fn list(names: &[&str], kind: ListType) -> String {
    let quoted: Vec<String> = names.iter().map(|name| t!("“{text}”", text = name)).collect();
    intl::list(&quoted, kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn whole(kind: &FaultKind) -> String {
        let (wrong, expected) = fault(kind);
        sentences(&[&wrong, &expected.unwrap_or_default()])
    }

    #[test]
    fn a_fault_says_what_is_wrong_and_what_would_be_right() {
        for (kind, says) in [
            (
                FaultKind::Missing(Expected::RoleArn),
                "It's missing. Use a role's ARN, such as “arn:aws:iam::123456789012:role/Name”.",
            ),
            (
                FaultKind::Text("Ireland".to_owned(), Expected::Region),
                "“Ireland” isn't valid. Use a region, such as “eu-west-1”.",
            ),
            (FaultKind::NoText(Expected::OneOf(&["OFF", "ON"])), "Must be text in quotes. Use “OFF” or “ON”."),
            (FaultKind::Other(Expected::SomeOf(&["TOTP", "SMS"])), "Use a list, with one or more of “TOTP” and “SMS”."),
            (FaultKind::Other(Expected::Number(6, 99)), "Use a whole number from 6 to 99."),
            (
                FaultKind::TrailingComma('}', Position { line: 1, column: 9 }),
                "Remove the comma before the “}”: JSON has none after the last entry. See line 1, column 9.",
            ),
        ] {
            assert_eq!(whole(&kind), says);
        }
    }

    #[test]
    fn every_fault_of_a_file_has_words() {
        let files = [
            "",
            "[1]",
            "{ /* x */ }",
            "{'a': 1}",
            "{\"a\": 1,}",
            "export default {}",
            "{\"UserAgent\": 1, \"Version\": 1}",
            "{}",
        ];
        for file in files {
            for found in Config::read(file).unwrap_err() {
                assert!(whole(&found.kind).len() > 15, "{file}: {found}");
            }
        }
    }
}
