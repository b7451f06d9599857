//! A new text file: its name is asked for, an empty object is made, and the editor opens it.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::entries::File;
use super::super::folder::{self, Folder};
use super::super::state::Files;
use crate::aws::s3::{Precondition, key_fault};
use crate::files::edit::kinds::content_type;
use crate::ui::components::{Button, ButtonKind, Dialog, Problem, TextField, error_notice, form};
use crate::ui::dom::{View, html};
use crate::ui::task::Task;
use crate::ui::words::errors;

/// Asks for the name of a text file to be made in the folder it is asked for.
pub fn new_file_dialog(files: Files) -> View {
    let busy = RwSignal::new(false);
    let content = move || files.new_file.subject().map(|folder| content(files, folder, busy));
    Dialog::new(files.new_file, t!("New text file")).busy(busy).content(move || content().into())
}

fn content(files: Files, folder: Arc<Folder>, busy: RwSignal<bool>) -> View {
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Problem>);
    let task = Task::with_running(busy);
    let refusals = Refusals::get();
    let create = move || {
        let typed = with_extension(name.get_untracked());
        fault.set(name_fault(&folder, &typed));
        problem.set(None);
        if fault.read_untracked().is_some() {
            return;
        }
        let folder = folder.clone();
        task.start(async move {
            let (client, session) = (files.state.client(), files.state.session());
            let key = format!("{}{typed}", folder.prefix());
            let made = client
                .put_object_if(&folder.bucket, &key, content_type(&typed), Vec::new(), &Precondition::Absent, &session)
                .await;
            match made {
                Ok(e_tag) => {
                    files.new_file.close();
                    let file = File { e_tag, storage_class: "STANDARD".to_owned(), modified: super::now(files), size: 0 };
                    files.listing.put(&folder.bucket, vec![(key.clone(), file.clone())]);
                    let entry = folder.as_parent(|parent| parent.entry(&key, || file));
                    if let Some(entry) = entry {
                        files.show(&key);
                        files.editing.ask(((*folder).clone(), vec![entry]));
                    }
                }
                Err(error) if error.code() == "PreconditionFailed" => fault.set(Some(t!("This name is taken.").to_owned())),
                Err(error) => {
                    refusals.note(&folder.place, Action::Write, &error);
                    problem.set(Some(folder::explain_action(t!("Couldn't create the file"), "PUT", &error)));
                }
            }
        });
    };
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(t!("Cancel")).disabled(busy).on_click(move || files.new_file.close()))
        .child(Button::new(t!("Create")).kind(ButtonKind::Primary).submit().busy(busy));
    form(create)
        .child(
            TextField::new(t!("File name"), name)
                .hint(Some(t!("Without an extension, .txt is added.").to_owned()))
                .error(fault)
                .autofocus(true),
        )
        .child(error_notice(problem, None))
        .child(actions)
        .into()
}

/// What has no extension could not be opened again as text.
fn with_extension(name: String) -> String {
    if name.is_empty() || name.contains('.') { name } else { format!("{name}.txt") }
}

fn name_fault(folder: &Folder, name: &str) -> Option<String> {
    let key = format!("{}{name}", folder.prefix());
    match name {
        "" => Some(t!("Enter a name.").to_owned()),
        name if name.contains('/') => {
            Some(t!("Names can't contain a slash. Open the folder first to create something in it.").to_owned())
        }
        _ if folder.hides(&key) => Some(t!("This name is reserved for your settings here.").to_owned()),
        _ => key_fault(&key).map(|fault| errors::key_fault(fault).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_an_extension_gets_one() {
        assert_eq!(with_extension("notes".into()), "notes.txt");
        assert_eq!(with_extension("notes.md".into()), "notes.md");
        assert_eq!(with_extension(".env".into()), ".env");
        assert_eq!(with_extension(String::new()), "");
    }
}
