//! Preferences of several devices: none loses another's change.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::time::Duration;

use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::visitor::Visitor;
use satchel::aws::Error;
use satchel::files::upload::resume::{UploadRecord, free_slot};
use satchel::files::upload::tab;
use satchel::ports::{Clock, HttpErrorKind, KeyValueStore, Lifetime};
use satchel::preferences::Preferences;
use satchel::preferences::cache::{Cache, key, remember, uploads_key};
use serde_json::{Value, json};
use support::{Scripted, client, credentials, identity, tokens, tokens_of};

fn signed_in(world: &Scripted) -> Session<Scripted> {
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = Session::restore(client(world));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    session
}

fn refusal(code: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>m</Message></Error>")
}

fn chosen(world: &Scripted, name: &str, value: &str) -> Preferences {
    let mut preferences = Preferences::default();
    preferences.choose(name, value, world.now());
    preferences
}

#[test]
fn the_first_preferences_are_written_only_where_there_are_none() {
    for missing in [403, 404] {
        let world = Scripted::new();
        let session = signed_in(&world);
        world.answers(missing, refusal("AccessDenied"));
        let stored = block_on(session.read_preferences()).unwrap();
        assert_eq!(stored.preferences, Preferences::default());
        assert!(world.uri(2).contains("/private/id-1/.satchel/preferences.json?"), "{}", world.uri(2));
        world.answers_with(200, &[("etag", "\"1\"")], "");
        let mine = chosen(&world, "theme", "dark");
        let stored = block_on(session.write_preferences(&mine, stored)).unwrap();
        assert_eq!(stored.preferences, mine);
        assert_eq!(world.header(3, "if-none-match").as_deref(), Some("*"));
        assert_eq!(world.body(3)["theme"]["value"], "dark");

        // From now on it is cache which version it is.
        world.answers_with(200, &[("etag", "\"2\"")], "");
        let mine = chosen(&world, "page_size", "100");
        let stored = block_on(session.write_preferences(&mine, stored)).unwrap();
        assert_eq!(world.header(4, "if-match").as_deref(), Some("\"1\""));
        assert_eq!(world.body(4)["theme"]["value"], "dark", "what was there stays");
        assert_eq!(block_on(session.write_preferences(&mine, stored)).unwrap().preferences.get("page_size"), Some(&json!("100")));
        world.is_played_to_the_end();
    }
}

#[test]
fn what_another_device_wrote_meanwhile_is_read_and_merged() {
    for conflict in ["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"] {
        let world = Scripted::new();
        let session = signed_in(&world);
        world.answers_with(200, &[("etag", "\"1\"")], "{}");
        let stored = block_on(session.read_preferences()).unwrap();
        world
            .answers(if conflict == "PreconditionFailed" { 412 } else { 409 }, refusal(conflict))
            .answers_with(200, &[("etag", "\"2\"")], chosen(&world, "page_size", "100").to_json())
            .answers_with(200, &[("etag", "\"3\"")], "");
        let mine = chosen(&world, "theme", "dark");
        let stored = block_on(session.write_preferences(&mine, stored)).unwrap();
        let (theme, size) = (stored.preferences.get("theme"), stored.preferences.get("page_size"));
        assert_eq!((theme, size), (Some(&json!("dark")), Some(&json!("100"))));
        assert_eq!(world.header(5, "if-match").as_deref(), Some("\"2\""));
        assert_eq!(world.body(5)["page_size"]["value"], "100");
        assert_eq!(world.slept().len(), 1, "both devices do not try again at the same moment");
        world.is_played_to_the_end();
    }
}

#[test]
fn an_answer_that_was_lost_is_found_written() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.answers_with(200, &[("etag", "\"1\"")], "{}");
    let stored = block_on(session.read_preferences()).unwrap();
    let mine = chosen(&world, "theme", "dark");
    // The first attempt arrived, its answer did not; the second is refused, because of the first.
    world.fails(HttpErrorKind::Network).answers(412, refusal("PreconditionFailed")).answers_with(
        200,
        &[("etag", "\"2\"")],
        mine.to_json(),
    );
    let stored = block_on(session.write_preferences(&mine, stored)).unwrap();
    assert_eq!(stored.preferences, mine);
    world.is_played_to_the_end();
}

