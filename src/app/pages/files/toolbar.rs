//! What can be done here, and how much of it there is. Of what cannot be done nothing is drawn.

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::entries::summary;
use super::listing::{Scope, Status};
use super::state::Files;
use super::{access, actions, totals};
use crate::browser::document;
use crate::ui::components::notice::technical_details;
use crate::ui::components::{Button, ButtonKind, Icon, Menu, MenuItem};
use crate::ui::dom::{Element, View, group, html, live, text, when};
use crate::ui::words::format;

/// What can be done with the folder, or with what is selected of it: one in place of the other, so that no row moves.
pub fn tools(files: Files) -> Element {
    let chosen = files.chosen;
    let selecting = Memo::new(move |_| chosen.read().len() > 0);
    let tools = live(move || if selecting.get() { with_selection(files) } else { with_folder(files) });
    let tools = html::div().class("tools").child(tools);
    html::div().class("tools-line").child(tools).child(html::div().class("view-tools").child(actions::tools_of_list(files)))
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
            let items = move || {
                let mut items = vec![
                    MenuItem::new(t!("Upload files"), Icon::Upload, move || files.choose_files()),
                    MenuItem::new(t!("Upload folder"), Icon::Folder, move || files.choose_folder()),
                ];
                // There it is one button for all that can be added.
                if document::is_phone() {
                    items.push(MenuItem::new(t!("New folder"), Icon::FolderPlus, naming));
                }
                items
            };
            // Drawn as one. A press on the word is for files at once; keys and who hears the page have the menu, whose first line
            // does the same.
            let at_once = html::button().attr("type", "button").class(ButtonKind::Primary.class()).child(Icon::Upload);
            let at_once = at_once.attr("tabindex", "-1").attr("aria-hidden", "true").child(t!("Upload"));
            let menu = Menu::new(t!("Upload"), items).kind(ButtonKind::Primary);
            let menu =
                menu.child(Icon::Plus).child(Icon::Upload).child(html::span().child(t!("Upload"))).child(Icon::ChevronDown);
            let upload = html::div().class("split").child(at_once.on_click(move || files.choose_files())).child(menu);
            let new_folder = quiet(t!("New folder"), Icon::FolderPlus).disabled(nowhere).on_click(naming);
            group([View::from(upload), new_folder.into()])
        },
    );
    html::div().class("toolbar").child(upload).child(actions::way_to_all(files)).child(reason(files)).into()
}

/// Why something is not there that files usually can have done to them.
fn reason(files: Files) -> View {
    let Files { listing, allowed, .. } = files;
    let says = Memo::new(move |_| {
        // Where nothing could be listed, that is said instead.
        let failed = matches!(*listing.status.read(), Status::Failed(_));
        access::reason(allowed.get()).filter(|_| !failed)
    });
    let refusals = files.refusals;
    let details = move || {
        let lacking = listing.folder.read().as_ref().map(|folder| refusals.lacking(folder)).unwrap_or_default();
        technical_details(lacking)
    };
    live(move || {
        says.get().map(|says| {
            let says = html::p().class("hint").attr("role", "status").child(says);
            group([View::from(says), live(details)])
        })
    })
}

fn with_selection(files: Files) -> View {
    let chosen = files.chosen;
    let unselect = Button::icon_only(Icon::Close, t!("Clear selection")).on_click(move || files.select_none());
    // Where there is room, the head of the list has a check box for it.
    let select_rest = quiet(t!("Select all"), Icon::Check).on_click(move || files.select_all_shown());
    let says = move || {
        let count = chosen.read().len();
        n!(count, one = "{count} selected", other = "{count} selected")
    };
    let size = move || {
        let chosen = chosen.read();
        if chosen.count().1 > 0 { format::size(chosen.bytes()) } else { String::new() }
    };
    html::div()
        .class("toolbar selected")
        .child(unselect)
        .child(html::strong().child(text(says)))
        .child(html::span().class("select-rest").child(select_rest))
        .child(actions::bar(files))
        .child(reason(files))
        .child(html::span().class("selected-size").child(text(size)))
        .into()
}

/// How much there is, since when this is known, and the way to know it anew.
pub fn status_line(files: Files) -> Element {
    let listing = files.listing;
    let says = html::p().class("files-summary").attr("role", "status").child(text(move || status(files)));
    let stop = when(
        move || listing.completing.get() || listing.looked_at.get().is_some(),
        move || Button::new(t!("Stop")).kind(ButtonKind::Quiet).on_click(move || listing.stop()),
    );
    let listed = move || {
        let is_open = *listing.status.read() == Status::Open;
        let since = listing.as_of.get().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        if is_open && files.arrived.get() {
            t!("Listed at {time}", time = format::clock_time(since as i64))
        } else {
            String::new()
        }
    };
    let refresh = Button::icon_only(Icon::Refresh, t!("Refresh")).busy(listing.busy).on_click(move || files.refresh());
    html::div()
        .class("status-line")
        .child(says)
        .child(stop)
        .child(totals::add_up(files))
        .child(html::span().class("listed-at").child(text(listed)))
        .child(refresh)
}

/// `2 folders, 1 file`, `Showing the first 1,000`, `3 files selected`, `12 found in 3,000`.
fn status(files: Files) -> String {
    let Files { listing, chosen, sort, filter, .. } = files;
    if *listing.status.read() != Status::Open {
        return listing.looked_at.get().map(looked_at).unwrap_or_default();
    }
    let rows = listing.rows.read();
    let loaded = rows.len();
    if listing.completing.get() {
        return n!(loaded, one = "Selecting all: {count} so far…", other = "Selecting all: {count} so far…");
    }
    let selected = summary(chosen.read().count());
    if selected.is_empty() {
        if !filter.read().is_empty() {
            let matching = files.shown.read().len();
            let of = format::number(loaded as u64);
            return n!(matching, one = "{count} of {all} matches", other = "{count} of {all} match", all = of);
        }
        if *listing.scope.read() != Scope::Folder {
            return found(files, rows.count());
        }
    }
    match (selected.is_empty(), listing.has_more()) {
        (false, false) => t!("{chosen} selected", chosen = selected),
        (false, true) => n!(
            loaded,
            one = "{chosen} selected of the first {count}",
            other = "{chosen} selected of the first {count}",
            chosen = selected
        ),
        (true, false) => summary(rows.count()),
        // By name they come in order; by anything else the first of all may be among those below.
        (true, true) if sort.read().is_none_or(|sort| sort.column == 0 && !sort.descending) => {
            n!(loaded, one = "Showing the first {count}", other = "Showing the first {count}")
        }
        (true, true) => n!(loaded, one = "Sorting the first {count}", other = "Sorting the first {count}"),
    }
}

fn looked_at(count: usize) -> String {
    n!(count, one = "Looked at {count} file…", other = "Looked at {count} files…")
}

/// What was found below the folder so far, or in all.
fn found(files: Files, count: (usize, usize)) -> String {
    let found = match count {
        (0, 0) => t!("Nothing found").to_owned(),
        count => summary(count),
    };
    match files.listing.looked_at.get() {
        Some(count) => t!("{found}. {progress}", found = found, progress = looked_at(count)),
        None if files.listing.stopped.get() => t!("{found} so far, stopped", found = found),
        None => found,
    }
}
