//! What cannot be seen is shown, by its properties, and two different texts never look the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use regex::Regex;
use satchel::ui::dom::visible::label;

#[test]
fn characters_that_cannot_be_seen_are_known_by_their_properties() {
    let unseen = r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{White_Space}\p{Noncharacter_Code_Point}\x{2800}]";
    let all: String = ('\0'..=char::MAX).collect();
    let unseen: BTreeSet<&str> = Regex::new(unseen).unwrap().find_iter(&all).map(|found| found.as_str()).collect();
    for c in all.chars().filter(|c| !matches!(c, ' ' | '⟨')) {
        let text = format!("a{c}b");
        assert_eq!(label(&text) != text, unseen.contains(&text[1..text.len() - 1]), "U+{:04X}", u32::from(c));
    }
}

#[test]
fn ordinary_names_are_left_alone() {
    let names = [
        "report.pdf",
        "a b + c%.txt",
        "Zażółć gęślą",
        "写真 2024",
        "ni\u{f1}o",
        "Crème brûlée.txt",
        "테스트.txt",
        "שלום.txt",
        // A non-joiner after a letter that would join, joiners after a virama.
        "نمی\u{200c}خواهم",
        "ශ්\u{200d}රී ලංකා",
        "क्\u{200d}ष",
        "ಕ್\u{200c}ಕ",
        // Emoji that are text without a selector, keycaps, skin tones, flags.
        "\u{2764}\u{fe0f} photos",
        "1\u{fe0f}\u{20e3}",
        "👍🏽",
        "🇩🇪",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} match.mp4",
    ];
    for name in names {
        assert_eq!(label(name), name, "{}", name.escape_unicode());
    }
}

#[test]
fn families_of_emoji_stay_together() {
    for sequence in include_str!("fixtures/emoji_zwj_sequences.txt").lines() {
        assert_eq!(label(sequence), sequence, "{}", sequence.escape_unicode());
    }
    assert_eq!(label("family 👨\u{200d}👩\u{200d}👧.txt"), "family 👨\u{200d}👩\u{200d}👧.txt");
}

#[test]
fn what_an_emoji_does_not_need_is_shown() {
    assert_eq!(label("😀\u{200d}😀"), "😀⟨U+200D⟩😀", "no such sequence");
    assert_eq!(label("📁\u{fe0f}"), "📁⟨U+FE0F⟩", "an emoji without it");
    assert_eq!(label("1\u{fe0f}"), "1⟨U+FE0F⟩");
    assert_eq!(label("🏴\u{e0067}\u{e0062}"), "🏴⟨U+E0067⟩⟨U+E0062⟩", "the tags of no flag");
    assert_eq!(label("👨\u{200d}"), "👨⟨U+200D⟩");
}

#[test]
fn what_reorders_or_hides_is_shown() {
    assert_eq!(label("report\u{202e}fdp.exe"), "report⟨U+202E⟩fdp.exe");
    assert_eq!(label("a\u{200b}b\u{feff}"), "a⟨U+200B⟩b⟨U+FEFF⟩");
    assert_eq!(label("pay\u{200d}pal"), "pay⟨U+200D⟩pal");
    assert_eq!(label("пей\u{200d}пал"), "пей⟨U+200D⟩пал", "no script of joiners");
    assert_eq!(label("با\u{200c}ب"), "با⟨U+200C⟩ب", "after a letter that joins nothing anyway");
    assert_eq!(label("x\u{2066}y\u{2069}"), "x⟨U+2066⟩y⟨U+2069⟩");
    assert_eq!(label("a\0b\nc\td\re\u{7f}"), "a⟨U+0000⟩b⟨↵⟩c⟨⇥⟩d⟨U+000D⟩e⟨U+007F⟩");
    assert_eq!(label("braille\u{2800}"), "braille⟨U+2800⟩");
    assert_eq!(label("a\u{a0}b\u{3000}c"), "a⟨U+00A0⟩b⟨U+3000⟩c");
}

#[test]
fn spaces_show_where_they_would_be_lost() {
    assert_eq!(label(" a b "), "⟨␣⟩a b⟨␣⟩");
    assert_eq!(label("Select  lead"), "Select ⟨␣⟩lead");
    assert_eq!(label("a   b"), "a ⟨␣⟩⟨␣⟩b");
    assert_eq!(label(" "), "⟨␣⟩");
}

#[test]
fn the_names_that_have_broken_such_products_are_told_apart() {
    let names: Vec<String> = serde_json::from_str(include_str!("fixtures/names.json")).unwrap();
    let mut shown = BTreeMap::new();
    for name in &names {
        if let Some(same) = shown.insert(label(name).into_owned(), name) {
            panic!("{} looks like {}", name.escape_unicode(), same.escape_unicode());
        }
    }
    let marked = names.iter().filter(|name| label(name) != name.as_str()).count();
    assert_eq!(marked, 14, "{names:?}");
}

proptest! {
    #[test]
    fn what_is_different_stays_different(
        a in "[ab \u{200d}\u{fe0f}\u{202e}\n👨👩❤⟨⟩␣↵U+20E]{0,6}",
        b in "[ab \u{200d}\u{fe0f}\u{202e}\n👨👩❤⟨⟩␣↵U+20E]{0,6}",
    ) {
        prop_assert_eq!(a == b, label(&a) == label(&b));
    }
}
