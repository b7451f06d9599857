//! Which parts of a text are coloured: headings, lists and code of Markdown, names and values of JSON. Line by line, so that a change
//! costs what it changes.

use crate::files::entry::extension;

/// What a file's name says of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextSyntax {
    /// Nothing of it is coloured.
    Plain,
    /// CommonMark.
    Markdown,
    /// RFC 8259.
    Json,
}

impl TextSyntax {
    /// That of a file of this name.
    pub fn of(name: &str) -> TextSyntax {
        match &*extension(name) {
            "md" | "markdown" => TextSyntax::Markdown,
            "json" | "jsonl" => TextSyntax::Json,
            _ => TextSyntax::Plain,
        }
    }
}

/// What a stretch of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Anything else.
    Plain,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// Code within a document.
    Code,
    /// The name of a member.
    Name,
    /// A text.
    Text,
    /// A number, or `true`, `false` and `null`.
    Value,
}

/// What a line takes over from those before it: the characters that end the code it is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineStart(Option<(char, usize)>);

impl LineStart {
    /// What the line after `line` takes over.
    pub fn after(self, syntax: TextSyntax, line: &str) -> LineStart {
        if syntax != TextSyntax::Markdown {
            return self;
        }
        match (self.0, fence(line)) {
            (None, Some((fence, length, rest))) if fence == '~' || !rest.contains('`') => LineStart(Some((fence, length))),
            (Some((open, least)), Some((fence, length, rest))) if fence == open && length >= least && rest.trim().is_empty() => {
                LineStart(None)
            }
            (open, _) => LineStart(open),
        }
    }
}

/// The character of a fence of code, how many there are, and what comes after them.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let content = line.trim_start_matches(' ');
    let fence = content.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let rest = content.trim_start_matches(fence);
    let length = content.len() - rest.len();
    (length >= 3 && line.len() - content.len() < 4).then_some((fence, length, rest))
}

/// The stretches of a line, which together are the line.
pub fn tokens(syntax: TextSyntax, line: &str, start: LineStart) -> Vec<(Token, &str)> {
    match syntax {
        TextSyntax::Plain => vec![(Token::Plain, line)],
        TextSyntax::Markdown => vec![(of_markdown(line, start), line)],
        TextSyntax::Json => of_json(line),
    }
}

fn of_markdown(line: &str, start: LineStart) -> Token {
    if start.0.is_some() || start.after(TextSyntax::Markdown, line).0.is_some() {
        return Token::Code;
    }
    let content = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - content.len();
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let hashes = content.len() - content.trim_start_matches('#').len();
    if indent < 4 && (1..=6).contains(&hashes) && content.get(hashes..).is_some_and(ends) {
        return Token::Heading;
    }
    let after_bullet = content.strip_prefix(['-', '*', '+']);
    let digits = content.len() - content.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after_number = content.get(digits..).filter(|_| (1..=9).contains(&digits)).and_then(|rest| rest.strip_prefix(['.', ')']));
    // Three of them and nothing else are a line across.
    let is_rule = content.chars().filter(|c| !c.is_whitespace()).count() >= 3
        && ['-', '*'].iter().any(|mark| content.chars().all(|c| c == *mark || c.is_whitespace()));
    if !is_rule && after_bullet.or(after_number).is_some_and(ends) { Token::Item } else { Token::Plain }
}

fn of_json(line: &str) -> Vec<(Token, &str)> {
    let mut tokens = Vec::new();
    let (mut rest, mut plain) = (line, 0);
    while let Some(first) = rest.get(plain..).and_then(|rest| rest.chars().next()) {
        let here = rest.get(plain..).unwrap_or_default();
        let (token, length) = match first {
            '"' => {
                let length = text_length(here);
                let is_name = here.get(length..).is_some_and(|after| after.trim_start().starts_with(':'));
                (if is_name { Token::Name } else { Token::Text }, length)
            }
            '-' | '0'..='9' => {
                (Token::Value, here.find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c)).unwrap_or(here.len()))
            }
            first if first.is_alphabetic() => {
                let length = here.find(|c: char| !c.is_alphanumeric()).unwrap_or(here.len());
                let is_value = matches!(here.get(..length), Some("true" | "false" | "null"));
                (if is_value { Token::Value } else { Token::Plain }, length)
            }
            first => (Token::Plain, first.len_utf8()),
        };
        if token == Token::Plain {
            plain += length;
            continue;
        }
        let (before, from_here) = rest.split_at(plain);
        let (coloured, after) = from_here.split_at(length);
        if !before.is_empty() {
            tokens.push((Token::Plain, before));
        }
        tokens.push((token, coloured));
        (rest, plain) = (after, 0);
    }
    if !rest.is_empty() || tokens.is_empty() {
        tokens.push((Token::Plain, rest));
    }
    tokens
}

/// How long the text in quotes is that `line` begins with; without an end it is all of the line.
fn text_length(line: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in line.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn markdown(text: &str) -> Vec<Token> {
        let mut start = LineStart::default();
        let line = |line: &str| {
            let token = tokens(TextSyntax::Markdown, line, start).first().map(|token| token.0);
            start = start.after(TextSyntax::Markdown, line);
            token
        };
        text.split('\n').filter_map(line).collect()
    }

    #[test]
    fn names_tell_the_syntax() {
        assert_eq!(TextSyntax::of("notes.MD"), TextSyntax::Markdown);
        assert_eq!(TextSyntax::of("data.json"), TextSyntax::Json);
        assert_eq!(TextSyntax::of("README"), TextSyntax::Plain);
    }

    #[test]
    fn headings_items_and_code_of_markdown_are_told() {
        use Token::*;
        assert_eq!(markdown("# A\n#\n####### a\n#a\n    # a"), [Heading, Heading, Plain, Plain, Plain]);
        assert_eq!(markdown("- a\n  * a\n12) a\n-a\n1234567890. a\n- - -\n***"), [Item, Item, Item, Plain, Plain, Plain, Plain]);
        assert_eq!(markdown("~~~ js\n# a\n```\n~~~~\n# a"), [Code, Code, Code, Code, Heading]);
        assert_eq!(markdown("```a`b\n# a"), [Plain, Heading]);
        assert_eq!(markdown("````\n```\n````\na"), [Code, Code, Code, Plain]);
    }

    #[test]
    fn names_and_values_of_json_are_told() {
        use Token::*;
        assert_eq!(
            tokens(TextSyntax::Json, r#"  "a\"b" : [1.5e-3, true, "x", nul],"#, LineStart::default()),
            [
                (Plain, "  "),
                (Name, r#""a\"b""#),
                (Plain, " : ["),
                (Value, "1.5e-3"),
                (Plain, ", "),
                (Value, "true"),
                (Plain, ", "),
                (Text, "\"x\""),
                (Plain, ", nul],"),
            ]
        );
        assert_eq!(tokens(TextSyntax::Json, "\"open\\", LineStart::default()), [(Text, "\"open\\")]);
        assert_eq!(tokens(TextSyntax::Json, "", LineStart::default()), [(Plain, "")]);
    }

    proptest! {
        #[test]
        fn the_stretches_of_a_line_are_the_line(line in "([\"\\\\:,0-9a-z{}`~#. -]|\\PC){0,40}") {
            for syntax in [TextSyntax::Plain, TextSyntax::Markdown, TextSyntax::Json] {
                let joined: String = tokens(syntax, &line, LineStart::default()).into_iter().map(|(_, text)| text).collect();
                prop_assert_eq!(&joined, &line);
            }
        }
    }
}
