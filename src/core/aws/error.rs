//! What can go wrong between a request and its answer.

use super::xml::XmlFault;
use crate::ports::{HttpError, HttpErrorKind};

/// Why an operation has no result.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// There was no response: the service's opinion is unknown.
    NoResponse(HttpError),
    /// The service refused.
    Service(ServiceError),
    /// Something between this page and AWS answered with a page of its own: a network that wants its visitors to sign in, or
    /// a proxy.
    NotAws,
    /// The service answered something that cannot be read, or does not answer the question.
    Unreadable(AnswerFault),
    /// The request cannot be made. Nothing was sent.
    Unsendable(SendFault),
    /// There are no credentials, and none can be had without the visitor signing in.
    SignedOut,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// It is not the JSON that the service writes; in the library's words.
    Json(String),
    /// It is not the XML that the service writes.
    Xml(XmlFault),
    /// This element or member, as the API reference spells it, is missing, or has no value that it may have.
    Member(&'static str),
}

/// Why a request cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendFault {
    /// HTTP, or JSON, has no way to write it; in the library's words.
    Syntax(String),
    /// The URL to be signed names no host.
    RelativeUrl,
    /// No URL can address the object.
    Key(KeyFault),
    /// A bucket or region cannot be called so.
    BucketName,
    /// The configuration has no such place.
    PlaceNotConfigured,
    /// The configuration has no role for guests.
    NoGuestRole,
    /// S3 stores no object of this size.
    TooLarge,
    /// The upload is not under way any more.
    NoUpload,
}

/// Why no URL can address a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// S3 has no object with an empty key.
    Empty,
    /// S3 allows 1,024 bytes.
    TooLong,
    /// A browser rewrites `.` and `..` between slashes, however they are encoded, before it sends a URL: the request
    /// would be for another object.
    DotSegment,
}

/// A refusal in the service's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// The error code as the API reference spells it, such as `NotAuthorizedException`.
    pub code: String,
    /// The service's message.
    pub message: String,
    /// The service's name for the request.
    pub request_id: Option<String>,
    /// The region that the bucket is in, where S3 refuses because it is another one.
    pub bucket_region: Option<String>,
}

impl Error {
    /// The refusal, if there was one.
    pub fn service(&self) -> Option<&ServiceError> {
        match self {
            Error::Service(error) => Some(error),
            _ => None,
        }
    }

    /// The refusal's code, or the empty string.
    pub fn code(&self) -> &str {
        self.service().map_or("", |error| &error.code)
    }

    /// Whether there was no answer, though nobody gave up waiting for it: perhaps there is no network.
    pub fn is_silence(&self) -> bool {
        use HttpErrorKind::{Aborted, TooLarge, Unreadable};
        matches!(self, Error::NoResponse(error) if !matches!(error.kind, Aborted | TooLarge | Unreadable))
    }

    /// Whether signing with newer credentials may help.
    pub fn is_expired_token(&self) -> bool {
        matches!(self.code(), "ExpiredToken" | "ExpiredTokenException" | "InvalidToken" | "UnrecognizedClientException")
    }
}

impl From<HttpError> for Error {
    fn from(error: HttpError) -> Error {
        Error::NoResponse(error)
    }
}
