//! The visitor's own items of one table, page by page.

use crate::ui::reactive::*;

use super::known_tables::KnownTables;
use super::row::{ItemRow, Keys};
use crate::app::AppState;
use crate::auth::visitor::Profile;
use crate::aws;
use crate::aws::dynamodb::{Item, Query, QueryOutput, SecondaryIndex, TableDescription};
use crate::config::Table;
use crate::ui::dom::Live;
use crate::ui::task::Task;

/// Why there are no items, or no more.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The role of guests has no access to the table: that is how it is meant.
    Guest,
    /// The table has no index of the name that the address says, or none that a visitor may query.
    NoIndex,
    /// Anything else.
    Other(aws::Error),
}

/// What has arrived of a table's items.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub rows: RwSignal<Vec<ItemRow>>,
    pub failure: RwSignal<Option<Failure>>,
    state: AppState,
    known_tables: KnownTables,
    table: StoredValue<Table>,
    /// The sort key's attribute, as the table itself has it; until that is known, as the configuration does.
    pub sort_key: RwSignal<Option<String>>,
    /// The sort key does not tell the items apart: it is not the table's.
    pub is_ambiguous: RwSignal<bool>,
    /// The indexes that order the visitor's items otherwise.
    pub indexes: RwSignal<Vec<SecondaryIndex>>,
    /// The name of the one that is asked for, which need not be there.
    pub index: Memo<Option<String>>,
    keys: StoredValue<Keys>,
    /// Where the next page begins.
    next: RwSignal<Option<Item>>,
    loading: Task,
    page_size: Signal<u32>,
}

impl List {
    /// `page_size` items are asked for at a time, by `index`.
    pub fn new(state: AppState, table: Table, index: Memo<Option<String>>, page_size: Signal<u32>) -> List {
        List {
            state,
            known_tables: KnownTables::get(),
            rows: RwSignal::default(),
            failure: RwSignal::new(None),
            sort_key: RwSignal::new(table.sort_key.clone()),
            is_ambiguous: RwSignal::new(false),
            indexes: RwSignal::default(),
            index,
            keys: StoredValue::new(Keys::default()),
            table: StoredValue::new(table),
            next: RwSignal::new(None),
            loading: Task::new(),
            page_size,
        }
    }

    /// Whether a page is on its way.
    pub fn loading(self) -> Live<bool> {
        self.loading.running()
    }

    /// Whether items are missing at the end and can be had.
    pub fn more(self) -> Live<bool> {
        Live::from(move || self.next.read().is_some() && self.failure.read().is_none())
    }

    /// Loads the first page. Rows from before stay until it is there.
    pub fn load(self) {
        self.next.set(None);
        self.loading.restart(self.load_from(None));
    }

    /// Loads the next page, or the one that failed.
    pub fn load_more(self) {
        self.loading.start(self.load_from(self.next.get_untracked()));
    }

    /// Asks again for what did not come for want of a network.
    pub fn resume(self) {
        if self.failure.with_untracked(|failure| matches!(failure, Some(Failure::Other(error)) if error.is_silence())) {
            self.load_more();
        }
    }

    /// The index that the items come by, once it is known to be there.
    pub fn chosen_index(self) -> Option<SecondaryIndex> {
        let name = self.index.get()?;
        self.indexes.with(|indexes| indexes.iter().find(|index| index.name == name).cloned())
    }

    /// Asks the table what its key is. Where that is refused or fails, what the configuration says is all there is.
    pub async fn learn_key(self) {
        let name = self.table.with_value(|table| table.name.clone());
        if let Some(known) = self.known_tables.table(&name) {
            self.learn(known);
        } else if let Ok(table) = self.describe().await {
            self.learn(table);
        }
    }

    async fn describe(self) -> Result<TableDescription, aws::Error> {
        let name = self.table.with_value(|table| table.name.clone());
        let table = self.state.client().describe_table(&name, &self.state.session()).await?;
        self.known_tables.remember(&name, table.clone());
        Ok(table)
    }

