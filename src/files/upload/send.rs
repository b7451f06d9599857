//! Sends one file: in one piece, or in parts.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::try_join;
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};

use super::existing::look_up;
use super::parts;
use crate::aws::authorization::SigV4;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Patience;
use crate::aws::retry::{self, Idempotency};
use crate::aws::s3::{Bucket, MAX_PUT, PartTag, Precondition};
use crate::aws::{Client, Error, SendFault};
use crate::ports::Body;
use crate::ports::{Bytes, Condition, HttpClient, HttpErrorKind, Platform, Source, Stamp, Unreadable};

/// How many parts of a file are sent at a time.
const PARTS_AT_A_TIME: usize = 2;

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
pub enum Failure {
    /// There is an object now, or another one than the visitor was asked about: the one with this `ETag`, where the visitor
    /// may know.
    Taken(Option<String>),
    /// The file is another one than was chosen.
    Changed,
    /// The file cannot be read any more: it has changed, or another program keeps it locked.
    Unreadable,
    /// The file was moved or deleted.
    Gone,
    /// The bucket does not answer a request to begin an upload in parts, which is a `POST`.
    NoParts(Error),
    /// S3 or the way to it.
    Aws(Error),
}

impl From<Unreadable> for Failure {
    fn from(_: Unreadable) -> Failure {
        Failure::Unreadable
    }
}

/// An upload in parts, as far as it has come: another attempt goes on from there.
#[derive(Debug, Default)]
pub struct Attempt {
    begun: RefCell<Option<Begun>>,
    /// The file is to be sent in one piece, whatever its size.
    pub whole: Cell<bool>,
}

#[derive(Clone, Debug)]
struct Begun {
    bucket: Bucket,
    key: String,
    upload_id: String,
    parts: Vec<Part>,
}

/// What is known of a part.
#[derive(Clone, Debug, Default)]
struct Part {
    /// What its bytes were when the file was read.
    sha256: Option<String>,
    /// Whether S3 has it.
    is_there: bool,
    /// Its `ETag`, where the bucket exposes that.
    e_tag: Option<String>,
}

impl Attempt {
    /// Gives up: S3 forgets the parts. What cannot be given up now is forgotten by the bucket's own rules.
    pub async fn abort<P: Platform>(&self, client: &Client<P>, credentials: &impl ProvideCredentials) {
        let begun = self.begun.borrow_mut().take();
        if let Some(Begun { bucket, key, upload_id, .. }) = begun {
            let _ = client.abort_multipart_upload(&bucket, &key, &upload_id, credentials).await;
        }
    }

    /// Whether S3 keeps parts of it.
    pub fn is_begun(&self) -> bool {
        self.begun.borrow().is_some()
    }

    fn part<T>(&self, number: u32, read: impl FnOnce(&mut Part) -> T) -> Option<T> {
        self.begun.borrow_mut().as_mut()?.parts.get_mut(number.checked_sub(1)? as usize).map(read)
    }
}

/// Sends `source`, which is to be as it was when it was chosen, and gives the `ETag` of what was stored. `transport` makes what
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
) -> Result<String, Failure> {
    let sending = Sending { client, credentials, target, source, chosen, attempt, transport };
    let result = sending.send(Rc::new(on_progress)).await;
    let result = match result {
        Err(Failure::Aws(error)) => Err(sending.reason(error).await),
        Err(Failure::Unreadable) => Err(sending.lost().await),
        result => result,
    };
    if matches!(result, Err(Failure::Changed | Failure::Unreadable | Failure::Gone)) {
        attempt.abort(client, credentials).await;
    }
    result
}

struct Sending<'a, P, C, S, F> {
    client: &'a Client<P>,
    credentials: &'a C,
    target: &'a Target,
    source: &'a S,
    chosen: Stamp,
    attempt: &'a Attempt,
    transport: F,
}

