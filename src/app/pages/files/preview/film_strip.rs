//! What stands before and after what is looked at, small: for the pointer. Keys and who hears the page have Previous and Next.

use std::sync::Arc;

use crate::ui::reactive::*;
use leptos::ev;

use super::super::entries::{Entry, EntryWords};
use super::super::gallery::thumbnails::Thumbnails;
use super::super::state::{Files, Looking};
use crate::ui::dom::{Element, View, each, html};

/// How many are shown before and after.
const AROUND: usize = 5;

/// The strip. `at` is the place of what is looked at.
pub fn film_strip(files: Files, looking: &Arc<Looking>, at: RwSignal<usize>) -> View {
    let (thumbnails, count) = (Thumbnails::new(files), looking.keys.len());
    let (of_keys, of_frame) = (looking.clone(), looking.clone());
    let shown = move || {
        let first = at.get().saturating_sub(AROUND).min(count.saturating_sub(2 * AROUND + 1));
        (first..(first + 2 * AROUND + 1).min(count)).filter_map(|at| of_keys.keys.get(at).cloned()).collect()
    };
    let frame = move |key: String| {
        let found = files.listing.rows.with_untracked(|rows| rows.iter().find(|row| row.key == key).cloned());
        let place = of_frame.keys.iter().position(|known| *known == key).unwrap_or_default();
        found.map_or_else(html::span, |entry| button(files, thumbnails, &entry, place, at))
    };
    html::div().class("film-strip").attr("aria-hidden", "true").child(each(shown, frame)).into()
}

fn button(files: Files, thumbnails: Thumbnails, entry: &Entry, place: usize, at: RwSignal<usize>) -> Element {
    html::button()
        .attr("type", "button")
        .attr("tabindex", "-1")
        .attr("title", entry.called().into_owned())
        .class_when("current", move || at.get() == place)
        // The focus stays where it is read out.
        .on(ev::mousedown, |event| event.prevent_default())
        .on_click(move || at.set(place))
        .child(thumbnails.of(files, entry))
}
