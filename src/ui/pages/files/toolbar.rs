//! What can be done here, and how much of it there is.

use leptos::prelude::*;

use super::entries::{count, summary};
use super::listing::Status;
use super::{Files, access};
use crate::ui::components::{Button, ButtonKind, Icon};
use crate::ui::dom::{Element, View, group, html, live, text, when};

/// The toolbar.
pub fn toolbar(files: Files) -> Element {
    let Files { listing, chosen, place, allowed, downloading, .. } = files;
    let nowhere = move || listing.folder.read().is_none();
    let naming = move || {
        if let Some(folder) = listing.folder.get_untracked() {
            files.naming.ask(folder);
        }
    };
    let none = move |count: usize| count == 0 || listing.completing.get();
    let button = |label: &'static str, icon| Button::new(label).kind(ButtonKind::Quiet).icon(icon);
    html::div()
        .class("toolbar files-toolbar")
        .child(when(
            move || allowed.read().write,
            move || {
                let upload = Button::new(t!("Upload")).kind(ButtonKind::Primary).icon(Icon::Upload).disabled(nowhere);
                let new_folder = button(t!("New folder"), Icon::FolderPlus).disabled(nowhere).on_click(naming);
                group([upload.on_click(move || files.choose_files()), new_folder])
            },
        ))
        .child(when(
            move || allowed.read().get,
            move || {
                button(t!("Download"), Icon::Download)
                    .busy(downloading)
                    .disabled(move || none(chosen.read().count().1))
                    .on_click(move || files.download())
            },
        ))
        .child(when(
            move || allowed.read().delete,
            move || {
                let ask = move || files.ask_delete();
                button(t!("Delete"), Icon::Trash).disabled(move || none(chosen.read().len())).on_click(ask)
            },
        ))
        .child(button(t!("Refresh"), Icon::Refresh).busy(listing.busy).on_click(move || listing.refresh(place.get_untracked())))
        .child(live(move || {
            access::reason(allowed.get()).map(|reason| html::p().class("hint").attr("role", "status").child(reason))
        }))
}

/// How much there is, or how much of it is selected.
pub fn files_summary(files: Files) -> View {
    let listing = files.listing;
    let says = html::p().class("hint files-summary").attr("role", "status").child(text(move || status(files)));
    let stop = move || Button::new(t!("Stop")).kind(ButtonKind::Quiet).on_click(move || listing.stop_loading_rest());
    group([says.into(), when(move || listing.completing.get(), stop)])
}

/// `2 folders, 1 file`, `Showing the first 1,000`, `3 files selected`.
fn status(files: Files) -> String {
    let Files { listing, chosen, sort, .. } = files;
    if *listing.status.read() != Status::Open {
        return String::new();
    }
    let rows = listing.rows.read();
    let loaded = rows.len();
    if listing.completing.get() {
        return n!(loaded, one = "Selecting all: {count} so far…", other = "Selecting all: {count} so far…");
    }
    let selected = summary(chosen.read().count());
    match (selected.is_empty(), listing.has_more()) {
        (false, false) => t!("{chosen} selected", chosen = selected),
        (false, true) => n!(
            loaded,
            one = "{chosen} selected of the first {count}",
            other = "{chosen} selected of the first {count}",
            chosen = selected
        ),
        (true, false) => summary(count(&rows)),
        // By name they come in order; by anything else the first of all may be among those below.
        (true, true) if sort.read().is_none_or(|sort| sort.column == 0 && !sort.descending) => {
            n!(loaded, one = "Showing the first {count}", other = "Showing the first {count}")
        }
        (true, true) => n!(loaded, one = "Sorting the first {count}", other = "Sorting the first {count}"),
    }
}
