//! From the bytes of a file to a JSON object, and what a file is that holds none.

use serde_json::{Map, Value};

use super::Fault;

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
pub(super) fn object(file: &[u8]) -> Result<Map<String, Value>, Fault> {
    let text = text(file).map_err(fault)?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) if is_gen_1(&object) => Err(fault(GEN_1)),
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(fault("The file should hold one JSON object.")),
        Err(error) => Err(fault(diagnosis(text, &error))),
    }
}

fn fault(problem: impl Into<String>) -> Fault {
    Fault { field: String::new(), problem: problem.into() }
}

fn without_mark(file: &[u8]) -> &[u8] {
    file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file)
}

fn text(file: &[u8]) -> Result<&str, String> {
    // Every other byte of JSON in UTF-16 is zero; no byte of it in UTF-8 is.
    if file.starts_with(b"\xFF\xFE") || file.starts_with(b"\xFE\xFF") || file.contains(&0) {
        return Err("This file is UTF-16. Save it as UTF-8.".to_owned());
    }
    let file = without_mark(file);
    str::from_utf8(file).map_err(|error| {
        let before = file.get(..error.valid_up_to()).unwrap_or_default();
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("This file is not UTF-8: see line {line}, column {}. Save it as UTF-8.", before.len() - line_start + 1)
    })
}

const GEN_1: &str = "This is a file of Amplify Gen 1. Make amplify_outputs.json with “npx ampx generate outputs --app-id APP_ID --branch \
                     BRANCH”, and put it here.";

/// `aws-exports.js` and `amplifyconfiguration.json`, in both of its forms.
fn is_gen_1(object: &Map<String, Value>) -> bool {
    ["aws_project_region", "aws_cognito_region", "aws_user_pools_id"].iter().any(|name| object.contains_key(*name))
        || (object.contains_key("UserAgent") && object.contains_key("Version"))
}

/// What the text is that is no JSON.
fn diagnosis(text: &str, error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let place = format!("line {line}, column {column}");
    let start = text.trim_start();
    if start.is_empty() {
        return "This file is empty.".to_owned();
    }
    if ["export ", "module.exports", "const ", "var ", "let ", "window.", "import "].iter().any(|word| start.starts_with(word)) {
        if start.contains("aws_project_region") {
            return GEN_1.to_owned();
        }
        return format!("This is JavaScript, not JSON: see {place}. Keep only the object in braces, with no semicolon after it.");
    }
    // Columns are counted in bytes, from 1.
    let line_text = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let rest = line_text.get(column.saturating_sub(1)..).unwrap_or_default();
    match rest.chars().next() {
        Some('/' | '#') => format!("JSON has no comments: remove the one at {place}."),
        Some('\'') => format!("JSON has double quotes only: replace the single one at {place}."),
        Some('}' | ']') if error.to_string().starts_with("trailing comma") => {
            format!(
                "Remove the comma before the “{}” at {place}: JSON has none after the last entry.",
                rest.get(..1).unwrap_or_default()
            )
        }
        _ => format!("This is not valid JSON: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(file: &[u8]) -> String {
        object(file).unwrap_err().problem
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
            ("", "empty"),
            (" \r\n", "empty"),
            ("{\r\n  \"a\": 1, // one\r\n}", "no comments: remove the one at line 2, column 11"),
            ("{ /* x */ }", "no comments: remove the one at line 1, column 3"),
            ("# x\n{}", "no comments: remove the one at line 1, column 1"),
            ("{\"a\": [1,\n]}", "Remove the comma before the “]” at line 2, column 1"),
            ("{\"a\": 1,}", "Remove the comma before the “}” at line 1, column 9"),
            ("{'a': 1}", "single one at line 1, column 2"),
            ("\nexport default {};", "JavaScript, not JSON: see line 2, column 1"),
            ("module.exports = {}", "JavaScript"),
            ("const awsmobile = {\"aws_project_region\": \"x\"}", "Amplify Gen 1"),
            ("{\"region\": ", "not valid JSON"),
            ("{ region: 1 }", "not valid JSON: key must be a string at line 1 column 3"),
            ("{} {}", "not valid JSON"),
            ("[1]", "one JSON object"),
            ("\"é\" // é", "no comments: remove the one at line 1, column 6"),
        ] {
            let problem = problem(file.as_bytes());
            assert!(problem.contains(expected), "{file:?}: {problem}");
        }
        assert!(problem(b"{\n \"a\": \"\xE9\"}").contains("not UTF-8: see line 2, column 8"));
    }

    #[test]
    fn no_file_is_too_strange() {
        for file in [&b"\xFF\xFE"[..], b"\0", b"{\"a\xC3", b"\n\n\xFF", "{\"é\": é}".as_bytes(), b"//", &[b'['; 4000]] {
            let _ = object(file);
        }
    }
}
