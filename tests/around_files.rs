//! What is done around a file, over the scripted world: tags, metadata, versions and links, each without undoing what somebody
//! else has done meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::Cell;
use std::time::{Duration, UNIX_EPOCH};

use http::header::CONTENT_TYPE;
use md5::{Digest as _, Md5};
use pollster::block_on;
use satchel::aws::Error;
use satchel::aws::credentials::{Credentials, ProvideCredentials};
use satchel::aws::s3::{Bucket, DeleteMarker, HeadObject, ObjectMetadata, ObjectVersion, RetrievalTier, Tag, Tagging};
use satchel::files::playing::{AfterFault, MediaFault, MediaObject, MediaUrl};
use satchel::files::tags::{self, Saved};
use satchel::files::versions::{self, ReplacingVersion, VersionHistory, deleted_entries};
use satchel::files::{metadata, sharing};
use satchel::ports::HttpErrorKind;
use support::{NOON, Scripted, client};

/// Credentials that end `left` after noon, and an hour after it once they were called expired.
#[derive(Clone)]
struct Keys {
    left: Duration,
    expired: Cell<u32>,
}

impl Keys {
    fn for_an_hour() -> Keys {
        Keys::that_end_after(Duration::from_secs(3600))
    }

    fn that_end_after(left: Duration) -> Keys {
        Keys { left, expired: Cell::new(0) }
    }
}

impl ProvideCredentials for Keys {
    async fn credentials(&self) -> Result<Credentials, Error> {
        let left = if self.expired.get() > 0 { Duration::from_secs(3600) } else { self.left };
        let ends = UNIX_EPOCH + Duration::from_secs(NOON) + left;
        Ok(Credentials::new("KEY", "secret", Some("session".into()), Some(ends)))
    }
    fn expire(&self, _: &Credentials) {
        self.expired.set(self.expired.get() + 1);
    }
}

fn bucket() -> Bucket {
    Bucket { name: "data".into(), region: "eu-west-1".into() }
}

fn tag(key: &str, value: &str) -> Tag {
    Tag { key: key.into(), value: value.into() }
}

const TAGS: &str =
    "<Tagging><TagSet><Tag><Key>b</Key><Value>2</Value></Tag><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>";

#[test]
fn tags_are_saved_only_over_those_that_were_seen() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let seen = Tagging { tags: vec![tag("a", "1"), tag("b", "2")], version_id: None };
    world.answers(200, TAGS).answers(200, "");
    let wanted = [tag("b", "3"), tag("a", "1")];
    let saved = block_on(tags::save(&client(&world), &bucket(), "k", &seen, &wanted, &keys)).unwrap();
    assert_eq!(saved, Saved::Done(Tagging { tags: vec![tag("a", "1"), tag("b", "3")], version_id: None }));
    assert_eq!(world.exchanges().iter().map(|e| e.operation).collect::<Vec<_>>(), ["GetObjectTagging", "PutObjectTagging"]);
    assert!(world.header(1, "x-amz-checksum-sha256").is_some());

    // Somebody else was faster, or wrote the object itself: nothing is sent.
    let world = Scripted::new();
    world.answers(200, TAGS).answers_with(200, &[("x-amz-version-id", "v2")], TAGS);
    let old = Tagging { tags: vec![tag("a", "1")], version_id: None };
    let saved = block_on(tags::save(&client(&world), &bucket(), "k", &old, &wanted, &keys)).unwrap();
    assert_eq!(saved, Saved::Changed(seen.clone()));
    assert!(matches!(block_on(tags::save(&client(&world), &bucket(), "k", &seen, &wanted, &keys)).unwrap(), Saved::Changed(_)));
    assert!(world.exchanges().iter().all(|exchange| exchange.operation == "GetObjectTagging"));

    let world = Scripted::new();
    world.answers(200, TAGS).answers(204, "");
    block_on(tags::save(&client(&world), &bucket(), "k", &seen, &[], &keys)).unwrap();
    assert_eq!(world.exchanges()[1].operation, "DeleteObjectTagging");
}

