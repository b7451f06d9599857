//! DynamoDB: the items of one partition.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/>

mod attribute_value;
mod describe_table;
mod get_item;
mod query;
mod size;

pub use attribute_value::{AttributeValue, Item};
pub use describe_table::{KeySchema, SecondaryIndex, TableDescription};
pub use query::{Query, QueryOutput};
pub use size::{binary_len, item_size};
