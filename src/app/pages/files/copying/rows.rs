//! Rows come and go with what is copied and moved.

use crate::ui::reactive::*;

use super::super::entries::File;
use super::super::listing::Scope;
use super::super::state::Files;
use super::Copies;
use crate::aws::s3::Bucket;
use crate::route::Place;
use crate::ui::dom::effect;

/// What has come and gone.
#[derive(Clone, Debug)]
pub struct RowChanges {
    /// Where something has gone.
    pub from: (Place, Bucket),
    /// The keys that are there no longer; those of folders, too.
    pub gone: Vec<String>,
    /// Whether folders were among them: whether something is left below nobody knows but S3.
    pub folders: bool,
    /// Where something has come.
    pub to: Bucket,
    /// The objects that have come there.
    pub put: Vec<(String, File)>,
    /// The row that takes the place of the one that was renamed.
    pub show: Option<String>,
}

/// Shows what comes and goes in the folder that the page shows.
pub fn follow(files: Files) {
    let copies = Copies::get();
    effect(move || {
        copies.changed.track();
        let changed = copies.changed.try_update_untracked(std::mem::take).unwrap_or_default();
        untrack(|| changed.into_iter().for_each(|changed| show(files, changed)));
    });
}

/// Whether the rows of `here` show what is in `place`: it is the same folder, or lies below one whose rows are of all below it.
fn shows(here: &Place, is_deep: bool, place: &Place) -> bool {
    here == place || (is_deep && here.at("") == place.at("") && place.prefix().starts_with(here.prefix()))
}

fn show(files: Files, RowChanges { from, gone, folders, to, put, show }: RowChanges) {
    let listing = files.listing;
    let here = listing.folder.get_untracked();
    if here.as_ref().is_some_and(|here| here.bucket == from.1) && !gone.is_empty() {
        let gone: std::collections::HashSet<String> = gone.into_iter().collect();
        listing.remove(|key| gone.contains(key));
    }
    listing.put(&to, put);
    let is_deep = *listing.scope.read_untracked() != Scope::Folder;
    if let Some(here) = here.filter(|here| folders && shows(&here.place, is_deep, &from.0)) {
        listing.refresh(here.place);
    }
    if let Some(key) = show.filter(|key| listing.rows.with_untracked(|rows| rows.iter().any(|row| row.key == *key))) {
        files.show(&key);
    }
    // What had it may have gone.
    files.keep_focus();
}