#[test]
fn metadata_is_replaced_only_of_the_object_that_was_seen() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    world.answers(200, "<CopyObjectResult><ETag>&quot;e&quot;</ETag></CopyObjectResult>");
    let mut wanted = ObjectMetadata::default();
    wanted.set_header(CONTENT_TYPE, "text/markdown");
    wanted.user.push(("camera".into(), "X-T5".into()));
    let seen = HeadObject { e_tag: "\"e\"".into(), storage_class: Some("STANDARD_IA".into()), ..HeadObject::default() };
    block_on(metadata::replace(&client(&world), &bucket(), "a b", &seen, &wanted, &keys)).unwrap();
    for (name, value) in [
        ("x-amz-copy-source", "/data/a%20b"),
        ("x-amz-copy-source-if-match", "\"e\""),
        ("if-match", "\"e\""),
        ("x-amz-metadata-directive", "REPLACE"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("content-type", "text/markdown"),
        ("x-amz-meta-camera", "X-T5"),
    ] {
        assert_eq!(world.header(0, name).as_deref(), Some(value), "{name}");
    }
    // 200, and yet it failed.
    let world = Scripted::new();
    world.answers(200, "<Error><Code>PreconditionFailed</Code><Message>m</Message></Error>").answers(404, "");
    let failed = block_on(metadata::replace(&client(&world), &bucket(), "a", &seen, &wanted, &keys)).unwrap_err();
    assert_eq!(failed.code(), "PreconditionFailed");
}

const LARGE: u64 = 5 * 1024 * 1024 * 1024 + 1;

