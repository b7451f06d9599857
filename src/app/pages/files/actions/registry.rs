//! What can be done with files: one entry each. The selection bar, the menus of rows and of the folder, the palette and the
//! keyboard follow from it.

use crate::ui::reactive::*;

use super::super::copying::{Copies, clipboard, move_to, rename};
use super::super::download::save_selected;
use super::super::editor::is_editable;
use super::super::entries::{Entry, SelectionSummary};
use super::super::folder::Folder;
use super::super::state::Files;
use super::around::{self, NameFormat};
use crate::browser::location;
use crate::route::Route;
use crate::ui::components::{Icon, shown_keys};
use crate::ui::words::Phrase;

/// Something that can be done.
pub struct FileAction {
    /// What its button and its line of a menu say.
    pub label: Phrase,
    /// Its drawing.
    pub icon: Icon,
    /// The keys that do it in the list, as `aria-keyshortcuts` spells them: `Control+X`.
    pub keys: Option<&'static str>,
    /// The letter that does it while the menu is open.
    pub letter: Option<char>,
    /// With which others it stands in menus.
    pub group: Group,
    /// Where it stands in the selection bar, from the left, if it is there.
    pub bar: Option<u8>,
    /// Whether it stands beside the name of a row that is pointed at while nothing is selected, if it ever does.
    pub beside: Option<fn(Files, &Entry) -> bool>,
    /// Whether it can be done now. Read again whenever a signal that it reads changes.
    pub is_offered: fn(Files) -> bool,
    /// Does it.
    pub run: ActionRun,
}

/// What an action is done with: as it is when it is asked for, whatever the page shows later.
#[derive(Clone, Copy)]
pub enum ActionRun {
    /// The folder, while nothing is selected.
    Folder(fn(Files, Folder)),
    /// What is selected of the folder.
    Selection(fn(Files, Folder, Vec<Entry>)),
}

/// The parts of a menu, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// To see it, or to take it along.
    Look,
    /// To have it otherwise.
    Change,
    /// To take it elsewhere.
    Clipboard,
    /// To know of it.
    Details,
    /// To have it no longer.
    Delete,
}

