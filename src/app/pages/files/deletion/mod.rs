//! Deleting what is selected: folders with all that is below them. What is deleted is what the visitor was asked about,
//! and of that only what is still as it was listed.

mod dialog;
mod failures;

use std::collections::HashSet;
use std::sync::Arc;

use futures::StreamExt;

use crate::aws::retry::repeat_while;
use crate::ui::reactive::*;

pub use self::dialog::deletion_dialog;
use self::failures::{Reason, kept, reasons, title_of};
use super::access::{Action, Refusals};
use super::deletions::{Deletions, Undelete};
use super::entries::{Entry, EntryWords, SelectionSummary, summary};
use super::folder::{self, Folder};
use super::listing::Listing;
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::{DeleteFailure, DeleteMarker, Object, ObjectIdentifier};
use crate::browser::leaving::AskBeforeLeaving;
use crate::files::listing::BucketAccess;
use crate::files::walk::Walk;
use crate::ui::components::{Handler, Problem, Question};
use crate::ui::task::Task;
use crate::ui::words::{format, sentences};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DeletionStage {
    /// Finding what is below the folders.
    Counting,
    /// The visitor is asked.
    Asking,
    /// So many are decided about.
    Deleting(usize),
    /// Some could not be deleted.
    Over,
}

/// What the visitor is asked about, as it was listed.
pub struct DeletionTarget {
    folder: Folder,
    rows: Vec<Entry>,
    chosen: SelectionSummary,
}

impl DeletionTarget {
    fn question(&self) -> String {
        match &self.chosen {
            SelectionSummary::One(entry) if entry.is_folder() => t!("Delete the folder “{name}”?", name = entry.shown()),
            SelectionSummary::One(entry) => t!("Delete “{name}”?", name = entry.shown()),
            chosen => t!("Delete {chosen}?", chosen = summary(chosen.count())),
        }
    }

    fn news(&self) -> String {
        t!("{chosen} deleted", chosen = summary(self.chosen.count()))
    }
}

/// The question whether to delete, as the page knows it.
#[derive(Clone, Copy)]
pub struct Deletion {
    listing: Listing,
    asked: Question<DeletionTarget>,
    deleting: RwSignal<bool>,
    /// Afterwards: the row that had the focus may be gone.
    on_done: Handler,
}

impl Deletion {
    /// Nothing is to be deleted.
    pub fn new(listing: Listing, on_done: impl Fn() + 'static) -> Deletion {
        Deletion { listing, asked: Question::new(), deleting: RwSignal::new(false), on_done: on_done.into() }
    }

    /// Asks whether to delete `rows` of `folder`.
    pub fn ask(self, folder: Folder, rows: Vec<Entry>) {
        if !rows.is_empty() {
            let chosen = SelectionSummary::of_all(&rows);
            self.asked.ask(DeletionTarget { folder, rows, chosen });
        }
    }
}

/// What comes of one question. It ends with the dialog: closing it stops what is under way.
#[derive(Clone)]
struct DeletionRun {
    state: AppState,
    deletion: Deletion,
    subject: Arc<DeletionTarget>,
    task: Task,
    refusals: Refusals,
    stage: RwSignal<DeletionStage>,
    /// All objects, once those below the folders are known.
    objects: StoredValue<Vec<ObjectIdentifier>>,
    /// How many files there are below the folders. The marks of folders are none.
    found: RwSignal<usize>,
    problem: RwSignal<Option<Problem>>,
    reasons: RwSignal<Vec<Reason>>,
    /// What was not deleted, as it was listed.
    left: StoredValue<Vec<ObjectIdentifier>>,
    /// What the bucket keeps of what was deleted.
    markers: StoredValue<Vec<DeleteMarker>>,
    deletions: Deletions,
}

impl DeletionRun {
    fn new(deletion: Deletion, subject: Arc<DeletionTarget>) -> DeletionRun {
        let run = DeletionRun {
            state: AppState::get(),
            deletion,
            subject,
            refusals: Refusals::get(),
            task: Task::with_running(RwSignal::new(false)),
            stage: RwSignal::new(DeletionStage::Asking),
            objects: StoredValue::new(Vec::new()),
            found: RwSignal::new(0),
            problem: RwSignal::new(None),
            reasons: RwSignal::new(Vec::new()),
            left: StoredValue::new(Vec::new()),
            markers: StoredValue::new(Vec::new()),
            deletions: Deletions::get(),
        };
        let ended = run.clone();
        on_cleanup(move || ended.interrupted());
        run.count();
        run
    }

