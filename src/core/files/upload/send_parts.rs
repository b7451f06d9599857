//! Sends one file in parts, which S3 checks one by one and as a whole.

use std::rc::Rc;

use futures::channel::mpsc;
use futures::future::try_join;
use futures::{StreamExt, TryStreamExt};

use super::attempt::{MultipartUpload, PartProgress, UploadPart};
use super::media_type::media_type;
use super::parts;
use super::send::{Sending, SentFile, Target, UploadFailure};
use crate::aws::authorization::SigV4;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{CompletionRequest, StoredPart, checksum_crc32};
use crate::aws::{Error, SendFault};
use crate::files::completion::{Completion, CompletionOutcome};
use crate::ports::{Body, Digest, HttpClient, HttpErrorKind, Platform, Source};

/// How many parts of a file are sent at a time.
const PARTS_AT_A_TIME: usize = 2;

impl<P, C, S, T, F> Sending<'_, P, C, S, F>
where
    P: Platform,
    C: ProvideCredentials,
    S: Source<Body: Body>,
    T: HttpClient<S::Body>,
    F: Fn(Rc<dyn Fn(u64)>) -> T,
{
    pub(super) async fn send_parts(&self, on_progress: Rc<dyn Fn(u64)>) -> Result<SentFile, UploadFailure> {
        self.begin().await?;
        let count = parts::count(self.chosen.size);
        let progress = PartProgress::new(count, on_progress);
        if self.attempt.begun.borrow().as_ref().is_some_and(|begun| !begun.is_verified) {
            self.verify(&progress).await?;
        }
        let (read, to_send) = mpsc::unbounded();
        // The file is read ahead of what is sent, as fast as the disk goes: whatever changes afterwards, S3 refuses.
        let reading = async move {
            for number in 1..=count {
                if self.attempt.part(number, |part| part.is_there) == Some(true) {
                    progress_of(&read, number, None);
                    continue;
                }
                let known = self.attempt.part(number, |part| part.digest.clone()).flatten();
                let digest = match known {
                    Some(digest) => digest,
                    None => self.read(number).await?,
                };
                progress_of(&read, number, Some(digest));
            }
            self.is_unchanged()
        };
        let sending = to_send.map(Ok).try_for_each_concurrent(PARTS_AT_A_TIME, |(number, digest)| {
            let progress = progress.clone();
            async move {
                match digest {
                    Some(digest) => self.send_part(number, digest, progress).await,
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
    async fn begin(&self) -> Result<(), UploadFailure> {
        let Target { bucket, key, .. } = self.target;
        self.is_unchanged()?;
        let same = self.attempt.begun.borrow().as_ref().map(|begun| begun.bucket == *bucket && begun.key == *key);
        match same {
            Some(true) => return Ok(()),
            Some(false) => self.attempt.abort(self.client, self.credentials).await,
            None => {}
        }
        // The type is said before the parts are: the first of them tells whether it is text.
        let (from, to) = parts::range(self.chosen.size, 1);
        let first = self.source.digest(from, to).await?;
        self.is_unchanged()?;
        let content_type = media_type(key, &self.source.content_type(), first.utf8, false);
        let created = self.client.create_multipart_upload(bucket, key, &content_type, self.credentials).await;
        let upload_id = created.map_err(|error| match &error {
            Error::NoResponse(silence) if silence.kind == HttpErrorKind::Network => UploadFailure::NoParts(error),
            _ => UploadFailure::Aws(error),
        })?;
        let mut parts = vec![UploadPart::default(); parts::count(self.chosen.size) as usize];
        if let Some(part) = parts.first_mut() {
            part.digest = Some(first);
        }
        let begun = MultipartUpload { bucket: bucket.clone(), key: key.clone(), upload_id, parts, is_verified: true };
        *self.attempt.begun.borrow_mut() = Some(begun);
        Ok(())
    }

    /// Compares what S3 has with the file, which is to be the one that another page began to send. What cannot be compared is
    /// sent again.
    async fn verify(&self, progress: &PartProgress) -> Result<(), UploadFailure> {
        let Target { bucket, key, .. } = self.target;
        let Some(upload_id) = self.attempt.upload_id() else { return Ok(()) };
        let stored = match self.client.list_parts(bucket, key, &upload_id, self.credentials).await {
            Err(error) if error.code() == "NoSuchUpload" => {
                // S3 keeps unfinished uploads for as long as the bucket's rules say.
                self.attempt.begun.borrow_mut().take();
                return self.begin().await;
            }
            stored => stored.map_err(UploadFailure::Aws)?,
        };
        for StoredPart { number, e_tag, size, crc32 } in stored {
            let (from, to) = parts::range(self.chosen.size, number);
            if size != to - from {
                return Err(UploadFailure::Different(number));
            }
            let Some(crc32) = crc32 else { continue };
            if checksum_crc32(self.read(number).await?.crc32) != crc32 {
                return Err(UploadFailure::Different(number));
            }
            self.attempt.part(number, |part| (part.is_there, part.e_tag) = (true, Some(e_tag)));
            progress.note(number, size);
        }
        if let Some(begun) = self.attempt.begun.borrow_mut().as_mut() {
            begun.is_verified = true;
        }
        Ok(())
    }

    async fn read(&self, number: u32) -> Result<Digest, UploadFailure> {
        self.is_unchanged()?;
        let (from, to) = parts::range(self.chosen.size, number);
        let digest = self.source.digest(from, to).await?;
        self.attempt.part(number, |part| part.digest = Some(digest.clone()));
        Ok(digest)
    }

    async fn send_part(&self, number: u32, digest: Digest, progress: PartProgress) -> Result<(), UploadFailure> {
        self.is_unchanged()?;
        let Target { bucket, key, .. } = self.target;
        let upload_id = self.attempt.upload_id().unwrap_or_default();
        let (from, to) = parts::range(self.chosen.size, number);
        let part = (number, Some(checksum_crc32(digest.crc32)));
        let body = self.source.body(from, to, digest.sha256);
        let operation = self.client.upload_part_operation(bucket, key, &upload_id, part, body).map_err(UploadFailure::Aws)?;
        let transport = (self.transport)(Rc::new(move |sent| progress.note(number, sent)));
        let sent = self.client.send_via(&transport, operation, SigV4::new(self.credentials, &bucket.region)).await;
        let response = sent.map_err(|error| self.forget_if_gone(error))?;
        let e_tag = response.header("etag").map(str::to_owned);
        self.attempt.part(number, |part| (part.is_there, part.e_tag) = (true, e_tag));
        Ok(())
    }

    /// An upload that S3 knows nothing of any more is begun anew by the next attempt.
    fn forget_if_gone(&self, error: Error) -> UploadFailure {
        if error.code() == "NoSuchUpload" {
            self.attempt.begun.borrow_mut().take();
        }
        UploadFailure::Aws(error)
    }

    async fn complete(&self) -> Result<SentFile, UploadFailure> {
        let Target { bucket, key, precondition } = self.target;
        let Some(begun) = self.attempt.begun.borrow().clone() else {
            return Err(UploadFailure::Aws(Error::Unsendable(SendFault::NoUpload)));
        };
        let upload_id = begun.upload_id.clone();
        if begun.parts.iter().any(|part| part.e_tag.is_none()) {
            let stored = self.client.list_parts(bucket, key, &upload_id, self.credentials).await.map_err(UploadFailure::Aws)?;
            for StoredPart { number, e_tag, .. } in stored {
                self.attempt.part(number, |part| part.e_tag = Some(e_tag));
            }
        }
        let all = self.attempt.begun.borrow().as_ref().map(|begun| begun.all(self.chosen.size));
        let Some((Some(parts), crc32)) = all else { return Err(UploadFailure::Aws(Error::Unsendable(SendFault::NoUpload))) };
        let completion = Completion {
            bucket,
            key,
            upload_id: &upload_id,
            whole: CompletionRequest { parts: &parts, size: self.chosen.size, crc32: Some(&crc32) },
            precondition,
            may_be_gone: true,
        };
        let outcome = completion.complete(self.client, self.credentials).await;
        if !matches!(outcome, CompletionOutcome::Refused(_)) {
            self.attempt.begun.borrow_mut().take();
        }
        let is_taken = |error: &Error| error.code() == "PreconditionFailed";
        match outcome {
            CompletionOutcome::Done(written, precondition) => Ok(SentFile::new(written, &precondition)),
            CompletionOutcome::Over(there, error) if is_taken(&error) => Err(UploadFailure::Taken(there)),
            CompletionOutcome::Refused(error) if is_taken(&error) => {
                Err(UploadFailure::Taken(self.look_up().await.map(|there| there.e_tag)))
            }
            CompletionOutcome::Over(_, error) | CompletionOutcome::Refused(error) => Err(UploadFailure::Aws(error)),
        }
    }
}

fn progress_of(read: &mpsc::UnboundedSender<(u32, Option<Digest>)>, number: u32, digest: Option<Digest>) {
    // Nobody takes it only when everything is given up.
    let _ = read.unbounded_send((number, digest));
}
