//! Names and their values: a file's details, a token's claims, a session's parts.

use leptos::prelude::*;

use super::{CopyButton, Live, Visible, live, maybe};

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
/// `<Facts facts=vec![Fact::text("Size", format::size(file.size)), Fact::id("ETag", file.etag)] />`
#[component]
pub fn Facts(
    /// What to list.
    #[prop(into)]
    facts: Live<Vec<Fact>>,
) -> impl IntoView {
    let row = |Fact { name, value, code, copy }: Fact| {
        let button = maybe(copy.then(|| view! { <CopyButton label=format!("Copy {name}") text=value.clone() /> }));
        view! {
            <div>
                <dt>{name}</dt>
                <dd class:mono=code>
                    <Visible text=value />
                    {button}
                </dd>
            </div>
        }
        .into_any()
    };
    let rows = live(move || facts.get().into_iter().map(row).collect::<Vec<_>>().into_any());
    view! { <dl class="facts">{rows}</dl> }.into_any()
}
