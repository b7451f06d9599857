//! Everything that is done with a bucket, against everything that goes wrong on the way: at each request of it, once or for good.
//!
//! Three things hold. Whatever happens, what is in the bucket is what was there or what was to be there: nothing mixed, nothing
//! lost. What did not end is said. And once all is well again, doing it again ends it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use futures::StreamExt;
use pollster::block_on;
use satchel::aws::s3::{
    Bucket, ByteRange, Crc32, DeleteMarker, HeadObject, ListObjects, Object, ObjectIdentifier, ObjectMetadata, ObjectVersion,
    Precondition, RetrievalTier, Tag, Tagging, VersionContent,
};
use satchel::aws::{Client, Error};
use satchel::files::archive::{ArchivePlan, OmittedFile, write};
use satchel::files::copy::{CopyItem, CopySource, Copying, TransferKind};
use satchel::files::edit::save::{Editing, SaveOutcome};
use satchel::files::entry::File;
use satchel::files::listing::BucketAccess;
use satchel::files::metadata;
use satchel::files::search::Search;
use satchel::files::tags::{self, Saved};
use satchel::files::upload::{Attempt, Target, UploadFailure, send};
use satchel::files::versions::{self, ReplacingVersion, Reverted};
use satchel::files::walk::Walk;
use satchel::ports::{Condition, Digest, Sink, Source, Stamp, Unreadable, Unwritable, Utf8};
use support::faulty::{Content, Fault, FaultyBucket, Stored, Stretch};
use support::simulated::Keys;
use time::OffsetDateTime;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// Does it; an error is what the visitor would be told.
type Run = Box<dyn Fn(&FaultyBucket) -> Result<(), String>>;

struct Case {
    name: &'static str,
    bucket: fn() -> FaultyBucket,
    /// What does it, and does it again after a failure.
    begin: fn() -> Run,
    /// What holds at any time.
    holds: fn(&FaultyBucket),
    /// What holds in the end.
    ends: fn(&FaultyBucket),
}

fn check(case: &Case) {
    let Case { name, bucket, begin, holds, ends } = case;
    let well = bucket();
    begin()(&well).unwrap();
    well.goes_on();
    holds(&well);
    ends(&well);
    let requests = well.requests();
    let mut met = 0;
    for fault in Fault::ALL {
        for number in 0..requests {
            for lasts in [false, true] {
                let what = format!("{name}: {fault:?} at request {number}, {}", if lasts { "for good" } else { "once" });
                let (bucket, run) = (bucket(), begin());
                bucket.fails(fault, number, lasts);
                let result = run(&bucket);
                bucket.goes_on();
                met += usize::from(bucket.has_failed());
                holds(&bucket);
                if !lasts && fault.passes() {
                    assert_eq!(result, Ok(()), "{what}");
                }
                if result.is_ok() {
                    ends(&bucket);
                    continue;
                }
                // It is told, and doing it again ends it.
                assert_ne!(result, Err(String::new()), "{what}");
                bucket.recovers();
                assert_eq!(run(&bucket), Ok(()), "{what}, again");
                bucket.goes_on();
                holds(&bucket);
                ends(&bucket);
            }
        }
    }
    assert!(met > requests, "{name}: faults were met");
}

fn client(bucket: &FaultyBucket) -> Client<FaultyBucket> {
    Client::new(bucket.clone(), Rc::new(support::config()))
}

fn data() -> Bucket {
    Bucket { name: "data".into(), region: "us-east-1".into() }
}

fn access(bucket: &FaultyBucket) -> BucketAccess<FaultyBucket, Keys> {
    BucketAccess { client: client(bucket), credentials: Keys, bucket: data() }
}

fn small(file: u8) -> Stored {
    let metadata = vec![("content-type".to_owned(), "text/x".to_owned()), ("x-amz-meta-a".to_owned(), "1".to_owned())];
    Stored { metadata, tags: vec![("k".into(), "v".into())], ..Stored::new(Content::of(file, 60)) }
}

