//! What can be done here, and how much of it there is.

use leptos::prelude::*;

use super::Files;
use super::entries::{count, summary};
use super::listing::Status;
use crate::browser::drop::Picked;
use crate::ui::components::{Button, ButtonKind, FileButton, Handler, Icon, format};

/// The toolbar.
#[component]
pub fn Toolbar(
    /// The page.
    files: Files,
    /// Asks for the name of a new folder.
    naming: RwSignal<bool>,
    /// Asks whether to delete what is selected.
    #[prop(into)]
    on_delete: Handler,
) -> impl IntoView {
    let Files { listing, chosen, place, downloading, .. } = files;
    let nowhere = Signal::derive(move || listing.folder.read().is_none());
    let upload = move |chosen: Vec<web_sys::File>| files.upload(chosen.into_iter().map(Picked::from).collect());
    view! {
        <div class="toolbar files-toolbar">
            <FileButton kind=ButtonKind::Primary disabled=nowhere on_files=upload>"Upload"</FileButton>
            <Button kind=ButtonKind::Quiet icon=Icon::FolderPlus disabled=nowhere on_click=move || naming.set(true)>
                "New folder"
            </Button>
            <Button
                kind=ButtonKind::Quiet
                icon=Icon::Download
                busy=downloading
                disabled=Signal::derive(move || chosen.read().count().1 == 0)
                on_click=move || files.download()
            >
                "Download"
            </Button>
            <Button
                kind=ButtonKind::Quiet
                icon=Icon::Trash
                disabled=Signal::derive(move || chosen.read().count() == (0, 0))
                on_click=on_delete
            >
                "Delete"
            </Button>
            <Button
                kind=ButtonKind::Quiet
                icon=Icon::Refresh
                busy=listing.busy
                on_click=move || listing.refresh(place.get_untracked())
            >
                "Refresh"
            </Button>
        </div>
    }
    .into_any()
}

/// How much there is, or how much of it is selected.
#[component]
pub fn Summary(
    /// The page.
    files: Files,
) -> impl IntoView {
    view! { <p class="hint files-summary" role="status">{move || status(files)}</p> }.into_any()
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
