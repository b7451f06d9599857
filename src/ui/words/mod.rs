//! What visitors read, in their language.
//!
//! English stands in the code. [`t!`] and [`n!`] look it up in the [`Catalogue`] of the page's language; where there is none, or
//! it lacks a text, the English itself is read. A catalogue is one file, `public/words/LANGUAGE.json`, with English as its keys;
//! the script in `index.html` chooses the language and asks for the file, so English costs no request. `scripts/words` lists the
//! texts of the code and checks the catalogues against them.
//!
//! | | |
//! |---|---|
//! | `t!("Sign in")` | `&'static str` |
//! | `t!("{name} was deleted.", name = name)` | `String`; the compiler checks the names |
//! | `n!(count, one = "{count} file", other = "{count} files")` | `String`, by the language's own plural |
//! | `phrase!("Files")` | a constant, for tables; its [`Phrase::text`] is read later |
//!
//! A text is a whole sentence or label. No sentence is glued together from several texts, for languages differ in their order;
//! where one follows another, [`sentences`] says what stands between them.

#[macro_use]
mod macros;
mod catalogue;
pub mod cognito;
pub mod configuration;
pub mod errors;
pub mod format;
pub mod names;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Display;

pub use catalogue::Catalogue;

use crate::browser::{self, document, intl};
use crate::ui::components::Text;
use crate::ui::dom::visible;

/// A text of the code that is not looked up yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase(&'static str);

impl Phrase {
    /// See [`phrase!`], by which `scripts/words` finds it.
    pub const fn new(english: &'static str) -> Phrase {
        Phrase(english)
    }

    /// In the visitor's language.
    pub fn text(self) -> &'static str {
        text(self.0)
    }
}

thread_local! {
    static CATALOGUE: Cell<Option<&'static Catalogue>> = const { Cell::new(None) };
}

