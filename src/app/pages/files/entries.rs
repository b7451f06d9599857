//! Rows in words, and what of them is selected.

use std::borrow::Cow;

use super::paths::{MARKER, shown};
pub use crate::files::entry::{Entry, File};
use crate::ui::components::Selection;

/// What a row is called.
pub trait EntryWords {
    /// The name that a visitor sees.
    fn shown(&self) -> &str;
    /// The name in the names of controls: a file and a folder may have the same.
    fn called(&self) -> Cow<'_, str>;
}

impl EntryWords for Entry {
    fn shown(&self) -> &str {
        match &self.told_apart {
            Some(name) => name,
            None if self.is_marker() => MARKER.text(),
            None => shown(self.name()),
        }
    }

    fn called(&self) -> Cow<'_, str> {
        let path: Cow<'_, str> = match self.folders() {
            "" => self.shown().into(),
            folders => format!("{folders}{}", self.shown()).into(),
        };
        if self.is_folder() { t!("folder {name}", name = path).into() } else { path }
    }
}

/// `2 folders, 1 file`; empty where there is neither.
pub fn summary((folders, files): (usize, usize)) -> String {
    let of_folders = || n!(folders, one = "{count} folder", other = "{count} folders");
    let of_files = || n!(files, one = "{count} file", other = "{count} files");
    match (folders, files) {
        (0, 0) => String::new(),
        (0, _) => of_files(),
        (_, 0) => of_folders(),
        _ => t!("{folders}, {files}", folders = of_folders(), files = of_files()),
    }
}

/// What is selected, as the toolbar and the details see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SelectionSummary {
    /// Nothing.
    #[default]
    Nothing,
    /// One row.
    One(Entry),
    /// Several rows.
    Several {
        /// How many folders.
        folders: usize,
        /// How many files.
        files: usize,
        /// How many bytes the files have.
        bytes: u64,
    },
}

impl SelectionSummary {
    /// What of `rows` is selected.
    pub fn of(rows: &[Entry], selection: &Selection) -> SelectionSummary {
        if selection.is_empty() {
            return SelectionSummary::Nothing;
        }
        SelectionSummary::of_each(rows.iter().filter(|entry| selection.contains(&entry.key)))
    }

    /// All of `rows`.
    pub fn of_all(rows: &[Entry]) -> SelectionSummary {
        SelectionSummary::of_each(rows.iter())
    }

    fn of_each<'a>(rows: impl Iterator<Item = &'a Entry>) -> SelectionSummary {
        let mut one = None;
        let (mut folders, mut files, mut bytes) = (0, 0, 0);
        for entry in rows {
            one = Some(entry);
            match entry.file() {
                Some(file) => {
                    files += 1;
                    bytes = file.size.saturating_add(bytes);
                }
                None => folders += 1,
            }
        }
        match (one, folders + files) {
            (Some(entry), 1) => SelectionSummary::One(entry.clone()),
            (Some(_), _) => SelectionSummary::Several { folders, files, bytes },
            (None, _) => SelectionSummary::Nothing,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        let (folders, files) = self.count();
        folders + files
    }

    /// How many bytes the files have.
    pub fn bytes(&self) -> u64 {
        match self {
            SelectionSummary::Nothing => 0,
            SelectionSummary::One(entry) => entry.file().map_or(0, |file| file.size),
            SelectionSummary::Several { bytes, .. } => *bytes,
        }
    }

    /// How many folders and files.
    pub fn count(&self) -> (usize, usize) {
        match self {
            SelectionSummary::Nothing => (0, 0),
            SelectionSummary::One(entry) if entry.is_folder() => (1, 0),
            SelectionSummary::One(_) => (0, 1),
            SelectionSummary::Several { folders, files, .. } => (*folders, *files),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::entry::Parent;

    const PARENT: Parent<'static> = Parent { prefix: "p/", href: &|key| format!("#{key}") };

    fn entries(keys: &[&str]) -> Vec<Entry> {
        keys.iter().filter_map(|key| PARENT.entry(key, || File { size: 3, ..File::default() })).collect()
    }

    #[test]
    fn the_mark_of_the_folder_is_called_so() {
        let row = PARENT.entry("p/", || File { size: 12, ..File::default() });
        assert_eq!(row.map(|row| row.shown().to_owned()).as_deref(), Some(MARKER.text()));
    }

    #[test]
    fn a_file_and_a_folder_of_one_name_are_called_differently() {
        let rows = entries(&["p/report/", "p/report"]);
        assert_eq!(rows.iter().map(Entry::called).collect::<Vec<_>>(), ["folder report", "report"]);
    }

    #[test]
    fn the_selection_is_summed_up() {
        let rows = entries(&["p/a/", "p/x", "p/y"]);
        let select = |keys: &[&str]| {
            let mut selection = Selection::default();
            selection.replace(keys.iter().map(|key| (*key).to_owned()));
            SelectionSummary::of(&rows, &selection)
        };
        assert_eq!(select(&[]), SelectionSummary::Nothing);
        assert_eq!(select(&["p/gone"]), SelectionSummary::Nothing);
        assert_eq!(select(&["p/x", "p/gone"]), SelectionSummary::One(rows[1].clone()));
        assert_eq!(select(&["p/a/", "p/x", "p/y"]), SelectionSummary::Several { folders: 1, files: 2, bytes: 6 });
        assert_eq!(summary(select(&["p/a/", "p/x", "p/y"]).count()), "1 folder, 2 files");
    }
}
