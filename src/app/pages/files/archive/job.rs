//! One archive, from its first listing to its last byte.

use crate::ui::reactive::*;

use super::super::entries::Entry;
use super::super::folder::Folder;
use super::ArchiveRequest;
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::Object;
use crate::browser::leaving::AskBeforeLeaving;
use crate::browser::save_stream::{MOST_IN_MEMORY, SavedFile};
use crate::browser::text::normalize;
use crate::files::archive::{ArchiveFault, ArchivePlan, OmissionReason, OmittedFile, write};
use crate::files::listing::BucketAccess;
use crate::ui::words::{errors, format};

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub enum ArchiveStage {
    /// So many files have been found, with so many bytes.
    Counting(usize, u64),
    /// So many files and bytes are written, of so many.
    Writing((usize, u64), (usize, u64)),
    /// It is saved, but for these: what they are called, and why.
    Saved(Vec<(String, String)>),
    /// It is not, for a reason.
    Failed(String),
}

impl ArchiveStage {
    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        matches!(self, ArchiveStage::Saved(_) | ArchiveStage::Failed(_))
    }
}

/// Makes the archive that is asked for. Nothing, if the visitor chose no place for it; they have seen that themselves.
pub async fn run(state: AppState, request: ArchiveRequest, stage: RwSignal<ArchiveStage>) -> Option<ArchiveStage> {
    let ArchiveRequest { folder, entries, saved, .. } = request;
    let saved = match saved.await {
        Ok(saved) => saved?,
        Err(_) => return Some(ArchiveStage::Failed(t!("Your browser didn't allow saving the file. Try again.").to_owned())),
    };
    // A tab that is closed closes the file unwritten.
    let _asking = AskBeforeLeaving::new();
    Some(match make(state, &folder, entries, saved, stage).await {
        Ok(absent) => ArchiveStage::Saved(absent.iter().map(|absent| (absent.name.clone(), reason(&absent.why))).collect()),
        Err(reason) => ArchiveStage::Failed(reason),
    })
}

async fn make(
    state: AppState,
    folder: &Folder,
    entries: Option<Vec<Entry>>,
    mut saved: SavedFile,
    stage: RwSignal<ArchiveStage>,
) -> Result<Vec<OmittedFile>, String> {
    let client = state.client().for_transfers();
    let access = BucketAccess { client, credentials: state.session(), bucket: folder.bucket.clone() };
    let connection = state.connection();
    let wait_for_network = async |error: &Error| connection.wait_for_network(error).await;
    let mut plan = ArchivePlan::new(folder.prefix(), normalize);
    let folders = match entries {
        Some(entries) => {
            let (folders, files): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(Entry::is_folder);
            files.into_iter().filter_map(object).for_each(|object| plan.add(object));
            folders.into_iter().map(|entry| entry.key).collect()
        }
        None => vec![folder.prefix()],
    };
    let found = move |files, bytes| {
        stage.try_set(ArchiveStage::Counting(files, bytes));
    };
    let all = plan.add_below(access.clone(), folders, |key| folder.hides(key), &wait_for_network, found).await;
    all.map_err(|error| errors::aws_error_text(&error))?;
    if saved.is_in_memory() && plan.bytes > MOST_IN_MEMORY {
        return Err(t!(
            "These files are {size}. This browser can save up to {limit} at once. Select fewer, or use Chrome or Edge over https.",
            size = format::size(plan.bytes),
            limit = format::size(MOST_IN_MEMORY)
        ));
    }
    let all = (plan.files, plan.bytes);
    let written = move |files, bytes| {
        stage.try_set(ArchiveStage::Writing((files, bytes), all));
    };
    written(0, 0);
    let absent = write(&access, plan, &mut saved, &wait_for_network, note, written).await.map_err(|fault| of_fault(&fault))?;
    saved.close().await.map_err(|fault| of_fault(&fault.into()))?;
    Ok(absent)
}

/// A row as the listing had it.
fn object(entry: Entry) -> Option<Object> {
    let file = entry.file()?.clone();
    let last_modified = time::OffsetDateTime::from_unix_timestamp(file.modified).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    Some(Object { key: entry.key, size: file.size, last_modified, e_tag: file.e_tag, storage_class: file.storage_class })
}

/// What the archive itself says of files that are not in it.
fn note(absent: &[OmittedFile]) -> (String, String) {
    let mut text = t!("These files could not be downloaded:").to_owned();
    for OmittedFile { name, why } in absent {
        text.push_str(&format!("\r\n\r\n{name}\r\n{}", reason(why)));
    }
    (t!("Not downloaded.txt").to_owned(), text + "\r\n")
}

fn reason(why: &OmissionReason) -> String {
    match why {
        OmissionReason::Incomplete => t!("It arrived incomplete. Try again.").to_owned(),
        OmissionReason::Aws(error) if error.code() == "PreconditionFailed" => {
            t!("It was changed meanwhile. Try again.").to_owned()
        }
        OmissionReason::Aws(error) => errors::aws_error_text(error),
    }
}

fn of_fault(fault: &ArchiveFault) -> String {
    match fault {
        ArchiveFault::Aws(error) => errors::aws_error_text(error),
        ArchiveFault::Unwritable => {
            t!("It couldn't be written. The disk may be full, or the browser may not write there.").to_owned()
        }
    }
}
