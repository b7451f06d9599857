//! What the parts of the page share.

use std::ops::Range;
use std::rc::Rc;

use crate::ui::reactive::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::access::Refusals;
use super::archive::Archives;
use super::deletion::Deletion;
use super::entries::{Entry, SelectionSummary};
use super::folder::Folder;
use super::listing::{Listing, Scope, Status};
use super::paths;
use super::places::{self, PlaceLinks};
use super::position::ListPosition;
use super::shown::shown;
use super::totals::AddedUp;
use super::uploads::{UploadDestination, Uploaded, Uploads};
use super::view_mode;
use crate::app::AppState;
use crate::app::preferences::MyPreferences;
use crate::app::shell::main_region::MAIN;
use crate::aws::s3::key_fault;
use crate::browser::drop::Dropped;
use crate::browser::{clock, document, location};
use crate::config::Actions;
use crate::route::{Place, Route, ViewMode};
use crate::ui::components::{ContextMenu, Point, Problem, Question, Selection, Sort, Text, visible};
use crate::ui::dom::effect;
use crate::ui::task::Tasks;
use crate::ui::words::format;

/// What keys do in the list.
pub type OnKey = fn(Files, &KeyboardEvent);

/// The places between two corners, in pixels of what is scrolled.
pub type PlacesWithin = Rc<dyn Fn((i32, i32), (i32, i32)) -> Vec<Range<usize>>>;