/// What S3 answers to a copy in parts, once its metadata and tags are known.
fn copied_in_parts(world: &Scripted) {
    world.answers(200, "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>");
    world.answers(200, "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
    (1..=11).for_each(|_| {
        world.answers(200, "<CopyPartResult><ETag>&quot;p&quot;</ETag></CopyPartResult>");
    });
    world.answers(200, "<CompleteMultipartUploadResult><ETag>&quot;e-11&quot;</ETag></CompleteMultipartUploadResult>");
}

/// The value of a header of the `at`th request.
fn sent(world: &Scripted, at: usize, headers: &[(&str, &str)]) {
    for (name, value) in headers {
        assert_eq!(world.header(at, name).as_deref(), Some(*value), "{name}");
    }
}

#[test]
fn metadata_of_what_is_too_large_for_one_copy_is_replaced_in_parts() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    copied_in_parts(&world);
    let mut wanted = ObjectMetadata::default();
    wanted.set_header(CONTENT_TYPE, "video/mp4");
    let seen = HeadObject {
        e_tag: "\"e\"".into(),
        content_length: Some(LARGE),
        storage_class: Some("STANDARD_IA".into()),
        server_side_encryption: Some("aws:kms".into()),
        kms_key_id: Some("key".into()),
        ..HeadObject::default()
    };
    block_on(metadata::replace(&client(&world), &bucket(), "film", &seen, &wanted, &keys)).unwrap();
    world.is_played_to_the_end();
    let create = [
        ("content-type", "video/mp4"),
        ("x-amz-tagging", "k=v"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-server-side-encryption-aws-kms-key-id", "key"),
    ];
    sent(&world, 1, &create);
    sent(&world, 2, &[("x-amz-copy-source", "/data/film"), ("x-amz-copy-source-if-match", "\"e\"")]);
    sent(&world, 13, &[("if-match", "\"e\"")]);
}

#[test]
fn a_version_that_is_too_large_for_one_copy_comes_back_in_parts() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let large = |id, latest| version("a", id, latest, true).replace("<Size>7</Size>", &format!("<Size>{LARGE}</Size>"));
    world.answers(200, page("a", &[large("v2", true), large("v1", false)], ""));
    let all = block_on(VersionHistory::default().load(&client(&world), &bucket(), "a", &keys)).unwrap();
    assert_eq!(all.versions[1].content.as_ref().unwrap().size, LARGE);
    world.answers_with(200, &[("content-type", "video/mp4"), ("x-amz-meta-a", "1")], "");
    copied_in_parts(&world);
    block_on(versions::bring_back(&client(&world), &bucket(), &all.versions[1], all.current(), &keys)).unwrap();
    world.is_played_to_the_end();
    assert!(world.uri(1).ends_with("?versionId=v1") && world.uri(2).ends_with("?tagging=&versionId=v1"), "of the version");
    sent(&world, 3, &[("content-type", "video/mp4"), ("x-amz-meta-a", "1"), ("x-amz-tagging", "k=v")]);
    sent(&world, 4, &[("x-amz-copy-source", "/data/a?versionId=v1"), ("x-amz-copy-source-if-match", "\"e\"")]);
    sent(&world, 15, &[("if-match", "\"e\"")]);
    // Somebody has written the file meanwhile: it stays theirs, and no parts are left behind.
    let world = Scripted::new();
    world.answers(200, "");
    world.answers(200, "<Tagging><TagSet/></Tagging>");
    world.answers(200, "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
    (1..=11).for_each(|_| {
        world.answers(200, "<CopyPartResult><ETag>&quot;p&quot;</ETag></CopyPartResult>");
    });
    world.answers(412, "<Error><Code>PreconditionFailed</Code><Message>m</Message></Error>");
    world.answers(200, "<ListPartsResult/>");
    has(&world, "\"e\"", &[]);
    has(&world, "\"theirs\"", &[]);
    world.answers(204, "");
    let back = block_on(versions::bring_back(&client(&world), &bucket(), &all.versions[1], all.current(), &keys));
    assert_eq!(back.unwrap_err().code(), "PreconditionFailed");
    world.goes_on();
    assert_eq!(world.operations().last(), Some(&"AbortMultipartUpload"));
}

/// What S3 answers to a copy in parts whose last answer is lost: S3 knows no such upload any more.
fn copied_in_parts_without_a_word(world: &Scripted, silence: bool) {
    world.answers(200, "<Tagging><TagSet/></Tagging>");
    world.answers(200, "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
    (1..=11).for_each(|_| {
        world.answers(200, format!("<CopyPartResult><ETag>&quot;{PART}&quot;</ETag></CopyPartResult>"));
    });
    world.fails(HttpErrorKind::Network);
    if silence {
        for _ in 1..16 {
            world.fails(HttpErrorKind::Network);
        }
    } else {
        world.answers(404, "<Error><Code>NoSuchUpload</Code><Message>m</Message></Error>");
    }
}

const PART: &str = "0cc175b9c0f1b6a831c399e269772661";

/// The `ETag` of an object of eleven such parts.
fn e_tag_of_parts() -> String {
    let md5s: Vec<u8> = (0..11).flat_map(|_| hex::decode(PART).unwrap()).collect();
    format!("\"{}-11\"", hex::encode(Md5::digest(md5s)))
}

/// What HeadObject answers of a large object.
fn has(world: &Scripted, e_tag: &str, more: &[(&str, &str)]) {
    let size = LARGE.to_string();
    let headers: Vec<(&str, &str)> =
        [("etag", e_tag), ("content-length", size.as_str())].into_iter().chain(more.iter().copied()).collect();
    world.answers_with(200, &headers, "");
}

#[test]
fn a_version_is_back_though_the_answer_to_its_last_part_was_lost() {
    let keys = Keys::for_an_hour();
    let history = |world: &Scripted| {
        let large = |id, latest| version("a", id, latest, true).replace("<Size>7</Size>", &format!("<Size>{LARGE}</Size>"));
        world.answers(200, page("a", &[large("v2", true), large("v1", false)], ""));
        block_on(VersionHistory::default().load(&client(world), &bucket(), "a", &keys)).unwrap()
    };
    let bring_back = |world: &Scripted, all: &VersionHistory| {
        block_on(versions::bring_back(&client(world), &bucket(), &all.versions[1], all.current(), &keys))
    };
    let (own, sum) = (e_tag_of_parts(), [("x-amz-checksum-crc64nvme", "sum")]);
    // The parts are told by the object's ETag.
    for silence in [false, true] {
        let world = Scripted::new();
        let all = history(&world);
        has(&world, "\"e\"", &[]);
        copied_in_parts_without_a_word(&world, silence);
        has(&world, &own, &[]);
        assert_eq!(bring_back(&world, &all), Ok(()), "without a word: {silence}");
        world.is_played_to_the_end();
        world.goes_on();
        assert!(!world.operations().contains(&"AbortMultipartUpload"));
    }
    // Where a key of KMS encrypts it, by its checksum.
    let world = Scripted::new();
    let all = history(&world);
    has(&world, "\"e\"", &[]);
    copied_in_parts_without_a_word(&world, false);
    has(&world, "\"of KMS-11\"", &[]);
    has(&world, "\"e\"", &sum);
    has(&world, "\"of KMS-11\"", &sum);
    assert_eq!(bring_back(&world, &all), Ok(()));
    // Another object is there: of the same size, and of another content or with other metadata.
    for (e_tag, more) in [("\"theirs\"", [("x-amz-checksum-crc64nvme", "other")]), ("\"theirs\"", [("x-amz-meta-a", "1")])] {
        let world = Scripted::new();
        let all = history(&world);
        has(&world, "\"e\"", &[]);
        copied_in_parts_without_a_word(&world, false);
        has(&world, e_tag, &more);
        has(&world, "\"e\"", &sum);
        has(&world, e_tag, &more);
        assert_eq!(bring_back(&world, &all).unwrap_err().code(), "NoSuchUpload");
    }
}

#[test]
fn metadata_is_saved_though_the_answer_was_lost() {
    let keys = Keys::for_an_hour();
    let mut wanted = ObjectMetadata::default();
    wanted.user.push(("b".into(), "2".into()));
    let sums = vec![("CRC64NVME", "sum".to_owned())];
    let seen =
        |size| HeadObject { e_tag: "\"e\"".into(), content_length: Some(size), checksums: sums.clone(), ..HeadObject::default() };
    let replace =
        |world: &Scripted, size| block_on(metadata::replace(&client(world), &bucket(), "k", &seen(size), &wanted, &keys));
    let world = Scripted::new();
    copied_in_parts_without_a_word(&world, false);
    has(&world, &e_tag_of_parts(), &[]);
    assert_eq!(replace(&world, LARGE), Ok(()));
    // The same of one request: it has another ETag since, so that its condition does not hold when it is sent again.
    for (stored, done) in [("2", true), ("3", false)] {
        let world = Scripted::new();
        world.fails(HttpErrorKind::Network).answers(412, "<Error><Code>PreconditionFailed</Code><Message>m</Message></Error>");
        let headers = [
            ("etag", "\"new\""),
            ("content-length", "9"),
            ("content-type", "binary/octet-stream"),
            ("x-amz-meta-b", stored),
            ("x-amz-checksum-crc64nvme", "sum"),
        ];
        world.answers_with(200, &headers, "");
        assert_eq!(replace(&world, 9).is_ok(), done, "{stored}");
        world.is_played_to_the_end();
    }
}

fn version(key: &str, id: &str, latest: bool, content: bool) -> String {
    let more = if content { "<ETag>&quot;e&quot;</ETag><Size>7</Size><StorageClass>STANDARD</StorageClass>" } else { "" };
    let kind = if content { "Version" } else { "DeleteMarker" };
    format!(
        "<{kind}><Key>{key}</Key><VersionId>{id}</VersionId><IsLatest>{latest}</IsLatest>\
         <LastModified>2026-11-21T12:00:00.000Z</LastModified>{more}</{kind}>"
    )
}

fn page(prefix: &str, versions: &[String], next: &str) -> String {
    let truncated = !next.is_empty();
    format!(
        "<ListVersionsResult><Prefix>{prefix}</Prefix><IsTruncated>{truncated}</IsTruncated>{next}{}</ListVersionsResult>",
        versions.concat()
    )
}

#[test]
fn a_history_is_of_one_key_though_others_begin_with_it() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let next = "<NextKeyMarker>a</NextKeyMarker><NextVersionIdMarker>v2</NextVersionIdMarker>";
    world.answers(200, page("a", &[version("a", "v3", true, true), version("a", "v2", false, false)], next));
    world.answers(200, page("a", &[version("a", "v1", false, true), version("a.txt", "x", true, true)], ""));
    let client = client(&world);
    let first = block_on(VersionHistory::default().load(&client, &bucket(), "a", &keys)).unwrap();
    assert!(first.next.is_some());
    let all = block_on(first.load(&client, &bucket(), "a", &keys)).unwrap();
    assert_eq!(all.versions.iter().map(|version| version.version_id.as_str()).collect::<Vec<_>>(), ["v3", "v2", "v1"]);
    assert_eq!((all.next.clone(), all.bytes(), all.is_kept()), (None, 14, true));
    assert!(world.uri(1).contains("key-marker=a&") && world.uri(1).contains("version-id-marker=v2"));
    assert_eq!(all.current().map(|version| version.version_id.as_str()), Some("v3"));

    let world = Scripted::new();
    world.answers(200, page("a", &[version("a", "null", true, true)], ""));
    assert!(!block_on(VersionHistory::default().load(&support::client(&world), &bucket(), "a", &keys)).unwrap().is_kept());
}

#[test]
fn what_was_deleted_is_found_and_the_mark_of_the_folder_is_none_of_it() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let versions = [
        version("p/", "d0", true, false),
        version("p/a", "d1", true, false),
        version("p/a", "v1", false, true),
        version("p/b", "v2", true, true),
        version("p/b", "d2", false, false),
    ];
    world.answers(200, page("p/", &versions, ""));
    let deleted = block_on(deleted_entries(&client(&world), &bucket(), "p/", &keys)).unwrap();
    assert_eq!(deleted.files.iter().map(|version| version.version_id.as_str()).collect::<Vec<_>>(), ["d1"]);
    assert!(world.uri(0).contains("delimiter=%2F"));
}