/// Whole sentences in one line, one after the other; empty ones are left out.
pub fn sentences(all: &[&str]) -> String {
    all.iter().copied().filter(|sentence| !sentence.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Fetches the catalogue of the document's language, if that is not English. What cannot be fetched or read leaves the page
/// English.
pub async fn load() {
    let language = document::root_attribute("lang").unwrap_or_default();
    if language.is_empty() || language == ENGLISH {
        return;
    }
    let fetched = browser::file_beside_page(&format!("words/{language}.json")).await;
    let is_rtl = document::root_attribute("dir").is_some_and(|dir| dir == "rtl");
    let catalogue = fetched.ok().filter(|(status, _)| *status == 200).and_then(|(_, file)| Catalogue::read(&file, is_rtl));
    match catalogue {
        Some(catalogue) => {
            if catalogue.is_rtl {
                visible::keep_isolates();
            }
            CATALOGUE.set(Some(Box::leak(Box::new(catalogue))));
        }
        None => {
            document::set_root_attribute("lang", Some(ENGLISH));
            document::set_root_attribute("dir", None);
        }
    }
}

const ENGLISH: &str = "en";

/// What [`t!`] looks up.
pub fn text(english: &'static str) -> &'static str {
    CATALOGUE.get().and_then(|catalogue| catalogue.text(english)).unwrap_or(english)
}

/// What may stand in a sentence. A number is none of it: each language has its own form of one ([`format`]). Codes that are not
/// counted, such as a status of HTTP, are texts.
#[diagnostic::on_unimplemented(message = "`{Self}` is no text: `words::format` writes numbers, sizes and dates")]
pub trait SentencePart: Display {}

impl SentencePart for str {}
impl SentencePart for String {}
impl SentencePart for Cow<'_, str> {}
impl SentencePart for char {}
impl SentencePart for Text {}
impl<T: SentencePart + ?Sized> SentencePart for &T {}

/// Holds a value of [`t!`] or [`n!`] to be one.
pub fn part<'a>(value: &'a (impl SentencePart + 'a)) -> &'a (dyn Display + 'a) {
    value
}

/// What [`t!`] looks up and fills in.
pub fn filled(english: &'static str, values: &[(&str, &dyn Display)]) -> String {
    fill(text(english), values)
}

/// What [`n!`] looks up and fills in.
pub fn counted(count: u64, one: &'static str, other: &'static str, values: &[(&str, &dyn Display)]) -> String {
    let words = CATALOGUE.get().and_then(|catalogue| catalogue.plural(other, &intl::plural(count)));
    let words = words.unwrap_or(if count == 1 { one } else { other });
    let count = format::number(count);
    let mut all: Vec<(&str, &dyn Display)> = vec![("count", &count)];
    all.extend_from_slice(values);
    fill(words, &all)
}

/// Puts values where their names stand in braces. A page from right to left keeps each value's own direction by the isolates of
/// the Unicode Bidirectional Algorithm (UAX 9), or the name of a file would turn the sentence around it.
fn fill(words: &str, values: &[(&str, &dyn Display)]) -> String {
    let isolates = CATALOGUE.get().is_some_and(|catalogue| catalogue.is_rtl);
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        rest = after;
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) if isolates => {
                let mut value = value.to_string();
                if !is_isolated(&value) {
                    // Isolates of its own would end this one too early.
                    value = value.replace(ISOLATES, "\u{fffd}");
                }
                out.push_str(&format!("\u{2068}{value}\u{2069}"));
            }
            Some((_, value)) => out.push_str(&value.to_string()),
            None => out.push_str(name),
        }
    }
    out.push_str(rest);
    out
}

/// What begins an isolate from left to right, one from right to left, one of its own direction; and what ends any.
const ISOLATES: [char; 4] = ['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

/// Whether a value has no isolates but such as a sentence has that was filled in before: each ends within it, and none forces a
/// direction.
fn is_isolated(value: &str) -> bool {
    let mut open = 0_usize;
    let mut isolates = value.chars().filter(|c| ISOLATES.contains(c));
    let fits = isolates.all(|isolate| match isolate {
        '\u{2068}' => {
            open += 1;
            true
        }
        '\u{2069}' if open > 0 => {
            open -= 1;
            true
        }
        _ => false,
    });
    fits && open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(catalogue: &str) {
        let catalogue = Catalogue::read(catalogue.as_bytes(), false).unwrap();
        CATALOGUE.set(Some(Box::leak(Box::new(catalogue))));
    }

    #[test]
    fn english_is_read_where_there_is_no_catalogue() {
        assert_eq!(t!("Sign in"), "Sign in");
        assert_eq!(t!("{name} was deleted.", name = "a{b}.txt"), "a{b}.txt was deleted.");
        assert_eq!(n!(1_usize, one = "{count} file", other = "{count} files"), "1 file");
        assert_eq!(
            n!(1_200_u64, one = "One file in {place}", other = "{count} files in {place}", place = "Shared"),
            "1,200 files in Shared"
        );
    }

    #[test]
    fn from_right_to_left_a_sentence_may_be_part_of_another() {
        let catalogue = Catalogue::read(
            br#"{"{number} bytes": "{number} B", "{size} so far": "{size} S", "Moved {name}": "M {name}"}"#,
            true,
        );
        CATALOGUE.set(Some(Box::leak(Box::new(catalogue.unwrap()))));
        let size = t!("{number} bytes", number = "7");
        assert_eq!(t!("{size} so far", size = size), "\u{2068}\u{2068}7\u{2069} B\u{2069} S");
        for name in ["a\u{2069}b", "a\u{2068}b", "a\u{2067}b\u{2069}", "\u{2069}\u{2068}"] {
            let shown = t!("Moved {name}", name = name);
            assert!(shown.contains('\u{fffd}') && shown.ends_with('\u{2069}'), "{shown:?}");
        }
        CATALOGUE.set(None);
    }

    #[test]
    fn a_catalogue_has_its_own_order_and_plurals() {
        with(
            r#"{"Sign in": "Anmelden", "{name} was moved to {place}.": "In {place} liegt jetzt {name}.",
                "{count} files": {"one": "{count} Datei", "other": "{count} Dateien"}, "Empty": ""}"#,
        );
        assert_eq!(t!("Sign in"), "Anmelden");
        assert_eq!(phrase!("Sign in").text(), "Anmelden");
        assert_eq!(t!("{name} was moved to {place}.", name = "a", place = "b"), "In b liegt jetzt a.");
        assert_eq!(n!(2_u32, one = "{count} file", other = "{count} files"), "2 Dateien");
        assert_eq!(t!("Sign out"), "Sign out", "what it lacks stays English");
        assert_eq!(t!("Empty"), "Empty", "and what it leaves empty");
        CATALOGUE.set(None);
    }
}
