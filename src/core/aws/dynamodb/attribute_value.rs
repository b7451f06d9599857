//! Values as DynamoDB has them. Numbers stay text: they have 38 digits, a float has 16.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A row: values by attribute name.
pub type Item = BTreeMap<String, AttributeValue>;

/// One value with its type
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AttributeValue {
    /// String
    S(String),
    /// Number, in decimal
    N(String),
    /// Binary, in base64
    B(String),
    /// Boolean
    #[serde(rename = "BOOL")]
    Bool(bool),
    /// Null; always `true`
    #[serde(rename = "NULL")]
    Null(bool),
    /// Map
    M(Item),
    /// List
    L(Vec<AttributeValue>),
    /// String set
    #[serde(rename = "SS")]
    StringSet(Vec<String>),
    /// Number set
    #[serde(rename = "NS")]
    NumberSet(Vec<String>),
    /// Binary set
    #[serde(rename = "BS")]
    BinarySet(Vec<String>),
}

impl AttributeValue {
    /// The type as the API reference spells it.
    pub fn type_name(&self) -> &'static str {
        match self {
            AttributeValue::S(_) => "S",
            AttributeValue::N(_) => "N",
            AttributeValue::B(_) => "B",
            AttributeValue::Bool(_) => "BOOL",
            AttributeValue::Null(_) => "NULL",
            AttributeValue::M(_) => "M",
            AttributeValue::L(_) => "L",
            AttributeValue::StringSet(_) => "SS",
            AttributeValue::NumberSet(_) => "NS",
            AttributeValue::BinarySet(_) => "BS",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value() -> impl Strategy<Value = AttributeValue> {
        use AttributeValue::*;
        let leaf = prop_oneof![
            any::<String>().prop_map(S),
            "-?[0-9]{1,38}".prop_map(N),
            "[A-Za-z0-9+/]{4}".prop_map(B),
            any::<bool>().prop_map(Bool),
            Just(Null(true)),
            proptest::collection::vec(any::<String>(), 1..3).prop_map(StringSet),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(L),
                proptest::collection::btree_map(any::<String>(), inner, 0..4).prop_map(M),
            ]
        })
    }

    #[test]
    fn the_wire_form_is_dynamodbs() {
        let json = r#"{"A":{"N":"12345678901234567890123456789012345678"},"B":{"NULL":true},"C":{"SS":["x"]},"D":{"M":{"E":{"L":[{"BOOL":false}]}}}}"#;
        let item: Item = crate::json::read(json).unwrap();
        assert_eq!(item["A"], AttributeValue::N("12345678901234567890123456789012345678".into()));
        assert_eq!(serde_json::to_string(&item).unwrap(), json);
    }

    proptest! {
        #[test]
        fn values_survive_the_wire(value in value()) {
            let json = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(crate::json::read::<AttributeValue>(&json).unwrap(), value);
        }
    }
}
