//! `GetItem`: one item in full.

use serde::Deserialize;
use serde_json::json;

use super::Item;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::{Error, Service, json};
use crate::ports::Platform;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    item: Option<Item>,
}

impl<P: Platform> Client<P> {
    /// `GetItem` of the item with this primary key, as it is now; none if there is none.
    pub async fn get_item(&self, table: &str, key: &Item, credentials: &impl ProvideCredentials) -> Result<Option<Item>, Error> {
        let region = self.config().region.as_str();
        let endpoint = Service::DynamoDb.endpoint(&self.config().endpoints, region);
        let input = json!({ "TableName": table, "Key": key, "ConsistentRead": true });
        let operation = json::operation(Service::DynamoDb, &endpoint, "DynamoDB_20120810", "GetItem", &input)?;
        let output: Output = json::output(&self.send_signed(operation, credentials, region).await?)?;
        Ok(output.item)
    }
}
