//! Objects that are read into memory: how they begin and how large they are, and those larger than one answer of S3 may be.

use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ByteRange, ChecksumMode};
use crate::aws::{AnswerFault, Error};
use crate::ports::Platform;

/// So many bytes are asked for at a time: what is lost when a connection breaks, and less than the largest answer that is read
/// ([`crate::aws::Service::largest_answer`]).
pub const PIECE: u64 = 4 * 1024 * 1024;

/// The start of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectStart {
    /// Its first bytes.
    pub bytes: Vec<u8>,
    /// The `ETag` of the object; that of the listing where the bucket's CORS rules do not expose it.
    pub e_tag: String,
    /// How many bytes the object has.
    pub size: u64,
}

impl ObjectStart {
    /// Whether there is no more of it.
    pub fn is_whole(&self) -> bool {
        self.size <= self.bytes.len() as u64
    }
}

/// Reads the first `most` bytes of an object, or of a version of it, whose `ETag` and size were listed as `listed`. Somebody may have
/// written it since: how large it is now is asked for, unless it is known to be the one that was listed.
pub async fn read_start<P: Platform>(
    client: &Client<P>,
    (bucket, key, version_id): (&Bucket, &str, Option<&str>),
    listed: (&str, u64),
    most: usize,
    credentials: &impl ProvideCredentials,
) -> Result<ObjectStart, Error> {
    let (listed_e_tag, listed_size) = listed;
    let start = match client.get_object_version_start(bucket, key, version_id, most, credentials).await {
        // Of an empty object there is no range.
        Err(error) if error.code() == "InvalidRange" => return Ok(ObjectStart::default()),
        start => start?,
    };
    let bytes = start.body;
    let read = bytes.len() as u64;
    let size = if read < most as u64 {
        read
    } else if !start.e_tag.is_empty() && start.e_tag == listed_e_tag {
        listed_size
    } else {
        let head = client.head_object(bucket, key, version_id, ChecksumMode::Disabled, credentials).await?;
        head.content_length.unwrap_or(listed_size)
    };
    let e_tag = if start.e_tag.is_empty() { listed_e_tag.to_owned() } else { start.e_tag };
    Ok(ObjectStart { bytes, e_tag, size: size.max(read) })
}

/// Reads the bytes of `range`, which may be any number, in their order, and gives each piece to `take`. All are of the object with the
/// `ETag` of the range, or it is `PreconditionFailed`.
pub async fn read_pieces<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    key: &str,
    range: ByteRange<'_>,
    credentials: &impl ProvideCredentials,
    mut take: impl FnMut(&[u8]),
) -> Result<(), Error> {
    let mut from = range.from;
    while from < range.to {
        let to = range.to.min(from.saturating_add(PIECE));
        let bytes = client.get_object_range(bucket, key, ByteRange { from, to, ..range }, credentials).await?;
        if bytes.len() as u64 != to - from {
            return Err(Error::Unreadable(AnswerFault::Member("Content-Range")));
        }
        take(&bytes);
        from = to;
    }
    Ok(())
}
