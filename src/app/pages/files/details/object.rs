//! What S3 says of one object, asked for while its details are shown.

use std::future::Future;
use std::time::SystemTime;

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::entries::{Entry, File, SelectionSummary};
use super::super::folder::{self, Folder};
use super::super::paths;
use super::super::state::Files;
use super::drafts::Drafts;
use crate::aws::Error;
use crate::aws::s3::{ChecksumMode, HeadObject, Restore, key_fault};
use crate::ui::components::{Problem, technical_details};
use crate::ui::dom::{View, effect, group, html};
use crate::ui::task::Task;
use crate::ui::words::{errors, sentences};

/// One object and what is known of it.
#[derive(Clone, Copy)]
pub struct ObjectDetails {
    pub files: Files,
    pub folder: StoredValue<Folder>,
    pub key: StoredValue<String>,
    /// Its row, while it has one.
    pub entry: Memo<Option<Entry>>,
    /// What HeadObject says.
    pub head: RwSignal<Option<HeadObject>>,
    /// Why it says nothing.
    pub problem: RwSignal<Option<Problem>>,
    /// What was typed of it and of others before.
    pub drafts: Drafts,
    refusals: Refusals,
    /// Grows whenever the object is to be asked about again.
    asked: RwSignal<u32>,
}

impl ObjectDetails {
    /// Asks about the object `key` of the folder that is shown, and again when its row has changed, the listing was refreshed or
    /// the network is back.
    pub fn new(files: Files, key: String, drafts: Drafts) -> Option<ObjectDetails> {
        let listing = files.listing;
        let folder = listing.folder.get_untracked()?;
        let of_key = key.clone();
        let entry = Memo::new(move |before: Option<&Option<Entry>>| match &*files.chosen.read() {
            SelectionSummary::One(entry) if entry.key == of_key => Some(entry.clone()),
            _ => before.cloned().flatten(),
        });
        let object = ObjectDetails {
            files,
            folder: StoredValue::new(folder),
            key: StoredValue::new(key),
            entry,
            head: RwSignal::new(None),
            problem: RwSignal::new(None),
            drafts,
            refusals: Refusals::get(),
            asked: RwSignal::new(0),
        };
        let (task, cut_off) = (Task::new(), RwSignal::new(false));
        files.state.connection().on_return(move || {
            if cut_off.get_untracked() {
                object.ask_again();
            }
        });
        effect(move || {
            object.asked.track();
            entry.track();
            files.listing.as_of.track();
            if key_fault(&object.key()).is_some() {
                return;
            }
            task.restart(async move {
                let (client, session) = (files.state.client(), files.state.session());
                let (bucket, key) = (object.folder().bucket, object.key());
                let answer = client.head_object(&bucket, &key, None, ChecksumMode::Enabled, &session).await;
                cut_off.set(answer.as_ref().is_err_and(Error::is_silence));
                match answer {
                    Ok(head) => {
                        object.problem.set(None);
                        object.head.set_if_new(Some(head.clone()));
                        object.update_row(&head);
                    }
                    Err(error) => {
                        // What is typed of what was known stays, as long as that may still be so.
                        if !is_passing(&error) {
                            object.head.set(None);
                        }
                        object.problem.set(Some(folder::explain_action(t!("Couldn't load the details"), "HEAD", &error)));
                    }
                }
            });
        });
        Some(object)
    }

    pub fn folder(self) -> Folder {
        self.folder.get_value()
    }

    pub fn key(self) -> String {
        self.key.get_value()
    }

    /// Its S3 URI.
    pub fn uri(self) -> String {
        self.folder.with_value(|folder| self.key.with_value(|key| folder.bucket.s3_uri(key)))
    }

    /// The same object, for work that may outlast its details.
    pub fn target(self) -> ObjectTarget {
        ObjectTarget { files: self.files, refusals: self.refusals, folder: self.folder(), key: self.key() }
    }

    /// Asks about it again.
    pub fn ask_again(self) {
        self.asked.try_update(|asked| *asked += 1);
    }

    /// The row says what is so now: somebody may have written the object since it was listed.
    fn update_row(self, head: &HeadObject) {
        let Some(row) = self.entry.get_untracked().and_then(|entry| entry.file().cloned()) else { return };
        let (Some(size), Some(modified)) = (head.content_length, head.last_modified) else { return };
        if !head.e_tag.is_empty() && head.e_tag != row.e_tag {
            let storage_class = head.storage_class.clone().unwrap_or_else(|| "STANDARD".to_owned());
            let file = File { size, modified: modified.unix_timestamp(), e_tag: head.e_tag.clone(), storage_class };
            self.files.listing.put(&self.folder().bucket, vec![(self.key(), file)]);
        }
    }

