//! Text as it is stored and as it is edited: a text field has `\n` for every end of a line, and no byte order mark.

use super::diff::{DiffLine, diff};

/// The most bytes of a file that is edited.
pub const MAX_BYTES: usize = 1024 * 1024;

/// How text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8 {
        /// Whether it begins with a byte order mark.
        bom: bool,
    },
    /// UTF-16 with its byte order mark, the low byte first.
    Utf16Le,
    /// UTF-16 with its byte order mark, the high byte first.
    Utf16Be,
}

/// The text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditableText {
    encoding: Encoding,
    /// As it is stored, but for the encoding.
    stored: String,
}

impl EditableText {
    /// What `bytes` are, if they are text. What would not be written back as it was is none.
    pub fn read(bytes: &[u8]) -> Option<EditableText> {
        let (encoding, stored) = match bytes {
            [0xef, 0xbb, 0xbf, rest @ ..] => (Encoding::Utf8 { bom: true }, std::str::from_utf8(rest).ok()?.to_owned()),
            [0xff, 0xfe, rest @ ..] => (Encoding::Utf16Le, utf16(rest, u16::from_le_bytes)?),
            [0xfe, 0xff, rest @ ..] => (Encoding::Utf16Be, utf16(rest, u16::from_be_bytes)?),
            _ => (Encoding::Utf8 { bom: false }, std::str::from_utf8(bytes).ok()?.to_owned()),
        };
        let is_text = !stored.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}'));
        is_text.then_some(EditableText { encoding, stored })
    }

    /// How it is stored.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// As a text field has it.
    pub fn edited(&self) -> String {
        self.stored.replace("\r\n", "\n").replace('\r', "\n")
    }

    /// The bytes of `edited`, a text that came of this one: lines that stayed end as they ended, new ones as most others do.
    pub fn write(&self, edited: &str) -> Vec<u8> {
        let text = self.with_line_ends(edited);
        match self.encoding {
            Encoding::Utf8 { bom: false } => text.into_bytes(),
            Encoding::Utf8 { bom: true } => ["\u{feff}".as_bytes(), text.as_bytes()].concat(),
            Encoding::Utf16Le => "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Be => "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
        }
    }

    fn with_line_ends(&self, edited: &str) -> String {
        let old = lines(&self.stored);
        let count = |wanted: &str| old.iter().filter(|(_, end)| *end == wanted).count();
        let usual = ["\n", "\r\n", "\r"].into_iter().rev().max_by_key(|end| count(end)).unwrap_or("\n");
        let is_mixed = old.iter().any(|(_, end)| !end.is_empty() && *end != usual);
        if !is_mixed {
            return if usual == "\n" { edited.to_owned() } else { edited.replace('\n', usual) };
        }
        let new = lines(edited);
        let words = |lines: &[(&str, &str)]| lines.iter().map(|(line, _)| (*line).to_owned()).collect::<Vec<_>>();
        let mut ends = vec![usual; new.len()];
        for line in diff(&words(&old), &words(&new)) {
            if let DiffLine::Same(a, b) = line
                && !old[a].1.is_empty()
            {
                ends[b] = old[a].1;
            }
        }
        new.iter().zip(ends).map(|((line, end), kept)| format!("{line}{}", if end.is_empty() { "" } else { kept })).collect()
    }
}

/// The lines of a text and how each ends; the last one does not.
fn lines(text: &str) -> Vec<(&str, &str)> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r']) {
        let end = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        lines.push((&rest[..at], &rest[at..at + end]));
        rest = &rest[at + end..];
    }
    lines.push((rest, ""));
    lines
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(bytes: &[u8], edit: impl Fn(String) -> String) -> Vec<u8> {
        let text = EditableText::read(bytes).unwrap();
        text.write(&edit(text.edited()))
    }

    #[test]
    fn encoding_and_ends_of_lines_stay() {
        let add = |text: String| text + "c\n";
        assert_eq!(written(b"a\r\nb\r\n", add), b"a\r\nb\r\nc\r\n");
        assert_eq!(written(b"a\nb\n", add), b"a\nb\nc\n");
        assert_eq!(written(b"a\rb\r", add), b"a\rb\rc\r");
        assert_eq!(written(b"\xef\xbb\xbfa\n", add), b"\xef\xbb\xbfa\nc\n");
        assert_eq!(written(b"\xff\xfea\0\n\0", add), b"\xff\xfea\0\n\0c\0\n\0");
        assert_eq!(written(b"\xfe\xff\0a\0\n", add), b"\xfe\xff\0a\0\n\0c\0\n");
        assert_eq!(written(b"", add), b"c\n");
    }

    #[test]
    fn lines_that_stayed_end_as_they_ended() {
        assert_eq!(written(b"a\r\nb\nc\r\nd", |text| text.replace("b\n", "b\nx\n")), b"a\r\nb\nx\r\nc\r\nd");
    }

    #[test]
    fn what_cannot_be_written_back_is_no_text() {
        for bytes in [&b"\0\x01"[..], b"\xff\xfea", b"\xff\xfe\0\xd8", b"\xef\xbb\xbf\xff", b"caf\xe9", b"a\0b"] {
            assert_eq!(EditableText::read(bytes), None, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_not_changed_is_written_as_it_was(text in "([ab]{0,2}(\r\n|\n|\r)){0,12}[ab\u{fc}]{0,2}", kind in 0usize..4) {
            let units = || "\u{feff}".encode_utf16().chain(text.encode_utf16());
            let bytes = match kind {
                0 => text.clone().into_bytes(),
                1 => format!("\u{feff}{text}").into_bytes(),
                2 => units().flat_map(u16::to_le_bytes).collect(),
                _ => units().flat_map(u16::to_be_bytes).collect(),
            };
            prop_assert_eq!(written(&bytes, |text| text), bytes);
        }
    }
}
