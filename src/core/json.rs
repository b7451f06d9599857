//! Reading JSON, and setting it out.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// What `text` says. From bytes, as answers are read: `serde_json` compiles the reader of a `str` beside it, once more for
/// every type.
///
/// # Errors
///
/// Where it is not JSON, or not that of a `T`.
pub fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_slice(text.as_bytes())
}

/// `value` as JSON. `Value`'s own `to_string` brings two more writers with it, one of which sets JSON out.
pub fn write(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The text that a member of an object is.
pub fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// JSON over several lines, with its members in the order in which they came and its numbers as they were written. `None` if
/// it is none.
pub fn pretty(text: &str) -> Option<String> {
    read::<serde::de::IgnoredAny>(text).ok()?;
    let mut pretty = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    let mut characters = text.chars().peekable();
    let line = |pretty: &mut String, depth: usize| {
        pretty.push('\n');
        (0..depth).for_each(|_| pretty.push_str("  "));
    };
    while let Some(c) = characters.next() {
        if in_text {
            pretty.push(c);
            (escaped, in_text) = (c == '\\' && !escaped, c != '"' || escaped);
            continue;
        }
        match c {
            c if c.is_ascii_whitespace() => {}
            '{' | '[' => {
                pretty.push(c);
                while characters.next_if(char::is_ascii_whitespace).is_some() {}
                let close = if c == '{' { '}' } else { ']' };
                if characters.next_if_eq(&close).is_some() {
                    pretty.push(close);
                } else {
                    depth += 1;
                    line(&mut pretty, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut pretty, depth);
                pretty.push(c);
            }
            ',' => {
                pretty.push(c);
                line(&mut pretty, depth);
            }
            ':' => pretty.push_str(": "),
            '"' => {
                in_text = true;
                pretty.push(c);
            }
            c => pretty.push(c),
        }
    }
    Some(pretty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_set_out_as_it_was_written() {
        let text = r#"{"b":1.0,"a":[],"c":{ },"d":[1,{"e":"x\"{,:\\"}]}"#;
        let expected = "{\n  \"b\": 1.0,\n  \"a\": [],\n  \"c\": {},\n  \"d\": [\n    1,\n    {\n      \"e\": \"x\\\"{,:\\\\\"\n    }\n  ]\n}";
        assert_eq!(pretty(text).as_deref(), Some(expected));
        assert_eq!(pretty("Hello"), None);
        assert_eq!(pretty(""), None);
    }

    proptest! {
        #[test]
        fn nothing_but_spaces_is_added(text in prop::sample::select(vec!["[", "]", "{", "}", ",", ":", "\"", "\\", "1", "a", " ", "true"]).prop_flat_map(|first| prop::collection::vec(prop::sample::select(vec!["[1]", "{\"a\":[]}", "\"\\\\\\\"\"", "1e5", first]), 1..4).prop_map(|v| format!("[{}]", v.join(","))))) {
            if let Some(pretty) = pretty(&text) {
                let read = |text: &str| read::<Value>(text).unwrap();
                prop_assert_eq!(read(&pretty), read(&text));
            }
        }
    }
}
