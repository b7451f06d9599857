//! One file on its way: only on its condition, only as it was chosen, in one piece or in parts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use md5::Md5;
use pollster::block_on;
use satchel::aws::s3::{Bucket, Crc32, Precondition, checksum_crc32};
use satchel::aws::{Client, Error};
use satchel::files::listing::BucketAccess;
use satchel::files::upload::conflicts::is_identical;
use satchel::files::upload::unsent::{MOST_NAMES, UnsentFile, UnsentStore, UnsentUploads};
use satchel::files::upload::{
    Attempt, CorsGap, ExistingObject, NameIndex, NameState, Target, UploadFailure, find_cancelled, find_cors_gap, free_number,
    send, survey,
};
use satchel::ports::{Body, Limits, Payload};
use satchel::ports::{
    Bytes, Condition, Digest, Form, HttpClient, HttpError, HttpErrorKind, Lifetime, Response, Source, Stamp, Unreadable, Utf8,
};
use sha2::{Digest as _, Sha256};
use support::simulated::{Keys, Simulated};
use support::{Scripted, client};

const MIB: u64 = 1024 * 1024;

/// A file of zeros whose last byte may change. It does after so many reads, if that is said.
#[derive(Default)]
struct Disk {
    stamp: Cell<Stamp>,
    reads: Cell<u32>,
    changes_after: Cell<Option<u32>>,
    is_gone: Cell<bool>,
    utf8: Cell<Utf8>,
    /// In place of the hash of zeros.
    sha256: RefCell<Option<String>>,
}

impl Disk {
    fn of(size: u64) -> Disk {
        let disk = Disk::default();
        disk.stamp.set(Stamp { size, last_modified: 1 });
        disk
    }
    fn changes(&self) {
        let stamp = self.stamp.get();
        self.stamp.set(Stamp { last_modified: stamp.last_modified + 1, ..stamp });
    }
}

#[derive(Clone)]
struct Stretch(u64, String);

impl Body for Stretch {
    fn payload(&self) -> Payload<'_> {
        Payload::Hashed(&self.1)
    }

    fn length(&self) -> u64 {
        self.0
    }
}

impl Source for Disk {
    type Body = Stretch;
    fn stamp(&self) -> Stamp {
        self.stamp.get()
    }
    fn content_type(&self) -> String {
        "text/plain".to_owned()
    }
    async fn digest(&self, from: u64, to: u64) -> Result<Digest, Unreadable> {
        self.reads.set(self.reads.get() + 1);
        if self.changes_after.get() == Some(self.reads.get()) {
            self.changes();
        }
        if self.is_gone.get() {
            return Err(Unreadable);
        }
        let sha256 = self.sha256.borrow().clone().unwrap_or_else(|| sha256_of_zeros(to - from));
        Ok(Digest { sha256, crc32: crc32_of_zeros(to - from), utf8: self.utf8.get() })
    }
    async fn md5(&self) -> Result<String, Unreadable> {
        Ok("0123456789abcdef0123456789abcdef".to_owned())
    }
    fn body(&self, from: u64, to: u64, sha256: String) -> Stretch {
        Stretch(to - from, sha256)
    }
    async fn condition(&self) -> Condition {
        if self.is_gone.get() { Condition::Gone } else { Condition::Readable }
    }
}

/// Of many zeros it takes too long: any text of the form will do.
fn sha256_of_zeros(size: u64) -> String {
    if size > 100 {
        return format!("{size:064x}");
    }
    let hash = Sha256::digest(vec![0; usize::try_from(size).unwrap()]);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn crc32_of_zeros(size: u64) -> u32 {
    Crc32::of(&vec![0; usize::try_from(size).unwrap()])
}

/// Reports all bytes as sent, and leaves the answer to the script.
struct Wire(Scripted, Rc<dyn Fn(u64)>);

impl HttpClient<Stretch> for Wire {
    async fn send(&self, request: http::Request<Stretch>, limits: Limits) -> Result<Response, HttpError> {
        let (head, body) = request.into_parts();
        (self.1)(body.0);
        HttpClient::send(&self.0, http::Request::from_parts(head, Bytes::default()), limits).await
    }
}

fn bucket() -> Bucket {
    Bucket { name: "data".into(), region: "us-east-1".into() }
}

fn target(precondition: Precondition) -> Target {
    Target { bucket: bucket(), key: "me/a.txt".into(), precondition }
}

fn send_file(
    world: &Scripted,
    precondition: Precondition,
    disk: &Disk,
    attempt: &Attempt,
) -> (Result<String, UploadFailure>, Vec<u64>) {
    let sent = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&sent);
    let chosen = Stamp { last_modified: 1, ..disk.stamp.get() };
    let transport = |progress| Wire(world.clone(), progress);
    let result = block_on(send(&client(world), &Keys, &target(precondition), (disk, chosen), attempt, transport, move |bytes| {
        noted.borrow_mut().push(bytes)
    }));
    world.is_played_to_the_end();
    (result.map(|sent| sent.e_tag), sent.take())
}

fn send_small(world: &Scripted, precondition: Precondition, disk: &Disk) -> Result<String, UploadFailure> {
    send_file(world, precondition, disk, &Attempt::default()).0
}

fn refusal(code: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>m</Message></Error>")
}

fn listing(key: &str, size: u64) -> String {
    format!(
        "<ListBucketResult><Prefix>me/a.txt</Prefix><Contents><Key>{key}</Key><LastModified>2026-11-21T07:53:05.000Z</LastModified>\
         <ETag>\"there\"</ETag><Size>{size}</Size></Contents></ListBucketResult>"
    )
}

