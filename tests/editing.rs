//! Saving an edited file: only over what was seen, with all that belonged to it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::aws::s3::Bucket;
use satchel::files::edit::save::{Editing, OpenFault, SaveFault, SaveOutcome};
use satchel::files::edit::text::{EditableText, MAX_BYTES};
use satchel::files::entry::File;
use satchel::files::upload::SentFile;
use satchel::ports::HttpErrorKind;
use support::simulated::Keys;
use support::{Scripted, client};

const TAG: &str = "\"e1\"";
const UNLISTED: &str = "<ListBucketResult><Prefix>me/notes.md</Prefix><IsTruncated>false</IsTruncated></ListBucketResult>";
const LISTED: &str = "<ListBucketResult><Prefix>me/notes.md</Prefix><IsTruncated>false</IsTruncated><Contents><Key>me/notes.md</Key><LastModified>2026-11-21T09:00:00.000Z</LastModified>\
<ETag>&quot;e1&quot;</ETag><Size>4</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>";
const TAGS: &str = "<Tagging><TagSet><Tag><Key>a b</Key><Value>1</Value></Tag></TagSet></Tagging>";

fn editing(world: &Scripted) -> Editing<Scripted, Keys> {
    let bucket = Bucket { name: "data".into(), region: "us-east-1".into() };
    let listed = File { e_tag: TAG.into(), storage_class: "STANDARD".into(), ..File::default() };
    Editing { client: client(world), credentials: Keys, bucket, key: "me/notes.md".into(), listed }
}

fn save(world: &Scripted, text: &str) -> Result<SaveOutcome, SaveFault> {
    let saved = block_on(editing(world).save(text.as_bytes().to_vec(), TAG));
    world.is_played_to_the_end();
    saved
}

fn refused(world: &Scripted, status: u16, code: &str) {
    world.answers(status, format!("<Error><Code>{code}</Code><Message>m</Message></Error>"));
}

