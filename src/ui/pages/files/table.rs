//! The table of what is in the folder, or what is said in its place.

use leptos::prelude::*;

use super::Files;
use super::entries::Entry;
use super::folder;
use super::listing::{Listing, Status};
use super::paths::{NO_NAME, shown};
use crate::auth::session::Profile;
use crate::browser::document::utc_offset_minutes;
use crate::ports::Clock;
use crate::route::{Place, Route};
use crate::ui::components::{ButtonKind, Column, DataTable, EmptyState, ErrorNotice, Icon, ShownFrom, Visible, format, live};

/// The table, once there is something to show.
#[component]
pub fn FilesTable(
    /// The page.
    files: Files,
) -> impl IntoView {
    let Files { state, place, listing, .. } = files;
    let failed = Memo::new(move |_| match &*listing.status.read() {
        Status::Failed(error) => Some(error.clone()),
        _ => None,
    });
    live(move || match failed.get() {
        None => loaded(files),
        Some(error) => {
            let place = place.get_untracked();
            let guest = state.profile().get_untracked() == Some(Profile::Guest);
            let refused = error.service().is_some_and(|refusal| refusal.status == 403);
            if guest && refused && matches!(place, Place::My { .. }) {
                return guests_have_none();
            }
            let title = match &place {
                Place::Bucket { bucket, .. } => format!("The bucket {bucket} could not be opened"),
                _ => "The files could not be listed".to_owned(),
            };
            let problem = Some(folder::explain(title, &place, &error));
            let retry = move || listing.refresh(place.clone());
            view! { <ErrorNotice problem=problem on_retry=retry /> }.into_any()
        }
    })
}

fn guests_have_none() -> AnyView {
    let shared = Route::Files(Place::Shared { prefix: String::new() });
    view! {
        <EmptyState
            icon=Icon::User
            title="Guests have no files of their own"
            text="With an account you get a private place for files that nobody else can open. What is shared with everyone you can read now."
        >
            <div class="empty-actions">
                <a class=ButtonKind::Primary.class() href=Route::SignUp.to_string()>"Create account"</a>
                <a class=ButtonKind::Secondary.class() href=shared.to_string()>"Open Shared"</a>
            </div>
        </EmptyState>
    }
    .into_any()
}

fn loaded(files: Files) -> AnyView {
    let Files { state, listing, selection, sort, take_focus, .. } = files;
    let offset = utc_offset_minutes(state.client().platform().now());
    let columns = vec![
        Column::new("Name", name).sorted_by(Entry::by_name),
        Column::new("Size", |entry: &Entry| entry.file().map(|file| format::size(file.size)))
            .width(6)
            .numeric()
            .shown_from(ShownFrom::Medium)
            .sorted_by(Entry::by_size),
        Column::new("Modified", move |entry: &Entry| entry.file().map(|file| format::time_element(file.modified, offset)))
            .width(11)
            .shown_from(ShownFrom::Wide)
            .sorted_by(Entry::by_modified),
    ];
    view! {
        <DataTable
            label="Files"
            rows=listing.rows
            columns=columns
            key=|entry: &Entry| entry.key.as_str()
            name=|entry: &Entry| shown(entry.name()).to_owned()
            selection=selection
            sort=sort
            rank=Entry::rank
            href=Entry::href
            on_open=move |entry| files.open_details(entry)
            more=Signal::derive(move || listing.has_more() && listing.fault.read().is_none())
            on_near_end=move || listing.load_more()
            loading=Signal::derive(move || *listing.status.read() == Status::Opening)
            empty=move || empty(files)
            take_focus=take_focus
        />
        {more_failed(listing)}
    }
    .into_any()
}

fn name(entry: &Entry) -> AnyView {
    let icon = if entry.is_folder() { Icon::Folder } else { Icon::File };
    let name = if entry.name().is_empty() {
        view! { <span class="no-name">{NO_NAME}</span> }.into_any()
    } else {
        view! { <Visible text=entry.name() /> }.into_any()
    };
    view! { <span class="entry-icon" class:tinted=entry.is_folder()>{icon.view()}</span> {name} }.into_any()
}

fn empty(files: Files) -> AnyView {
    let Files { place, .. } = files;
    let (title, text) = match (&*place.read(), place.read().prefix()) {
        (Place::My { .. }, "") => ("No files yet", "Drop files or folders here, or press Upload. Only you can open them."),
        (Place::Shared { .. }, "") => ("Nothing is shared yet", "What the owner of this site shares with everyone appears here."),
        _ => ("This folder is empty", "Drop files or folders here, or press Upload."),
    };
    view! { <EmptyState icon=Icon::Folder title=title text=text /> }.into_any()
}

/// The page after those that are loaded did not come.
fn more_failed(listing: Listing) -> AnyView {
    let problem = move || {
        let error = listing.fault.get()?;
        let folder = listing.folder.get_untracked()?;
        Some(folder::explain("The files below could not be listed", &folder.place, &error))
    };
    view! { <ErrorNotice problem=problem on_retry=move || listing.retry_more() /> }.into_any()
}
