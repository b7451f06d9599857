//! The versions of a file, and what was deleted from a folder.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{
    Bucket, CopyObject, DeleteFailure, DeleteMarker, ListObjectVersions, ListObjects, ObjectIdentifier, ObjectVersion,
    Precondition, VersionMarker,
};
use crate::files::copy::copy_object;
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
    credentials: &(impl ProvideCredentials + Clone + 'static),
) -> Result<(), Error> {
    let Some(content) = &version.content else {
        return client.delete_object_version(bucket, &version.key, &version.version_id, credentials).await;
    };
    let current = current.and_then(|current| current.content.as_ref()).map(|content| content.e_tag.clone());
    let copy = CopyObject {
        source_key: version.key.clone(),
        source_version_id: Some(version.version_id.clone()),
        // The version "null" is written over where versioning is suspended.
        source_e_tag: Some(content.e_tag.clone()).filter(|e_tag| !e_tag.is_empty()),
        key: version.key.clone(),
        precondition: current.map_or(Precondition::Absent, Precondition::Is),
        storage_class: Some(content.storage_class.clone()),
        ..CopyObject::default()
    };
    copy_object(client, bucket, &copy, content.size, credentials).await.map(drop)
}

/// What is deleted of a folder and can be brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeletedEntries {
    /// The prefixes of folders that nothing is left of.
    pub folders: Vec<String>,
    /// The delete markers of files right below it.
    pub files: Vec<ObjectVersion>,
    /// Whether there may be more.
    pub is_more: bool,
}

/// What is deleted right below `prefix`. The mark of the folder itself is none of it; who deletes that has not deleted the folder.
pub async fn deleted_entries<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    prefix: &str,
    credentials: &impl ProvideCredentials,
) -> Result<DeletedEntries, Error> {
    let mut deleted = DeletedEntries::default();
    let (mut after, mut folders) = (None, BTreeSet::new());
    loop {
        let list = ListObjectVersions { prefix: prefix.to_owned(), by_folder: true, after };
        let page = client.list_object_versions(bucket, &list, credentials).await?;
        let is_deleted = |version: &ObjectVersion| version.is_latest && version.content.is_none() && version.key != prefix;
        deleted.files.extend(page.versions.into_iter().filter(is_deleted));
        folders.extend(page.folders);
        after = page.next;
        deleted.is_more = after.is_some();
        if after.is_none() || deleted.files.len() >= MOST_DELETED {
            break;
        }
    }
    let mut continuation_token = None;
    while !folders.is_empty() {
        let list = ListObjects { by_folder: true, continuation_token, ..ListObjects::all(prefix.to_owned()) };
        let page = client.list_objects(bucket, &list, credentials).await?;
        for there in &page.common_prefixes {
            folders.remove(&there.0);
        }
        continuation_token = page.next_continuation_token;
        if continuation_token.is_none() {
            break;
        }
    }
    deleted.folders = folders.into_iter().collect();
    Ok(deleted)
}

/// How many deleted files are looked for.
pub const MOST_DELETED: usize = 1000;

/// All delete markers below `prefix` that hide something.
pub async fn markers_below<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    prefix: &str,
    credentials: &impl ProvideCredentials,
) -> Result<Vec<DeleteMarker>, Error> {
    let (mut markers, mut after) = (Vec::new(), None);
    loop {
        let list = ListObjectVersions { prefix: prefix.to_owned(), by_folder: false, after };
        let page = client.list_object_versions(bucket, &list, credentials).await?;
        let hides = |version: &ObjectVersion| version.is_latest && version.content.is_none();
        let marker = |version: ObjectVersion| DeleteMarker { key: version.key, version_id: version.version_id };
        markers.extend(page.versions.into_iter().filter(hides).map(marker));
        after = page.next;
        if after.is_none() {
            return Ok(markers);
        }
    }
}

/// What came of taking back a deletion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undeleted {
    /// The keys of what is back.
    pub back: Vec<String>,
    /// Those of what somebody has written, deleted or brought back since; it stays as it is.
    pub changed: Vec<String>,
    /// What was refused.
    pub failures: Vec<DeleteFailure>,
}

/// Takes back a deletion: takes away exactly its `markers`, where each is still what its key stands for. Who may not list versions
/// cannot know that; a marker that is not the latest hides nothing, so that taking it away changes no file.
pub async fn undelete<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    markers: &[DeleteMarker],
    credentials: &impl ProvideCredentials,
) -> Result<Undeleted, Error> {
    let (latest, changed): (Vec<&DeleteMarker>, Vec<&DeleteMarker>) =
        match latest_versions(client, bucket, markers, credentials).await {
            Ok(latest) => markers.iter().partition(|marker| latest.get(&marker.key) == Some(&marker.version_id)),
            Err(error) if error.code() == "AccessDenied" => (markers.iter().collect(), Vec::new()),
            Err(error) => return Err(error),
        };
    let identifier = |marker: &&DeleteMarker| ObjectIdentifier {
        key: marker.key.clone(),
        e_tag: None,
        version_id: Some(marker.version_id.clone()),
    };
    let versions: Vec<ObjectIdentifier> = latest.iter().map(identifier).collect();
    let failures = client.delete_all(bucket, &versions, credentials, |_| {}).await?;
    let failed: HashSet<&str> = failures.iter().map(|failure| failure.key.as_str()).collect();
    let back = latest.iter().map(|marker| marker.key.clone()).filter(|key| !failed.contains(key.as_str())).collect();
    Ok(Undeleted { back, changed: changed.into_iter().map(|marker| marker.key.clone()).collect(), failures })
}

/// Each by itself; of more the whole folder is listed.
const MOST_BY_KEY: usize = 24;

/// The id of the version that each key stands for.
async fn latest_versions<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    markers: &[DeleteMarker],
    credentials: &impl ProvideCredentials,
) -> Result<HashMap<String, String>, Error> {
    let mut latest = HashMap::new();
    let keys: BTreeSet<&str> = markers.iter().map(|marker| marker.key.as_str()).collect();
    let common = match (keys.first(), keys.last()) {
        (Some(first), Some(last)) => (common_prefix(first, last), *last),
        _ => return Ok(latest),
    };
    // Of all keys that begin with one, it comes first.
    let stretches: Vec<(&str, &str)> = match keys.len() > MOST_BY_KEY {
        true => vec![common],
        false => keys.iter().map(|key| (*key, *key)).collect(),
    };
    for (prefix, last) in stretches {
        let mut after = None;
        loop {
            let list = ListObjectVersions { prefix: prefix.to_owned(), by_folder: false, after };
            let page = client.list_object_versions(bucket, &list, credentials).await?;
            let is_past = page.versions.last().is_some_and(|found| found.key.as_str() > last);
            let own = page.versions.into_iter().filter(|version| version.is_latest && keys.contains(version.key.as_str()));
            latest.extend(own.map(|version| (version.key, version.version_id)));
            after = page.next;
            if after.is_none() || is_past || latest.contains_key(last) {
                break;
            }
        }
    }
    Ok(latest)
}

/// What sorted keys have in common is what the first and the last have.
fn common_prefix<'a>(first: &'a str, last: &str) -> &'a str {
    let same = first.chars().zip(last.chars()).take_while(|(one, other)| one == other);
    first.get(..same.map(|(one, _)| one.len_utf8()).sum()).unwrap_or_default()
}