#[test]
fn a_name_believed_free_is_written_on_that_condition() {
    let world = Scripted::new();
    world.answers_with(200, &[("etag", "\"new\"")], "");
    assert_eq!(send_small(&world, Precondition::Absent, &Disk::of(3)), Ok("\"new\"".to_owned()));
    assert_eq!(world.header(0, "if-none-match").as_deref(), Some("*"));
    assert_eq!(world.header(0, "x-amz-content-sha256").as_deref(), Some(sha256_of_zeros(3).as_str()));
    assert_eq!(world.header(0, "content-type").as_deref(), Some("text/plain"));
}

#[test]
fn text_says_its_charset_in_one_piece_and_in_parts() {
    let (world, disk) = (Scripted::new(), Disk::of(3));
    disk.utf8.set(Utf8::Valid);
    world.answers_with(200, &[("etag", "\"new\"")], "");
    send_small(&world, Precondition::Absent, &disk).unwrap();
    assert_eq!(world.header(0, "content-type").as_deref(), Some("text/plain; charset=utf-8"));
    let (world, disk) = (Scripted::new(), Disk::of(20 * MIB));
    disk.utf8.set(Utf8::Cut);
    world.answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\"", "\"3\""]);
    world.answers(200, COMPLETED);
    send_small(&world, Precondition::Absent, &disk).unwrap();
    assert_eq!(
        world.header(0, "content-type").as_deref(),
        Some("text/plain; charset=utf-8"),
        "a part may end within a character"
    );
    assert_eq!(disk.reads.get(), 3, "each part is read once");
}

#[test]
fn a_replacement_is_of_the_object_that_was_asked_about() {
    let world = Scripted::new();
    world.answers_with(200, &[("etag", "\"new\"")], "");
    send_small(&world, Precondition::Is("\"old\"".into()), &Disk::of(3)).unwrap();
    assert_eq!(world.header(0, "if-match").as_deref(), Some("\"old\""));
    assert_eq!(world.header(0, "if-none-match"), None);
}

/// What can be taken back is a version that this upload has made for certain, in place of one that the bucket keeps.
#[test]
fn the_version_is_told_that_took_the_place_of_another() {
    let over = |world: &Scripted, precondition: Precondition, size: u64| {
        let disk = Disk::of(size);
        let transport = |progress| Wire(world.clone(), progress);
        let chosen = disk.stamp();
        let sent =
            block_on(send(&client(world), &Keys, &target(precondition), (&disk, chosen), &Attempt::default(), transport, |_| {}));
        world.is_played_to_the_end();
        sent.unwrap().over
    };
    let old = || Precondition::Is("\"old\"".into());
    let answered = |id: &str| {
        let world = Scripted::new();
        world.answers_with(200, &[("etag", "\"new\""), ("x-amz-version-id", id)], "");
        world
    };
    assert_eq!(over(&answered("v2"), old(), 3).as_deref(), Some("v2"));
    assert_eq!(over(&answered("v2"), Precondition::Absent, 3), None, "it has replaced nothing");
    assert_eq!(over(&answered("null"), old(), 3), None, "versions are suspended: what was there is gone");
    let world = Scripted::new();
    world.answers_with(200, &[("etag", "\"new\"")], "");
    assert_eq!(over(&world, old(), 3), None, "none are kept");
    let world = Scripted::new();
    world.answers(404, refusal("NoSuchKey")).answers_with(200, &[("x-amz-version-id", "v2")], "");
    assert_eq!(over(&world, old(), 3), None, "what was to be replaced was gone");
    let world = Scripted::new();
    world.fails(HttpErrorKind::Network).answers(412, refusal("PreconditionFailed"));
    world.answers(200, listing("me/a.txt", 3)).answers(200, "\0\0\0");
    assert_eq!(over(&world, old(), 3), None, "another client may have written the same");
    let world = Scripted::new();
    world.answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\"", "\"3\""]);
    world.answers_with(200, &[("x-amz-version-id", "v3")], COMPLETED);
    assert_eq!(over(&world, old(), 20 * MIB).as_deref(), Some("v3"));
}

#[test]
fn a_name_that_was_taken_meanwhile_is_told_with_what_has_it() {
    let world = Scripted::new();
    world.answers(412, refusal("PreconditionFailed")).answers(200, listing("me/a.txt", 9));
    assert_eq!(send_small(&world, Precondition::Absent, &Disk::of(3)), Err(UploadFailure::Taken(Some("\"there\"".into()))));

    let world = Scripted::new();
    world.answers(412, refusal("PreconditionFailed")).answers(403, refusal("AccessDenied"));
    assert_eq!(send_small(&world, Precondition::Absent, &Disk::of(3)), Err(UploadFailure::Taken(None)), "who may not list");
}

#[test]
fn what_is_there_after_a_lost_answer_is_ones_own() {
    let world = Scripted::new();
    world.fails(HttpErrorKind::Network).answers(412, refusal("PreconditionFailed"));
    world.answers(200, listing("me/a.txt", 3)).answers(200, "\0\0\0");
    assert_eq!(send_small(&world, Precondition::Absent, &Disk::of(3)), Ok("\"there\"".to_owned()));

    let world = Scripted::new();
    world.fails(HttpErrorKind::Network).answers(412, refusal("PreconditionFailed"));
    world.answers(200, listing("me/a.txt", 3)).answers(200, "abc");
    assert_eq!(send_small(&world, Precondition::Absent, &Disk::of(3)), Err(UploadFailure::Taken(Some("\"there\"".into()))));
}

