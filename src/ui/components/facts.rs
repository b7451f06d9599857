//! Names and their values: a file's details, a token's claims, a session's parts.

use super::{copy_button, visible};
use crate::ui::dom::{Element, Live, html, live};

/// A name and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The name.
    pub name: String,
    /// The value, as it came.
    pub value: String,
    /// In a fixed-width face: identifiers, keys, code.
    pub code: bool,
    /// Offers to copy the value.
    pub copy: bool,
}

impl Fact {
    /// A value to read.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Fact { name: name.into(), value: value.into(), ..Fact::default() }
    }

    /// An identifier: fixed width, with a button to copy it.
    pub fn id(name: impl Into<String>, value: impl Into<String>) -> Self {
        Fact { code: true, copy: true, ..Fact::text(name, value) }
    }
}

/// A list of facts.
///
/// `facts(vec![Fact::text("Size", format::size(file.size)), Fact::id("ETag", file.etag)])`
pub fn facts(facts: impl Into<Live<Vec<Fact>>>) -> Element {
    let facts = facts.into();
    html::dl().class("facts").child(live(move || facts.get().into_iter().map(row).collect::<Vec<_>>()))
}

fn row(Fact { name, value, code, copy }: Fact) -> Element {
    let description = html::dd().class_when("mono", code).child(visible(&value));
    let term = html::dt().child(name.as_str());
    let button = copy.then(|| copy_button(t!("Copy {name}", name = name), value));
    html::div().child(term).child(description.child(button))
}
