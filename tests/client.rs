//! What happens between an operation and its answer: retries, clocks, credentials that have expired.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::RefCell;
use std::time::{Duration, UNIX_EPOCH};

use pollster::block_on;
use satchel::aws::Error;
use satchel::aws::credentials::{Credentials, ProvideCredentials};
use satchel::aws::identity_pool::Logins;
use satchel::aws::s3::{Bucket, ChecksumMode, DeleteFailure, ListObjects, ObjectIdentifier, ObjectPage};
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
        Ok(Credentials::new(key, "secret", Some("session".into()), Some(UNIX_EPOCH + Duration::from_secs(NOON + 3600))))
    }
    fn expire(&self, credentials: &Credentials) {
        self.0.borrow_mut().retain(|key| *key != credentials.access_key_id());
    }
}

const EMPTY: &str = "<ListBucketResult><Prefix></Prefix><IsTruncated>false</IsTruncated></ListBucketResult>";

fn list(world: &Scripted) -> Result<ObjectPage, Error> {
    let bucket = Bucket { name: "data".into(), region: "eu-west-1".into() };
    let list = ListObjects::folder("");
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
        assert!(block_on(client.head_object(&bucket, "a", None, ChecksumMode::Disabled, &keys)).is_err());
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
    let list = ListObjects::folder("");
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
    assert_eq!((exchange.service.as_str(), exchange.operation, exchange.outcome.clone()), ("s3", "ListObjectsV2", Ok(200)));
    assert_eq!(exchange.request_id.as_deref(), Some("R1"));
    assert!(!format!("{exchange:?}").contains("session"));
}

#[test]
fn a_page_of_the_network_is_no_answer_of_aws() {
    let page = "<!DOCTYPE html><title>Sign in to the hotel's network</title>";
    let html = [("content-type", "text/html; charset=utf-8")];
    for status in [200, 302, 403, 511] {
        let world = Scripted::new();
        world.answers_with(status, &html, page);
        assert_eq!(list(&world), Err(Error::NotAws), "{status}");
        world.is_played_to_the_end();
    }
    // A JSON service, and an operation whose answer nobody reads.
    let (world, bucket) = (Scripted::new(), bucket());
    world.answers_with(200, &html, page).answers_with(200, &html, page).answers_with(200, &html, page);
    assert_eq!(block_on(client(&world).put_object(&bucket, "a", "", Vec::new(), &Keys::new())), Err(Error::NotAws));
    assert_eq!(block_on(client(&world).get_id(&Logins::new("graph.facebook.com", "token"))), Err(Error::NotAws));
    // An object may be a page.
    assert!(block_on(client(&world).get_object_start(&bucket, "a.html", 9, &Keys::new())).is_ok());
    // A load balancer's page is a failure that passes.
    let world = Scripted::new();
    world.answers_with(503, &html, page).answers(200, EMPTY);
    assert!(list(&world).is_ok());
}

#[test]
fn the_region_of_a_bucket_is_read_wherever_it_is_said() {
    let region_of = |headers: &[(&str, &str)], body: String| {
        let world = Scripted::new();
        world.answers_with(400, headers, body);
        list(&world).unwrap_err().service().and_then(|refusal| refusal.bucket_region.clone())
    };
    let body = refusal("AuthorizationHeaderMalformed", "<Region>eu-central-1</Region>");
    assert_eq!(region_of(&[], body).as_deref(), Some("eu-central-1"));
    let header = [("x-amz-bucket-region", "eu-central-1")];
    assert_eq!(region_of(&header, refusal("PermanentRedirect", "")).as_deref(), Some("eu-central-1"));
    assert_eq!(region_of(&[], refusal("AccessDenied", "")), None);
}

fn bucket() -> Bucket {
    Bucket { name: "data".into(), region: "eu-west-1".into() }
}

fn objects(keys: &[&str]) -> Vec<ObjectIdentifier> {
    keys.iter().map(|key| ObjectIdentifier { key: (*key).to_owned(), e_tag: Some("\"e1\"".into()), version_id: None }).collect()
}

/// What is not deleted, with the code of the reason, and how many were decided about in each step.
type Deleted = (Result<Vec<(String, String)>, Error>, Vec<usize>);

fn delete(world: &Scripted, objects: &[ObjectIdentifier]) -> Deleted {
    let mut steps = Vec::new();
    let failures = block_on(client(world).delete_all(&bucket(), objects, &Keys::new(), |done| steps.push(done)));
    let code = |failure: DeleteFailure| (failure.key, failure.error.code().to_owned());
    (failures.map(|failures| failures.into_iter().map(code).collect()), steps)
}

fn failed(keys_and_codes: &[(&str, &str)]) -> String {
    let error = |(key, code): &(&str, &str)| format!("<Error><Key>{key}</Key><Code>{code}</Code><Message>m</Message></Error>");
    format!("<DeleteResult>{}</DeleteResult>", keys_and_codes.iter().map(error).collect::<String>())
}

#[test]
fn without_credentials_nothing_is_sent() {
    let world = Scripted::new();
    let keys = Keys(RefCell::new(Vec::new()));
    let result = block_on(client(&world).delete_all(&bucket(), &objects(&["a"]), &keys, |_| {}));
    assert_eq!(result, Err(Error::SignedOut));
    assert!(world.operations().is_empty());
}

