//! Text of requests and responses: paths and bodies with their parameters filled in, JSON that can be read.

use serde_json::{Map, Value};

use crate::api::openapi::{Location, Parameter};
use crate::aws::uri::encode_component;

/// The path of an operation with what was filled in; `{name}` stays where nothing was.
pub fn path(template: &str, parameters: &[(Parameter, String)]) -> String {
    let filled =
        |location| parameters.iter().filter(move |(parameter, value)| parameter.location == location && !value.is_empty());
    let path = filled(Location::Path).fold(template.to_owned(), |path, (parameter, value)| {
        path.replace(&format!("{{{}}}", parameter.name), &encode_component(value))
    });
    let query: Vec<_> = filled(Location::Query)
        .map(|(parameter, value)| format!("{}={}", encode_component(&parameter.name), encode_component(value)))
        .collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// The body of an operation with what was filled in. What a member's value is no JSON for is a text.
pub fn body(example: &Value, parameters: &[(Parameter, String)]) -> Value {
    let mut object: Map<String, Value> = example.as_object().cloned().unwrap_or_default();
    for (parameter, value) in parameters.iter().filter(|(parameter, _)| parameter.location == Location::Body) {
        if value.is_empty() {
            continue;
        }
        let json = parameter.is_json.then(|| serde_json::from_str(value).ok()).flatten();
        object.insert(parameter.name.clone(), json.unwrap_or_else(|| Value::from(value.as_str())));
    }
    Value::Object(object)
}

/// A value as JSON over several lines.
pub fn pretty_value(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// JSON over several lines, with its members in the order in which they came and its numbers as they were written. `None` if
/// it is none.
pub fn pretty(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
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
    use serde_json::json;

    fn parameter(name: &str, location: Location, is_json: bool) -> Parameter {
        Parameter { name: name.into(), location, description: String::new(), is_required: false, is_json }
    }

    #[test]
    fn parameters_go_where_they_belong() {
        let filled = [
            (parameter("id", Location::Path, false), "a/b".to_owned()),
            (parameter("q", Location::Query, false), "x&y".to_owned()),
            (parameter("empty", Location::Query, false), String::new()),
            (parameter("note", Location::Body, false), "7".to_owned()),
            (parameter("stars", Location::Body, true), "5".to_owned()),
            (parameter("odd", Location::Body, true), "five".to_owned()),
        ];
        assert_eq!(path("/notes/{id}/{rest}", &filled), "/notes/a%2Fb/{rest}?q=x%26y");
        assert_eq!(
            body(&json!({ "note": "", "kept": 1 }), &filled),
            json!({ "note": "7", "stars": 5, "odd": "five", "kept": 1 })
        );
    }

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
                let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                prop_assert_eq!(read(&pretty), read(&text));
            }
        }
    }
}
