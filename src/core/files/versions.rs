//! The versions of a file, and what was deleted from a folder.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::retry::repeat_while;
use crate::aws::s3::{
    Bucket, CopyObject, DeleteFailure, DeleteMarker, ListObjectVersions, ListObjects, ObjectIdentifier, ObjectVersion,
    Precondition, VersionMarker,
};
use crate::files::copy::copy_and_confirm;
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
    copy_and_confirm(client, bucket, &copy, (None, content.size), credentials).await
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

/// What came of taking back a deletion, or what was written in place of something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reverted {
    /// The keys of what is as it was.
    pub back: Vec<String>,
    /// Those of what somebody has written, deleted or brought back since; it stays as it is.
    pub changed: Vec<String>,
    /// Those of which nothing earlier is kept any more; what was written stays.
    pub lost: Vec<String>,
    /// What was refused.
    pub failures: Vec<DeleteFailure>,
}

/// Takes back a deletion: takes away exactly its `markers`, where each is still what its key stands for. Who may not list versions
/// cannot know that; a marker that is not the latest hides nothing, so that taking it away changes no file. `wait_for_network` waits, if that
/// helps against an error.
pub async fn undelete<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    markers: &[DeleteMarker],
    credentials: &impl ProvideCredentials,
    wait_for_network: impl AsyncFn(&Error) -> bool,
) -> Result<Reverted, Error> {
    let keys = markers.iter().map(|marker| marker.key.as_str()).collect();
    let (latest, changed): (Vec<&DeleteMarker>, Vec<&DeleteMarker>) =
        match repeat_while(&wait_for_network, async || newest_versions(client, bucket, &keys, credentials).await).await {
            Ok(newest) => markers.iter().partition(|marker| is_latest(&newest, &marker.key, &marker.version_id)),
            Err(error) if error.code() == "AccessDenied" => (markers.iter().collect(), Vec::new()),
            Err(error) => return Err(error),
        };
    let versions = latest.iter().map(|marker| (marker.key.clone(), marker.version_id.clone())).collect();
    let (back, failures) = take_away(client, bucket, versions, credentials, &wait_for_network).await?;
    let changed = changed.into_iter().map(|marker| marker.key.clone()).collect();
    Ok(Reverted { back, changed, failures, ..Reverted::default() })
}

/// A version that was written in place of another one, which the bucket keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacingVersion {
    /// The key of both.
    pub key: String,
    /// The id of the one that was written.
    pub version_id: String,
}

/// Takes back what was `written` in place of something: takes away exactly these versions, where each is still what its key stands
/// for, and where there is an earlier one, which the key stands for then. S3 knows no condition by which it would look at both itself:
/// what somebody writes at that very moment stays what the key stands for all the same. `wait_for_network` waits, if that helps against an
/// error.
pub async fn undo_replacement<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    written: &[ReplacingVersion],
    credentials: &impl ProvideCredentials,
    wait_for_network: impl AsyncFn(&Error) -> bool,
) -> Result<Reverted, Error> {
    let keys = written.iter().map(|version| version.key.as_str()).collect();
    let newest = repeat_while(&wait_for_network, async || newest_versions(client, bucket, &keys, credentials).await).await?;
    let (mut reverted, mut versions) = (Reverted::default(), Vec::new());
    for ReplacingVersion { key, version_id } in written {
        let has_earlier = newest.get(key).and_then(|all| all.get(1)).is_some_and(|earlier| earlier.content.is_some());
        match is_latest(&newest, key, version_id) {
            true if has_earlier => versions.push((key.clone(), version_id.clone())),
            true => reverted.lost.push(key.clone()),
            false => reverted.changed.push(key.clone()),
        }
    }
    (reverted.back, reverted.failures) = take_away(client, bucket, versions, credentials, &wait_for_network).await?;
    Ok(reverted)
}

/// Takes versions away, each by its key and id. Gives the keys of those that are gone, and what was refused. A version that is gone
/// already is no failure: the answer may have been lost.
async fn take_away<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    versions: Vec<(String, String)>,
    credentials: &impl ProvideCredentials,
    wait_for_network: &impl AsyncFn(&Error) -> bool,
) -> Result<(Vec<String>, Vec<DeleteFailure>), Error> {
    let identifier = |(key, id): (String, String)| ObjectIdentifier { key, e_tag: None, version_id: Some(id) };
    let versions: Vec<ObjectIdentifier> = versions.into_iter().map(identifier).collect();
    let failures =
        repeat_while(wait_for_network, async || client.delete_all(bucket, &versions, credentials, |_| {}).await).await?;
    let failed: HashSet<&str> = failures.iter().map(|failure| failure.key.as_str()).collect();
    let gone = versions.iter().map(|version| version.key.clone()).filter(|key| !failed.contains(key.as_str())).collect();
    Ok((gone, failures))
}

/// The newest versions of each key.
type NewestVersions = HashMap<String, Vec<ObjectVersion>>;

fn is_latest(newest: &NewestVersions, key: &str, version_id: &str) -> bool {
    let latest = newest.get(key).and_then(|all| all.first());
    latest.is_some_and(|latest| latest.is_latest && latest.version_id == version_id)
}

/// Each by itself; of more the whole folder is listed.
const MOST_BY_KEY: usize = 24;

/// What each key stands for, and what it did before.
async fn newest_versions<P: Platform>(
    client: &Client<P>,
    bucket: &Bucket,
    keys: &BTreeSet<&str>,
    credentials: &impl ProvideCredentials,
) -> Result<NewestVersions, Error> {
    let mut newest = NewestVersions::new();
    let common = match (keys.first(), keys.last()) {
        (Some(first), Some(last)) => (common_prefix(first, last), *last),
        _ => return Ok(newest),
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
            for version in page.versions.into_iter().filter(|version| keys.contains(version.key.as_str())) {
                let of_key = newest.entry(version.key.clone()).or_default();
                if of_key.len() < 2 {
                    of_key.push(version);
                }
            }
            after = page.next;
            if after.is_none() || is_past || newest.get(last).is_some_and(|of_key| of_key.len() == 2) {
                break;
            }
        }
    }
    Ok(newest)
}

/// What sorted keys have in common is what the first and the last have.
fn common_prefix<'a>(first: &'a str, last: &str) -> &'a str {
    let same = first.chars().zip(last.chars()).take_while(|(one, other)| one == other);
    first.get(..same.map(|(one, _)| one.len_utf8()).sum()).unwrap_or_default()
}
