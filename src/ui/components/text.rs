//! Words and data: what a component is given to show.

use std::fmt::{self, Display, Formatter};

use super::visible;
use crate::ui::dom::{Live, View, html};

/// A text, and whether it is the page's or somebody else's: names, ids and what others wrote are the same in every language, so
/// no translator of the browser touches them, and journeys that look for untranslated words pass over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// From the catalogue.
    Words(String),
    /// As it came, what cannot be seen of it made visible.
    Data(String),
    /// A moment, as `Intl` writes it, with the same for machines.
    Moment {
        /// What is read.
        shown: String,
        /// As HTML's `datetime`.
        exact: String,
    },
}

impl Text {
    /// From the catalogue, filled in.
    pub fn words(text: impl Into<String>) -> Text {
        Text::Words(text.into())
    }

    /// As it came.
    pub fn data(text: impl Into<String>) -> Text {
        Text::Data(text.into())
    }

    /// What is read.
    pub fn as_str(&self) -> &str {
        match self {
            Text::Words(text) | Text::Data(text) | Text::Moment { shown: text, .. } => text,
        }
    }

    /// The value of the attribute `translate` where the text is an element's attribute or only content.
    pub fn translate(&self) -> Option<&'static str> {
        matches!(self, Text::Data(_)).then_some("no")
    }
}

impl Default for Text {
    fn default() -> Text {
        Text::Data(String::new())
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What stands in the code is looked up; what came from elsewhere has to say what it is.
impl From<&'static str> for Text {
    fn from(words: &'static str) -> Text {
        Text::words(words)
    }
}

impl From<&'static str> for Live<Text> {
    fn from(words: &'static str) -> Live<Text> {
        Live::Fixed(words.into())
    }
}

impl From<Text> for Live<Text> {
    fn from(text: Text) -> Live<Text> {
        Live::Fixed(text)
    }
}

impl From<&Text> for View {
    fn from(text: &Text) -> View {
        match text {
            Text::Words(words) => words.as_str().into(),
            Text::Data(data) => visible(data).into(),
            Text::Moment { shown, exact } => {
                html::time().attr("datetime", exact.clone()).attr("title", exact.clone()).child(shown.as_str()).into()
            }
        }
    }
}