/// All of them, in the order in which menus have them.
pub static FILE_ACTIONS: &[FileAction] = &[
    FileAction {
        label: phrase!("Preview"),
        icon: Icon::Eye,
        keys: None,
        letter: Some('o'),
        group: Group::Look,
        bar: None,
        beside: None,
        is_offered: |files| files.allowed.read().get && one_file(files).is_some(),
        run: ActionRun::Selection(|files, _, entries| entries.into_iter().take(1).for_each(|entry| files.open_entry(entry))),
    },
    FileAction {
        label: phrase!("Download"),
        icon: Icon::Download,
        keys: None,
        letter: Some('d'),
        group: Group::Look,
        bar: Some(0),
        beside: Some(can_download_one),
        is_offered: |files| files.allowed.read().get && !is_nothing(files),
        run: ActionRun::Selection(save_selected),
    },
    FileAction {
        label: phrase!("Share"),
        icon: Icon::Chain,
        keys: None,
        letter: Some('s'),
        group: Group::Look,
        bar: Some(5),
        beside: Some(around::can_share_one),
        is_offered: around::can_be_shared,
        run: ActionRun::Selection(around::share),
    },
    FileAction {
        label: phrase!("Restore"),
        icon: Icon::Refresh,
        keys: None,
        letter: Some('r'),
        group: Group::Look,
        bar: None,
        beside: Some(around::can_restore_one),
        is_offered: around::can_be_restored,
        run: ActionRun::Selection(around::restore),
    },
    FileAction {
        label: phrase!("Edit"),
        icon: Icon::Rename,
        keys: None,
        letter: Some('e'),
        group: Group::Look,
        bar: None,
        beside: None,
        is_offered: can_edit,
        run: ActionRun::Selection(|files, folder, entries| files.editing.ask((folder, entries))),
    },
    FileAction {
        label: phrase!("Rename"),
        icon: Icon::Rename,
        keys: Some("F2"),
        letter: None,
        group: Group::Change,
        bar: Some(3),
        beside: Some(can_move_one),
        is_offered: |files| can_move(files) && matches!(&*files.chosen.read(), SelectionSummary::One(_)),
        run: ActionRun::Selection(rename::ask),
    },
    FileAction {
        label: phrase!("Move"),
        icon: Icon::Move,
        keys: None,
        letter: Some('m'),
        group: Group::Change,
        bar: Some(1),
        beside: None,
        is_offered: can_move,
        run: ActionRun::Selection(move_to::ask_to_move),
    },
    FileAction {
        label: phrase!("Copy"),
        icon: Icon::Copy,
        keys: None,
        letter: Some('c'),
        group: Group::Change,
        bar: Some(2),
        beside: None,
        is_offered: can_copy,
        run: ActionRun::Selection(move_to::ask_to_copy),
    },
    FileAction {
        label: phrase!("Cut"),
        icon: Icon::Cut,
        keys: Some("Control+X"),
        letter: None,
        group: Group::Clipboard,
        bar: None,
        beside: None,
        is_offered: can_move,
        run: ActionRun::Selection(clipboard::cut),
    },
    FileAction {
        label: phrase!("Copy to clipboard"),
        icon: Icon::Copy,
        keys: Some("Control+C"),
        letter: None,
        group: Group::Clipboard,
        bar: None,
        beside: None,
        is_offered: can_copy,
        run: ActionRun::Selection(clipboard::copy),
    },
    FileAction {
        label: phrase!("Paste"),
        icon: Icon::Paste,
        keys: Some("Control+V"),
        letter: Some('v'),
        group: Group::Clipboard,
        bar: None,
        beside: None,
        is_offered: clipboard::can_paste,
        run: ActionRun::Folder(clipboard::paste),
    },
    FileAction {
        label: phrase!("Undo"),
        icon: Icon::Undo,
        keys: Some("Control+Z"),
        letter: Some('z'),
        group: Group::Clipboard,
        bar: None,
        beside: None,
        is_offered: |files| Copies::get().may_undo(*files.allowed.read()),
        run: ActionRun::Folder(|_, _| Copies::get().take_back()),
    },
    FileAction {
        label: phrase!("Details"),
        icon: Icon::Panel,
        keys: Some("Alt+Enter"),
        letter: Some('i'),
        group: Group::Details,
        bar: Some(9),
        beside: None,
        is_offered: |files| !is_nothing(files) && !files.details.get(),
        run: ActionRun::Selection(|files, _, _| files.details.set(true)),
    },
    FileAction {
        label: phrase!("Show in folder"),
        icon: Icon::Folder,
        keys: None,
        letter: Some('f'),
        group: Group::Look,
        bar: None,
        beside: None,
        is_offered: |files| matches!(&*files.chosen.read(), SelectionSummary::One(entry) if !entry.folders().is_empty()),
        run: ActionRun::Selection(show_in_folder),
    },
    FileAction {
        label: phrase!("Details"),
        icon: Icon::Panel,
        keys: Some("Alt+Enter"),
        letter: Some('i'),
        group: Group::Details,
        bar: None,
        beside: None,
        is_offered: |files| is_nothing(files) && !files.details.get(),
        run: ActionRun::Folder(|files, _| files.details.set(true)),
    },
    FileAction {
        label: phrase!("Refresh"),
        icon: Icon::Refresh,
        keys: None,
        letter: None,
        group: Group::Details,
        bar: None,
        beside: None,
        is_offered: is_nothing,
        run: ActionRun::Folder(|files, _| files.refresh()),
    },
    around::copying(phrase!("Copy key"), |files, folder, entries| around::copy(files, &folder, entries, NameFormat::Key)),
    around::copying(phrase!("Copy S3 URI"), |files, folder, entries| around::copy(files, &folder, entries, NameFormat::Uri)),
    around::copying(phrase!("Copy ARN"), |files, folder, entries| around::copy(files, &folder, entries, NameFormat::Arn)),
    around::copying(phrase!("Copy address"), |files, folder, entries| around::copy(files, &folder, entries, NameFormat::Address)),
    FileAction {
        label: phrase!("Delete"),
        icon: Icon::Trash,
        keys: Some("Delete"),
        letter: None,
        group: Group::Delete,
        bar: Some(8),
        beside: None,
        is_offered: |files| files.allowed.read().delete && !is_nothing(files),
        run: ActionRun::Selection(|files, folder, entries| files.deletion.ask(folder, entries)),
    },
    FileAction {
        label: phrase!("Upload files"),
        icon: Icon::Upload,
        keys: None,
        letter: Some('u'),
        group: Group::Change,
        bar: None,
        beside: None,
        is_offered: |files| files.allowed.read().write && is_nothing(files),
        run: ActionRun::Folder(|files, _| files.choose_files()),
    },
    FileAction {
        label: phrase!("Upload folder"),
        icon: Icon::Folder,
        keys: None,
        letter: None,
        group: Group::Change,
        bar: None,
        beside: None,
        is_offered: |files| files.allowed.read().write && is_nothing(files),
        run: ActionRun::Folder(|files, _| files.choose_folder()),
    },
    FileAction {
        label: phrase!("New folder"),
        icon: Icon::FolderPlus,
        keys: None,
        letter: Some('n'),
        group: Group::Change,
        bar: None,
        beside: None,
        is_offered: |files| files.allowed.read().write && is_nothing(files),
        run: ActionRun::Folder(|files, folder| files.naming.ask(folder)),
    },
    FileAction {
        label: phrase!("New text file"),
        icon: Icon::File,
        keys: None,
        letter: Some('t'),
        group: Group::Change,
        bar: None,
        beside: None,
        is_offered: |files| {
            let allowed = *files.allowed.read();
            allowed.write && allowed.get && is_nothing(files)
        },
        run: ActionRun::Folder(|files, folder| files.new_file.ask(folder)),
    },
];

