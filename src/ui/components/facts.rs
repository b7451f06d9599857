//! Names and their values: a file's details, a token's claims, a session's parts.

use super::{Text, copy_button};
use crate::ui::dom::{Element, Live, View, html, live};

/// A name and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: Text,
    /// The value.
    pub value: Text,
    /// In a fixed-width face: identifiers, keys, code.
    pub code: bool,
    /// Offers to copy the value.
    pub copy: bool,
}

impl Fact {
    /// A value in words, or a number or moment as the visitor writes them.
    pub fn words(name: impl Into<Text>, value: impl Into<String>) -> Self {
        Fact::text(name, Text::words(value))
    }

    /// A value as it came.
    pub fn data(name: impl Into<Text>, value: impl Into<String>) -> Self {
        Fact::text(name, Text::data(value))
    }

    /// Code as it came: fixed width.
    pub fn code(name: impl Into<Text>, value: impl Into<String>) -> Self {
        Fact { code: true, ..Fact::data(name, value) }
    }

    /// An identifier: fixed width, with a button to copy it.
    pub fn id(name: impl Into<Text>, value: impl Into<String>) -> Self {
        Fact { copy: true, ..Fact::code(name, value) }
    }

    /// Either.
    pub fn text(name: impl Into<Text>, value: impl Into<Text>) -> Self {
        Fact { name: name.into(), value: value.into(), ..Fact::default() }
    }
}

/// A list of facts.
///
/// `facts(vec![Fact::words(t!("Size"), format::size(file.size)), Fact::id(t!("ETag"), file.etag)])`
pub fn facts(facts: impl Into<Live<Vec<Fact>>>) -> Element {
    let facts = facts.into();
    html::dl().class("facts").child(live(move || facts.get().into_iter().map(row).collect::<Vec<_>>()))
}

fn row(Fact { name, value, code, copy }: Fact) -> Element {
    let description = html::dd().class_when("mono", code).child(View::from(&value));
    let term = html::dt().child(View::from(&name));
    let button = copy.then(|| copy_button(t!("Copy {name}", name = name), value.to_string()));
    html::div().child(term).child(description.child(button))
}
