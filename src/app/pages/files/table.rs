//! The table of what is in the folder, or what is said in its place.

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::access;
use super::actions::refused;
use super::drawings;
use super::entries::{Entry, EntryWords, File};
use super::file_type::{of_entry, type_words};
use super::folder;
use super::listing::{Listing, Scope, Stale, Status, not_loaded};
use super::state::Files;
use super::view_mode::{COLUMNS_OF_FILES, FileColumn, is_shown, width};
use crate::app::AppState;
use crate::app::preferences::MyPreferences;
use crate::auth::visitor::Profile;
use crate::aws::Error;
use crate::browser::document;
use crate::browser::location;
use crate::browser::text::normalize;
use crate::config::StoragePlace;
use crate::files::matching::Pattern;
use crate::files::rows::SortKey;
use crate::ports::HttpErrorKind;
use crate::route::{Place, Route};
use crate::ui::components::{
    Button, ButtonKind, Column, DataTable, Handler, Icon, Problem, ShownFrom, empty_notice, empty_state, error_notice, visible,
    visible::visible_end,
};
use crate::ui::dom::{Element, View, group, html, live};
use crate::ui::words::{format, sentences};

/// What `show` shows once there is something, or what is said in its place.
pub fn stands_in(files: Files, show: impl Fn() -> View + 'static) -> View {
    let Files { state, place, listing, .. } = files;
    let stands_in = Memo::new(move |_| match &*listing.status.read() {
        Status::Failed(error) => Some(Some(error.clone())),
        Status::Unlisted | Status::LoadFailed => Some(None),
        _ => None,
    });
    live(move || match stands_in.get() {
        None => show(),
        Some(None) if *listing.status.read_untracked() == Status::LoadFailed => {
            error_notice(Some(not_loaded()), Some(Handler::from(move || listing.refresh(place.get_untracked()))))
        }
        Some(None) => unlisted(state, &place.get_untracked()),
        Some(Some(error)) if error.code() == "AccessDenied" => refused(files),
        Some(Some(error)) => {
            let place = place.get_untracked();
            let title = match &place {
                Place::Bucket { bucket, .. } => t!("Couldn't open the bucket {bucket}", bucket = bucket),
                _ => t!("Couldn't load the files").to_owned(),
            };
            let problem = Some(folder::explain(title, &place, &error));
            let elsewhere = folder::in_its_region(&place, &error);
            let retry = move || listing.refresh(place.clone());
            html::div()
                .class("unlisted")
                .child(error_notice(problem, Some(Handler::from(retry))))
                .child(elsewhere.map(open_in))
                .into()
        }
    })
}

/// Goes to the bucket where it is.
fn open_in((region, place): (String, Place)) -> Element {
    let go = move || location::go(&Route::Files(place.clone()));
    let button = Button::new(t!("Open in {region}", region = region)).kind(ButtonKind::Primary).on_click(go);
    html::div().class("toolbar").child(button)
}

/// What stands where nothing may be listed.
fn unlisted(state: AppState, place: &Place) -> View {
    let is_guest = state.profile().get_untracked() == Some(Profile::Guest);
    let is_own = state.with_config(|config| config.places.at(place).is_some_and(StoragePlace::is_own));
    if is_guest && is_own { guests_have_none(state) } else { not_for_viewing(is_guest) }
}

fn not_for_viewing(is_guest: bool) -> View {
    if !is_guest {
        return empty_notice(Icon::Folder, t!("You can't view files here"), t!("Ask the site owner for access.")).into();
    }
    let sign_in = html::a().class(ButtonKind::Primary.class()).attr("href", Route::SignIn.to_string()).child(t!("Sign in"));
    empty_state(Icon::User, t!("You can't view files here as a guest"), t!("Sign in to see whether your account can."))
        .child(sign_in)
        .into()
}

