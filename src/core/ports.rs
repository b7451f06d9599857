//! The seams between Satchel and the world: what it asks of HTTP, of clocks, of randomness and of storage.
//!
//! Each is a small trait, used through generics. `browser` implements them once; tests script them.

use std::fmt;
use std::future::Future;
use std::time::{Duration, SystemTime};

use futures::future::LocalBoxFuture;
use zeroize::Zeroizing;

/// What is sent, and what is answered. Passwords and tokens are among it, so it is erased when nobody needs it any more.
pub type Bytes = Zeroizing<Vec<u8>>;
/// A body as its signature covers it.
#[derive(Clone, Copy)]
pub enum Payload<'a> {
    /// The bytes are covered.
    Signed(&'a [u8]),
    /// The bytes that have this SHA-256, in hexadecimal, are covered: they were read before, and S3 refuses any others.
    Hashed(&'a str),
    /// `UNSIGNED-PAYLOAD`
    Unsigned,
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whatever is sent: passwords and tokens are among it.
        f.write_str(match self {
            Payload::Signed(_) => "Signed",
            Payload::Hashed(_) => "Hashed",
            Payload::Unsigned => "Unsigned",
        })
    }
}

/// Something that can be sent, and again if need be.
pub trait Body: Clone {
    /// What of it the signature covers.
    fn payload(&self) -> Payload<'_>;
    /// Its length in bytes.
    fn length(&self) -> u64;
}

impl Body for Bytes {
    fn payload(&self) -> Payload<'_> {
        Payload::Signed(self)
    }

    fn length(&self) -> u64 {
        self.len() as u64
    }
}

/// An HTTP request whose body is held in memory.
pub type Request = http::Request<Bytes>;
/// An HTTP response, read to its end. Its headers are plain text: the `http` crate's map of them knows all standard names by
/// heart, which would be a fiftieth of a first visit.
#[derive(Clone)]
pub struct Response {
    status: http::StatusCode,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Response {
    /// A response of this status; one that HTTP does not have is taken for a failure of the server.
    pub fn new(status: u16, headers: Vec<(String, String)>, body: Bytes) -> Response {
        let status = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
        Response { status, headers, body }
    }

    /// The status.
    pub fn status(&self) -> http::StatusCode {
        self.status
    }

    /// A header's value: names are alike whatever their case (RFC 9110, section 5.1).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// All that the page may read.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body, and nothing else.
    pub fn into_body(self) -> Bytes {
        self.body
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Tokens are among what is answered.
        write!(f, "Response({})", self.status)
    }
}

/// Sends HTTP requests. The body's type is a parameter because a file on the visitor's disk is sent without
/// being read into memory; see the page's `browser::upload`.
pub trait HttpClient<B = Bytes> {
    /// Sends `request` and reads the whole response, within `limits`. Any status is a response, not an error. Dropping the
    /// future aborts the request.
    fn send(&self, request: http::Request<B>, limits: Limits) -> impl Future<Output = Result<Response, HttpError>>;
}

/// What a response may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of its body.
    pub bytes: usize,
    /// The longest until its last byte. An upload takes as long as it takes.
    pub timeout: Duration,
}

/// There was no response: the service's opinion is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpError {
    /// What is known of the reason.
    pub kind: HttpErrorKind,
    /// The platform's own words, for the technical details.
    pub detail: String,
}

/// Why there was no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpErrorKind {
    /// The connection failed or a CORS check refused the answer; a browser does not say which.
    Network,
    /// The browser knows that it is offline.
    Offline,
    /// No answer in time.
    Timeout,
    /// The page itself gave up, at the visitor's wish.
    Aborted,
    /// There was more of an answer than there can be; it was not read.
    TooLarge,
    /// What was to be sent could not be read: a file that has changed or is gone.
    Unreadable,
}

impl HttpErrorKind {
    /// Whether the same request may succeed when sent again.
    pub fn is_transient(self) -> bool {
        match self {
            HttpErrorKind::Network | HttpErrorKind::Timeout => true,
            HttpErrorKind::Offline | HttpErrorKind::Aborted | HttpErrorKind::TooLarge | HttpErrorKind::Unreadable => false,
        }
    }
}

/// Tells and waits for time.
pub trait Clock {
    /// The machine's own idea of the time, which may be wrong; [`crate::aws::clock_skew`] corrects it.
    fn now(&self) -> SystemTime;
    /// Completes after `duration`.
    fn sleep(&self, duration: Duration) -> impl Future<Output = ()>;
}

/// Cryptographically secure random bytes.
pub trait Random {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// How long a stored value lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until it is removed: the browser's `localStorage`.
    Persistent,
    /// Until the tab is closed: `sessionStorage`.
    Tab,
}

/// Keeps strings by key. A full or forbidden store is not an error: the value is then kept for this page only.
pub trait KeyValueStore {
    /// The value of `key`, if there is one.
    fn get(&self, lifetime: Lifetime, key: &str) -> Option<String>;
    /// Sets `key`.
    fn set(&self, lifetime: Lifetime, key: &str, value: &str);
    /// Removes `key`.
    fn remove(&self, lifetime: Lifetime, key: &str);
    /// Whether the value of `key` lives as long as it should: not if the store is full or forbidden.
    fn is_kept(&self, _lifetime: Lifetime, _key: &str) -> bool {
        true
    }
}

