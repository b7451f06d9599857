//! Copies and moves: only on their conditions, nothing deleted before its copy was seen, and finished by running again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::{Cell, RefCell};

use pollster::block_on;
use satchel::aws::Error;
use satchel::aws::s3::{Bucket, Precondition};
use satchel::files::copy::{
    Copied, CopyFailure, CopyItem, CopySource, Copying, Failed, Progress, Remaining, Report, TransferKind,
};
use satchel::ports::HttpErrorKind;
use support::simulated::Keys;
use support::{Scripted, client};

const GIB: u64 = 1024 * 1024 * 1024;
const TAG: &str = "\"e1\"";

fn bucket(name: &str) -> Bucket {
    Bucket { name: name.into(), region: "us-east-1".into() }
}

fn item(name: &str, precondition: Precondition) -> CopyItem {
    let source = CopySource { key: format!("me/{name}"), size: 3, e_tag: TAG.into(), storage_class: "STANDARD".into() };
    CopyItem { source, target: format!("me/to/{name}"), precondition, source_stays: false, copy_e_tag: None }
}

fn absent(name: &str) -> CopyItem {
    item(name, Precondition::Absent)
}

fn run_while(
    world: &Scripted,
    transfer: TransferKind,
    items: Vec<CopyItem>,
    wait_for_network: impl Fn(&Error) -> bool,
) -> (Report, Progress) {
    let copying = Copying { client: client(world), credentials: Keys, from: bucket("data"), to: bucket("data"), transfer };
    let (report, progress) = (RefCell::default(), Cell::default());
    block_on(copying.run(&items, &report, async |error: &Error| wait_for_network(error), |now| progress.set(now)));
    world.is_played_to_the_end();
    (report.into_inner(), progress.get())
}

fn run(world: &Scripted, transfer: TransferKind, items: Vec<CopyItem>) -> Report {
    run_while(world, transfer, items, |_| false).0
}

fn copied(world: &Scripted) {
    world.answers(200, "<CopyObjectResult><ETag>\"e1\"</ETag></CopyObjectResult>");
}

fn refused(world: &Scripted, status: u16, code: &str) {
    world.answers(status, format!("<Error><Code>{code}</Code><Message>m</Message></Error>"));
}

fn is_there(world: &Scripted, size: &str, e_tag: &str) {
    world.answers_with(200, &[("content-length", size), ("etag", e_tag), ("content-type", "text/plain")], "");
}

fn deleted(world: &Scripted) {
    world.answers(200, "<DeleteResult/>");
}

fn why(report: &Report) -> Vec<&CopyFailure> {
    report.failed.iter().map(|failed| &failed.why).collect()
}

#[test]
fn a_copy_is_bound_to_what_was_seen_at_both_ends() {
    let world = Scripted::new();
    copied(&world);
    let mut seen = absent("a b+ü.txt");
    seen.source.storage_class = "STANDARD_IA".into();
    let (report, progress) = run_while(&world, TransferKind::Copy, vec![seen], |_| false);
    assert_eq!((report.done.len(), report.done[0].e_tag.as_str()), (1, TAG));
    assert_eq!(progress, Progress { objects: 1, bytes: 3 });
    assert_eq!(world.header(0, "x-amz-copy-source").as_deref(), Some("/data/me/a%20b%2B%C3%BC.txt"));
    assert_eq!(world.header(0, "x-amz-copy-source-if-match").as_deref(), Some(TAG));
    assert_eq!(world.header(0, "if-none-match").as_deref(), Some("*"));
    assert_eq!(world.header(0, "x-amz-storage-class").as_deref(), Some("STANDARD_IA"));
    assert_eq!(world.header(0, "x-amz-metadata-directive"), None, "all of it is carried");
}

#[test]
fn a_move_deletes_what_was_copied_and_seen_and_can_be_taken_back() {
    let world = Scripted::new();
    copied(&world);
    is_there(&world, "3", TAG);
    deleted(&world);
    let report = run(&world, TransferKind::Move, vec![absent("a.txt")]);
    assert_eq!(world.operations(), ["CopyObject", "HeadObject", "DeleteObjects"]);
    assert!(world.text(2).contains("<Key>me/a.txt</Key><ETag>\"e1\"</ETag>"), "{}", world.text(2));
    let back = report.undo();
    assert_eq!((back[0].source.key.as_str(), back[0].target.as_str()), ("me/to/a.txt", "me/a.txt"));
    assert_eq!((back[0].source.e_tag.as_str(), &back[0].precondition), (TAG, &Precondition::Absent));
}

