//! The visitor's files: places at the left, a folder in the middle, details at the right.
//!
//! What can be decided without a browser is in [`crate::files`] (places to prefixes, rows and their order, uploads, what is below
//! a folder), or in files of its own: [`paths`] (names), [`buckets`] (what was opened).

mod access;
mod actions;
mod archive;
mod buckets;
mod copying;
mod deletion;
mod deletions;
mod details;
mod docks;
mod download;
mod drawings;
mod drop_target;
mod editor;
mod entries;
mod file_type;
mod folder;
mod gallery;
mod last_place;
mod listing;
mod listing_cache;
mod names;
mod narrowing;
mod new_folder;
mod paths;
mod places;
mod pointer;
mod position;
mod preview;
mod refused;
mod search_box;
mod sharing;
mod shown;
mod state;
mod table;
mod toolbar;
mod totals;
mod uploads;
mod view_controls;
mod view_mode;
mod views;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use self::access::Refusals;
pub use self::actions::registry::shortcuts;
use self::archive::Archives;
use self::copying::Copies;
pub use self::docks::docks;
use self::drop_target::listen_for_drops;
use self::listing::Scope;
use self::listing_cache::ListingCache;
use self::places::{PlaceLinks, place_menu};
pub use self::places::{is_opening_bucket, open_bucket_dialog, place_commands, places};
use self::state::Files;
use self::toolbar::{status_line, tools};
pub use self::uploads::{Job, Uploads};
use crate::app::AppState;
use crate::app::preferences::MyPreferences;
use crate::app::shell::main_region::MAIN;
use crate::files::edit::draft;
use crate::files::upload::tab;
use crate::route::Route;
use crate::ui::components::{Crumb, Icon, Text, breadcrumb, error_notice};
use crate::ui::dom::{View, effect, group, html, live, when};

/// Begins what belongs to the visitor rather than to a screen.
pub fn provide() {
    Refusals::provide();
    PlaceLinks::provide();
    Archives::provide();
    Uploads::provide();
    Copies::provide();
    ListingCache::provide();
    let state = AppState::get();
    on_cleanup(move || forget(state));
}

/// Forgets what this tab remembers of the visitor's ways.
fn forget(state: AppState) {
    let client = state.client();
    buckets::forget(client.platform());
    tab::forget(client.platform());
    // What was not saved survives a session that ended by itself, and another account's turn.
    if state.session().account_id().is_none() && state.arrival.session_ended().with_untracked(Option::is_none) {
        draft::forget(client.platform());
    }
}

fn is_up(event: &KeyboardEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key() || event.shift_key();
    !held && if event.alt_key() { event.key() == "ArrowUp" } else { event.key() == "Backspace" }
}

/// The page.
pub fn page() -> View {
    let files = Files::new();
    let Files { place, problem, .. } = files;
    files.follow_place();
    effect(move || {
        if files.arrived.get() {
            docks::prepare(files.uploads);
            MyPreferences::get().read_stored();
        }
    });
    views::listen(files);
    listen_for_drops(move || files.drop_destination(), move |here, dropped| files.take_dropped(here, dropped));
    let name = move || files.name(&place.read());
    let crumbs = move || {
        let place = place.read();
        let top = (files.state.with_config(|config| places::name(config, &place)), place.at(""));
        let crumb = |(label, place)| Crumb { label, href: Route::Files(place).to_string() };
        let steps = paths::steps(&place).into_iter().map(|(name, place)| (Text::data(name), place));
        let results = match files.scope.get() {
            Scope::Search(query) => Some(Crumb {
                label: Text::words(t!("“{query}”", query = query)),
                href: Route::Search { place: place.clone(), query }.to_string(),
            }),
            _ => None,
        };
        std::iter::once(top).chain(steps).map(crumb).chain(results).collect::<Vec<_>>()
    };
    let on_key = move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let in_table = target.is_some_and(|target| matches!(target.closest(".table-body, .gallery"), Ok(Some(_))));
        match files.keys.get_value() {
            Some(on_key) if in_table => on_key(files, &event),
            None if in_table => actions::on_early_key(files, event.clone()),
            _ => {}
        }
        if in_table && !event.default_prevented() && is_up(&event) {
            event.prevent_default();
            files.go_up();
        }
    };
    // On phones the menu of places is the heading at their tops, and the breadcrumb below.
    let head = html::div().class("page-head").class_when("top", move || place.read().prefix().is_empty());
    let is_read_only = move || access::is_read_only(files.allowed.get());
    let read_only = when(is_read_only, || html::span().class("badge").child(Icon::Lock).child(t!("Read only")));
    let main = html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page files")
        .on(ev::keydown, on_key)
        .child(html::h1().class("visually-hidden").child(live(move || View::from(&name()))))
        .child(
            head.child(place_menu())
                .child(breadcrumb(crumbs))
                .child(read_only)
                .child(actions::way_to_last_place(files))
                .child(search_box::search_box(files)),
        )
        .child(tools(files))
        .child(error_notice(problem, None))
        .child(actions::search_offer(files))
        .child(views::shown(files))
        .child(actions::narrowing_offer(files))
        .child(status_line(files))
        .child(actions::menu(files));
    let workspace = html::div().class("workspace").child(main).child(actions::drawer(files));
    group([workspace.into(), actions::dialogs(files)])
}
