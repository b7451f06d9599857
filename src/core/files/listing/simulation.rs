//! Ranges against buckets of many kinds: nothing is missed and nothing comes twice, wherever they are cut; and how long it takes,
//! as a part of what a chain of pages takes.

use proptest::prelude::*;

use super::folders::last_behind;
use super::ranges::{Ask, Items, Ranges};
use crate::aws::AT_A_TIME;

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// Lists `keys` by pages of `page`, each request taking as long as any other, and gives in how many rounds and by how many
/// requests. What takes `slow`er than others comes later, so that answers come in every order.
fn list(keys: &[String], prefix: &str, page: usize, slow: impl Fn(usize) -> f64) -> (f64, usize) {
    let below = keys.iter().filter(|key| key.starts_with(prefix)).count();
    let start = keys.partition_point(|key| key.as_str() < prefix);
    let keys = &keys[start..start + below];
    let mut ranges = Ranges::<Vec<usize>>::new(prefix.to_owned(), None, None);
    let mut found = 0;
    let answer = |ranges: &mut Ranges<Vec<usize>>, ask: Ask| {
        let after = ask.continuation_token.or(ask.start_after);
        if let Some(after) = &after {
            assert!(after.len() <= 1024);
        }
        let from = after.map_or(0, |after| keys.partition_point(|key| *key <= after));
        let to = (from + page).min(keys.len());
        let answer: Vec<&str> = keys[from..to].iter().map(String::as_str).collect();
        let token = (to < keys.len()).then(|| keys[to - 1].clone());
        let (own, held) = ranges.answer(ask.range, Items { starts: &answer, ends: &answer }, token).unwrap();
        held.extend(from..from + own);
        ranges.take(|some| {
            for key in some {
                assert_eq!(key, found, "each key once, and in order");
                found += 1;
            }
        });
    };
    let passed = play(&mut ranges, 20 * (keys.len() / page + 5), slow, answer);
    assert_eq!(found, keys.len());
    passed
}

/// Asks for all pages of a listing, as many at a time as the page does, and answers each after as long as `slow` says of its
/// number. Returns how long it took, and how many requests, of which there must be fewer than `most`.
fn play<T: Default>(
    ranges: &mut Ranges<T>,
    most: usize,
    slow: impl Fn(usize) -> f64,
    mut answer: impl FnMut(&mut Ranges<T>, Ask),
) -> (f64, usize) {
    let (mut now, mut requests) = (0.0, 0);
    let mut under_way: Vec<(f64, Ask)> = Vec::new();
    while !ranges.is_over() {
        for ask in ranges.ask(AT_A_TIME - under_way.len()) {
            under_way.push((now + slow(requests), ask));
            requests += 1;
        }
        let next = (0..under_way.len()).min_by(|a, b| under_way[*a].0.total_cmp(&under_way[*b].0));
        let (at, ask) = under_way.remove(next.unwrap());
        now = at;
        if ranges.awaits(ask.range) {
            answer(ranges, ask);
            assert!(requests < most, "it ends");
        }
    }
    (now, requests)
}