#[test]
fn what_was_cancelled_after_its_last_byte_may_be_stored() {
    let nothing = || "<ListBucketResult><Prefix>me/a.txt</Prefix></ListBucketResult>".to_owned();
    let find = |world: &Scripted, precondition: Precondition, size: u64| {
        let (disk, attempt) = (Disk::of(size), Attempt::default());
        let file = (&disk, Stamp { last_modified: 1, size });
        let found = block_on(find_cancelled(&client(world), &Keys, &target(precondition), file, &attempt));
        world.is_played_to_the_end();
        found.map(|found| found.map(|found| found.e_tag))
    };
    let there = || Ok(Some("\"there\"".to_owned()));

    let world = Scripted::new();
    world.answers(200, listing("me/a.txt", 3)).answers(200, "\0\0\0");
    assert_eq!(find(&world, Precondition::Absent, 3), there());
    let world = Scripted::new();
    world.answers(200, nothing()).answers(200, listing("me/a.txt", 3)).answers(200, "\0\0\0");
    assert_eq!(find(&world, Precondition::Absent, 3), there(), "S3 was about to store it");
    let world = Scripted::new();
    world.answers(200, nothing()).answers(200, nothing());
    assert_eq!(find(&world, Precondition::Absent, 3), Ok(None));
    let world = Scripted::new();
    world.answers(200, listing("me/a.txt", 3)).answers(200, "abc");
    assert_eq!(find(&world, Precondition::Absent, 3), Ok(None), "somebody else's");

    let old = || Precondition::Is("\"there\"".into());
    let world = Scripted::new();
    world.answers(200, listing("me/a.txt", 3)).answers(200, listing("me/a.txt", 3));
    assert_eq!(find(&world, old(), 3), Ok(None), "what was to be replaced is there still");

    // In parts, of which all were there.
    let world = Scripted::new();
    world.answers(200, listing("me/a.txt", 20 * MIB));
    head(&world, "\"there\"", 20 * MIB, Some(crc32_of_zeros(20 * MIB)));
    assert_eq!(find(&world, Precondition::Absent, 20 * MIB), there());

    let world = Scripted::new();
    world.fails(HttpErrorKind::Offline);
    assert!(matches!(find(&world, Precondition::Absent, 3), Err(UploadFailure::Aws(Error::NoResponse(_)))), "it is not known");
}

/// The answer to an upload of 12 MiB was lost; the object that is there is of this size and has this `ETag`.
fn larger_than_an_answer(e_tag: &str) -> (Scripted, Disk, Vec<u8>) {
    let (world, disk, bytes) = (Scripted::new(), Disk::of(12 * MIB), vec![0; 12 * MIB as usize]);
    *disk.sha256.borrow_mut() = Some(hex::encode(Sha256::digest(&bytes)));
    world.fails(HttpErrorKind::Network).answers(412, refusal("PreconditionFailed"));
    world.answers(200, listing("me/a.txt", 12 * MIB).replace("\"there\"", e_tag));
    (world, disk, bytes)
}

#[test]
fn what_is_larger_than_one_answer_is_known_for_ones_own_by_its_tag() {
    // Also by who may not read it.
    let e_tag = "\"0123456789abcdef0123456789abcdef\"";
    let (world, disk, _) = larger_than_an_answer(e_tag);
    assert_eq!(send_small(&world, Precondition::Absent, &disk), Ok(e_tag.to_owned()));
    assert!(!world.operations().contains(&"GetObject"));
}

#[test]
fn what_is_larger_than_one_answer_is_read_in_pieces_where_its_tag_is_no_sum() {
    let (world, disk, bytes) = larger_than_an_answer("\"there\"");
    for piece in bytes.chunks(4 * MIB as usize) {
        world.answers(206, String::from_utf8(piece.to_vec()).unwrap());
    }
    assert_eq!(send_small(&world, Precondition::Absent, &disk), Ok("\"there\"".to_owned()));
    assert_eq!(
        (world.header(4, "range").as_deref(), world.header(4, "if-match").as_deref()),
        (Some("bytes=4194304-8388607"), Some("\"there\""))
    );

    let (world, disk, _) = larger_than_an_answer("\"there\"");
    for filler in ["\0", "x", "\0"] {
        world.answers(206, filler.repeat(4 * MIB as usize));
    }
    assert_eq!(send_small(&world, Precondition::Absent, &disk), Err(UploadFailure::Taken(Some("\"there\"".into()))));
}

#[test]
fn a_conflict_of_the_moment_is_tried_again() {
    let world = Scripted::new();
    world.answers(409, refusal("ConditionalRequestConflict")).answers_with(200, &[("etag", "\"new\"")], "");
    send_small(&world, Precondition::Absent, &Disk::of(3)).unwrap();
    assert_eq!(world.slept().len(), 1);

    let world = Scripted::new();
    for _ in 0..4 {
        world.answers(409, refusal("ConditionalRequestConflict"));
    }
    let failure = send_small(&world, Precondition::Absent, &Disk::of(3)).unwrap_err();
    assert!(matches!(failure, UploadFailure::Aws(error) if error.code() == "ConditionalRequestConflict"));
}

#[test]
fn what_was_to_be_replaced_and_is_gone_leaves_its_name_free() {
    let world = Scripted::new();
    world.answers(404, refusal("NoSuchKey")).answers_with(200, &[("etag", "\"new\"")], "");
    send_small(&world, Precondition::Is("\"old\"".into()), &Disk::of(3)).unwrap();
    assert_eq!((world.header(1, "if-match"), world.header(1, "if-none-match").as_deref()), (None, Some("*")));
}

