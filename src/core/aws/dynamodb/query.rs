//! `Query`: the items of one partition, page by page.

use serde::Deserialize;
use serde_json::json;

use super::{AttributeValue, Item};
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::{Error, Service};
use crate::ports::Platform;

/// Which items.
#[derive(Clone, Debug, PartialEq)]
pub struct Query<'a> {
    /// The table's name.
    pub table_name: &'a str,
    /// The index that is asked, if not the table itself. It may hold a part of each item only.
    pub index_name: Option<&'a str>,
    /// The partition key's attribute.
    pub partition_key: &'a str,
    /// The partition: for the visitor's own items, the identity id.
    pub partition: &'a str,
    /// At most this many items a page; a page also ends after 1 MB.
    pub limit: u32,
    /// Where the last page ended.
    pub exclusive_start_key: Option<Item>,
}

/// One page of items.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryOutput {
    /// The items, by the sort key of what was asked.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Where the next page begins, if there may be one. A page can be empty and still have a next one.
    pub last_evaluated_key: Option<Item>,
}

impl<P: Platform> Client<P> {
    /// `Query` of one partition.
    pub async fn query(&self, query: &Query<'_>, credentials: &impl ProvideCredentials) -> Result<QueryOutput, Error> {
        let mut input = json!({
            "TableName": query.table_name,
            "KeyConditionExpression": "#partition = :partition",
            "ExpressionAttributeNames": { "#partition": query.partition_key },
            "ExpressionAttributeValues": { ":partition": AttributeValue::S(query.partition.to_owned()) },
            "Limit": query.limit,
        });
        if let Some(index) = query.index_name {
            input["IndexName"] = json!(index);
        }
        if let Some(key) = &query.exclusive_start_key {
            input["ExclusiveStartKey"] = json!(key);
        }
        let region = self.config().region.as_str();
        let endpoint = Service::DynamoDb.endpoint(&self.config().endpoints, region);
        let operation = super::super::json::operation(Service::DynamoDb, &endpoint, "DynamoDB_20120810", "Query", &input)?;
        super::super::json::output(&self.send_signed(operation, credentials, region).await?)
    }
}