#[test]
fn a_folder_that_nothing_is_left_of_is_found_as_well() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let folder = |name: &str| format!("<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>");
    let all = format!("{}{}", folder("p/gone/"), folder("p/there/"));
    world.answers(200, page("p/", &[], "").replace("</ListVersionsResult>", &format!("{all}</ListVersionsResult>")));
    let there = folder("p/there/");
    world.answers(200, format!("<ListBucketResult><Prefix>p/</Prefix><Delimiter>/</Delimiter><IsTruncated>false</IsTruncated>{there}</ListBucketResult>"));
    let deleted = block_on(deleted_entries(&client(&world), &bucket(), "p/", &keys)).unwrap();
    assert_eq!((deleted.folders, deleted.is_more), (vec!["p/gone/".to_owned()], false));
}

/// Nothing is waited for.
async fn at_once(_: &Error) -> bool {
    false
}

/// Exactly the markers that the deletion has made are taken away, and only where nobody has done anything since.
#[test]
fn a_deletion_is_taken_back_where_it_is_still_the_latest() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let marker = |key: &str, id: &str| DeleteMarker { key: key.into(), version_id: id.into() };
    world.answers(200, page("a", &[version("a", "d1", true, false), version("a", "v1", false, true)], ""));
    world.answers(200, page("b", &[version("b", "v9", true, true), version("b", "d2", false, false)], ""));
    world.answers(200, "<DeleteResult/>");
    let markers = [marker("a", "d1"), marker("b", "d2")];
    let undone = block_on(versions::undelete(&client(&world), &bucket(), &markers, &keys, at_once)).unwrap();
    assert_eq!((undone.back, undone.changed), (vec!["a".to_owned()], vec!["b".to_owned()]));
    let sent = world.text(2);
    assert!(sent.contains("<Object><Key>a</Key><VersionId>d1</VersionId></Object></Delete>"), "{sent}");

    // Who may not list versions takes away exactly the markers, which changes nothing that somebody has written since.
    let world = Scripted::new();
    world.answers(403, "<Error><Code>AccessDenied</Code><Message>m</Message></Error>");
    world.answers(200, "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code><Message>m</Message></Error></DeleteResult>");
    let undone = block_on(versions::undelete(&client(&world), &bucket(), &markers, &keys, at_once)).unwrap();
    assert_eq!((undone.back, undone.failures.len()), (vec!["b".to_owned()], 1));

    // Many are looked for by one listing of what they have in common.
    let world = Scripted::new();
    let many: Vec<DeleteMarker> = (10..40).map(|n| marker(&format!("p/{n}"), "d")).collect();
    let listed: Vec<String> = many.iter().map(|marker| version(&marker.key, "d", true, false)).collect();
    world.answers(200, page("p/", &listed, "")).answers(200, "<DeleteResult/>");
    let undone = block_on(versions::undelete(&client(&world), &bucket(), &many, &keys, at_once)).unwrap();
    assert_eq!((undone.back.len(), world.requests()), (30, 2));
}

