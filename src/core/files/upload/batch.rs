//! What becomes of the names of files that come together.

use std::collections::HashSet;

use super::existing::{ExistingObject, NameIndex, NameState, numbered};

/// Nobody keeps more files of one name.
pub const MOST_COPIES: usize = 1000;

/// The names that are taken, and those that files of the same batch are to get.
#[derive(Debug)]
pub struct BatchNames {
    existing: NameIndex,
    /// As all look that look the same.
    claimed: HashSet<String>,
}

/// What becomes of a file, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameDecision {
    /// Its name is free: it goes to this path.
    Free(String),
    /// This path is taken: what becomes of it is asked.
    Taken {
        /// As what has it is spelled.
        path: String,
        /// What has it; nothing where it is another file of the batch.
        there: Option<ExistingObject>,
    },
    /// It is the mark of a folder that is there already.
    Done,
}

impl BatchNames {
    /// None of the batch is decided about.
    pub fn new(existing: NameIndex) -> BatchNames {
        BatchNames { existing, claimed: HashSet::new() }
    }

    /// What becomes of the next one of the batch, which is to go to `path`. A folder's ends with a slash.
    pub fn decide(&mut self, path: &str) -> NameDecision {
        match self.existing.resolve(path) {
            NameState::Free(path) if self.claim(&path) => NameDecision::Free(path),
            // Two files that come together may look the same as well.
            NameState::Free(path) => NameDecision::Taken { path, there: None },
            NameState::Taken { .. } if path.ends_with('/') => NameDecision::Done,
            NameState::Taken { path, there } => NameDecision::Taken { path, there: Some(there) },
        }
    }

    /// The first number under which a file is kept beside what has `path`, if one is left.
    pub fn keep_beside(&mut self, path: &str) -> Option<usize> {
        (2..MOST_COPIES).find(|number| {
            let name = numbered(path, *number);
            matches!(self.existing.resolve(&name), NameState::Free(_)) && self.claim(&name)
        })
    }

    /// Whether none of the batch has it.
    fn claim(&mut self, path: &str) -> bool {
        self.claimed.insert(self.existing.composed_form(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Form;

    /// As if `Z` and `z` looked the same.
    fn normalize(text: &str, _: Form) -> String {
        text.replace('Z', "z")
    }

    fn batch() -> BatchNames {
        let mut existing = NameIndex::new(normalize);
        for path in ["a.txt", "a (2).txt", "album/é.txt", "empty/"] {
            existing.add(path, ExistingObject { e_tag: path.into(), ..ExistingObject::default() });
        }
        BatchNames::new(existing)
    }

    #[test]
    fn each_name_goes_to_one_file() {
        let mut batch = batch();
        assert_eq!(batch.decide("b.txt"), NameDecision::Free("b.txt".into()));
        assert_eq!(batch.decide("b.txt"), NameDecision::Taken { path: "b.txt".into(), there: None });
        assert_eq!(batch.decide("éz.txt"), NameDecision::Free("éz.txt".into()));
        assert_eq!(batch.decide("éZ.txt"), NameDecision::Taken { path: "éZ.txt".into(), there: None }, "they look the same");
        let NameDecision::Taken { there: Some(there), .. } = batch.decide("a.txt") else { panic!("it is there") };
        assert_eq!(there.e_tag, "a.txt");
    }

    #[test]
    fn a_folder_that_is_there_needs_no_mark() {
        let mut batch = batch();
        assert_eq!(batch.decide("empty/"), NameDecision::Done);
        assert_eq!(batch.decide("new/"), NameDecision::Free("new/".into()));
    }

    #[test]
    fn what_is_kept_beside_another_gets_the_first_number_that_is_free() {
        let mut batch = batch();
        assert_eq!(batch.keep_beside("a.txt"), Some(3));
        assert_eq!(batch.keep_beside("a.txt"), Some(4), "the batch has taken 3");
        assert_eq!(batch.decide("a (5).txt"), NameDecision::Free("a (5).txt".into()));
        assert_eq!(batch.keep_beside("a.txt"), Some(6));
        for _ in 7..MOST_COPIES {
            assert!(batch.keep_beside("a.txt").is_some());
        }
        assert_eq!(batch.keep_beside("a.txt"), None);
    }
}