/// Hears of every exchange with a service, for the visitor's own eyes. Exchanges carry no secret.
pub trait Journal {
    /// Takes note of one attempt of a request.
    fn record(&self, exchange: Exchange);
}

/// One attempt of one request, as the Session page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// When it was sent, by the corrected clock.
    pub at: SystemTime,
    /// The service's name in its endpoint and signature, such as `s3`.
    pub service: String,
    /// The operation as the AWS API reference spells it, such as `ListObjectsV2`.
    pub operation: &'static str,
    /// The method.
    pub method: http::Method,
    /// Host and path, without the query: a presigned query would carry a signature.
    pub target: String,
    /// The status, or why there was no response.
    pub outcome: Result<u16, HttpError>,
    /// The service's error code, for a refusal.
    pub error_code: Option<String>,
    /// The service's name for this request, to ask its support about.
    pub request_id: Option<String>,
    /// From sending to the last byte of the response.
    pub took: Duration,
    /// 1 for the first attempt.
    pub attempt: u32,
    /// The bytes of the request's body.
    pub sent_bytes: u64,
    /// The bytes of the response's body, as the page gets them: without content coding.
    pub received_bytes: u64,
    /// What was signed, where the request was.
    pub signature: Option<SignatureParts>,
}

/// What a Signature Version 4 was made of, for showing how it comes about. No key and no session token is among it
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureParts {
    /// The path as it was sent.
    pub path: String,
    /// The query as it was sent, without its `?`.
    pub query: String,
    /// The signed headers and their values, by name. The session token's is left out.
    pub signed_headers: Vec<(String, String)>,
    /// The payload's SHA-256 in hexadecimal, or `UNSIGNED-PAYLOAD`.
    pub payload_hash: String,
    /// `20261121/eu-west-1/s3/aws4_request`
    pub credential_scope: String,
    /// `x-amz-date`
    pub time: String,
}

/// What tells that a file is still the one that was chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    /// When it was changed last, in milliseconds since 1970.
    pub last_modified: i64,
}

/// The bytes cannot be read: the file has changed, is gone, or may not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// Whether a file can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It can.
    Readable,
    /// It cannot: another program keeps it locked, or the browser itself has noticed that it changed.
    Unreadable,
    /// There is no such file any more.
    Gone,
}

/// What tells bytes from any others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
    /// Their CRC-32, of which those of several stretches make that of the whole.
    pub crc32: u32,
    /// Whether they are text.
    pub utf8: Utf8,
}

/// Whether bytes are text in UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Utf8 {
    /// They are.
    Valid,
    /// They are as far as they go: the last character is cut.
    Cut,
    /// They are not.
    #[default]
    Invalid,
}

/// A file as the browser lends it. Its bytes are read when they are asked for, and none of them are kept.
pub trait Source {
    /// A stretch of it, to be sent.
    type Body;

    /// What the file system says of it now.
    fn stamp(&self) -> Stamp;

    /// What the browser takes for its media type; empty if it knows none.
    fn content_type(&self) -> String;

    /// What tells the bytes from `from` up to `to` from any others, in one reading.
    fn digest(&self, from: u64, to: u64) -> impl Future<Output = Result<Digest, Unreadable>>;

    /// The MD5 of all of it, in hexadecimal.
    fn md5(&self) -> impl Future<Output = Result<String, Unreadable>>;

    /// The bytes from `from` up to `to`, which had this hash when they were read.
    fn body(&self, from: u64, to: u64, sha256: String) -> Self::Body;

    /// What tells all of it from anything else, and sends it. It has `size` bytes.
    fn whole(&self, size: u64) -> impl Future<Output = Result<(Digest, Self::Body), Unreadable>> {
        async move {
            let digest = self.digest(0, size).await?;
            let body = self.body(0, size, digest.sha256.clone());
            Ok((digest, body))
        }
    }

    /// Whether it can be read at all.
    fn condition(&self) -> impl Future<Output = Condition>;
}

/// It cannot be written there: the disk is full, or the visitor has taken the permission back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable;

/// A file that is being written, one stretch after the other.
pub trait Sink {
    /// Appends `bytes`.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), Unwritable>>;

    /// Forgets what was written from byte `to` on: the next one goes there.
    fn rewind(&mut self, to: u64) -> impl Future<Output = Result<(), Unwritable>>;
}

/// A form of Unicode text (Unicode Standard Annex 15). Two names whose forms are the same cannot be told apart by eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// NFC
    Composed,
    /// NFD
    Decomposed,
}

/// Begins work that goes on when nobody waits for it any more.
pub trait Spawn {
    /// Begins it.
    fn spawn(&self, work: LocalBoxFuture<'static, ()>);
}

/// Speaks to the other tabs of this browser. Nothing of it is stored.
pub trait Tabs {
    /// Says `word`, which may hold secrets, to all of them.
    fn broadcast(&self, message: &str);
}

/// Everything a flow needs of the world. Cloning it gives another handle to the same world.
pub trait Platform: HttpClient + Clock + Random + KeyValueStore + Journal + Spawn + Tabs + Clone + 'static {}

impl<T> Platform for T where T: HttpClient + Clock + Random + KeyValueStore + Journal + Spawn + Tabs + Clone + 'static {}