/// Exactly the version that the upload has made is taken away, only where it is what the key stands for, and only where there is an
/// earlier one.
#[test]
fn what_an_upload_replaced_is_there_again_where_nobody_has_written_since() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let written = |key: &str, id: &str| ReplacingVersion { key: key.into(), version_id: id.into() };
    world.answers(200, page("a", &[version("a", "v2", true, true), version("a", "v1", false, true)], ""));
    world.answers(200, page("b", &[version("b", "v9", true, true), version("b", "v2", false, true)], ""));
    world.answers(200, page("c", &[version("c", "v2", true, true)], ""));
    world.answers(200, page("d", &[version("d", "m", true, false), version("d", "v2", false, true)], ""));
    world.answers(200, page("e", &[], ""));
    world.answers(200, "<DeleteResult/>");
    let all = ["a", "b", "c", "d", "e"].map(|key| written(key, "v2"));
    let restored = block_on(versions::undo_replacement(&client(&world), &bucket(), &all, &keys, at_once)).unwrap();
    assert_eq!((restored.back, restored.lost), (vec!["a".to_owned()], vec!["c".to_owned()]));
    assert_eq!(restored.changed, ["b", "d", "e"], "another client has written or deleted it");
    let sent = world.text(5);
    assert_eq!(sent.matches("<Object>").count(), 1, "{sent}");
    assert!(sent.contains("<Object><Key>a</Key><VersionId>v2</VersionId></Object>"), "{sent}");

    // Who may not see what is there takes nothing away.
    let world = Scripted::new();
    world.answers(403, "<Error><Code>AccessDenied</Code><Message>m</Message></Error>");
    let refused = block_on(versions::undo_replacement(&client(&world), &bucket(), &all, &keys, at_once)).unwrap_err();
    assert_eq!((refused.code(), world.requests()), ("AccessDenied", 1));

    // The answer to the deletion is lost until the network is back: what is decided is not decided anew by what it has done.
    let world = Scripted::new();
    world.answers(200, page("a", &[version("a", "v2", true, true), version("a", "v1", false, true)], ""));
    for _ in 0..4 {
        world.fails(HttpErrorKind::Offline);
    }
    world.answers(200, "<DeleteResult/>");
    let lost = Cell::new(0);
    let wait_for_network = async |_: &Error| {
        lost.set(lost.get() + 1);
        lost.get() < 9
    };
    let restored = block_on(versions::undo_replacement(&client(&world), &bucket(), &all[..1], &keys, wait_for_network)).unwrap();
    assert_eq!((restored.back, restored.changed.len()), (vec!["a".to_owned()], 0));
}

