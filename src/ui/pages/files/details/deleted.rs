//! What was deleted from a folder and can be brought back, where its bucket keeps versions.

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::folder::{self, Folder};
use super::super::paths::{last_name, shown};
use super::super::state::Files;
use super::object::refused;
use super::properties::heading;
use crate::aws::s3::ObjectVersion;
use crate::files::versions::{self, deleted_files as find};
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
    let found = RwSignal::new(None::<Vec<ObjectVersion>>);
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
                Ok(deleted) => found.set(Some(deleted.into_iter().filter(|version| !folder.hides(&version.key)).collect())),
                Err(error) => {
                    let iam = "s3:ListBucketVersions";
                    explain(t!("Couldn't look for deleted files"), Action::ListVersions, iam, &folder.place, &error);
                }
            }
        });
    };
    let bring_back = move |version: ObjectVersion| {
        let folder = folder.clone();
        problem.set(None);
        working.start(async move {
            match versions::bring_back(&state.client(), &folder.bucket, &version, None, &state.session()).await {
                Ok(()) => {
                    found.update(|found| found.iter_mut().for_each(|found| found.retain(|other| *other != version)));
                    state.say(t!("“{name}” is back", name = shown(last_name(&version.key))));
                    files.listing.refresh(files.place.get_untracked());
                }
                Err(error) => {
                    let iam = "s3:DeleteObjectVersion";
                    explain(t!("Couldn't bring back the file"), Action::DeleteVersions, iam, &folder.place, &error);
                }
            }
        });
    };
    let line = move |version: ObjectVersion| -> Element {
        let now = state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let name = shown(last_name(&version.key)).to_owned();
        let deleted = format::relative(version.last_modified.unix_timestamp(), now.as_secs() as i64);
        let text = html::div()
            .class("version-text")
            .child(html::p().attr("translate", "no").child(visible(&name)))
            .child(html::p().class("hint").child(t!("Deleted: {time}", time = deleted)));
        let label = t!("Bring back {name}", name = name);
        let bring_back = bring_back.clone();
        let button = Button::new(t!("Bring back")).class("button small").label(label).busy(working.running());
        html::li().class("deleted").child(text).child(button.on_click(move || bring_back(version.clone())))
    };
    let list = live(move || -> View {
        match found.get() {
            None => Button::new(t!("Show deleted files")).busy(looking.running()).on_click(Handler::from(look.clone())).into(),
            Some(found) if found.is_empty() => {
                html::p().class("hint").attr("role", "status").child(t!("Nothing to bring back")).into()
            }
            Some(found) => html::ul().class("deleted-files").children(found.into_iter().map(line.clone())).into(),
        }
    });
    group([heading(t!("Deleted files"), View::none()).into(), html::div().child(list).into(), error_notice(problem, None)])
}
