//! Sends one file: in one piece, or in parts ([`super::send_parts`]).

use std::rc::Rc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::attempt::Attempt;
use super::conflicts::is_identical;
use super::existing::look_up;
use super::media_type::media_type;
use super::parts;
use crate::aws::authorization::SigV4;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ByteRange, Object, Precondition, WrittenObject};
use crate::aws::{Client, Error, SendFault};
use crate::files::completion::{is_conflict, pause};
use crate::files::reading::read_pieces;
use crate::ports::{Body, Condition, Digest, HttpClient, HttpErrorKind, Platform, Source, Stamp, Unreadable};

/// How long S3 may take to store what it has all of.
const STORING: Duration = Duration::from_secs(1);

/// What is to be written, and on which condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The bucket.
    pub bucket: Bucket,
    /// The key.
    pub key: String,
    /// What must be so for it to be written.
    pub precondition: Precondition,
}

/// Why a file was not stored.
#[derive(Clone, Debug, PartialEq)]
pub enum UploadFailure {
    /// There is an object now, or another one than the visitor was asked about: the one with this `ETag`, where the visitor
    /// may know.
    Taken(Option<String>),
    /// The file is another one than was chosen.
    Changed,
    /// It is not the file whose upload was to go on: S3 has this part of another one. Nothing was sent.
    Different(u32),
    /// The file cannot be read any more: it has changed, or another program keeps it locked.
    Unreadable,
    /// The file was moved or deleted.
    Gone,
    /// The bucket does not answer a request to begin an upload in parts, which is a `POST`.
    NoParts(Error),
    /// S3 or the way to it.
    Aws(Error),
}

impl UploadFailure {
    /// Whether trying again with the same file is of no use.
    pub fn is_final(&self) -> bool {
        matches!(self, UploadFailure::Changed | UploadFailure::Different(_) | UploadFailure::Unreadable | UploadFailure::Gone)
    }
}

impl From<Unreadable> for UploadFailure {
    fn from(_: Unreadable) -> UploadFailure {
        UploadFailure::Unreadable
    }
}

/// What was stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentFile {
    /// Its `ETag`, as far as the visitor may know it.
    pub e_tag: String,
    /// The id of its version, where it took the place of an object that the bucket keeps: once this version is taken away, that one
    /// is what the key stands for.
    pub over: Option<String>,
}

impl SentFile {
    /// What was written on this condition.
    pub(super) fn new(WrittenObject { e_tag, version_id }: WrittenObject, precondition: &Precondition) -> SentFile {
        SentFile { e_tag, over: version_id.filter(|_| matches!(precondition, Precondition::Is(_))) }
    }
}

/// Sends `source`, which is to be as it was when it was chosen, and gives what was stored. `transport` makes what
/// sends one request and reports how many bytes of it were sent; `on_progress` hears how many of the whole file were.
///
/// What is stored is exactly what `chosen` stood for, or nothing.
pub async fn send<P: Platform, C: ProvideCredentials, S: Source<Body: Body>, T: HttpClient<S::Body>>(
    client: &Client<P>,
    credentials: &C,
    target: &Target,
    (source, chosen): (&S, Stamp),
    attempt: &Attempt,
    transport: impl Fn(Rc<dyn Fn(u64)>) -> T,
    on_progress: impl Fn(u64) + 'static,
) -> Result<SentFile, UploadFailure> {
    let sending = Sending { client, credentials, target, source, chosen, attempt, transport };
    let result = sending.send(Rc::new(on_progress)).await;
    let result = match result {
        Err(UploadFailure::Aws(error)) => Err(sending.reason(error).await),
        Err(UploadFailure::Unreadable) => Err(sending.lost().await),
        result => result,
    };
    if matches!(result, Err(UploadFailure::Changed | UploadFailure::Unreadable | UploadFailure::Gone)) {
        attempt.abort(client, credentials).await;
    }
    result
}

pub(super) struct Sending<'a, P, C, S, F> {
    pub(super) client: &'a Client<P>,
    pub(super) credentials: &'a C,
    pub(super) target: &'a Target,
    pub(super) source: &'a S,
    pub(super) chosen: Stamp,
    pub(super) attempt: &'a Attempt,
    pub(super) transport: F,
}

