//! What the style sheets keep to, for the sake of speed.

#![allow(clippy::unwrap_used, reason = "a test ends so")]

use std::fs;

/// The text of all style sheets, without comments.
fn sheets() -> Vec<(String, String)> {
    let entries = fs::read_dir("style").unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let outside = text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, after)| after));
        (path.display().to_string(), outside.collect())
    };
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "css")).map(read).collect()
}

/// Cuts `text` at each character for which `is_cut` says so and that stands in no parentheses or brackets.
fn split_outside(text: &str, is_cut: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ if depth == 0 && is_cut(character) => {
                parts.push(&text[from..at]);
                from = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The selectors of all rules of a sheet.
fn selectors(sheet: &str) -> impl Iterator<Item = &str> {
    let heads = sheet.split('{').filter_map(|part| part.rsplit([';', '}']).next());
    heads.map(str::trim).filter(|head| !head.starts_with('@')).flat_map(|head| split_outside(head, |character| character == ','))
}

/// Whether a browser that looks for what a change of `:has()` concerns finds it by a name.
fn is_found_by_name(selector: &str) -> bool {
    let compounds = split_outside(selector, |character| " >~+".contains(character));
    let Some((subject, before)) = compounds.split_last() else { return true };
    let named = subject.strip_prefix(":is(").unwrap_or(subject);
    !before.iter().any(|compound| compound.contains(":has("))
        || named.starts_with(|first: char| first.is_alphabetic() || ".#[".contains(first))
}

/// Chromium has one list, of all rules, of what may look different once any `:has()` does. As soon as one rule is for whatever is
/// there, each row that is added has the whole page styled anew: 700 elements, in four times the time.
#[test]
fn what_is_styled_by_the_state_of_another_element_has_a_name() {
    let sheets = sheets();
    let found: Vec<(&str, &str)> = sheets
        .iter()
        .flat_map(|(path, sheet)| selectors(sheet).map(move |selector| (path.as_str(), selector)))
        .filter(|(_, selector)| selector.contains(":has("))
        .collect();
    assert!(found.len() > 50, "they are found at all");
    let unnamed: Vec<_> = found.into_iter().filter(|(_, selector)| !is_found_by_name(selector)).collect();
    assert!(unnamed.is_empty(), "{unnamed:#?}");
}

#[test]
fn names_are_told_from_what_is_none() {
    assert!(is_found_by_name(".a:has(> .b, .c d) > .e:not(:first-child)"));
    assert!(is_found_by_name(".a:has(> .b) > :is(.c, d)"));
    assert!(is_found_by_name(".a > .b:has(*)"));
    assert!(is_found_by_name(".a > *"));
    assert!(!is_found_by_name(".a:has(> .b) > *"));
    assert!(!is_found_by_name(".a:not(:has(.b)) > :not(p)"));
    assert!(!is_found_by_name(".a:has(.b)~:first-child"));
}
