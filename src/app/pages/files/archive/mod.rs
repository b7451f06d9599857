//! Several files, or folders, saved as one zip file. Like uploads, archives belong to the visitor, not to a screen: they go on
//! while the visitor looks at other pages.

pub mod dock;
mod job;

use std::fmt;
use std::pin::Pin;

use crate::ui::reactive::*;

use super::entries::Entry;
use super::folder::Folder;
use crate::aws::s3::is_harmful_in_name;
use crate::browser::save_stream::{SavedFile, choose};
use crate::ports::Unwritable;
use crate::ui::dom::{View, when};

/// Where the visitor wants it, if they want it, and whether it can be written there.
type ChosenFile = Result<Option<SavedFile>, Unwritable>;

/// What is to be saved, and where.
pub(super) struct ArchiveRequest {
    folder: Folder,
    /// These of it; all that is below it, if none are named.
    entries: Option<Vec<Entry>>,
    name: String,
    saved: Pin<Box<dyn Future<Output = ChosenFile>>>,
}

impl fmt::Debug for ArchiveRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ArchiveRequest(..)")
    }
}

/// The archives of this visitor.
#[derive(Clone, Copy)]
pub struct Archives {
    /// Requests that have not been begun.
    asked: StoredValue<Vec<ArchiveRequest>>,
    /// Grows with each that is asked for.
    times_asked: RwSignal<u32>,
}

impl Archives {
    /// None, for all below the component that this is called in.
    pub fn provide() {
        provide_context(Archives { asked: StoredValue::new(Vec::new()), times_asked: RwSignal::new(0) });
    }

    /// Those of this page.
    pub fn get() -> Archives {
        expect_context()
    }

    /// Saves `entries` of `folder` as `NAME.zip`; all that is below it, if none are named. To be called while a press is handled.
    pub fn save(self, folder: Folder, entries: Option<Vec<Entry>>, name: &str) {
        let name: String = name.chars().map(|c| if is_harmful_in_name(c) { '_' } else { c }).collect();
        let name = format!("{name}.zip");
        let saved = Box::pin(choose(name.clone()));
        self.asked.update_value(|asked| asked.push(ArchiveRequest { folder, entries, name, saved }));
        self.times_asked.update(|times| *times += 1);
    }
}

/// What `dock` makes, from when there has been an archive under way.
pub fn once_wanted(dock: fn() -> View) -> View {
    let archives = Archives::get();
    when(move || archives.times_asked.get() > 0, dock)
}
