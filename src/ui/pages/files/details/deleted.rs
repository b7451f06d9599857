//! What was deleted from a folder and can be brought back, where its bucket keeps versions.

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::folder::{self, Folder};
use super::super::paths::{last_name, shown};
use super::super::state::Files;
use super::object::refused;
use super::properties::heading;
use crate::aws::Error;
use crate::aws::s3::{DeleteMarker, ObjectVersion};
use crate::files::versions::{self, DeletedEntries, deleted_entries as find};
use crate::ui::AppState;
use crate::ui::components::{Button, Handler, Problem, error_notice, visible};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::task::Task;
use crate::ui::words::format;

/// A part of the folder's details, on request: it takes a look at all versions in the folder.
pub fn deleted_files(files: Files, folder: Folder) -> View {
    let refusals = Refusals::get();
    if !files.allowed.get_untracked().delete || refusals.has(&folder.place, Action::ListVersions) {
        return View::none();
    }
    let found = RwSignal::new(None::<DeletedEntries>);
    let problem = RwSignal::new(None::<Problem>);
    let (looking, working) = (Task::new(), Task::new());
    let state = files.state;
    let explain = move |title: &str, action: Action, iam_action: &str, place: &crate::route::Place, error: &crate::aws::Error| {
        refusals.note(place, action, error);
        let mut explained = folder::explain_action(title, "GET, DELETE", error);
        if error.code() == "AccessDenied" {
            refused(&mut explained, iam_action.to_owned());
        }
        problem.try_set(Some(explained));
    };
    let sought = folder.clone();
    let look = move || {
        let folder = sought.clone();
        problem.set(None);
        looking.restart(async move {
            match find(&state.client(), &folder.bucket, &folder.prefix(), &state.session()).await {
                Ok(mut deleted) => {
                    deleted.files.retain(|version| !folder.hides(&version.key));
                    deleted.folders.retain(|key| !folder.hides(key));
                    found.set(Some(deleted));
                }
                Err(error) => {
                    let iam = "s3:ListBucketVersions";
                    explain(t!("Couldn't look for deleted files"), Action::ListVersions, iam, &folder.place, &error);
                }
            }
        });
    };
    let bring_back = move |what: DeletedEntry| {
        let folder = folder.clone();
        problem.set(None);
        working.start(async move {
            match restore(state, &folder, &what).await {
                Ok(()) => {
                    found.update(|found| found.iter_mut().for_each(|found| forget(found, &what)));
                    state.say(t!("“{name}” is back", name = what.name()));
                    files.listing.refresh(files.place.get_untracked());
                }
                Err(error) => {
                    let iam = "s3:DeleteObjectVersion";
                    explain(t!("Couldn't bring back the file"), Action::DeleteVersions, iam, &folder.place, &error);
                }
            }
        });
    };
    let line = move |what: DeletedEntry| -> Element {
        let now = state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let name = what.name();
        let hint = match &what {
            DeletedEntry::Folder(_) => t!("Folder").to_owned(),
            DeletedEntry::File(version) => {
                let deleted = format::relative(version.last_modified.unix_timestamp(), now.as_secs() as i64);
                t!("Deleted: {time}", time = deleted)
            }
        };
        let text = html::div()
            .class("version-text")
            .child(html::p().attr("translate", "no").child(visible(&name)))
            .child(html::p().class("hint").child(hint));
        let label = t!("Bring back {name}", name = name);
        let bring_back = bring_back.clone();
        let button = Button::new(t!("Bring back")).class("button small").label(label).busy(working.running());
        html::li().class("deleted").child(text).child(button.on_click(move || bring_back(what.clone())))
    };
    let list = live(move || -> View {
        match found.get() {
            None => Button::new(t!("Show deleted files")).busy(looking.running()).on_click(Handler::from(look.clone())).into(),
            Some(found) if found.files.is_empty() && found.folders.is_empty() => {
                html::p().class("hint").attr("role", "status").child(t!("Nothing to bring back")).into()
            }
            Some(DeletedEntries { folders, files, is_more }) => {
                let (folders, files) = (folders.into_iter().map(DeletedEntry::Folder), files.into_iter().map(DeletedEntry::File));
                let list = html::ul().class("deleted-files").children(folders.chain(files).map(line.clone()));
                let more =
                    is_more.then(|| html::p().class("hint").child(t!("There are more. Bring some back, then look again.")));
                group([list.into(), View::from(more)])
            }
        }
    });
    group([heading(t!("Deleted files"), View::none()).into(), html::div().child(list).into(), error_notice(problem, None)])
}

/// What was deleted and can be brought back.
#[derive(Clone, PartialEq)]
enum DeletedEntry {
    /// By its prefix.
    Folder(String),
    /// Its delete marker.
    File(ObjectVersion),
}

impl DeletedEntry {
    fn name(&self) -> String {
        match self {
            DeletedEntry::Folder(prefix) => shown(last_name(prefix.strip_suffix('/').unwrap_or(prefix))).to_owned(),
            DeletedEntry::File(version) => shown(last_name(&version.key)).to_owned(),
        }
    }
}

/// A folder comes back with all that was deleted in it.
async fn restore(state: AppState, folder: &Folder, what: &DeletedEntry) -> Result<(), Error> {
    let (client, session) = (state.client(), state.session());
    match what {
        DeletedEntry::File(version) => versions::bring_back(&client, &folder.bucket, version, None, &session).await,
        DeletedEntry::Folder(prefix) => {
            let markers: Vec<DeleteMarker> = versions::markers_below(&client, &folder.bucket, prefix, &session).await?;
            let undone = versions::undelete(&client, &folder.bucket, &markers, &session, async |error: &Error| {
                state.connection().outlasts(error).await
            })
            .await?;
            undone.failures.into_iter().next().map_or(Ok(()), |failure| Err(failure.error))
        }
    }
}

fn forget(found: &mut DeletedEntries, what: &DeletedEntry) {
    match what {
        DeletedEntry::Folder(prefix) => found.folders.retain(|other| other != prefix),
        DeletedEntry::File(version) => found.files.retain(|other| other != version),
    }
}