/// Five files, and one that nobody is to touch.
fn files() -> FaultyBucket {
    let names = ["me/a", "me/b", "me/c", "me/d/e", "me/f", "me/keep"];
    FaultyBucket::new(names.iter().zip(1..).map(|(name, file)| ((*name).to_owned(), small(file))))
}

fn is_untouched(bucket: &FaultyBucket, keys: &[&str]) {
    let (now, before) = (bucket.objects(), files().objects());
    for key in keys {
        assert_eq!(now.get(*key), before.get(*key), "{key}");
    }
}

/// A file on the visitor's disk.
#[derive(Clone, Copy)]
struct Disk(u8, u64);

impl Source for Disk {
    type Body = Stretch;
    fn stamp(&self) -> Stamp {
        Stamp { size: self.1, last_modified: 1 }
    }
    fn content_type(&self) -> String {
        "text/plain".to_owned()
    }
    async fn digest(&self, from: u64, to: u64) -> Result<Digest, Unreadable> {
        let content = Content(vec![(self.0, from, to)]);
        Ok(Digest { sha256: content.sha256(), crc32: Crc32::of(format!("{content:?}").as_bytes()), utf8: Utf8::Valid })
    }
    async fn md5(&self) -> Result<String, Unreadable> {
        // As the bucket makes an `ETag`.
        Ok(Content::of(self.0, self.1).sha256()[..32].to_owned())
    }
    fn body(&self, from: u64, to: u64, sha256: String) -> Stretch {
        Stretch(Content(vec![(self.0, from, to)]), sha256)
    }
    async fn condition(&self) -> Condition {
        Condition::Readable
    }
}

fn upload(disk: Disk, precondition: fn() -> Precondition) -> Run {
    let attempt = Attempt::default();
    Box::new(move |bucket| {
        let target = Target { bucket: data(), key: "me/new".into(), precondition: precondition() };
        let once = || {
            let transport = |_| bucket.clone();
            block_on(send(&client(bucket), &Keys, &target, (&disk, disk.stamp()), &attempt, transport, |_| {}))
        };
        let mut result = once();
        if matches!(result, Err(UploadFailure::NoParts(_))) {
            attempt.whole.set(true);
            result = once();
        }
        result.map(drop).map_err(|failure| format!("{failure:?}"))
    })
}

/// The new file is there wholly or not at all, and nothing else has changed.
fn is_whole_or_absent(bucket: &FaultyBucket, content: &Content) {
    is_untouched(bucket, &["me/a", "me/keep"]);
    let there = bucket.contents().remove("me/new");
    assert!(there.is_none() || there.as_ref() == Some(content), "{there:?}");
}

#[test]
fn a_small_upload() {
    check(&Case {
        name: "upload",
        bucket: files,
        begin: || upload(Disk(9, 60), || Precondition::Absent),
        holds: |bucket| is_whole_or_absent(bucket, &Content::of(9, 60)),
        ends: |bucket| assert_eq!(bucket.contents()["me/new"], Content::of(9, 60)),
    });
}

#[test]
fn an_upload_larger_than_an_answer() {
    check(&Case {
        name: "upload of 12 MiB",
        bucket: files,
        begin: || upload(Disk(9, 12 * MIB), || Precondition::Absent),
        holds: |bucket| is_whole_or_absent(bucket, &Content::of(9, 12 * MIB)),
        ends: |bucket| assert_eq!(bucket.contents()["me/new"], Content::of(9, 12 * MIB)),
    });
}

#[test]
fn an_upload_in_parts() {
    check(&Case {
        name: "upload in parts",
        bucket: files,
        begin: || upload(Disk(9, 20 * MIB), || Precondition::Absent),
        holds: |bucket| is_whole_or_absent(bucket, &Content::of(9, 20 * MIB)),
        ends: |bucket| assert_eq!(bucket.contents()["me/new"], Content::of(9, 20 * MIB)),
    });
}

