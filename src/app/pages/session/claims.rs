//! What the ID token says, for reading.

use serde_json::{Map, Value};

use crate::ui::components::{Fact, Text};
use crate::ui::words::format;

/// Claims that are times, in seconds since 1970.
const TIMES: [&str; 3] = ["auth_time", "exp", "iat"];

/// The claims by name.
pub(super) fn facts(claims: &Map<String, Value>) -> Vec<Fact> {
    let fact = |(name, value): (&String, &Value)| {
        let time = value.as_i64().filter(|_| TIMES.contains(&name.as_str()));
        let text = match (time, value) {
            (Some(seconds), _) => format::moment_and(seconds, &seconds.to_string()),
            (None, Value::String(text)) => Text::data(text),
            (None, value) => Text::data(crate::json::write(value)),
        };
        Fact::text(Text::data(name), text)
    };
    claims.iter().map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_are_read_where_the_visitor_is_and_other_numbers_left_alone() {
        let claims =
            json!({ "exp": 1_795_247_342, "custom:age": 42, "email": "a@b", "email_verified": true, "cognito:groups": ["x"] });
        let facts = facts(claims.as_object().unwrap());
        let values: Vec<_> = facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
        assert_eq!(
            values,
            [
                ("cognito:groups", r#"["x"]"#),
                ("custom:age", "42"),
                ("email", "a@b"),
                ("email_verified", "true"),
                ("exp", "21 Nov 2026, 07:49 (1795247342)"),
            ]
        );
    }

    #[test]
    fn a_time_that_is_none_is_shown_as_it_is() {
        let claims = json!({ "exp": "soon" });
        assert_eq!(facts(claims.as_object().unwrap())[0].value.as_str(), "soon");
    }
}