#[test]
fn a_copy_that_is_not_seen_keeps_its_source() {
    for (size, e_tag) in [("2", TAG), ("3", "\"other\"")] {
        let world = Scripted::new();
        copied(&world);
        is_there(&world, size, e_tag);
        assert_eq!(why(&run(&world, TransferKind::Move, vec![absent("a")])), [&CopyFailure::Unverified]);
        assert!(!world.operations().contains(&"DeleteObjects"));
    }
    let world = Scripted::new();
    copied(&world);
    world.answers(404, "");
    assert_eq!(why(&run(&world, TransferKind::Move, vec![absent("a")])), [&CopyFailure::Unverified]);
}

#[test]
fn a_refusal_within_a_success_is_one() {
    let world = Scripted::new();
    refused(&world, 200, "InternalError");
    copied(&world);
    assert_eq!(run(&world, TransferKind::Copy, vec![absent("a")]).done.len(), 1, "it is tried again");
    let world = Scripted::new();
    refused(&world, 200, "InvalidObjectState");
    let report = run(&world, TransferKind::Move, vec![absent("a")]);
    assert!(matches!(why(&report)[..], [CopyFailure::Aws(error)] if error.code() == "InvalidObjectState"));
    assert_eq!(world.operations(), ["CopyObject"]);
}

#[test]
fn a_name_that_somebody_took_meanwhile_is_theirs() {
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "3", "\"theirs\"");
    is_there(&world, "3", TAG);
    assert_eq!(why(&run(&world, TransferKind::Move, vec![absent("a")])), [&CopyFailure::Taken]);
    assert_eq!(world.operations(), ["CopyObject", "HeadObject", "HeadObject"]);
}

#[test]
fn a_source_that_changed_or_went_is_said_to() {
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    world.answers(404, "");
    is_there(&world, "4", "\"e2\"");
    assert_eq!(why(&run(&world, TransferKind::Move, vec![absent("a")])), [&CopyFailure::Changed]);
    let world = Scripted::new();
    refused(&world, 404, "NoSuchKey");
    world.answers(404, "").answers(404, "");
    assert_eq!(why(&run(&world, TransferKind::Move, vec![absent("a")])), [&CopyFailure::Gone]);
}

#[test]
fn running_again_finishes_what_was_ended_in_between() {
    // It was copied; its source has yet to be deleted.
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "3", TAG);
    is_there(&world, "3", TAG);
    deleted(&world);
    assert_eq!(run(&world, TransferKind::Move, vec![absent("a")]).done.len(), 1);
    // It was deleted, too.
    let world = Scripted::new();
    refused(&world, 404, "NoSuchKey");
    is_there(&world, "3", TAG);
    world.answers(404, "");
    deleted(&world);
    assert_eq!(run(&world, TransferKind::Move, vec![absent("a")]).done.len(), 1);
    // The same bytes with other metadata are another object.
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "3", TAG);
    world.answers_with(200, &[("content-length", "3"), ("etag", TAG), ("content-type", "image/png")], "");
    assert_eq!(why(&run(&world, TransferKind::Move, vec![absent("a")])), [&CopyFailure::Taken]);
}

/// A folder's own mark that was at the target before stays there when the move is taken back.
#[test]
fn what_was_there_before_a_move_stays_when_it_is_taken_back() {
    let mark = || CopyItem {
        source: CopySource { key: "me/d/".into(), size: 0, e_tag: TAG.into(), storage_class: "STANDARD".into() },
        target: "me/to/d/".into(),
        precondition: Precondition::Absent,
        source_stays: false,
        copy_e_tag: None,
    };
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "0", TAG);
    is_there(&world, "0", TAG);
    deleted(&world);
    let report = run(&world, TransferKind::Move, vec![mark()]);
    assert!(report.done[0].was_there);
    let back = report.undo();
    assert!(back[0].source_stays);
    let world = Scripted::new();
    copied(&world);
    is_there(&world, "0", TAG);
    let report = run(&world, TransferKind::Move, back);
    assert_eq!(report.done.len(), 1);
    assert_eq!(world.operations(), ["CopyObject", "HeadObject"], "nothing is deleted");
}