#[test]
fn an_upload_in_place_of_a_file() {
    check(&Case {
        name: "replace",
        bucket: || {
            let bucket = files();
            bucket.put("me/new", small(8));
            bucket
        },
        begin: || upload(Disk(9, 60), || Precondition::Is(small(8).e_tag)),
        holds: |bucket| {
            is_untouched(bucket, &["me/a", "me/keep"]);
            let there = bucket.contents().remove("me/new").unwrap();
            assert!([Content::of(8, 60), Content::of(9, 60)].contains(&there), "{there:?}");
        },
        ends: |bucket| assert_eq!(bucket.contents()["me/new"], Content::of(9, 60)),
    });
}

const NAMES: [&str; 4] = ["a", "b", "c", "d/e"];

fn transfer(transfer: TransferKind, items: fn() -> Vec<CopyItem>) -> Run {
    // As the page does it again: with what is left, and what is known of it.
    let items = RefCell::new(items());
    Box::new(move |bucket| {
        let copying = Copying { client: client(bucket), credentials: Keys, from: data(), to: data(), transfer };
        let report = RefCell::default();
        block_on(copying.run(&items.borrow(), &report, async |_| false, |_| {}));
        let report = report.into_inner();
        let left = report.left(&items.borrow());
        items.replace([left.as_seen, left.changed, left.taken].concat());
        let failed: Vec<String> = report.failed.iter().map(|failed| format!("{failed:?}")).collect();
        assert!(report.in_both.is_empty());
        if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
    })
}

fn item(name: &str, stored: &Stored, target: String) -> CopyItem {
    let source = CopySource {
        key: format!("me/{name}"),
        size: stored.content.size(),
        e_tag: stored.e_tag.clone(),
        storage_class: "STANDARD".into(),
    };
    CopyItem { source, target, precondition: Precondition::Absent, source_stays: false, copy_e_tag: None }
}

fn to_folder() -> Vec<CopyItem> {
    NAMES.iter().zip(1..).map(|(name, file)| item(name, &small(file), format!("me/to/{name}"))).collect()
}

/// Copies are what they are of, with all that belongs to it.
fn copies_are_whole(bucket: &FaultyBucket) {
    let (now, before) = (bucket.objects(), files().objects());
    for name in NAMES {
        let copy = now.get(&format!("me/to/{name}"));
        assert!(copy.is_none() || copy == before.get(&format!("me/{name}")), "{copy:?}");
    }
    is_untouched(bucket, &["me/f", "me/keep"]);
}

#[test]
fn a_copy() {
    check(&Case {
        name: "copy",
        bucket: files,
        begin: || transfer(TransferKind::Copy, to_folder),
        holds: |bucket| {
            copies_are_whole(bucket);
            is_untouched(bucket, &["me/a", "me/b", "me/c", "me/d/e"]);
        },
        ends: |bucket| NAMES.iter().for_each(|name| assert!(bucket.contents().contains_key(&format!("me/to/{name}")))),
    });
}

#[test]
fn a_move() {
    check(&Case {
        name: "move",
        bucket: files,
        begin: || transfer(TransferKind::Move, to_folder),
        holds: |bucket| {
            copies_are_whole(bucket);
            let now = bucket.contents();
            for name in NAMES {
                let is_there = |key: String| now.contains_key(&key);
                assert!(is_there(format!("me/{name}")) || is_there(format!("me/to/{name}")), "{name} is lost");
            }
        },
        ends: |bucket| {
            let now: Vec<String> = bucket.contents().into_keys().collect();
            assert_eq!(now, ["me/f", "me/keep", "me/to/a", "me/to/b", "me/to/c", "me/to/d/e"]);
        },
    });
}

/// All but the `ETag`, which is another one.
fn is_copy_of(copy: &Stored, stored: &Stored) -> bool {
    (&copy.content, &copy.metadata, &copy.tags) == (&stored.content, &stored.metadata, &stored.tags)
}