#[test]
fn a_version_comes_back_only_over_what_was_seen() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let history = |world: &Scripted, versions: &[String]| {
        world.answers(200, page("a", versions, ""));
        block_on(VersionHistory::default().load(&client(world), &bucket(), "a", &keys)).unwrap()
    };
    let all = history(&world, &[version("a", "v2", true, true), version("a", "v1", false, true)]);
    let old: &ObjectVersion = &all.versions[1];
    let done = "<CopyObjectResult><ETag>&quot;e&quot;</ETag></CopyObjectResult>";
    world.answers(200, done);
    block_on(versions::bring_back(&client(&world), &bucket(), old, all.current(), &keys)).unwrap();
    assert_eq!(world.header(1, "x-amz-copy-source").as_deref(), Some("/data/a?versionId=v1"));
    assert_eq!(world.header(1, "x-amz-copy-source-if-match").as_deref(), Some("\"e\""), "\"null\" is written over");
    assert_eq!(world.header(1, "if-match").as_deref(), Some("\"e\""));

    // Of what is deleted there is nothing to be seen: there must be nothing.
    let world = Scripted::new();
    let all = history(&world, &[version("a", "d", true, false), version("a", "v1", false, true)]);
    world.answers(200, done).answers(204, "");
    block_on(versions::bring_back(&client(&world), &bucket(), &all.versions[1], all.current(), &keys)).unwrap();
    assert_eq!(world.header(1, "if-none-match").as_deref(), Some("*"));
    block_on(versions::bring_back(&client(&world), &bucket(), &all.versions[0], all.current(), &keys)).unwrap();
    assert_eq!(world.exchanges()[2].operation, "DeleteObject");
    assert!(world.uri(2).ends_with("?versionId=d"));
}

