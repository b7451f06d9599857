//! What the first page of a folder does not show: the rest of a long one, what lies below it in whatever folder, what of that has
//! a text in its name, how much it is. A part of the program of its own: most visitors leave a folder by another one.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::future::LocalBoxFuture;
use futures::stream::{LocalBoxStream, StreamExt};

use super::super::entries::Entry;
use super::super::folder::Folder;
use super::{Listing, MOST, Scope, Status, rows_of};
use crate::app::session::Session;
use crate::app::{AppState, lazy};
use crate::aws::Error;
use crate::aws::s3::{ListObjects, Object, ObjectPage};
use crate::browser::Browser;
use crate::browser::text::normalize;
use crate::files::listing::{BucketAccess, Enumeration, ResumeAt};
use crate::files::search::{Match, Search};
use crate::files::totals::{Counting, Totals};
use crate::files::walk::Walk;
use crate::ui::reactive::*;

/// Rows that were found, and how many objects have been looked at. An error does not end the stream: polling it again goes on.
type FoundRows = LocalBoxStream<'static, Result<(Vec<Entry>, usize), Error>>;

/// Pages of a folder in the order of keys, and where to resume after them.
type Pages = LocalBoxStream<'static, Result<(Vec<ObjectPage>, Option<ResumeAt>), Error>>;

type Sums = LocalBoxStream<'static, Result<Totals, Error>>;

/// Rows that are held back until all have been loaded; none where rows are shown as they come.
pub(super) type PendingRows = Option<Vec<Entry>>;

type BelowFuture<T> = LocalBoxFuture<'static, Result<T, Error>>;

/// The functions of the lazy part.
#[derive(Clone, Copy)]
pub struct ListingPart {
    /// Shows rows as they are found below the folder.
    pub(super) show: fn(Listing, Folder, Scope) -> BelowFuture<Status>,
    /// Lists the rest of a folder from the given position, by several requests at a time, until there are so many rows or no more.
    /// Rows are shown as they come, or, where rows are held back, appended to those and returned.
    pub(super) fill: fn(Listing, Folder, ResumeAt, usize, PendingRows) -> BelowFuture<FillResult>,
    /// How much lies below some prefixes of a folder: each item is what has been counted so far.
    pub totals: fn(AppState, Folder, Vec<String>) -> Sums,
}

/// The rows that were loaded but are not shown yet, and where to resume the listing; none if it is complete.
pub(super) type FillResult = (PendingRows, Option<ResumeAt>);

lazy::lazy!(search_part: ListingPart = ListingPart {
    show: |listing, folder, scope| Box::pin(show(listing, folder, scope)),
    fill: |listing, folder, from, most, unshown| Box::pin(fill(listing, folder, from, most, unshown)),
    totals,
});

/// Loads the part.
pub async fn below() -> Result<ListingPart, lazy::LoadFailed> {
    search_part::load().await
}

/// Shows rows as they are found below the folder.
async fn show(listing: Listing, folder: Folder, scope: Scope) -> Result<Status, Error> {
    let is_search = matches!(scope, Scope::Search(_));
    let mut found = match scope {
        Scope::Search(text) => search(listing.state, folder, text),
        _ => all(listing.state, folder),
    };
    let as_of = listing.state.client().now();
    // What is shown stays until all of it can be shown anew.
    let stays = *listing.status.read_untracked() == Status::Open;
    if !stays {
        listing.replace(Vec::new(), None, as_of);
    }
    let (mut new, mut shown_at) = (Vec::new(), listing.state.client().now());
    let mut is_full = false;
    while let Some(page) = found.next().await {
        match page {
            Ok((entries, looked_at)) => {
                new.extend(entries);
                listing.looked_at.set(Some(looked_at));
            }
            Err(error) if listing.state.connection().wait_for_network(&error).await => continue,
            Err(error) if stays || *listing.status.read_untracked() != Status::Open => return Err(error),
            Err(error) => {
                listing.fault.set(Some(error));
                break;
            }
        }
        // The more rows there are, the longer it takes to add others.
        let (now, so_far) = (listing.state.client().now(), listing.rows.with_untracked(|rows| rows.len()));
        let pause = Duration::from_millis(so_far as u64 / 200);
        if !stays && now.duration_since(shown_at).unwrap_or_default() >= pause {
            shown_at = now;
            listing.show(std::mem::take(&mut new));
            listing.status.set(Status::Open);
        }
        if !is_search && if stays { new.len() } else { so_far } >= MOST {
            is_full = true;
            break;
        }
    }
    if stays {
        listing.replace(new, None, as_of);
    } else {
        listing.show(new);
    }
    if is_full {
        listing.next.set(Some(ResumeAt::After(String::new())));
    }
    Ok(Status::Open)
}

/// Lists the rest of a folder: see [`ListingPart::fill`].
async fn fill(listing: Listing, folder: Folder, from: ResumeAt, most: usize, unshown: PendingRows) -> Result<FillResult, Error> {
    let mut pages = rest(listing.state, &folder, listing.list(&folder, Some(from.clone())));
    let (mut missing, is_shown) = (Some(from), unshown.is_none());
    let mut new = unshown.unwrap_or_default();
    let mut result = Ok(());
    let shown = || if is_shown { listing.rows.with_untracked(|rows| rows.len()) } else { 0 };
    while shown() + new.len() < most
        && let Some(some) = pages.next().await
    {
        match some {
            Ok((pages, rest)) => {
                new.extend(pages.into_iter().flat_map(|page| rows_of(&folder, page)));
                missing = rest;
            }
            Err(error) if listing.state.connection().wait_for_network(&error).await => continue,
            Err(error) => {
                result = Err(error);
                break;
            }
        }
        // Each time all orders are gone through, so the more rows there are the fewer times.
        if is_shown && new.len() * 4 > shown() {
            listing.show(std::mem::take(&mut new));
            listing.next.set(missing.clone());
        }
    }
    if !is_shown {
        return result.map(|()| (Some(new), missing));
    }
    listing.show(new);
    listing.next.set(missing.clone());
    result.map(|()| (None, missing))
}

fn access(state: AppState, folder: &Folder) -> BucketAccess<Browser, Session> {
    let client = state.client().in_background();
    BucketAccess { client, credentials: state.session(), bucket: folder.bucket.clone() }
}

fn all(state: AppState, folder: Folder) -> FoundRows {
    let looked_at = Rc::new(Cell::new(0));
    let (count, prefix) = (Rc::clone(&looked_at), folder.prefix());
    let walk = Walk::reading(access(state, &folder), [prefix], move |objects: Vec<Object>| {
        count.set(count.get() + objects.len());
        let shown = objects.into_iter().filter(|object| !folder.hides(&object.key));
        folder.as_parent(|parent| shown.filter_map(|object| parent.deep(object)).collect())
    });
    walk.map(move |page| page.map(|entries| (entries, looked_at.get()))).boxed_local()
}

fn search(state: AppState, folder: Folder, text: String) -> FoundRows {
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
    let next = |mut pages: Enumeration<_, _, ObjectPage>| async move {
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
