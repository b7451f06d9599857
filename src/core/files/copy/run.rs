//! All objects of a plan, some at a time; where they are moved, some copies are seen before their sources are deleted.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;

use futures::{StreamExt, stream};

use super::object::Placed;
use super::{CopyFailure, CopyItem, CopySource, TransferKind};
use crate::aws::credentials::ProvideCredentials;
use crate::aws::denied::DeniedPrefixes;
use crate::aws::retry::repeat_while;
use crate::aws::s3::{Bucket, ObjectIdentifier};
use crate::aws::{AT_A_TIME, Client, Error};
use crate::ports::Platform;

/// So many are copied before their sources are deleted together: the fewer, the fewer are in both places when work is ended.
const AT_ONCE: usize = 100;

/// Where things go, and what becomes of the sources.
pub struct Copying<P, C> {
    /// Sends the requests.
    pub client: Client<P>,
    /// Signs them.
    pub credentials: C,
    /// Where the sources are.
    pub from: Bucket,
    /// Where the copies go.
    pub to: Bucket,
    /// What becomes of the sources.
    pub transfer: TransferKind,
}

impl<P, C> fmt::Debug for Copying<P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Copying({:?})", self.transfer)
    }
}

/// An object that is where it was to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// What was done.
    pub item: CopyItem,
    /// The copy's `ETag`.
    pub e_tag: String,
    /// Whether it was found there, and not made: it may be somebody else's as well.
    pub was_there: bool,
}

/// An object that is not, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// What was to be done.
    pub item: CopyItem,
    /// Why it was not.
    pub why: CopyFailure,
}

/// The result of each object so far, complete also when the run is stopped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// They are where they were to go; if they were moved, only there.
    pub done: Vec<Copied>,
    /// They have been copied, and their sources have yet to be deleted.
    pub in_both: Vec<Copied>,
    /// They are not.
    pub failed: Vec<Failed>,
}

/// How much has been copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many objects have been decided about.
    pub objects: usize,
    /// How many bytes have been copied.
    pub bytes: u64,
}

impl<P: Platform, C: ProvideCredentials + Clone + 'static> Copying<P, C> {
    /// Does it with all `items`, and notes in `report` what becomes of them. `wait_for_network` waits, if that helps against an error.
    /// Dropping the future ends the work.
    pub async fn run(
        &self,
        items: &[CopyItem],
        report: &RefCell<Report>,
        wait_for_network: impl AsyncFn(&Error) -> bool,
        on_progress: impl Fn(Progress),
    ) {
        let progress = RefCell::new(Progress::default());
        let denied = RefCell::new(DeniedPrefixes::of(items.iter().map(|item| item.source.key.as_str())));
        for chunk in items.chunks(AT_ONCE) {
            // Whoever may copy none of so many may copy none of the others there.
            let refused = |item: &&CopyItem| match denied.borrow().refusal(&item.source.key) {
                Some(error) => {
                    let why = CopyFailure::Aws(error.clone());
                    report.borrow_mut().failed.push(Failed { item: (*item).clone(), why });
                    false
                }
                None => true,
            };
            let chunk: Vec<&CopyItem> = chunk.iter().filter(refused).collect();
            let copies = chunk.iter().map(|item| async {
                let wait_for_network = async |failure: &CopyFailure| match failure {
                    CopyFailure::Aws(error) => wait_for_network(error).await,
                    _ => false,
                };
                let result = repeat_while(wait_for_network, async || self.copy(item).await).await;
                denied.borrow_mut().note(&item.source.key, result.as_ref().err().and_then(CopyFailure::error));
                self.note(item, result, report);
                let mut progress = progress.borrow_mut();
                progress.objects += 1;
                progress.bytes = progress.bytes.saturating_add(item.source.size);
                on_progress(*progress);
            });
            stream::iter(copies).buffer_unordered(AT_A_TIME).collect::<Vec<()>>().await;
            if self.transfer == TransferKind::Move {
                self.delete(report, &wait_for_network).await;
            }
        }
    }

    fn note(&self, item: &CopyItem, result: Result<Placed, CopyFailure>, report: &RefCell<Report>) {
        let (item, mut report) = (item.clone(), report.borrow_mut());
        let copied = |item, Placed { e_tag, was_there }| Copied { item, e_tag, was_there };
        match (result, self.transfer) {
            (Ok(made), TransferKind::Move) if !item.source_stays => report.in_both.push(copied(item, made)),
            (Ok(made), _) => report.done.push(copied(item, made)),
            (Err(why), _) => report.failed.push(Failed { item, why }),
        }
    }

    /// Deletes the sources whose copies were seen, if they are still what was copied.
    async fn delete(&self, report: &RefCell<Report>, wait_for_network: &impl AsyncFn(&Error) -> bool) {
        let identifier = |done: &Copied| ObjectIdentifier {
            key: done.item.source.key.clone(),
            e_tag: Some(done.item.source.e_tag.clone()).filter(|e_tag| !e_tag.is_empty()),
            version_id: None,
        };
        let sources: Vec<ObjectIdentifier> = report.borrow().in_both.iter().map(identifier).collect();
        if sources.is_empty() {
            return;
        }
        let delete = async || self.client.delete_all(&self.from, &sources, &self.credentials, |_| {}).await;
        let result = repeat_while(wait_for_network, delete).await;
        let mut report = report.borrow_mut();
        let copied = std::mem::take(&mut report.in_both);
        let failures: HashMap<String, Error> = match result {
            Ok(failures) => failures.into_iter().map(|failure| (failure.key, failure.error)).collect(),
            // Of those nothing is known: whoever asks again finds out.
            Err(error) => copied.iter().map(|done| (done.item.source.key.clone(), error.clone())).collect(),
        };
        for done in copied {
            match failures.get(&done.item.source.key) {
                Some(error) => {
                    let item = CopyItem { copy_e_tag: Some(done.e_tag), ..done.item };
                    report.failed.push(Failed { item, why: CopyFailure::NotDeleted(error.clone()) });
                }
                None => report.done.push(done),
            }
        }
    }
}