fn head(world: &Scripted, e_tag: &str) {
    let headers = [
        ("etag", e_tag),
        ("content-type", "text/markdown; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-amz-meta-camera", "X-T5"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-server-side-encryption-aws-kms-key-id", "key-1"),
    ];
    world.answers_with(200, &headers, "");
}

fn is_there(world: &Scripted, e_tag: &str, text: &str) {
    world.answers_with(206, &[("etag", e_tag)], text);
}

fn saved_as(e_tag: &str, over: Option<&str>) -> SaveOutcome {
    SaveOutcome::Saved(SentFile { e_tag: e_tag.into(), over: over.map(Into::into) })
}

#[test]
fn what_took_the_place_of_a_version_that_is_kept_is_known_by_its_own() {
    let save_over = |version_id: &str| {
        let world = Scripted::new();
        head(&world, TAG);
        world.answers(200, TAGS);
        world.answers_with(200, &[("etag", "\"e2\""), ("x-amz-version-id", version_id)], "");
        save(&world, "text").unwrap()
    };
    assert_eq!(save_over("v2"), saved_as("\"e2\"", Some("v2")));
    assert_eq!(save_over("null"), saved_as("\"e2\"", None), "the bucket keeps none");
}

#[test]
fn what_belongs_to_the_file_is_written_again() {
    let world = Scripted::new();
    head(&world, TAG);
    world.answers(200, TAGS);
    world.answers_with(200, &[("etag", "\"e2\"")], "");
    assert_eq!(save(&world, "text").unwrap(), saved_as("\"e2\"", None));
    assert_eq!(world.operations(), ["HeadObject", "GetObjectTagging", "PutObject"]);
    let sent = [
        ("if-match", TAG),
        ("content-type", "text/markdown; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-amz-meta-camera", "X-T5"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("x-amz-server-side-encryption", "aws:kms"),
        ("x-amz-server-side-encryption-aws-kms-key-id", "key-1"),
        ("x-amz-tagging", "a%20b=1"),
    ];
    for (name, value) in sent {
        assert_eq!(world.header(2, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(world.text(2), "text");
}

/// Saves over an object of which HeadObject tells no storage class, as the bucket hides it or it is `STANDARD`. Gives the one that was
/// sent. `listed` is what was listed before: the tag and the class.
fn class_kept(listed: (&str, &str), listing: Option<&str>) -> Option<String> {
    let world = Scripted::new();
    world.answers_with(200, &[("etag", TAG)], "");
    world.answers(200, TAGS);
    if let Some(listing) = listing {
        world.answers(200, listing);
    }
    world.answers_with(200, &[("etag", "\"e2\"")], "");
    let listed = File { e_tag: listed.0.into(), storage_class: listed.1.into(), ..File::default() };
    let saved = block_on(Editing { listed, ..editing(&world) }.save(b"text".to_vec(), TAG));
    world.is_played_to_the_end();
    assert_eq!(saved.unwrap(), saved_as("\"e2\"", None));
    world.header(world.requests() - 1, "x-amz-storage-class")
}

#[test]
fn a_storage_class_that_the_bucket_hides_stays() {
    assert_eq!(class_kept((TAG, "STANDARD_IA"), None).as_deref(), Some("STANDARD_IA"));
    assert_eq!(class_kept((TAG, "STANDARD"), None), None);
    // It is another object than the one that was listed.
    let now = LISTED.replace("STANDARD", "GLACIER_IR");
    assert_eq!(class_kept(("\"e0\"", "STANDARD_IA"), Some(&now)).as_deref(), Some("GLACIER_IR"));
    assert_eq!(class_kept(("\"e0\"", "STANDARD_IA"), Some(LISTED)), None);
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten() {
    let theirs = || SaveOutcome::Changed { e_tag: "\"e2\"".into(), text: EditableText::read(b"theirs") };
    let world = Scripted::new();
    head(&world, "\"e2\"");
    is_there(&world, "\"e2\"", "theirs");
    assert_eq!(save(&world, "mine").unwrap(), theirs());
    // Between the look and the writing.
    let world = Scripted::new();
    head(&world, TAG);
    world.answers(200, TAGS);
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "\"e2\"", "theirs");
    assert_eq!(save(&world, "mine").unwrap(), theirs());
}

#[test]
fn a_save_whose_answer_was_lost_is_no_conflict() {
    let world = Scripted::new();
    head(&world, TAG);
    world.answers(200, TAGS);
    world.fails(HttpErrorKind::Network);
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "\"e2\"", "mine");
    assert_eq!(save(&world, "mine").unwrap(), saved_as("\"e2\"", None));
}

#[test]
fn a_file_that_somebody_deleted_is_said_to_be_and_made_anew_only_where_there_is_none() {
    let world = Scripted::new();
    world.answers(404, "");
    assert_eq!(save(&world, "mine").unwrap(), SaveOutcome::Deleted);
    // As who may not list the whole bucket hears it.
    let world = Scripted::new();
    world.answers(403, "");
    world.answers(200, UNLISTED);
    assert_eq!(save(&world, "mine").unwrap(), SaveOutcome::Deleted);
    let world = Scripted::new();
    refused(&world, 403, "AccessDenied");
    world.answers(200, UNLISTED);
    assert!(matches!(block_on(editing(&world).open()), Err(OpenFault::Missing)));
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "\"e3\"", "again");
    let created = block_on(editing(&world).create(b"mine".to_vec(), "text/plain")).unwrap();
    assert_eq!(created, SaveOutcome::Changed { e_tag: "\"e3\"".into(), text: EditableText::read(b"again") });
    assert_eq!(world.header(0, "if-none-match").as_deref(), Some("*"));
}

#[test]
fn tags_that_cannot_be_read_are_not_lost() {
    let world = Scripted::new();
    head(&world, TAG);
    refused(&world, 403, "AccessDenied");
    let fault = save(&world, "mine").unwrap_err();
    assert_eq!((fault.iam_action, fault.is_refusal()), ("s3:GetObjectTagging", true));
    assert!(!world.operations().contains(&"PutObject"));
}

#[test]
fn what_the_role_lacks_is_named() {
    let world = Scripted::new();
    world.answers(403, "");
    world.answers(200, LISTED);
    let fault = save(&world, "mine").unwrap_err();
    assert_eq!((fault.iam_action, fault.is_refusal()), ("s3:GetObject", true));
    let world = Scripted::new();
    head(&world, TAG);
    world.answers(200, TAGS);
    refused(&world, 403, "AccessDenied");
    world.answers(200, LISTED);
    let fault = save(&world, "mine").unwrap_err();
    assert_eq!((fault.iam_action, fault.is_refusal()), ("s3:PutObject", true));
}

#[test]
fn what_cannot_be_edited_is_not_opened() {
    let open = |world: &Scripted| block_on(editing(world).open());
    let world = Scripted::new();
    is_there(&world, TAG, &"x".repeat(MAX_BYTES + 1));
    assert!(matches!(open(&world), Err(OpenFault::TooLong)));
    let world = Scripted::new();
    is_there(&world, TAG, "a\0b");
    assert!(matches!(open(&world), Err(OpenFault::NotText)));
    let world = Scripted::new();
    world.answers(206, "text");
    assert!(matches!(open(&world), Err(OpenFault::NoETag)));
    let world = Scripted::new();
    refused(&world, 403, "InvalidObjectState");
    assert!(matches!(open(&world), Err(OpenFault::Aws(error)) if error.code() == "InvalidObjectState"));
}

#[test]
fn an_empty_file_can_be_edited() {
    let world = Scripted::new();
    refused(&world, 416, "InvalidRange");
    world.answers_with(200, &[("etag", TAG), ("content-length", "0")], "");
    let opened = block_on(editing(&world).open()).unwrap();
    assert_eq!((opened.text.edited().as_str(), opened.e_tag.as_str()), ("", TAG));
}
