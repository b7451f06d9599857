//! What is done around files, not to them: sharing, restoring, copying what they are called.

use crate::ui::reactive::*;

use super::super::access::Action;
use super::super::entries::{Entry, File};
use super::super::folder::Folder;
use super::super::state::Files;
use super::registry::{ActionRun, FileAction, Group, is_nothing};
use crate::aws::s3::key_fault;
use crate::browser::location;
use crate::route::Route;
use crate::ui::components::{Icon, copy_text};
use crate::ui::words::Phrase;

/// Whether it has to be restored before it can be read.
pub fn is_archived(entry: &Entry) -> bool {
    entry.file().is_some_and(File::is_archived)
}

/// Whether some of what is selected is a file whose link would lead somewhere.
pub fn can_be_shared(files: Files) -> bool {
    files.allowed.read().get && any_selected(files, is_shareable)
}

/// Whether a link to it would lead somewhere.
pub fn can_share_one(files: Files, entry: &Entry) -> bool {
    files.allowed.read().get && is_shareable(entry)
}

/// Archived ones too: they may be restored, which a row does not tell.
fn is_shareable(entry: &Entry) -> bool {
    !entry.is_folder() && key_fault(&entry.key).is_none()
}

/// Asks how long links to the files may work.
pub fn share(files: Files, folder: Folder, mut entries: Vec<Entry>) {
    entries.retain(is_shareable);
    files.sharing.ask((folder, entries));
}

/// Whether some of what is selected is archived, and S3 has not refused yet to restore.
pub fn can_be_restored(files: Files) -> bool {
    files.allowed.read().write && any_selected(files, is_archived) && !is_restoring_refused(files)
}

/// Whether it is archived, and S3 has not refused yet to restore.
pub fn can_restore_one(files: Files, entry: &Entry) -> bool {
    files.allowed.read().write && is_archived(entry) && !is_restoring_refused(files)
}

fn is_restoring_refused(files: Files) -> bool {
    let folder = files.listing.folder.read();
    folder.as_ref().is_some_and(|folder| files.refusals.has(&folder.place, Action::Restore))
}

/// Opens the dialog for restoring archived files: how fast, and for how many days.
pub fn restore(files: Files, folder: Folder, mut entries: Vec<Entry>) {
    entries.retain(is_archived);
    files.restoring.ask((folder, entries));
}

fn any_selected(files: Files, is_such: fn(&Entry) -> bool) -> bool {
    let (rows, selection) = (files.listing.rows.read(), files.selection.read());
    !selection.is_empty() && rows.iter().any(|row| is_such(row) && selection.contains(&row.key))
}

/// The formats in which the name of a file or folder can be copied.
#[derive(Clone, Copy)]
pub enum NameFormat {
    /// The object key.
    Key,
    /// `s3://BUCKET/KEY`, as the AWS CLI takes it.
    Uri,
    /// The ARN, as policies take it.
    Arn,
    /// The URL in this page: that of a folder, or of the folder that a file is in.
    Address,
}

/// The entry that copies a name.
pub const fn copying(label: Phrase, run: fn(Files, Folder, Vec<Entry>)) -> FileAction {
    FileAction {
        label,
        icon: Icon::Copy,
        keys: None,
        letter: None,
        group: Group::Details,
        bar: None,
        beside: None,
        is_offered: |files| !is_nothing(files),
        run: ActionRun::Selection(run),
    }
}

/// Copies the names of `entries`, each in a line of its own.
pub fn copy(files: Files, folder: &Folder, entries: Vec<Entry>, name: NameFormat) {
    let of = |entry: &Entry| name_of(folder, &entry.key, name);
    let mut names: Vec<String> = entries.iter().map(of).collect();
    names.dedup();
    let copied = copy_text(&names.join("\n"));
    files.state.say(if copied { t!("Copied") } else { t!("Your browser blocked copying.") });
}

/// What `key` of `folder` is called.
pub fn name_of(folder: &Folder, key: &str, name: NameFormat) -> String {
    match name {
        NameFormat::Key => key.to_owned(),
        NameFormat::Uri => folder.bucket.s3_uri(key),
        NameFormat::Arn => folder.bucket.arn(key),
        NameFormat::Address if key.ends_with('/') => format!("{}{}", location::here(), folder.href(key)),
        // In all that is below a folder or was found there, a file may be in another one.
        NameFormat::Address => match key.rfind('/').and_then(|slash| key.get(..=slash)) {
            Some(parent) if parent != folder.prefix() => format!("{}{}", location::here(), folder.href(parent)),
            _ => format!("{}{}", location::here(), Route::Files(folder.place.clone())),
        },
    }
}
