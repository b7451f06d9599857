//! What was deleted or replaced and can be brought back, and what deletions have shown of buckets. It belongs to the visitor, not to a screen.

use crate::ui::reactive::*;

use super::folder::Folder;
use crate::aws::s3::DeleteMarker;
use crate::files::versions::ReplacingVersion;

/// What takes back a deletion.
#[derive(Clone, Debug)]
pub struct Undelete {
    /// Where it was.
    pub folder: Folder,
    /// What the deletion has left.
    pub markers: Vec<DeleteMarker>,
    /// The keys of what was deleted with it, but of which no marker is known: the answer may have been lost.
    pub unknown: Vec<String>,
    /// What is said of the deletion.
    pub news: String,
}

/// What takes back what was uploaded or saved over files, by the folders of these.
#[derive(Clone, Debug, Default)]
pub struct Replacements(pub Vec<(Folder, Vec<ReplacingVersion>)>);

impl Replacements {
    /// One more.
    pub fn add(&mut self, folder: &Folder, version: ReplacingVersion) {
        match self.0.iter_mut().find(|(own, _)| own.place == folder.place) {
            Some((_, versions)) => versions.push(version),
            None => self.0.push((folder.clone(), vec![version])),
        }
    }

    /// How many files have another content by them.
    pub fn count(&self) -> usize {
        self.0.iter().map(|(_, versions)| versions.len()).sum()
    }
}

/// The deletions of this visitor.
#[derive(Clone, Copy)]
pub struct Deletions {
    /// Deletions for which no undo has been offered yet.
    deleted: RwSignal<Vec<Undelete>>,
    /// Which buckets keep versions, by their names.
    kept: RwSignal<Vec<(String, bool)>>,
}

impl Deletions {
    /// Begins with none, for all below the component that this is called in.
    pub fn provide() -> Deletions {
        let deletions = Deletions { deleted: RwSignal::new(Vec::new()), kept: RwSignal::new(Vec::new()) };
        provide_context(deletions);
        deletions
    }

    /// Those of this visitor.
    pub fn get() -> Deletions {
        expect_context()
    }

    /// Something was deleted that can be brought back.
    pub fn add(self, undelete: Undelete) {
        self.deleted.update(|deleted| deleted.push(undelete));
    }

    /// What was deleted since this was last asked.
    pub fn take(self) -> Vec<Undelete> {
        self.deleted.track();
        self.deleted.try_update_untracked(std::mem::take).unwrap_or_default()
    }

    /// Whether something was.
    pub fn is_any(self) -> bool {
        !self.deleted.read().is_empty()
    }

    /// A deletion has shown whether a bucket keeps versions.
    pub fn note_kept(self, bucket: &str, is_kept: bool) {
        self.kept.update(|kept| {
            kept.retain(|(other, _)| other != bucket);
            kept.push((bucket.to_owned(), is_kept));
        });
    }

    /// Whether a bucket keeps versions, if that is known.
    pub fn is_kept(self, bucket: &str) -> Option<bool> {
        self.kept.read().iter().find(|(other, _)| other == bucket).map(|(_, is_kept)| *is_kept)
    }
}