fn keys<'a>(keys: &'a [&'a str]) -> Items<'a> {
    Items { starts: keys, ends: keys }
}

/// What is listed of a folder: its keys and the folders in it, each once.
fn folder(keys: &[String], prefix: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for key in keys.iter().filter(|key| key.starts_with(prefix)) {
        let slash = key[prefix.len()..].find('/');
        let item = slash.map_or(key.as_str(), |slash| &key[..=prefix.len() + slash]);
        if items.last().is_none_or(|last| last != item) {
            items.push(item.to_owned());
        }
    }
    items
}

/// The same, by pages of `page` of a service that lists a folder again for who asks from within it, or does not.
fn list_folder(keys: &[String], prefix: &str, page: usize, again: bool, slow: impl Fn(usize) -> f64) -> Vec<String> {
    let mut ranges = Ranges::<Vec<String>>::new(prefix.to_owned(), None, None);
    let mut found = Vec::new();
    let answer = |ranges: &mut Ranges<Vec<String>>, ask: Ask| {
        let is_behind = |key: &str| match (&ask.continuation_token, &ask.start_after) {
            (Some(token), _) => {
                key > token.as_str() && !(token.ends_with('/') && token.len() > prefix.len() && key.starts_with(token.as_str()))
            }
            (None, Some(after)) => key > after.as_str() && (again || !inside(after, key, prefix)),
            (None, None) => true,
        };
        let rest: Vec<String> = keys.iter().filter(|key| is_behind(key)).cloned().collect();
        let items = folder(&rest, prefix);
        let to = page.min(items.len());
        let token = (to < items.len()).then(|| items[to - 1].clone());
        let starts: Vec<&str> = items[..to].iter().map(String::as_str).collect();
        let is_folder = |item: &str| item.len() > prefix.len() && item.ends_with('/');
        let ends: Vec<String> =
            starts.iter().map(|item| if is_folder(item) { last_behind(item) } else { (*item).to_owned() }).collect();
        let ends: Vec<&str> = ends.iter().map(String::as_str).collect();
        let (own, held) = ranges.answer(ask.range, Items { starts: &starts, ends: &ends }, token).unwrap();
        held.extend(starts[..own].iter().map(|item| (*item).to_owned()));
        ranges.take(|some| found.extend(some));
    };
    play(&mut ranges, 20 * (keys.len() / page + 5), slow, answer);
    found
}

/// Whether `after` lies in the folder of the listing that `key` is in.
fn inside(after: &str, key: &str, prefix: &str) -> bool {
    let slash = key.get(prefix.len()..).and_then(|rest| rest.find('/'));
    slash.is_some_and(|slash| after.starts_with(&key[..=prefix.len() + slash]))
}

fn sorted(keys: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.into_iter().collect();
    keys.sort();
    keys.dedup();
    keys
}

fn numbered(count: usize) -> Vec<String> {
    sorted((0..count).map(|n| format!("img_{n:06}.jpg")))
}

fn uuids(count: usize) -> Vec<String> {
    let mut numbers = Numbers(1);
    sorted((0..count).map(|_| {
        let (high, low) = (numbers.next(), numbers.next());
        let (a, b, c, d, e) = (high >> 32, (high >> 16) & 0xffff, high & 0xfff, 0x8000 | low & 0x3fff, low >> 16);
        format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
    }))
}

/// Three years of logs, of which each month has more than the one before.
fn dates(count: usize) -> Vec<String> {
    let mut numbers = Numbers(2);
    let weight = |month: usize| 4 + month;
    let all: usize = (0..36).map(weight).sum();
    sorted((0..36).flat_map(|month| (0..count * weight(month) / all).map(move |_| month)).map(|month| {
        let (day, hour, minute, id) = (1 + numbers.below(28), numbers.below(24), numbers.below(60), numbers.next() as u32);
        format!("logs/{}/{:02}/{day:02}/{hour:02}-{minute:02}-{id:08x}.log", 2022 + month / 12, 1 + month % 12)
    }))
}

/// All of it in folders whose names are 900 bytes together.
fn deep(count: usize) -> Vec<String> {
    let folders = format!("{}/", "x".repeat(99)).repeat(9);
    sorted((0..count).map(|n| format!("{folders}{n:07}.bin")))
}

/// Eight small folders, and a heavy one in one of them.
fn skewed(count: usize) -> Vec<String> {
    let mut numbers = Numbers(3);
    let small = (0..8).flat_map(|folder| (0..50).map(move |n| format!("folder-{folder}/file {n:04}.txt")));
    let heavy = (0..count - 400).map(|n| format!("folder-5/heavy/{n:06}-{:04x}.dat", numbers.below(0x10000)));
    sorted(small.chain(heavy))
}

/// Names as people give them.
fn words(count: usize) -> Vec<String> {
    const WORDS: [&str; 40] = [
        "Abrechnung",
        "album",
        "Angebot",
        "Äpfel",
        "Bericht",
        "beach",
        "Brief",
        "café",
        "Copy of",
        "Dokument",
        "draft",
        "Entwurf",
        "Foto",
        "final",
        "Garten",
        "Größe",
        "Haus",
        "invoice",
        "Jahr",
        "Karte",
        "letter",
        "Liste",
        "Müll",
        "Notiz",
        "Öl",
        "photo",
        "Plan",
        "Quittung",
        "Rechnung",
        "report",
        "Straße",
        "scan",
        "Termin",
        "Übersicht",
        "Vertrag",
        "Wohnung",
        "zeugnis",
        "日本",
        "東京",
        "見積書",
    ];
    let mut numbers = Numbers(4);
    let mut word = || WORDS[numbers.below(WORDS.len())];
    let named: Vec<String> = (0..count).map(|_| format!("{} {}", word(), word())).collect();
    sorted(named.into_iter().enumerate().map(|(n, name)| format!("{name} {}.pdf", n * 7919 % 100_003)))
}

/// The times at which they were put, in milliseconds.
fn times(count: usize) -> Vec<String> {
    let mut numbers = Numbers(5);
    sorted((0..count).map(|n| (1_700_000_000_000 + n * 37_000 + numbers.below(30_000)).to_string()))
}

type Kind = (&'static str, fn(usize) -> Vec<String>, f64);

const KINDS: [Kind; 7] = [
    ("numbered", numbered, 0.25),
    ("uuids", uuids, 0.3),
    ("dates", dates, 0.3),
    ("deep", deep, 0.3),
    ("skewed", skewed, 0.3),
    ("words", words, 0.26),
    ("times", times, 0.3),
];

fn ratio(keys: &[String]) -> (f64, f64) {
    let pages = keys.len().div_ceil(1000) as f64;
    let (rounds, requests) = list(keys, "", 1000, |_| 1.0);
    (rounds / pages, requests as f64 / pages)
}

#[test]
fn a_hundred_thousand_keys_take_a_quarter_of_the_time() {
    for (name, keys, most) in KINDS {
        let (time, requests) = ratio(&keys(100_000));
        println!("{name}: {time:.3} of the time, {requests:.2} of the requests");
        assert!(time <= most, "{name}: {time}");
        assert!(requests < 1.7, "{name}: {requests}");
    }
}

#[test]
fn few_keys_are_not_slower_than_a_chain() {
    for (name, keys, _) in KINDS {
        for count in [1, 999, 1000, 1001, 2000, 5000] {
            let keys = keys(count.max(401));
            let (rounds, _) = list(&keys, "", 1000, |_| 1.0);
            assert!(rounds <= keys.len().div_ceil(1000).max(1) as f64, "{name}, {count}: {rounds}");
        }
    }
}

/// What a key may be: any text, or text of few characters, so that some are alike, behind any folders.
fn key() -> impl Strategy<Value = String> {
    let folders = prop_oneof![
        Just(String::new()),
        Just("a/".into()),
        Just("é/\u{1}/".into()),
        Just("k".repeat(900)),
        Just("\u{10ffff}/".into())
    ];
    let name = prop_oneof!["[a-c0-2/]{1,6}", "[0-9a-f]{8}", "202[0-9]-[01][0-9]-[0-3][0-9]", "\\PC{1,8}", any::<String>()];
    (folders, name).prop_map(|(folders, name)| format!("{folders}{name}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_key_is_missed_and_none_comes_twice(
        keys in proptest::collection::vec(key(), 0..400),
        page in 1..30_usize,
        pace in proptest::collection::vec(1..50_u8, 1..20),
        prefix in prop_oneof![Just(""), Just("a/"), Just("k"), Just("é/"), Just("nothing")],
    ) {
        list(&sorted(keys), prefix, page, |request| f64::from(pace[request % pace.len()]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_file_or_folder_of_a_folder_is_missed(
        keys in proptest::collection::vec(key(), 0..300),
        page in 1..30_usize,
        pace in proptest::collection::vec(1..50_u8, 1..20),
        prefix in prop_oneof![Just(""), Just("a/"), Just("k"), Just("é/"), Just("nothing")],
        again in any::<bool>(),
    ) {
        let keys = sorted(keys);
        let mut found = list_folder(&keys, prefix, page, again, |request| f64::from(pace[request % pace.len()]));
        // Who lies across a cut may come twice, and then stands beside itself.
        found.dedup();
        prop_assert_eq!(found, folder(&keys, prefix));
    }
}

#[test]
fn a_folder_of_many_folders_takes_a_part_of_the_time_of_a_chain() {
    let keys = sorted((0..100_000).map(|n| format!("{:05}/{}.txt", n / 2, n % 2)));
    let requests = std::cell::Cell::new(0);
    let found = list_folder(&keys, "", 1000, false, |request| {
        requests.set(request + 1);
        1.0
    });
    assert_eq!(found.len(), 50_000);
    assert!(requests.get() < 75, "{}", requests.get());
}

#[test]
fn what_is_not_in_order_or_was_not_asked_for_is_refused() {
    let mut ranges = Ranges::<()>::new(String::new(), None, None);
    let ask = ranges.ask(AT_A_TIME);
    assert_eq!(ask.len(), 1);
    assert!(ranges.answer(ask[0].range, keys(&["b", "a"]), None).is_none());
    assert!(ranges.answer(ask[0].range, keys(&["a", "b"]), Some("T".into())).is_some());
    let ask = ranges.ask(1);
    assert_eq!((ask[0].start_after.as_deref(), ask[0].continuation_token.as_deref()), (Some("b"), Some("T")));
    assert!(ranges.answer(ask[0].range, keys(&["b", "c"]), None).is_none(), "the service has begun anew");
    ranges.give_back();
    assert_eq!(ranges.ask(1), ask, "what failed is asked for again");
}

#[test]
fn ranges_are_never_cut_at_what_cannot_be_asked_for() {
    let keys = sorted((0..5000).map(|n| format!("{}\u{1}{n:04}", char::from_u32(1 + n / 300).unwrap_or('x'))));
    let mut ranges = Ranges::<()>::new(String::new(), None, None);
    let mut open = ranges.ask(AT_A_TIME);
    let mut cuts = 0;
    while let Some(ask) = open.pop() {
        if ask.continuation_token.is_none() {
            cuts += 1;
            assert!(ask.start_after.iter().all(|after| !after.contains(char::is_control)), "{ask:?}");
        }
        let after = ask.continuation_token.or(ask.start_after).unwrap_or_default();
        let from = keys.partition_point(|key| *key <= after);
        let to = (from + 100).min(keys.len());
        let answer: Vec<&str> = keys[from..to].iter().map(String::as_str).collect();
        if ranges.awaits(ask.range) {
            ranges.answer(ask.range, Items { starts: &answer, ends: &answer }, (to < keys.len()).then(|| keys[to - 1].clone()));
        }
        ranges.take(drop);
        open.extend(ranges.ask(AT_A_TIME - open.len()));
    }
    assert!(ranges.is_over() && cuts >= 1);
}
