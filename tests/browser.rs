//! The adapters of the browser, in a real one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]
#![cfg(target_arch = "wasm32")]

use std::time::Duration;

use satchel::browser::upload::{DiskFile, SMALL};
use satchel::browser::{Browser, location};
use satchel::ports::{
    Body, Clock, HttpClient, HttpErrorKind, KeyValueStore, Lifetime, Limits, Payload, Random, Request, Source, Unreadable,
};
use satchel::route::{Place, Route};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// More than any answer here has.
const MOST: Limits = Limits { bytes: 1024 * 1024, timeout: Duration::from_secs(60) };

fn beside_page(file: &str) -> String {
    format!("{}/{file}", web_sys::window().unwrap().location().origin().unwrap())
}

fn request(uri: &str) -> Request {
    http::Request::builder().uri(uri).body(Default::default()).unwrap()
}

#[wasm_bindgen_test]
async fn a_response_is_read_whole_whatever_its_status() {
    let browser = Browser::default();
    let found = browser.send(request(&beside_page("index.html")), MOST).await.unwrap();
    assert!(found.status().is_success() && !found.body().is_empty());
    assert!(found.header("content-type").is_some());
    let missing = browser.send(request(&beside_page("no-such-file")), MOST).await.unwrap();
    assert_eq!(missing.status(), 404);
}

#[wasm_bindgen_test]
async fn more_of_an_answer_than_there_can_be_is_not_read() {
    let browser = Browser::default();
    let page = request(&beside_page("index.html"));
    let length = browser.send(page.clone(), MOST).await.unwrap().body().len();
    assert_eq!(browser.send(page.clone(), Limits { bytes: length, ..MOST }).await.unwrap().body().len(), length);
    let error = browser.send(page, Limits { bytes: length - 1, ..MOST }).await.unwrap_err();
    assert_eq!(error.kind, HttpErrorKind::TooLarge);
}

/// A file with these bytes.
fn file(bytes: &[u8]) -> DiskFile {
    let bytes = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    DiskFile::new(web_sys::File::new_with_u8_array_sequence(&bytes, "file").unwrap())
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(<sha2::Sha256 as sha2::Digest>::digest(bytes))
}

#[wasm_bindgen_test]
async fn a_file_is_read_whole_and_by_stretches_several_at_a_time() {
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|at| (at % 251) as u8).collect();
    let file = file(&bytes);
    let size = file.stamp().size;
    assert_eq!(size, 3_000_000);
    let (whole, middle, none) = futures::join!(file.digest(0, size), file.digest(1_000_001, 2_500_000), file.digest(size, size));
    assert_eq!(whole.unwrap().sha256, sha256(&bytes));
    assert_eq!(middle.unwrap().sha256, sha256(&bytes[1_000_001..2_500_000]));
    assert_eq!(none.unwrap().sha256, sha256(b""));
}

#[wasm_bindgen_test]
async fn a_file_that_is_shorter_than_it_was_cannot_be_read() {
    let file = file(b"four");
    assert_eq!(file.digest(0, 5).await, Err(Unreadable));
    assert_eq!(file.digest(0, 4).await.unwrap().sha256, sha256(b"four"));
    assert_eq!(file.digest(3, 4).await.unwrap().sha256, sha256(b"r"));
}

#[wasm_bindgen_test]
async fn small_files_are_read_together_and_each_gets_its_own_bytes() {
    // More than are read at a time; an empty one, and one that is not small among them.
    let contents: Vec<Vec<u8>> =
        (0..100).map(|at| vec![at as u8; if at == 50 { SMALL as usize + 1 } else { at * 7 % 30 }]).collect();
    let files: Vec<DiskFile> = contents.iter().map(|bytes| file(bytes)).collect();
    let sizes: Vec<u64> = files.iter().map(|file| file.stamp().size).collect();
    DiskFile::read_together(files.iter());
    // Twice: what is sent again is read alone.
    for _ in 0..2 {
        let read = futures::future::join_all(files.iter().zip(&sizes).map(|(file, size)| file.whole(*size))).await;
        for (read, bytes) in read.into_iter().zip(&contents) {
            let (digest, body) = read.unwrap();
            assert_eq!((&digest.sha256, body.length()), (&sha256(bytes), bytes.len() as u64));
            assert!(matches!(body.payload(), Payload::Hashed(hash) if hash == digest.sha256));
        }
    }
}

#[wasm_bindgen_test]
async fn a_small_file_of_another_size_is_not_sent() {
    let (short, other) = (file(b"four"), file(b"other"));
    assert!(matches!(short.whole(5).await, Err(Unreadable)));
    assert_eq!((short.stamp().size, other.stamp().size), (4, 5));
    DiskFile::read_together([&short, &other].into_iter());
    assert!(matches!(short.whole(5).await, Err(Unreadable)));
    assert_eq!(other.whole(5).await.unwrap().0.sha256, sha256(b"other"));
}

