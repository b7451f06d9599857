//! How a value reads where there is room for a line, and which attributes are worth a column.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::aws::dynamodb::{AttributeValue, Item, binary_len};
use crate::ui::components::Text;
use crate::ui::words::format;

/// Longer texts are cut where there is room for a line only.
const LINE: usize = 120;

/// The type in words.
pub(super) fn type_in_words(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => t!("String"),
        AttributeValue::N(_) => t!("Number"),
        AttributeValue::B(_) => t!("Binary"),
        AttributeValue::Bool(_) => t!("Boolean"),
        AttributeValue::Null(_) => t!("Null"),
        AttributeValue::M(_) => t!("Map"),
        AttributeValue::L(_) => t!("List"),
        AttributeValue::StringSet(_) => t!("String set"),
        AttributeValue::NumberSet(_) => t!("Number set"),
        AttributeValue::BinarySet(_) => t!("Binary set"),
    }
}

/// The value in a line: numbers as they are stored, what holds others by their number.
pub(super) fn line(value: &AttributeValue) -> Text {
    match value {
        AttributeValue::S(text) => Text::Data(cut(text)),
        AttributeValue::N(number) => Text::data(number),
        AttributeValue::B(base64) => hexadecimal(base64),
        AttributeValue::Bool(value) => Text::data(value.to_string()),
        AttributeValue::Null(_) => Text::data("null"),
        AttributeValue::M(_) | AttributeValue::L(_) | AttributeValue::BinarySet(_) => Text::Words(length(value)),
        AttributeValue::StringSet(set) | AttributeValue::NumberSet(set) => Text::Data(cut(&set.join(", "))),
    }
}

/// How many others it holds; empty for what holds none.
pub(super) fn length(value: &AttributeValue) -> String {
    match value {
        AttributeValue::M(map) => n!(map.len(), one = "{count} attribute", other = "{count} attributes"),
        AttributeValue::L(list) => n!(list.len(), one = "{count} value", other = "{count} values"),
        AttributeValue::StringSet(set) | AttributeValue::NumberSet(set) | AttributeValue::BinarySet(set) => {
            n!(set.len(), one = "{count} value", other = "{count} values")
        }
        _ => String::new(),
    }
}

/// Whether the line is a description in place of the value, or a word that no string should be mistaken for.
pub(super) fn is_described(value: &AttributeValue) -> bool {
    !matches!(value, AttributeValue::S(_) | AttributeValue::N(_) | AttributeValue::StringSet(_) | AttributeValue::NumberSet(_))
}

/// Bytes in hexadecimal, so that one key is told from another; of many the first ones, and how many there are.
fn hexadecimal(base64: &str) -> Text {
    let size = format::size(binary_len(base64));
    // Four characters are three bytes.
    let start = base64.get(..LINE / 6 * 4).unwrap_or(base64);
    let Ok(bytes) = STANDARD.decode(start) else { return Text::Words(size) };
    let digits = hex::encode(bytes);
    if start.len() < base64.len() {
        Text::Words(t!("0x{digits}… ({size})", digits = digits, size = size))
    } else {
        Text::Data(format!("0x{digits}"))
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LINE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The `most` attributes that most of the items have, without the keys. Of equally common ones the first by name.
pub(super) fn common_attributes<'a>(items: impl Iterator<Item = &'a Item>, keys: &[&str], most: usize) -> Vec<String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for name in items.flat_map(|item| item.keys()).filter(|name| !keys.contains(&name.as_str())) {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    // The sort is stable, so names stay in order among the equally common.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().take(most).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: &AttributeValue) -> String {
        super::line(value).to_string()
    }

    fn item(json: &str) -> Item {
        crate::json::read(json).unwrap()
    }

    #[test]
    fn numbers_are_shown_as_they_are_stored() {
        let exact = "12345678901234567890.123456789012345678";
        assert_eq!(line(&AttributeValue::N(exact.into())), exact);
        assert_eq!(line(&AttributeValue::NumberSet(vec!["1.10".into(), "2e3".into()])), "1.10, 2e3");
    }

    #[test]
    fn what_holds_others_is_counted() {
        let item = item(r#"{"M":{"M":{"A":{"NULL":true}}},"L":{"L":[{"S":"a"},{"S":"b"}]},"B":{"B":"AAAA"},"T":{"BOOL":true}}"#);
        let lines: Vec<_> = item.values().map(line).collect();
        assert_eq!(lines, ["0x000000", "2 values", "1 attribute", "true"]);
        assert!(item.values().all(is_described));
        assert!(!is_described(&AttributeValue::S("true".into())));
    }

    #[test]
    fn bytes_are_told_apart() {
        let line = |bytes: &[u8]| self::line(&AttributeValue::B(STANDARD.encode(bytes)));
        assert_eq!(line(&[0, 0x7f, 0xff, 0x10]), "0x007fff10");
        assert_ne!(line(&[1, 2, 3]), line(&[1, 2, 4]));
        assert_eq!(line(&[]), "0x");
        assert_eq!(line(&[0xab; 60]), format!("0x{}", "ab".repeat(60)));
        assert_eq!(line(&[0xab; 1024]), format!("0x{}… (1.0 kB)", "ab".repeat(60)));
        assert_eq!(self::line(&AttributeValue::B("no base64!".into())), "7 bytes");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(line(&AttributeValue::S("ä".repeat(LINE))).chars().count(), LINE);
        let cut = line(&AttributeValue::S("ä".repeat(LINE + 1)));
        assert!(cut.ends_with("ä…") && cut.chars().count() == LINE + 1);
    }

    #[test]
    fn the_most_common_attributes_come_first_and_keys_never() {
        let items = [r#"{"Id":{"S":"1"},"C":{"S":""},"A":{"S":""}}"#, r#"{"Id":{"S":"2"},"C":{"S":""},"B":{"S":""}}"#].map(item);
        assert_eq!(common_attributes(items.iter(), &["Id"], 2), ["C", "A"]);
        assert!(common_attributes(std::iter::empty(), &["Id"], 2).is_empty());
    }
}
