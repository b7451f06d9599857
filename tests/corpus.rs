//! Keys that have broken such products: each is written, listed, copied, tagged and deleted as itself, or refused with the reason.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures::StreamExt;
use pollster::block_on;
use satchel::aws::s3::{Bucket, ObjectIdentifier, Precondition, Tag, Tagging, key_fault};
use satchel::aws::{Client, Error, KeyFault};
use satchel::files::copy::{CopyFailure, CopyItem, CopySource, Copying, TransferKind};
use satchel::files::listing::BucketAccess;
use satchel::files::tags::{self, Saved};
use satchel::files::walk::Walk;
use support::faulty::{Content, FaultyBucket, Stored};
use support::simulated::Keys;

const MOST_BYTES: usize = 1024;
const PREFIX: &str = "private/us-east-1:01234567-89ab-cdef-0123-456789abcdef/";

/// All keys, below the prefix.
fn keys() -> Vec<String> {
    let groups: serde_json::Value = serde_json::from_str(include_str!("fixtures/corpus.json")).unwrap();
    let keys = groups.as_array().unwrap().iter().flat_map(|group| group["keys"].as_array().unwrap());
    let name = |key: &serde_json::Value| match key.as_str() {
        Some(name) => name.to_owned(),
        None => {
            let (fill, bytes) = (key["fill"].as_str().unwrap(), key["bytes"].as_u64().unwrap());
            fill.repeat((usize::try_from(bytes).unwrap() - PREFIX.len()) / fill.len())
        }
    };
    keys.map(|key| format!("{PREFIX}{}", name(key))).collect()
}

fn data() -> Bucket {
    Bucket { name: "data".into(), region: "us-east-1".into() }
}

fn client(bucket: &FaultyBucket) -> Client<FaultyBucket> {
    Client::new(bucket.clone(), Rc::new(support::config()))
}

fn stored(at: usize) -> Stored {
    Stored::new(Content::of(u8::try_from(at % 250).unwrap(), 3 + at as u64 / 250))
}

fn filled() -> FaultyBucket {
    FaultyBucket::new(keys().into_iter().enumerate().map(|(at, key)| (key, stored(at))))
}

#[test]
fn the_corpus_holds_all_that_is_known_and_each_key_once() {
    let keys = keys();
    let all: BTreeSet<&str> = keys.iter().map(|key| key.strip_prefix(PREFIX).unwrap()).collect();
    assert_eq!(all.len(), keys.len());
    assert!(keys.len() >= 300, "{}", keys.len());
    assert!(keys.iter().all(|key| key.len() <= MOST_BYTES));
    let known: Vec<String> = serde_json::from_str(include_str!("fixtures/names.json")).unwrap();
    let missing: Vec<&String> = known.iter().filter(|name| name.len() < MOST_BYTES && !all.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_key_is_written_as_itself_or_refused_before_anything_is_sent() {
    let bucket = FaultyBucket::default();
    let mut refused = Vec::new();
    for key in keys() {
        let before = bucket.requests();
        match block_on(client(&bucket).put_object_if(&data(), &key, "text/plain", Vec::new(), &Precondition::Absent, &Keys)) {
            Ok(_) => assert!(bucket.contents().contains_key(&key), "{}", key.escape_unicode()),
            Err(error) => {
                assert!(matches!(error, Error::Unsendable(_)), "{error:?}");
                assert_eq!((key_fault(&key), bucket.requests()), (Some(KeyFault::DotSegment), before));
                refused.push(key);
            }
        }
    }
    assert_eq!(bucket.contents().len() + refused.len(), keys().len());
}

#[test]
fn all_keys_are_found_below_their_prefix_in_order() {
    let bucket = filled();
    let access = BucketAccess { client: client(&bucket), credentials: Keys, bucket: data() };
    let mut walk = Walk::below(access, [PREFIX.to_owned()]);
    let mut found = Vec::new();
    while let Some(objects) = block_on(walk.next()) {
        found.extend(objects.unwrap().into_iter().map(|object| object.key));
    }
    assert_eq!(found, bucket.contents().into_keys().collect::<Vec<_>>());
}

#[test]
fn each_key_is_copied_from_and_to_itself_or_said_not_to_be() {
    let bucket = filled();
    let target = |key: &str| key.replacen(PREFIX, &format!("{PREFIX}copied/"), 1);
    let item = |(key, stored): (String, Stored)| CopyItem {
        target: target(&key),
        source: CopySource { key, size: stored.content.size(), e_tag: stored.e_tag, storage_class: "STANDARD".into() },
        precondition: Precondition::Absent,
        source_stays: false,
        copy_e_tag: None,
    };
    let before: BTreeMap<String, Stored> = bucket.objects();
    let items: Vec<CopyItem> = before.clone().into_iter().map(item).collect();
    let copying = Copying { client: client(&bucket), credentials: Keys, from: data(), to: data(), transfer: TransferKind::Copy };
    let report = RefCell::default();
    block_on(copying.run(&items, &report, async |_| false, |_| {}));
    let report = report.into_inner();
    let after = bucket.objects();
    for (key, stored) in &before {
        assert_eq!(after.get(key), Some(stored));
        let is_possible = key_fault(&target(key)).is_none();
        assert_eq!(after.get(&target(key)), Some(stored).filter(|_| is_possible), "{}", key.escape_unicode());
        let failed = report.failed.iter().find(|failed| failed.item.source.key == *key);
        assert_eq!(failed.is_none(), is_possible);
        assert!(failed.is_none_or(|failed| matches!(failed.why, CopyFailure::Aws(Error::Unsendable(_)))));
    }
}

#[test]
fn each_key_has_tags_of_its_own() {
    let bucket = filled();
    for (at, key) in keys().into_iter().enumerate().filter(|(_, key)| key_fault(key).is_none()) {
        let wanted = [Tag { key: "number".into(), value: at.to_string() }];
        let saved = block_on(tags::save(&client(&bucket), &data(), &key, &Tagging::default(), &wanted, &Keys)).unwrap();
        assert!(matches!(saved, Saved::Done(_)), "{saved:?}");
    }
    let now = bucket.objects();
    for (at, key) in keys().into_iter().enumerate().filter(|(_, key)| key_fault(key).is_none()) {
        assert_eq!(now[&key].tags, [("number".to_owned(), at.to_string())], "{}", key.escape_unicode());
    }
}

#[test]
fn each_key_is_deleted_and_no_other() {
    let bucket = filled();
    let objects = |keep: bool| {
        let of = bucket.objects().into_iter().enumerate().filter(move |(at, _)| (at % 2 == 0) != keep);
        of.map(|(_, (key, stored))| ObjectIdentifier { key, e_tag: Some(stored.e_tag), version_id: None }).collect::<Vec<_>>()
    };
    let (first, kept) = (objects(false), objects(true));
    assert_eq!(block_on(client(&bucket).delete_all(&data(), &first, &Keys, |_| {})), Ok(vec![]));
    assert_eq!(bucket.contents().into_keys().collect::<Vec<_>>(), kept.iter().map(|one| one.key.clone()).collect::<Vec<_>>());
    assert_eq!(block_on(client(&bucket).delete_all(&data(), &kept, &Keys, |_| {})), Ok(vec![]));
    assert!(bucket.contents().is_empty());
}