#[wasm_bindgen_test]
async fn silence_is_an_error_of_its_own() {
    // Port 9 is closed; nothing answers there.
    let error = Browser::default().send(request("http://127.0.0.1:9/"), MOST).await.unwrap_err();
    assert_eq!(error.kind, HttpErrorKind::Network);
}

#[wasm_bindgen_test]
async fn a_request_nobody_waits_for_is_given_up() {
    let browser = Browser::default();
    let send = browser.send(request(&beside_page("index.html")), MOST);
    drop(futures::future::select(std::pin::pin!(send), std::pin::pin!(futures::future::ready(()))).await);
    // The page works on after the abort.
    assert!(browser.send(request(&beside_page("index.html")), MOST).await.is_ok());
}

#[wasm_bindgen_test]
fn values_are_kept_by_lifetime() {
    let browser = Browser::default();
    browser.set(Lifetime::Tab, "satchel.test", "tab");
    browser.set(Lifetime::Persistent, "satchel.test", "persistent");
    assert_eq!(browser.get(Lifetime::Tab, "satchel.test").as_deref(), Some("tab"));
    assert_eq!(Browser::default().get(Lifetime::Persistent, "satchel.test").as_deref(), Some("persistent"));
    browser.remove(Lifetime::Tab, "satchel.test");
    assert_eq!(browser.get(Lifetime::Tab, "satchel.test"), None);
    browser.remove(Lifetime::Persistent, "satchel.test");
}

#[wasm_bindgen_test]
fn a_full_storage_loses_nothing_while_the_page_lives() {
    let browser = Browser::default();
    let large = "x".repeat(12 * 1024 * 1024);
    browser.set(Lifetime::Tab, "satchel.large", &large);
    assert_eq!(browser.get(Lifetime::Tab, "satchel.large").map(|v| v.len()), Some(large.len()));
    browser.remove(Lifetime::Tab, "satchel.large");
    assert_eq!(browser.get(Lifetime::Tab, "satchel.large"), None);
}

#[wasm_bindgen_test]
async fn time_passes_and_random_bytes_differ() {
    let browser = Browser::default();
    let before = browser.now();
    browser.sleep(Duration::from_millis(20)).await;
    assert!(browser.now().duration_since(before).unwrap() >= Duration::from_millis(15));
    let (mut a, mut b) = ([0; 32], [0; 32]);
    browser.fill(&mut a);
    browser.fill(&mut b);
    assert!(a != b && a != [0; 32]);
}

#[wasm_bindgen_test]
async fn the_address_bar_is_where_the_visitor_is() {
    let route = Route::Files(Place::My { prefix: "a b/ü#?/".into() });
    location::go(&route);
    assert_eq!(location::current(), route);
    location::replace(&Route::SignIn);
    assert_eq!(location::current(), Route::SignIn);
}

/// Has `index.html` sent a request for `url` so many milliseconds ago, of which `response` is a promise.
fn sent_early(url: &str, body: &str, age: f64, response: &str) {
    let sent = js_sys::Date::now() - age;
    let body = if body.is_empty() { "undefined".to_owned() } else { format!("`{body}`") };
    js_sys::eval(&format!("(globalThis.early ??= {{}})[`{url}`] = {{ sent: {sent}, body: {body}, response: {response} }}"))
        .unwrap();
}

const EARLY: &str = "Promise.resolve(new Response('early', { status: 202, headers: { 'x-amzn-requestid': '7' } }))";

#[wasm_bindgen_test]
async fn what_was_sent_early_is_not_sent_again() {
    let browser = Browser::default();
    let url = beside_page("index.html");
    sent_early(&url, "", 100.0, EARLY);
    let taken = browser.send(request(&url), MOST).await.unwrap();
    assert_eq!((taken.status().as_u16(), taken.body().as_slice()), (202, &b"early"[..]));
    assert_eq!(taken.header("x-amzn-requestid"), Some("7"));
    assert_eq!(browser.send(request(&url), MOST).await.unwrap().status(), 200, "it answers one request");

    sent_early(&url, "{}", 100.0, EARLY);
    let post = http::Request::post(&url).body(satchel::ports::Bytes::new(b"{}".to_vec())).unwrap();
    assert_eq!(browser.send(post, MOST).await.unwrap().status(), 202);
}

#[wasm_bindgen_test]
async fn a_file_that_was_asked_for_early_is_here_however_late_the_program_is() {
    sent_early("index.html", "", 600_000.0, EARLY);
    assert_eq!(satchel::browser::file_beside_page("index.html").await.unwrap(), (202, b"early".to_vec()));
}

#[wasm_bindgen_test]
async fn what_was_sent_early_and_is_of_no_use_is_sent_as_ever() {
    let url = beside_page("index.html");
    let failed = "Promise.reject(TypeError())";
    for (body, age, response) in [("{}", 0.0, EARLY), ("", 5000.0, EARLY), ("", -5000.0, EARLY), ("", 0.0, failed)] {
        sent_early(&url, body, age, response);
        let answer = Browser::default().send(request(&url), MOST).await.unwrap();
        assert_eq!(answer.status(), 200, "{body} {age} {response}");
    }
}