#[test]
fn nothing_is_overwritten_that_could_not_be_read() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.answers_with(200, &[("etag", "\"1\"")], "{}");
    let stored = block_on(session.read_preferences()).unwrap();
    world.answers(412, refusal("PreconditionFailed")).fails(HttpErrorKind::Offline);
    let mine = chosen(&world, "theme", "dark");
    assert!(matches!(block_on(session.write_preferences(&mine, stored)), Err(Error::NoResponse(_))));
    world.is_played_to_the_end();
}

#[test]
fn who_is_always_second_gives_up_after_a_while() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.answers_with(200, &[("etag", "\"1\"")], "{}");
    let stored = block_on(session.read_preferences()).unwrap();
    for _ in 0..5 {
        world.answers(412, refusal("PreconditionFailed")).answers_with(200, &[("etag", "\"2\"")], "{}");
    }
    world.answers(412, refusal("PreconditionFailed"));
    let mine = chosen(&world, "theme", "dark");
    assert_eq!(block_on(session.write_preferences(&mine, stored)).unwrap_err().code(), "PreconditionFailed");
    world.is_played_to_the_end();
}

#[test]
fn no_more_is_fetched_than_preferences_may_have() {
    let world = Scripted::new();
    let session = signed_in(&world);
    let start = [("etag", "\"1\""), ("content-range", "bytes 0-65536/2147483648")];
    world.answers_with(206, &start, "x".repeat(65_537));
    let stored = block_on(session.read_preferences()).unwrap();
    assert_eq!(world.header(2, "range").as_deref(), Some("bytes=0-65536"));
    assert_eq!(stored.preferences, Preferences::default());
    world.answers_with(200, &[("etag", "\"2\"")], "");
    assert!(block_on(session.write_preferences(&chosen(&world, "theme", "dark"), stored)).is_ok());
    assert_eq!(world.header(3, "if-match").as_deref(), Some("\"1\""));
}

#[test]
fn an_empty_preferences_file_is_no_obstacle() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.answers(416, refusal("InvalidRange")).answers_with(200, &[("etag", "\"1\"")], "");
    let stored = block_on(session.read_preferences()).unwrap();
    assert_eq!(world.operations()[2..], ["GetObject", "HeadObject"]);
    world.answers_with(200, &[("etag", "\"2\"")], "");
    assert!(block_on(session.write_preferences(&chosen(&world, "theme", "dark"), stored)).is_ok());
    assert_eq!(world.header(4, "if-match").as_deref(), Some("\"1\""));
}

#[test]
fn what_is_no_preferences_file_is_no_obstacle() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.answers_with(200, &[("etag", "\"1\"")], "x".repeat(100_000));
    let stored = block_on(session.read_preferences()).unwrap();
    world.answers_with(200, &[("etag", "\"2\"")], "");
    assert!(block_on(session.write_preferences(&chosen(&world, "theme", "dark"), stored)).is_ok());
    assert_eq!(world.header(3, "if-match").as_deref(), Some("\"1\""));
}

