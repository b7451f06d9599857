//! Sound and films. The browser fetches them by itself, range by range, so that none is taken into memory whole; what it is given
//! for that is a presigned URL that works for a while, and another one when that has ended.

use std::time::{Duration, SystemTime};

use super::sharing::left;
use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::operation::Patience;
use crate::aws::s3::{Bucket, ByteRange};
use crate::ports::Platform;
use crate::secret::Secret;

/// How long a URL works at the most. A range that was begun with may take longer.
pub const VALID_FOR: Duration = Duration::from_secs(15 * 60);

/// An object that is played, as it was seen, or a version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaObject {
    /// Its bucket.
    pub bucket: Bucket,
    /// Its key.
    pub key: String,
    /// Which version of it, if not the current one.
    pub version_id: Option<String>,
    /// Its `ETag`.
    pub e_tag: String,
    /// What its bytes are, whatever it says of itself.
    pub media_type: &'static str,
}

/// Where a browser fetches it from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaUrl {
    /// Whoever has it can read the object.
    pub url: Secret,
    /// When it ends.
    pub expires: SystemTime,
}

/// What a media element says went wrong
/// (<https://html.spec.whatwg.org/multipage/media.html#error-codes>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaFault {
    /// `MEDIA_ERR_NETWORK`: no more of it came, though it had begun.
    Network,
    /// `MEDIA_ERR_DECODE`
    Decode,
    /// `MEDIA_ERR_SRC_NOT_SUPPORTED`: the format is unknown, or there was no answer, or a refusal.
    Source,
}

impl MediaFault {
    /// `MediaError.code`; nothing, where the playing was only given up.
    pub fn of_code(code: u16) -> Option<MediaFault> {
        match code {
            2 => Some(MediaFault::Network),
            3 => Some(MediaFault::Decode),
            4 => Some(MediaFault::Source),
            _ => None,
        }
    }
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq)]
pub enum AfterFault {
    /// Go on with this one, where it was.
    GoOn(MediaUrl),
    /// The object can be read: this browser does not know its format, or it is damaged.
    NotPlayable,
    /// The object can be read, and yet it does not come.
    Interrupted,
    /// The object can be read by requests that are signed in their headers, and is refused to a browser that plays it: S3's answer.
    Refused(Error),
}

/// What S3 has against this URL, if it is not that its time is over: by S3's clock that may be a moment earlier than by this one's.
async fn refusal_of<P: Platform>(client: &Client<P>, used: &MediaUrl) -> Option<Error> {
    let error = client.probe_presigned(&used.url).await.err()?;
    let is_refusal =
        error.service().is_some_and(|refusal| refusal.code == "AccessDenied" && !refusal.message.contains("expired"));
    is_refusal.then_some(error)
}

impl MediaObject {
    /// A URL that works from now.
    pub async fn url<P: Platform>(&self, client: &Client<P>, credentials: &impl ProvideCredentials) -> Result<MediaUrl, Error> {
        let credentials = credentials.credentials().await?;
        let now = client.now();
        // A signature counts whole seconds.
        let lasts = Duration::from_secs(left(now, &credentials).min(VALID_FOR).as_secs());
        let MediaObject { bucket, key, version_id, media_type, .. } = self;
        let url = client.presigned_media(bucket, key, version_id.as_deref(), media_type, lasts, &credentials)?;
        Ok(MediaUrl { url, expires: now + lasts })
    }

    /// Finds out what a fault comes of that was met with the URL `used`; it is the `attempt`th since something was played. An error
    /// is S3's: a media element does not tell what the answer was.
    pub async fn after_fault<P: Platform>(
        &self,
        client: &Client<P>,
        credentials: &impl ProvideCredentials,
        (fault, attempt): (MediaFault, u32),
        used: &MediaUrl,
    ) -> Result<AfterFault, Error> {
        let has_ended = client.now() >= used.expires;
        let first = ByteRange { from: 0, to: 1, e_tag: &self.e_tag, version_id: self.version_id.as_deref() };
        client.get_object_range(&self.bucket, &self.key, first, credentials).await?;
        if !has_ended {
            if fault == MediaFault::Decode {
                return Ok(AfterFault::NotPlayable);
            }
            // Once it may have been a refusal that has passed, or of a signature that a policy finds too old.
            if attempt > 1
                && let Some(error) = refusal_of(client, used).await
            {
                return Ok(AfterFault::Refused(error));
            }
            if fault == MediaFault::Source && attempt > 1 {
                return Ok(AfterFault::NotPlayable);
            }
            if !client.wait_to_retry(attempt, Patience::USUAL, Duration::ZERO).await {
                return Ok(AfterFault::Interrupted);
            }
        }
        self.url(client, credentials).await.map(AfterFault::GoOn)
    }
}