#[test]
fn a_move_that_gives_each_copy_another_e_tag() {
    check(&Case {
        name: "move, other tags",
        bucket: || {
            let bucket = files();
            bucket.gives_copies_new_e_tags();
            bucket
        },
        begin: || transfer(TransferKind::Move, to_folder),
        holds: |bucket| {
            let (now, before) = (bucket.objects(), files().objects());
            for name in NAMES {
                let original = &before[&format!("me/{name}")];
                let copy = now.get(&format!("me/to/{name}"));
                assert!(copy.is_none_or(|copy| is_copy_of(copy, original)), "{copy:?}");
                assert!(copy.is_some() || now.get(&format!("me/{name}")) == Some(original), "{name} is lost");
            }
            is_untouched(bucket, &["me/f", "me/keep"]);
        },
        ends: |bucket| {
            let now: Vec<String> = bucket.contents().into_keys().collect();
            assert_eq!(now, ["me/f", "me/keep", "me/to/a", "me/to/b", "me/to/c", "me/to/d/e"]);
        },
    });
}

#[test]
fn a_renaming() {
    check(&Case {
        name: "rename",
        bucket: files,
        begin: || transfer(TransferKind::Move, || vec![item("a", &small(1), "me/A".to_owned())]),
        holds: |bucket| {
            is_untouched(bucket, &["me/b", "me/keep"]);
            let (now, was) = (bucket.objects(), Some(small(1)));
            assert!(now.get("me/a").cloned() == was || now.get("me/A").cloned() == was, "{now:?}");
        },
        ends: |bucket| {
            assert_eq!(bucket.objects().get("me/A"), Some(&small(1)));
            assert!(!bucket.contents().contains_key("me/a"));
        },
    });
}

fn large() -> Stored {
    Stored { content: Content::of(7, 6 * GIB), ..small(7) }
}

#[test]
fn a_move_in_parts() {
    check(&Case {
        name: "move in parts",
        bucket: || {
            let bucket = files();
            bucket.put("me/large", large());
            bucket
        },
        begin: || transfer(TransferKind::Move, || vec![item("large", &large(), "me/to/large".to_owned())]),
        holds: |bucket| {
            is_untouched(bucket, &["me/a", "me/keep"]);
            let now = bucket.objects();
            let copy = now.get("me/to/large");
            assert!(copy.is_none_or(|copy| copy.content == large().content), "{copy:?}");
            assert!(copy.is_some() || now.get("me/large") == Some(&large()));
        },
        ends: |bucket| {
            let now = bucket.objects();
            assert!(now.contains_key("me/to/large") && !now.contains_key("me/large"), "{:?}", now.keys());
        },
    });
}

