//! How well a label matches what is looked for.

use std::ops::Range;

/// Where `text` stands in `label`, and how good that is: 0 at its beginning, 1 at the beginning of a word, 2 within one. Case does
/// not matter. Nothing stands everywhere.
pub fn find(label: &str, text: &str) -> Option<(u8, Range<usize>)> {
    if text.is_empty() {
        return Some((0, 0..0));
    }
    let mut before = None;
    let mut best: Option<(u8, Range<usize>)> = None;
    for (at, c) in label.char_indices() {
        let rank = match before {
            None => 0,
            Some(before) if !char::is_alphanumeric(before) => 1,
            Some(_) => 2,
        };
        before = Some(c);
        if best.as_ref().is_some_and(|(known, _)| *known <= rank) {
            continue;
        }
        if let Some(length) = label.get(at..).and_then(|rest| prefix(rest, text)) {
            best = Some((rank, at..at + length));
        }
    }
    best
}

/// How many bytes of `label` are `text`, if it begins with it.
fn prefix(label: &str, text: &str) -> Option<usize> {
    let mut wanted = text.chars().flat_map(char::to_lowercase).peekable();
    for (at, c) in label.char_indices() {
        if wanted.peek().is_none() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            // What a character becomes may be longer than what is looked for.
            wanted.next_if_eq(&lower)?;
        }
    }
    wanted.peek().is_none().then_some(label.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_beginning_of_a_word_is_better_than_its_middle() {
        assert_eq!(find("Move to…", "mo"), Some((0, 0..2)));
        assert_eq!(find("Sort by modified", "MO"), Some((1, 8..10)));
        assert_eq!(find("Almost more", "mo"), Some((1, 7..9)));
        assert_eq!(find("lemon", "mo"), Some((2, 2..4)));
        assert_eq!(find("lemon", "mx"), None);
        assert_eq!(find("anything", ""), Some((0, 0..0)));
        assert_eq!(find("Größe", "SS"), None);
        assert_eq!(find("İstanbul", "istanbul"), None, "its first letter becomes two");
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_looked_for(label in "\\PC{0,12}", text in "\\PC{1,3}") {
            if let Some((_, range)) = find(&label, &text) {
                let found = label.get(range).map(str::to_lowercase);
                prop_assert_eq!(found, Some(text.to_lowercase()));
            }
        }
    }
}