/// What is looked at: the files of a folder in the order in which they were listed when the first one was opened.
pub struct Looking {
    /// The folder.
    pub folder: Folder,
    /// The files' keys.
    pub keys: Vec<String>,
    /// Which of them comes first.
    pub first: usize,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Files {
    /// What the whole page shares.
    pub state: AppState,
    /// Where the visitor is.
    pub place: Memo<Place>,
    /// What may be done here.
    pub allowed: Memo<Actions>,
    /// What was refused.
    pub refusals: Refusals,
    /// What is there.
    pub listing: Listing,
    /// What is selected.
    pub selection: RwSignal<Selection>,
    /// The same, summed up.
    pub chosen: Memo<SelectionSummary>,
    /// The key of the row that the arrow keys have come to.
    pub active: RwSignal<Option<String>>,
    /// What can be done, where it was asked for.
    pub menu: ContextMenu,
    /// What keys do, once the part that knows is here.
    pub keys: StoredValue<Option<OnKey>>,
    /// Which places a rectangle touches, while they do not stand one below the other.
    pub places_within: StoredValue<Option<PlacesWithin>>,
    /// The folder under the pointer while files are dragged in, if there is one that takes them.
    pub dropped_on: RwSignal<Option<Place>>,
    /// The order.
    pub sort: RwSignal<Option<Sort>>,
    /// What is to be in the names of what is shown.
    pub filter: RwSignal<String>,
    /// The numbers of the rows that are shown, in their order.
    pub shown: Memo<Vec<usize>>,
    /// How files are shown.
    pub view: Memo<ViewMode>,
    /// What of the place is shown.
    pub scope: Memo<Scope>,
    /// Where in the list the visitor is.
    pub position: ListPosition,
    /// What its files come to.
    pub added_up: AddedUp,
    /// Where a folder is to be made.
    pub naming: Question<Folder>,
    /// What is to be deleted.
    pub deletion: Deletion,
    /// Whether the details are shown.
    pub details: RwSignal<bool>,
    /// Which files are looked at.
    pub preview: Question<Looking>,
    /// To which files of which folder links are to be made.
    pub sharing: Question<(Folder, Vec<Entry>)>,
    /// Which archived files of which folder are to be restored.
    pub restoring: Question<(Folder, Vec<Entry>)>,
    /// Which text file of which folder is edited.
    pub editing: Question<(Folder, Vec<Entry>)>,
    /// Where a text file is to be made.
    pub new_file: Question<Folder>,
    /// What went wrong with the last action.
    pub problem: RwSignal<Option<Problem>>,
    /// Set to give the focus to the list.
    pub take_focus: RwSignal<bool>,
    /// Whether the first folder is shown, or why it is not.
    pub arrived: RwSignal<bool>,
    /// Whether sizes and dates can be written: the formats for them take a slow device a tenth of a second, and names do not wait for that.
    pub formats_made: RwSignal<bool>,
    /// What is on its way.
    pub uploads: Uploads,
    /// Several files saved as one.
    pub archives: Archives,
    /// What goes on whatever is selected or shown beside the list: downloads that begin, changes that its details make.
    pub tasks: Tasks,
}

impl Files {
    /// Belongs to the component that calls it.
    // Or each of its many fields is copied by itself into each closure of the page: 6 kB until the first file.
    #[inline(never)]
    pub fn new() -> Files {
        let state = AppState::get();
        let route = state.route();
        let place = Memo::new(move |before: Option<&Place>| route.read().place().or(before).cloned().unwrap_or_default());
        let refusals = Refusals::get();
        let listing = Listing::new();
        let selection = RwSignal::new(Selection::default());
        let take_focus = RwSignal::new(false);
        let sort = RwSignal::new(Some(untrack(view_mode::chosen_sort)));
        let filter = RwSignal::new(String::new());
        let preferred = view_mode::preferred();
        let view = Memo::new(move |before: Option<&ViewMode>| match &*route.read() {
            Route::View { view, .. } => *view,
            Route::Files(_) | Route::Search { .. } => preferred.get(),
            _ => before.copied().unwrap_or_default(),
        });
        let scope = Memo::new(move |before: Option<&Scope>| match &*route.read() {
            Route::Search { query, .. } => Scope::Search(query.clone()),
            Route::Files(_) | Route::View { .. } if view.get() == ViewMode::Flat => Scope::Flat,
            Route::Files(_) | Route::View { .. } => Scope::Folder,
            _ => before.cloned().unwrap_or_default(),
        });
        let problem = RwSignal::new(None);
        Files {
            state,
            place,
            allowed: Memo::new(move |_| refusals.allowed(&place.read())),
            refusals,
            listing,
            selection,
            chosen: Memo::new(move |_| {
                listing.rows.with(|rows| selection.with(|selection| SelectionSummary::of(rows, selection)))
            }),
            active: RwSignal::new(None),
            menu: ContextMenu::new(),
            keys: StoredValue::new(None),
            places_within: StoredValue::new(None),
            dropped_on: RwSignal::new(None),
            sort,
            filter,
            shown: Memo::new(move |_| shown(listing, sort.get(), &filter.read())),
            view,
            scope,
            position: ListPosition::new(),
            added_up: AddedUp::new(problem),
            naming: Question::new(),
            deletion: Deletion::new(listing, move || keep_focus(listing, take_focus)),
            details: RwSignal::new(false),
            preview: Question::new(),
            sharing: Question::new(),
            restoring: Question::new(),
            editing: Question::new(),
            new_file: Question::new(),
            problem,
            take_focus,
            arrived: RwSignal::new(false),
            formats_made: RwSignal::new(format::is_prepared()),
            uploads: Uploads::get(),
            archives: Archives::get(),
            tasks: Tasks::new(),
        }
    }