impl<P, C, S, T, F> Sending<'_, P, C, S, F>
where
    P: Platform,
    C: ProvideCredentials,
    S: Source<Body: Body>,
    T: HttpClient<S::Body>,
    F: Fn(Rc<dyn Fn(u64)>) -> T,
{
    async fn send(&self, on_progress: Rc<dyn Fn(u64)>) -> Result<SentFile, UploadFailure> {
        let size = self.chosen.size;
        if size > parts::MAX_OBJECT {
            return Err(UploadFailure::Aws(Error::Unsendable(SendFault::TooLarge)));
        }
        if self.attempt.is_whole(size) { self.send_whole(on_progress).await } else { self.send_parts(on_progress).await }
    }

    /// The file is still the one that was chosen.
    pub(super) fn is_unchanged(&self) -> Result<(), UploadFailure> {
        if self.source.stamp() == self.chosen { Ok(()) } else { Err(UploadFailure::Unreadable) }
    }

    /// What has become of a file that is not the one that was chosen, or that could not be read.
    async fn lost(&self) -> UploadFailure {
        match self.source.condition().await {
            Condition::Readable => UploadFailure::Changed,
            Condition::Unreadable => UploadFailure::Unreadable,
            Condition::Gone => UploadFailure::Gone,
        }
    }

    /// What an error says of the file, if it does.
    async fn reason(&self, error: Error) -> UploadFailure {
        match &error {
            Error::NoResponse(silence) if silence.kind == HttpErrorKind::Unreadable => self.lost().await,
            // S3 compared the bytes with the sums of those that were read.
            Error::Service(refusal) if matches!(refusal.code.as_str(), "XAmzContentSHA256Mismatch" | "BadDigest") => {
                UploadFailure::Changed
            }
            // Or they ended early.
            Error::Service(refusal) if matches!(refusal.code.as_str(), "IncompleteBody" | "RequestTimeout") => {
                match self.is_unchanged() {
                    Ok(()) => UploadFailure::Aws(error),
                    Err(_) => self.lost().await,
                }
            }
            _ => UploadFailure::Aws(error),
        }
    }

    async fn send_whole(&self, on_progress: Rc<dyn Fn(u64)>) -> Result<SentFile, UploadFailure> {
        let Target { bucket, key, precondition } = self.target;
        let size = self.chosen.size;
        let (Digest { sha256, utf8, .. }, body) = self.source.whole(size).await?;
        let content_type = media_type(key, &self.source.content_type(), utf8, true);
        self.is_unchanged()?;
        let transport = (self.transport)(on_progress);
        let mut precondition = precondition.clone();
        let mut attempt = 0;
        let error = loop {
            let operation = self.client.put_object_operation(bucket, key, &content_type, body.clone());
            let mut operation = operation.map_err(UploadFailure::Aws)?;
            operation.headers.push(precondition.header());
            let sent = self.client.send_via(&transport, operation, SigV4::new(self.credentials, &bucket.region)).await;
            match sent {
                Ok(response) => return Ok(SentFile::new(WrittenObject::of(&response), &precondition)),
                Err(error) if is_conflict(&error, &mut precondition, true) && pause(self.client, &mut attempt).await => {}
                Err(error) => break error,
            }
        };
        if error.code() != "PreconditionFailed" {
            return Err(UploadFailure::Aws(error));
        }
        // An earlier attempt may have succeeded although its response was lost. Then the object is the one that was sent: compare.
        let Some(there) = self.look_up().await else { return Err(UploadFailure::Taken(None)) };
        let is_same = self.is_stored(&there, &sha256).await;
        if is_same { Ok(SentFile { e_tag: there.e_tag, over: None }) } else { Err(UploadFailure::Taken(Some(there.e_tag))) }
    }
}

impl<P: Platform, C: ProvideCredentials, S: Source, F> Sending<'_, P, C, S, F> {
    /// Whether the object that was found is the file with this hash, sent in one piece.
    async fn is_stored(&self, there: &Object, sha256: &str) -> bool {
        let size = self.chosen.size;
        there.size == size
            && match size {
                0 => true,
                // The `ETag` of what came in one piece is its MD5, unless a key of KMS encrypts it: for this nothing is read.
                _ if self.source.md5().await.is_ok_and(|md5| there.e_tag.trim_matches('"').eq_ignore_ascii_case(&md5)) => true,
                1..=parts::MAX_WHOLE => self.stored_sha256(there).await.as_deref() == Some(sha256),
                // Too much to fetch.
                _ => false,
            }
    }

    pub(super) async fn look_up(&self) -> Option<Object> {
        look_up(self.client, self.credentials, &self.target.bucket, &self.target.key).await.ok().flatten()
    }

    /// That of the object that was found.
    async fn stored_sha256(&self, there: &Object) -> Option<String> {
        let Target { bucket, key, .. } = self.target;
        let mut hash = Sha256::new();
        let whole = ByteRange { from: 0, to: there.size, e_tag: &there.e_tag, version_id: None };
        let read = read_pieces(self.client, bucket, key, whole, self.credentials, |piece| hash.update(piece)).await;
        read.ok().map(|()| hex::encode(hash.finalize()))
    }
}

/// What was stored of an upload that was given up on its way: S3 may have had all of it by then, and be about to store it. What somebody
/// else has stored there of the same bytes is the same to whoever looks for it.
///
/// # Errors
///
/// Where that is not known.
pub async fn find_cancelled<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    target: &Target,
    (source, chosen): (&impl Source, Stamp),
    attempt: &Attempt,
) -> Result<Option<SentFile>, UploadFailure> {
    let sending = Sending { client, credentials, target, source, chosen, attempt, transport: () };
    for pause in [Duration::ZERO, STORING] {
        client.platform().sleep(pause).await;
        let there = look_up(client, credentials, &target.bucket, &target.key).await.map_err(UploadFailure::Aws)?;
        // What was to be replaced may be there still.
        let is_new = |there: &Object| !matches!(&target.precondition, Precondition::Is(e_tag) if *e_tag == there.e_tag);
        let Some(there) = there.filter(is_new) else { continue };
        let is_same = match attempt.is_whole(chosen.size) {
            true => sending.is_stored(&there, &source.digest(0, chosen.size).await?.sha256).await,
            false => is_identical(client, credentials, (&target.bucket, &target.key), &(&there).into(), (source, chosen)).await,
        };
        return Ok(is_same.then_some(SentFile { e_tag: there.e_tag, over: None }));
    }
    Ok(None)
}