    /// Finds all objects. A file's is known; those below a folder have to be listed.
    fn count(&self) {
        let seen = |row: &Entry| {
            let e_tag = row.file().map(|file| file.e_tag.clone());
            ObjectIdentifier { key: row.key.clone(), e_tag: e_tag.filter(|e_tag| !e_tag.is_empty()), version_id: None }
        };
        self.objects.set_value(self.subject.rows.iter().filter(|row| !row.is_folder()).map(seen).collect());
        let run = self.clone();
        let folders: Vec<String> = self.subject.rows.iter().filter(|row| row.is_folder()).map(|row| row.key.clone()).collect();
        if folders.is_empty() {
            return;
        }
        self.stage.set(DeletionStage::Counting);
        self.task.restart(async move {
            match run.count_below(folders).await {
                Ok(()) => run.stage.set(DeletionStage::Asking),
                Err(error) => {
                    let title = t!("Couldn't read the folder");
                    run.problem.set(Some(folder::explain_action(title, "GET", &error)));
                }
            }
        });
    }

    async fn count_below(&self, folders: Vec<String>) -> Result<(), Error> {
        let (client, credentials) = (self.state.client(), self.state.session());
        let mut walk = Walk::below(BucketAccess { client, credentials, bucket: self.subject.folder.bucket.clone() }, folders);
        while let Some(objects) = walk.next().await {
            let objects = match objects {
                Err(error) if self.state.connection().wait_for_network(&error).await => continue,
                objects => objects?,
            };
            let files = objects.iter().filter(|object| !object.is_folder_mark()).count();
            self.found.update(|found| *found += files);
            let seen = |Object { key, e_tag, .. }: Object| ObjectIdentifier {
                key,
                e_tag: Some(e_tag).filter(|e_tag| !e_tag.is_empty()),
                version_id: None,
            };
            self.objects.update_value(|all| all.extend(objects.into_iter().map(seen)));
        }
        Ok(())
    }

    /// Tries once more to delete what is left, as it was listed.
    fn try_again(&self) {
        self.objects.set_value(self.left.try_update_value(std::mem::take).unwrap_or_default());
        self.confirm();
    }

    fn confirm(&self) {
        let run = self.clone();
        self.problem.set(None);
        self.reasons.set(Vec::new());
        self.stage.set(DeletionStage::Deleting(0));
        self.deletion.deleting.set(true);
        self.task.restart(async move {
            // Closing the page would leave the rest undeleted.
            let _asking = AskBeforeLeaving::new();
            let result = run.delete().await;
            run.deletion.deleting.set(false);
            match result {
                Ok(failures) => run.finish(failures),
                Err(error) => {
                    let title = t!("Couldn't delete everything");
                    run.problem.set(Some(folder::explain_action(title, "POST, DELETE", &error)));
                    run.stage.set(DeletionStage::Asking);
                    run.deletion.listing.refresh(run.subject.folder.place.clone());
                }
            }
        });
    }

    /// While there is no network it waits. What was deleted before is no failure when it is asked for again.
    async fn delete(&self) -> Result<Vec<DeleteFailure>, Error> {
        let (bucket, objects, session) = (&self.subject.folder.bucket, self.objects.get_value(), self.state.session());
        let wait_for_network = async |error: &Error| self.state.connection().wait_for_network(error).await;
        let delete = async || {
            let mut decided = 0;
            let mut made = |marker| self.markers.update_value(|markers| markers.push(marker));
            let done = |some: usize| {
                decided += some;
                self.stage.set(DeletionStage::Deleting(decided));
            };
            self.state.client().delete_and_note(bucket, &objects, &session, done, Some(&mut made)).await
        };
        repeat_while(wait_for_network, delete).await
    }

