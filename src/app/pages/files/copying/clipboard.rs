//! Entries that were cut or copied, to be pasted into another folder. They stay within the page: S3 copies, not the computer.

use crate::ui::reactive::*;

use super::super::entries::{Entry, SelectionSummary, summary};
use super::super::folder::Folder;
use super::super::state::Files;
use super::{Copies, CopyJob};
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
    /// Whether what was cut is being moved: it is pasted once, unless that does not work.
    pub is_pasting: bool,
}

/// Remembers `entries` to be moved by [`paste`].
pub fn cut(files: Files, folder: Folder, entries: Vec<Entry>) {
    remember(files, Clip { folder, entries, transfer: TransferKind::Move, is_pasting: false });
}

/// Remembers `entries` to be copied by [`paste`].
pub fn copy(files: Files, folder: Folder, entries: Vec<Entry>) {
    remember(files, Clip { folder, entries, transfer: TransferKind::Copy, is_pasting: false });
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
    files.allowed.read().write && Copies::get().clip.read().as_ref().is_some_and(|clip| !clip.is_pasting)
}

/// Moves or copies into `folder` what was cut or copied. What was cut is pasted once, as soon as it has worked.
pub fn paste(files: Files, folder: Folder) {
    let copies = Copies::get();
    let Some(clip) = copies.clip.get_untracked().filter(|clip| !clip.is_pasting) else { return };
    if clip.transfer == TransferKind::Move {
        copies.clip.set(Some(Clip { is_pasting: true, ..clip.clone() }));
    }
    let to_name = files.name(&folder.place).to_string();
    let Clip { folder: from, entries, transfer, .. } = clip;
    copies.begin(CopyJob { from, entries, to: folder, to_name, name: None, transfer });
}

/// A paste is over. What was cut and is not all where it was to go can be pasted again.
pub(super) fn pasted(copies: Copies, order: &CopyJob, is_done: bool) {
    let is_of_it = |clip: &Clip| clip.is_pasting && clip.folder.place == order.from.place && clip.entries == order.entries;
    let Some(clip) = copies.clip.get_untracked().filter(is_of_it) else { return };
    copies.clip.set((!is_done).then_some(Clip { is_pasting: false, ..clip }));
}
