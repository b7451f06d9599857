//! The order in which people expect names: `photo 2` before `photo 10`, `Apple` beside `apple`, `Émile` beside `Emil`. It is that of
//! dictionaries in English and German, whatever the visitor's language: `Intl.Collator` has no keys to compare by bytes, and would be
//! called for each of the two million pairs that 100,000 names take.

use std::iter::Peekable;
use std::ops::RangeInclusive;
use std::str::Bytes;

use super::matching::Normalize;
use crate::ports::Form;

/// Stands before the digits of a number, with how many follow: no letter is encoded so.
const NUMBER: u8 = b'0';
/// The block "Combining Diacritical Marks", of which accents are in decomposed text.
const ACCENTS: RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// What bytewise comparison of two names' keys says is their order, without regard to case, runs of digits by their value. It is
/// made once a name, since a name is compared many times. Letters count without their accents.
pub fn key(name: &str, normalize: Normalize) -> Box<[u8]> {
    let mut key = Vec::with_capacity(name.len() + 4);
    if name.is_ascii() {
        push_ascii(&mut key, name);
    } else {
        let decomposed = normalize(name, Form::Decomposed);
        let mut rest = decomposed.as_str();
        while let Some(c) = rest.chars().next() {
            let ascii = rest.bytes().take_while(u8::is_ascii).count();
            let (before, behind) = rest.split_at_checked(ascii.max(c.len_utf8())).unwrap_or((rest, ""));
            if ascii > 0 {
                push_ascii(&mut key, before);
            } else {
                let letters = c.to_lowercase().filter(|c| !ACCENTS.contains(c));
                letters.for_each(|c| key.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
            }
            rest = behind;
        }
    }
    key.into_boxed_slice()
}

fn push_ascii(key: &mut Vec<u8>, text: &str) {
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.peek().copied() {
        if byte.is_ascii_digit() {
            push_number(key, &mut bytes);
        } else {
            key.push(byte.to_ascii_lowercase());
            bytes.next();
        }
    }
}

/// Of two numbers without leading zeros the longer one is larger, however long they are.
fn push_number(key: &mut Vec<u8>, bytes: &mut Peekable<Bytes<'_>>) {
    while bytes.next_if_eq(&b'0').is_some() {}
    key.push(NUMBER);
    let length_at = key.len();
    key.push(0);
    let start = key.len();
    while let Some(digit) = bytes.next_if(u8::is_ascii_digit) {
        key.push(digit);
    }
    let digits = key.len() - start;
    match u8::try_from(digits) {
        Ok(short) if short < u8::MAX => key[length_at] = short,
        _ => {
            key[length_at] = u8::MAX;
            let long = u32::try_from(digits).unwrap_or(u32::MAX).to_be_bytes();
            key.splice(start..start, long);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    /// Decomposes what these tests need; in the page the browser does.
    fn decomposed(name: &str, _: Form) -> String {
        name.replace('é', "e\u{301}").replace('É', "E\u{301}").replace('ä', "a\u{308}").replace('Ä', "A\u{308}")
    }

    /// Names that differ only in case, accents or leading zeros still differ, by themselves.
    fn compare(a: &str, b: &str) -> Ordering {
        key(a, decomposed).cmp(&key(b, decomposed)).then_with(|| a.cmp(b))
    }

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by(|a, b| compare(a, b));
        names
    }

    #[test]
    fn numbers_count_and_case_does_not() {
        assert_eq!(sorted(vec!["b10", "B9", "a", "b1", "A2"]), ["a", "A2", "b1", "B9", "b10"]);
        assert_eq!(sorted(vec!["1.10.0", "1.9.9", "1.9"]), ["1.9", "1.9.9", "1.10.0"]);
        assert_eq!(sorted(vec!["Zebra", "Äpfel", "Apfel", "apfel 2"]), ["Apfel", "Äpfel", "apfel 2", "Zebra"]);
        assert_eq!(sorted(vec!["Émile", "zoé", "émile 2"]), ["Émile", "émile 2", "zoé"]);
    }

    #[test]
    fn names_that_differ_never_compare_equal() {
        assert_eq!(compare("a01", "a1"), Ordering::Less);
        assert_eq!(compare("A", "a"), Ordering::Less);
        assert_eq!(compare("", ""), Ordering::Equal);
        for length in [60, 254, 255, 256, 700] {
            let (shorter, longer) = ("9".repeat(length), "1".repeat(length + 1));
            assert_eq!(compare(&shorter, &longer), Ordering::Less, "{length}");
            assert_eq!(compare(&format!("0{shorter}x"), &format!("{shorter}y")), Ordering::Less, "{length}");
        }
        assert_eq!(sorted(vec!["a.b", "a", "a:", "a1", "a/", "a0"]), ["a", "a.b", "a/", "a0", "a1", "a:"]);
    }

    proptest! {
        #[test]
        fn it_is_an_order(mut names in proptest::collection::vec("[aA0-9é ]{0,6}", 3)) {
            names.sort_by(|a, b| compare(a, b));
            for pair in names.windows(2) {
                prop_assert_ne!(compare(&pair[0], &pair[1]), Ordering::Greater);
                prop_assert_eq!(compare(&pair[0], &pair[1]).reverse(), compare(&pair[1], &pair[0]));
            }
            prop_assert_ne!(compare(&names[0], &names[2]), Ordering::Greater);
        }
    }
}
