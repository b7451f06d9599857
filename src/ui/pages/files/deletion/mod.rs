//! Deleting what is selected: folders with all that is below them.

mod dialog;

use std::collections::HashSet;

use leptos::prelude::*;

pub use self::dialog::deletion_dialog;
use super::entries::{Chosen, Entry, summary};
use super::folder::{self, Folder};
use super::listing::Listing;
use super::paths::{last_name, shown};
use crate::aws::Error;
use crate::aws::retry::Repeat;
use crate::aws::s3::{DeleteFailure, ListObjects, MAX_DELETE};
use crate::ui::components::{Handler, Problem, Selection, format};
use crate::ui::task::Task;
use crate::ui::{AppState, explain};

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Finding what is below the folders.
    Counting,
    /// The visitor is asked.
    Asking,
    /// This many are gone.
    Deleting(usize),
    /// Some could not be deleted.
    Over,
}

/// What is to be deleted, and how far that is.
#[derive(Clone, Copy)]
pub struct Deletion {
    state: AppState,
    listing: Listing,
    selection: RwSignal<Selection>,
    task: Task,
    open: RwSignal<bool>,
    stage: RwSignal<Stage>,
    chosen: RwSignal<Chosen>,
    /// The rows, and the keys found so far.
    rows: StoredValue<Vec<Entry>>,
    keys: StoredValue<Vec<String>>,
    found: RwSignal<usize>,
    problem: RwSignal<Option<Problem>>,
    failures: RwSignal<Vec<DeleteFailure>>,
    /// Afterwards: the row that had the focus may be gone.
    on_done: Handler,
}

impl Deletion {
    /// Nothing is to be deleted.
    pub fn new(listing: Listing, selection: RwSignal<Selection>, on_done: impl Fn() + 'static) -> Deletion {
        Deletion {
            state: AppState::get(),
            listing,
            selection,
            task: Task::new(),
            open: RwSignal::new(false),
            stage: RwSignal::new(Stage::Asking),
            chosen: RwSignal::new(Chosen::Nothing),
            rows: StoredValue::new(Vec::new()),
            keys: StoredValue::new(Vec::new()),
            found: RwSignal::new(0),
            problem: RwSignal::new(None),
            failures: RwSignal::new(Vec::new()),
            on_done: on_done.into(),
        }
    }

    /// Asks whether to delete what is selected.
    pub fn ask(self) {
        let Some(folder) = self.listing.folder.get_untracked() else { return };
        let rows: Vec<Entry> = self.selection.with_untracked(|selection| {
            let rows = self.listing.rows.read_untracked();
            rows.iter().filter(|entry| selection.contains(&entry.key)).cloned().collect()
        });
        if rows.is_empty() {
            return;
        }
        self.chosen.set(self.selection.with_untracked(|selection| Chosen::of(&rows, selection)));
        self.rows.set_value(rows);
        self.failures.set(Vec::new());
        self.open.set(true);
        self.count(folder);
    }

    /// Finds all keys. A file's is known; those below a folder have to be listed.
    fn count(self, folder: Folder) {
        let (folders, files): (Vec<Entry>, Vec<Entry>) = self.rows.get_value().into_iter().partition(Entry::is_folder);
        self.keys.set_value(files.into_iter().map(|file| file.key).collect());
        self.found.set(self.keys.with_value(Vec::len));
        self.problem.set(None);
        if folders.is_empty() {
            self.stage.set(Stage::Asking);
            return;
        }
        self.stage.set(Stage::Counting);
        self.task.restart(async move {
            for entry in folders {
                if let Err(error) = self.count_below(&folder, entry.key).await {
                    self.state.heed(&error);
                    self.problem.set(Some(folder::explain("The folder could not be read", &folder.place, &error)));
                    return;
                }
            }
            self.stage.set(Stage::Asking);
        });
    }

    async fn count_below(self, folder: &Folder, prefix: String) -> Result<(), Error> {
        let mut list = ListObjects { prefix, by_folder: false, max_keys: 1000, continuation_token: None, repeat: Repeat::Safe };
        loop {
            let page = self.state.client().list_objects(&folder.bucket, &list, &self.state.session()).await?;
            self.keys.update_value(|keys| keys.extend(page.objects.into_iter().map(|object| object.key)));
            self.found.set(self.keys.with_value(Vec::len));
            list.continuation_token = page.next_continuation_token;
            if list.continuation_token.is_none() {
                return Ok(());
            }
        }
    }

    fn confirm(self) {
        let Some(folder) = self.listing.folder.get_untracked() else { return };
        self.problem.set(None);
        self.stage.set(Stage::Deleting(0));
        self.task.restart(async move {
            let keys = self.keys.get_value();
            let mut failures = Vec::new();
            let mut done = 0;
            for chunk in keys.chunks(MAX_DELETE) {
                match self.state.client().delete_objects(&folder.bucket, chunk, &self.state.session()).await {
                    Ok(failed) => {
                        let refusal = refused_as_a_whole(&failed, chunk.len());
                        failures.extend(failed);
                        if let Some(error) = refusal {
                            let untried = keys.get(done + chunk.len()..).unwrap_or_default();
                            failures.extend(untried.iter().map(|key| DeleteFailure { key: key.clone(), error: error.clone() }));
                            break;
                        }
                    }
                    Err(error) => {
                        self.state.heed(&error);
                        self.problem.set(Some(folder::explain("Not everything was deleted", &folder.place, &error)));
                        self.stage.set(Stage::Asking);
                        self.listing.refresh(folder.place.clone());
                        return;
                    }
                }
                done += chunk.len();
                self.stage.set(Stage::Deleting(done));
            }
            self.finish(failures);
        });
    }