/// What is done with files by keys, and by which.
pub fn shortcuts() -> impl Iterator<Item = (Phrase, String)> {
    FILE_ACTIONS.iter().filter_map(|action| Some((action.label, action.shown_keys()?)))
}

/// Whether this file or folder can be saved. What is archived has to be restored before.
fn can_download_one(files: Files, entry: &Entry) -> bool {
    files.allowed.read().get && !around::is_archived(entry)
}

/// Whether this file or folder can be called otherwise.
fn can_move_one(files: Files, entry: &Entry) -> bool {
    let allowed = *files.allowed.read();
    allowed.get && allowed.write && allowed.delete && !entry.is_marker()
}

/// Whether what is selected can be copied. The object that marks the folder one is in has no name that it could keep.
pub fn can_copy(files: Files) -> bool {
    let is_marker = matches!(&*files.chosen.read(), SelectionSummary::One(entry) if entry.is_marker());
    files.allowed.read().get && !is_nothing(files) && !is_marker
}

/// Whether what is selected can be moved: copied here or elsewhere, and then deleted.
pub fn can_move(files: Files) -> bool {
    let allowed = *files.allowed.read();
    can_copy(files) && allowed.write && allowed.delete
}

/// Whether what is selected is one text file, and may be read and written.
fn can_edit(files: Files) -> bool {
    let allowed = *files.allowed.read();
    allowed.get && allowed.write && one_file(files).is_some_and(|entry| is_editable(&entry))
}

/// Goes to the folder that the entry is in.
fn show_in_folder(_: Files, folder: Folder, entries: Vec<Entry>) {
    if let Some(entry) = entries.first() {
        let Ok(route) = folder.href(entry.parent()).parse::<Route>();
        location::go(&route);
    }
}

/// The one file that is selected, if it is one.
fn one_file(files: Files) -> Option<Entry> {
    match &*files.chosen.read() {
        SelectionSummary::One(entry) if !entry.is_folder() => Some(entry.clone()),
        _ => None,
    }
}

/// Whether nothing is selected: what can be done is done with the folder.
pub fn is_nothing(files: Files) -> bool {
    *files.chosen.read() == SelectionSummary::Nothing
}

impl FileAction {
    /// Those that can be done now.
    pub fn offered(files: Files) -> impl Iterator<Item = &'static FileAction> {
        FILE_ACTIONS.iter().filter(move |action| (action.is_offered)(files))
    }

    /// The keys that do it, as they are shown.
    pub fn shown_keys(&self) -> Option<String> {
        shown_keys(self.keys, self.letter)
    }

    /// Does it with what is selected, or with the folder. Not while the selection is still growing.
    pub fn run(&self, files: Files) {
        match self.run {
            ActionRun::Folder(run) => {
                if let Some(folder) = files.listing.folder.get_untracked() {
                    run(files, folder);
                }
            }
            ActionRun::Selection(run) => {
                if let Some((folder, entries)) = files.selected().filter(|(_, entries)| !entries.is_empty()) {
                    run(files, folder, entries);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_actions_have_the_same_key_letter_or_place() {
        let mut seen = HashSet::new();
        for action in FILE_ACTIONS {
            let what = matches!(action.run, ActionRun::Folder(_));
            assert!(action.letter.is_none_or(|letter| seen.insert(format!("{what} {letter}"))), "{:?}", action.label);
            assert!(action.keys.is_none_or(|keys| seen.insert(format!("{what} {keys}"))), "{:?}", action.label);
            assert!(action.bar.is_none_or(|place| seen.insert(format!("bar {place}"))), "{:?}", action.label);
        }
    }
}
