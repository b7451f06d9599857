//! `DescribeTable`: which attributes are the key of a table, and which indexes it has.

use serde::Deserialize;
use serde_json::json;

use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::{AnswerFault, Error, Service, json};
use crate::ports::Platform;

/// What `DescribeTable` tells of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDescription {
    /// The table's primary key.
    pub key_schema: KeySchema,
    /// Its secondary indexes that can be queried, local ones first.
    pub indexes: Vec<SecondaryIndex>,
}

/// The attributes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySchema {
    /// The partition key's attribute.
    pub partition_key: String,
    /// The sort key's attribute, if there is one.
    pub sort_key: Option<String>,
}

/// A local or global secondary index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondaryIndex {
    /// `IndexName`
    pub name: String,
    /// The index's own key.
    pub key_schema: KeySchema,
    /// Whether it holds the items with all their attributes.
    pub projects_all: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    table: Table,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Table {
    key_schema: Vec<KeySchemaElement>,
    #[serde(default)]
    local_secondary_indexes: Option<Vec<Index>>,
    #[serde(default)]
    global_secondary_indexes: Option<Vec<Index>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeySchemaElement {
    attribute_name: String,
    key_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Index {
    index_name: String,
    key_schema: Vec<KeySchemaElement>,
    #[serde(default)]
    projection: Projection,
    /// Of global ones only.
    index_status: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Projection {
    projection_type: Option<String>,
}

impl<P: Platform> Client<P> {
    /// `DescribeTable`, for the key and the indexes.
    pub async fn describe_table(
        &self,
        table_name: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<TableDescription, Error> {
        let region = self.config().region.as_str();
        let endpoint = Service::DynamoDb.endpoint(&self.config().endpoints, region);
        let input = json!({ "TableName": table_name });
        let operation = json::operation(Service::DynamoDb, &endpoint, "DynamoDB_20120810", "DescribeTable", &input)?;
        read(json::output(&self.send_signed(operation, credentials, region).await?)?)
    }
}

fn read(Output { table }: Output) -> Result<TableDescription, Error> {
    let key_schema = key(table.key_schema).ok_or(Error::Unreadable(AnswerFault::Member("KeySchema")))?;
    let local = table.local_secondary_indexes.unwrap_or_default();
    let global = table.global_secondary_indexes.unwrap_or_default();
    Ok(TableDescription { key_schema, indexes: local.into_iter().chain(global).filter_map(index).collect() })
}

/// One that is still being filled, or goes, answers no query.
fn index(index: Index) -> Option<SecondaryIndex> {
    let Index { index_name, key_schema, projection, index_status } = index;
    if index_status.is_some_and(|status| status != "ACTIVE" && status != "UPDATING") {
        return None;
    }
    let projects_all = projection.projection_type.as_deref() == Some("ALL");
    Some(SecondaryIndex { name: index_name, key_schema: key(key_schema)?, projects_all })
}

fn key(elements: Vec<KeySchemaElement>) -> Option<KeySchema> {
    let mut partition_key = None;
    let mut sort_key = None;
    for KeySchemaElement { attribute_name, key_type } in elements {
        match key_type.as_str() {
            "HASH" => partition_key = Some(attribute_name),
            "RANGE" => sort_key = Some(attribute_name),
            _ => {}
        }
    }
    Some(KeySchema { partition_key: partition_key?, sort_key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(partition_key: &str, sort_key: Option<&str>) -> KeySchema {
        KeySchema { partition_key: partition_key.into(), sort_key: sort_key.map(Into::into) }
    }

    fn described(text: &str) -> Result<TableDescription, Error> {
        read(crate::json::read(text).unwrap())
    }

    #[test]
    fn the_key_is_read_and_the_rest_is_not() {
        let text = r#"{"Table": {"TableName": "t", "KeySchema": [
            {"AttributeName": "Made", "KeyType": "RANGE"}, {"AttributeName": "Who", "KeyType": "HASH"}
        ], "ItemCount": 7}}"#;
        assert_eq!(described(text), Ok(TableDescription { key_schema: schema("Who", Some("Made")), indexes: Vec::new() }));
        assert!(described(r#"{"Table": {"KeySchema": []}}"#).is_err());
        assert!(crate::json::read::<Output>(r#"{"Table": {}}"#).is_err());
    }

    #[test]
    fn the_indexes_that_answer_queries_are_read() {
        let text = r#"{"Table": {"KeySchema": [{"AttributeName": "Who", "KeyType": "HASH"}],
            "LocalSecondaryIndexes": [{"IndexName": "ByTitle", "Projection": {"ProjectionType": "KEYS_ONLY"}, "KeySchema": [
                {"AttributeName": "Who", "KeyType": "HASH"}, {"AttributeName": "Title", "KeyType": "RANGE"}]}],
            "GlobalSecondaryIndexes": [
                {"IndexName": "ByMail", "IndexStatus": "ACTIVE", "Projection": {"ProjectionType": "ALL"}, "KeySchema": [
                    {"AttributeName": "Mail", "KeyType": "HASH"}]},
                {"IndexName": "Growing", "IndexStatus": "CREATING", "KeySchema": [{"AttributeName": "Who", "KeyType": "HASH"}]},
                {"IndexName": "WithoutKey", "KeySchema": []}]}}"#;
        let expected = [("ByTitle", schema("Who", Some("Title")), false), ("ByMail", schema("Mail", None), true)]
            .map(|(name, key_schema, projects_all)| SecondaryIndex { name: name.into(), key_schema, projects_all });
        assert_eq!(described(text).unwrap().indexes, expected);
    }
}