    fn learn(self, table: TableDescription) {
        let TableDescription { key_schema, indexes } = table;
        // A visitor reads by their own identity id alone, so it has to be the index's partition key too.
        let of_visitor = |index: &SecondaryIndex| {
            index.key_schema.partition_key == key_schema.partition_key && index.key_schema.sort_key.is_some()
        };
        let indexes: Vec<_> = indexes.into_iter().filter(of_visitor).collect();
        if self.indexes.with_untracked(|before| *before != indexes) {
            self.indexes.set(indexes);
        }
        if self.sort_key.try_get_untracked().is_some_and(|before| before != key_schema.sort_key) {
            self.sort_key.set(key_schema.sort_key);
            self.rows.update(|rows| {
                self.keys.set_value(Keys::default());
                self.give_keys(rows);
            });
        }
    }

    /// Whether there is an index of this name; what was known before may be stale, so that a table is asked anew before it is
    /// said to have none.
    async fn find_index(self, name: &str) -> Result<bool, aws::Error> {
        let is_there = move || self.indexes.with_untracked(|indexes| indexes.iter().any(|index| index.name == name));
        let known = self.table.with_value(|table| self.known_tables.table(&table.name));
        if let Some(known) = known {
            self.learn(known);
        }
        if !is_there() {
            self.learn(self.describe().await?);
        }
        Ok(is_there())
    }

    /// The item in full that an index holds a part of, as it is now; none if it has been deleted.
    pub async fn whole(self, part: &Item) -> Result<Option<Item>, aws::Error> {
        let Table { name, partition_key, .. } = self.table.get_value();
        let keys = [Some(partition_key), self.sort_key.get_untracked()];
        let key = keys.into_iter().flatten().filter_map(|key| part.get(&key).map(|value| (key, value.clone()))).collect();
        self.state.client().get_item(&name, &key, &self.state.session()).await
    }

    fn give_keys(self, rows: &mut [ItemRow]) {
        self.sort_key.with_untracked(|name| self.keys.update_value(|keys| keys.give(rows, name.as_deref())));
        let is_ambiguous = self.keys.with_value(|keys| keys.is_ambiguous);
        if self.is_ambiguous.get_untracked() != is_ambiguous {
            self.is_ambiguous.set(is_ambiguous);
        }
    }

    async fn load_from(self, start: Option<Item>) {
        self.failure.set(None);
        let first = start.is_none();
        match self.page(start).await {
            Ok(page) => {
                let mut rows: Vec<ItemRow> = page.items.into_iter().map(ItemRow::new).collect();
                self.rows.update(|all| {
                    if first {
                        all.clear();
                        self.keys.set_value(Keys::default());
                    }
                    self.give_keys(&mut rows);
                    all.extend(rows);
                });
                self.next.set(page.last_evaluated_key);
            }
            Err(None) => self.failure.set(Some(Failure::NoIndex)),
            Err(Some(error)) => {
                let guest = self.state.profile().get_untracked() == Some(Profile::Guest);
                let refused = error.code() == "AccessDeniedException";
                self.failure.set(Some(if guest && refused { Failure::Guest } else { Failure::Other(error) }));
            }
        }
    }

    /// The next page that has anything in it, or the last one; no error stands for an index that is not there.
    async fn page(self, mut start: Option<Item>) -> Result<QueryOutput, Option<aws::Error>> {
        let session = self.state.session();
        let partition = session.resolve_identity().await?;
        let table = self.table.get_value();
        let index = self.index.get_untracked();
        if let Some(index) = &index
            && !self.find_index(index).await?
        {
            return Err(None);
        }
        loop {
            let query = Query {
                table_name: &table.name,
                index_name: index.as_deref(),
                partition_key: &table.partition_key,
                partition: &partition,
                limit: self.page_size.get_untracked(),
                exclusive_start_key: start,
            };
            let page = self.state.client().query(&query, &session).await?;
            if !page.items.is_empty() || page.last_evaluated_key.is_none() {
                return Ok(page);
            }
            start = page.last_evaluated_key;
        }
    }
}
