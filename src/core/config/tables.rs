//! The tables of items.

use super::read::{Field, Reader, is_attribute};
use super::{Expected, FaultKind};

/// A DynamoDB table whose partition key is the identity id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name.
    pub name: String,
    /// The partition key's attribute, compared with the identity id.
    pub partition_key: String,
    /// The sort key's attribute.
    pub sort_key: Option<String>,
}

impl Reader {
    pub fn tables(&mut self, field: Field<'_>) -> Vec<Table> {
        let Some(value) = field.value else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.fault(&field.path, FaultKind::Other(Expected::List));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (i, value) in list.iter().enumerate() {
            let path = format!("tables[{i}]");
            let Some(table) = value.as_object() else {
                self.fault(&path, FaultKind::Other(Expected::Object));
                continue;
            };
            let sort_key = Field::of(table, &path, "sort_key");
            tables.push(Table {
                name: self.text(Field::of(table, &path, "name"), Expected::TableName, is_table),
                partition_key: self.text(Field::of(table, &path, "partition_key"), Expected::KeyAttribute, is_attribute),
                sort_key: sort_key.value.is_some().then(|| self.text(sort_key, Expected::KeyAttribute, is_attribute)),
            });
        }
        tables
    }
}

fn is_table(text: &str) -> bool {
    (3..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
