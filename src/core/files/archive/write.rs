//! Fetches what goes into an archive, and writes it.

use std::cell::RefCell;
use std::collections::HashSet;

use futures::StreamExt;
use futures::stream;

use super::plan::{ArchivePlan, Member};
use super::zip::Zip;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::retry::repeat_while;
use crate::aws::s3::ByteRange;
use crate::files::listing::BucketAccess;
use crate::files::reading::PIECE;
use crate::ports::{Platform, Sink, Unwritable};

/// So many pieces are on their way at a time; that many are in memory at most.
const AT_A_TIME: usize = 4;

/// A file that is not in the archive.
#[derive(Clone, Debug, PartialEq)]
pub struct OmittedFile {
    /// What it would have been called.
    pub name: String,
    /// Why it is not there.
    pub why: OmissionReason,
}

/// Why a file is not in an archive.
#[derive(Clone, Debug, PartialEq)]
pub enum OmissionReason {
    /// S3, or the way to it.
    Aws(Error),
    /// Other bytes came than there were to be.
    Incomplete,
}

/// Why there is no archive.
#[derive(Clone, Debug, PartialEq)]
pub enum ArchiveFault {
    /// The session is over.
    Aws(Error),
    /// It could not be written: the disk is full, perhaps.
    Unwritable,
}

impl From<Unwritable> for ArchiveFault {
    fn from(_: Unwritable) -> ArchiveFault {
        ArchiveFault::Unwritable
    }
}

/// A stretch of a file.
#[derive(Clone, Copy)]
struct FileRange<'a> {
    at: usize,
    member: &'a Member,
    from: u64,
    to: u64,
}

impl FileRange<'_> {
    fn is_first(&self) -> bool {
        self.from == 0
    }

    fn is_last(&self) -> bool {
        self.to == self.member.size
    }
}

fn pieces((at, member): (usize, &Member)) -> impl Iterator<Item = FileRange<'_>> {
    // An empty file is one empty piece: that it can be read is seen only by reading it.
    (0..member.size.div_ceil(PIECE).max(1)).map(move |number| {
        let from = number * PIECE;
        FileRange { at, member, from, to: member.size.min(from + PIECE) }
    })
}

async fn fetch<'m, P: Platform, C: ProvideCredentials>(
    access: &BucketAccess<P, C>,
    piece: FileRange<'m>,
    failed: &RefCell<HashSet<usize>>,
    wait_for_network: &impl AsyncFn(&Error) -> bool,
) -> (FileRange<'m>, Result<Vec<u8>, OmissionReason>) {
    let FileRange { at, member, from, to } = piece;
    // Nobody needs the rest of a file that is left out.
    let Some(key) = member.key.as_deref().filter(|_| !failed.borrow().contains(&at)) else { return (piece, Ok(Vec::new())) };
    let range = ByteRange { from, to, e_tag: &member.e_tag, version_id: None };
    let fetch = async || access.client.get_object_range(&access.bucket, key, range, &access.credentials).await;
    match repeat_while(wait_for_network, fetch).await {
        Ok(bytes) if bytes.len() as u64 != to - from => (piece, Err(OmissionReason::Incomplete)),
        result => (piece, result.map_err(OmissionReason::Aws)),
    }
}

/// Fetches all of `plan` and writes it to `sink` as a zip file. A file that cannot be fetched is left out and told; `note` makes
/// of all those a text for the archive, with its name. While `wait_for_network` says so of an error, the same bytes are asked for again.
/// `on_progress` hears how many files and bytes are written.
///
/// Each file is read as the object that was listed (`If-Match`), so that it is never mixed from two.
pub async fn write<P: Platform, C: ProvideCredentials, S: Sink>(
    access: &BucketAccess<P, C>,
    mut plan: ArchivePlan,
    sink: &mut S,
    wait_for_network: impl AsyncFn(&Error) -> bool,
    note: impl FnOnce(&[OmittedFile]) -> (String, String),
    on_progress: impl Fn(usize, u64),
) -> Result<Vec<OmittedFile>, ArchiveFault> {
    let members = std::mem::take(&mut plan.members);
    let failed: RefCell<HashSet<usize>> = RefCell::default();
    let pieces = members.iter().enumerate().flat_map(pieces);
    let fetching = pieces.map(|piece| fetch(access, piece, &failed, &wait_for_network));
    let mut fetched = std::pin::pin!(stream::iter(fetching).buffered(AT_A_TIME));
    let mut zip = Zip::default();
    let (mut absent, mut files, mut written) = (Vec::new(), 0, 0);
    while let Some((piece, bytes)) = fetched.next().await {
        let FileRange { at, member, .. } = piece;
        if failed.borrow().contains(&at) {
            continue;
        }
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(OmissionReason::Aws(Error::SignedOut)) => return Err(ArchiveFault::Aws(Error::SignedOut)),
            Err(why) => {
                failed.borrow_mut().insert(at);
                written -= piece.from;
                if !piece.is_first() {
                    sink.rewind(zip.give_up()).await?;
                }
                absent.push(OmittedFile { name: member.name.clone(), why });
                continue;
            }
        };
        written += bytes.len() as u64;
        if piece.is_first() && piece.is_last() {
            sink.write(&zip.stored(&member.name, member.modified, &bytes)).await?;
        } else {
            if piece.is_first() {
                sink.write(&zip.begin(&member.name, member.modified, member.size)).await?;
            }
            zip.piece(&bytes);
            sink.write(&bytes).await?;
            if piece.is_last() {
                sink.write(&zip.end()).await?;
            }
        }
        files += usize::from(piece.is_last() && member.key.is_some());
        on_progress(files, written);
    }
    if !absent.is_empty() {
        let (name, text) = note(&absent);
        let modified = access.client.now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        sink.write(&zip.stored(&plan.names.file(&name), modified as i64, text.as_bytes())).await?;
    }
    sink.write(&zip.finish()).await?;
    Ok(absent)
}