#[test]
fn whoever_ends_a_move_is_told_what_is_left_of_it() {
    let world = Scripted::new();
    copied(&world);
    is_there(&world, "3", TAG);
    deleted(&world);
    let mut report = run(&world, TransferKind::Move, vec![absent("a")]);
    report.in_both.push(Copied { item: absent("b"), e_tag: TAG.into(), was_there: false });
    let items = [absent("a"), absent("b"), absent("c")];
    report.failed.push(Failed { item: absent("d"), why: CopyFailure::Taken });
    report.failed.push(Failed { item: absent("e"), why: CopyFailure::Gone });
    report.failed.push(Failed { item: absent("f"), why: CopyFailure::Changed });
    let made = CopyItem { copy_e_tag: Some(TAG.into()), ..absent("b") };
    let left = Remaining { as_seen: vec![made, absent("c")], changed: vec![absent("f")], taken: vec![absent("d")] };
    assert_eq!(report.left(&items), left);
}

#[test]
fn what_is_left_is_told_by_both_ends() {
    let from = |key: &str| {
        let item = absent("a");
        CopyItem { source: CopySource { key: key.into(), ..item.source }, ..item }
    };
    let report = Report { failed: vec![Failed { item: from("me/x/a"), why: CopyFailure::Gone }], ..Report::default() };
    let left = report.left(&[from("me/x/a"), from("me/y/a")]);
    assert_eq!(left, Remaining { as_seen: vec![from("me/y/a")], ..Remaining::default() }, "the other one was not tried");
}

/// No URL carries the source's key, so nothing is known of it; that its name is taken is known.
#[test]
fn a_source_that_cannot_be_looked_at_is_not_said_to_be_gone() {
    let dotted = || {
        let item = absent("a");
        CopyItem { source: CopySource { key: "me/../a".into(), ..item.source }, ..item }
    };
    let world = Scripted::new();
    refused(&world, 412, "PreconditionFailed");
    is_there(&world, "3", "\"theirs\"");
    assert_eq!(why(&run(&world, TransferKind::Copy, vec![dotted()])), [&CopyFailure::Taken]);
    let world = Scripted::new();
    refused(&world, 404, "NoSuchKey");
    world.answers(404, "");
    assert_eq!(why(&run(&world, TransferKind::Copy, vec![dotted()])), [&CopyFailure::Gone]);
}

#[test]
fn what_is_replaced_is_what_was_seen() {
    let seen = || item("a", Precondition::Is("\"old\"".into()));
    let world = Scripted::new();
    copied(&world);
    let report = run(&world, TransferKind::Copy, vec![seen()]);
    assert_eq!(world.header(0, "if-match").as_deref(), Some("\"old\""));
    assert!(report.undo().is_empty(), "nothing brings back what was replaced");
    // It is gone meanwhile: the name is free.
    let world = Scripted::new();
    refused(&world, 404, "NoSuchKey");
    world.answers(404, "");
    is_there(&world, "3", TAG);
    copied(&world);
    assert_eq!(run(&world, TransferKind::Copy, vec![seen()]).done.len(), 1);
    assert_eq!(world.header(3, "if-none-match").as_deref(), Some("*"));
}

#[test]
fn a_source_that_cannot_be_deleted_is_in_both_places() {
    let world = Scripted::new();
    copied(&world);
    is_there(&world, "3", TAG);
    world.answers(
        200,
        "<DeleteResult><Error><Key>me/a</Key><Code>PreconditionFailed</Code><Message>m</Message></Error></DeleteResult>",
    );
    let report = run(&world, TransferKind::Move, vec![absent("a")]);
    assert!(matches!(why(&report)[..], [CopyFailure::NotDeleted(error)] if error.code() == "PreconditionFailed"));
    assert!(report.undo().is_empty());
}

#[test]
fn it_waits_for_the_network_and_survives_a_busy_service_and_expired_credentials() {
    let world = Scripted::new();
    world.fails(HttpErrorKind::Offline);
    refused(&world, 503, "SlowDown");
    refused(&world, 400, "ExpiredToken");
    copied(&world);
    let (report, _) = run_while(&world, TransferKind::Copy, vec![absent("a")], Error::is_silence);
    assert_eq!(report.done.len(), 1);
}

#[test]
fn whoever_may_copy_none_of_many_is_not_asked_for_all() {
    let world = Scripted::new();
    (0..100).for_each(|_| refused(&world, 403, "AccessDenied"));
    let report = run(&world, TransferKind::Move, (0..250).map(|n| absent(&format!("{n}"))).collect());
    assert_eq!((report.failed.len(), world.requests()), (250, 100));
}

/// That one folder is refused says nothing of another one.
#[test]
fn what_is_refused_in_one_folder_may_be_allowed_in_another() {
    let world = Scripted::new();
    (0..100).for_each(|_| refused(&world, 403, "AccessDenied"));
    (0..50).for_each(|_| copied(&world));
    let items = (0..150).map(|n| absent(&format!("denied/{n}"))).chain((0..50).map(|n| absent(&format!("open/{n}"))));
    let report = run(&world, TransferKind::Copy, items.collect());
    assert_eq!((report.failed.len(), report.done.len()), (150, 50));
}