fn delete(keys: &'static [&'static str]) -> Run {
    Box::new(|bucket| {
        let before = files().objects();
        let identifier =
            |key: &&str| ObjectIdentifier { key: (*key).to_owned(), e_tag: Some(before[*key].e_tag.clone()), version_id: None };
        let objects: Vec<ObjectIdentifier> = keys.iter().map(identifier).collect();
        match block_on(client(bucket).delete_all(&data(), &objects, &Keys, |_| {})) {
            Ok(failures) if failures.is_empty() => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
}

#[test]
fn a_deletion() {
    const GONE: &[&str] = &["me/a", "me/b", "me/d/e"];
    check(&Case {
        name: "delete",
        bucket: files,
        begin: || delete(&["me/a"]),
        holds: |bucket| is_untouched(bucket, &["me/b", "me/c", "me/d/e", "me/f", "me/keep"]),
        ends: |bucket| assert!(!bucket.contents().contains_key("me/a")),
    });
    check(&Case {
        name: "delete many",
        bucket: files,
        begin: || delete(GONE),
        holds: |bucket| is_untouched(bucket, &["me/c", "me/f", "me/keep"]),
        ends: |bucket| assert!(GONE.iter().all(|key| !bucket.contents().contains_key(*key))),
    });
}

const DELETED: [&str; 3] = ["me/a", "me/b", "me/d/e"];

fn deleted() -> FaultyBucket {
    let bucket = files();
    bucket.keeps_versions();
    DELETED.iter().for_each(|key| bucket.deletes(key));
    bucket
}

#[test]
fn a_deletion_taken_back() {
    check(&Case {
        name: "undelete",
        bucket: deleted,
        begin: || {
            let markers = RefCell::new(None);
            Box::new(move |bucket| {
                let marker = |(key, version_id)| DeleteMarker { key, version_id };
                let markers = markers
                    .borrow_mut()
                    .get_or_insert_with(|| bucket.markers().into_iter().map(marker).collect::<Vec<_>>())
                    .clone();
                let undeleted = block_on(versions::undelete(&client(bucket), &data(), &markers, &Keys, async |_: &Error| false));
                let Reverted { failures, .. } = undeleted.map_err(|error| format!("{error:?}"))?;
                if failures.is_empty() { Ok(()) } else { Err(format!("{failures:?}")) }
            })
        },
        holds: |bucket| {
            is_untouched(bucket, &["me/c", "me/f", "me/keep"]);
            let (now, before) = (bucket.objects(), files().objects());
            DELETED.iter().for_each(|key| assert!(now.get(*key).is_none_or(|there| *there == before[*key]), "{key}"));
        },
        ends: |bucket| is_untouched(bucket, &DELETED),
    });
}

#[test]
fn a_deleted_file_brought_back() {
    check(&Case {
        name: "bring back",
        bucket: deleted,
        begin: || {
            let marker = RefCell::new(None);
            Box::new(move |bucket| {
                let (key, version_id) = marker.borrow_mut().get_or_insert_with(|| bucket.markers().remove(0)).clone();
                let last_modified = OffsetDateTime::UNIX_EPOCH;
                let version = ObjectVersion { key, version_id, is_latest: true, last_modified, content: None };
                let back = block_on(versions::bring_back(&client(bucket), &data(), &version, None, &Keys));
                back.map_err(|error| format!("{error:?}"))
            })
        },
        holds: |bucket| {
            is_untouched(bucket, &["me/c", "me/f", "me/keep"]);
            assert!(!bucket.contents().contains_key("me/b"));
        },
        ends: |bucket| is_untouched(bucket, &["me/a"]),
    });
}

/// `me/a` was written over, and copies have `ETag`s of their own.
fn overwritten(before: &Stored) -> FaultyBucket {
    let bucket = files();
    bucket.put("me/a", before.clone());
    bucket.keeps_versions();
    bucket.overwrites("me/a", small(9));
    bucket.gives_copies_new_e_tags();
    bucket
}

/// Brings back what `me/a` was before it was written over.
fn bring_back_earlier(size: u64) -> Run {
    let seen = RefCell::new(None);
    Box::new(move |bucket| {
        let version = |(version_id, e_tag): (String, String)| {
            let content = Some(VersionContent { size, e_tag, storage_class: "STANDARD".into() });
            let last_modified = OffsetDateTime::UNIX_EPOCH;
            ObjectVersion { key: "me/a".into(), version_id, is_latest: false, last_modified, content }
        };
        let seen =
            seen.borrow_mut().get_or_insert_with(|| bucket.written("me/a").into_iter().map(version).collect::<Vec<_>>()).clone();
        let back = block_on(versions::bring_back(&client(bucket), &data(), &seen[1], Some(&seen[0]), &Keys));
        back.map_err(|error| format!("{error:?}"))
    })
}

/// It is what it was before or what was written over it.
fn is_one_of_both(bucket: &FaultyBucket, before: &Stored) {
    is_untouched(bucket, &["me/b", "me/keep"]);
    let now = bucket.objects()["me/a"].clone();
    assert!(is_copy_of(&now, before) || now == small(9), "{now:?}");
}

#[test]
fn an_earlier_version_brought_back() {
    check(&Case {
        name: "bring back an earlier version",
        bucket: || overwritten(&small(1)),
        begin: || bring_back_earlier(60),
        holds: |bucket| is_one_of_both(bucket, &small(1)),
        ends: |bucket| assert!(is_copy_of(&bucket.objects()["me/a"], &small(1))),
    });
}

#[test]
fn an_earlier_version_brought_back_in_parts() {
    check(&Case {
        name: "bring back an earlier version in parts",
        bucket: || overwritten(&large()),
        begin: || bring_back_earlier(large().content.size()),
        holds: |bucket| {
            is_untouched(bucket, &["me/b", "me/keep"]);
            // Of its headers those are carried that the page can read.
            let now = bucket.objects()["me/a"].clone();
            assert!(now.content == large().content || now == small(9), "{now:?}");
        },
        ends: |bucket| {
            let now = bucket.objects()["me/a"].clone();
            assert_eq!((now.content, now.tags), (large().content, large().tags));
        },
    });
}

#[test]
fn what_was_written_over_a_file_taken_back() {
    check(&Case {
        name: "restore what was replaced",
        bucket: || overwritten(&small(1)),
        begin: || {
            let written = RefCell::new(None);
            Box::new(move |bucket| {
                let version = || ReplacingVersion { key: "me/a".into(), version_id: bucket.written("me/a").remove(0).0 };
                let written = [written.borrow_mut().get_or_insert_with(version).clone()];
                let restored =
                    block_on(versions::undo_replacement(&client(bucket), &data(), &written, &Keys, async |_: &Error| false));
                let Reverted { failures, .. } = restored.map_err(|error| format!("{error:?}"))?;
                if failures.is_empty() { Ok(()) } else { Err(format!("{failures:?}")) }
            })
        },
        holds: |bucket| is_one_of_both(bucket, &small(1)),
        ends: |bucket| assert_eq!(bucket.objects()["me/a"], small(1)),
    });
}

#[test]
fn the_restoring_of_an_archived_file() {
    check(&Case {
        name: "restore",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let asked = block_on(client(bucket).restore_object(&data(), "me/a", 7, RetrievalTier::Standard, &Keys));
                match asked {
                    // It was asked for before.
                    Err(error) if error.code() == "RestoreAlreadyInProgress" => Ok(()),
                    asked => asked.map_err(|error| format!("{error:?}")),
                }
            })
        },
        holds: |bucket| assert_eq!(bucket.objects(), files().objects()),
        ends: |bucket| assert_eq!(bucket.restored(), ["me/a"]),
    });
}

