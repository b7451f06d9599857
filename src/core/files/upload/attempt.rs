//! How far an upload in parts has come: another attempt goes on from there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::parts;
use crate::aws::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, MAX_PUT, PartTag, checksum_crc32, combined};
use crate::ports::{Digest, Platform};

/// An upload in parts, as far as it has come.
#[derive(Debug, Default)]
pub struct Attempt {
    pub(super) begun: RefCell<Option<MultipartUpload>>,
    /// The file is to be sent in one piece, whatever its size.
    pub whole: Cell<bool>,
}

#[derive(Clone, Debug)]
pub(super) struct MultipartUpload {
    pub bucket: Bucket,
    pub key: String,
    pub upload_id: String,
    pub parts: Vec<UploadPart>,
    /// Whether what S3 has is known to be of this file.
    pub is_verified: bool,
}

/// What is known of a part.
#[derive(Clone, Debug, Default)]
pub(super) struct UploadPart {
    /// What its bytes were when the file was read.
    pub digest: Option<Digest>,
    /// Whether S3 has it.
    pub is_there: bool,
    /// Its `ETag`, where the bucket exposes that.
    pub e_tag: Option<String>,
}

impl Attempt {
    /// An upload that another page has begun. What S3 has of it is compared with the file before anything is sent.
    pub fn resumed(bucket: Bucket, key: String, upload_id: String, size: u64) -> Attempt {
        let parts = vec![UploadPart::default(); parts::count(size) as usize];
        let begun = MultipartUpload { bucket, key, upload_id, parts, is_verified: false };
        Attempt { begun: RefCell::new(Some(begun)), whole: Cell::new(false) }
    }

    /// Gives up: S3 forgets the parts. What cannot be given up now is forgotten by the bucket's own rules.
    pub async fn abort<P: Platform>(&self, client: &Client<P>, credentials: &impl ProvideCredentials) {
        let begun = self.begun.borrow_mut().take();
        if let Some(MultipartUpload { bucket, key, upload_id, .. }) = begun {
            let _ = client.abort_multipart_upload(&bucket, &key, &upload_id, credentials).await;
        }
    }

    /// Whether S3 keeps parts of it.
    pub fn is_begun(&self) -> bool {
        self.begun.borrow().is_some()
    }

    /// Whether a file of this size is sent in one piece.
    pub fn is_whole(&self, size: u64) -> bool {
        size <= parts::MAX_WHOLE || (size <= MAX_PUT && self.whole.get())
    }

    /// Whether S3 may have stored a file of this size once so many bytes were sent, though nothing was answered. Of what goes in one
    /// piece more may have been sent than was reported.
    pub fn may_be_stored(&self, size: u64, sent: u64) -> bool {
        self.is_whole(size) || sent >= size
    }

    /// What S3 calls the upload, once it is begun.
    pub fn upload_id(&self) -> Option<String> {
        self.begun.borrow().as_ref().map(|begun| begun.upload_id.clone())
    }

    /// How many bytes of a file of this size S3 has.
    pub fn kept_bytes(&self, size: u64) -> u64 {
        let begun = self.begun.borrow();
        let parts = begun.iter().flat_map(|begun| (1..).zip(&begun.parts));
        parts.filter(|(_, part)| part.is_there).map(|(number, _)| parts::range(size, number)).map(|(from, to)| to - from).sum()
    }

    pub(super) fn part<T>(&self, number: u32, read: impl FnOnce(&mut UploadPart) -> T) -> Option<T> {
        self.begun.borrow_mut().as_mut()?.parts.get_mut(number.checked_sub(1)? as usize).map(read)
    }
}

impl MultipartUpload {
    /// What completes it: all parts, as far as their `ETag`s are known, and the checksum of the whole file.
    pub fn all(&self, size: u64) -> (Option<Vec<PartTag>>, String) {
        let mut whole = 0;
        let mut tag = |(number, part): (u32, &UploadPart)| {
            let crc32 = part.digest.as_ref()?.crc32;
            let (from, to) = parts::range(size, number);
            whole = combined(whole, crc32, to - from);
            Some((number, part.e_tag.clone(), checksum_crc32(crc32)))
        };
        let parts: Vec<_> = (1..).zip(&self.parts).filter_map(&mut tag).collect();
        let tags =
            parts.into_iter().map(|(number, e_tag, crc32)| Some(PartTag { number, e_tag: e_tag?, crc32: Some(crc32) })).collect();
        (tags, checksum_crc32(whole))
    }
}

/// Adds up what is sent of each part.
#[derive(Clone)]
pub(super) struct PartProgress(Rc<Counts>);

struct Counts {
    of_parts: RefCell<Vec<u64>>,
    total: Cell<u64>,
    on_progress: Rc<dyn Fn(u64)>,
}

impl PartProgress {
    pub fn new(parts: u32, on_progress: Rc<dyn Fn(u64)>) -> PartProgress {
        PartProgress(Rc::new(Counts { of_parts: RefCell::new(vec![0; parts as usize]), total: Cell::new(0), on_progress }))
    }

    pub fn note(&self, number: u32, sent: u64) {
        let mut of_parts = self.0.of_parts.borrow_mut();
        let Some(of_part) = of_parts.get_mut(number.saturating_sub(1) as usize) else { return };
        let total = self.0.total.get().saturating_sub(*of_part).saturating_add(sent);
        *of_part = sent;
        drop(of_parts);
        self.0.total.set(total);
        (self.0.on_progress)(total);
    }
}
