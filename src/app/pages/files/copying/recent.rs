//! Where the visitor moved or copied something to lately.

use super::Copies;
use crate::app::pages::files::paths;
use crate::app::preferences::MyPreferences;
use crate::route::{Place, Route};
use crate::ui::reactive::untrack;

const RECENT: &str = "files_recent";
const MOST: usize = 3;

/// The folders, the last one first. Tops are in no need of being remembered.
pub fn recent(copies: Copies, preferences: MyPreferences) -> Vec<Place> {
    let kept = preferences.text(RECENT).unwrap_or_default();
    read(&kept).filter(|place| copies.state.has_place(place)).collect()
}

/// Takes note of one.
pub fn note(preferences: MyPreferences, place: &Place) {
    let before = untrack(|| preferences.text(RECENT)).unwrap_or_default();
    if !place.prefix().is_empty() {
        preferences.choose_text(RECENT, &with(&before, place));
    }
}

/// `2026 / Lisbon`: the last two steps to it.
pub fn label(copies: Copies, place: &Place) -> String {
    let top = copies.name(&place.at("")).to_string();
    let steps: Vec<String> = std::iter::once(top).chain(paths::steps(place).into_iter().map(|(name, _)| name)).collect();
    steps.get(steps.len().saturating_sub(2)..).unwrap_or_default().join(" / ")
}

fn read(kept: &str) -> impl Iterator<Item = Place> {
    kept.lines().filter_map(|line| match line.parse() {
        Ok(Route::Files(place)) => Some(place),
        Ok(_) => None,
    })
}

/// What was kept, with one more. An address has no line ends.
fn with(before: &str, place: &Place) -> String {
    let line = |place: &Place| Route::Files(place.clone()).to_string();
    let others = read(before).filter(|other| other != place).map(|other| line(&other));
    std::iter::once(line(place)).chain(others).take(MOST).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn my(prefix: &str) -> Place {
        Place::My { prefix: prefix.into() }
    }

    #[test]
    fn the_last_ones_are_kept_each_once() {
        let kept = ["a/", "b/", "c\n é/", "a/", "d/"].iter().fold(String::new(), |kept, prefix| with(&kept, &my(prefix)));
        assert_eq!(read(&kept).collect::<Vec<_>>(), [my("d/"), my("a/"), my("c\n é/")]);
    }

    #[test]
    fn what_is_no_folder_is_passed_over() {
        assert_eq!(read("#/session\n\n#/files/my/a/\nx").collect::<Vec<_>>(), [my("a/")]);
    }
}
