//! The texts of a language: a JSON object from the English of the code to its translation, which is a string, or for a text about
//! a number an object by the plural categories of Unicode CLDR (`one`, `few`, `other` ...).

use std::collections::BTreeMap;

use serde_json::Value;

/// The texts of a language.
#[derive(Debug)]
pub struct Catalogue {
    texts: BTreeMap<String, Value>,
    /// It is written from right to left.
    pub is_rtl: bool,
}

impl Catalogue {
    /// Reads a file; nothing, if it is not one.
    pub fn read(file: &[u8], is_rtl: bool) -> Option<Catalogue> {
        serde_json::from_slice(file).ok().map(|texts| Catalogue { texts, is_rtl })
    }

    /// The translation of `english`.
    pub fn text(&self, english: &str) -> Option<&str> {
        self.texts.get(english)?.as_str().filter(|text| !text.is_empty())
    }

    /// The translation of a text about a number of this plural category.
    pub fn plural(&self, english: &str, category: &str) -> Option<&str> {
        let forms = self.texts.get(english)?;
        forms.get(category).or_else(|| forms.get("other"))?.as_str().filter(|text| !text.is_empty())
    }
}
