//! The visitor's own items of one table, page by page.

use std::sync::Arc;

use leptos::prelude::*;

use crate::auth::visitor::Profile;
use crate::aws;
use crate::aws::dynamodb::{Item, Query, QueryOutput, item_size};
use crate::config::Table;
use crate::ui::AppState;
use crate::ui::dom::Live;
use crate::ui::task::Task;

/// An item in the list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What tells it from the others of its partition.
    pub key: String,
    pub item: Arc<Item>,
    pub size: u64,
}

impl PartialEq for Row {
    /// The same answer, not merely an equal item: an item can be large, and rows are compared often.
    fn eq(&self, other: &Row) -> bool {
        Arc::ptr_eq(&self.item, &other.item)
    }
}

impl Row {
    /// Within a partition the sort key tells items apart; without one there is a single item.
    fn new(table: &Table, item: Item) -> Row {
        let key = table.sort_key.as_ref().and_then(|name| item.get(name));
        let key = key.and_then(|value| serde_json::to_string(value).ok()).unwrap_or_default();
        Row { key, size: item_size(&item), item: Arc::new(item) }
    }
}

/// Why there are no items, or no more.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// The role of guests has no access to the table: that is how it is meant.
    Guest,
    /// Anything else.
    Other(aws::Error),
}

/// What has arrived of a table's items.
#[derive(Clone, Copy)]
pub(super) struct List {
    pub rows: RwSignal<Vec<Row>>,
    pub failure: RwSignal<Option<Failure>>,
    state: AppState,
    table: StoredValue<Table>,
    /// Where the next page begins.
    next: RwSignal<Option<Item>>,
    loading: Task,
    page_size: Signal<u32>,
}

impl List {
    /// `page_size` items are asked for at a time.
    pub fn new(state: AppState, table: Table, page_size: Signal<u32>) -> List {
        List {
            state,
            rows: RwSignal::default(),
            failure: RwSignal::new(None),
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

    async fn load_from(self, start: Option<Item>) {
        self.failure.set(None);
        let first = start.is_none();
        match self.page(start).await {
            Ok(page) => {
                let rows = page.items.into_iter().map(|item| self.table.with_value(|table| Row::new(table, item)));
                self.rows.update(|all| {
                    if first {
                        all.clear();
                    }
                    all.extend(rows);
                });
                self.next.set(page.last_evaluated_key);
            }
            Err(error) => {
                self.state.heed(&error);
                let guest = self.state.profile().get_untracked() == Some(Profile::Guest);
                let refused = error.code() == "AccessDeniedException";
                self.failure.set(Some(if guest && refused { Failure::Guest } else { Failure::Other(error) }));
            }
        }
    }

    /// The next page that has anything in it, or the last one.
    async fn page(self, mut start: Option<Item>) -> Result<QueryOutput, aws::Error> {
        let session = self.state.session();
        let partition = session.identity_id().await?;
        let table = self.table.get_value();
        loop {
            let query = Query {
                table_name: &table.name,
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
