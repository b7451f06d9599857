//! What becomes of files whose names are taken: decided once for all that come together.

use super::existing::ExistingObject;
use crate::aws::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ChecksumMode, checksum_crc32};
use crate::ports::{Platform, Source, Stamp};

/// What the visitor wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolution {
    /// The new files get names of their own.
    #[default]
    KeepBoth,
    /// The new files take the place of the old ones.
    Replace,
    /// The new files are left out.
    Skip,
}

/// What the visitor wants of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What becomes of a file.
    pub resolution: Resolution,
    /// Unless it is what is stored already: then it is left out.
    pub skip_identical: bool,
}

impl Decision {
    /// Nothing is changed: for who does not answer.
    pub const NOTHING: Decision = Decision { resolution: Resolution::Skip, skip_identical: true };

    /// What becomes of one of them.
    pub fn of(self, file: &ConflictFile) -> Resolution {
        if self.skip_identical && file.is_identical { Resolution::Skip } else { self.resolution }
    }

    /// How many of them are sent.
    pub fn sent(self, files: &[ConflictFile]) -> usize {
        files.iter().filter(|file| self.of(file) != Resolution::Skip).count()
    }
}

/// A file whose name is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConflictFile {
    /// Where it would go.
    pub path: String,
    /// What is there.
    pub there: ExistingObject,
    /// The new one, as it was chosen.
    pub yours: Stamp,
    /// Whether both have the same bytes.
    pub is_identical: bool,
}

/// Whether a file is what is stored: of the same size, and of the same checksum. An `ETag` is the MD5 of an object that was sent in
/// one piece; of others S3 tells the CRC-32, where the page has sent them. What cannot be compared is taken for another.
pub async fn is_identical<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    (bucket, key): (&Bucket, &str),
    there: &ExistingObject,
    (source, chosen): (&impl Source, Stamp),
) -> bool {
    if there.size != chosen.size {
        return false;
    }
    if chosen.size == 0 {
        return true;
    }
    let e_tag = there.e_tag.trim_matches('"');
    if e_tag.len() == 32 && e_tag.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return source.md5().await.is_ok_and(|md5| md5.eq_ignore_ascii_case(e_tag));
    }
    let head = client.head_object(bucket, key, None, ChecksumMode::Enabled, credentials).await.unwrap_or_default();
    let Some(crc32) = head.full_object_checksum("CRC32") else { return false };
    source.digest(0, chosen.size).await.is_ok_and(|digest| checksum_crc32(digest.crc32) == crc32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identical_files_are_left_out_where_that_is_wanted() {
        let file = |is_identical| ConflictFile { is_identical, ..ConflictFile::default() };
        let files = [file(true), file(false), file(false)];
        let decided = |resolution, skip_identical| Decision { resolution, skip_identical }.sent(&files);
        assert_eq!(decided(Resolution::KeepBoth, true), 2);
        assert_eq!(decided(Resolution::Replace, false), 3);
        assert_eq!(decided(Resolution::Skip, false), 0);
        assert_eq!(Decision::NOTHING.sent(&files), 0);
    }
}