#[test]
fn a_file_that_changed_is_not_sent() {
    let changed_before = Disk::of(3);
    changed_before.changes();
    assert_eq!(send_small(&Scripted::new(), Precondition::Absent, &changed_before), Err(UploadFailure::Changed));

    let changed_while_read = Disk::of(3);
    changed_while_read.changes_after.set(Some(1));
    assert_eq!(send_small(&Scripted::new(), Precondition::Absent, &changed_while_read), Err(UploadFailure::Changed));

    let gone = Disk::of(3);
    gone.is_gone.set(true);
    assert_eq!(send_small(&Scripted::new(), Precondition::Absent, &gone), Err(UploadFailure::Gone));
}

#[test]
fn a_file_that_changed_while_it_was_sent_is_no_fault_of_the_network() {
    let world = Scripted::new();
    // It might have been damaged on its way.
    for _ in 0..4 {
        world.answers(400, refusal("XAmzContentSHA256Mismatch"));
    }
    assert_eq!(send_small(&world, Precondition::Absent, &Disk::of(3)), Err(UploadFailure::Changed));

    let world = Scripted::new();
    world.fails(HttpErrorKind::Unreadable);
    let disk = Disk::of(3);
    assert_eq!(send_small(&world, Precondition::Absent, &disk), Err(UploadFailure::Changed), "one attempt");
}

const CREATED: &str = "<InitiateMultipartUploadResult><UploadId>U/1</UploadId></InitiateMultipartUploadResult>";
const COMPLETED: &str = "<CompleteMultipartUploadResult><ETag>\"e-3\"</ETag></CompleteMultipartUploadResult>";

fn parts(world: &Scripted, e_tags: &[&str]) {
    for e_tag in e_tags {
        world.answers_with(200, &[("etag", e_tag)], "");
    }
}

#[test]
fn a_large_file_is_sent_in_parts_and_completed_on_its_condition() {
    let world = Scripted::new();
    world.answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\"", "\"3\""]);
    world.answers(200, COMPLETED);
    let (result, progress) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &Attempt::default());
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
    assert_eq!(
        world.operations(),
        ["CreateMultipartUpload", "UploadPart", "UploadPart", "UploadPart", "CompleteMultipartUpload"]
    );
    assert!(world.uri(1).ends_with("?partNumber=1&uploadId=U%2F1"), "{}", world.uri(1));
    assert_eq!(world.header(1, "x-amz-content-sha256").as_deref(), Some(sha256_of_zeros(8 * MIB).as_str()));
    assert_eq!(world.header(3, "x-amz-content-sha256").as_deref(), Some(sha256_of_zeros(4 * MIB).as_str()));
    assert_eq!(world.header(4, "if-none-match").as_deref(), Some("*"));
    assert!(world.text(4).contains("<PartNumber>3</PartNumber><ETag>\"3\"</ETag>"));
    assert_eq!(world.header(0, "x-amz-checksum-algorithm").as_deref(), Some("CRC32"));
    let sum = |size| Some(checksum_crc32(crc32_of_zeros(size)));
    assert_eq!(world.header(3, "x-amz-checksum-crc32"), sum(4 * MIB), "of the part");
    assert_eq!(world.header(4, "x-amz-checksum-crc32"), sum(20 * MIB), "of the whole");
    assert_eq!(progress.last(), Some(&(20 * MIB)));
    assert!(progress.iter().all(|sent| *sent <= 20 * MIB));
}

#[test]
fn a_file_that_changes_between_its_parts_leaves_nothing_behind() {
    let world = Scripted::new();
    let disk = Disk::of(40 * MIB);
    disk.changes_after.set(Some(3));
    world.answers(200, CREATED);
    // However many parts went before it was noticed.
    let attempt = Attempt::default();
    for _ in 0..2 {
        world.answers_with(200, &[("etag", "\"p\"")], "");
    }
    world.answers(204, "");
    let sent = RefCell::new(0);
    let chosen = Stamp { size: 40 * MIB, last_modified: 1 };
    let transport = |progress| {
        *sent.borrow_mut() += 1;
        Wire(world.clone(), progress)
    };
    let result =
        block_on(send(&client(&world), &Keys, &target(Precondition::Absent), (&disk, chosen), &attempt, transport, |_| {}));
    assert_eq!(result, Err(UploadFailure::Changed));
    assert!(!attempt.is_begun());
    assert_eq!(world.operations().last(), Some(&"AbortMultipartUpload"));
    assert!(!world.operations().contains(&"CompleteMultipartUpload"));
}

#[test]
fn another_attempt_goes_on_with_the_parts_that_are_missing() {
    let world = Scripted::new();
    let attempt = Attempt::default();
    let disk = Disk::of(20 * MIB);
    world.answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\""]);
    world.answers(403, refusal("AccessDenied"));
    let (result, _) = send_file(&world, Precondition::Absent, &disk, &attempt);
    assert!(matches!(result, Err(UploadFailure::Aws(error)) if error.code() == "AccessDenied"));
    assert!(attempt.is_begun());

    let (reads, before) = (disk.reads.get(), world.requests());
    parts(&world, &["\"3\""]);
    world.answers(200, COMPLETED);
    let (result, progress) = send_file(&world, Precondition::Absent, &disk, &attempt);
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
    assert_eq!(disk.reads.get(), reads, "it was read already: S3 refuses anything else");
    assert!(world.uri(before).contains("partNumber=3"));
    assert_eq!(progress.last(), Some(&(20 * MIB)));
}

