//! Text that cannot deceive.
//!
//! What others have named may hold characters that hide, reorder or break lines: `report⟨U+202E⟩fdp.exe` would read as
//! `reportexe.pdf`. They are shown as small marks instead, and what is marked is isolated from the text around it. Every
//! text and every label goes through here on its way into the page ([`View`]'s and [`Value`](super::Value)'s conversions),
//! so that nobody has to think of it; [`visible`] says more, that a text is a name.

use std::borrow::Cow;
use std::cell::Cell;

use super::unseen::{Around, FLAGS, is_needed, is_unseen};
use super::{Element, View, html};
use crate::browser::document;

/// A stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum TextSpan {
    /// As it is.
    Plain(String),
    /// What stands for a character that would not be seen.
    Mark(Cow<'static, str>),
}

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextKind {
    /// A single line, such as a name: a space at either end, a tab and a line break would go unseen.
    Name,
    /// Any text, as part of more.
    Text,
    /// Lines whose white space is shown as it is.
    Lines,
    /// What has no room for marks of their own, such as an attribute: brackets make them. Several spaces are one there.
    Label,
    /// The same, as part of more.
    PartOfLabel,
}

const OPEN: char = '⟨';

thread_local! {
    static KEEPS_ISOLATES: Cell<bool> = const { Cell::new(false) };
}

/// From now on the isolates of the Unicode Bidirectional Algorithm (FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE) in text that
/// is part of more are the page's own: whoever puts values into sentences has taken those out that came with the values.
pub fn keep_isolates() {
    KEEPS_ISOLATES.set(true);
}

fn is_own_isolate(c: char) -> bool {
    matches!(c, '\u{2068}' | '\u{2069}') && KEEPS_ISOLATES.get()
}

/// Whether a space between its neighbours would not be seen.
fn is_lost(kind: TextKind, Around { before, after, .. }: Around) -> bool {
    match kind {
        TextKind::Name => before.is_none() || after.is_none(),
        TextKind::Label => before.is_none_or(|before| before == ' ') || after.is_none(),
        TextKind::PartOfLabel => before == Some(' '),
        TextKind::Text | TextKind::Lines => false,
    }
}

/// What stands for `c` between its neighbours, if it would not be seen by itself.
fn mark(kind: TextKind, c: char, around: Around) -> Option<Cow<'static, str>> {
    match c {
        '\n' | '\t' if kind == TextKind::Lines => None,
        '\n' => Some("↵".into()),
        '\t' => Some("⇥".into()),
        ' ' => is_lost(kind, around).then(|| "␣".into()),
        // Where marks stand in brackets, what looks like one must not.
        OPEN if matches!(kind, TextKind::Label | TextKind::PartOfLabel) => Some(code(c)),
        c if kind != TextKind::Name && kind != TextKind::Lines && is_own_isolate(c) => None,
        c => (is_unseen(c) && !is_needed(c, around)).then(|| code(c)),
    }
}

fn code(c: char) -> Cow<'static, str> {
    format!("U+{:04X}", u32::from(c)).into()
}

fn parts(kind: TextKind, text: &str) -> Vec<TextSpan> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut around = Around::default();
    let mut characters = text.chars();
    loop {
        if let Some((flag, rest)) = FLAGS.iter().find_map(|flag| Some((flag, characters.as_str().strip_prefix(flag)?))) {
            plain.push_str(flag);
            characters = rest.chars();
            around = Around::default();
        }
        let Some(c) = characters.next() else { break };
        around.after = characters.clone().next();
        match mark(kind, c, around) {
            None => plain.push(c),
            Some(mark) => {
                if !plain.is_empty() {
                    parts.push(TextSpan::Plain(std::mem::take(&mut plain)));
                }
                parts.push(TextSpan::Mark(mark));
            }
        }
        around.step(c);
    }
    if !plain.is_empty() {
        parts.push(TextSpan::Plain(plain));
    }
    parts
}

/// Whether all of `text` is seen as it is.
pub(super) fn is_plain(text: &str) -> bool {
    let mut before = None;
    text.chars().all(|c| {
        let seen =
            c.is_ascii_graphic() || (c == ' ' && before != Some(' ')) || (c != ' ' && (!is_unseen(c) || is_own_isolate(c)));
        before = Some(c);
        seen
    })
}

