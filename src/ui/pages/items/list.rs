//! The visitor's own items of one table, page by page.

use crate::ui::reactive::*;

use super::row::{Keys, Row};
use crate::auth::visitor::Profile;
use crate::aws;
use crate::aws::dynamodb::{Item, Query, QueryOutput};
use crate::config::Table;
use crate::ui::AppState;
use crate::ui::dom::Live;
use crate::ui::task::Task;

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
    /// The sort key's attribute, as the table itself has it; until that is known, as the configuration does.
    pub sort_key: RwSignal<Option<String>>,
    /// The sort key does not tell the items apart: it is not the table's.
    pub is_ambiguous: RwSignal<bool>,
    keys: StoredValue<Keys>,
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
            sort_key: RwSignal::new(table.sort_key.clone()),
            is_ambiguous: RwSignal::new(false),
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

    /// Asks the table what its key is. Where that is refused or fails, what the configuration says is all there is.
    pub async fn learn_key(self) {
        let name = self.table.with_value(|table| table.name.clone());
        let schema = match self.state.key_schema(&name) {
            Some(known) => known,
            None => match self.state.client().key_schema(&name, &self.state.session()).await {
                Ok(schema) => schema,
                // The configuration says enough to go on.
                Err(_) => return,
            },
        };
        self.state.remember_key_schema(&name, schema.clone());
        if self.sort_key.try_get_untracked().is_some_and(|before| before != schema.sort_key) {
            self.sort_key.set(schema.sort_key);
            self.rows.update(|rows| {
                self.keys.set_value(Keys::default());
                self.give_keys(rows);
            });
        }
    }

    fn give_keys(self, rows: &mut [Row]) {
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
                let mut rows: Vec<Row> = page.items.into_iter().map(Row::new).collect();
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
            Err(error) => {
                let guest = self.state.profile().get_untracked() == Some(Profile::Guest);
                let refused = error.code() == "AccessDeniedException";
                self.failure.set(Some(if guest && refused { Failure::Guest } else { Failure::Other(error) }));
            }
        }
    }

    /// The next page that has anything in it, or the last one.
    async fn page(self, mut start: Option<Item>) -> Result<QueryOutput, aws::Error> {
        let session = self.state.session();
        let partition = session.resolve_identity().await?;
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
