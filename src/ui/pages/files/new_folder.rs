//! Making a folder: an empty object whose key ends with a slash.

use leptos::prelude::*;

use super::entries::File;
use super::folder;
use super::listing::Listing;
use super::paths::folder_name_fault;
use super::uploads::exists;
use crate::ui::AppState;
use crate::ui::components::{Button, ButtonKind, Dialog, Problem, TextField, error_notice, form};
use crate::ui::dom::{View, effect, html};
use crate::ui::task::Task;

/// Asks for the name of a folder to be made in what is listed.
pub fn new_folder_dialog(open: RwSignal<bool>, listing: Listing) -> View {
    let state = AppState::get();
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let task = Task::new();
    effect(move || {
        if open.get() {
            name.set(String::new());
            fault.set(None);
            problem.set(None);
        }
    });
    let create = move || {
        let Some(folder) = listing.folder.get_untracked() else { return };
        let name = name.get_untracked();
        fault.set(folder_name_fault(&folder.prefix(), &name));
        problem.set(None);
        if fault.read_untracked().is_some() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        task.restart(async move {
            let key = format!("{}{name}/", folder.prefix());
            let made = async {
                if listing.rows.with_untracked(|rows| rows.iter().any(|entry| entry.key == key))
                    || exists(state, &folder.bucket, &key).await?
                {
                    return Ok(false);
                }
                let client = state.client();
                client.put_object(&folder.bucket, &key, "application/x-directory", Vec::new(), &state.session()).await?;
                Ok(true)
            };
            let made = made.await;
            busy.set(false);
            match made {
                Ok(true) => {
                    open.set(false);
                    listing.put(vec![(key, File::default())]);
                    state.say("Folder created");
                }
                Ok(false) => fault.set(Some("There is a folder of this name already.".to_owned())),
                Err(error) => {
                    state.heed(&error);
                    problem.set(Some(folder::explain("The folder was not created", &folder.place, &error)));
                }
            }
        });
    };
    Dialog::new(open, "New folder").busy(busy).content(move || {
        let actions = html::div()
            .class("dialog-actions")
            .child(Button::new("Cancel").disabled(busy).on_click(move || open.set(false)))
            .child(Button::new("Create").kind(ButtonKind::Primary).submit().busy(busy));
        form(create)
            .child(TextField::new("Folder name", name).error(fault).autofocus(true))
            .child(error_notice(problem, None))
            .child(actions)
            .into()
    })
}
