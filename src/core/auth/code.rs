//! Codes as people type and paste them.

/// The code in `typed`, in the digits that services know. Digits of any script are digits; what stands between them, such
/// as spaces, dashes and characters that nobody sees, does not part them. Of a pasted sentence with several numbers it is
/// the one that is as long as codes are. Empty where there is no digit.
pub fn digits(typed: &str) -> String {
    let mut numbers = vec![String::new()];
    for character in typed.chars() {
        match (digit(character), numbers.last_mut()) {
            (Some(digit), Some(number)) => number.push(digit),
            (None, Some(number)) if !number.is_empty() && !is_between_digits(character) => numbers.push(String::new()),
            _ => {}
        }
    }
    let as_long_as_codes = |length| numbers.iter().position(|number| number.len() == length);
    match LENGTHS.into_iter().find_map(as_long_as_codes) {
        Some(found) => numbers.swap_remove(found),
        None => numbers.concat(),
    }
}

/// Confirmation codes and those of authenticators have six digits, one-time codes by email eight.
const LENGTHS: [usize; 2] = [6, 8];

/// The digit of any script, as services know it.
pub(super) fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    char::from_digit(code - zero, 10)
}

/// What people and programs put between the digits of one number. The keycap is an emoji's.
fn is_between_digits(character: char) -> bool {
    character.is_whitespace()
        || super::user_name::is_invisible(character)
        || matches!(
            character,
            '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' | '·' | '•' | '*' | '\u{20e3}'
        )
}

/// The zero of each run of digits from zero to nine: `General_Category=Decimal_Number` of Unicode 16, and the subscripts.
static ZEROS: [u32; 75] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20, 0x1040,
    0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2080, 0xa620, 0xa8d0, 0xa900,
    0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450,
    0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60,
    0x16ac0, 0x16b50, 0x1ccf0, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_are_taken_as_people_paste_them() {
        for typed in [
            "123456",
            " 123 456\n",
            "123-456",
            "123–456",
            "1 2 3 4 5 6",
            "123\u{200b}456\u{feff}",
            "\u{202a}123456\u{202c}",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "１２３４５６",
            "१२३४५६",
            "𝟏𝟐𝟑𝟒𝟓𝟔",
            "1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}456",
            "Your code is 123-456.",
            "G-123456 is your code",
            "Use 123456 within 24 hours.",
            "Am 28.11. kam der Code 123 456, gültig 24 Stunden",
        ] {
            assert_eq!(digits(typed), "123456", "{typed}");
        }
        assert_eq!(digits("12345678, in 3 minutes"), "12345678");
        assert_eq!(digits("12.34"), "1234", "what is no code's length is all there is");
        assert_eq!(digits("no code at all"), "");
    }

    #[test]
    fn runs_of_digits_are_in_order_and_apart() {
        assert!(ZEROS.windows(2).all(|zeros| zeros[0] + 10 <= zeros[1]));
        assert_eq!((digit('9'), digit(':'), digit('/'), digit('½')), (Some('9'), None, None, None));
    }

    proptest! {
        #[test]
        fn nothing_but_digits_is_sent(typed in any::<String>()) {
            prop_assert!(digits(&typed).bytes().all(|byte| byte.is_ascii_digit()));
        }

        #[test]
        fn a_code_is_itself(code in "[0-9]{6}|[0-9]{8}") {
            prop_assert_eq!(digits(&code), code);
        }
    }
}