fn guests_have_none(state: AppState) -> View {
    let elsewhere = state.with_config(|config| {
        let place = config.places.iter().find(|place| place.access.guest.list)?;
        let place = Place::named(&place.slug);
        Some((super::places::name(config, &place), Route::Files(place)))
    });
    let text = t!("Create an account for a private space that only you can open.");
    let link = |kind: ButtonKind, to: Route, label: &str| html::a().class(kind.class()).attr("href", to.to_string()).child(label);
    let actions = html::div()
        .class("empty-actions")
        .child(link(ButtonKind::Primary, Route::SignUp, t!("Create account")))
        .child(elsewhere.map(|(label, to)| link(ButtonKind::Secondary, to, &t!("Open {place}", place = label))));
    empty_state(Icon::User, t!("Guests have no files of their own"), text).child(actions).into()
}

/// The rows.
// As in `Files::new`.
#[inline(never)]
pub fn files_table(files: Files) -> View {
    let Files { state, listing, selection, sort, take_focus, formats_made, .. } = files;
    let preferences = MyPreferences::get();
    let now = move || {
        let now = state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        now.as_secs() as i64
    };
    let column = |of: &'static FileColumn| {
        let column = match of.by {
            SortKey::Name => {
                return Column::new(of.title.text(), name)
                    .below(move |entry: &Entry| second_line(entry, formats_made, now()))
                    .sortable();
            }
            SortKey::Size => Column::new(of.title.text(), move |entry: &Entry| {
                written(entry, formats_made).map(|file| format::size(file.size))
            })
            .width(6)
            .numeric()
            .shown_from(ShownFrom::Medium),
            SortKey::Type => Column::new(of.title.text(), type_words).width(9).shown_from(ShownFrom::Wide),
            SortKey::Modified => {
                let date =
                    move |entry: &Entry| written(entry, formats_made).map(|file| format::relative_element(file.modified, now()));
                Column::new(of.title.text(), date).width(9).shown_from(ShownFrom::Medium)
            }
            SortKey::StorageClass => {
                let class = |entry: &Entry| entry.file().map(|file| file.storage_class.clone());
                Column::new(of.title.text(), class).width(10).shown_from(ShownFrom::Wide)
            }
        };
        column.sortable().shown(move || is_shown(preferences, of))
    };
    let columns = COLUMNS_OF_FILES.iter().map(column).collect();
    let table =
        DataTable::new(t!("Files"), listing.rows, columns, |entry: &Entry| &entry.key, |entry| entry.called().into_owned())
            .selection(selection)
            .sort(sort)
            .ordered_by(move |_| files.shown.get())
            .type_ahead(begins)
            .top(files.position.top)
            .widths(move |column| width(preferences, column))
            .href(Entry::href)
            .on_open(move |entry: Entry| files.open_entry(entry))
            .more(move || listing.has_more() && listing.fault.read().is_none())
            .active(files.active)
            .on_menu(move |key, at| match key {
                Some(key) => files.open_menu(key, at),
                None => files.open_folder_menu(at),
            })
            .on_near_end(move || listing.load_more())
            .on_select_all(move || files.select_all())
            .loading(move || *listing.status.read() == Status::Opening)
            .empty(move || empty(files))
            .take_focus(take_focus);
    group([too_old(files), table.into(), more_failed(listing)])
}

/// Whether a row's name begins with what was typed.
pub fn begins(entry: &Entry, typed: &str) -> bool {
    Pattern::new(typed, normalize).begins(entry.name())
}

fn name(entry: &Entry) -> View {
    let name = if entry.name().is_empty() {
        html::span().class("no-name").child(entry.shown().to_owned())
    } else {
        visible_end(entry.shown()).attr("translate", "no")
    };
    let folders = (!entry.folders().is_empty()).then(|| visible(entry.folders()).class("in-folder"));
    let icon = of_entry(entry).icon();
    group([View::from(icon), name.into(), folders.into(), archived(entry).into()])
}

fn archived(entry: &Entry) -> Option<Element> {
    entry.file().is_some_and(File::is_archived).then(|| html::span().class("badge cold").child(t!("Archived")))
}

/// The file whose size and date can be written.
fn written(entry: &Entry, formats_made: RwSignal<bool>) -> Option<&File> {
    entry.file().filter(|_| formats_made.get())
}

