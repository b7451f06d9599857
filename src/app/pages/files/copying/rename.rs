//! A new name for one entry. Renaming a folder moves all that is below it.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::super::entries::Entry;
use super::super::folder::{self, Folder};
use super::super::paths::folder_name_fault;
use super::super::state::Files;
use super::{Copies, CopyJob};
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::{ListObjects, key_fault};
use crate::browser::document;
use crate::files::copy::TransferKind;
use crate::files::upload::look_up;
use crate::ui::components::{Button, ButtonKind, Dialog, Problem, TextField, error_notice, form};
use crate::ui::dom::{View, html};
use crate::ui::task::Task;
use crate::ui::words::errors;

/// What is to be renamed, as it was listed.
pub struct Renaming {
    /// The folder it is in, which may lie below the one that is shown.
    folder: Folder,
    entry: Entry,
}

/// Asks for the new name of the one of `entries`.
pub fn ask(_: Files, shown: Folder, entries: Vec<Entry>) {
    if let [entry] = entries.as_slice()
        && let Some(folder) = shown.at(entry.parent())
    {
        Copies::get().renaming.ask(Renaming { folder, entry: entry.clone() });
    }
}

/// The question.
pub fn rename_dialog(files: Files) -> View {
    let asked = Copies::get().renaming;
    let busy = RwSignal::new(false);
    let title = move || match asked.subject() {
        Some(subject) if subject.entry.is_folder() => t!("Rename folder").to_owned(),
        _ => t!("Rename file").to_owned(),
    };
    let content = move || asked.subject().map(|subject| content(files, subject, busy));
    Dialog::new(asked, title).busy(busy).content(move || content().into())
}

fn content(files: Files, subject: Arc<Renaming>, busy: RwSignal<bool>) -> View {
    let copies = Copies::get();
    let name = RwSignal::new(subject.entry.name().to_owned());
    let fault = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<Problem>);
    let task = Task::with_running(busy);
    let renamed = Arc::clone(&subject);
    let rename = move || {
        let typed = name.get_untracked();
        problem.set(None);
        if typed == renamed.entry.name() {
            return copies.renaming.close();
        }
        fault.set(name_fault(files, &renamed, &typed));
        if fault.read_untracked().is_some() {
            return;
        }
        let renamed = Arc::clone(&renamed);
        task.start(async move {
            match is_free(copies.state, &renamed, &typed).await {
                Ok(true) => {
                    let Renaming { folder, entry } = &*renamed;
                    copies.begin(CopyJob {
                        from: folder.clone(),
                        entries: vec![entry.clone()],
                        to: folder.clone(),
                        to_name: files.name(&folder.place).to_string(),
                        name: Some(typed),
                        transfer: TransferKind::Move,
                    });
                    copies.renaming.close();
                }
                Ok(false) => fault.set(Some(taken())),
                Err(error) => problem.set(Some(folder::explain_action(t!("Couldn't check the name"), "GET", &error))),
            }
        });
    };
    let input = html::input().id("new-name").class("input").attr("type", "text");
    let element = input.node::<web_sys::HtmlInputElement>();
    let stem = stem_length(subject.entry.name(), subject.entry.is_folder());
    let before = subject.entry.name().to_owned();
    request_animation_frame(move || {
        // What is selected is typed over; the extension stays. A frame may come late: what was typed by then is not.
        if element.value() == before && element.focus().is_ok() {
            let _ = element.set_selection_range(0, stem);
        }
    });
    let field = html::div().class("field").child(html::label()).child(input);
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(t!("Cancel")).disabled(busy).on_click(move || copies.renaming.close()))
        .child(Button::new(t!("Rename")).kind(ButtonKind::Primary).submit().busy(busy));
    form(rename)
        .child(TextField::new(t!("New name"), name).error(fault).onto(field))
        .child(error_notice(problem, None))
        .child(actions)
        .into()
}

/// How much of a name is typed over, in the units of JavaScript: all but the extension.
fn stem_length(name: &str, is_folder: bool) -> u32 {
    let stem = match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() && !is_folder => stem,
        _ => name,
    };
    u32::try_from(stem.encode_utf16().count()).unwrap_or(u32::MAX)
}

fn taken() -> String {
    t!("This name is taken.").to_owned()
}

/// What is wrong with the new name, as far as that is known without asking S3.
fn name_fault(files: Files, Renaming { folder, entry }: &Renaming, name: &str) -> Option<String> {
    let prefix = folder.prefix();
    let key = if entry.is_folder() { format!("{prefix}{name}/") } else { format!("{prefix}{name}") };
    let fault = match entry.is_folder() {
        true => folder_name_fault(&prefix, name),
        false if name.is_empty() => Some(t!("Enter a name.").to_owned()),
        false if name.contains('/') => Some(t!("Names can't contain a slash. To move it, use Move.").to_owned()),
        false => key_fault(&key).map(|fault| errors::key_fault(fault).to_owned()),
    };
    let is_reserved = folder.hides(&key);
    let composed = document::nfc(name);
    let is_there = files.listing.rows.with_untracked(|rows| {
        let is_beside = |row: &Entry| row.key != entry.key && row.parent() == prefix;
        let same = |row: &&Entry| is_beside(row) && row.is_folder() == entry.is_folder();
        rows.iter().filter(same).any(|row| document::nfc(row.name()) == composed)
    });
    fault
        .or_else(|| is_reserved.then(|| t!("This name is reserved for your settings here.").to_owned()))
        .or_else(|| is_there.then(taken))
}

/// Whether S3 has nothing of the new name: what is listed may be old, or not all.
async fn is_free(state: AppState, Renaming { folder, entry }: &Renaming, name: &str) -> Result<bool, Error> {
    let (client, session) = (state.client(), state.session());
    let key = format!("{}{name}", folder.prefix());
    if entry.is_folder() {
        let below = client.list_objects(&folder.bucket, &ListObjects::first(format!("{key}/")), &session).await?;
        return Ok(below.objects.is_empty());
    }
    Ok(look_up(&client, &session, &folder.bucket, &key).await?.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_is_not_typed_over() {
        assert_eq!(stem_length("report.pdf", false), 6);
        assert_eq!(stem_length("archive.tar.gz", false), 11);
        assert_eq!(stem_length(".env", false), 4);
        assert_eq!(stem_length("v1.2", true), 4);
        assert_eq!(stem_length("🧳.txt", false), 2, "in the units of JavaScript");
    }
}
