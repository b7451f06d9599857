//! The table of what is in the folder, or what is said in its place.

use leptos::prelude::*;

use super::Files;
use super::entries::Entry;
use super::folder;
use super::listing::{Listing, Status};
use super::paths::{NO_NAME, shown};
use crate::auth::visitor::Profile;
use crate::browser::document::utc_offset_minutes;
use crate::ports::Clock;
use crate::route::{Place, Route};
use crate::ui::components::{
    ButtonKind, Column, DataTable, Handler, Icon, ShownFrom, empty_state, error_notice, format, visible,
};
use crate::ui::dom::{View, group, html, live};

/// The table, once there is something to show.
pub fn files_table(files: Files) -> View {
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
            error_notice(problem, Some(Handler::from(retry)))
        }
    })
}

fn guests_have_none() -> View {
    let shared = Route::Files(Place::Shared { prefix: String::new() });
    let text = "With an account you get a private place for files that nobody else can open. What is shared with everyone you \
                can read now.";
    let link = |kind: ButtonKind, to: Route, label: &str| html::a().class(kind.class()).attr("href", to.to_string()).child(label);
    let actions = html::div()
        .class("empty-actions")
        .child(link(ButtonKind::Primary, Route::SignUp, "Create account"))
        .child(link(ButtonKind::Secondary, shared, "Open Shared"));
    empty_state(Icon::User, "Guests have no files of their own", text).child(actions).into()
}

fn loaded(files: Files) -> View {
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
    let table = DataTable::new("Files", listing.rows, columns, |entry| &entry.key, |entry| shown(entry.name()).to_owned())
        .selection(selection)
        .sort(sort)
        .rank(Entry::rank)
        .href(Entry::href)
        .on_open(move |entry: Entry| files.open_details(entry))
        .more(move || listing.has_more() && listing.fault.read().is_none())
        .on_near_end(move || listing.load_more())
        .loading(move || *listing.status.read() == Status::Opening)
        .empty(move || empty(files))
        .take_focus(take_focus);
    group([table.into(), more_failed(listing)])
}

fn name(entry: &Entry) -> View {
    let icon = if entry.is_folder() { Icon::Folder } else { Icon::File };
    let name = if entry.name().is_empty() { html::span().class("no-name").child(NO_NAME) } else { visible(entry.name()) };
    group([html::span().class("entry-icon").class_when("tinted", entry.is_folder()).child(icon), name])
}

fn empty(files: Files) -> View {
    let Files { place, .. } = files;
    let (title, text) = match (&*place.read(), place.read().prefix()) {
        (Place::My { .. }, "") => ("No files yet", "Drop files or folders here, or press Upload. Only you can open them."),
        (Place::Shared { .. }, "") => ("Nothing is shared yet", "What the owner of this site shares with everyone appears here."),
        _ => ("This folder is empty", "Drop files or folders here, or press Upload."),
    };
    empty_state(Icon::Folder, title, text).into()
}

/// The page after those that are loaded did not come.
fn more_failed(listing: Listing) -> View {
    let problem = move || {
        let error = listing.fault.get()?;
        let folder = listing.folder.get_untracked()?;
        Some(folder::explain("The files below could not be listed", &folder.place, &error))
    };
    error_notice(problem, Some(Handler::from(move || listing.retry_more())))
}