#[test]
fn a_link_ends_with_the_credentials_and_is_no_part_of_the_journal() {
    let (world, keys) = (Scripted::new(), Keys::that_end_after(Duration::from_secs(1800)));
    let client = client(&world);
    let hour = Duration::from_secs(3600);
    let credentials = block_on(sharing::credentials_for(&client, Duration::from_secs(900), &keys)).unwrap();
    assert_eq!(keys.expired.get(), 0, "they last long enough");
    let short = sharing::link(&client, &bucket(), "a b", Duration::from_secs(900), &credentials).unwrap();
    assert!(short.url.expose().contains("X-Amz-Expires=900") && !short.is_cut_short);
    let cut = sharing::link(&client, &bucket(), "a b", hour, &credentials).unwrap();
    assert!(cut.url.expose().contains("X-Amz-Expires=1800") && cut.is_cut_short);
    assert_eq!(cut.expires, UNIX_EPOCH + Duration::from_secs(NOON + 1800));

    let credentials = block_on(sharing::credentials_for(&client, hour, &keys)).unwrap();
    assert_eq!(keys.expired.get(), 1, "others last longer");
    let whole = sharing::link(&client, &bucket(), "a b", hour, &credentials).unwrap();
    assert!(whole.url.expose().contains("X-Amz-Expires=3600") && !whole.is_cut_short);
    assert!(whole.url.expose().starts_with("https://data.s3.eu-west-1.amazonaws.com/a%20b?"));
    assert!(!format!("{whole:?}").contains("Amz"), "a link is a secret");
    assert!(world.exchanges().is_empty());
    assert!(sharing::link(&client, &bucket(), "a/../b", hour, &credentials).is_err());
}

fn film(version_id: Option<&str>) -> MediaObject {
    let (key, version_id) = ("a film".into(), version_id.map(str::to_owned));
    MediaObject { bucket: bucket(), key, version_id, e_tag: "\"e\"".into(), media_type: "video/mp4" }
}

#[test]
fn a_film_is_played_from_a_url_that_is_a_secret_and_ends_soon() {
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    let client = client(&world);
    let MediaUrl { url, expires } = block_on(film(None).url(&client, &keys)).unwrap();
    assert_eq!(expires, UNIX_EPOCH + Duration::from_secs(NOON + 900));
    for part in ["/a%20film?", "response-content-type=video%2Fmp4", "response-content-encoding=identity", "X-Amz-Expires=900"] {
        assert!(url.expose().contains(part), "{part}");
    }
    assert!(!url.expose().contains("versionId"));
    let of_version = block_on(film(Some("v/1")).url(&client, &keys)).unwrap();
    assert!(of_version.url.expose().contains("versionId=v%2F1"));
    assert!(!format!("{of_version:?}").contains("Amz"));
    let soon = Keys::that_end_after(Duration::from_secs(400));
    let short = block_on(film(None).url(&client, &soon)).unwrap();
    assert_eq!(short.expires, UNIX_EPOCH + Duration::from_secs(NOON + 400), "it ends with the credentials");
    assert!(world.exchanges().is_empty());
}

