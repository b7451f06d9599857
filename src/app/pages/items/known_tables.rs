//! What tables are: asked for once, by `DescribeTable`.

use std::collections::HashMap;

use crate::ui::reactive::*;

use crate::aws::dynamodb::TableDescription;

/// What is known of the tables that have been asked.
#[derive(Clone, Copy)]
pub struct KnownTables(StoredValue<HashMap<String, TableDescription>>);

impl KnownTables {
    /// Begins with none, for all below the component that this is called in.
    pub fn provide() {
        provide_context(KnownTables(StoredValue::new(HashMap::new())));
    }

    /// Those of this visitor.
    pub fn get() -> KnownTables {
        expect_context()
    }

    /// What a table is, if it has been asked.
    pub fn table(self, name: &str) -> Option<TableDescription> {
        self.0.try_with_value(|known| known.get(name).cloned()).flatten()
    }

    /// Remembers what a table is. Its key never changes; its indexes may.
    pub fn remember(self, name: &str, table: TableDescription) {
        self.0.try_update_value(|known| drop(known.insert(name.to_owned(), table)));
    }
}