    /// Shows the folder that the address bar names, whenever it names another one.
    pub fn follow_place(self) {
        effect(move || {
            let (place, scope) = (self.place.get(), self.scope.get());
            let name = self.name(&place);
            match &scope {
                Scope::Search(query) => {
                    visible::set_title(&t!("“{query}” in {folder} – Files – Satchel", query = query, folder = name));
                }
                _ => visible::set_title(&t!("{folder} – Files – Satchel", folder = name)),
            }
            self.selection.set(Selection::default());
            self.details.set(false);
            self.problem.set(None);
            self.added_up.clear();
            let at_least = self.position.restore();
            self.listing.open(place, scope, at_least);
        });
        let mut before = self.view.get_untracked();
        effect(move || {
            let view = self.view.get();
            if std::mem::replace(&mut before, view) != view {
                self.position.restore();
            }
        });
        self.position.follow();
        // What is filtered out is not acted on.
        effect(move || {
            self.filter.track();
            untrack(|| {
                if !self.selection.read_untracked().is_empty() {
                    let keys = self.shown_keys();
                    self.selection.maybe_update(|selection| selection.retain(keys.iter().map(String::as_str)));
                }
            });
        });
        let places = PlaceLinks::get();
        effect(move || {
            if *self.listing.status.read() == Status::Open {
                places.remember(&self.place.read_untracked());
            }
        });
        self.state.connection().on_return(move || self.listing.resume(self.place.get_untracked()));
        // What had the focus may have gone with the folder that was left.
        effect(move || {
            let arrived = self.arrived.get_untracked();
            if *self.listing.status.read() == Status::Opening {
                return;
            }
            if arrived {
                keep_focus(self.listing, self.take_focus);
            } else {
                // What is not seen at first waits until the rows are. The next frame answers what the visitor did meanwhile.
                spawn_local(async move {
                    clock::painted().await;
                    clock::painted().await;
                    format::prepare();
                    self.formats_made.set_if_new(true);
                    self.arrived.try_set(true);
                });
            }
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

    /// Shows files in another way, here and from now on. The address holds it, so that a reload and Back lead to the view that
    /// was seen there.
    pub fn choose_view(self, preferences: MyPreferences, view: ViewMode) {
        let (place, before) = (self.place.get_untracked(), self.view.get_untracked());
        // A search has no view of its own.
        if view != before && !matches!(*self.scope.read_untracked(), Scope::Search(_)) {
            location::set_current(&Route::View { place: place.clone(), view: before });
            location::go(&match view {
                ViewMode::List => Route::Files(place),
                view => Route::View { place, view },
            });
        }
        view_mode::prefer(preferences, view);
    }

    /// The name of where one is.
    pub fn name(self, place: &Place) -> Text {
        let top = || self.state.with_config(|config| places::name(config, place));
        paths::steps(place).pop().map_or_else(top, |(name, _)| Text::data(name))
    }

    /// Goes to the folder that this one is in, or back from what was found in it.
    pub fn go_up(self) {
        let place = self.place.get_untracked();
        let up = match self.scope.get_untracked() {
            Scope::Search(_) => Some(place),
            _ => paths::parent(&place),
        };
        if let Some(up) = up {
            location::go(&Route::Files(up));
        }
    }

    /// Lists the folder anew, and takes nothing for refused that was.
    pub fn refresh(self) {
        let place = self.place.get_untracked();
        self.refusals.forget_all(&place);
        self.listing.refresh(place);
    }

    /// Opens a file.
    pub fn open_entry(self, entry: Entry) {
        let Some(folder) = self.listing.folder.get_untracked() else { return };
        // What cannot be read is told of.
        if !self.allowed.get_untracked().get || key_fault(&entry.key).is_some() {
            return self.open_details(entry);
        }
        let shown = self.shown_keys();
        let keys: Vec<String> = shown.into_iter().filter(|key| key == &entry.key || !key.ends_with('/')).collect();
        let first = keys.iter().position(|key| *key == entry.key).unwrap_or_default();
        self.preview.ask(Looking { folder, keys, first });
    }

    /// Shows the details of a row.
    pub fn open_details(self, entry: Entry) {
        self.selection.update(|selection| selection.replace([entry.key]));
        self.details.set(true);
    }

    /// Gives the focus to the list, or to the page where the list is empty, if it would be nowhere.
    pub fn keep_focus(self) {
        keep_focus(self.listing, self.take_focus);
    }

    /// Selects nothing.
    pub fn select_none(self) {
        self.selection.update(Selection::clear);
        self.take_focus.set(true);
    }

    /// Selects all there is: those that are not loaded as soon as they are, unless the visitor selects otherwise before.
    pub fn select_all(self) {
        let begun = self.selection.get_untracked();
        self.listing.load_rest(move || {
            if self.selection.read_untracked() == begun {
                let keys = self.shown_keys();
                self.selection.update(|selection| selection.replace(keys));
            }
        });
    }

    /// Selects all that is shown, and what comes of it later.
    pub fn select_all_shown(self) {
        let keys = self.shown_keys();
        self.selection.update(|selection| selection.replace(keys));
        if untrack(|| self.listing.has_more()) {
            self.select_all();
        }
    }

    /// What `read` makes of the row that is shown at a place.
    pub fn row<T>(self, at: usize, read: impl FnOnce(&Entry) -> T) -> Option<T> {
        let at = self.shown.with(|shown| shown.get(at).copied())?;
        self.listing.rows.with(|rows| rows.get(at).map(read))
    }

    /// The keys of the rows that are shown, in their order.
    pub fn shown_keys(self) -> Vec<String> {
        let rows = self.listing.rows.read_untracked();
        self.shown.with_untracked(|shown| shown.iter().filter_map(|at| rows.get(*at)).map(|row| row.key.clone()).collect())
    }

    /// The rows that are selected, and the folder they are in; none while it is not known yet which.
    pub fn selected(self) -> Option<(Folder, Vec<Entry>)> {
        let folder = self.listing.folder.get_untracked().filter(|_| !self.listing.completing.get_untracked())?;
        let rows = self.listing.rows.read_untracked();
        let selection = self.selection.read_untracked();
        let is_selected = |row: &&Entry| selection.contains(&row.key);
        let shown = self.shown.read_untracked();
        Some((folder, shown.iter().filter_map(|at| rows.get(*at)).filter(is_selected).cloned().collect()))
    }

    /// Asks what can be done with the row of this key, and with the others if it is one of several that are selected.
    pub fn open_menu(self, key: String, at: Point) {
        if !self.selection.read_untracked().contains(&key) {
            self.selection.update(|selection| selection.replace([key]));
        }
        self.menu.open(at);
    }

    /// Selects the row of this key alone, and goes there.
    pub fn show(self, key: &str) {
        self.selection.update(|selection| selection.replace([key.to_owned()]));
        self.active.set(Some(key.to_owned()));
        self.take_focus.set(true);
    }

    /// Asks what can be done with the folder.
    pub fn open_folder_menu(self, at: Point) {
        self.selection.update(Selection::clear);
        self.menu.open(at);
    }

    /// Selects the active row, if nothing is.
    pub fn select_active(self) {
        if let (true, Some(key)) = (self.selection.read_untracked().is_empty(), self.active.get_untracked()) {
            self.selection.update(|selection| selection.replace([key]));
        }
    }

    /// Where an upload that is asked for now goes, wherever the page is by the time its files are known. Nowhere, where the
    /// visitor may not write.
    pub fn here(self) -> Option<UploadDestination> {
        if !self.allowed.get_untracked().write {
            return None;
        }
        let place = self.place.get_untracked();
        let is_listed = self.listing.folder.with_untracked(|folder| folder.as_ref().is_some_and(|folder| folder.place == place));
        let names = || self.listing.rows.with_untracked(|rows| rows.iter().map(Entry::key_and_object).collect());
        let known = (is_listed && self.listing.is_complete()).then(names);
        Some(UploadDestination::new(self.name(&place).to_string(), place, known))
    }

    /// Where files go that are dropped now: to the folder under the pointer, or to the one that is shown.
    pub fn drop_destination(self) -> Option<UploadDestination> {
        match self.dropped_on.get_untracked() {
            Some(place) => Some(UploadDestination::new(self.name(&place).to_string(), place, None)),
            None => self.here(),
        }
    }

    /// Lets the visitor choose files to upload.
    pub fn choose_files(self) {
        if let Some(here) = self.here() {
            self.uploads.choose(here);
        }
    }

    /// Lets the visitor choose a folder to upload.
    pub fn choose_folder(self) {
        if let Some(here) = self.here() {
            self.uploads.choose_folder(here);
        }
    }

    /// Uploads what was dropped.
    pub fn take_dropped(self, here: Option<UploadDestination>, dropped: Dropped) {
        match here {
            _ if dropped.files.is_empty() && dropped.empty_folders.is_empty() => {}
            Some(here) => self.uploads.add(here, dropped),
            None => self.state.say(t!("You can't add files here.")),
        }
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
        match listing.rows.try_with_untracked(|rows| rows.is_empty()) {
            Some(true) => document::focus(MAIN),
            Some(false) => take_focus.set(true),
            None => {}
        }
    });
}