/// The same as plain text, for attributes such as `aria-label` and `title`: marks stand in brackets. What is different stays
/// different.
pub fn label(text: &str) -> Cow<'_, str> {
    let has_edge = text.starts_with(' ') || text.ends_with(' ');
    if has_edge { bracketed(TextKind::Label, text).into() } else { part_of_label(text) }
}

/// Any text that has to stay one node of the page.
pub(super) fn part_of_label(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.contains(OPEN) { text.into() } else { bracketed(TextKind::PartOfLabel, text).into() }
}

fn bracketed(kind: TextKind, text: &str) -> String {
    let part = |part| match part {
        TextSpan::Plain(text) => text,
        TextSpan::Mark(mark) => format!("{OPEN}{mark}⟩"),
    };
    parts(kind, text).into_iter().map(part).collect()
}

/// Untrusted text with its invisible characters made visible: a name, by itself.
///
/// It is data, not words: no translator of the browser touches it.
pub fn visible(text: impl AsRef<str>) -> Element {
    marked(TextKind::Name, text.as_ref()).attr("translate", "no")
}

/// Untrusted text of many lines: as it stands in a `<pre>`, what cannot be seen made visible.
pub fn lines(text: &str) -> Element {
    marked(TextKind::Lines, text).attr("translate", "no")
}

/// Any text, as a part of the page.
pub(super) fn text(text: &str) -> View {
    if is_plain(text) { View::unmarked(text) } else { marked(TextKind::Text, text).into() }
}

/// How many characters at its end a name keeps that has no room: its extension, and what comes before that.
const TAIL: usize = 9;

/// A name that is cut in its middle where it has no room: `a_very_long_n… _2026.txt`. What is read out and copied is whole.
pub fn visible_end(text: &str) -> Element {
    let Some((head, tail)) = halves(text) else { return visible(text) };
    // The stylesheet shows the halves; the text itself is there for everybody else.
    let whole = html::span().class("visually-hidden").child(View::unmarked(text));
    html::bdi()
        .class("visible cut")
        .attr("data-head", head.to_owned())
        .attr("data-tail", tail.to_owned())
        .attr("title", text.to_owned())
        .child(whole)
}

/// Where to cut a long name, unless it would be cut within a character, or needs marks.
fn halves(text: &str) -> Option<(&str, &str)> {
    // A tail that began with a space, or with an accent of what stands before it, is a little longer.
    let (at, _) = text.char_indices().rev().skip(TAIL - 1).take(3).find(|(_, first)| first.is_ascii_graphic())?;
    let (head, tail) = text.split_at_checked(at)?;
    let has_edge = text.starts_with(' ') || text.ends_with(' ');
    (head.chars().nth(TAIL).is_some() && !has_edge && is_plain(text)).then_some((head, tail))
}

fn marked(kind: TextKind, text: &str) -> Element {
    let part = |part| match part {
        TextSpan::Plain(text) => View::unmarked(&text),
        TextSpan::Mark(mark) => html::span().class("mark").child(View::unmarked(&mark)).into(),
    };
    html::bdi().class("visible").children(parts(kind, text).into_iter().map(part))
}

/// Sets the title that tabs and the history show.
pub fn set_title(title: &str) {
    document::set_title(&label(title));
}

#[cfg(test)]
mod tests {
    use super::halves;

    #[test]
    fn a_long_name_keeps_its_end() {
        assert_eq!(halves("a_very_long_name_2026.txt"), Some(("a_very_long_name", "_2026.txt")));
        assert_eq!(halves("Größe der Tasche, zweite Fassung.pdf").map(|(_, tail)| tail), Some("ssung.pdf"));
        for short in ["", "notes.txt", "a name of 18.chars"] {
            assert_eq!(halves(short), None, "{short}");
        }
    }

    #[test]
    fn no_character_is_cut_and_no_mark_is_lost() {
        let accents = format!("a very long name {}.txt", "e\u{301}".repeat(3));
        assert_eq!(halves(&accents).map(|(_, tail)| tail), Some("e\u{301}e\u{301}e\u{301}.txt"));
        assert_eq!(halves("ein sehr langer Name äöüäöüäöüäöü").map(|(_, tail)| tail), None);
        assert_eq!(halves("100% sure? #1 + more.txt"), Some(("100% sure? #1 ", "+ more.txt")));
        assert_eq!(halves("a very long name \u{202e}fdp.exe which ends"), None);
        assert_eq!(halves(" a name that begins with a space.txt"), None);
    }
}
