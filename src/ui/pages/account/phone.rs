//! Phone numbers as visitors type them, and as the user pool takes them.

/// The number as ITU-T E.164 writes it, which is the only form that a user pool takes: `+`, the country code and the rest,
/// digits alone, at most 15
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html>). What only makes it easier
/// to read is left out. `None` if it is no such number.
pub(super) fn e164(typed: &str) -> Option<String> {
    let number: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '(' | ')')).collect();
    let digits = number.strip_prefix('+')?;
    let is_number = (4..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for typed in ["+4915123456789", " +49 151 23456789 ", "+49 (151) 2345-6789", "+49.151/2345 6789"] {
            assert_eq!(e164(typed).as_deref(), Some("+4915123456789"), "{typed}");
        }
    }

    #[test]
    fn numbers_without_their_country_are_none() {
        for typed in
            ["", "+", "0151 2345678", "004915123456789", "+0151234567", "+49 151 CALL ME", "+1234567890123456", "4915123456789"]
        {
            assert_eq!(e164(typed), None, "{typed}");
        }
    }
}
