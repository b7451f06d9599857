//! Objects that are read into memory: all that was asked for, of one object, and how large that is.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::aws::Error;
use satchel::aws::s3::{Bucket, ByteRange};
use satchel::files::reading::{ObjectStart, PIECE, read_pieces, read_start};
use satchel::ports::HttpErrorKind;
use support::simulated::Keys;
use support::{Scripted, client};

const MOST: usize = 100;

fn bucket() -> Bucket {
    Bucket { name: "data".into(), region: "us-east-1".into() }
}

/// Reads the start of what was listed with the tag `"e1"` and this size.
fn start(world: &Scripted, listed: u64) -> Result<ObjectStart, Error> {
    let start = block_on(read_start(&client(world), (&bucket(), "k", None), ("\"e1\"", listed), MOST, &Keys));
    world.is_played_to_the_end();
    start
}

fn gives(world: &Scripted, e_tag: &str, length: usize) {
    let headers: &[(&str, &str)] = if e_tag.is_empty() { &[] } else { &[("etag", e_tag)] };
    world.answers_with(206, headers, "x".repeat(length));
}

#[test]
fn the_listing_says_how_large_the_object_is_that_was_listed() {
    let world = Scripted::new();
    gives(&world, "\"e1\"", MOST);
    let start = start(&world, 500).unwrap();
    assert_eq!((start.size, start.e_tag.as_str(), start.is_whole()), (500, "\"e1\"", false));
    assert_eq!(world.header(0, "range").as_deref(), Some("bytes=0-99"));
}

#[test]
fn an_object_that_grew_since_it_was_listed_is_not_taken_for_whole() {
    for hidden in [false, true] {
        let world = Scripted::new();
        gives(&world, if hidden { "" } else { "\"e2\"" }, MOST);
        world.answers_with(200, &[("content-length", "300")], "");
        let start = start(&world, 80).unwrap();
        assert_eq!((start.size, start.is_whole()), (300, false), "where the tag is hidden: {hidden}");
        assert_eq!(world.operations(), ["GetObject", "HeadObject"]);
    }
}

#[test]
fn an_object_that_shrank_is_whole() {
    let world = Scripted::new();
    gives(&world, "\"e2\"", 7);
    let shrunk = start(&world, 500).unwrap();
    assert_eq!((shrunk.size, shrunk.is_whole(), shrunk.e_tag.as_str()), (7, true, "\"e2\""));
    let world = Scripted::new();
    world.answers(416, "<Error><Code>InvalidRange</Code></Error>");
    assert_eq!(start(&world, 500), Ok(ObjectStart::default()), "nothing is left");
}

#[test]
fn what_is_larger_than_one_answer_is_read_in_pieces_of_one_object() {
    let size = 9 * 1024 * 1024;
    let world = Scripted::new();
    let pieces = [PIECE, PIECE, size - 2 * PIECE];
    pieces.into_iter().for_each(|length| gives(&world, "\"e1\"", length as usize));
    let (range, mut read) = (ByteRange { from: 0, to: size, e_tag: "\"e1\"", version_id: None }, 0);
    block_on(read_pieces(&client(&world), &bucket(), "k", range, &Keys, |piece| read += piece.len() as u64)).unwrap();
    assert_eq!(read, size);
    let ranges: Vec<_> = (0..3).filter_map(|at| world.header(at, "range")).collect();
    assert_eq!(ranges, ["bytes=0-4194303", "bytes=4194304-8388607", "bytes=8388608-9437183"]);
    assert!((0..3).all(|at| world.header(at, "if-match").as_deref() == Some("\"e1\"")));
}

#[test]
fn a_piece_of_another_length_is_no_piece() {
    let world = Scripted::new();
    gives(&world, "\"e1\"", 7);
    let range = ByteRange { from: 0, to: 10, e_tag: "\"e1\"", version_id: None };
    let read = block_on(read_pieces(&client(&world), &bucket(), "k", range, &Keys, |_| panic!("it is given to nobody")));
    assert!(matches!(read, Err(Error::Unreadable(_))), "{read:?}");
}

#[test]
fn a_body_that_ended_early_is_asked_for_again() {
    let world = Scripted::new();
    world.answers_with(206, &[("etag", "\"e1\""), ("content-length", "9")], "the ");
    world.answers_with(206, &[("etag", "\"e1\""), ("content-length", "9")], "the whole");
    assert_eq!(start(&world, 9).unwrap().bytes, b"the whole");
    let world = Scripted::new();
    for _ in 0..4 {
        world.answers_with(206, &[("etag", "\"e1\""), ("content-length", "9")], "the ");
    }
    assert!(matches!(start(&world, 9), Err(Error::NoResponse(silence)) if silence.kind == HttpErrorKind::Network));
}
