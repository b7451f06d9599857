//! Sending a file from the visitor's disk: by `XMLHttpRequest`, since only it reports the progress of an upload. A small file is sent as
//! the bytes that were read for its hash. Another the browser reads again as it sends it: of that only a piece at a time passes through
//! this program.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::Uint8Array;
use md5::Md5;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, XmlHttpRequest};

use super::clock::sleep;
use super::collector;
use super::fetch::no_response;
use super::reading;
use super::together::Together;
use super::utf8::Utf8Check;
use crate::aws::s3::Crc32;
use crate::ports::{
    Body, Bytes, Condition, Digest, HttpClient, HttpError, HttpErrorKind, Limits, Payload, Response, Source, Stamp, Unreadable,
};

/// How long nothing may move while bytes are to be sent: the connection is gone then, though nobody has said so.
const STALLED: Duration = Duration::from_secs(60);
/// The same once the browser has taken all bytes. On a slow line some are still on their way, of which it reports no progress.
const UNANSWERED: Duration = Duration::from_secs(300);
/// How often it is looked.
const LOOK: Duration = Duration::from_secs(5);

/// So much of a file is read at a time: some milliseconds' work.
const PIECE: u64 = 1024 * 1024;

/// Up to so many bytes a file counts as small: it is sent from memory, and no progress is told of it, which of thousands nobody could see.
pub const SMALL: u64 = 64 * 1024;
/// So many small files are read together: some megabytes at most.
const AT_ONCE: usize = 40;

/// A file on the visitor's disk.
#[derive(Clone)]
pub struct DiskFile {
    file: web_sys::File,
    /// Its size when it was last asked for. The page waits for another process each time that it asks.
    size: Cell<Option<u64>>,
    /// Its place among others that are read with it the first time.
    together: Rc<Cell<Option<Together>>>,
}

impl fmt::Debug for DiskFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskFile").field("size", &self.size).finish_non_exhaustive()
    }
}

impl DiskFile {
    /// The file that somebody chose.
    pub fn new(file: web_sys::File) -> DiskFile {
        DiskFile { file, size: Cell::default(), together: Rc::default() }
    }

    /// Has those of `files` read together, a few at a time, that are small and were looked at: they are sent soon after each other.
    pub fn read_together<'a>(files: impl Iterator<Item = &'a DiskFile>) {
        let small = |file: &&DiskFile| file.size.get().is_some_and(|size| size <= SMALL);
        for group in files.filter(small).collect::<Vec<_>>().chunks(AT_ONCE) {
            let size = |file: &DiskFile| (file.file.clone(), file.size.get().unwrap_or_default() as usize);
            let files: Vec<(web_sys::File, usize)> = group.iter().map(|file| size(file)).collect();
            for (file, together) in group.iter().zip(Together::of(&files)) {
                file.together.set(Some(together));
            }
        }
    }

    /// The file that was chosen.
    pub fn file(&self) -> &web_sys::File {
        &self.file
    }

    /// A stretch of it; all of it as it is, for a slice costs a browser as much as the request of a small file.
    fn slice(&self, from: u64, to: u64) -> Result<Blob, Unreadable> {
        let whole: &Blob = &self.file;
        if from == 0 && self.size.get() == Some(to) { Ok(whole.clone()) } else { slice(whole, from, to) }
    }

    /// Reads a stretch, a piece at a time.
    async fn read_each(&self, from: u64, to: u64, mut each: impl FnMut(&[u8])) -> Result<(), Unreadable> {
        let mut at = from;
        while at < to {
            let end = to.min(at + PIECE);
            reading::read(&self.slice(at, end)?, end - at, &mut each).await?;
            at = end;
        }
        Ok(())
    }
}

impl Source for DiskFile {
    type Body = FileBody;

    fn stamp(&self) -> Stamp {
        let size = self.file.size() as u64;
        self.size.set(Some(size));
        Stamp { size, last_modified: self.file.last_modified() as i64 }
    }

    fn content_type(&self) -> String {
        self.file.type_()
    }

    async fn digest(&self, from: u64, to: u64) -> Result<Digest, Unreadable> {
        let mut sums = Sums::default();
        self.read_each(from, to, |bytes| sums.update(bytes)).await?;
        Ok(sums.digest())
    }

    async fn md5(&self) -> Result<String, Unreadable> {
        let mut hash = Md5::new();
        self.read_each(0, self.stamp().size, |bytes| hash.update(bytes)).await?;
        Ok(hex::encode(hash.finalize()))
    }

    fn body(&self, from: u64, to: u64, sha256: String) -> FileBody {
        // Refused only where there is no memory for the description of a slice. Then S3 refuses what is sent.
        let stretch = self.slice(from, to).unwrap_or_else(|_| self.file.clone().into());
        FileBody { content: Content::Stretch(stretch), length: to - from, sha256 }
    }

