//! How large an item is: what counts towards the limit of 400 KB and what is paid for.

use super::{AttributeValue, Item};

/// The item's size in bytes, as the developer guide estimates it
/// (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>). DynamoDB does not
/// tell how it stores numbers, so theirs is approximate.
pub fn item_size(item: &Item) -> u64 {
    item.iter().map(|(name, value)| bytes(name) + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> u64 {
    /// A map or list costs 3 bytes, and 1 for each element.
    const NESTING: u64 = 3;
    match value {
        AttributeValue::S(text) => bytes(text),
        AttributeValue::N(number) => number_size(number),
        AttributeValue::B(base64) => binary_len(base64),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        AttributeValue::M(map) => NESTING + map.len() as u64 + item_size(map),
        AttributeValue::L(list) => NESTING + list.len() as u64 + list.iter().map(value_size).sum::<u64>(),
        AttributeValue::StringSet(set) => set.iter().map(|text| bytes(text)).sum(),
        AttributeValue::NumberSet(set) => set.iter().map(|number| number_size(number)).sum(),
        AttributeValue::BinarySet(set) => set.iter().map(|base64| binary_len(base64)).sum(),
    }
}

fn bytes(text: &str) -> u64 {
    text.len() as u64
}

/// A byte for each two significant digits, one more, and one for a minus sign.
fn number_size(number: &str) -> u64 {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_matches('0').len() as u64;
    significant.div_ceil(2) + 1 + u64::from(number.starts_with('-'))
}

/// How many bytes a base64 text stands for.
pub fn binary_len(base64: &str) -> u64 {
    let text = base64.trim_end_matches('=');
    text.len() as u64 * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn binary_counts_its_bytes_not_its_base64() {
        for len in 0..20 {
            assert_eq!(binary_len(&STANDARD.encode(vec![7; len])), len as u64);
        }
    }

    #[test]
    fn numbers_count_their_significant_digits() {
        for (number, size) in
            [("0", 1), ("7", 2), ("1000", 2), ("0.001", 2), ("1234", 3), ("-1234", 4), ("12345", 4), ("1.5E+100", 2)]
        {
            assert_eq!(number_size(number), size, "{number}");
        }
    }

    #[test]
    fn names_and_values_count_and_nesting_costs() {
        let item: Item =
            crate::json::read(r#"{"Name":{"S":"né"},"Done":{"BOOL":true},"Tags":{"L":[{"S":"a"},{"NULL":true}]}}"#).unwrap();
        assert_eq!(item_size(&item), (4 + 3) + (4 + 1) + (4 + 3 + 2 + 2));
        let set: Item = crate::json::read(r#"{"A":{"SS":["ab","c"]},"B":{"M":{"C":{"N":"1"}}}}"#).unwrap();
        assert_eq!(item_size(&set), (1 + 3) + (1 + 3 + 1 + 1 + 2));
    }
}
