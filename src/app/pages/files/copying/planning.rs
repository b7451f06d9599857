//! What a copy, a move or an undo has to do: by what is listed now, and by the visitor's answers about names that are taken.

use std::borrow::Cow;
use std::time::SystemTime;

use super::engine::{CopyEngine, CopyStage};
use super::order::{CopyJob, CopyWork, RetryWork};
use crate::app::pages::files::entries::Entry;
use crate::app::pages::files::paths::shown;
use crate::app::pages::files::uploads::conflicts::{Conflict, ConflictingTransfer};
use crate::aws::Error;
use crate::aws::retry::repeat_while;
use crate::browser::text::normalize;
use crate::files::copy::{
    Collision, CopyItem, CopyPiece, CopyPlan, CopySource, PlanFault, Remaining, TransferKind, conflicts, fault, gather, settle,
    transferred,
};
use crate::files::listing::BucketAccess;
use crate::files::upload::conflicts::Resolution;
use crate::files::upload::{NameIndex, look_up, survey};

/// Why a plan has nothing to copy.
pub(super) enum NothingToCopy {
    /// It is so already.
    Copied(String),
    /// The visitor does not want it, having heard what would be lost.
    NotWanted,
    /// It cannot be.
    Failed(String),
}

impl CopyEngine {
    /// All that is to be done, unless nothing is.
    pub(super) async fn plan(self, work: &CopyWork) -> Result<Result<CopyPlan, NothingToCopy>, Error> {
        match work {
            CopyWork::Order(order) => self.plan_order(order).await,
            CopyWork::Undo(undo) => Ok(Ok(CopyPlan { items: undo.items.clone(), ..CopyPlan::default() })),
            CopyWork::Again(again) => self.plan_again(again).await,
        }
    }

    async fn plan_order(self, order: &CopyJob) -> Result<Result<CopyPlan, NothingToCopy>, Error> {
        let CopyJob { from, entries, to, to_name, name, transfer } = order;
        let prefix = to.prefix();
        let mut entries = Cow::Borrowed(entries.as_slice());
        if name.is_none() {
            match fault(&entries, &from.bucket, (&to.bucket, &prefix), *transfer) {
                Some(PlanFault::IntoItself(name)) => {
                    let says = t!("“{name}” can't go into itself.", name = shown(&name));
                    return Ok(Err(NothingToCopy::Failed(says)));
                }
                Some(PlanFault::SameFolder) => {
                    return Ok(Err(NothingToCopy::Copied(t!("Already in “{folder}”.", folder = to_name))));
                }
                None => {}
            }
            entries = transferred(&entries, &from.bucket, (&to.bucket, &prefix), *transfer).into();
        }
        let access = BucketAccess {
            client: self.state.client().in_background(),
            credentials: self.state.session(),
            bucket: from.bucket.clone(),
        };
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        let found = |count| {
            let says = n!(
                count,
                one = "{what}: counting… {count} file so far",
                other = "{what}: counting… {count} files so far",
                what = order.what()
            );
            self.stage.try_set(CopyStage::Running { says, done: None, bytes: (0, 0) });
        };
        let pieces = gather(access, &entries, name.as_deref(), wait_for_network, found).await?;
        if pieces.iter().any(|piece| to.hides(&format!("{prefix}{}", piece.path))) {
            return Ok(Err(NothingToCopy::Failed(t!("This name is reserved for your settings here.").to_owned())));
        }
        if !self.large.are_wanted(*transfer, &pieces).await {
            return Ok(Err(NothingToCopy::NotWanted));
        }
        let mut existing = self.survey(order, &pieces).await?;
        if name.is_some() {
            let mut tops = pieces.iter().filter_map(|piece| piece.path.split_inclusive('/').next());
            if tops.any(|top| existing.is_taken_by_other(top, |path| is_one_of(&entries, &prefix, path))) {
                return Ok(Err(NothingToCopy::Failed(t!("This name is taken. Nothing was renamed.").to_owned())));
            }
            // What is left to have the name is the entry itself, in another form: it is to have this one.
            existing = NameIndex::new(normalize);
        }
        Ok(Ok(self.decide(order, pieces, &existing).await))
    }

