//! Satchel's side of the listing benchmarks: the enumeration, the reading of a page and the rows that the page uses, behind a few
//! calls from JavaScript.

use std::rc::Rc;

use futures::StreamExt;
use satchel::aws::credentials::{Credentials, ProvideCredentials};
use satchel::aws::s3::{Bucket, ListObjects, Object, ObjectPage};
use satchel::aws::{Client, Error};
use satchel::browser::text::normalize;
use satchel::browser::Browser;
use satchel::config::Config;
use satchel::files::entry::{Entry, Parent, extension};
use satchel::files::listing::BucketAccess;
use satchel::files::matching::Pattern;
use satchel::files::rows::{SortKey, RowStore};
use satchel::files::walk::Walk;
use satchel::ui::components::Selection;
use wasm_bindgen::prelude::*;

/// Credentials that nobody checks.
#[derive(Clone)]
struct Keys;

impl ProvideCredentials for Keys {
    async fn credentials(&self) -> Result<Credentials, Error> {
        Ok(Credentials::new("AKIDEXAMPLE", "secret", None, None))
    }

    fn expire(&self, _: &Credentials) {}
}

fn named(error: impl ToString) -> JsError {
    JsError::new(&error.to_string())
}

/// The bucket, as the page reaches it beside what its visitor does.
fn access(config: &str, bucket: String) -> Result<BucketAccess<Browser, Keys>, JsError> {
    let config = Config::read(config).map_err(|faults| named(faults.iter().map(ToString::to_string).collect::<String>()))?;
    let region = config.region.clone();
    let client = Client::new(Browser::default(), Rc::new(config)).in_background();
    Ok(BucketAccess { client, credentials: Keys, bucket: Bucket { name: bucket, region } })
}

/// Lists all keys below a prefix, and looks in all of them for a text: how many there are, and how many have it.
#[wasm_bindgen]
pub async fn enumerate(config: String, bucket: String, prefix: String, text: String) -> Result<Vec<usize>, JsError> {
    let mut walk = Walk::below(access(&config, bucket)?, [prefix]);
    let mut all: Vec<Object> = Vec::new();
    while let Some(objects) = walk.next().await {
        all.extend(objects.map_err(|error| named(error.code()))?);
    }
    let wanted = Pattern::new(&text, normalize);
    let found = all.iter().filter(|object| wanted.is_in(&object.key)).count();
    Ok(vec![all.len(), found])
}

/// Opens a folder, up to its first rows: how many there are.
#[wasm_bindgen]
pub async fn first_rows(config: String, bucket: String, prefix: String) -> Result<usize, JsError> {
    let BucketAccess { client, credentials, bucket } = access(&config, bucket)?;
    let page = client.list_objects(&bucket, &ListObjects::folder(&*prefix), &credentials).await;
    let mut folder = Folder::new();
    folder.take(page.map_err(|error| named(error.code()))?, &prefix);
    Ok(folder.0.len())
}

/// Reads a page; how many keys it has.
#[wasm_bindgen]
pub fn read_page(body: &[u8], prefix: &str) -> Result<usize, JsError> {
    let page = ListObjects::all(prefix).read(body).map_err(|error| named(error.code()))?;
    Ok(page.objects.len())
}

impl Folder {
    fn take(&mut self, page: ObjectPage, prefix: &str) {
        let parent = Parent { prefix, href: &|key| key.to_owned() };
        self.0.add(parent.entries(page), normalize);
    }
}

/// The rows of a folder.
#[wasm_bindgen]
pub struct Folder(RowStore);

#[wasm_bindgen]
impl Folder {
    /// None yet.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "called from JavaScript")]
    pub fn new() -> Folder {
        Folder(RowStore::new(|entry: &Entry| extension(entry.name()).into_owned()))
    }

    /// Adds a page.
    pub fn add(&mut self, body: &[u8], prefix: &str) -> Result<(), JsError> {
        let page = ListObjects::all(prefix).read(body).map_err(|error| named(error.code()))?;
        self.take(page, prefix);
        Ok(())
    }

    /// Puts them in order, by the number of a column; the first key then.
    pub fn order(&self, column: usize, descending: bool) -> Option<String> {
        let by = SortKey::ALL.get(column).copied().unwrap_or(SortKey::Name);
        let order = self.0.order(by, descending);
        order.first().and_then(|at| self.0.get(*at)).map(|row| row.key.clone())
    }

    /// Selects all; how many.
    pub fn select_all(&self) -> usize {
        let mut selection = Selection::default();
        selection.replace(self.0.iter().map(|row| row.key.clone()));
        self.0.iter().filter(|row| selection.contains(&row.key)).count()
    }
}
