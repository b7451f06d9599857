//! What is loaded beyond the first page: the next one, all that is missing, or all that is found below.

use std::time::Duration;

use futures::StreamExt;

use super::super::below;
use super::super::entries::Entry;
use super::super::folder::Folder;
use super::{Listing, MOST, Scope, Status, rows_of};
use crate::aws::Error;
use crate::files::listing::ResumeAt;
use crate::ui::lazy;
use crate::ui::reactive::*;

impl Listing {
    /// Shows rows as they are found below the folder.
    pub(super) async fn all_below(self, folder: Folder, scope: Scope) -> Result<Status, Error> {
        let Ok(below) = below::below().await else { return Ok(Status::NotLoaded) };
        let is_search = matches!(scope, Scope::Search(_));
        let mut found = match scope {
            Scope::Search(text) => (below.search)(self.state, folder, text),
            _ => (below.all)(self.state, folder),
        };
        let as_of = self.state.client().now();
        // What is shown stays until all of it can be shown anew.
        let stays = *self.status.read_untracked() == Status::Open;
        if !stays {
            self.replace(Vec::new(), None, as_of);
        }
        let (mut new, mut shown_at) = (Vec::new(), self.state.client().now());
        let mut is_full = false;
        while let Some(page) = found.next().await {
            match page {
                Ok((entries, looked_at)) => {
                    new.extend(entries);
                    self.looked_at.set(Some(looked_at));
                }
                Err(error) if self.state.connection().outlasts(&error).await => continue,
                Err(error) if stays || *self.status.read_untracked() != Status::Open => return Err(error),
                Err(error) => {
                    self.fault.set(Some(error));
                    break;
                }
            }
            // The more rows there are, the longer it takes to add others.
            let (now, so_far) = (self.state.client().now(), self.rows.with_untracked(|rows| rows.len()));
            let pause = Duration::from_millis(so_far as u64 / 200);
            if !stays && now.duration_since(shown_at).unwrap_or_default() >= pause {
                shown_at = now;
                self.show(std::mem::take(&mut new));
                self.status.set(Status::Open);
            }
            if !is_search && if stays { new.len() } else { so_far } >= MOST {
                is_full = true;
                break;
            }
        }
        if stays {
            self.replace(new, None, as_of);
        } else {
            self.show(new);
        }
        if is_full {
            self.next.set(Some(ResumeAt::After(String::new())));
        }
        Ok(Status::Open)
    }

    /// Loads the next page, if there is one and nothing else is under way.
    pub fn load_more(self) {
        let is_full = self.rows.with_untracked(|rows| rows.len()) >= MOST;
        let is_more = self.next.with_untracked(Option::is_some);
        if is_more && !self.busy.get_untracked() && !is_full && self.fault.with_untracked(Option::is_none) {
            self.load_next();
        }
    }

    /// Loads all that is missing, and then calls `complete`.
    pub fn load_rest(self, complete: impl FnOnce() + 'static) {
        self.fault.set(None);
        let Some((folder, rest)) = self.folder.get_untracked().zip(self.next.get_untracked()) else {
            return complete();
        };
        self.completing.set(true);
        self.busy.set(true);
        self.task.restart(async move {
            let Ok(below) = below::below().await else {
                self.state.say(lazy::load_failed().title);
                return self.loaded(Ok(()));
            };
            let list = self.list(&folder, Some(rest));
            let result = self.take((below.rest)(self.state, &folder, list), &folder, MOST).await;
            let is_all = result.is_ok() && self.next.with_untracked(Option::is_none);
            self.loaded(result);
            if is_all {
                complete();
            }
        });
    }

    /// Loads what is missing from `rest` on, until there are `at_least` so many rows or no more.
    pub(super) async fn load_until(self, folder: &Folder, rest: ResumeAt, at_least: usize) -> Result<(), Error> {
        // Without the part, rows come as the visitor scrolls to them.
        let Ok(below) = below::below().await else { return Ok(()) };
        let list = self.list(folder, Some(rest));
        self.take((below.rest)(self.state, folder, list), folder, at_least).await
    }

    /// Adds to `rows` what is missing from `rest` on, until they are `at_least` so many or there are no more. Gives where the
    /// rest begins then.
    pub(super) async fn collect_until(
        self,
        folder: &Folder,
        rest: ResumeAt,
        at_least: usize,
        rows: &mut Vec<Entry>,
    ) -> Result<Option<ResumeAt>, Error> {
        let Ok(below) = below::below().await else { return Ok(Some(rest)) };
        let list = self.list(folder, Some(rest.clone()));
        let (mut pages, mut rest) = ((below.rest)(self.state, folder, list), Some(rest));
        while rows.len() < at_least
            && let Some(some) = pages.next().await
        {
            match some {
                Ok((pages, missing)) => {
                    rows.extend(pages.into_iter().flat_map(|page| rows_of(folder, page)));
                    rest = missing;
                }
                Err(error) if self.state.connection().outlasts(&error).await => {}
                Err(error) => return Err(error),
            }
        }
        Ok(rest)
    }

    /// Shows pages as they come, until there are no more or `most` rows.
    async fn take(self, mut pages: below::Pages, folder: &Folder, most: usize) -> Result<(), Error> {
        let mut new = Vec::new();
        let mut rest = self.next.get_untracked();
        let mut result = Ok(());
        while let Some(some) = pages.next().await {
            match some {
                Ok((pages, missing)) => {
                    new.extend(pages.into_iter().flat_map(|page| rows_of(folder, page)));
                    rest = missing;
                }
                Err(error) if self.state.connection().outlasts(&error).await => continue,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
            // Each time all orders are gone through, so the more rows there are the fewer times.
            let so_far = self.rows.with_untracked(|rows| rows.len());
            if new.len() * 4 > so_far || so_far + new.len() >= most {
                self.show(std::mem::take(&mut new));
                self.next.set(rest.clone());
            }
            if self.rows.with_untracked(|rows| rows.len()) >= most {
                break;
            }
        }
        self.show(new);
        self.next.set(rest);
        result
    }

    /// Loads no more than there is.
    pub fn stop(self) {
        let is_searching = self.looked_at.get_untracked().is_some();
        if self.completing.get_untracked() || is_searching {
            self.task.stop();
            self.busy.set(false);
            self.completing.set(false);
            self.looked_at.set(None);
            self.stopped.set(is_searching);
            self.status.set(Status::Open);
        }
    }

    fn load_next(self) {
        let Some(folder) = self.folder.get_untracked() else { return };
        let next = self.next.get_untracked();
        self.busy.set(true);
        self.task.restart(async move {
            let page = self.page(&folder, next).await;
            self.loaded(page.map(|page| {
                let next = page.next_continuation_token.clone().map(ResumeAt::Token);
                self.show(rows_of(&folder, page));
                self.next.set(next);
            }));
        });
    }

    fn loaded(self, result: Result<(), Error>) {
        self.busy.set(false);
        self.completing.set(false);
        if let Err(error) = result {
            self.fault.set(Some(error));
        }
    }
}
