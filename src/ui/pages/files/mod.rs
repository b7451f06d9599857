//! The visitor's files: places at the left, a folder in the middle, details at the right.
//!
//! What can be decided without a browser is in files of its own: [`entries`] (rows from pages), [`folder`] (places to
//! prefixes), [`paths`] (names), [`natural`] (their order), [`buckets`] (what was opened), and of uploads in [`crate::files::upload`].

mod access;
mod buckets;
mod deletion;
mod details;
mod download;
mod drawings;
mod drop_target;
mod entries;
mod file_type;
mod folder;
mod kept;
mod last_place;
mod listing;
mod names;
mod natural;
mod new_folder;
mod paths;
mod places;
mod table;
mod toolbar;
mod twins;
mod uploads;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use self::access::Refusals;
use self::deletion::{Deletion, deletion_dialog};
use self::details::details;
use self::drop_target::listen_for_drops;
use self::entries::{Entry, SelectionSummary};
use self::folder::Folder;
use self::kept::KeptLists;
use self::last_place::last_place;
use self::listing::{Listing, Status};
use self::new_folder::new_folder_dialog;
use self::places::{PlaceLinks, place_menu};
pub use self::places::{open_bucket_dialog, places};
use self::table::files_table;
use self::toolbar::{status_line, tools};
use self::uploads::{Destination, Uploaded};
pub use self::uploads::{Job, Uploads, upload_dock};
use crate::browser::document;
use crate::browser::drop::Dropped;
use crate::config::Actions;
use crate::route::{Place, Route};
use crate::ui::AppState;
use crate::ui::components::{Crumb, Handler, Icon, Problem, Question, Selection, Sort, breadcrumb, error_notice, visible};
use crate::ui::dom::{View, effect, group, html, text, when};
use crate::ui::shell::main_region::MAIN;
use crate::ui::task::Task;

/// Begins what belongs to the visitor rather than to a screen.
pub fn provide() {
    Refusals::provide();
    PlaceLinks::provide();
    Uploads::provide();
    KeptLists::provide();
}