#[test]
fn playing_goes_on_with_another_url_unless_the_file_cannot_be_read_or_played() {
    let keys = Keys::for_an_hour();
    let after = |world: &Scripted, fault, attempt, ended: bool| {
        let expires = UNIX_EPOCH + Duration::from_secs(if ended { NOON } else { NOON + 900 });
        let used = MediaUrl { url: Default::default(), expires };
        block_on(film(None).after_fault(&client(world), &keys, (fault, attempt), &used))
    };
    let readable = || {
        let world = Scripted::new();
        world.answers(206, "x");
        world
    };
    let goes_on = |found| matches!(found, Ok(AfterFault::GoOn(_)));
    for fault in [MediaFault::Network, MediaFault::Decode, MediaFault::Source] {
        assert!(goes_on(after(&readable(), fault, 3, true)), "{fault:?}: the URL has ended");
    }
    assert!(goes_on(after(&readable(), MediaFault::Network, 1, false)));
    assert!(goes_on(after(&readable(), MediaFault::Source, 1, false)), "a refusal may have passed");
    let both_ways = || {
        let world = readable();
        world.answers(206, "x");
        world
    };
    assert_eq!(after(&both_ways(), MediaFault::Source, 2, false), Ok(AfterFault::NotPlayable));
    assert_eq!(after(&readable(), MediaFault::Decode, 1, false), Ok(AfterFault::NotPlayable));
    assert_eq!(after(&both_ways(), MediaFault::Network, 4, false), Ok(AfterFault::Interrupted));
    let world = readable();
    assert!(goes_on(after(&world, MediaFault::Network, 1, false)));
    assert_eq!(world.header(0, "range").as_deref(), Some("bytes=0-0"), "no more than a byte is asked for");
    assert_eq!(world.header(0, "if-match").as_deref(), Some("\"e\""), "of what was seen");
    for (status, code) in [(403, "AccessDenied"), (412, "PreconditionFailed"), (404, "NoSuchKey")] {
        let world = Scripted::new();
        world.answers(status, format!("<Error><Code>{code}</Code><Message>m</Message></Error>"));
        assert_eq!(after(&world, MediaFault::Source, 1, false).unwrap_err().code(), code);
    }
    assert_eq!([1, 2, 3, 4].map(MediaFault::of_code)[0], None, "giving it up is no fault");
}

/// A policy may let a script read that signs its requests in their headers, and refuse a URL that is signed itself.
#[test]
fn what_is_refused_to_a_browser_that_plays_is_not_called_unplayable() {
    let keys = Keys::for_an_hour();
    let after = |world: &Scripted, fault, attempt| {
        let used = block_on(film(Some("v/1")).url(&client(world), &keys)).unwrap();
        block_on(film(None).after_fault(&client(world), &keys, (fault, attempt), &used))
    };
    let refused = |says: &str| {
        let world = Scripted::new();
        world.answers(206, "x");
        world.answers(403, format!("<Error><Code>AccessDenied</Code><Message>{says}</Message></Error>"));
        world
    };
    for fault in [MediaFault::Network, MediaFault::Source] {
        let world = refused("with an explicit deny in a resource-based policy");
        let found = after(&world, fault, 2);
        assert!(matches!(&found, Ok(AfterFault::Refused(error)) if error.code() == "AccessDenied"), "{found:?}");
        assert_eq!(world.header(1, "range").as_deref(), Some("bytes=0-0"));
        assert!(world.uri(1).contains("X-Amz-Signature=") && world.uri(1).contains("versionId=v%2F1"), "by the same URL");
        assert_eq!(world.header(1, "authorization"), None);
        assert!(world.exchanges().iter().all(|exchange| !format!("{exchange:?}").contains("X-Amz-Signature")), "it is a secret");
    }
    assert!(matches!(after(&refused("Request has expired"), MediaFault::Network, 2), Ok(AfterFault::GoOn(_))));
}

#[test]
fn an_archived_object_is_restored_with_what_its_class_allows() {
    assert!(!RetrievalTier::of_class("DEEP_ARCHIVE").contains(&RetrievalTier::Expedited));
    let (world, keys) = (Scripted::new(), Keys::for_an_hour());
    world.answers(202, "").answers(409, "<Error><Code>RestoreAlreadyInProgress</Code><Message>m</Message></Error>");
    let client = client(&world);
    block_on(client.restore_object(&bucket(), "k", 3, RetrievalTier::Bulk, &keys)).unwrap();
    assert!(world.uri(0).ends_with("/k?restore="));
    let again = block_on(client.restore_object(&bucket(), "k", 3, RetrievalTier::Bulk, &keys)).unwrap_err();
    assert_eq!(again.code(), "RestoreAlreadyInProgress");
}
