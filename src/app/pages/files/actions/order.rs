//! The order that the visitor chooses.

use super::super::listing::{Scope, Status};
use super::super::state::Files;
use super::super::view_mode;
use crate::app::preferences::MyPreferences;
use crate::ui::dom::effect;
use crate::ui::reactive::*;

/// Keeps the order for the next time; and loads what is missing where the order, or a filter, is of all rows: the first page is
/// the first by name alone.
pub fn follow_order(files: Files) {
    let preferences = MyPreferences::get();
    let mut before = None;
    effect(move || {
        let sort = files.sort.get();
        if let (Some(now), Some(Some(before))) = (sort, before.replace(sort))
            && now != before
        {
            view_mode::choose_sort(preferences, now);
        }
    });
    let listing = files.listing;
    let is_of_all = Memo::new(move |_| {
        let by_name = files.sort.get().is_none_or(|sort| sort.column == 0 && !sort.descending);
        let is_open = *listing.status.read() == Status::Open && *listing.scope.read() == Scope::Folder;
        // Each question anew: who stopped loading for one may want it for the next.
        ((!by_name || !files.filter.read().is_empty()) && is_open)
            .then(|| (files.sort.get(), files.filter.get(), files.place.get()))
    });
    effect(move || {
        if is_of_all.get().is_some()
            && untrack(|| listing.has_more() && !listing.is_full() && !listing.completing.get() && listing.fault.read().is_none())
        {
            listing.load_rest(|| {});
        }
    });
}
