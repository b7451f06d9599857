//! How files are shown: as a list, as a gallery, or all that is below the folder in one list. And which columns a list has.

use std::ops::RangeInclusive;

use crate::app::preferences::MyPreferences;
use crate::files::rows::SortKey;
use crate::route::ViewMode;
use crate::ui::components::{Icon, Sort};
use crate::ui::reactive::*;
use crate::ui::words::Phrase;

/// The ways to show files, with their names and icons.
pub const VIEWS: [(ViewMode, Phrase, Icon); 3] = [
    (ViewMode::List, phrase!("List"), Icon::List),
    (ViewMode::Gallery, phrase!("Gallery"), Icon::Gallery),
    (ViewMode::Flat, phrase!("Flat"), Icon::Flat),
];

const VIEW: &str = "files_view";
const COLUMNS: &str = "files_columns";
const WIDTHS: &str = "files_widths";
const SORT: &str = "files_sort";
const DESCENDING: &str = " descending";

/// A column beside the name.
pub struct FileColumn {
    /// What it is ordered by.
    pub by: SortKey,
    /// What it is remembered as.
    id: &'static str,
    /// Its heading.
    pub title: Phrase,
    /// Whether it is there until the visitor decides.
    preset: bool,
}

/// The columns, in their order.
pub const COLUMNS_OF_FILES: [FileColumn; SortKey::ALL.len()] = [
    FileColumn { by: SortKey::Name, id: "name", title: phrase!("Name"), preset: true },
    FileColumn { by: SortKey::Size, id: "size", title: phrase!("Size"), preset: true },
    FileColumn { by: SortKey::Type, id: "type", title: phrase!("Type"), preset: true },
    FileColumn { by: SortKey::Modified, id: "modified", title: phrase!("Modified"), preset: true },
    FileColumn { by: SortKey::StorageClass, id: "storage_class", title: phrase!("Storage class"), preset: false },
];

/// What the column in this place orders rows by.
pub fn column_order(column: usize) -> SortKey {
    COLUMNS_OF_FILES.get(column).map_or(SortKey::Name, |column| column.by)
}

/// How the visitor wants files to be shown where the address does not say it.
pub fn preferred() -> Memo<ViewMode> {
    let preferences = MyPreferences::get();
    Memo::new(move |_| ViewMode::of_id(&preferences.text(VIEW).unwrap_or_default()).unwrap_or_default())
}

/// Has files shown so from now on.
pub fn prefer(preferences: MyPreferences, view: ViewMode) {
    preferences.choose_text(VIEW, view.id());
}

/// Whether the visitor wants to see a column.
pub fn is_shown(preferences: MyPreferences, column: &FileColumn) -> bool {
    match preferences.text(COLUMNS) {
        Some(shown) => shown.split(' ').any(|shown| shown == column.id) || column.by == SortKey::Name,
        None => column.preset,
    }
}

/// The order in which the visitor wants files, as it was when this page came.
pub fn chosen_sort() -> Sort {
    let chosen = MyPreferences::get().text(SORT).unwrap_or_default();
    let id = chosen.strip_suffix(DESCENDING);
    let column = COLUMNS_OF_FILES.iter().position(|column| column.id == id.unwrap_or(&chosen));
    Sort { column: column.unwrap_or_default(), descending: id.is_some() }
}

/// Keeps the order for the next time.
pub fn choose_sort(preferences: MyPreferences, sort: Sort) {
    if let Some(FileColumn { id, .. }) = COLUMNS_OF_FILES.get(sort.column) {
        preferences.choose_text(SORT, &format!("{id}{}", if sort.descending { DESCENDING } else { "" }));
    }
}

/// How wide columns may be, in tenths of rem.
const WIDTHS_ALLOWED: RangeInclusive<u32> = 30..=400;

/// The width nearest to this one that a column may have, in tenths of rem.
pub fn fitting_width(tenths: u32) -> u32 {
    tenths.clamp(*WIDTHS_ALLOWED.start(), *WIDTHS_ALLOWED.end())
}

/// A width as the stylesheet takes it.
pub fn width_text(tenths: u32) -> String {
    format!("{}.{}rem", tenths / 10, tenths % 10)
}

/// How wide the visitor wants a column to be.
pub fn width(preferences: MyPreferences, column: usize) -> Option<String> {
    let id = COLUMNS_OF_FILES.get(column)?.id;
    let chosen = preferences.text(WIDTHS)?;
    let tenths: u32 = chosen.split(' ').find_map(|one| one.strip_prefix(id)?.strip_prefix(':')?.parse().ok())?;
    Some(width_text(fitting_width(tenths)))
}

/// Makes a column that wide, in tenths of rem, from now on.
pub fn choose_width(preferences: MyPreferences, column: usize, tenths: u32) {
    let Some(FileColumn { id, .. }) = COLUMNS_OF_FILES.get(column) else { return };
    let before = untrack(|| preferences.text(WIDTHS)).unwrap_or_default();
    let others = before.split(' ').filter(|one| one.split(':').next() != Some(id) && !one.is_empty());
    let all: Vec<String> = others.map(str::to_owned).chain([format!("{id}:{tenths}")]).collect();
    preferences.choose_text(WIDTHS, &all.join(" "));
}

/// Shows a column, or no longer.
pub fn toggle(preferences: MyPreferences, column: &'static FileColumn) {
    let wanted = |known: &&FileColumn| is_shown(preferences, known) != (known.id == column.id);
    let shown = COLUMNS_OF_FILES.iter().filter(wanted).map(|column| column.id);
    preferences.choose_text(COLUMNS, &shown.collect::<Vec<_>>().join(" "));
}
