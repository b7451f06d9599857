//! Text that cannot deceive.
//!
//! Names from a bucket or a table may hold characters that hide, reorder or break lines: `report⟨U+202E⟩fdp.exe` would
//! read as `reportexe.pdf`. They are shown as small marks instead, and the whole is isolated from the text around it.

use std::borrow::Cow;

use crate::ui::dom::{Element, View, html};

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// As it is.
    Plain(String),
    /// What stands for a character that would not be seen.
    Mark(Cow<'static, str>),
}

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A single line, such as a name: a space at either end, a tab and a line break would go unseen.
    Name,
    /// Lines whose white space is shown as it is.
    Lines,
}

/// What stands for `c` between its neighbours, if it would not be seen by itself.
fn mark(kind: Kind, before: Option<char>, c: char, after: Option<char>) -> Option<Cow<'static, str>> {
    let code = || Cow::Owned(format!("U+{:04X}", u32::from(c)));
    match c {
        '\n' | '\t' if kind == Kind::Lines => None,
        '\n' => Some("↵".into()),
        '\t' => Some("⇥".into()),
        ' ' if kind == Kind::Name && (before.is_none() || after.is_none()) => Some("␣".into()),
        // Joiners shape emoji and several scripts; beside ASCII they only hide.
        '\u{200c}' | '\u{200d}' => {
            let joins = |neighbour: Option<char>| neighbour.is_some_and(|c| !c.is_ascii());
            (!(joins(before) && joins(after))).then(code)
        }
        '\0'..='\x1f'
        | '\x7f'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(code()),
        _ => None,
    }
}

fn parts(kind: Kind, text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match mark(kind, before, c, characters.peek().copied()) {
            None => plain.push(c),
            Some(mark) => {
                if !plain.is_empty() {
                    parts.push(Part::Plain(std::mem::take(&mut plain)));
                }
                parts.push(Part::Mark(mark));
            }
        }
        before = Some(c);
    }
    if !plain.is_empty() {
        parts.push(Part::Plain(plain));
    }
    parts
}

/// The same as plain text, for attributes such as `aria-label` and `title`: marks stand in angle brackets.
pub fn plain(text: &str) -> String {
    parts(Kind::Name, text)
        .into_iter()
        .map(|part| match part {
            Part::Plain(text) => text,
            Part::Mark(mark) => format!("⟨{mark}⟩"),
        })
        .collect()
}

/// Untrusted text with its invisible characters made visible.
pub fn visible(text: impl AsRef<str>) -> Element {
    marked(Kind::Name, text.as_ref())
}

/// Untrusted text of many lines: as it stands in a `<pre>`, what cannot be seen made visible.
pub fn lines(text: &str) -> Element {
    marked(Kind::Lines, text)
}

fn marked(kind: Kind, text: &str) -> Element {
    let part = |part| match part {
        Part::Plain(text) => View::from(text),
        Part::Mark(mark) => html::span().class("mark").child(mark.as_ref()).into(),
    };
    html::bdi().class("visible").children(parts(kind, text).into_iter().map(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_are_left_alone() {
        for name in ["report.pdf", "a  b + c%.txt", "Zażółć gęślą", "写真 2024", "👩‍👩‍👧 family", "نمی‌خواهم", "\u{a0}ni\u{f1}o"]
        {
            assert_eq!(plain(name), name);
        }
    }

    #[test]
    fn what_reorders_or_hides_is_shown() {
        assert_eq!(plain("report\u{202e}fdp.exe"), "report⟨U+202E⟩fdp.exe");
        assert_eq!(plain("a\u{200b}b\u{feff}"), "a⟨U+200B⟩b⟨U+FEFF⟩");
        assert_eq!(plain("pay\u{200d}pal"), "pay⟨U+200D⟩pal");
        assert_eq!(plain("x\u{2066}y\u{2069}"), "x⟨U+2066⟩y⟨U+2069⟩");
        assert_eq!(plain("\u{e0041}"), "⟨U+E0041⟩");
    }

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(plain("a\0b\nc\td\re\u{7f}"), "a⟨U+0000⟩b⟨↵⟩c⟨⇥⟩d⟨U+000D⟩e⟨U+007F⟩");
        assert_eq!(plain("\u{1b}[31m\u{85}"), "⟨U+001B⟩[31m⟨U+0085⟩");
    }

    #[test]
    fn lines_keep_their_white_space() {
        let parts = parts(Kind::Lines, "  \"a\":\n\t1 \u{202e}");
        assert_eq!(parts, [Part::Plain("  \"a\":\n\t1 ".to_owned()), Part::Mark("U+202E".into())]);
    }

    #[test]
    fn spaces_show_at_the_ends_only() {
        assert_eq!(plain(" a b "), "⟨␣⟩a b⟨␣⟩");
        assert_eq!(plain(" "), "⟨␣⟩");
    }
}