#[test]
fn nothing_is_remembered_of_accounts_that_are_gone() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    let mut cache = Cache::default();
    for (who, lifetime) in [("ann", Lifetime::Persistent), ("bob", Lifetime::Persistent), ("cyd", Lifetime::Tab)] {
        session.enter(Visitor::User(tokens_of(who, 3600)), lifetime);
        let account = session.account_id().unwrap();
        remember(&world, lifetime, &account, "{}");
        world.set(lifetime, &uploads_key(&account), "[]");
        cache.evict(&world);
    }
    let ids: Vec<String> = session.other_accounts().iter().map(|account| account.id()).chain(session.account_id()).collect();
    let kept = || {
        let is_kept = |key: &str| [Lifetime::Persistent, Lifetime::Tab].iter().any(|of| world.get(*of, key).is_some());
        let of_both = [key, uploads_key].map(|key| ids.iter().filter(|id| is_kept(&key(id))).count());
        assert_eq!(of_both[0], of_both[1], "the uploads are remembered no longer than the preferences");
        of_both[0]
    };
    assert_eq!((ids.len(), kept()), (3, 3));

    session.forget();
    cache.evict(&world);
    assert_eq!(kept(), 2, "who has left is forgotten, the others are not");
    drop(session.sign_out_all());
    cache.evict(&world);
    assert_eq!(kept(), 0);

    // An answer that was still on its way.
    remember(&world, Lifetime::Persistent, &ids[0], "{}");
    assert_eq!(kept(), 0);
    // Or in a tab that has not heard yet that the account is gone.
    world.set(Lifetime::Persistent, &key(&ids[0]), "{}");
    world.set(Lifetime::Persistent, &uploads_key(&ids[0]), "[]");
    cache.evict(&world);
    assert_eq!(kept(), 0);
}

/// What is remembered of uploads in parts, by their places.
fn uploads(preferences: &Preferences) -> Vec<(String, UploadRecord)> {
    let all = preferences.beginning_with("upload:");
    all.filter_map(|(slot, value)| Some((slot.to_owned(), UploadRecord::read(value)?))).collect()
}

/// A tab begins an upload in parts, and remembers it where it has room.
fn begins(tab: &Scripted, mine: &mut Preferences, path: &str) {
    let name = tab::name_or_new(tab);
    let record = UploadRecord {
        upload_id: format!("id of {path}"),
        place: "#/files/my/".into(),
        path: path.into(),
        size: 17,
        replaces: None,
        tab: name.clone(),
        begun: 7,
    };
    let slot = free_slot(&name, uploads(mine).iter().map(|(slot, _)| slot.as_str()));
    mine.choose(&format!("upload:{slot}"), record.to_value(), tab.now());
}

#[test]
fn uploads_that_two_tabs_begin_at_the_same_moment_are_both_remembered() {
    let world = Scripted::new();
    // As the page wrote them before: places had numbers alone.
    let mut before = Preferences::default();
    begins(&world.tab(3), &mut before, "old");
    let (_, old) = uploads(&before).remove(0);
    let mut stored = Preferences::default();
    stored.choose("upload:0", old.to_value(), world.now());
    // Neither knows yet what the other does.
    let (mut one, mut other) = (stored.clone(), stored.clone());
    begins(&world.tab(1), &mut one, "a");
    begins(&world.tab(2), &mut other, "b");
    begins(&world.tab(1), &mut one, "c");
    let mut paths: Vec<String> = uploads(&one.merged(&other)).into_iter().map(|(_, record)| record.path).collect();
    paths.sort();
    assert_eq!(paths, ["a", "b", "c", "old"]);
}

#[test]
fn what_is_over_leaves_a_trace_for_a_while_only() {
    let world = Scripted::new();
    let session = signed_in(&world);
    let days = |count: u64| world.now() - Duration::from_secs(count * 24 * 60 * 60);
    let mut mine = Preferences::default();
    mine.choose("upload:t:0", Value::Null, days(29));
    mine.choose("upload:t:1", Value::Null, days(31));
    mine.choose("theme", "dark", days(400));
    world.answers_with(200, &[("etag", "\"1\"")], mine.to_json()).answers_with(200, &[("etag", "\"2\"")], "");
    let stored = block_on(session.read_preferences()).unwrap();
    mine.forget_ended(world.now());
    let names = |of: &Preferences| of.beginning_with("").map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    assert_eq!(names(&mine), ["theme", "upload:t:0"], "another device may not have heard of what has just ended");
    let stored = block_on(session.write_preferences(&mine, stored)).unwrap();
    assert_eq!(names(&stored.preferences), ["theme", "upload:t:0"]);
    world.is_played_to_the_end();
}