    async fn whole(&self, size: u64) -> Result<(Digest, FileBody), Unreadable> {
        if size > SMALL {
            let digest = self.digest(0, size).await?;
            let body = self.body(0, size, digest.sha256.clone());
            return Ok((digest, body));
        }
        let read = match self.together.take() {
            Some(together) => together.read().await.filter(|bytes| bytes.len() as u64 == size),
            None => None,
        };
        let bytes = match read {
            Some(bytes) => bytes,
            None => {
                let mut bytes = Vec::with_capacity(size as usize);
                self.read_each(0, size, |piece| bytes.extend_from_slice(piece)).await?;
                bytes
            }
        };
        let mut sums = Sums::default();
        sums.update(&bytes);
        let digest = sums.digest();
        let body = FileBody { content: Content::Read(bytes.into()), length: size, sha256: digest.sha256.clone() };
        Ok((digest, body))
    }

    async fn condition(&self) -> Condition {
        // Of an empty file there is nothing to slice.
        let Ok(first) = self.slice(0, self.stamp().size.min(1)) else { return Condition::Unreadable };
        match JsFuture::from(first.array_buffer()).await {
            Ok(_) => Condition::Readable,
            // File API, "Error types".
            Err(error) if error.dyn_ref::<js_sys::Error>().is_some_and(|error| error.name() == "NotFoundError") => {
                Condition::Gone
            }
            Err(_) => Condition::Unreadable,
        }
    }
}

fn slice(blob: &Blob, from: u64, to: u64) -> Result<Blob, Unreadable> {
    blob.slice_with_f64_and_f64(from as f64, to as f64).map_err(|_| Unreadable)
}

/// What becomes the [`Digest`] of bytes that are read one piece after the other.
#[derive(Default)]
struct Sums {
    sha256: Sha256,
    crc32: Crc32,
    utf8: Utf8Check,
}

impl Sums {
    fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.crc32.update(bytes);
        self.utf8.update(bytes);
    }

    fn digest(self) -> Digest {
        Digest { sha256: hex::encode(self.sha256.finalize()), crc32: self.crc32.value(), utf8: self.utf8.value() }
    }
}

/// A stretch of a file, with the hash of its bytes as they were read.
#[derive(Clone)]
pub struct FileBody {
    content: Content,
    /// In bytes, when it was read.
    length: u64,
    sha256: String,
}

#[derive(Clone)]
enum Content {
    Read(Rc<[u8]>),
    /// The browser reads it when it sends it.
    Stretch(Blob),
}

impl fmt::Debug for FileBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileBody").field("length", &self.length).finish_non_exhaustive()
    }
}

impl FileBody {
    /// Whether the bytes are still there: a browser calls a file that has changed or is gone a broken connection. A file that
    /// was cut is shorter at its end.
    async fn is_readable(&self) -> bool {
        let Content::Stretch(stretch) = &self.content else { return true };
        let Ok(last) = slice(stretch, self.length.saturating_sub(1), self.length) else { return false };
        reading::read(&last, self.length.min(1), &mut |_| {}).await.is_ok()
    }
}

impl Body for FileBody {
    fn payload(&self) -> Payload<'_> {
        Payload::Hashed(&self.sha256)
    }

    fn length(&self) -> u64 {
        self.length
    }
}

/// Sends files and tells how many of their bytes have been sent. Each attempt begins at zero again.
pub struct Upload {
    on_progress: Rc<dyn Fn(u64)>,
}

impl Upload {
    /// An upload that reports to `on_progress`.
    pub fn new(on_progress: Rc<dyn Fn(u64)>) -> Upload {
        Upload { on_progress }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upload(..)")
    }
}

/// Aborts the request and releases its callbacks when dropped.
struct Running {
    xhr: XmlHttpRequest,
    _ended: [Closure<dyn FnMut(JsValue)>; 2],
    progressed: Option<Closure<dyn FnMut(JsValue)>>,
}

impl Running {
    /// Has `on_progress` told how many bytes have been sent; gives this and how many times it was told.
    fn follow(&mut self, on_progress: Rc<dyn Fn(u64)>) -> Result<Rc<Cell<(u64, u64)>>, HttpError> {
        let sent = Rc::new(Cell::new((0, 0)));
        let moved = Rc::clone(&sent);
        let progressed = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(event) = event.dyn_ref::<web_sys::ProgressEvent>() {
                let (times, _) = moved.get();
                moved.set((times + 1, event.loaded() as u64));
                on_progress(event.loaded() as u64);
            }
        });
        self.xhr.upload().map_err(js_error)?.set_onprogress(Some(progressed.as_ref().unchecked_ref()));
        self.progressed = Some(progressed);
        Ok(sent)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.xhr.set_onload(None);
        self.xhr.set_onerror(None);
        self.xhr.set_ontimeout(None);
        if let (Some(_), Ok(upload)) = (&self.progressed, self.xhr.upload()) {
            upload.set_onprogress(None);
        }
        let _ = self.xhr.abort();
    }
}

