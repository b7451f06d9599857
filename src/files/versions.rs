//! The versions of a file, and what was deleted from a folder.

use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, CopyObject, ListObjectVersions, ObjectVersion, Precondition, VersionMarker};
use crate::ports::Platform;

/// What is known of the versions of one key, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionHistory {
    /// So far.
    pub versions: Vec<ObjectVersion>,
    /// Where to go on, if there are more.
    pub next: Option<VersionMarker>,
}

impl VersionHistory {
    /// The first versions of `key`, or those after what is known already.
    pub async fn load<P: Platform>(
        self,
        client: &Client<P>,
        bucket: &Bucket,
        key: &str,
        credentials: &impl ProvideCredentials,
    ) -> Result<VersionHistory, Error> {
        let list = ListObjectVersions { prefix: key.to_owned(), by_folder: false, after: self.next };
        let page = client.list_object_versions(bucket, &list, credentials).await?;
        let mut versions = self.versions;
        // Of all keys that begin so, the shortest comes first.
        let others = page.versions.iter().any(|version| version.key != key);
        versions.extend(page.versions.into_iter().filter(|version| version.key == key));
        Ok(VersionHistory { versions, next: page.next.filter(|next| !others && next.key == key) })
    }

    /// Whether the bucket keeps what is overwritten, as far as this file shows: what was written while it does has a version id.
    pub fn is_kept(&self) -> bool {
        self.versions.iter().any(|version| version.version_id != "null")
    }

    /// How many bytes all known versions have together.
    pub fn bytes(&self) -> u64 {
        let sizes = self.versions.iter().filter_map(|version| version.content.as_ref());
        sizes.fold(0, |sum, content| content.size.saturating_add(sum))
    }

    /// The version that is current, if the file is not deleted.
    pub fn current(&self) -> Option<&ObjectVersion> {
        self.versions.iter().find(|version| version.is_latest && version.content.is_some())
    }
}

/// Makes `version` what its key stands for: S3 copies it onto the key, if that still stands for `current`, or for nothing. Where
/// `version` is a delete marker, it is taken away, and what was deleted is back.
pub async fn bring_back<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    version: &ObjectVersion,
    current: Option<&ObjectVersion>,
    credentials: &impl ProvideCredentials,
) -> Result<(), Error> {
    let Some(content) = &version.content else {
        return client.delete_object_version(bucket, &version.key, &version.version_id, credentials).await;
    };
    let current = current.and_then(|current| current.content.as_ref()).map(|content| content.e_tag.clone());
    let copy = CopyObject {
        source_key: version.key.clone(),
        source_version_id: Some(version.version_id.clone()),
        key: version.key.clone(),
        precondition: Some(current.map_or(Precondition::Absent, Precondition::Is)),
        storage_class: Some(content.storage_class.clone()),
        ..CopyObject::default()
    };
    client.copy_object(bucket, &copy, credentials).await.map(drop)
}

/// The files right below `prefix` that are deleted and can be brought back: their delete markers. The mark of the folder itself
/// is none of them; who deletes that has not deleted the folder.
pub async fn deleted_files<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    prefix: &str,
    credentials: &impl ProvideCredentials,
) -> Result<Vec<ObjectVersion>, Error> {
    let mut deleted = Vec::new();
    let mut after = None;
    loop {
        let list = ListObjectVersions { prefix: prefix.to_owned(), by_folder: true, after };
        let page = client.list_object_versions(bucket, &list, credentials).await?;
        let is_deleted = |version: &ObjectVersion| version.is_latest && version.content.is_none() && version.key != prefix;
        deleted.extend(page.versions.into_iter().filter(is_deleted));
        after = page.next;
        if after.is_none() || deleted.len() >= MOST_DELETED {
            return Ok(deleted);
        }
    }
}

/// How many deleted files are looked for.
pub const MOST_DELETED: usize = 200;