fn stored(parts: &[(u32, u64, Option<u32>)]) -> String {
    let part = |(number, size, crc32): &(u32, u64, Option<u32>)| {
        let crc32 = crc32.map_or(String::new(), |crc32| format!("<ChecksumCRC32>{}</ChecksumCRC32>", checksum_crc32(crc32)));
        format!("<Part><PartNumber>{number}</PartNumber><ETag>\"{number}\"</ETag><Size>{size}</Size>{crc32}</Part>")
    };
    format!("<ListPartsResult>{}</ListPartsResult>", parts.iter().map(part).collect::<String>())
}

fn resumed() -> Attempt {
    Attempt::resumed(bucket(), "me/a.txt".into(), "U/1".into(), 20 * MIB)
}

#[test]
fn what_another_page_began_goes_on_from_the_parts_that_are_of_this_file() {
    let world = Scripted::new();
    let part = 8 * MIB;
    // The second was sent without a checksum: it may be anything.
    world.answers(200, stored(&[(1, part, Some(crc32_of_zeros(part))), (2, part, None)]));
    parts(&world, &["\"2\"", "\"3\""]);
    world.answers(200, COMPLETED);
    let (result, progress) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &resumed());
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
    assert_eq!(world.operations(), ["ListParts", "UploadPart", "UploadPart", "CompleteMultipartUpload"]);
    assert!(world.uri(1).contains("partNumber=2&uploadId=U%2F1"));
    assert_eq!(progress.first(), Some(&part), "what is there counts at once");
    assert_eq!(world.header(3, "x-amz-checksum-crc32"), Some(checksum_crc32(crc32_of_zeros(20 * MIB))));
}

#[test]
fn a_different_file_is_refused_before_anything_is_sent() {
    for (parts, number) in [
        (vec![(1, 8 * MIB, Some(crc32_of_zeros(8 * MIB))), (2, 8 * MIB, Some(7))], 2),
        (vec![(1, 9 * MIB, Some(crc32_of_zeros(9 * MIB)))], 1),
        (vec![(4, 8 * MIB, None)], 4),
    ] {
        let world = Scripted::new();
        world.answers(200, stored(&parts));
        let attempt = resumed();
        let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &attempt);
        assert_eq!(result, Err(UploadFailure::Different(number)));
        assert!(attempt.is_begun(), "S3 keeps the parts for the right file");
    }
}

#[test]
fn an_upload_that_s3_has_forgotten_begins_anew() {
    let world = Scripted::new();
    world.answers(404, refusal("NoSuchUpload")).answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\"", "\"3\""]);
    world.answers(200, COMPLETED);
    let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &resumed());
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
}

#[test]
fn tags_that_a_bucket_does_not_expose_are_asked_for() {
    let world = Scripted::new();
    world.answers(200, CREATED);
    for _ in 0..3 {
        world.answers(200, "");
    }
    let part = |number| format!("<Part><PartNumber>{number}</PartNumber><ETag>\"{number}\"</ETag></Part>");
    let first = format!("<ListPartsResult>{}{}<IsTruncated>true</IsTruncated></ListPartsResult>", part(1), part(2));
    world.answers(200, first).answers(200, format!("<ListPartsResult>{}</ListPartsResult>", part(3))).answers(200, COMPLETED);
    let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &Attempt::default());
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
    assert!(world.uri(5).contains("part-number-marker=2"));
    assert!(world.text(6).contains("<PartNumber>3</PartNumber><ETag>\"3\"</ETag>"));
}

#[test]
fn completing_may_answer_200_and_fail() {
    let world = Scripted::new();
    world.answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\"", "\"3\""]);
    world.answers(200, refusal("InternalError")).answers(200, COMPLETED);
    let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &Attempt::default());
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
}

#[test]
fn a_name_that_was_taken_while_parts_were_sent_is_asked_about_and_the_parts_are_kept() {
    let world = Scripted::new();
    let attempt = Attempt::default();
    world.answers(200, CREATED);
    parts(&world, &["\"1\"", "\"2\"", "\"3\""]);
    world.answers(412, refusal("PreconditionFailed")).answers(200, "<ListPartsResult></ListPartsResult>");
    world.answers(200, listing("me/a.txt", 20 * MIB));
    let disk = Disk::of(20 * MIB);
    let (result, _) = send_file(&world, Precondition::Absent, &disk, &attempt);
    assert_eq!(result, Err(UploadFailure::Taken(Some("\"there\"".into()))));

    let before = world.requests();
    world.answers(200, COMPLETED);
    let (result, _) = send_file(&world, Precondition::Is("\"there\"".into()), &disk, &attempt);
    assert_eq!(result, Ok("\"e-3\"".to_owned()));
    assert_eq!(world.requests() - before, 1, "no part is sent again");
    assert_eq!(world.header(before, "if-match").as_deref(), Some("\"there\""));
}

/// All parts of 20 MiB were sent, whose `ETag`s are these; the answer to the completion is lost, the next one is a refusal, and
/// the upload is none any more.
fn completion_is_lost(e_tags: &[&str; 3], (status, code): (u16, &str)) -> Scripted {
    let world = Scripted::new();
    world.answers(200, CREATED);
    parts(&world, e_tags);
    world.fails(HttpErrorKind::Network).answers(status, refusal(code));
    if code != "NoSuchUpload" {
        world.answers(404, refusal("NoSuchUpload"));
    }
    world
}

fn head(world: &Scripted, e_tag: &str, size: u64, crc32: Option<u32>) {
    let (size, crc32) = (size.to_string(), crc32.map(checksum_crc32));
    let mut headers = vec![("etag", e_tag), ("content-length", &size)];
    headers.extend(crc32.iter().map(|crc32| ("x-amz-checksum-crc32", crc32.as_str())));
    world.answers_with(200, &headers, "");
}