/// `12 kB · 22:31`: what phones show in place of columns. What must not be cut stands first.
fn second_line(entry: &Entry, formats_made: RwSignal<bool>, now: i64) -> View {
    match entry.file() {
        None => t!("Folder").into(),
        Some(_) if !formats_made.get() => View::none(),
        Some(file) => {
            let (size, date) = (format::size(file.size), format::relative_day(file.modified, now));
            let archived = file.is_archived().then(|| html::span().class("cold-note").child(t!("Archived")));
            group([View::from(archived), t!("{size} · {date}", size = size, date = date).into()])
        }
    }
}

/// What is shown is older than the visitor would think.
fn too_old(files: Files) -> View {
    let Files { state, place, listing, .. } = files;
    let problem = move || {
        let Stale { as_of, error } = listing.stale.get()?;
        let since = as_of.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let time = format::date_time(since as i64);
        let title = t!("This list is from {time}", time = time);
        let problem = folder::explain_action(title, "GET", &error);
        let offline =
            matches!(&error, Error::NoResponse(error) if error.kind == HttpErrorKind::Offline) || state.connection().is_lost();
        let (reason, advice) =
            if offline { (t!("You are offline.").to_owned(), String::new()) } else { (problem.reason, problem.advice) };
        Some(Problem { reason, advice, ..problem })
    };
    error_notice(problem, Some(Handler::from(move || listing.refresh(place.get_untracked()))))
}

/// Nothing has the name that is looked for.
fn nothing_found(files: Files) -> Option<View> {
    let folder = files.name(&files.place.read());
    let filter = files.filter.get();
    let (title, text) = match files.scope.get() {
        _ if !filter.is_empty() => (t!("No name here contains “{text}”", text = filter), t!("Try searching the subfolders.")),
        Scope::Search(query) if files.listing.stopped.get() => {
            (t!("Nothing found for “{text}” so far", text = query), t!("The search was stopped."))
        }
        Scope::Search(query) => (t!("Nothing found for “{text}”", text = query), t!("Names are searched, not what is in files.")),
        Scope::Flat => (t!("Nothing in {folder} yet", folder = folder), t!("Files in subfolders will appear here.")),
        Scope::Folder => return None,
    };
    Some(empty_notice(Icon::Search, title, text).into())
}

/// What stands in place of rows where there are none.
pub fn empty(files: Files) -> View {
    let Files { place, allowed, .. } = files;
    let may_write = allowed.read().write;
    if let Some(nothing) = nothing_found(files) {
        return nothing;
    }
    let how =
        if document::is_coarse() { t!("Press Upload to add files.") } else { t!("Drop files or folders here, or press Upload.") };
    let (title, text) = match (&*place.read(), place.read().prefix()) {
        (Place::My { .. }, "") if may_write => (t!("No files yet").to_owned(), sentences(&[how, t!("Only you can open them.")])),
        // What was configured was refused: nobody else will add any.
        (Place::My { .. }, _) if !may_write => {
            (t!("This folder is empty").to_owned(), access::reason(*allowed.read()).unwrap_or_default().to_owned())
        }
        (_, _) if !may_write => (t!("This folder is empty").to_owned(), t!("Files from others will appear here.").to_owned()),
        _ => (t!("Nothing in {folder} yet", folder = files.name(&place.read())), how.to_owned()),
    };
    if !may_write {
        return empty_notice(drawings::bag(), title, text).into();
    }
    let upload = Button::new(t!("Upload files")).kind(ButtonKind::Primary).icon(Icon::Upload);
    let upload_folder = Button::new(t!("Upload folder")).icon(Icon::Folder);
    let actions = html::div()
        .class("empty-actions")
        .child(upload.on_click(move || files.choose_files()))
        .child(upload_folder.on_click(move || files.choose_folder()));
    empty_state(drawings::bag(), title, text).child(actions).into()
}

/// The page after those that are loaded did not come.
fn more_failed(listing: Listing) -> View {
    let problem = move || {
        let error = listing.fault.get()?;
        Some(folder::explain_action(t!("Couldn't load more files"), "GET", &error))
    };
    error_notice(problem, Some(Handler::from(move || listing.retry_more())))
}
