//! What lies below a folder, in whatever folder: all of it, what has a text in its name, how much it is. A part of the program
//! of its own: most visitors leave a folder by another one.

use std::cell::Cell;
use std::rc::Rc;

use futures::stream::{LocalBoxStream, StreamExt};

use super::entries::Entry;
use super::folder::Folder;
use crate::aws::Error;
use crate::aws::s3::{ListObjects, Object, Page};
use crate::browser::Browser;
use crate::browser::text::normalize;
use crate::files::listing::{BucketAccess, Enumeration, ResumeAt};
use crate::files::search::{Match, Search};
use crate::files::totals::{Counting, Totals};
use crate::files::walk::Walk;
use crate::ui::session::Session;
use crate::ui::{AppState, lazy};

/// Rows that were found, and how many objects have been looked at. An error ends nothing: who asks again goes on.
pub(super) type Found = LocalBoxStream<'static, Result<(Vec<Entry>, usize), Error>>;

/// Pages of a folder in the order of keys, and where what has not come begins.
pub(super) type Pages = LocalBoxStream<'static, Result<(Vec<Page>, Option<ResumeAt>), Error>>;

type Sums = LocalBoxStream<'static, Result<Totals, Error>>;

/// What the part can do.
#[derive(Clone, Copy)]
pub(super) struct Below {
    /// All that lies below a folder.
    pub all: fn(AppState, Folder) -> Found,
    /// What of it has a text in its name.
    pub search: fn(AppState, Folder, String) -> Found,
    /// What is missing of a folder, by several requests at a time.
    pub rest: fn(AppState, &Folder, ListObjects) -> Pages,
    /// How much lies below some prefixes of a folder: each item is what has been counted so far.
    pub totals: fn(AppState, Folder, Vec<String>) -> Sums,
}

lazy::lazy!(search_part: Below = Below { all, search, rest, totals });

/// The part, once it is here.
pub(super) async fn below() -> Result<Below, lazy::LoadFailed> {
    search_part::load().await
}

fn access(state: AppState, folder: &Folder) -> BucketAccess<Browser, Session> {
    let client = state.client().in_background();
    BucketAccess { client, credentials: state.session(), bucket: folder.bucket.clone() }
}

fn all(state: AppState, folder: Folder) -> Found {
    let looked_at = Rc::new(Cell::new(0));
    let (count, prefix) = (Rc::clone(&looked_at), folder.prefix());
    let walk = Walk::reading(access(state, &folder), [prefix], move |objects: Vec<Object>| {
        count.set(count.get() + objects.len());
        let shown = objects.into_iter().filter(|object| !folder.hides(&object.key));
        folder.as_parent(|parent| shown.filter_map(|object| parent.deep(object)).collect())
    });
    walk.map(move |page| page.map(|entries| (entries, looked_at.get()))).boxed_local()
}

fn search(state: AppState, folder: Folder, text: String) -> Found {
    let (access, prefix, hidden) = (access(state, &folder), folder.prefix(), folder.clone());
    let search = Search::below(access, prefix, &text, normalize, move |key| hidden.hides(key));
    let rows = move |(search, folder): (Search<_, _>, Folder)| async move {
        let mut search = search;
        let page = search.next().await?;
        let looked_at = search.looked_at();
        let entries = page.map(|found| {
            let entry = |found| match found {
                Match::Folder(key) => folder.as_parent(|parent| parent.deep_folder(key)),
                Match::File(object) => folder.as_parent(|parent| parent.deep(object)),
            };
            (found.into_iter().filter_map(entry).collect(), looked_at)
        });
        Some((entries, (search, folder)))
    };
    futures::stream::unfold((search, folder), rows).boxed_local()
}

fn rest(state: AppState, folder: &Folder, list: ListObjects) -> Pages {
    let next = |mut pages: Enumeration<_, _, Page>| async move {
        let some = pages.next().await?;
        let some = some.map(|some| (some, pages.rest()));
        Some((some, pages))
    };
    futures::stream::unfold(Enumeration::pages(access(state, folder), list), next).boxed_local()
}

fn totals(state: AppState, folder: Folder, prefixes: Vec<String>) -> LocalBoxStream<'static, Result<Totals, Error>> {
    let access = access(state, &folder);
    Counting::below(access, prefixes, move |key| folder.hides(key)).boxed_local()
}
