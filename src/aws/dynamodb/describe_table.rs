//! `DescribeTable`: which attributes are a table's key.

use serde::Deserialize;
use serde_json::json;

use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::{AnswerFault, Error, Service, json};
use crate::ports::Platform;

/// The attributes of a table's primary key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySchema {
    /// The partition key's attribute.
    pub partition_key: String,
    /// The sort key's attribute, if the table has one.
    pub sort_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    table: TableDescription,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TableDescription {
    key_schema: Vec<KeySchemaElement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeySchemaElement {
    attribute_name: String,
    key_type: String,
}

impl<P: Platform> Client<P> {
    /// `DescribeTable`, for the key alone.
    pub async fn key_schema(&self, table_name: &str, credentials: &impl ProvideCredentials) -> Result<KeySchema, Error> {
        let region = self.config().region.as_str();
        let endpoint = Service::DynamoDb.endpoint(&self.config().endpoints, region);
        let input = json!({ "TableName": table_name });
        let operation = json::operation(Service::DynamoDb, &endpoint, "DynamoDB_20120810", "DescribeTable", &input)?;
        read(json::output(&self.send_signed(operation, credentials, region).await?)?)
    }
}

fn read(output: Output) -> Result<KeySchema, Error> {
    let mut partition_key = None;
    let mut sort_key = None;
    for KeySchemaElement { attribute_name, key_type } in output.table.key_schema {
        match key_type.as_str() {
            "HASH" => partition_key = Some(attribute_name),
            "RANGE" => sort_key = Some(attribute_name),
            _ => {}
        }
    }
    let partition_key = partition_key.ok_or(Error::Unreadable(AnswerFault::Member("KeySchema")))?;
    Ok(KeySchema { partition_key, sort_key })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_read_and_the_rest_is_not() {
        let schema = |text: &str| crate::json::read::<Output>(text).map(read);
        let text = r#"{"Table": {"TableName": "t", "KeySchema": [
            {"AttributeName": "Made", "KeyType": "RANGE"}, {"AttributeName": "Who", "KeyType": "HASH"}
        ], "ItemCount": 7}}"#;
        let expected = KeySchema { partition_key: "Who".into(), sort_key: Some("Made".into()) };
        assert_eq!(schema(text).unwrap(), Ok(expected));
        assert!(schema(r#"{"Table": {"KeySchema": []}}"#).unwrap().is_err());
        assert!(schema(r#"{"Table": {}}"#).is_err());
    }
}
