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
        let json = parameter.is_json.then(|| crate::json::read(value).ok()).flatten();
        object.insert(parameter.name.clone(), json.unwrap_or_else(|| Value::from(value.as_str())));
    }
    Value::Object(object)
}

/// A value as JSON over several lines.
pub fn pretty_value(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
