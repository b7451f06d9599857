//! What is loaded beyond the first page: the next one, all that is missing, or all that is found below.

use super::super::folder::Folder;
use super::below::{FillResult, PendingRows, below};
use super::{Listing, MOST, Scope, Status, rows_of};
use crate::app::lazy;
use crate::aws::Error;
use crate::files::listing::ResumeAt;
use crate::ui::reactive::*;

impl Listing {
    /// Shows rows as they are found below the folder.
    pub(super) async fn all_below(self, folder: Folder, scope: Scope) -> Result<Status, Error> {
        let Ok(below) = below().await else { return Ok(Status::LoadFailed) };
        (below.show)(self, folder, scope).await
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
            let Ok(below) = below().await else {
                self.state.say(lazy::load_failed().title);
                return self.loaded(Ok(()));
            };
            let result = (below.fill)(self, folder, rest, MOST, None).await;
            let is_all = result.is_ok() && self.next.with_untracked(Option::is_none);
            self.loaded(result.map(drop));
            if is_all {
                complete();
            }
        });
    }

    /// Loads what is missing from here on, until there are `most` rows or no more. Rows are shown as they come, or given back behind
    /// those that are not shown.
    pub(super) async fn fill(
        self,
        folder: Folder,
        from: ResumeAt,
        most: usize,
        unshown: PendingRows,
    ) -> Result<FillResult, Error> {
        match below().await {
            Ok(below) => (below.fill)(self, folder, from, most, unshown).await,
            // Without the part, rows come as the visitor scrolls to them.
            Err(_) => Ok((unshown, Some(from))),
        }
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