/// Text of one letter.
fn typed(letter: u8) -> Stored {
    let metadata = small(1).metadata;
    Stored { metadata, tags: small(1).tags, ..Stored::new(Content::of(letter, 60)) }
}

#[test]
fn the_saving_of_a_text() {
    check(&Case {
        name: "edit",
        bucket: || {
            let bucket = files();
            bucket.put("me/text", typed(b'a'));
            bucket
        },
        begin: || {
            Box::new(|bucket| {
                let e_tag = typed(b'a').e_tag;
                let listed = File { e_tag: e_tag.clone(), storage_class: "STANDARD".into(), ..File::default() };
                let (client, key) = (client(bucket), "me/text".to_owned());
                let editing = Editing { client, credentials: Keys, bucket: data(), key, listed };
                match block_on(editing.save(vec![b'b'; 60], &e_tag)) {
                    Ok(SaveOutcome::Saved(_)) => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            })
        },
        holds: |bucket| {
            is_untouched(bucket, &["me/a", "me/keep"]);
            let now = bucket.objects()["me/text"].clone();
            assert!([typed(b'a').content, typed(b'b').content].contains(&now.content), "{now:?}");
            assert_eq!(now.tags, typed(b'a').tags);
        },
        ends: |bucket| assert_eq!(bucket.contents()["me/text"], typed(b'b').content),
    });
}

#[test]
fn the_opening_of_a_text() {
    check(&Case {
        name: "open",
        bucket: || {
            let bucket = files();
            bucket.put("me/text", typed(b'a'));
            bucket
        },
        begin: || {
            Box::new(|bucket| {
                let (client, key) = (client(bucket), "me/text".to_owned());
                let editing = Editing { client, credentials: Keys, bucket: data(), key, listed: File::default() };
                let opened = block_on(editing.open()).map_err(|fault| format!("{fault:?}"))?;
                // What is cut would be saved so.
                assert_eq!(opened.text.edited(), "a".repeat(60));
                Ok(())
            })
        },
        holds: |bucket| assert_eq!(bucket.contents()["me/text"], typed(b'a').content),
        ends: |_| {},
    });
}

#[test]
fn the_saving_of_tags() {
    check(&Case {
        name: "tags",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
                let seen = Tagging { tags: vec![tag("k", "v")], version_id: None };
                let wanted = [tag("z", "9"), tag("k", "new")];
                match block_on(tags::save(&client(bucket), &data(), "me/a", &seen, &wanted, &Keys)) {
                    Ok(Saved::Done(_)) => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            })
        },
        holds: |bucket| {
            is_untouched(bucket, &["me/b", "me/keep"]);
            let now = bucket.objects()["me/a"].clone();
            assert_eq!(now.content, small(1).content);
            assert!(now.tags == small(1).tags || now.tags.len() == 2, "{:?}", now.tags);
        },
        ends: |bucket| assert!(bucket.objects()["me/a"].tags.contains(&("k".into(), "new".into()))),
    });
}