impl Report {
    /// What takes back a move: all that was moved, as it is now, to where it was; unless something was replaced by it, which
    /// nothing brings back. What was there before stays there as well.
    pub fn undo(&self) -> Vec<CopyItem> {
        use crate::aws::s3::Precondition;
        if self.done.iter().any(|done| done.item.precondition != Precondition::Absent) {
            return Vec::new();
        }
        let back = |Copied { item, e_tag, was_there }: &Copied| {
            let CopyItem { source, target, .. } = item.clone();
            let was = source.key.clone();
            let source = CopySource { key: target, e_tag: e_tag.clone(), ..source };
            CopyItem { source, target: was, precondition: Precondition::Absent, source_stays: *was_there, copy_e_tag: None }
        };
        self.done.iter().map(back).collect()
    }

    /// What of `items` is not where it was to go, or in both places; what is gone is not looked for again.
    pub fn left(&self, items: &[CopyItem]) -> Remaining {
        // Several may go to one target, such as copies of the same bytes.
        fn ends(item: &CopyItem) -> (&str, &str) {
            (&item.source.key, &item.target)
        }
        let done = self.done.iter().map(|done| &done.item);
        let decided: HashSet<(&str, &str)> = done.chain(self.failed.iter().map(|failed| &failed.item)).map(ends).collect();
        // What was copied may have been deleted at its source, though the answer is missing: then only this tells the copy.
        let made: HashMap<(&str, &str), &str> =
            self.in_both.iter().map(|copied| (ends(&copied.item), copied.e_tag.as_str())).collect();
        let with_copy = |item: &CopyItem| match made.get(&ends(item)) {
            Some(e_tag) => CopyItem { copy_e_tag: Some((*e_tag).to_owned()), ..item.clone() },
            None => item.clone(),
        };
        let untried = items.iter().filter(|item| !decided.contains(&ends(item)));
        let mut left = Remaining { as_seen: untried.map(with_copy).collect(), ..Remaining::default() };
        for Failed { item, why } in &self.failed {
            match why {
                CopyFailure::Gone => continue,
                CopyFailure::Taken => &mut left.taken,
                CopyFailure::Changed | CopyFailure::NotDeleted(_) => &mut left.changed,
                CopyFailure::Unverified | CopyFailure::Aws(_) => &mut left.as_seen,
            }
            .push(item.clone());
        }
        left
    }
}

/// The objects that are not copied or moved when a run ends, by what a retry has to do first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remaining {
    /// To be tried again as they are: not tried, still in both places, or refused.
    pub as_seen: Vec<CopyItem>,
    /// To be listed again first: the source was replaced since it was listed.
    pub changed: Vec<CopyItem>,
    /// To be asked about first: another object has taken the name.
    pub taken: Vec<CopyItem>,
}

impl Remaining {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.as_seen.is_empty() && self.changed.is_empty() && self.taken.is_empty()
    }
}
