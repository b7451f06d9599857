//! What an API offers, as its OpenAPI document says (<https://spec.openapis.org/oas/v3.0.3>; 3.1 reads the same here).
//!
//! The document is the owner's, and may be anything: what cannot be read of it is left out, and schemas are followed only so
//! deep, for they may contain themselves.

use http::Method;
use serde_json::{Map, Value};

/// As deep as schemas and references are followed.
const DEEPEST: u32 = 8;
/// As many members as an example has at most. With a few that contain their own object, their number is multiplied by each level.
const MOST_MEMBERS: u32 = 500;

/// A method of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiOperation {
    /// The method.
    pub method: Method,
    /// The path below the API's URL, with `{name}` for each parameter.
    pub path: String,
    /// What it does, in a few words.
    pub summary: String,
    /// The first of its tags, by which operations are grouped; empty where it has none.
    pub tag: String,
    /// What is put into the path, the query and the body.
    pub parameters: Vec<Parameter>,
    /// An example of its body, made of the schema where the document has none.
    pub body: Option<Value>,
}

/// What is filled in before a request is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it goes.
    pub location: Location,
    /// What it is, in the document's words.
    pub description: String,
    /// Whether the request cannot do without.
    pub is_required: bool,
    /// Whether its value is JSON other than a text: a number, `true`, a list.
    pub is_json: bool,
    /// The values that it may have, if the document lists them.
    pub choices: Vec<String>,
    /// A value that it may have, such as its default; empty where the document has none.
    pub example: String,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// Into the path, in place of `{name}`.
    Path,
    /// Into the query.
    Query,
    /// Into the body, as a member of its object.
    Body,
}

/// The operations of an OpenAPI document in JSON, by path as the document has them. `None` if it is none.
pub fn read(document: &[u8]) -> Option<Vec<ApiOperation>> {
    let root: Value = serde_json::from_slice(document).ok()?;
    root.get("openapi")?.as_str().filter(|version| version.starts_with("3."))?;
    let paths = root.get("paths")?.as_object()?;
    let operations = paths.iter().flat_map(|(path, item)| {
        let shared = parameters(&root, item);
        let of = |(name, operation): (&String, &Value)| operation_of(&root, path, name, operation, &shared);
        item.as_object().into_iter().flatten().filter_map(of).collect::<Vec<_>>()
    });
    Some(operations.collect())
}

fn operation_of(root: &Value, path: &str, name: &str, operation: &Value, shared: &[Parameter]) -> Option<ApiOperation> {
    let method = match name {
        "get" => Method::GET,
        "put" => Method::PUT,
        "post" => Method::POST,
        "delete" => Method::DELETE,
        "head" => Method::HEAD,
        "patch" => Method::PATCH,
        // A browser asks for OPTIONS by itself; the rest are no methods.
        _ => return None,
    };
    let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
    let summary = [text("summary"), text("operationId")].into_iter().find(|text| !text.is_empty());
    let summary = summary.map_or_else(|| format!("{method} {path}"), str::to_owned);
    let tag = operation.get("tags").and_then(|tags| tags.get(0)?.as_str()).unwrap_or_default().to_owned();
    let mut all = parameters(root, operation);
    let inherited =
        shared.iter().filter(|shared| !all.iter().any(|own| own.name == shared.name && own.location == shared.location));
    let inherited: Vec<_> = inherited.cloned().collect();
    all.splice(0..0, inherited);
    let content = operation.get("requestBody").map(|body| followed(root, body)).and_then(|body| body.get("content"));
    let json = content.and_then(Value::as_object).and_then(|content| {
        content.iter().find(|(kind, _)| kind.split(';').next().is_some_and(|kind| kind.ends_with("json"))).map(|(_, json)| json)
    });
    let schema = json.and_then(|json| json.get("schema")).map(|schema| followed(root, schema));
    all.extend(schema.map(|schema| members(root, schema)).unwrap_or_default());
    let example = json.and_then(|json| json.get("example")).cloned();
    let body = example.or_else(|| Some(example_of(root, schema?, 0, &mut { MOST_MEMBERS })));
    Some(ApiOperation { method, path: path.to_owned(), summary, tag, parameters: all, body })
}