    /// Whether its content can be read only once it is restored.
    pub fn is_archived(self) -> bool {
        self.entry.read().as_ref().and_then(|entry| entry.file().map(File::is_archived)).unwrap_or_default()
    }

    /// How far restoring is; nothing for what was not asked for, or has ended.
    pub fn restore(self) -> Option<Restore> {
        let restore = self.head.read().as_ref()?.restore?;
        let now = self.files.state.client().now();
        match restore {
            Restore::Until(end) if SystemTime::from(end) <= now => None,
            restore => Some(restore),
        }
    }

    /// Whether it can be copied onto itself.
    pub fn can_be_copied(self) -> bool {
        let is_readable = !self.is_archived() || matches!(self.restore(), Some(Restore::Until(_)));
        let allowed = self.files.allowed.get();
        is_readable && allowed.get && allowed.write && !self.head.read().as_ref().is_none_or(|head| head.e_tag.is_empty())
    }

    /// As [`ObjectTarget::explain`].
    pub fn explain(self, title: &str, action: Action, iam_action: &str, methods: &str, error: &Error) -> Problem {
        self.target().explain(title, action, iam_action, methods, error)
    }

    /// Whether S3 has refused this here before.
    pub fn is_refused(self, action: Action) -> bool {
        self.folder.with_value(|folder| self.refusals.has(&folder.place, action))
    }

    /// Why nothing can be read of it, if its key is none that a browser can address.
    pub fn unaddressable(self) -> Option<String> {
        let fault = key_fault(&self.key())?;
        Some(sentences(&[t!("You can delete this file here, but not download it."), errors::key_fault(fault)]))
    }
}

/// Whether the same question may have another answer soon.
fn is_passing(error: &Error) -> bool {
    error.is_silence() || error.service().is_some_and(|refusal| refusal.status >= 500)
}

/// An object that something is done to, whatever is selected by the time that is done.
#[derive(Clone)]
pub struct ObjectTarget {
    files: Files,
    refusals: Refusals,
    pub folder: Folder,
    pub key: String,
}

impl ObjectTarget {
    /// Begins `work`, unless `busy` says that something is under way. It goes on when the details show something else.
    pub fn start(&self, busy: RwSignal<bool>, work: impl Future<Output = ()> + 'static) {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        self.files.tasks.start(async move {
            work.await;
            busy.try_set(false);
        });
    }

    /// Explains why `title`, and takes note of what the role lacks: an action of IAM's, as its policy names it.
    pub fn explain(&self, title: &str, action: Action, iam_action: &str, methods: &str, error: &Error) -> Problem {
        self.refusals.note(&self.folder.place, action, error);
        let mut problem = folder::explain_action(title, methods, error);
        if error.code() == "AccessDenied" {
            refused(&mut problem, iam_action.to_owned());
        }
        problem
    }

    /// Shows what went wrong with the details, or with the page, where they are of something else by now.
    pub fn tell(&self, shown: RwSignal<Option<Problem>>, problem: Problem) {
        if !shown.try_set(Some(problem.clone())) {
            let name = t!("“{name}”", name = paths::shown(paths::last_name(&self.key)));
            let title = format!("{name}: {}", problem.title);
            self.files.problem.try_set(Some(Problem { title, ..problem }));
        }
    }

    /// Has the rows say what is so now, if the object is among them.
    pub fn refresh(&self) {
        if self.files.listing.shows(&self.folder) {
            self.files.listing.refresh(self.folder.place.clone());
        }
    }
}

/// Says that a role may not do this; what it lacks, such as an action of IAM's, is for the site's owner.
pub fn refused(problem: &mut Problem, lacks: String) {
    problem.reason = t!("You don't have permission to do this here.").to_owned();
    problem.advice = t!("Ask the site owner for access.").to_owned();
    problem.details.insert(0, missing(lacks));
}

/// The same in place of what cannot be shown.
pub fn refusal(iam_action: &str) -> View {
    let says = sentences(&[t!("You don't have permission to do this here."), t!("Ask the site owner for access.")]);
    let details = technical_details(vec![missing(iam_action.to_owned())]);
    group([View::from(html::p().class("hint").child(says)), View::from(details)])
}

fn missing(lacks: String) -> (String, String) {
    (t!("Missing permission").to_owned(), lacks)
}