/// The `ETag` of an object of these parts, as S3 makes it of their MD5s.
fn e_tag_of_parts(e_tags: &[&str; 3]) -> String {
    let md5s: Vec<u8> = e_tags.iter().flat_map(|e_tag| hex::decode(e_tag.trim_matches('"')).unwrap()).collect();
    format!("\"{}-3\"", hex::encode(Md5::digest(md5s)))
}

const MD5S: [&str; 3] =
    ["\"00000000000000000000000000000001\"", "\"00000000000000000000000000000002\"", "\"00000000000000000000000000000003\""];
const REFUSALS: [(u16, &str); 2] = [(412, "PreconditionFailed"), (404, "NoSuchUpload")];

#[test]
fn a_completion_whose_answer_was_lost_is_one() {
    for answer in REFUSALS {
        let world = completion_is_lost(&["\"1\"", "\"2\"", "\"3\""], answer);
        head(&world, "\"there\"", 20 * MIB, Some(crc32_of_zeros(20 * MIB)));
        let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &Attempt::default());
        assert_eq!(result, Ok("\"there\"".to_owned()));
        assert_eq!(world.header(world.requests() - 1, "x-amz-checksum-mode").as_deref(), Some("ENABLED"));
    }
}

#[test]
fn a_completion_whose_answer_was_lost_is_known_by_the_tags_of_its_parts_where_no_checksum_is() {
    for answer in REFUSALS {
        let (world, e_tag) = (completion_is_lost(&MD5S, answer), e_tag_of_parts(&MD5S));
        head(&world, &e_tag, 20 * MIB, None);
        let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &Attempt::default());
        assert_eq!(result, Ok(e_tag.clone()));

        // Who may list and not read, or reads no `ETag`, is told it by the listing.
        let world = completion_is_lost(&MD5S, answer);
        world.answers(403, "").answers(403, "").answers(200, listing("me/a.txt", 20 * MIB).replace("\"there\"", &e_tag));
        let (result, _) = send_file(&world, Precondition::Absent, &Disk::of(20 * MIB), &Attempt::default());
        assert_eq!(result, Ok(e_tag.clone()));
    }
}

#[test]
fn an_object_of_the_same_size_is_not_for_that_ones_own() {
    let old = Precondition::Is("\"there\"".into());
    for (answer, crc32) in REFUSALS.into_iter().flat_map(|answer| [(answer, Some(7)), (answer, None)]) {
        let world = completion_is_lost(&MD5S, answer);
        head(&world, "\"there\"", 20 * MIB, crc32);
        let attempt = Attempt::default();
        let (result, _) = send_file(&world, old.clone(), &Disk::of(20 * MIB), &attempt);
        match answer {
            (412, _) => assert_eq!(result, Err(UploadFailure::Taken(Some("\"there\"".into())))),
            _ => assert!(matches!(result, Err(UploadFailure::Aws(error)) if error.code() == "NoSuchUpload")),
        }
        assert!(!attempt.is_begun(), "another attempt begins anew");
    }
}

#[test]
fn a_bucket_that_answers_no_post_is_told_from_one_that_refuses() {
    let world = Scripted::new();
    for _ in 0..4 {
        world.fails(HttpErrorKind::Network);
    }
    let attempt = Attempt::default();
    let disk = Disk::of(20 * MIB);
    assert!(matches!(send_file(&world, Precondition::Absent, &disk, &attempt).0, Err(UploadFailure::NoParts(_))));
    attempt.whole.set(true);
    world.answers_with(200, &[("etag", "\"whole\"")], "");
    assert_eq!(send_file(&world, Precondition::Absent, &disk, &attempt).0, Ok("\"whole\"".to_owned()));
}

/// What is found of a bucket that answers so: to a write on the condition, to a write, and to a listing.
fn gap(world: &Scripted, answers: &[bool]) -> Option<CorsGap> {
    for is_answered in answers {
        match is_answered {
            true => world.answers(404, refusal("NoSuchUpload")),
            false => world.fails(HttpErrorKind::Network),
        };
    }
    let gap = block_on(find_cors_gap(&client(world), &Keys, &target(Precondition::Absent)));
    world.is_played_to_the_end();
    gap
}

#[test]
fn what_cors_rules_lack_is_found_without_writing() {
    let world = Scripted::new();
    assert_eq!(gap(&world, &[true]), None);
    assert!(world.uri(0).contains("uploadId=none"));
    assert_eq!(world.header(0, "if-none-match").as_deref(), Some("*"));

    let world = Scripted::new();
    assert_eq!(gap(&world, &[false, true]), Some(CorsGap::Header));
    assert!(world.uri(1).contains("uploadId=none") && world.header(1, "if-none-match").is_none());

    let world = Scripted::new();
    world.fails(HttpErrorKind::Network).fails(HttpErrorKind::Network).answers(200, listing("me/a.txt", 3));
    assert_eq!(gap(&world, &[]), Some(CorsGap::Method));
    let world = Scripted::new();
    world.fails(HttpErrorKind::Network).fails(HttpErrorKind::Network).fails(HttpErrorKind::Offline);
    assert_eq!(gap(&world, &[]), None, "it is not there at all");
}

fn same(text: &str, _: Form) -> String {
    text.to_owned()
}

