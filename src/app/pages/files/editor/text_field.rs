//! What is typed into, with the numbers of its lines and their colours below it: the field itself shows the caret and what is
//! selected, and every key is the browser's own.

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, Node};

use super::state::Editor;
use crate::files::edit::highlight::{LineStart, TextSyntax, Token, tokens};
use crate::ui::dom::{Element, View, effect, focus, html};

/// Longer texts take a browser too long to lay out anew with each key: they are typed into without numbers and colours.
const MOST_BYTES: usize = 256 * 1024;
const MOST_LINES: usize = 10_000;

/// The lines that are shown below the field.
struct PaintedLines {
    syntax: TextSyntax,
    painted: Vec<(LineStart, String)>,
    node: web_sys::Element,
}

/// The field.
pub fn text_field(editor: Editor) -> Element {
    let area = html::textarea()
        .id("editor-content")
        .class("editor-content mono")
        .attr("autocapitalize", "none")
        .attr("autocomplete", "off")
        // A browser may send what it checks to its maker.
        .attr("spellcheck", "false")
        .attr("dir", "ltr")
        .attr("aria-describedby", "editor-fault")
        .bind_value(editor.text);
    let input = area.node::<HtmlInputElement>();
    let caret = RwSignal::new(0);
    let follow_caret = move |_: web_sys::Event| {
        // Counted as JavaScript counts.
        let at = input.selection_end().ok().flatten().unwrap_or_default() as usize;
        let line = editor.text.with_untracked(|text| line_at(text, at));
        if caret.get_untracked() != line {
            caret.set(line);
        }
    };
    let (on_key, on_press, on_select) = (follow_caret.clone(), follow_caret.clone(), follow_caret.clone());
    let element = area.node::<web_sys::HtmlElement>();
    request_animation_frame(move || focus(Some(element)));
    let area = area
        .on(ev::input, move |event| {
            editor.typed();
            follow_caret(event);
        })
        .on(ev::keyup, move |event| on_key(event.into()))
        .on(ev::pointerup, move |event| on_press(event.into()))
        .on(ev::Custom::<web_sys::Event>::new("selectionchange"), on_select);
    let count = Memo::new(move |_| editor.text.with(|text| text.matches('\n').count() + 1));
    let is_plain = Memo::new(move |_| count.get() > MOST_LINES || editor.text.with(String::len) > MOST_BYTES);
    let lines = html::div().class("editor-lines mono").attr("aria-hidden", "true").attr("translate", "no").attr("dir", "ltr");
    let syntax = untrack(|| TextSyntax::of(&editor.name()));
    let mut below = PaintedLines { syntax, painted: Vec::new(), node: lines.node() };
    let mut current = None::<web_sys::Element>;
    effect(move || {
        let is_plain = is_plain.get();
        editor.text.with(|text| below.paint((!is_plain).then_some(text)));
        let line = below.node.children().item(caret.get() as u32);
        if line != current {
            if let Some(before) = &current {
                drop(before.class_list().remove_1("current"));
            }
            if let Some(line) = &line {
                drop(line.class_list().add_1("current"));
            }
            current = line;
        }
    });
    let label = html::label().class("visually-hidden").attr("for", "editor-content").child(t!("Content"));
    html::div()
        .class("editor-field")
        .class_when("plain", is_plain)
        // Browsers take very long to find the direction of each line of a long text.
        .class_when("both-ways", Memo::new(move |_| editor.text.with(|text| text.chars().any(is_right_to_left))))
        .style("--digits", move || count.get().max(100).to_string().len().to_string())
        .child(label)
        .child(lines)
        .child(area)
}

/// Whether it may make a line run from right to left (UAX 9: the blocks of such scripts, and the marks).
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
        || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// In which line, from 0, the character is that JavaScript counts as this one.
fn line_at(text: &str, at: usize) -> usize {
    let mut units = 0;
    let before = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= at
    });
    before.filter(|c| *c == '\n').count()
}

impl PaintedLines {
    /// Shows the lines of `text`, or none. Those that are the same at its start and its end stay.
    fn paint(&mut self, text: Option<&str>) {
        let mut start = LineStart::default();
        let line = |line: &'_ str| {
            let own = start;
            start = start.after(self.syntax, line);
            own
        };
        let lines: Vec<&str> = text.into_iter().flat_map(|text| text.split('\n')).collect();
        let starts: Vec<LineStart> = lines.iter().copied().map(line).collect();
        let new = || starts.iter().copied().zip(lines.iter().copied());
        let is_same =
            |((start, line), (old_start, old)): &((LineStart, &str), &(LineStart, String))| start == old_start && *line == old;
        let head = new().zip(&self.painted).take_while(is_same).count();
        let most = lines.len().min(self.painted.len()) - head;
        let tail = new().rev().zip(self.painted.iter().rev()).take(most).take_while(is_same).count();
        let children = self.node.children();
        for _ in head..self.painted.len() - tail {
            if let Some(line) = children.item(head as u32) {
                line.remove();
            }
        }
        let after = children.item(head as u32).map(|line| line.unchecked_into::<Node>());
        let changed = || new().take(lines.len() - tail).skip(head);
        for (start, text) in changed() {
            let line = line_element(self.syntax, text, start).node::<Node>();
            let _ = self.node.insert_before(&line, after.as_ref());
        }
        let changed: Vec<_> = changed().map(|(start, text)| (start, text.to_owned())).collect();
        self.painted.splice(head..self.painted.len() - tail, changed);
    }
}

fn line_element(syntax: TextSyntax, line: &str, start: LineStart) -> Element {
    let stretch = |(token, text): (Token, &str)| {
        // As the field shows it, which has no room for marks.
        let text = View::unmarked(text);
        match class(token) {
            Some(class) => html::span().class(class).child(text).into(),
            None => text,
        }
    };
    html::div().class("editor-line").children(tokens(syntax, line, start).into_iter().map(stretch))
}

fn class(token: Token) -> Option<&'static str> {
    match token {
        Token::Plain => None,
        Token::Heading => Some("token-heading"),
        Token::Item => Some("token-item"),
        Token::Code => Some("token-code"),
        Token::Name => Some("token-name"),
        Token::Text => Some("token-text"),
        Token::Value => Some("token-value"),
    }
}

#[cfg(test)]
mod tests {
    use super::line_at;

    #[test]
    fn the_line_of_the_caret_is_counted_as_javascript_counts() {
        let text = "a\n🧳b\n\nc";
        let lines: Vec<usize> = (0..=8).map(|at| line_at(text, at)).collect();
        assert_eq!(lines, [0, 0, 1, 1, 1, 1, 2, 3, 3]);
        assert_eq!(line_at(text, 99), 3);
    }
}