impl HttpClient<FileBody> for Upload {
    async fn send(&self, request: http::Request<FileBody>, limits: Limits) -> Result<Response, HttpError> {
        (self.on_progress)(0);
        let (head, body) = request.into_parts();
        let xhr = XmlHttpRequest::new().map_err(js_error)?;
        xhr.open(head.method.as_str(), &head.uri.to_string()).map_err(js_error)?;
        xhr.set_response_type(web_sys::XmlHttpRequestResponseType::Arraybuffer);
        for (name, value) in &head.headers {
            xhr.set_request_header(name.as_str(), value.to_str().map_err(no_response)?).map_err(js_error)?;
        }
        if !head.headers.contains_key(http::header::CONTENT_TYPE) {
            // The browser would add the blob's own type, which no signature covers.
            xhr.set_request_header("content-type", "application/octet-stream").map_err(js_error)?;
        }

        let (done, outcome) = oneshot::channel();
        let done = Rc::new(Cell::new(Some(done)));
        let end = |in_time: bool| {
            let done = Rc::clone(&done);
            Closure::<dyn FnMut(JsValue)>::new(move |_| {
                if let Some(done) = done.take() {
                    let _ = done.send(in_time);
                }
            })
        };
        let (ended, timed_out) = (end(true), end(false));
        xhr.set_onload(Some(ended.as_ref().unchecked_ref()));
        xhr.set_onerror(Some(ended.as_ref().unchecked_ref()));
        xhr.set_ontimeout(Some(timed_out.as_ref().unchecked_ref()));
        let mut running = Running { xhr, _ended: [ended, timed_out], progressed: None };

        let outcome = match &body.content {
            Content::Read(bytes) => {
                running.xhr.set_timeout(UNANSWERED.as_millis() as u32);
                running.xhr.send_with_opt_u8_array(Some(bytes)).map_err(js_error)?;
                collector::note(bytes.len());
                outcome.await
            }
            Content::Stretch(stretch) => {
                let sent = running.follow(Rc::clone(&self.on_progress))?;
                running.xhr.send_with_opt_blob(Some(stretch)).map_err(js_error)?;
                let stalled = std::pin::pin!(stalled(sleep, || sent.get(), body.length()));
                match select(outcome, stalled).await {
                    Either::Left((outcome, _)) => outcome,
                    Either::Right(_) => Ok(false),
                }
            }
        };
        let failed = |kind| Err(HttpError { kind, detail: String::new() });
        match outcome {
            Ok(true) if running.xhr.status().map_err(js_error)? != 0 => response(&running.xhr, limits.bytes),
            // No status: there was no answer.
            Ok(true) if body.is_readable().await => Err(no_response("")),
            Ok(true) => failed(HttpErrorKind::Unreadable),
            Ok(false) => failed(HttpErrorKind::Timeout),
            Err(_) => failed(HttpErrorKind::Aborted),
        }
    }
}

/// Ends when nothing has moved for too long. `sent` tells how many times progress was reported, and how many of `length` bytes
/// have gone. A timer of a tab in the background, or of a machine that sleeps, is late: it is only its turns that count.
async fn stalled<S: Future<Output = ()>>(sleep: impl Fn(Duration) -> S, sent: impl Fn() -> (u64, u64), length: u64) {
    let (mut before, mut quiet) = (sent(), Duration::ZERO);
    loop {
        sleep(LOOK).await;
        let now = sent();
        quiet = if now == before { quiet + LOOK } else { Duration::ZERO };
        before = now;
        let (_, bytes) = now;
        if quiet >= if bytes < length { STALLED } else { UNANSWERED } {
            return;
        }
    }
}

fn response(xhr: &XmlHttpRequest, most: usize) -> Result<Response, HttpError> {
    let lines = xhr.get_all_response_headers().map_err(js_error)?;
    let pairs = lines.lines().filter_map(|line| line.split_once(':'));
    let headers = pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect();
    let body = xhr.response().map_err(js_error)?;
    let body = Uint8Array::new(&if body.is_null() { js_sys::ArrayBuffer::new(0).into() } else { body });
    if body.length() as usize > most {
        return Err(HttpError { kind: HttpErrorKind::TooLarge, detail: format!("> {most}") });
    }
    Ok(Response::new(xhr.status().map_err(js_error)?, headers, Bytes::new(body.to_vec())))
}

fn js_error(error: JsValue) -> HttpError {
    no_response(error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::ready;

    /// How long it takes until it counts as stalled, when this is what is reported at each turn.
    fn stalls_after(reported: impl Fn(u64) -> (u64, u64)) -> u64 {
        let turns = Cell::new(0);
        let sleep = |duration| {
            assert_eq!(duration, LOOK);
            turns.set(turns.get() + 1);
            ready(())
        };
        pollster::block_on(stalled(sleep, || reported(turns.get()), 1000));
        turns.get() * LOOK.as_secs()
    }

    #[test]
    fn an_upload_that_moves_takes_as_long_as_it_takes() {
        assert_eq!(stalls_after(|_| (0, 0)), 60, "it never moved");
        assert_eq!(stalls_after(|turn| (turn.min(720), turn.min(720))), 3600 + 60, "it moved for an hour");
        assert_eq!(stalls_after(|turn| (turn.min(2200) / 11, 7)), 11_000 + 60, "now and then");
        assert_eq!(stalls_after(|_| (1, 1000)), 300, "the answer is waited for longer");
    }
}
