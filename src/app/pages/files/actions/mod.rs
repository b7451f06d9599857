//! What is done with files, as a part of the program of its own: nobody needs it before the first folder is shown.

pub(super) mod around;
pub(super) mod bar;
mod beside;
mod early_keys;
mod long_press;
mod menu;
mod offers;
mod order;
pub(super) mod registry;
mod tools;
mod whole_date;

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use self::bar::selection_bar;
use self::beside::actions_beside;
pub use self::early_keys::on_early_key;
use self::early_keys::{OnEarlyKeys, press};
use self::menu::actions_menu;
use self::order::follow_order;
use self::tools::{download_all, view_tools};
use self::whole_date::tell_whole_dates;
use super::copying;
use super::copying::move_to::move_to_dialog;
use super::copying::rename::rename_dialog;
use super::deletion::deletion_dialog;
use super::details::details;
use super::details::restoring::restore_dialog;
use super::editor;
use super::last_place::last_place;
use super::narrowing;
use super::new_folder::new_folder_dialog;
use super::pointer::pointer;
use super::preview::preview_dialog;
use super::refused::refused_place;
use super::search_box;
use super::sharing::share_dialog;
use super::state::Files;
use crate::app::lazy;
use crate::files::edit::draft;
use crate::ui::dom::{View, group, when};

/// The views of what was asked for.
#[derive(Clone, Copy)]
struct ActionViews {
    bar: fn(Files) -> View,
    menu: fn(Files) -> View,
    dialogs: fn(Files) -> View,
    last_place: fn(Files) -> View,
    view_tools: fn(Files) -> View,
    download_all: fn(Files) -> View,
    search_offer: fn(Files) -> View,
    narrowing_offer: fn(Files) -> View,
    on_early_keys: OnEarlyKeys,
}

lazy::lazy!(actions_part: ActionViews = ActionViews {
    bar: selection_bar,
    menu: |files| {
        files.keys.set_value(Some(menu::on_key));
        offers::offer(files);
        actions_menu(files)
    },
    dialogs: |files| {
        copying::follow(files);
        follow_order(files);
        resume_editing(files);
        actions_beside(files);
        long_press::listen(files);
        tell_whole_dates();
        group([
            editing(files),
            new_folder_dialog(files.naming, files.listing),
            deletion_dialog(files.deletion),
            rename_dialog(files),
            move_to_dialog(),
            pointer(files),
        ])
    },
    last_place,
    view_tools,
    download_all,
    search_offer: search_box::offer,
    narrowing_offer: narrowing::offer,
    on_early_keys: press,
});

/// Views whose code is loaded when they are first opened.
#[derive(Clone, Copy)]
enum LazyView {
    Details,
    Restore,
    Share,
    Preview,
    Refused,
}

/// What edits text files.
#[derive(Clone, Copy)]
struct TextEditing {
    editor: fn(Files) -> View,
    new_file: fn(Files) -> View,
    resume: fn(Files),
}

lazy::lazy!(editor_part: TextEditing = TextEditing {
    editor: editor::editor_dialog,
    new_file: editor::new_file::new_file_dialog,
    resume: editor::resume,
});

/// The editor and what makes a file for it, once either is wanted.
fn editing(files: Files) -> View {
    let is_wanted = move || files.editing.subject().is_some() || files.new_file.subject().is_some();
    lazy::once(is_wanted, move || {
        lazy::when_loaded_beside(editor_part::load, move |part| group([(part.editor)(files), (part.new_file)(files)]))
    })
}

/// Opens what was not saved when the page was loaded anew, if there is something.
fn resume_editing(files: Files) {
    if draft::is_any(files.state.client().platform()) {
        spawn_local(async move {
            if let Ok(part) = editor_part::load().await
                && !files.listing.folder.is_disposed()
            {
                (part.resume)(files);
            }
        });
    }
}

// One part for all that is around a file: each further one divides what the others share.
lazy::lazy!(around_part: fn(LazyView, Files) -> View = |rare, files| match rare {
    LazyView::Details => details(files),
    LazyView::Restore => restore_dialog(files),
    LazyView::Share => share_dialog(files),
    LazyView::Preview => preview_dialog(files),
    LazyView::Refused => refused_place(files),
});

fn rare(files: Files, rare: LazyView, wanted: impl Fn() -> bool + Send + Sync + 'static) -> View {
    lazy::once(wanted, move || lazy::when_loaded_beside(around_part::load, move |view| view(rare, files)))
}

/// What stands where S3 refuses to list the folder.
pub(super) fn refused(files: Files) -> View {
    rare(files, LazyView::Refused, || true)
}

/// The drawer beside the list. What is asked for before it is here shows when it is.
pub(super) fn drawer(files: Files) -> View {
    rare(files, LazyView::Details, move || files.details.get())
}

/// What can be done with what is selected.
pub(super) fn bar(files: Files) -> View {
    lazy::when_loaded_beside(actions_part::load, move |actions| (actions.bar)(files))
}

/// The menu of rows and of the folder.
pub(super) fn menu(files: Files) -> View {
    once_arrived(files, |actions| actions.menu)
}

/// The way to where the visitor was last.
pub(super) fn way_to_last_place(files: Files) -> View {
    once_arrived(files, |actions| actions.last_place)
}

/// The tools of the list.
pub(super) fn tools_of_list(files: Files) -> View {
    once_arrived(files, |actions| actions.view_tools)
}

/// What there is to do first where nothing can be changed.
pub(super) fn way_to_all(files: Files) -> View {
    once_arrived(files, |actions| actions.download_all)
}

/// The way to all subfolders, where names are filtered.
pub(super) fn search_offer(files: Files) -> View {
    once_arrived(files, |actions| actions.search_offer)
}

/// What is said below a list that is not all of the folder.
pub(super) fn narrowing_offer(files: Files) -> View {
    once_arrived(files, |actions| actions.narrowing_offer)
}

/// A view of this part, once the first rows are here.
fn once_arrived(files: Files, view: fn(ActionViews) -> fn(Files) -> View) -> View {
    when(move || files.arrived.get(), move || lazy::in_background(actions_part::load, move |actions| view(actions)(files)))
}

/// The questions.
pub(super) fn dialogs(files: Files) -> View {
    let usual = when(
        move || files.arrived.get(),
        move || lazy::when_loaded_beside(actions_part::load, move |actions| (actions.dialogs)(files)),
    );
    group([
        usual,
        rare(files, LazyView::Share, move || files.sharing.subject().is_some()),
        rare(files, LazyView::Restore, move || files.restoring.subject().is_some()),
        rare(files, LazyView::Preview, move || files.preview.subject().is_some()),
    ])
}