#[test]
fn a_key_that_no_url_carries_is_refused_before_anything_is_sent() {
    let world = Scripted::new();
    let report = run(&world, TransferKind::Move, vec![CopyItem { target: "me/../a".into(), ..absent("a") }]);
    assert!(matches!(why(&report)[..], [CopyFailure::Aws(Error::Unsendable(_))]));
    assert_eq!(world.requests(), 0);
}

fn large() -> CopyItem {
    let item = absent("film");
    CopyItem {
        source: CopySource { size: 5 * GIB + 1, e_tag: "\"e-9\"".into(), storage_class: "STANDARD_IA".into(), ..item.source },
        ..item
    }
}

fn begun(world: &Scripted) {
    let size = (5 * GIB + 1).to_string();
    let headers =
        [("content-length", size.as_str()), ("content-type", "video/mp4"), ("cache-control", "no-cache"), ("x-amz-meta-a", "1")];
    world.answers_with(200, &headers, "");
    world.answers(200, "<Tagging><TagSet><Tag><Key>k</Key><Value>v w</Value></Tag></TagSet></Tagging>");
    world.answers(200, "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>");
}

#[test]
fn what_is_too_large_for_one_copy_goes_in_parts_with_all_that_belongs_to_it() {
    let world = Scripted::new();
    begun(&world);
    (1..=11).for_each(|_| {
        world.answers(200, "<CopyPartResult><ETag>\"p\"</ETag></CopyPartResult>");
    });
    world.answers(200, "<CompleteMultipartUploadResult><ETag>\"e-11\"</ETag></CompleteMultipartUploadResult>");
    assert_eq!(run(&world, TransferKind::Copy, vec![large()]).done[0].e_tag, "\"e-11\"");
    let create = ["content-type", "cache-control", "x-amz-meta-a", "x-amz-tagging", "x-amz-storage-class"];
    assert_eq!(create.map(|name| world.header(2, name).unwrap()), ["video/mp4", "no-cache", "1", "k=v%20w", "STANDARD_IA"]);
    assert_eq!(world.header(3, "x-amz-copy-source-range").as_deref(), Some("bytes=0-536870911"));
    assert_eq!(world.header(13, "x-amz-copy-source-range").as_deref(), Some("bytes=5368709120-5368709120"));
    assert_eq!(world.header(4, "x-amz-copy-source-if-match").as_deref(), Some("\"e-9\""));
    assert_eq!(world.header(14, "if-none-match").as_deref(), Some("*"));
}

/// The source is gone, and something of its size is where it was to go, in as many parts.
fn gone_and_something_is_there(world: &Scripted, e_tag: &str) {
    world.answers(404, "");
    is_there(world, &(5 * GIB + 1).to_string(), e_tag);
    world.answers(404, "");
}

#[test]
fn of_a_source_that_is_gone_only_what_was_recorded_is_its_copy() {
    let world = Scripted::new();
    gone_and_something_is_there(&world, "\"theirs-11\"");
    assert_eq!(why(&run(&world, TransferKind::Move, vec![large()])), [&CopyFailure::Gone], "size and parts are not its bytes");
    let made = || CopyItem { copy_e_tag: Some("\"e-11\"".into()), ..large() };
    let world = Scripted::new();
    gone_and_something_is_there(&world, "\"e-11\"");
    deleted(&world);
    assert_eq!(run(&world, TransferKind::Move, vec![made()]).done.len(), 1);
    let world = Scripted::new();
    gone_and_something_is_there(&world, "\"theirs-11\"");
    assert_eq!(why(&run(&world, TransferKind::Move, vec![made()])), [&CopyFailure::Gone]);
}

#[test]
fn parts_of_a_copy_that_fails_are_not_left_behind() {
    let world = Scripted::new();
    begun(&world);
    (1..=4).for_each(|_| refused(&world, 403, "AccessDenied"));
    world.answers(204, "");
    let copying = Copying {
        client: client(&world),
        credentials: Keys,
        from: bucket("data"),
        to: bucket("data"),
        transfer: TransferKind::Copy,
    };
    let report = RefCell::default();
    block_on(copying.run(&[large()], &report, async |_: &Error| false, |_| {}));
    world.goes_on();
    assert_eq!(report.borrow().failed.len(), 1);
    assert_eq!(world.operations().last(), Some(&"AbortMultipartUpload"));
}
