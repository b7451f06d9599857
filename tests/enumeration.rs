//! Everything below a folder: found once and in order, by six requests at a time, however the service answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use futures::StreamExt;
use futures::future::join;
use satchel::aws::s3::{Bucket, ListObjects, Object};
use satchel::aws::{Client, Error};
use satchel::files::listing::BucketAccess;
use satchel::files::search::{Match, Search};
use satchel::files::totals::{Counting, Totals};
use satchel::files::walk::Walk;
use satchel::ports::Form;
use support::simulated::{Keys, Seen, Simulated};

const LATENCY: Duration = Duration::from_millis(100);

fn numbered(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| format!("p/img_{n:06}.jpg"))
}

fn access(world: &Simulated) -> BucketAccess<Simulated, Keys> {
    let client = Client::new(world.clone(), Rc::new(support::config()));
    BucketAccess { client, credentials: Keys, bucket: Bucket { name: "data".into(), region: "us-east-1".into() } }
}

fn keys(objects: Vec<Object>) -> Vec<String> {
    objects.into_iter().map(|object| object.key).collect()
}

/// All keys below `prefix`, and what went wrong on the way.
fn walk(world: &Simulated, prefixes: &[&str]) -> (Vec<String>, Vec<Error>) {
    let mut walk = Walk::below(access(world), prefixes.iter().map(|prefix| (*prefix).to_owned()));
    world.run(async {
        let (mut found, mut errors) = (Vec::new(), Vec::new());
        while let Some(objects) = walk.next().await {
            match objects {
                Ok(objects) => found.extend(keys(objects)),
                Err(error) if errors.len() < 20 => errors.push(error),
                Err(error) => panic!("{error:?}"),
            }
        }
        (found, errors)
    })
}

fn refusal(code: &str) -> String {
    format!("<Error><Code>{code}</Code><Message>m</Message></Error>")
}

#[test]
fn everything_is_found_once_and_in_order_by_six_requests_at_a_time() {
    let world = Simulated::new(numbered(30_000).chain(["o".into(), "p".into(), "p0".into(), "q".into()]), LATENCY);
    let (found, errors) = walk(&world, &["p/"]);
    assert_eq!((found, errors.len()), (numbered(30_000).collect(), 0));
    assert_eq!((world.most(), world.under_way()), (6, 0));
    assert!(world.elapsed() <= LATENCY * 12, "thirty pages, one after another: {:?}", world.elapsed());
}

#[test]
fn one_page_is_one_request() {
    let world = Simulated::new(numbered(1000), LATENCY);
    assert_eq!(walk(&world, &["p/"]).0.len(), 1000);
    assert_eq!(world.seen().len(), 1);
    assert_eq!(walk(&world, &["nothing/"]), (Vec::new(), Vec::new()));
}

#[test]
fn strange_names_are_found_as_any_other() {
    let strange = [
        "//c.txt",
        "..",
        "%2e%2e/x",
        "a b",
        "a+b",
        "a/../b",
        "a/./b",
        "a<b>&\"c'",
        "cr\rlf",
        "literal &#x8; text",
        "n\u{303}",
        "nl\nkey",
        "nonchar\u{fffe}",
        "rtl\u{202e}gpj.exe",
        "sep\u{2028}x",
        "tab\tkey",
        "x\u{1}y",
        "\u{10ffff}",
        "~",
        "ñ",
    ];
    let all = strange.iter().flat_map(|name| (0..150).map(move |n| format!("p/{name}{n}")));
    let world = Simulated::new(all, LATENCY);
    let (found, errors) = walk(&world, &["p/"]);
    assert_eq!((found, errors), (world.keys(), Vec::new()));
}

#[test]
fn several_folders_come_one_after_another() {
    let world = Simulated::new(["a/1", "a/2", "b/3", "c/4", "d/5"].map(String::from), LATENCY);
    assert_eq!(walk(&world, &["c/", "a/", "x/", "d/"]).0, ["c/4", "a/1", "a/2", "d/5"]);
}

#[test]
fn a_service_that_has_too_much_to_do_is_asked_for_less_at_a_time() {
    let world = Simulated::new(numbered(20_000), LATENCY);
    let overloads = Rc::new(Cell::new(0));
    let (count, seeing) = (Rc::clone(&overloads), world.clone());
    // It can answer two at a time.
    world.answers_instead(move |_| {
        (seeing.under_way() > 2).then(|| {
            count.set(count.get() + 1);
            (503, refusal("SlowDown"))
        })
    });
    let (found, errors) = walk(&world, &["p/"]);
    assert_eq!((found.len(), errors.len()), (20_000, 0));
    assert!((1..20).contains(&overloads.get()), "{} refusals", overloads.get());
}

#[test]
fn a_fault_is_said_and_what_is_missing_is_asked_for_again() {
    let world = Simulated::new(numbered(20_000), LATENCY);
    let number = Cell::new(0);
    world.answers_instead(move |_| {
        number.set(number.get() + 1);
        [9, 17].contains(&number.get()).then(|| (403, refusal("AccessDenied")))
    });
    let (found, errors) = walk(&world, &["p/"]);
    assert_eq!(errors.iter().map(Error::code).collect::<Vec<_>>(), ["AccessDenied"; 2]);
    assert_eq!(found, numbered(20_000).collect::<Vec<_>>(), "nothing twice and nothing lost");
    let asked = world.seen().len();
    assert!(asked < 60, "what was found is not asked for again: {asked}");
}

