//! The order in which people expect names: `photo 2` before `photo 10`, `Apple` beside `apple`.

use std::cmp::Ordering;
use std::iter::Peekable;
use std::str::Chars;

/// Compares names without regard to case, runs of digits by their value. Names that differ only in case or in leading
/// zeros still differ: the order never depends on the one in which they came.
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return a.cmp(b),
            (l, r) if l.is_some_and(char::is_ascii_digit) && r.is_some_and(char::is_ascii_digit) => {
                compare_numbers(&mut left, &mut right)
            }
            _ => match (left.next(), right.next()) {
                (Some(l), Some(r)) if l != r => l.to_lowercase().cmp(r.to_lowercase()),
                (l, r) => l.is_some().cmp(&r.is_some()),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Of two numbers without leading zeros the longer one is larger, however long they are.
fn compare_numbers(left: &mut Peekable<Chars<'_>>, right: &mut Peekable<Chars<'_>>) -> Ordering {
    while left.next_if_eq(&'0').is_some() {}
    while right.next_if_eq(&'0').is_some() {}
    let mut first_difference = Ordering::Equal;
    loop {
        match (left.next_if(char::is_ascii_digit), right.next_if(char::is_ascii_digit)) {
            (Some(l), Some(r)) => first_difference = first_difference.then(l.cmp(&r)),
            (None, None) => return first_difference,
            (l, r) => return l.is_some().cmp(&r.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by(|a, b| compare(a, b));
        names
    }

    #[test]
    fn numbers_count_and_case_does_not() {
        assert_eq!(sorted(vec!["b10", "B9", "a", "b1", "A2"]), ["a", "A2", "b1", "B9", "b10"]);
        assert_eq!(sorted(vec!["1.10.0", "1.9.9", "1.9"]), ["1.9", "1.9.9", "1.10.0"]);
        assert_eq!(sorted(vec!["Émile", "zoé", "émile 2"]), ["zoé", "Émile", "émile 2"]);
    }

    #[test]
    fn names_that_differ_never_compare_equal() {
        assert_eq!(compare("a01", "a1"), Ordering::Less);
        assert_eq!(compare("A", "a"), Ordering::Less);
        assert_eq!(compare("", ""), Ordering::Equal);
        assert_eq!(compare("9".repeat(60).as_str(), "1".repeat(61).as_str()), Ordering::Less);
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
