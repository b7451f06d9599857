//! Making a folder: an empty object whose key ends with a slash.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::access::{Action, Refusals};
use super::entries::File;
use super::folder::{self, Folder};
use super::listing::Listing;
use super::paths::folder_name_fault;
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::{ListObjects, Precondition};
use crate::ui::components::{Button, ButtonKind, Dialog, Problem, Question, TextField, error_notice, form};
use crate::ui::dom::{View, html};
use crate::ui::task::Task;

/// Asks for the name of a folder to be made in the one it is asked for.
pub fn new_folder_dialog(asked: Question<Folder>, listing: Listing) -> View {
    let busy = RwSignal::new(false);
    let content = move || asked.subject().map(|folder| content(folder, asked, listing, busy));
    Dialog::new(asked, t!("New folder")).busy(busy).content(move || content().into())
}

fn content(folder: Arc<Folder>, asked: Question<Folder>, listing: Listing, busy: RwSignal<bool>) -> View {
    let state = AppState::get();
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Problem>);
    let task = Task::with_running(busy);
    let create = move || {
        let typed = name.get_untracked();
        fault.set(folder_name_fault(&folder.prefix(), &typed));
        problem.set(None);
        if fault.read_untracked().is_some() {
            return;
        }
        let folder = folder.clone();
        let refusals = Refusals::get();
        task.start(async move {
            let key = format!("{}{typed}/", folder.prefix());
            match make(state, &folder, &key).await {
                Ok(true) => {
                    asked.close();
                    listing.put(&folder.bucket, vec![(key, File::default())]);
                    state.say(t!("Folder created"));
                }
                Ok(false) => fault.set(Some(t!("A folder with this name already exists.").to_owned())),
                Err(error) => {
                    refusals.note(&folder.place, Action::Write, &error);
                    problem.set(Some(folder::explain_action(t!("Couldn't create the folder"), "PUT", &error)));
                }
            }
        });
    };
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(t!("Cancel")).disabled(busy).on_click(move || asked.close()))
        .child(Button::new(t!("Create")).kind(ButtonKind::Primary).submit().busy(busy));
    form(create)
        .child(TextField::new(t!("Folder name"), name).error(fault).autofocus(true))
        .child(error_notice(problem, None))
        .child(actions)
        .into()
}

/// Makes the folder whose key is `key`. Whether there was none.
pub async fn make(state: AppState, folder: &Folder, key: &str) -> Result<bool, Error> {
    let (client, session) = (state.client(), state.session());
    // A folder without a mark is one, too.
    let list = ListObjects::first(key);
    let inside = client.list_objects(&folder.bucket, &list, &session).await?;
    if !inside.objects.is_empty() {
        return Ok(false);
    }
    let kind = "application/x-directory";
    match client.put_object_if(&folder.bucket, key, kind, Vec::new(), &Precondition::Absent, &session).await {
        Ok(_) => Ok(true),
        Err(error) if error.code() == "PreconditionFailed" => Ok(false),
        Err(error) => Err(error),
    }
}