#[test]
fn a_fault_ends_all_requests() {
    let world = Simulated::new(numbered(20_000), LATENCY);
    world.answers_instead(|seen: &Seen| seen.parameter("start-after").map(|_| (403, refusal("AccessDenied"))));
    let mut walk = Walk::below(access(&world), ["p/".to_owned()]);
    let result = world.run(async {
        loop {
            if let Err(error) = walk.next().await.unwrap() {
                break error;
            }
        }
    });
    assert_eq!((result.code(), world.under_way()), ("AccessDenied", 0));
}

#[test]
fn who_stops_aborts_what_is_under_way() {
    let world = Simulated::new(numbered(20_000), LATENCY);
    let mut walk = Walk::below(access(&world), ["p/".to_owned()]);
    world.run(async {
        walk.next().await;
        walk.next().await;
    });
    assert!(world.under_way() > 0);
    drop(walk);
    assert_eq!(world.under_way(), 0);
}

#[test]
fn a_service_that_does_not_know_start_after_is_no_reason_to_list_anything_twice() {
    let world = Simulated::new(numbered(5000), LATENCY);
    let page = format!(
        "<ListBucketResult><Prefix>p/</Prefix><IsTruncated>true</IsTruncated><NextContinuationToken>T</NextContinuationToken>{}</ListBucketResult>",
        "<Contents><Key>p/img_000000.jpg</Key><LastModified>2026-11-21T07:53:05.000Z</LastModified><Size>1</Size></Contents>"
    );
    world.answers_instead(move |seen: &Seen| seen.parameter("start-after").map(|_| (200, page.clone())));
    let mut walk = Walk::below(access(&world), ["p/".to_owned()]);
    let error = world.run(async {
        loop {
            if let Err(error) = walk.next().await.unwrap() {
                break error;
            }
        }
    });
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
}

#[test]
fn a_folder_opens_at_once_while_another_is_counted() {
    let world = Simulated::new(numbered(20_000).chain(["q/1".into()]), LATENCY);
    let BucketAccess { client, credentials, bucket } = access(&world);
    let access = BucketAccess { client: client.in_background(), credentials, bucket: bucket.clone() };
    let mut counting = Counting::below(access, ["p/".to_owned()], |_| false);
    let visitor = async {
        world.until(LATENCY * 3 / 2).await;
        client.list_objects(&bucket, &ListObjects::folder("q/"), &Keys).await.unwrap();
        world.elapsed()
    };
    let count = async {
        let mut last = Totals::default();
        while let Some(totals) = counting.next().await {
            last = totals.unwrap();
        }
        last
    };
    let (totals, opened) = world.run(join(count, visitor));
    assert_eq!(totals, Totals { files: 20_000, bytes: 200_000 });
    assert_eq!(opened, LATENCY * 5 / 2);
}

#[test]
fn totals_grow_while_they_are_counted_and_leave_out_marks_and_what_is_hidden() {
    let world = Simulated::new(numbered(5000).chain(["p/".into(), "p/a/".into(), "p/.satchel/x".into()]), LATENCY);
    let hides = |key: &str| key.starts_with("p/.satchel/");
    let totals: Vec<Totals> = world.run(Counting::below(access(&world), ["p/".to_owned()], hides).map(Result::unwrap).collect());
    assert!(totals.len() >= 6 && totals.is_sorted_by_key(|totals| totals.files), "{totals:?}");
    assert_eq!(totals.last(), Some(&Totals { files: 5000, bytes: 50_000 }));
}

/// Enough of Unicode for these tests.
fn normalize(text: &str, _: Form) -> String {
    text.replace("u\u{308}", "ü").replace("e\u{301}", "é")
}

fn search(world: &Simulated, text: &str) -> Vec<String> {
    let search = Search::below(access(world), "p/".to_owned(), text, normalize, |key| key.starts_with("p/.satchel/"));
    let found: Vec<Match> = world.run(search.map(Result::unwrap).concat());
    let all = found.iter().map(|found| match found {
        Match::Folder(key) => format!("folder {key}"),
        Match::File(object) => object.key.clone(),
    });
    all.collect()
}

#[test]
fn names_are_found_whatever_their_case_and_form() {
    let keys =
        ["p/U\u{308}bersicht.txt", "p/a/Übersicht.txt", "p/übersicht/", "p/Übersee", "p/.satchel/übersicht", "q/Übersicht"];
    let world = Simulated::new(keys.map(String::from), LATENCY);
    let found = ["p/U\u{308}bersicht.txt", "p/a/Übersicht.txt", "folder p/übersicht/"];
    assert_eq!(search(&world, "ÜBERSICHT"), found);
    assert_eq!(search(&world, "u\u{308}bersicht"), found);
    assert_eq!(search(&world, "p/"), [""; 0], "names, not paths");
}

#[test]
fn a_folder_is_found_once_however_much_is_in_it() {
    let many = (0..4000).map(|n| format!("p/Trip/day {}/{n:05}", n / 1000));
    let world = Simulated::new(many.chain(["p/Trip/trips/trip.txt".into(), "p/a/trip/x".into(), "p/trip".into()]), LATENCY);
    assert_eq!(
        search(&world, "trip"),
        ["folder p/Trip/", "folder p/Trip/trips/", "p/Trip/trips/trip.txt", "folder p/a/trip/", "p/trip"]
    );
    assert_eq!(search(&world, "0").len(), 4000 + 1, "no limit; and a folder: day 0");
}

#[test]
fn nested_folders_of_one_name_are_each_found_once() {
    let world = Simulated::new(["p/a1/a2/x", "p/a1/a2/y", "p/a1/b", "p/a1/z/x", "p/a3/x"].map(String::from), LATENCY);
    assert_eq!(search(&world, "a"), ["folder p/a1/", "folder p/a1/a2/", "folder p/a3/"]);
}