impl<P, C, S, T, F> Sending<'_, P, C, S, F>
where
    P: Platform,
    C: ProvideCredentials,
    S: Source<Body: Body>,
    T: HttpClient<S::Body>,
    F: Fn(Rc<dyn Fn(u64)>) -> T,
{
    async fn send(&self, on_progress: Rc<dyn Fn(u64)>) -> Result<String, Failure> {
        let size = self.chosen.size;
        if size > parts::MAX_OBJECT {
            return Err(Failure::Aws(Error::Unsendable(SendFault::TooLarge)));
        }
        if size <= parts::MAX_WHOLE || (size <= MAX_PUT && self.attempt.whole.get()) {
            self.send_whole(on_progress).await
        } else {
            self.send_parts(on_progress).await
        }
    }

    /// The file is still the one that was chosen.
    fn is_unchanged(&self) -> Result<(), Failure> {
        if self.source.stamp() == self.chosen { Ok(()) } else { Err(Failure::Unreadable) }
    }

    /// What has become of a file that is not the one that was chosen, or that could not be read.
    async fn lost(&self) -> Failure {
        match self.source.condition().await {
            Condition::Readable => Failure::Changed,
            Condition::Unreadable => Failure::Unreadable,
            Condition::Gone => Failure::Gone,
        }
    }

    /// What an error says of the file, if it does.
    async fn reason(&self, error: Error) -> Failure {
        match &error {
            Error::NoResponse(silence) if silence.kind == HttpErrorKind::Unreadable => self.lost().await,
            // S3 compared the bytes with the hash of those that were read.
            Error::Service(refusal) if refusal.code == "XAmzContentSHA256Mismatch" => Failure::Changed,
            // Or they ended early.
            Error::Service(refusal) if matches!(refusal.code.as_str(), "IncompleteBody" | "RequestTimeout") => {
                match self.is_unchanged() {
                    Ok(()) => Failure::Aws(error),
                    Err(_) => self.lost().await,
                }
            }
            _ => Failure::Aws(error),
        }
    }

    async fn send_whole(&self, on_progress: Rc<dyn Fn(u64)>) -> Result<String, Failure> {
        let Target { bucket, key, precondition } = self.target;
        let size = self.chosen.size;
        self.is_unchanged()?;
        let sha256 = self.source.sha256(0, size).await?;
        self.is_unchanged()?;
        let transport = (self.transport)(on_progress);
        let mut precondition = precondition.clone();
        let mut attempt = 0;
        let error = loop {
            let body = self.source.body(0, size, sha256.clone());
            let operation = self.client.put_object_operation(bucket, key, &self.source.content_type(), body);
            let mut operation = operation.map_err(Failure::Aws)?;
            operation.headers.push(precondition.header());
            let sent = self.client.send_via(&transport, operation, SigV4::new(self.credentials, &bucket.region)).await;
            match sent {
                Ok(response) => {
                    return Ok(response.header("etag").unwrap_or_default().to_owned());
                }
                Err(error) if self.is_conflict(&error, &mut precondition) && self.pause(&mut attempt).await => {}
                Err(error) => break error,
            }
        };
        if error.code() != "PreconditionFailed" {
            return Err(Failure::Aws(error));
        }
        // The answer to an earlier attempt may have been lost: what is there is then what was to be there.
        let Some(there) = self.look_up().await else { return Err(Failure::Taken(None)) };
        let is_same = there.size == size
            && size <= parts::MAX_WHOLE
            && (size == 0 || self.stored_sha256(size).await.as_ref() == Some(&sha256));
        if is_same { Ok(there.e_tag) } else { Err(Failure::Taken(Some(there.e_tag))) }
    }

    /// Whether the same request may succeed now: somebody else was writing just then, or the object that was to be replaced is
    /// gone, which leaves its name free.
    fn is_conflict(&self, error: &Error, precondition: &mut Precondition) -> bool {
        let is_gone = matches!(precondition, Precondition::Is(_)) && error.code() == "NoSuchKey";
        if is_gone {
            *precondition = Precondition::Absent;
        }
        is_gone || error.code() == "ConditionalRequestConflict"
    }

    /// Waits before another attempt, if there is to be one.
    async fn pause(&self, attempt: &mut u32) -> bool {
        *attempt += 1;
        if *attempt >= Patience::USUAL.attempts {
            return false;
        }
        let platform = self.client.platform();
        let mut random = [0; 4];
        platform.fill(&mut random);
        platform.sleep(retry::backoff(*attempt, u32::from_le_bytes(random)).max(Duration::from_millis(50))).await;
        true
    }

    async fn look_up(&self) -> Option<crate::aws::s3::Object> {
        look_up(self.client, self.credentials, &self.target.bucket, &self.target.key).await.ok().flatten()
    }

    async fn stored_sha256(&self, size: u64) -> Option<String> {
        let Target { bucket, key, .. } = self.target;
        let object = self.client.get_object_start(bucket, key, usize::try_from(size).ok()?, self.credentials).await.ok()?;
        Some(Sha256::digest(object.body.as_slice()).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    async fn send_parts(&self, on_progress: Rc<dyn Fn(u64)>) -> Result<String, Failure> {
        self.begin().await?;
        let count = parts::count(self.chosen.size);
        let progress = Progress::new(count, on_progress);
        let (read, to_send) = mpsc::unbounded();
        // The file is read ahead of what is sent, as fast as the disk goes: whatever changes afterwards, S3 refuses.
        let reading = async move {
            for number in 1..=count {
                if self.attempt.part(number, |part| part.is_there) == Some(true) {
                    progress_of(&read, number, None);
                    continue;
                }
                let known = self.attempt.part(number, |part| part.sha256.clone()).flatten();
                let sha256 = match known {
                    Some(sha256) => sha256,
                    None => self.read(number).await?,
                };
                progress_of(&read, number, Some(sha256));
            }
            self.is_unchanged()
        };
        let sending = to_send.map(Ok).try_for_each_concurrent(PARTS_AT_A_TIME, |(number, sha256)| {
            let progress = progress.clone();
            async move {
                match sha256 {
                    Some(sha256) => self.send_part(number, sha256, progress).await,
                    None => {
                        let (from, to) = parts::range(self.chosen.size, number);
                        progress.note(number, to - from);
                        Ok(())
                    }
                }
            }
        });
        try_join(reading, sending).await?;
        self.is_unchanged()?;
        self.complete().await
    }

    /// Begins an upload in parts, unless one to the same key is under way.
    async fn begin(&self) -> Result<(), Failure> {
        let Target { bucket, key, .. } = self.target;
        self.is_unchanged()?;
        let same = self.attempt.begun.borrow().as_ref().map(|begun| begun.bucket == *bucket && begun.key == *key);
        match same {
            Some(true) => return Ok(()),
            Some(false) => self.attempt.abort(self.client, self.credentials).await,
            None => {}
        }
        let content_type = self.source.content_type();
        let created = self.client.create_multipart_upload(bucket, key, &content_type, self.credentials).await;
        let upload_id = created.map_err(|error| match &error {
            Error::NoResponse(silence) if silence.kind == HttpErrorKind::Network => Failure::NoParts(error),
            _ => Failure::Aws(error),
        })?;
        let parts = vec![Part::default(); parts::count(self.chosen.size) as usize];
        *self.attempt.begun.borrow_mut() = Some(Begun { bucket: bucket.clone(), key: key.clone(), upload_id, parts });
        Ok(())
    }

    async fn read(&self, number: u32) -> Result<String, Failure> {
        self.is_unchanged()?;
        let (from, to) = parts::range(self.chosen.size, number);
        let sha256 = self.source.sha256(from, to).await?;
        self.attempt.part(number, |part| part.sha256 = Some(sha256.clone()));
        Ok(sha256)
    }

    async fn send_part(&self, number: u32, sha256: String, progress: Progress) -> Result<(), Failure> {
        self.is_unchanged()?;
        let Target { bucket, key, .. } = self.target;
        let upload_id = self.attempt.begun.borrow().as_ref().map(|begun| begun.upload_id.clone()).unwrap_or_default();
        let (from, to) = parts::range(self.chosen.size, number);
        let body = self.source.body(from, to, sha256);
        let operation = self.client.upload_part_operation(bucket, key, &upload_id, number, body).map_err(Failure::Aws)?;
        let transport = (self.transport)(Rc::new(move |sent| progress.note(number, sent)));
        let sent = self.client.send_via(&transport, operation, SigV4::new(self.credentials, &bucket.region)).await;
        let response = sent.map_err(|error| self.forget_if_gone(error))?;
        let e_tag = response.header("etag").map(str::to_owned);
        self.attempt.part(number, |part| (part.is_there, part.e_tag) = (true, e_tag));
        Ok(())
    }

    /// An upload that S3 knows nothing of any more is begun anew by the next attempt.
    fn forget_if_gone(&self, error: Error) -> Failure {
        if error.code() == "NoSuchUpload" {
            self.attempt.begun.borrow_mut().take();
        }
        Failure::Aws(error)
    }

    async fn complete(&self) -> Result<String, Failure> {
        let Target { bucket, key, precondition } = self.target;
        let Some(Begun { upload_id, parts, .. }) = self.attempt.begun.borrow().clone() else {
            return Err(Failure::Aws(Error::Unsendable(SendFault::NoUpload)));
        };
        let tags: Option<Vec<PartTag>> =
            (1..).zip(parts).map(|(number, part)| part.e_tag.map(|e_tag| PartTag { number, e_tag })).collect();
        let tags = match tags {
            Some(tags) => tags,
            None => self.client.list_parts(bucket, key, &upload_id, self.credentials).await.map_err(Failure::Aws)?,
        };
        let mut precondition = precondition.clone();
        let mut attempt = 0;
        let error = loop {
            let completed =
                self.client.complete_multipart_upload(bucket, key, &upload_id, &tags, &precondition, self.credentials).await;
            match completed {
                Ok(e_tag) => {
                    self.attempt.begun.borrow_mut().take();
                    return Ok(e_tag);
                }
                Err(error) => {
                    // In the body of a 200, the code alone says that S3 failed.
                    let has_failed = retry::is_retryable(&error, Idempotency::Idempotent) || error.code() == "InternalError";
                    let again = has_failed || self.is_conflict(&error, &mut precondition);
                    if !(again && self.pause(&mut attempt).await) {
                        break error;
                    }
                }
            }
        };
        let is_taken = error.code() == "PreconditionFailed";
        if !is_taken && error.code() != "NoSuchUpload" {
            return Err(Failure::Aws(error));
        }
        // The answer to an earlier attempt may have been lost: an upload that is complete is none any more.
        let parts = self.client.list_parts(bucket, key, &upload_id, self.credentials).await;
        let is_over = parts.is_err_and(|error| error.code() == "NoSuchUpload");
        let there = self.look_up().await;
        match there {
            Some(there) if is_over && there.size == self.chosen.size => {
                self.attempt.begun.borrow_mut().take();
                Ok(there.e_tag)
            }
            there if is_taken => Err(Failure::Taken(there.map(|there| there.e_tag))),
            _ => Err(self.forget_if_gone(error)),
        }
    }
}

fn progress_of(read: &mpsc::UnboundedSender<(u32, Option<String>)>, number: u32, sha256: Option<String>) {
    // Nobody takes it only when everything is given up.
    let _ = read.unbounded_send((number, sha256));
}

/// Adds up what is sent of each part.
#[derive(Clone)]
struct Progress(Rc<Counts>);

struct Counts {
    of_parts: RefCell<Vec<u64>>,
    total: Cell<u64>,
    on_progress: Rc<dyn Fn(u64)>,
}

impl Progress {
    fn new(parts: u32, on_progress: Rc<dyn Fn(u64)>) -> Progress {
        Progress(Rc::new(Counts { of_parts: RefCell::new(vec![0; parts as usize]), total: Cell::new(0), on_progress }))
    }

    fn note(&self, number: u32, sent: u64) {
        let mut of_parts = self.0.of_parts.borrow_mut();
        let Some(of_part) = of_parts.get_mut(number.saturating_sub(1) as usize) else { return };
        let total = self.0.total.get().saturating_sub(*of_part).saturating_add(sent);
        *of_part = sent;
        drop(of_parts);
        self.0.total.set(total);
        (self.0.on_progress)(total);
    }
}

/// Whether a bucket that did not answer a conditional write answers a `PUT` at all: then its CORS rules refuse the condition's
/// header. Nothing is written by it: there is no upload of this id.
pub async fn accepts_put<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    bucket: &Bucket,
    key: &str,
) -> bool {
    let Ok(mut operation) = client.upload_part_operation(bucket, key, "none", 1, Bytes::default()) else { return false };
    operation.idempotency = Idempotency::NotIdempotent;
    operation.headers.push((http::header::CONTENT_TYPE, "application/octet-stream".to_owned()));
    !matches!(client.send_signed(operation, credentials, &bucket.region).await, Err(Error::NoResponse(_)))
}