#[test]
fn a_key_goes_the_way_that_can_carry_it() {
    let world = Scripted::new();
    world.answers(200, "<DeleteResult/>").answers(204, "");
    let objects = objects(&["a/../b", "\u{1}", "\u{1}/.."]);
    let failures = block_on(client(&world).delete_all(&bucket(), &objects, &Keys::new(), |_| {})).unwrap();
    assert_eq!(world.operations(), ["DeleteObjects", "DeleteObject"]);
    assert_eq!(world.exchanges()[1].target, "data.s3.eu-west-1.amazonaws.com/%01");
    assert_eq!(world.header(1, "if-match").as_deref(), Some("\"e1\""), "only the object that was seen");
    assert!(world.text(0).contains("<ETag>\"e1\"</ETag>"));
    assert_eq!(failures.len(), 1, "what neither can carry is said, not guessed");
    assert!(matches!(&failures[0].error, Error::Unsendable(_)) && failures[0].key == "\u{1}/..");
}

#[test]
fn keys_that_failed_for_a_reason_that_passes_are_deleted_again_and_no_others() {
    let world = Scripted::new();
    world
        .answers(200, failed(&[("a", "InternalError"), ("b", "SlowDown"), ("c", "PreconditionFailed"), ("d", "NoSuchKey")]))
        .answers(200, failed(&[("b", "ServiceUnavailable")]))
        .answers(200, failed(&[]));
    let (failures, steps) = delete(&world, &objects(&["a", "b", "c", "d", "e"]));
    assert_eq!(failures.unwrap(), [("c".to_owned(), "PreconditionFailed".to_owned())], "what is gone already is no failure");
    assert_eq!(steps, [5]);
    let keys = |n: usize| world.text(n).matches("<Key>").count();
    assert_eq!((keys(0), keys(1), keys(2)), (5, 2, 1));
    assert_eq!(world.slept().len(), 2);
}

#[test]
fn a_failure_of_all_of_it_may_stand_in_a_success() {
    let world = Scripted::new();
    world.answers(200, refusal("InternalError", "")).answers(200, failed(&[]));
    assert_eq!(delete(&world, &objects(&["a"])), (Ok(vec![]), vec![1]));
}

#[test]
fn a_failure_that_does_not_pass_is_told_as_it_is() {
    let world = Scripted::new();
    for _ in 0..4 {
        world.answers(200, failed(&[("a", "InternalError")]));
    }
    let (failures, _) = delete(&world, &objects(&["a", "b"]));
    assert_eq!(failures.unwrap(), [("a".to_owned(), "InternalError".to_owned())]);
    world.is_played_to_the_end();
}

#[test]
fn a_bucket_that_lets_no_post_through_is_emptied_one_by_one() {
    let world = Scripted::new();
    for _ in 0..4 {
        world.fails(HttpErrorKind::Network);
    }
    world.answers(204, "").answers(412, refusal("PreconditionFailed", "")).answers(404, refusal("NoSuchKey", ""));
    let (failures, steps) = delete(&world, &objects(&["a", "b", "c", "d/../e"]));
    let failures = failures.unwrap();
    assert_eq!(failures[0], ("b".to_owned(), "PreconditionFailed".to_owned()));
    assert_eq!(failures[1].0, "d/../e", "a browser would delete another object");
    assert_eq!((failures.len(), steps), (2, vec![4]));
    assert_eq!(world.operations()[4..], ["DeleteObject"; 3]);
    assert_eq!(world.header(4, "if-match").as_deref(), Some("\"e1\""));
}

#[test]
fn silence_to_both_is_silence() {
    let world = Scripted::new();
    for _ in 0..8 {
        world.fails(HttpErrorKind::Network);
    }
    let (failures, steps) = delete(&world, &objects(&["a"]));
    assert!(failures.unwrap_err().is_silence() && steps.is_empty());
    // Of a network that is gone nothing is concluded.
    let world = Scripted::new();
    world.fails(HttpErrorKind::Offline);
    assert!(delete(&world, &objects(&["a"])).0.is_err());
    assert_eq!(world.operations(), ["DeleteObjects"]);
}

#[test]
fn whoever_may_delete_none_of_a_thousand_is_not_asked_about_the_others() {
    let keys: Vec<String> = (0..2500).map(|n| format!("k{n}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let denied: Vec<(&str, &str)> = keys[..1000].iter().map(|key| (*key, "AccessDenied")).collect();
    let world = Scripted::new();
    world.answers(200, failed(&denied));
    let (failures, _) = delete(&world, &objects(&keys));
    assert_eq!(failures.unwrap().len(), 2500);
    assert_eq!(world.operations(), ["DeleteObjects"]);
    // Another folder may be allowed.
    let world = Scripted::new();
    let keys_of_two: Vec<String> = (0..1500).map(|n| format!("{}/{n}", if n < 1200 { "a" } else { "b" })).collect();
    let keys_of_two: Vec<&str> = keys_of_two.iter().map(String::as_str).collect();
    let denied_there: Vec<(&str, &str)> = keys_of_two[..1000].iter().map(|key| (*key, "AccessDenied")).collect();
    world.answers(200, failed(&denied_there)).answers(200, failed(&[]));
    assert_eq!(delete(&world, &objects(&keys_of_two)).0.unwrap().len(), 1200);
    assert_eq!(world.operations(), ["DeleteObjects"; 2]);
    // One that may be deleted is enough to go on.
    let world = Scripted::new();
    world.answers(200, failed(&denied[1..])).answers(200, failed(&[])).answers(200, failed(&[]));
    let (failures, steps) = delete(&world, &objects(&keys));
    assert_eq!((failures.unwrap().len(), steps), (999, vec![1000, 1000, 500]));
}