/// Forgets what this tab remembers of the visitor's ways.
pub fn forget(state: AppState) {
    buckets::forget(state.client().platform());
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Files {
    state: AppState,
    place: Memo<Place>,
    /// What may be done here.
    allowed: Memo<Actions>,
    listing: Listing,
    selection: RwSignal<Selection>,
    chosen: Memo<SelectionSummary>,
    sort: RwSignal<Option<Sort>>,
    /// Where a folder is to be made.
    naming: Question<Folder>,
    deletion: Deletion,
    /// Whether the details are shown.
    details: RwSignal<bool>,
    /// What went wrong with the last action.
    problem: RwSignal<Option<Problem>>,
    take_focus: RwSignal<bool>,
    uploads: Uploads,
    downloads: Task,
    downloading: RwSignal<bool>,
}

impl Files {
    fn new() -> Files {
        let state = AppState::get();
        let route = state.route();
        let place = Memo::new(move |before: Option<&Place>| match &*route.read() {
            Route::Files(place) => place.clone(),
            _ => before.cloned().unwrap_or_default(),
        });
        let refusals = Refusals::get();
        let listing = Listing::new();
        let selection = RwSignal::new(Selection::default());
        let take_focus = RwSignal::new(false);
        Files {
            state,
            place,
            allowed: Memo::new(move |_| refusals.allowed(&place.read())),
            listing,
            selection,
            chosen: Memo::new(move |_| {
                listing.rows.with(|rows| selection.with(|selection| SelectionSummary::of(rows, selection)))
            }),
            sort: RwSignal::new(Some(Sort { column: 0, descending: false })),
            naming: Question::new(),
            deletion: Deletion::new(listing, move || keep_focus(listing, take_focus)),
            details: RwSignal::new(false),
            problem: RwSignal::new(None),
            take_focus,
            uploads: Uploads::get(),
            downloads: Task::new(),
            downloading: RwSignal::new(false),
        }
    }

    /// Shows the folder that the address bar names, whenever it names another one.
    fn follow_place(self) {
        effect(move || {
            let place = self.place.get();
            visible::set_title(&t!("{folder} – Files – Satchel", folder = self.name(&place)));
            self.selection.set(Selection::default());
            self.details.set(false);
            self.problem.set(None);
            self.listing.open(place);
        });
        let places = PlaceLinks::get();
        effect(move || {
            if *self.listing.status.read() == Status::Open {
                places.remember(&self.place.read_untracked());
            }
        });
        self.state.connection().on_return(move || self.listing.resume(self.place.get_untracked()));
        // What had the focus may have gone with the folder that was left.
        let mut arrived = false;
        effect(move || {
            let opening = *self.listing.status.read() == Status::Opening;
            if arrived && !opening {
                keep_focus(self.listing, self.take_focus);
            }
            if !arrived && !opening {
                uploads::prepare();
            }
            arrived |= !opening;
        });
        let mut was_open = false;
        effect(move || {
            let open = self.details.get();
            if was_open && !open {
                keep_focus(self.listing, self.take_focus);
            }
            was_open = open;
        });
        effect(move || {
            let mut uploaded = self.uploads.take_uploaded();
            while let Some(bucket) = uploaded.first().map(|uploaded| uploaded.bucket.clone()) {
                let (same, others) = uploaded.into_iter().partition(|uploaded| uploaded.bucket == bucket);
                let objects =
                    |uploaded: Vec<Uploaded>| uploaded.into_iter().map(|uploaded| (uploaded.key, uploaded.file)).collect();
                self.listing.put(&bucket, objects(same));
                uploaded = others;
            }
        });
        // A selection is of rows that are there: what comes again later is not selected by that.
        effect(move || {
            self.listing.rows.with(|rows| {
                if !self.selection.read_untracked().is_empty() {
                    self.selection.maybe_update(|selection| selection.retain(rows.iter().map(|row| row.key.as_str())));
                }
            });
        });
    }

    /// The name of where one is.
    fn name(self, place: &Place) -> String {
        let top = || self.state.with_config(|config| places::name(config, place));
        paths::steps(place).pop().map_or_else(top, |(name, _)| name)
    }

    fn open_details(self, entry: Entry) {
        self.selection.update(|selection| selection.replace([entry.key]));
        self.details.set(true);
    }

    fn select_none(self) {
        self.selection.update(Selection::clear);
        self.take_focus.set(true);
    }

    /// Selects all there is: those that are not loaded as soon as they are, unless the visitor selects otherwise before.
    fn select_all(self) {
        let begun = self.selection.get_untracked();
        self.listing.load_rest(move || {
            if self.selection.read_untracked() == begun {
                let keys = self.listing.rows.with_untracked(|rows| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>());
                self.selection.update(|selection| selection.replace(keys));
            }
        });
    }

    /// The rows that are selected, and the folder they are in; none while it is not known yet which.
    fn selected(self) -> Option<(Folder, Vec<Entry>)> {
        let folder = self.listing.folder.get_untracked().filter(|_| !self.listing.completing.get_untracked())?;
        let rows = self.listing.rows.read_untracked();
        let selection = self.selection.read_untracked();
        Some((folder, rows.iter().filter(|row| selection.contains(&row.key)).cloned().collect()))
    }

    fn ask_delete(self) {
        if let Some((folder, rows)) = self.selected() {
            self.deletion.ask(folder, rows);
        }
    }

    /// Where an upload that is asked for now goes, wherever the page is by the time its files are known. Nowhere, where the
    /// visitor may not write.
    fn here(self) -> Option<Destination> {
        if !self.allowed.get_untracked().write {
            return None;
        }
        let place = self.place.get_untracked();
        let is_listed = self.listing.folder.with_untracked(|folder| folder.as_ref().is_some_and(|folder| folder.place == place));
        let names = || self.listing.rows.with_untracked(|rows| rows.iter().map(Entry::key_and_tag).collect());
        let known = (is_listed && self.listing.is_complete()).then(names);
        Some(Destination::new(self.name(&place), place, known))
    }

    fn choose_files(self) {
        if let Some(here) = self.here() {
            self.uploads.choose(here);
        }
    }

    fn choose_folder(self) {
        if let Some(here) = self.here() {
            self.uploads.choose_folder(here);
        }
    }

    fn take_dropped(self, here: Option<Destination>, dropped: Dropped) {
        match here {
            Some(here) => self.uploads.add(here, dropped),
            None => self.state.say(t!("You can't add files here.")),
        }
    }

    fn download(self) {
        let Some((folder, rows)) = self.selected() else { return };
        let (files, folders): (Vec<Entry>, Vec<Entry>) = rows.into_iter().partition(|row| !row.is_folder());
        if files.is_empty() {
            return;
        }
        if !folders.is_empty() {
            self.state.say(n!(
                folders.len(),
                one = "{count} folder was left out. Only files can be downloaded.",
                other = "{count} folders were left out. Only files can be downloaded."
            ));
        }
        self.problem.set(None);
        self.downloading.set(true);
        self.downloads.restart(async move {
            let tell = move |problem| drop(self.problem.try_set(Some(problem)));
            download::download(self.state, &folder, files, tell).await;
            self.downloading.set(false);
        });
    }
}

/// Gives the focus to the list, or to the page where the list is empty, if it would be nowhere.
fn keep_focus(listing: Listing, take_focus: RwSignal<bool>) {
    request_animation_frame(move || {
        // While a folder opens there is nothing to give it to; this is called again once it is open.
        let opening = listing.status.try_with_untracked(|status| *status == Status::Opening);
        if opening != Some(false) || !document::focus_is_lost() {
            return;
        }
        match listing.rows.try_with_untracked(Vec::is_empty) {
            Some(true) => document::focus(MAIN),
            Some(false) => take_focus.set(true),
            None => {}
        }
    });
}

/// The page.
pub fn page() -> View {
    let files = Files::new();
    let Files { place, listing, problem, .. } = files;
    files.follow_place();
    let dropping = listen_for_drops(move || files.here(), move |here, dropped| files.take_dropped(here, dropped));
    let name = move || files.name(&place.read());
    let hint = move || {
        let says = || {
            if files.allowed.get().write {
                t!("Drop to upload to “{folder}”", folder = name())
            } else {
                t!("You can't add files here").to_owned()
            }
        };
        dropping.get().then(says)
    };
    let crumbs = move || {
        let place = place.read();
        let top = (files.state.with_config(|config| places::name(config, &place)), place.at(""));
        let crumb = |(label, place)| Crumb { label, href: Route::Files(place).to_string() };
        std::iter::once(top).chain(paths::steps(&place)).map(crumb).collect::<Vec<_>>()
    };
    let on_key = move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_table = target.is_some_and(|target| matches!(target.closest(".table-body"), Ok(Some(_))));
        if in_table && event.key() == "Delete" && files.allowed.get_untracked().delete {
            event.prevent_default();
            files.ask_delete();
        }
    };
    let on_download = Handler::from(move || files.download());
    let on_delete = Handler::from(move || files.ask_delete());
    // On phones the menu of places is the heading at their tops, and the breadcrumb below.
    let head = html::div().class("page-head").class_when("top", move || place.read().prefix().is_empty());
    let is_read_only = move || access::is_read_only(files.allowed.get());
    let read_only = when(is_read_only, || html::span().class("badge").child(Icon::Lock).child(t!("Read only")));
    let main = html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page files")
        .on(ev::keydown, on_key)
        .child(html::h1().class("visually-hidden").attr("translate", "no").child(text(name)))
        .child(head.child(place_menu()).child(breadcrumb(crumbs)).child(read_only).child(last_place(files)))
        .child(tools(files))
        .child(error_notice(problem, None))
        .child(files_table(files))
        .child(status_line(files));
    let workspace = html::div().class("workspace drop-target").attr("data-over", hint).child(main).child(details(
        files,
        on_download,
        on_delete,
    ));
    group([workspace.into(), new_folder_dialog(files.naming, listing), deletion_dialog(files.deletion)])
}