    /// Where `pieces` go, once the visitor has answered what becomes of those whose names are taken.
    async fn decide(self, order: &CopyJob, pieces: Vec<CopyPiece>, existing: &NameIndex) -> CopyPlan {
        let CopyJob { from, entries, to, to_name, .. } = order;
        let prefix = to.prefix();
        let ends = (&from.bucket, (&to.bucket, prefix.as_str()));
        let taken = conflicts(&pieces, existing, ends);
        let is_there = |entry: &Entry| entry.parent() == prefix;
        let on = if from.bucket == to.bucket && entries.iter().all(is_there) {
            Collision::KeepBoth
        } else if taken.is_empty() {
            Collision::Skip
        } else {
            let now = self.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
            let conflict = Conflict {
                all: taken.len(),
                files: taken,
                folder: to_name.clone(),
                now: now as i64,
                doing: if order.transfer == TransferKind::Move {
                    ConflictingTransfer::Moving
                } else {
                    ConflictingTransfer::Copying
                },
                ..Conflict::default()
            };
            match self.conflicts.ask(conflict).await.resolution {
                Resolution::Replace => Collision::Replace,
                Resolution::KeepBoth => Collision::KeepBoth,
                Resolution::Skip => Collision::Skip,
            }
        };
        settle(pieces, existing, ends, on)
    }

    async fn survey(self, order: &CopyJob, pieces: &[CopyPiece]) -> Result<NameIndex, Error> {
        let (client, credentials) = (self.state.client().in_background(), self.state.session());
        let access = BucketAccess { client, credentials, bucket: order.to.bucket.clone() };
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        let paths = pieces.iter().map(|piece| piece.path.as_str());
        match survey(&access, &order.to.prefix(), paths, Err(normalize), wait_for_network, |_| {}).await {
            // Who may write but not list cannot know; each write has its own condition.
            Err(error) if error.code() == "AccessDenied" => Ok(NameIndex::new(normalize)),
            result => result,
        }
    }

    /// What is left to be done, as it is now.
    async fn plan_again(self, again: &RetryWork) -> Result<Result<CopyPlan, NothingToCopy>, Error> {
        let Remaining { as_seen, changed, taken } = &again.left;
        let mut items = as_seen.clone();
        items.extend(self.seen_again(&again.work, changed).await?);
        let mut plan = CopyPlan::default();
        // Whose names others have, that is asked about again.
        if let Some(order) = again.work.order().filter(|_| !taken.is_empty()) {
            let prefix = order.to.prefix();
            let piece = |CopyItem { source, target, .. }: CopyItem| {
                Some(CopyPiece { path: target.strip_prefix(&prefix)?.to_owned(), source, is_other: true })
            };
            let pieces: Vec<CopyPiece> = self.seen_again(&again.work, taken).await?.into_iter().filter_map(piece).collect();
            let existing = self.survey(order, &pieces).await?;
            plan = self.decide(order, pieces, &existing).await;
        }
        items.append(&mut plan.items);
        Ok(Ok(CopyPlan { items, ..plan }))
    }

    /// `items`, with their sources as they are listed now.
    async fn seen_again(self, work: &CopyWork, before: &[CopyItem]) -> Result<Vec<CopyItem>, Error> {
        let (client, session, bucket) = (self.state.client(), self.state.session(), &work.from().bucket);
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        let mut items = Vec::new();
        for item in before {
            let object =
                repeat_while(wait_for_network, async || look_up(&client, &session, bucket, &item.source.key).await).await?;
            let source = object.map_or_else(|| item.source.clone(), CopySource::from);
            // A copy of what was there before is none of what is there now.
            let copy_e_tag = item.copy_e_tag.clone().filter(|_| source.e_tag == item.source.e_tag);
            items.push(CopyItem { source, copy_e_tag, ..item.clone() });
        }
        Ok(items)
    }
}

/// Whether what is at `path` below `prefix` is one of `entries`.
fn is_one_of(entries: &[Entry], prefix: &str, path: &str) -> bool {
    entries.iter().any(|entry| entry.key.strip_prefix(prefix) == Some(path))
}