    fn finish(&self, failures: Vec<DeleteFailure>) {
        let Deletion { listing, asked, on_done, .. } = self.deletion;
        let kept = kept(&failures);
        let is_gone = |row: &&Entry| !kept.contains(row.key.as_str());
        let gone: HashSet<&str> = self.subject.rows.iter().filter(is_gone).map(|row| row.key.as_str()).collect();
        listing.remove(|key| gone.contains(key));
        // Meanwhile others may have put something where something was deleted.
        listing.refresh(self.subject.folder.place.clone());
        if failures.is_empty() {
            self.refusals.succeeded(&self.subject.folder.place, Action::Delete);
            self.stage.set(DeletionStage::Over);
            asked.close();
            on_done.run(());
            if !self.offer_undo(self.subject.news(), self.without_marker(&HashSet::new())) {
                self.state.say(self.subject.news());
            }
        } else {
            let failed: HashSet<&str> = failures.iter().map(|failure| failure.key.as_str()).collect();
            self.offer_undo_of_some(self.without_marker(&failed));
            let tried = self.objects.with_value(Vec::len);
            // One object may be locked; who may delete none of them may not delete here.
            if let [first, ..] = failures.as_slice()
                && failures.len() == tried
                && failures.iter().all(|failure| failure.error.code() == first.error.code())
            {
                self.refusals.note(&self.subject.folder.place, Action::Delete, &first.error);
            }
            self.problem.set(Some(Problem { title: title_of(&failures, tried), ..Problem::default() }));
            let is_left = |object: &ObjectIdentifier| failed.contains(object.key.as_str());
            self.left.set_value(self.objects.with_value(|all| all.iter().filter(|object| is_left(object)).cloned().collect()));
            self.reasons.set(reasons(failures, &self.subject.folder.prefix()));
            self.stage.set(DeletionStage::Over);
        }
    }

    /// Offers to take back what was deleted, where the bucket keeps versions.
    fn offer_undo(&self, news: String, unknown: Vec<String>) -> bool {
        let markers = self.markers.try_get_value().unwrap_or_default();
        let bucket = &self.subject.folder.bucket.name;
        // A marker without an id of its own has taken the place of what had none either.
        let (kept, lost): (Vec<_>, Vec<_>) = markers.into_iter().partition(|marker| marker.version_id != "null");
        if !kept.is_empty() || !lost.is_empty() {
            self.deletions.note_kept(bucket, lost.is_empty());
        }
        if kept.is_empty() {
            return false;
        }
        self.deletions.add(Undelete { folder: self.subject.folder.clone(), markers: kept, unknown, news });
        true
    }

    /// The same where not all was deleted that was to be.
    fn offer_undo_of_some(&self, unknown: Vec<String>) {
        let deleted = self.markers.try_with_value(Vec::len).unwrap_or_default();
        if deleted > 0 {
            self.offer_undo(n!(deleted, one = "{count} file deleted", other = "{count} files deleted"), unknown);
        }
    }

    /// The keys of those that are neither among the `failed` nor known to have left a marker.
    fn without_marker(&self, failed: &HashSet<&str>) -> Vec<String> {
        self.markers.with_value(|markers| {
            let marked: HashSet<&str> = markers.iter().map(|marker| marker.key.as_str()).collect();
            let is_without = |key: &&str| !marked.contains(key) && !failed.contains(key);
            self.objects
                .with_value(|all| all.iter().map(|object| object.key.as_str()).filter(is_without).map(str::to_owned).collect())
        })
    }

    /// The dialog closes while objects are being deleted: what is gone is gone, and of the request under way nobody knows.
    fn interrupted(&self) {
        let Some(DeletionStage::Deleting(decided)) = self.stage.try_get_untracked() else { return };
        self.task.stop();
        self.deletion.deleting.try_set(false);
        self.offer_undo_of_some(Vec::new());
        let all = self.objects.try_with_value(Vec::len).unwrap_or_default();
        let all = format::number(all as u64);
        let says = n!(
            decided,
            one = "Stopped after deleting at least {count} of {all}.",
            other = "Stopped after deleting at least {count} of {all}.",
            all = all
        );
        self.state.say(says);
        let listing = self.deletion.listing;
        if listing.shows(&self.subject.folder) {
            listing.refresh(self.subject.folder.place.clone());
        }
    }

    fn consequence(&self) -> String {
        let found = self.found.get();
        let inside = match (self.stage.get(), self.subject.chosen.count()) {
            (DeletionStage::Over, _) => return String::new(),
            (DeletionStage::Counting, _) => {
                return n!(found, one = "Counting… {count} file so far.", other = "Counting… {count} files so far.");
            }
            (_, (1, _)) if found == 0 => t!("The folder is empty.").to_owned(),
            (_, (0, _)) => String::new(),
            (_, _) if found == 0 => String::new(),
            (_, (1, 0)) => {
                n!(found, one = "This also deletes the file in it.", other = "This also deletes the {count} files in it.")
            }
            (_, _) => n!(
                found,
                one = "This also deletes the {count} file in the folders.",
                other = "This also deletes the {count} files in the folders."
            ),
        };
        let undo = match self.deletions.is_kept(&self.subject.folder.bucket.name) {
            Some(true) => t!("You can undo this: earlier versions are kept."),
            Some(false) => t!("You can't undo this here."),
            None => t!("You can undo this only if earlier versions are kept here."),
        };
        sentences(&[&inside, undo])
    }
}
