//! What can be done here, and how much of it there is. Of what cannot be done nothing is drawn.

use std::time::SystemTime;

use leptos::prelude::*;

use super::entries::{count, summary};
use super::listing::Status;
use super::{Files, access};
use crate::ui::components::{Button, ButtonKind, Icon};
use crate::ui::dom::{Element, View, group, html, live, text, when};
use crate::ui::words::format;

/// What can be done with the folder, or with what is selected of it: one in place of the other, so that no row moves.
pub fn tools(files: Files) -> Element {
    let chosen = files.chosen;
    let selecting = Memo::new(move |_| chosen.read().len() > 0);
    let tools = live(move || if selecting.get() { with_selection(files) } else { with_folder(files) });
    html::div().class("tools").child(tools)
}

fn quiet(label: &'static str, icon: Icon) -> Button {
    Button::new(label).kind(ButtonKind::Quiet).icon(icon)
}

fn with_folder(files: Files) -> View {
    let Files { listing, allowed, .. } = files;
    let nowhere = move || listing.folder.read().is_none();
    let naming = move || {
        if let Some(folder) = listing.folder.get_untracked() {
            files.naming.ask(folder);
        }
    };
    let upload = when(
        move || allowed.read().write,
        move || {
            let upload = Button::new(t!("Upload")).kind(ButtonKind::Primary).icon(Icon::Upload).disabled(nowhere);
            let new_folder = quiet(t!("New folder"), Icon::FolderPlus).disabled(nowhere).on_click(naming);
            group([upload.on_click(move || files.choose_files()), new_folder])
        },
    );
    html::div().class("toolbar").child(upload).child(reason(files)).into()
}

/// Why something is not there that files usually can have done to them.
fn reason(files: Files) -> View {
    let Files { listing, allowed, .. } = files;
    let says = Memo::new(move |_| {
        // Where nothing could be listed, that is said instead.
        let failed = matches!(*listing.status.read(), Status::Failed(_));
        access::reason(allowed.get()).filter(|_| !failed)
    });
    live(move || says.get().map(|says| html::p().class("hint").attr("role", "status").child(says)))
}

fn with_selection(files: Files) -> View {
    let Files { listing, chosen, allowed, downloading, .. } = files;
    let unselect = Button::icon_only(Icon::Close, t!("Clear selection")).on_click(move || files.select_none());
    let says = move || {
        let count = chosen.read().len();
        n!(count, one = "{count} selected", other = "{count} selected")
    };
    // Not while it is still growing.
    let growing = listing.completing;
    let download = when(
        move || allowed.read().get && chosen.read().count().1 > 0,
        move || {
            let download = quiet(t!("Download"), Icon::Download).busy(downloading).disabled(growing);
            download.on_click(move || files.download())
        },
    );
    let delete = when(
        move || allowed.read().delete,
        move || quiet(t!("Delete"), Icon::Trash).disabled(growing).on_click(move || files.ask_delete()),
    );
    let size = move || {
        let chosen = chosen.read();
        if chosen.count().1 > 0 { format::size(chosen.bytes()) } else { String::new() }
    };
    let details = quiet(t!("Details"), Icon::Panel).on_click(move || files.details.set(true));
    html::div()
        .class("toolbar selected")
        .child(unselect)
        .child(html::strong().child(text(says)))
        .child(download)
        .child(html::span().class("deletes").child(delete))
        .child(reason(files))
        .child(html::span().class("selected-size").child(text(size)))
        .child(html::span().class("quits").child(details))
        .into()
}

/// How much there is, since when this is known, and the way to know it anew.
pub fn status_line(files: Files) -> Element {
    let Files { listing, place, .. } = files;
    let says = html::p().class("files-summary").attr("role", "status").child(text(move || status(files)));
    let stop = when(
        move || listing.completing.get(),
        move || Button::new(t!("Stop")).kind(ButtonKind::Quiet).on_click(move || listing.stop_loading_rest()),
    );
    let listed = move || {
        let is_open = *listing.status.read() == Status::Open;
        let since = listing.as_of.get().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        if is_open { t!("Listed at {time}", time = format::clock_time(since as i64)) } else { String::new() }
    };
    let refresh = Button::icon_only(Icon::Refresh, t!("Refresh"))
        .busy(listing.busy)
        .on_click(move || listing.refresh(place.get_untracked()));
    html::div()
        .class("status-line")
        .child(says)
        .child(stop)
        .child(html::span().class("listed-at").child(text(listed)))
        .child(refresh)
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