/// What `$ref` leads to, within the document.
fn followed<'a>(root: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..DEEPEST {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { break };
        match reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

fn parameters(root: &Value, of: &Value) -> Vec<Parameter> {
    let list = of.get("parameters").and_then(Value::as_array).into_iter().flatten();
    list.map(|parameter| followed(root, parameter))
        .filter_map(|parameter| {
            let location = match parameter.get("in")?.as_str()? {
                "path" => Location::Path,
                "query" => Location::Query,
                _ => return None,
            };
            let is_required = location == Location::Path || parameter.get("required") == Some(&Value::Bool(true));
            let schema = parameter.get("schema").map_or(parameter, |schema| followed(root, schema));
            Some(Parameter {
                name: crate::json::text(parameter, "name")?,
                location,
                description: description(parameter),
                is_required,
                is_json: false,
                choices: choices(schema),
                example: [parameter, schema].into_iter().map(example).find(|text| !text.is_empty()).unwrap_or_default(),
            })
        })
        .collect()
}

fn description(of: &Value) -> String {
    of.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The members of an object's schema.
fn members(root: &Value, schema: &Value) -> Vec<Parameter> {
    let required = |name: &str| {
        let names = schema.get("required").and_then(Value::as_array);
        names.is_some_and(|names| names.iter().any(|required| required == name))
    };
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    properties
        .map(|(name, property)| {
            let property = followed(root, property);
            Parameter {
                name: name.clone(),
                location: Location::Body,
                description: description(property),
                is_required: required(name),
                is_json: kind(property).is_some_and(|kind| kind != "string"),
                choices: choices(property),
                example: example(property),
            }
        })
        .collect()
}

/// The values that a schema allows, if it lists them.
fn choices(schema: &Value) -> Vec<String> {
    match schema.get("enum").and_then(Value::as_array) {
        Some(values) => values.iter().map(as_typed).collect(),
        None if kind(schema) == Some("boolean") => ["true", "false"].map(str::to_owned).into(),
        None => Vec::new(),
    }
}

/// A value that the document gives for this.
fn example(of: &Value) -> String {
    ["example", "default"].into_iter().find_map(|name| of.get(name)).map(as_typed).unwrap_or_default()
}

/// A value as one types it into a field.
fn as_typed(value: &Value) -> String {
    value.as_str().map_or_else(|| crate::json::write(value), str::to_owned)
}

fn kind(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        // 3.1 lists them, `null` among them.
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}

fn example_of(root: &Value, schema: &Value, depth: u32, left: &mut u32) -> Value {
    let schema = followed(root, schema);
    if let Some(example) = ["example", "default"].into_iter().find_map(|name| schema.get(name)) {
        return example.clone();
    }
    if let Some(first) = schema.get("enum").and_then(|values| values.get(0)) {
        return first.clone();
    }
    let mut nested = |schema: &Value| {
        *left = left.saturating_sub(1);
        if depth < DEEPEST && *left > 0 { example_of(root, schema, depth + 1, left) } else { Value::Null }
    };
    match kind(schema) {
        Some("string") => Value::from(""),
        Some("integer" | "number") => Value::from(0),
        Some("boolean") => Value::from(false),
        Some("array") => Value::Array(schema.get("items").map(&mut nested).into_iter().collect()),
        Some("object") | None => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let members = properties.into_iter().flatten().map(|(name, schema)| (name.clone(), nested(schema)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn document() -> Value {
        json!({
            "openapi": "3.0.1",
            "paths": {
                "/notes": {
                    "post": {
                        "summary": "Take a note",
                        "tags": ["Notes"],
                        "requestBody": { "content": { "application/json; charset=utf-8": { "schema": { "$ref": "#/components/schemas/Note" } } } },
                    },
                    "options": {},
                },
                "/notes/{id}": {
                    "parameters": [{ "name": "id", "in": "path", "required": true, "description": "Which." }],
                    "get": { "operationId": "readNote", "parameters": [{ "$ref": "#/components/parameters/Verbose" }] },
                    "delete": {},
                },
            },
            "components": {
                "parameters": { "Verbose": { "name": "verbose", "in": "query", "schema": { "type": "boolean" } } },
                "schemas": { "Note": {
                    "type": "object",
                    "required": ["note"],
                    "properties": {
                        "note": { "type": "string", "description": "Its text." },
                        "stars": { "type": ["null", "integer"] },
                        "kind": { "type": "string", "enum": ["short", "long", 3], "default": "long" },
                        "inner": { "$ref": "#/components/schemas/Note" },
                    },
                } },
            },
        })
    }

    #[test]
    fn operations_are_read_with_what_is_to_be_filled_in() {
        let operations = read(document().to_string().as_bytes()).unwrap();
        let told: Vec<_> = operations.iter().map(|of| (of.method.as_str(), of.path.as_str(), of.summary.as_str())).collect();
        let mut sorted = told.clone();
        sorted.sort_unstable();
        assert_eq!(
            sorted,
            [
                ("DELETE", "/notes/{id}", "DELETE /notes/{id}"),
                ("GET", "/notes/{id}", "readNote"),
                ("POST", "/notes", "Take a note")
            ]
        );
        let of = |method: Method| operations.iter().find(|operation| operation.method == method).unwrap();
        let names = |operation: &ApiOperation| {
            operation.parameters.iter().map(|p| (p.name.clone(), p.location, p.is_required, p.is_json)).collect::<Vec<_>>()
        };
        assert_eq!(
            names(of(Method::GET)),
            [("id".into(), Location::Path, true, false), ("verbose".into(), Location::Query, false, false)]
        );
        let told = |parameter: &Parameter| (parameter.choices.join(" "), parameter.example.clone());
        let verbose = &of(Method::GET).parameters[1];
        assert_eq!(told(verbose), ("true false".to_owned(), String::new()));
        let kind = of(Method::POST).parameters.iter().find(|parameter| parameter.name == "kind").unwrap();
        assert_eq!(told(kind), ("short long 3".to_owned(), "long".to_owned()));
        let mut body = names(of(Method::POST));
        body.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(
            body,
            [
                ("inner".into(), Location::Body, false, true),
                ("kind".into(), Location::Body, false, false),
                ("note".into(), Location::Body, true, false),
                ("stars".into(), Location::Body, false, true)
            ]
        );
        assert_eq!(of(Method::POST).body.as_ref().unwrap()["note"], "");
        assert_eq!(of(Method::POST).body.as_ref().unwrap()["stars"], 0);
    }

    #[test]
    fn what_is_no_such_document_is_none() {
        for text in ["", "[]", "{}", r#"{"swagger":"2.0","paths":{}}"#, r#"{"openapi":"3.0.1"}"#, "openapi: 3.0.1"] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read(br#"{"openapi":"3.0.1","paths":{"/x":[],"/y":{"get":7}}}"#).unwrap().len(), 1);
    }

    #[test]
    fn an_example_of_what_contains_itself_many_times_is_short() {
        let node: Map<_, _> = (0..12).map(|number| (format!("m{number}"), json!({ "$ref": "#/n" }))).collect();
        let schema = json!({ "schema": { "$ref": "#/n" } });
        let paths = json!({ "/x": { "post": { "requestBody": { "content": { "application/json": schema } } } } });
        let document = json!({ "openapi": "3.0.1", "n": { "type": "object", "properties": node }, "paths": paths });
        let operations = read(document.to_string().as_bytes()).unwrap();
        assert!((1000..20_000).contains(&operations[0].body.as_ref().unwrap().to_string().len()));
    }

    proptest! {
        #[test]
        fn a_reference_that_leads_to_itself_ends(name in "[a-c]{1}") {
            let reference = format!("#/components/schemas/{name}");
            let document = json!({ "openapi": "3.1.0", "components": { "schemas": {
                "a": { "$ref": "#/components/schemas/b" }, "b": { "$ref": reference }, "c": { "type": "array", "items": { "$ref": "#/components/schemas/c" } } } },
                "paths": { "/x": { "post": { "requestBody": { "content": { "application/json": { "schema": { "$ref": reference } } } } } } } });
            prop_assert_eq!(read(document.to_string().as_bytes()).map(|operations| operations.len()), Some(1));
        }
    }
}