    fn finish(self, failures: Vec<DeleteFailure>) {
        let kept = kept(&failures);
        let gone: HashSet<String> =
            self.rows.with_value(|rows| rows.iter().filter(|row| !kept.contains(&row.key)).map(|row| row.key.clone()).collect());
        self.listing.remove(|key| gone.contains(key));
        self.selection.update(|selection| selection.set(gone, false));
        let deleted = self.found.get_untracked().saturating_sub(failures.len());
        if failures.is_empty() {
            self.open.set(false);
            self.on_done.run(());
            self.state.say(match self.chosen.get_untracked().count() {
                (0, files) => format!("{} deleted", format::count(files, "file")),
                both => format!("{} deleted", summary(both)),
            });
        } else {
            self.problem.set(explained(&failures, deleted));
            self.failures.set(failures);
            self.stage.set(Stage::Over);
        }
    }

    /// Stops at once; what is gone is gone, and of the request under way nobody knows.
    fn stop(self) {
        let deleting = matches!(self.stage.get_untracked(), Stage::Deleting(_));
        self.task.stop();
        self.open.set(false);
        if deleting && let Some(folder) = self.listing.folder.get_untracked() {
            self.state.say("Stopped. The list shows what is left.");
            self.listing.refresh(folder.place);
        }
    }

    fn question(self) -> String {
        match self.chosen.get() {
            Chosen::One(entry) if entry.is_folder() => format!("Delete the folder “{}”?", shown(entry.name())),
            Chosen::One(entry) => format!("Delete “{}”?", shown(entry.name())),
            chosen => format!("Delete {}?", summary(chosen.count())),
        }
    }

    fn consequence(self) -> String {
        let found = format::count(self.found.get(), "object");
        match (self.stage.get(), self.chosen.get().count()) {
            (Stage::Over, _) => String::new(),
            (Stage::Counting, _) => format!("Looking for what is inside… {found} so far."),
            (_, (0, 1)) => "It will not be listed any more.".to_owned(),
            (_, (0, _)) => "They will not be listed any more.".to_owned(),
            (_, (1, 0)) => format!("With all that is in it: {found}."),
            (_, _) => format!("With all that is in the folders: {found}."),
        }
    }
}

/// The keys that are still there, and the folders that they lie in.
fn kept(failures: &[DeleteFailure]) -> HashSet<String> {
    let mut kept = HashSet::new();
    for DeleteFailure { key, .. } in failures {
        let ends = key.bytes().enumerate().filter(|(_, byte)| *byte == b'/').map(|(at, _)| at + 1);
        kept.extend(ends.chain([key.len()]).filter_map(|end| key.get(..end)).map(str::to_owned));
    }
    kept
}

/// Why none of `tried` keys was deleted, if the visitor may delete none of them: then the others need not be tried.
fn refused_as_a_whole(failed: &[DeleteFailure], tried: usize) -> Option<Error> {
    let refused = failed.iter().filter(|failure| failure.error.code() == "AccessDenied").count();
    failed.first().filter(|_| refused == tried).map(|first| first.error.clone())
}

/// The reason of the first failure, since one refusal is much like the other.
fn explained(failures: &[DeleteFailure], deleted: usize) -> Option<Problem> {
    let first = failures.first()?;
    let title = match failures.len() {
        1 => format!("“{}” was not deleted", shown(last_name(&first.key))),
        several => format!("{} not deleted", format::count(several, "object")),
    };
    let mut problem = explain::aws_error(title, &first.error);
    if deleted > 0 {
        problem.reason = format!("{} The other {} are gone.", problem.reason, format::thousands(deleted));
    }
    Some(problem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;
    use crate::ui::pages::files::entries::{File, Parent};

    fn row(key: &str) -> Entry {
        let parent = Parent { prefix: "p/", href: &|_| String::new() };
        parent.entry(key, File::default).unwrap()
    }

    #[test]
    fn a_failure_keeps_the_row_that_it_lies_in() {
        let keeps = |key: &str, of: &str| {
            let error = Error::SignedOut;
            kept(&[DeleteFailure { key: key.into(), error }]).contains(&row(of).key)
        };
        assert!(keeps("p/a/b", "p/a/"));
        assert!(keeps("p/a/", "p/a/"));
        assert!(keeps("p/a", "p/a"));
        assert!(!keeps("p/ab", "p/a"));
        assert!(!keeps("p/a", "p/a/"));
        assert!(!keeps("p/a/b", "p/a"));
    }

    #[test]
    fn what_is_refused_as_a_whole_is_refused_for_one_reason() {
        let failure = |code: &str| {
            let error = Error::Service(ServiceError { status: 200, code: code.into(), ..ServiceError::default() });
            DeleteFailure { key: "p/a".into(), error }
        };
        let denied = [failure("AccessDenied"), failure("AccessDenied")];
        assert_eq!(refused_as_a_whole(&denied, 2).map(|error| error.code().to_owned()).as_deref(), Some("AccessDenied"));
        assert_eq!(refused_as_a_whole(&denied, 3), None, "one is gone");
        assert_eq!(refused_as_a_whole(&[failure("AccessDenied"), failure("InternalError")], 2), None);
        assert_eq!(refused_as_a_whole(&[], 0), None);
    }

    #[test]
    fn partial_failures_say_how_much_is_gone() {
        let error = Error::Service(ServiceError { status: 200, code: "AccessDenied".into(), ..ServiceError::default() });
        let failures = [DeleteFailure { key: "p/a".into(), error }];
        let problem = explained(&failures, 1200).unwrap();
        assert_eq!(problem.title, "“a” was not deleted");
        assert!(problem.reason.contains("permission") && problem.reason.contains("1,200"));
        assert_eq!(explained(&[], 3), None);
    }
}