/// Saves one pair in place of what was `seen`.
fn save_metadata(bucket: &FaultyBucket, key: &str, seen: &HeadObject) -> Result<(), String> {
    let wanted = ObjectMetadata { user: vec![("b".into(), "2".into())], ..ObjectMetadata::default() };
    let saved = block_on(metadata::replace(&client(bucket), &data(), key, seen, &wanted, &Keys));
    saved.map_err(|error| format!("{error:?}"))
}

fn only_metadata_of_a_changes(bucket: &FaultyBucket) {
    is_untouched(bucket, &["me/b", "me/keep"]);
    let now = bucket.objects()["me/a"].clone();
    assert_eq!((now.content, now.tags), (small(1).content, small(1).tags));
}

#[test]
fn the_saving_of_metadata() {
    check(&Case {
        name: "metadata",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let seen = HeadObject { e_tag: small(1).e_tag, ..HeadObject::default() };
                save_metadata(bucket, "me/a", &seen)
            })
        },
        holds: only_metadata_of_a_changes,
        ends: |bucket| assert!(bucket.objects()["me/a"].metadata.contains(&("x-amz-meta-b".into(), "2".into()))),
    });
}

#[test]
fn the_saving_of_metadata_that_gives_the_file_another_e_tag() {
    check(&Case {
        name: "metadata, another tag",
        bucket: || {
            let bucket = files();
            // As of what was written in parts: S3 makes one piece of it.
            bucket.put("me/a", Stored { e_tag: "\"0123456789abcdef0123456789abcdef-3\"".into(), ..small(1) });
            bucket.gives_copies_new_e_tags();
            bucket
        },
        begin: || {
            Box::new(|bucket| {
                let seen = HeadObject {
                    e_tag: "\"0123456789abcdef0123456789abcdef-3\"".into(),
                    content_length: Some(60),
                    checksums: vec![("CRC64NVME", small(1).content.sha256()[..12].to_owned())],
                    ..HeadObject::default()
                };
                save_metadata(bucket, "me/a", &seen)
            })
        },
        holds: only_metadata_of_a_changes,
        ends: |bucket| assert!(bucket.objects()["me/a"].metadata.contains(&("x-amz-meta-b".into(), "2".into()))),
    });
}

#[test]
fn the_saving_of_metadata_in_parts() {
    check(&Case {
        name: "metadata in parts",
        bucket: || {
            let bucket = files();
            bucket.put("me/large", large());
            bucket
        },
        begin: || {
            Box::new(|bucket| {
                let (e_tag, sum) = (large().e_tag, large().content.sha256()[..12].to_owned());
                let seen = HeadObject {
                    e_tag,
                    content_length: Some(large().content.size()),
                    checksums: vec![("CRC64NVME", sum)],
                    ..HeadObject::default()
                };
                save_metadata(bucket, "me/large", &seen)
            })
        },
        holds: |bucket| {
            is_untouched(bucket, &["me/a", "me/keep"]);
            let now = bucket.objects()["me/large"].clone();
            assert_eq!((now.content, now.tags), (large().content, large().tags));
        },
        ends: |bucket| assert!(bucket.objects()["me/large"].metadata.contains(&("x-amz-meta-b".into(), "2".into()))),
    });
}

fn all_keys() -> Vec<String> {
    files().contents().into_keys().collect()
}

