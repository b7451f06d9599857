//! From the bytes of a file to a JSON object, and what a file is that holds none.

use serde_json::{Map, Value};

use super::{FaultKind, Position};

/// Whether a server that has no such file answered with a page of its own.
pub fn is_web_page(file: &[u8]) -> bool {
    without_mark(file).trim_ascii_start().starts_with(b"<")
}

/// The object of a `config.json`, unless there is something to be said of the file.
pub(super) fn own(file: &[u8]) -> Option<Map<String, Value>> {
    let object: Map<String, Value> = serde_json::from_slice(without_mark(file)).ok()?;
    (!is_amplify(&object) && !is_gen_1(&object)).then_some(object)
}

/// Whether it is that of an `amplify_outputs.json`.
pub(super) fn is_amplify(object: &Map<String, Value>) -> bool {
    object.contains_key("version")
}

/// The object that the file holds.
pub(super) fn object(file: &[u8]) -> Result<Map<String, Value>, FaultKind> {
    let text = text(file)?;
    match crate::json::read(text) {
        Ok(Value::Object(object)) if is_gen_1(&object) => Err(FaultKind::AmplifyGen1),
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(FaultKind::NoObject),
        Err(error) => Err(diagnosis(text, &error)),
    }
}

fn without_mark(file: &[u8]) -> &[u8] {
    file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file)
}

fn text(file: &[u8]) -> Result<&str, FaultKind> {
    // Every other byte of JSON in UTF-16 is zero; no byte of it in UTF-8 is.
    if file.starts_with(b"\xFF\xFE") || file.starts_with(b"\xFE\xFF") || file.contains(&0) {
        return Err(FaultKind::Utf16);
    }
    let file = without_mark(file);
    str::from_utf8(file).map_err(|error| {
        let before = file.get(..error.valid_up_to()).unwrap_or_default();
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        FaultKind::NotUtf8(Position { line, column: before.len() - line_start + 1 })
    })
}

/// `aws-exports.js` and `amplifyconfiguration.json`, in both of its forms.
fn is_gen_1(object: &Map<String, Value>) -> bool {
    ["aws_project_region", "aws_cognito_region", "aws_user_pools_id"].iter().any(|name| object.contains_key(*name))
        || (object.contains_key("UserAgent") && object.contains_key("Version"))
}

/// What the text is that is no JSON.
fn diagnosis(text: &str, error: &serde_json::Error) -> FaultKind {
    let (line, column) = (error.line(), error.column());
    let place = Position { line, column };
    let start = text.trim_start();
    if start.is_empty() {
        return FaultKind::EmptyFile;
    }
    if ["export ", "module.exports", "const ", "var ", "let ", "window.", "import "].iter().any(|word| start.starts_with(word)) {
        if start.contains("aws_project_region") {
            return FaultKind::AmplifyGen1;
        }
        return FaultKind::JavaScript(place);
    }
    // Columns are counted in bytes, from 1.
    let line_text = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let rest = line_text.get(column.saturating_sub(1)..).unwrap_or_default();
    match rest.chars().next() {
        Some('/' | '#') => FaultKind::Comment(place),
        Some('\'') => FaultKind::SingleQuote(place),
        Some(closing @ ('}' | ']')) if error.to_string().starts_with("trailing comma") => {
            FaultKind::TrailingComma(closing, place)
        }
        _ => FaultKind::Syntax(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> Position {
        Position { line, column }
    }

    #[test]
    fn a_mark_of_utf_8_is_no_fault() {
        assert!(object(b"\xEF\xBB\xBF{}").is_ok());
        assert!(!is_web_page(b"\xEF\xBB\xBF{}"));
        assert!(is_web_page(b"\xEF\xBB\xBF\r\n <!doctype html>"));
    }

    #[test]
    fn what_is_no_json_is_named_with_its_place() {
        for (file, expected) in [
            ("", FaultKind::EmptyFile),
            (" \r\n", FaultKind::EmptyFile),
            ("{\r\n  \"a\": 1, // one\r\n}", FaultKind::Comment(at(2, 11))),
            ("{ /* x */ }", FaultKind::Comment(at(1, 3))),
            ("# x\n{}", FaultKind::Comment(at(1, 1))),
            ("{\"a\": [1,\n]}", FaultKind::TrailingComma(']', at(2, 1))),
            ("{\"a\": 1,}", FaultKind::TrailingComma('}', at(1, 9))),
            ("{'a': 1}", FaultKind::SingleQuote(at(1, 2))),
            ("\nexport default {};", FaultKind::JavaScript(at(2, 1))),
            ("module.exports = {}", FaultKind::JavaScript(at(1, 1))),
            ("const awsmobile = {\"aws_project_region\": \"x\"}", FaultKind::AmplifyGen1),
            ("{ region: 1 }", FaultKind::Syntax(at(1, 3))),
            ("[1]", FaultKind::NoObject),
            ("\"é\" // é", FaultKind::Comment(at(1, 6))),
        ] {
            assert_eq!(object(file.as_bytes()), Err(expected), "{file:?}");
        }
        for file in ["{\"region\": ", "{} {}"] {
            assert!(matches!(object(file.as_bytes()), Err(FaultKind::Syntax(_))), "{file:?}");
        }
        assert_eq!(object(b"{\n \"a\": \"\xE9\"}"), Err(FaultKind::NotUtf8(at(2, 8))));
    }

    #[test]
    fn no_file_is_too_strange() {
        for file in [&b"\xFF\xFE"[..], b"\0", b"{\"a\xC3", b"\n\n\xFF", "{\"é\": é}".as_bytes(), b"//", &[b'['; 4000]] {
            let _ = object(file);
        }
    }
}
