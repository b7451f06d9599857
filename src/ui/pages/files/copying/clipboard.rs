//! Entries that were cut or copied, to be pasted into another folder. They stay within the page: S3 copies, not the computer.

use crate::ui::reactive::*;

use super::super::entries::{Entry, SelectionSummary, summary};
use super::super::folder::Folder;
use super::super::state::Files;
use super::{Copies, Order};
use crate::files::copy::TransferKind;

/// What was cut or copied.
#[derive(Clone, Debug)]
pub struct Clip {
    /// Where it is.
    pub folder: Folder,
    /// What.
    pub entries: Vec<Entry>,
    /// Whether it was cut.
    pub transfer: TransferKind,
}

/// Remembers `entries` to be moved by [`paste`].
pub fn cut(files: Files, folder: Folder, entries: Vec<Entry>) {
    remember(files, Clip { folder, entries, transfer: TransferKind::Move });
}

/// Remembers `entries` to be copied by [`paste`].
pub fn copy(files: Files, folder: Folder, entries: Vec<Entry>) {
    remember(files, Clip { folder, entries, transfer: TransferKind::Copy });
}

fn remember(files: Files, clip: Clip) {
    let what = summary(SelectionSummary::of_all(&clip.entries).count());
    files.state.say(match clip.transfer {
        TransferKind::Move => t!("{what} cut. Open a folder and paste.", what = what),
        TransferKind::Copy => t!("{what} copied. Open a folder and paste.", what = what),
    });
    Copies::get().clip.set(Some(clip));
}

/// Whether there is something to paste here.
pub fn can_paste(files: Files) -> bool {
    files.allowed.read().write && Copies::get().clip.read().is_some()
}

/// Moves or copies into `folder` what was cut or copied. What was cut is pasted once.
pub fn paste(files: Files, folder: Folder) {
    let copies = Copies::get();
    let Some(clip) = copies.clip.get_untracked() else { return };
    if clip.transfer == TransferKind::Move {
        copies.clip.set(None);
    }
    let to_name = files.name(&folder.place).to_string();
    let Clip { folder: from, entries, transfer } = clip;
    copies.begin(Order { from, entries, to: folder, to_name, name: None, transfer });
}
