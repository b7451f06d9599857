//! What is shown of a folder, and the keys that say how.

use crate::ui::reactive::*;
use leptos::ev;
use web_sys::KeyboardEvent;

use super::gallery;
use super::listing::Scope;
use super::state::Files;
use super::table::{files_table, stands_in};
use crate::app::preferences::MyPreferences;
use crate::route::ViewMode;
use crate::ui::dom::{View, live};

/// What is shown of the folder.
pub fn shown(files: Files) -> View {
    let is_gallery = Memo::new(move |_| files.view.get() == ViewMode::Gallery && !matches!(files.scope.get(), Scope::Search(_)));
    stands_in(files, move || live(move || if is_gallery.get() { gallery::gallery(files) } else { files_table(files) }))
}

/// Has keys choose the view, for as long as the component that this is called in is there.
pub fn listen(files: Files) {
    let preferences = MyPreferences::get();
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if !(event.ctrl_key() && event.shift_key()) || event.alt_key() {
            return;
        }
        // By the place of the key: with Shift it writes something else on most keyboards.
        let view = match event.code().as_str() {
            "Digit1" => ViewMode::List,
            "Digit2" => ViewMode::Gallery,
            "Digit3" => ViewMode::Flat,
            _ => return,
        };
        event.prevent_default();
        files.choose_view(preferences, view);
    });
    on_cleanup(move || listener.remove());
}
