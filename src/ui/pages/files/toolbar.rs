//! What can be done here, and how much of it there is.

use leptos::prelude::*;

use super::entries::{count, summary};
use super::listing::Status;
use super::{Files, access};
use crate::ui::components::{Button, ButtonKind, Icon};
use crate::ui::dom::{Element, View, group, html, live, text, when};
use crate::ui::words::format;

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
    let button = |label: &str, icon| Button::new(label).kind(ButtonKind::Quiet).icon(icon);
    html::div()
        .class("toolbar files-toolbar")
        .child(when(
            move || allowed.read().write,
            move || {
                let upload = Button::new("Upload").kind(ButtonKind::Primary).icon(Icon::Upload).disabled(nowhere);
                let new_folder = button("New folder", Icon::FolderPlus).disabled(nowhere).on_click(naming);
                group([upload.on_click(move || files.choose_files()), new_folder])
            },
        ))
        .child(when(
            move || allowed.read().get,
            move || {
                button("Download", Icon::Download)
                    .busy(downloading)
                    .disabled(move || none(chosen.read().count().1))
                    .on_click(move || files.download())
            },
        ))
        .child(when(
            move || allowed.read().delete,
            move || {
                let ask = move || files.ask_delete();
                button("Delete", Icon::Trash).disabled(move || none(chosen.read().len())).on_click(ask)
            },
        ))
        .child(button("Refresh", Icon::Refresh).busy(listing.busy).on_click(move || listing.refresh(place.get_untracked())))
        .child(live(move || {
            access::reason(allowed.get()).map(|reason| html::p().class("hint").attr("role", "status").child(reason))
        }))
}

/// How much there is, or how much of it is selected.
pub fn files_summary(files: Files) -> View {
    let listing = files.listing;
    let says = html::p().class("hint files-summary").attr("role", "status").child(text(move || status(files)));
    let stop = move || Button::new("Stop").kind(ButtonKind::Quiet).on_click(move || listing.stop_loading_rest());
    group([says.into(), when(move || listing.completing.get(), stop)])
}

/// `2 folders, 1 file`, `1,000 loaded, more below`, `3 files selected`.
fn status(files: Files) -> String {
    let Files { listing, chosen, sort, .. } = files;
    if *listing.status.read() != Status::Open {
        return String::new();
    }
    let rows = listing.rows.read();
    let loaded = format::thousands(rows.len());
    if listing.completing.get() {
        return format!("Selecting all: {loaded} so far…");
    }
    let selected = summary(chosen.read().count());
    match (selected.is_empty(), listing.has_more()) {
        (false, false) => format!("{selected} selected"),
        (false, true) => format!("{selected} selected of the first {loaded}"),
        (true, false) => summary(count(&rows)),
        // By name they come in order; by anything else the first of all may be among those below.
        (true, true) if sort.read().is_none_or(|sort| sort.column == 0 && !sort.descending) => {
            format!("{loaded} loaded, more below")
        }
        (true, true) => format!("Sorted among the {loaded} loaded, more below"),
    }
}