fn page(prefix: &str, keys: &[&str], folders: &[&str], next: Option<&str>) -> String {
    let contents = |key: &&str| {
        format!(
            "<Contents><Key>{key}</Key><LastModified>2026-11-21T07:53:05.000Z</LastModified><ETag>\"{key}\"</ETag><Size>1</Size></Contents>"
        )
    };
    let folder = |prefix: &&str| format!("<CommonPrefixes><Prefix>{prefix}</Prefix></CommonPrefixes>");
    let next = next.map_or(String::new(), |token| {
        format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>")
    });
    let (keys, folders) = (keys.iter().map(contents).collect::<String>(), folders.iter().map(folder).collect::<String>());
    format!("<ListBucketResult><Prefix>{prefix}</Prefix>{keys}{folders}{next}</ListBucketResult>")
}

fn surveyed(world: &Scripted, paths: &[&str], known: Option<NameIndex>) -> (NameIndex, Vec<usize>) {
    let seen = RefCell::new(Vec::new());
    let access = BucketAccess { client: client(world), credentials: Keys, bucket: bucket() };
    // The network is back at once.
    let wait_for_network = async |error: &Error| error.is_silence();
    let noted = |count| seen.borrow_mut().push(count);
    let existing = block_on(survey(&access, "me/", paths.iter().copied(), known.ok_or(same), wait_for_network, noted));
    world.is_played_to_the_end();
    (existing.unwrap(), seen.take())
}

/// The network is gone for all attempts of one request.
fn is_gone(world: &Scripted) {
    (0..4).for_each(|_| {
        world.fails(HttpErrorKind::Network);
    });
}

