//! What was deleted from a folder and can be brought back, where its bucket keeps versions.

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::folder::{self, Folder};
use super::super::paths::{last_name, shown};
use super::super::state::Files;
use super::object::refused;
use super::properties::heading;
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::{DeleteMarker, ObjectVersion};
use crate::files::versions::{self, DeletedEntries, Reverted, deleted_entries as find};
use crate::route::Place;
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
    let (looking, working) = (Task::new(), RwSignal::new(false));
    let state = files.state;
    let explain = move |title: &str, action: Action, iam_action: &str, place: &Place, error: &Error| {
        refusals.note(place, action, error);
        let mut explained = folder::explain_action(title, "GET, DELETE", error);
        if error.code() == "AccessDenied" {
            refused(&mut explained, iam_action.to_owned());
        }
        explained
    };
    // With the page, where something else is selected by now.
    let tell = move |explained: Problem| {
        if !problem.try_set(Some(explained.clone())) {
            files.problem.try_set(Some(explained));
        }
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
                    tell(explain(t!("Couldn't look for deleted files"), Action::ListVersions, iam, &folder.place, &error));
                }
            }
        });
    };
    let bring_back = move |what: DeletedEntry| {
        let folder = folder.clone();
        problem.set(None);
        if working.get_untracked() {
            return;
        }
        working.set(true);
        // Also while something else is selected.
        files.tasks.start(async move {
            let restored = restore(state, &folder, &what).await;
            working.try_set(false);
            let (title, iam) = (t!("Couldn't bring back “{name}”", name = what.name()), "s3:DeleteObjectVersion");
            let undone = match restored {
                Ok(undone) => undone,
                Err(error) => return tell(explain(&title, Action::DeleteVersions, iam, &folder.place, &error)),
            };
            let back = undone.back.len();
            if back > 0 {
                found.update(|found| found.iter_mut().for_each(|found| forget(found, &what)));
            }
            if files.listing.shows(&folder) {
                files.listing.refresh(folder.place.clone());
            }
            let title = if back == 0 { title } else { n!(back, one = "{count} file is back", other = "{count} files are back") };
            match undone.failures.first() {
                Some(failure) => tell(explain(&title, Action::DeleteVersions, iam, &folder.place, &failure.error)),
                None if undone.changed.is_empty() => state.say(t!("“{name}” is back", name = what.name())),
                None => {
                    let reason = n!(
                        undone.changed.len(),
                        one = "{count} file was changed meanwhile. It was left as it is.",
                        other = "{count} files were changed meanwhile. They were left as they are."
                    );
                    tell(Problem { title, reason, ..Problem::default() });
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
        let button = Button::new(t!("Bring back")).class("button small").label(label).busy(working);
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
async fn restore(state: AppState, folder: &Folder, what: &DeletedEntry) -> Result<Reverted, Error> {
    let (client, session) = (state.client(), state.session());
    match what {
        DeletedEntry::File(version) => {
            versions::bring_back(&client, &folder.bucket, version, None, &session).await?;
            Ok(Reverted { back: vec![version.key.clone()], ..Reverted::default() })
        }
        DeletedEntry::Folder(prefix) => {
            let markers: Vec<DeleteMarker> = versions::markers_below(&client, &folder.bucket, prefix, &session).await?;
            versions::undelete(&client, &folder.bucket, &markers, &session, async |error: &Error| {
                state.connection().wait_for_network(error).await
            })
            .await
        }
    }
}

fn forget(found: &mut DeletedEntries, what: &DeletedEntry) {
    match what {
        DeletedEntry::Folder(prefix) => found.folders.retain(|other| other != prefix),
        DeletedEntry::File(version) => found.files.retain(|other| other != version),
    }
}
