//! What can be done here, and how much of it there is.

use leptos::prelude::*;

use super::entries::{count, summary};
use super::listing::Status;
use super::{Files, access};
use crate::browser::drop::Picked;
use crate::ui::components::{Button, ButtonKind, Handler, Icon, file_button, format};
use crate::ui::dom::{Element, group, html, live, text, when};

/// The toolbar. `naming` asks for the name of a new folder, `on_delete` whether to delete what is selected.
pub fn toolbar(files: Files, naming: RwSignal<bool>, on_delete: Handler) -> Element {
    let Files { listing, chosen, place, allowed, downloading, .. } = files;
    let nowhere = move || listing.folder.read().is_none();
    let upload = move |chosen: Vec<web_sys::File>| files.upload(chosen.into_iter().map(Picked::from).collect());
    let button = |label: &str, icon| Button::new(label).kind(ButtonKind::Quiet).icon(icon);
    html::div()
        .class("toolbar files-toolbar")
        .child(when(
            move || allowed.read().write,
            move || {
                let new_folder = button("New folder", Icon::FolderPlus).disabled(nowhere).on_click(move || naming.set(true));
                group([file_button("Upload", ButtonKind::Primary, nowhere, upload), new_folder.into()])
            },
        ))
        .child(when(
            move || allowed.read().get,
            move || {
                button("Download", Icon::Download)
                    .busy(downloading)
                    .disabled(move || chosen.read().count().1 == 0)
                    .on_click(move || files.download())
            },
        ))
        .child(when(
            move || allowed.read().delete,
            move || button("Delete", Icon::Trash).disabled(move || chosen.read().count() == (0, 0)).on_click(on_delete),
        ))
        .child(button("Refresh", Icon::Refresh).busy(listing.busy).on_click(move || listing.refresh(place.get_untracked())))
        .child(live(move || {
            access::reason(allowed.get()).map(|reason| html::p().class("hint").attr("role", "status").child(reason))
        }))
}

/// How much there is, or how much of it is selected.
pub fn files_summary(files: Files) -> Element {
    html::p().class("hint files-summary").attr("role", "status").child(text(move || status(files)))
}

/// `2 folders, 1 file`, `1,000 loaded, more below`, `3 files selected`.
fn status(files: Files) -> String {
    let Files { listing, chosen, sort, .. } = files;
    if *listing.status.read() != Status::Open {
        return String::new();
    }
    let selected = summary(chosen.read().count());
    if !selected.is_empty() {
        return format!("{selected} selected");
    }
    let rows = listing.rows.read();
    if !listing.has_more() {
        return summary(count(&rows));
    }
    // By name they come in order; by anything else the first of all may be among those below.
    let by_name = sort.read().is_none_or(|sort| sort.column == 0 && !sort.descending);
    let loaded = format::thousands(rows.len());
    if by_name { format!("{loaded} loaded, more below") } else { format!("Sorted among the {loaded} loaded, more below") }
}
