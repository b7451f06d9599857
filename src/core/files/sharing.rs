//! Links that work for whoever has them. They are signed with the visitor's temporary credentials, and end with those at the
//! latest (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html>).

use std::time::{Duration, SystemTime};

use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::{Credentials, ProvideCredentials};
use crate::aws::s3::Bucket;
use crate::ports::Platform;
use crate::secret::Secret;

/// How long links may work that are signed by Signature Version 4.
pub const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The credentials that last longest: those there are, or others, where these end before `wanted` has passed.
pub async fn credentials_for<P: Platform>(
    client: &Client<P>,
    wanted: Duration,
    credentials: &impl ProvideCredentials,
) -> Result<Credentials, Error> {
    let present = credentials.credentials().await?;
    if left(client.now(), &present) >= wanted {
        return Ok(present);
    }
    // What was signed with the old ones stays good until they end.
    credentials.expire(&present);
    credentials.credentials().await
}

/// How long a link works at the most that is signed now.
pub fn left(now: SystemTime, credentials: &Credentials) -> Duration {
    let expiry = credentials.expiry().map_or(LONGEST, |expiry| expiry.duration_since(now).unwrap_or_default());
    expiry.min(LONGEST)
}

/// A link to a file, and how long it works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedLink {
    /// Whoever has it can read the file.
    pub url: Secret,
    /// When it ends: what was asked for, or the credentials.
    pub expires: SystemTime,
    /// Whether the credentials end it before what was asked for has passed.
    pub is_cut_short: bool,
}

/// Makes a link to the object `key`.
pub fn link<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    key: &str,
    wanted: Duration,
    credentials: &Credentials,
) -> Result<SharedLink, Error> {
    let now = client.now();
    let lasts = left(now, credentials).min(wanted);
    // A signature counts whole seconds.
    let lasts = Duration::from_secs(lasts.as_secs());
    let url = client.presigned_object(bucket, key, lasts, credentials)?;
    let is_cut_short = lasts + Duration::from_secs(60) < wanted.min(LONGEST);
    Ok(SharedLink { url, expires: now + lasts, is_cut_short })
}