#[test]
fn a_listing() {
    check(&Case {
        name: "list",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let (mut continuation_token, mut found) = (None, Vec::new());
                loop {
                    let list = ListObjects { continuation_token, ..ListObjects::folder("me/") };
                    let page =
                        block_on(client(bucket).list_objects(&data(), &list, &Keys)).map_err(|error| format!("{error:?}"))?;
                    found.extend(page.common_prefixes.into_iter().map(|folder| folder.0));
                    found.extend(page.objects.into_iter().map(|object| object.key));
                    continuation_token = page.next_continuation_token;
                    if continuation_token.is_none() {
                        found.sort();
                        assert_eq!(found, ["me/a", "me/b", "me/c", "me/d/", "me/f", "me/keep"]);
                        return Ok(());
                    }
                }
            })
        },
        holds: |bucket| assert_eq!(bucket.objects(), files().objects()),
        ends: |_| {},
    });
}

#[test]
fn a_walk_and_a_search() {
    check(&Case {
        name: "walk",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let mut walk = Walk::below(access(bucket), ["me/".to_owned()]);
                let mut found = Vec::new();
                while let Some(objects) = block_on(walk.next()) {
                    found.extend(objects.map_err(|error| format!("{error:?}"))?.into_iter().map(|object| object.key));
                }
                assert_eq!(found, all_keys());
                Ok(())
            })
        },
        holds: |bucket| assert_eq!(bucket.objects(), files().objects()),
        ends: |_| {},
    });
    check(&Case {
        name: "search",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let mut search = Search::below(access(bucket), "me/".into(), "e", |text, _| text.to_owned(), |_| false);
                let mut found = Vec::new();
                while let Some(matches) = block_on(search.next()) {
                    found.extend(matches.map_err(|error| format!("{error:?}"))?.iter().map(|found| found.key().to_owned()));
                }
                assert_eq!(found, ["me/d/e", "me/keep"]);
                Ok(())
            })
        },
        holds: |_| {},
        ends: |_| {},
    });
}

#[derive(Default)]
struct Saving(Vec<u8>);

impl Sink for Saving {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
    async fn rewind(&mut self, to: u64) -> Result<(), Unwritable> {
        self.0.truncate(usize::try_from(to).unwrap());
        Ok(())
    }
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn an_archive() {
    check(&Case {
        name: "zip",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let mut plan = ArchivePlan::new("me/", |text, _| text.to_owned());
                for (key, stored) in files().objects() {
                    let last_modified = OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000);
                    let size = stored.content.size();
                    plan.add(Object { key, size, last_modified, e_tag: stored.e_tag, storage_class: "STANDARD".into() });
                }
                let mut saving = Saving::default();
                let note = |absent: &[OmittedFile]| {
                    ("Missing.txt".to_owned(), absent.iter().map(|absent| format!("not there: {}\n", absent.name)).collect())
                };
                let absent = block_on(write(&access(bucket), plan, &mut saving, async |_| false, note, |_, _| ()));
                let absent = absent.map_err(|fault| format!("{fault:?}"))?;
                // What is not in it is named in it; all else is in it.
                for (key, stored) in files().contents() {
                    let name = key.trim_start_matches("me/");
                    let is_absent = absent.iter().any(|absent| absent.name == name);
                    assert_eq!(has(&saving.0, &stored.bytes()), !is_absent, "{name}");
                    assert_eq!(has(&saving.0, format!("not there: {name}\n").as_bytes()), is_absent, "{name}");
                }
                if absent.is_empty() { Ok(()) } else { Err(format!("{absent:?}")) }
            })
        },
        holds: |bucket| assert_eq!(bucket.objects(), files().objects()),
        ends: |_| {},
    });
}

#[test]
fn a_download() {
    check(&Case {
        name: "download",
        bucket: files,
        begin: || {
            Box::new(|bucket| {
                let e_tag = small(1).e_tag;
                let range = ByteRange { from: 0, to: 60, e_tag: &e_tag, version_id: None };
                let bytes = block_on(client(bucket).get_object_range(&data(), "me/a", range, &Keys));
                assert_eq!(bytes.map_err(|error| format!("{error:?}"))?, small(1).content.bytes());
                Ok(())
            })
        },
        holds: |bucket| assert_eq!(bucket.objects(), files().objects()),
        ends: |_| {},
    });
}