#[test]
fn a_survey_goes_on_where_it_was_once_the_network_is_back() {
    let world = Scripted::new();
    let paths: Vec<String> = (0..50).map(|number| format!("{number}.jpg")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    world.answers(200, page("me/", &["me/1.jpg"], &[], Some("T")));
    is_gone(&world);
    world.answers(200, page("me/", &["me/7.jpg"], &[], None));
    let (existing, _) = surveyed(&world, &paths, None);
    assert_eq!(existing.len(), 2);
    assert!(world.uri(5).contains("continuation-token=T"), "{}", world.uri(5));
    // One that is looked up by itself.
    let world = Scripted::new();
    is_gone(&world);
    world.answers(200, page("me/a", &["me/a"], &[], None));
    assert_eq!(surveyed(&world, &["a"], None).0.len(), 1);
}

#[test]
fn a_large_folder_is_surveyed_by_many_requests_at_a_time() {
    let latency = Duration::from_millis(100);
    let world = Simulated::new((0..50_000).map(|number| format!("me/album/{number:05}.jpg")), latency);
    let client = Client::new(world.clone(), Rc::new(support::config()));
    let access = BucketAccess { client, credentials: Keys, bucket: bucket() };
    let paths = ["album/00007.jpg", "album/x.jpg"];
    let existing = world.run(survey(&access, "me/", paths.into_iter(), Err(same), async |_| false, |_| {})).unwrap();
    assert_eq!(existing.len(), 50_000);
    assert!(matches!(existing.resolve("album/00007.jpg"), NameState::Taken { .. }));
    assert!(world.elapsed() < latency * 25, "fifty pages, one after the other: {:?}", world.elapsed());
}

#[test]
fn a_name_beside_is_looked_for_before_a_file_is_sent_to_it() {
    let world = Scripted::new();
    // Who may not list is told nothing of what is not there.
    world.answers(403, refusal("AccessDenied")).answers(200, "").answers(200, "").answers(403, "");
    let free = block_on(free_number(&client(&world), &Keys, (&bucket(), "me/"), "film.mov", 2..1000));
    assert_eq!(free, Some(4));
    assert_eq!(world.operations(), ["ListObjectsV2", "HeadObject", "HeadObject", "HeadObject"]);
    world.is_played_to_the_end();
    let world = Scripted::new();
    world.answers(200, page("me/film (2).mov", &["me/film (2).mov"], &[], None));
    assert_eq!(block_on(free_number(&client(&world), &Keys, (&bucket(), "me/"), "film.mov", 2..3)), None);
}

#[test]
fn a_folder_of_many_files_takes_one_listing() {
    let world = Scripted::new();
    let paths: Vec<String> = (0..300).map(|number| format!("album/{number}.jpg")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    world.answers(200, page("me/album/", &["me/album/1.jpg", "me/album/7.jpg", "me/album/sub/x"], &[], None));
    let (existing, seen) = surveyed(&world, &paths, None);
    assert_eq!(world.operations(), ["ListObjectsV2"]);
    assert!(world.uri(0).contains("prefix=me%2Falbum%2F") && !world.uri(0).contains("delimiter"), "{}", world.uri(0));
    assert_eq!(seen, [3]);
    let taken = existing.resolve("album/7.jpg");
    assert!(
        matches!(taken, NameState::Taken { path, there } if path == "album/7.jpg" && there.e_tag == "\"me/album/7.jpg\"" && there.size == 1)
    );
    assert_eq!(existing.resolve("album/8.jpg"), NameState::Free("album/8.jpg".into()));
}

#[test]
fn many_files_take_one_listing_of_their_folder() {
    let world = Scripted::new();
    let paths: Vec<String> =
        (0..50).map(|number| format!("{number}.jpg")).chain(["new/x".to_owned(), "old/x".to_owned()]).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    world.answers(200, page("me/", &["me/3.jpg"], &["me/old/"], None)).answers(200, page("me/old/", &["me/old/x"], &[], None));
    let (existing, _) = surveyed(&world, &paths, None);
    assert!(world.uri(0).contains("delimiter=%2F"));
    assert!(matches!(existing.resolve("3.jpg"), NameState::Taken { .. }));
    assert!(matches!(existing.resolve("old/x"), NameState::Taken { .. }));
    assert!(matches!(existing.resolve("new/x"), NameState::Free(_)), "a folder that is not there holds nothing");
}

#[test]
fn a_few_files_are_looked_up_and_what_is_listed_is_not_asked_for() {
    let world = Scripted::new();
    world.answers(200, page("me/a", &["me/ab"], &[], None));
    let (existing, _) = surveyed(&world, &["a"], None);
    assert!(world.uri(0).contains("max-keys=1&"));
    assert_eq!(existing.resolve("a"), NameState::Free("a".into()));

    let mut known = NameIndex::new(same);
    known.add("a", ExistingObject::default());
    let world = Scripted::new();
    let (existing, _) = surveyed(&world, &["a", "b", "album/x"], Some(known));
    assert_eq!(world.requests(), 0);
    assert!(matches!(existing.resolve("a"), NameState::Taken { .. }));
}

fn compared(world: &Scripted, e_tag: &str, size: u64) -> bool {
    let there = ExistingObject { e_tag: e_tag.into(), size, modified: 0 };
    let disk = Disk::of(20);
    let stamp = disk.stamp();
    let same = block_on(is_identical(&client(world), &Keys, (&bucket(), "k"), &there, (&disk, stamp)));
    world.is_played_to_the_end();
    same
}

#[test]
fn files_of_the_same_size_are_compared_by_their_checksum() {
    let world = Scripted::new();
    assert!(!compared(&world, "\"0123456789abcdef0123456789abcdef\"", 21));
    assert!(compared(&world, "\"0123456789ABCDEF0123456789abcdef\"", 20));
    assert!(!compared(&world, "\"1123456789abcdef0123456789abcdef\"", 20));
    assert_eq!(world.requests(), 0);
    let sum = checksum_crc32(crc32_of_zeros(20));
    world.answers_with(200, &[("x-amz-checksum-crc32", &sum)], "");
    assert!(compared(&world, "\"of-parts-3\"", 20));
    world.answers_with(200, &[("x-amz-checksum-crc32", &format!("{sum}-3"))], "");
    assert!(!compared(&world, "\"of-parts-3\"", 20), "a sum of sums says nothing of the file");
    world.answers(200, "");
    assert!(!compared(&world, "\"of-parts-3\"", 20));
    assert_eq!(world.header(0, "x-amz-checksum-mode").as_deref(), Some("ENABLED"));
}

fn unsent(world: &Scripted) -> UnsentStore<Scripted> {
    UnsentStore { store: world.clone(), lifetime: Lifetime::Persistent, key: "uploads.a".into() }
}

fn unsent_of((tab, page): (&str, &str), place: &str, heard: u64, names: usize) -> UnsentUploads {
    let file = |number| UnsentFile { path: format!("{number}.txt"), size: 1, modified: 7 };
    let files = (0..names).map(file).collect();
    UnsentUploads { tab: tab.into(), page: page.into(), place: place.into(), heard, files, more: 0 }
}

/// A page that is there says so now and then: what it is sending is nobody else's to offer.
#[test]
fn what_a_page_did_not_send_is_named_once_that_page_is_gone() {
    let world = Scripted::new();
    let store = unsent(&world);
    assert!(!store.is_any());
    let (old, other, now) = (("t", "1"), ("u", "2"), ("t", "3"));
    store.note(old.1, vec![unsent_of(old, "#/files/my/", 1000, 3)]);
    store.note(other.1, vec![unsent_of(other, "#/files/my/", 1000, 2), unsent_of(other, "#/files/my/x/", 1000, 1)]);
    store.note(now.1, vec![unsent_of(now, "#/files/my/", 1100, 9)]);
    let counts = |at| store.interrupted(now, at).iter().map(UnsentUploads::count).collect::<Vec<_>>();
    assert_eq!(counts(1100), [3], "this tab has another page now, and the other tab was heard of");
    assert_eq!(counts(2000), [3, 2, 1]);
    assert_eq!(store.interrupted(old, 1000).len(), 1, "of the page itself, only the newer one's");

    let renamed = ("v", "3");
    store.note(renamed.1, vec![unsent_of(renamed, "#/files/my/", 1100, 8)]);
    assert_eq!(store.interrupted(now, 9000).len(), 3, "a page is known by itself, though its tab has another name since");
    let of_old = store.interrupted(now, 1100).remove(0);
    store.leave(&of_old, of_old.files[1..].to_vec());
    assert_eq!(counts(1100), [2]);
    store.leave(&of_old, Vec::new());
    assert_eq!((counts(1100).len(), store.all().len()), (0, 3), "the others are as they were");
    store.note(now.1, Vec::new());
    store.note(other.1, vec![unsent_of(other, "#/files/my/", 1100, 0)]);
    assert!(!store.is_any(), "nothing is left, so nothing is kept");
}

#[test]
fn of_very_many_only_the_number_is_remembered() {
    let world = Scripted::new();
    let (store, page) = (unsent(&world), ("t", "1"));
    store.note(page.1, vec![unsent_of(page, "#/files/my/", 1, MOST_NAMES - 1), unsent_of(page, "#/files/my/x/", 1, 10)]);
    let all = store.all();
    assert_eq!(
        all.iter().map(|uploads| (uploads.files.len(), uploads.count())).collect::<Vec<_>>(),
        [(MOST_NAMES - 1, MOST_NAMES - 1), (1, 10)]
    );
    satchel::ports::KeyValueStore::set(&world, Lifetime::Persistent, "uploads.a", "[{\"tab\":1}]");
    assert!(store.all().is_empty(), "what somebody else has put there is nothing");
}
