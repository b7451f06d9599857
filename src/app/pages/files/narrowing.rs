//! A folder with more in it than anybody looks through: which part of it is shown.

use crate::ui::reactive::*;

use super::listing::{MOST, Scope};
use super::state::Files;
use crate::ui::components::{Button, NoticeKind, TextField, form, notice};
use crate::ui::dom::{View, html, live};

/// Says that there are more, and asks how the names begin that are wanted; or says which are shown.
pub fn offer(files: Files) -> View {
    let listing = files.listing;
    let shows = Memo::new(move |_| (listing.is_full(), listing.narrowed.get()));
    live(move || {
        let (is_full, narrowed) = shows.get();
        if !is_full && narrowed.is_empty() {
            return View::none();
        }
        let says = if narrowed.is_empty() {
            n!(
                MOST,
                one = "Showing the first {count} only. There are more.",
                other = "Showing the first {count} only. There are more."
            )
        } else {
            t!("Showing only names that start with “{start}”", start = narrowed)
        };
        let is_folder = *listing.scope.read_untracked() == Scope::Folder;
        let start = RwSignal::new(narrowed.clone());
        let narrow = move |start: String| listing.narrow(files.place.get_untracked(), start);
        let ask = is_folder.then(|| {
            let all = (!narrowed.is_empty()).then(|| Button::new(t!("Show all")).on_click(move || narrow(String::new())));
            form(move || narrow(start.get_untracked()))
                .class("narrowing")
                .child(TextField::new(t!("Names starting with"), start))
                .child(Button::new(t!("Show")).submit())
                .child(all)
        });
        html::div().class("narrowed").child(notice(NoticeKind::Info, says)).child(ask).into()
    })
}
