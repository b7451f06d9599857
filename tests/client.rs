//! What happens between an operation and its answer: retries, clocks, credentials that have expired.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::RefCell;
use std::time::{Duration, UNIX_EPOCH};

use pollster::block_on;
use satchel::aws::Error;
use satchel::aws::credentials::{Credentials, ProvideCredentials};
use satchel::aws::retry::Repeat;
use satchel::aws::s3::{Bucket, ListObjects, Page};
use satchel::ports::HttpErrorKind;
use support::{NOON, Scripted, client, identity};

/// Hands out KEY1, then KEY2, each until it is called expired.
struct Keys(RefCell<Vec<&'static str>>);

impl Keys {
    fn new() -> Keys {
        Keys(RefCell::new(vec!["KEY2", "KEY1"]))
    }
}

impl ProvideCredentials for Keys {
    async fn credentials(&self) -> Result<Credentials, Error> {
        let key = self.0.borrow().last().copied().ok_or(Error::SignedOut)?;
        Ok(Credentials::new(key, "secret", Some("session".into()), Some(UNIX_EPOCH + Duration::from_secs(NOON + 3600)), "test"))
    }
    fn expire(&self, credentials: &Credentials) {
        self.0.borrow_mut().retain(|key| *key != credentials.access_key_id());
    }
}

const EMPTY: &str = "<ListBucketResult><Prefix></Prefix><IsTruncated>false</IsTruncated></ListBucketResult>";

fn list(world: &Scripted) -> Result<Page, Error> {
    let bucket = Bucket { name: "data".into(), region: "eu-west-1".into() };
    let list =
        ListObjects { prefix: String::new(), by_folder: true, max_keys: 1000, continuation_token: None, repeat: Repeat::Safe };
    block_on(client(world).list_objects(&bucket, &list, &Keys::new()))
}

fn refusal(code: &str, more: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>m</Message>{more}</Error>")
}

#[test]
fn overload_is_waited_out_with_growing_pauses() {
    let world = Scripted::new();
    world.answers(503, refusal("SlowDown", "")).answers(500, "").fails(HttpErrorKind::Network).answers(200, EMPTY);
    assert!(list(&world).is_ok());
    let slept = world.slept();
    assert_eq!(slept.len(), 3);
    assert!(slept[0] < slept[1] && slept[1] < slept[2], "{slept:?}");
    assert_eq!(world.exchanges().iter().map(|e| e.attempt).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn four_attempts_are_enough() {
    let world = Scripted::new();
    for _ in 0..4 {
        world.answers(503, refusal("SlowDown", ""));
    }
    assert_eq!(list(&world).unwrap_err().code(), "SlowDown");
    world.is_played_to_the_end();
}

#[test]
fn a_service_that_asks_for_time_gets_it() {
    let world = Scripted::new();
    world.answers_with(503, &[("retry-after", "7")], refusal("SlowDown", "")).answers(200, EMPTY);
    assert!(list(&world).is_ok());
    let slept = world.slept();
    assert!(slept.len() == 1 && slept[0] >= Duration::from_secs(7) && slept[0] < Duration::from_secs(8), "{slept:?}");

    let world = Scripted::new();
    world.answers_with(503, &[("retry-after", "3600")], refusal("SlowDown", ""));
    assert_eq!(list(&world).unwrap_err().code(), "SlowDown", "nobody is kept waiting for an hour");
    assert!(world.slept().is_empty());
}

#[test]
fn an_outage_is_no_reason_for_a_storm() {
    let world = Scripted::new();
    for _ in 0..200 {
        world.answers(503, refusal("SlowDown", ""));
    }
    let client = client(&world);
    let bucket = Bucket { name: "data".into(), region: "eu-west-1".into() };
    let keys = Keys::new();
    for _ in 0..100 {
        assert!(block_on(client.head_object(&bucket, "a", &keys)).is_err());
    }
    assert_eq!(world.exchanges().len(), 200, "a hundred requests, and a hundred repetitions of all of them together");
}

#[test]
fn a_refusal_is_not_repeated() {
    let world = Scripted::new();
    world.answers_with(403, &[("x-amz-request-id", "R1")], refusal("AccessDenied", ""));
    let error = list(&world).unwrap_err();
    assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R1"));
    assert!(world.slept().is_empty());
}

#[test]
fn offline_is_not_hammered_at() {
    let world = Scripted::new();
    world.fails(HttpErrorKind::Offline);
    assert!(matches!(list(&world), Err(Error::NoResponse(_))));
}

#[test]
fn expired_credentials_are_replaced_once_and_at_once() {
    let world = Scripted::new();
    world.answers(400, refusal("ExpiredToken", "")).answers(200, EMPTY);
    assert!(list(&world).is_ok());
    assert!(world.slept().is_empty());
    assert!(world.header(0, "authorization").unwrap().contains("KEY1/"));
    assert!(world.header(1, "authorization").unwrap().contains("KEY2/"));

    let world = Scripted::new();
    world.answers(400, refusal("ExpiredToken", "")).answers(400, refusal("ExpiredToken", ""));
    assert_eq!(list(&world).unwrap_err().code(), "ExpiredToken");
}

#[test]
fn a_wrong_clock_is_learnt_from_a_refusal_and_the_request_signed_again() {
    let world = Scripted::new();
    let server = "<ServerTime>2026-11-21T15:00:00Z</ServerTime>";
    world.answers(403, refusal("RequestTimeTooSkewed", server)).answers(200, EMPTY);
    assert!(list(&world).is_ok());
    assert_eq!(world.header(0, "x-amz-date").unwrap(), "20261121T120000Z");
    assert_eq!(world.header(1, "x-amz-date").unwrap(), "20261121T150000Z");
}

#[test]
fn a_clock_learnt_from_one_service_serves_all() {
    let world = Scripted::new();
    world.answers_with(200, &[("date", "Sat, 21 Nov 2026 10:00:00 GMT")], identity("id-1")).answers(200, EMPTY);
    let client = client(&world);
    block_on(client.get_id(&Default::default())).unwrap();
    let bucket = Bucket { name: "data".into(), region: "eu-west-1".into() };
    let list =
        ListObjects { prefix: String::new(), by_folder: true, max_keys: 1000, continuation_token: None, repeat: Repeat::Safe };
    block_on(client.list_objects(&bucket, &list, &Keys::new())).unwrap();
    assert_eq!(world.header(1, "x-amz-date").unwrap(), "20261121T100000Z");
}

#[test]
fn a_code_is_never_spent_twice() {
    let world = Scripted::new();
    world.fails(HttpErrorKind::Network);
    let client = client(&world);
    let pool = support::config().user_pool.unwrap();
    assert!(matches!(block_on(client.confirm_sign_up(&pool, "u", "123456")), Err(Error::NoResponse(_))));
    assert_eq!(world.operations(), ["ConfirmSignUp"]);
}

#[test]
fn the_journal_has_no_query_and_no_secret() {
    let world = Scripted::new();
    world.answers_with(200, &[("x-amz-request-id", "R1")], EMPTY);
    list(&world).unwrap();
    let exchange = &world.exchanges()[0];
    assert_eq!(exchange.target, "data.s3.eu-west-1.amazonaws.com/");
    assert_eq!((exchange.service, exchange.operation, exchange.outcome.clone()), ("s3", "ListObjectsV2", Ok(200)));
    assert_eq!(exchange.request_id.as_deref(), Some("R1"));
    assert!(!format!("{exchange:?}").contains("session"));
}

#[test]
fn without_credentials_nothing_is_sent() {
    let world = Scripted::new();
    let bucket = Bucket { name: "data".into(), region: "eu-west-1".into() };
    let keys = Keys(RefCell::new(Vec::new()));
    let result = block_on(client(&world).delete_objects(&bucket, &["a".into()], &keys));
    assert_eq!(result, Err(Error::SignedOut));
    assert!(world.operations().is_empty());
}

#[test]
fn a_key_goes_the_way_that_can_carry_it() {
    let world = Scripted::new();
    world.answers(200, "<DeleteResult/>").answers(204, "");
    let bucket = Bucket { name: "data".into(), region: "eu-west-1".into() };
    let keys = ["a/../b".to_owned(), "\u{1}".to_owned(), "\u{1}/..".to_owned()];
    let failures = block_on(client(&world).delete_objects(&bucket, &keys, &Keys::new())).unwrap();
    assert_eq!(world.operations(), ["DeleteObjects", "DeleteObject"]);
    assert_eq!(world.exchanges()[1].target, "data.s3.eu-west-1.amazonaws.com/%01");
    assert_eq!(failures.len(), 1, "what neither can carry is said, not guessed");
    assert!(matches!(&failures[0].error, Error::Unsendable(_)) && failures[0].key == "\u{1}/..");
}
