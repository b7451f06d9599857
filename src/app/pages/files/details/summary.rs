//! The details of a folder, and of several rows.

use crate::ui::reactive::*;

use super::super::entries::{SelectionSummary, summary};
use super::super::state::Files;
use super::deleted::deleted_files;
use super::properties::{addresses, exact_size};
use super::size::size_below;
use crate::files::totals::Totals;
use crate::ui::components::{Fact, Text, facts};
use crate::ui::dom::{View, group, live};

/// The folder that is shown, while nothing of it is selected.
pub fn of_folder(files: Files) -> View {
    let listing = files.listing;
    let shown = move || {
        let rows = listing.rows.read();
        let bytes = rows.iter().filter_map(|row| row.file()).fold(0, |sum: u64, file| sum.saturating_add(file.size));
        let contents = match summary(rows.count()) {
            contents if contents.is_empty() => t!("Empty").to_owned(),
            contents if listing.has_more() => t!("{contents} so far", contents = contents),
            contents => contents,
        };
        vec![
            Fact::words(t!("Type"), t!("Folder")),
            Fact::words(t!("Contents"), contents),
            Fact::words(t!("Size of the files"), exact_size(bytes)),
        ]
    };
    let of_folder = live(move || {
        let folder = listing.folder.get()?;
        let size = size_below(files, vec![folder.prefix()], Totals::default());
        Some(group([size, addresses(&folder, &folder.prefix()), deleted_files(files, folder)]))
    });
    group([facts(shown).into(), of_folder])
}

/// A folder in it.
pub fn of_subfolder(files: Files, key: &str) -> View {
    let Some(folder) = files.listing.folder.get_untracked() else { return View::none() };
    let facts = facts(vec![Fact::words(t!("Type"), t!("Folder"))]);
    let size = size_below(files, vec![key.to_owned()], Totals::default());
    group([super::buttons(files), facts.into(), size, addresses(&folder, key)])
}

/// Several rows, summed up.
pub fn of_several(files: Files) -> View {
    let shown = move || match &*files.chosen.read() {
        SelectionSummary::Several { folders, files, bytes } => {
            let mut facts = vec![Fact::text(t!("Selected"), Text::words(summary((*folders, *files))))];
            if *files > 0 {
                facts.push(Fact::words(t!("Size of the files"), exact_size(*bytes)));
            }
            facts
        }
        _ => Vec::new(),
    };
    // Another selection is another sum.
    let size = live(move || {
        files.selection.track();
        let (_, entries) = untrack(|| files.selected())?;
        let prefixes: Vec<String> = entries.iter().filter(|entry| entry.is_folder()).map(|entry| entry.key.clone()).collect();
        let beside = entries
            .iter()
            .filter_map(|entry| entry.file())
            .fold(Totals::default(), |sum, file| Totals { files: sum.files + 1, bytes: sum.bytes.saturating_add(file.size) });
        (!prefixes.is_empty()).then(|| size_below(files, prefixes, beside))
    });
    group([facts(shown).into(), size])
}
