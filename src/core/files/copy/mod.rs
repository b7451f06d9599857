//! Copying, moving and renaming files and folders, by S3 itself: no byte passes through the page.
//!
//! [`plan`] finds what is to be copied and where it goes, [`object`] copies one object, [`run`] all of them. Three rules hold for
//! each object: it is copied only as it was listed; it is written only on the condition that was decided about; and where it is
//! moved, it is deleted only as it was listed and after its copy was seen. Whatever ends the work in between, running it again
//! finishes it: a copy that is there already is taken for done.

mod object;
mod parts;
mod plan;
mod run;
mod send;

pub use parts::needs_parts;
pub use plan::{Collision, CopyPiece, CopyPlan, Ends, PlanFault, conflicts, fault, gather, settle, transferred};
pub use run::{Copied, Copying, Failed, Progress, Remaining, Report};
pub use send::copy_and_confirm;

use crate::aws::Error;
use crate::aws::s3::{Object, Precondition};
use crate::files::entry::Entry;

/// What becomes of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    /// It stays.
    Copy,
    /// It is deleted, once its copy is there.
    Move,
}

/// An object as it was listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    /// Its key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// `ETag`
    pub e_tag: String,
    /// Such as `STANDARD`.
    pub storage_class: String,
}

impl CopySource {
    /// Whether it is nothing but the mark of a folder.
    pub fn is_folder_mark(&self) -> bool {
        self.size == 0 && self.key.ends_with('/')
    }

    /// Whether S3 copies it in parts only: then what is stored with it is written anew, as far as a script may read it.
    pub fn needs_parts(&self) -> bool {
        needs_parts(self.size)
    }

    /// That of a row, if it is a file.
    fn of_entry(entry: &Entry) -> Option<CopySource> {
        let file = entry.file()?;
        Some(CopySource {
            key: entry.key.clone(),
            size: file.size,
            e_tag: file.e_tag.clone(),
            storage_class: file.storage_class.clone(),
        })
    }
}

impl From<Object> for CopySource {
    fn from(Object { key, size, e_tag, storage_class, .. }: Object) -> CopySource {
        CopySource { key, size, e_tag, storage_class }
    }
}

/// One object to be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyItem {
    /// What is copied.
    pub source: CopySource,
    /// The key that it is copied to.
    pub target: String,
    /// What must be so of the target.
    pub precondition: Precondition,
    /// Whether its source stays even where it is moved. What takes back a move leaves so what was at the target before it.
    pub source_stays: bool,
    /// The `ETag` of the copy that an earlier attempt made.
    pub copy_e_tag: Option<String>,
}

/// Why an object is not where it was to go, or not only there.
#[derive(Clone, Debug, PartialEq)]
pub enum CopyFailure {
    /// The source is not the object that was listed any more. It stays as it is.
    Changed,
    /// The source is gone, and no copy of it is there.
    Gone,
    /// Another object has the name, or the one that was to be replaced has changed.
    Taken,
    /// S3 says that it was copied, but what is there is not the copy. The source stays.
    Unverified,
    /// It was copied, and the source was not deleted: it is in both places. Where S3 did not answer, nobody knows.
    NotDeleted(Error),
    /// S3 refused, or there was no answer. The source stays.
    Aws(Error),
}

impl CopyFailure {
    /// What S3 said to the copy, if it is that.
    fn error(&self) -> Option<&Error> {
        match self {
            CopyFailure::Aws(error) => Some(error),
            _ => None,
        }
    }
}
