//! Text of requests and responses: paths and bodies with their parameters filled in, JSON that can be read.

use serde_json::{Map, Value};

use crate::api::openapi::{Location, Parameter};
use crate::aws::uri::{encode_component, encode_path};

/// The path of an operation with what was filled in; `{name}` stays where nothing was.
pub fn path(template: &str, parameters: &[(Parameter, String)]) -> String {
    let filled =
        |location| parameters.iter().filter(move |(parameter, value)| parameter.location == location && !value.is_empty());
    let path = filled(Location::Path).fold(template.to_owned(), |path, (parameter, value)| {
        let path = path.replace(&format!("{{{}}}", parameter.name), &encode_component(value));
        path.replace(&greedy(parameter), &encode_path(value))
    });
    let query: Vec<_> = filled(Location::Query)
        .map(|(parameter, value)| format!("{}={}", encode_component(&parameter.name), encode_component(value)))
        .collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// What stands in a path for a parameter that takes the rest of it, slashes and all: API Gateway's greedy path variables, such as
/// `{proxy+}` (<https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html>).
fn greedy(parameter: &Parameter) -> String {
    format!("{{{}+}}", parameter.name)
}

/// Whether a path as it is to be sent still lacks a value that it needs for `parameter`.
pub fn lacks(path: &str, parameter: &Parameter) -> bool {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let begins = format!("{}=", encode_component(&parameter.name));
    match parameter.location {
        Location::Path => path.contains(&format!("{{{}}}", parameter.name)) || path.contains(&greedy(parameter)),
        Location::Query => {
            parameter.is_required && !query.split('&').any(|pair| pair.len() > begins.len() && pair.starts_with(&begins))
        }
        // What is typed into the body is the visitor's own.
        Location::Body => false,
    }
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
        let (description, choices, example) = Default::default();
        Parameter { name: name.into(), location, description, is_required: false, is_json, choices, example }
    }

    #[test]
    fn what_a_path_lacks_is_known_whoever_fills_it_in() {
        let id = parameter("id", Location::Path, false);
        assert!(lacks("/notes/{id}", &id) && !lacks("/notes/7", &id) && !lacks("/notes?x={id}", &id));
        let query = parameter("q", Location::Query, false);
        assert!(!lacks("/notes", &query));
        let query = Parameter { is_required: true, ..query };
        assert!(lacks("/notes", &query) && lacks("/notes?q=", &query) && lacks("/notes?qq=1", &query));
        assert!(!lacks("/notes?a=1&q=2", &query));
    }

    #[test]
    fn a_greedy_parameter_takes_slashes() {
        let rest = parameter("proxy", Location::Path, false);
        assert!(lacks("/files/{proxy+}", &rest));
        assert_eq!(path("/files/{proxy+}", &[(rest, "a b/c&d/{proxy+}".to_owned())]), "/files/a%20b/c%26d/%7Bproxy%2B%7D");
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
