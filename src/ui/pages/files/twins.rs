//! Names that look the same and are not: `é` can be one character or two (Unicode's NFC and NFD). Keys are bytes, so S3
//! keeps both, and visitors see twice the same name.

use std::collections::HashMap;

use super::entries::Entry;

/// What a name is once its characters are composed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Composed {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    /// The name itself.
    Same,
    /// Another text.
    Other(Box<str>),
}

/// Tells rows apart whose names differ only in how their characters are composed. `nfc` composes a name: Unicode's tables
/// for that are the browser's. It is asked once for each row.
pub fn tell_apart(rows: &mut [Entry], nfc: impl Fn(&str) -> String) {
    let mut any = false;
    for row in rows.iter_mut() {
        if row.composed == Composed::Unknown {
            let other = Some(row.name()).filter(|name| !name.is_ascii()).map(&nfc).filter(|composed| composed != row.name());
            row.composed = other.map_or(Composed::Same, |other| Composed::Other(other.into()));
        }
        any |= row.composed != Composed::Same;
        row.told_apart = None;
    }
    // Of names that are all composed no two are composed to the same.
    if !any {
        return;
    }
    let mut same: HashMap<(bool, &str), Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.name().is_ascii()) {
        let composed = if let Composed::Other(composed) = &row.composed { composed } else { row.name() };
        same.entry((row.is_folder(), composed)).or_default().push(at);
    }
    let twins: Vec<usize> = same.into_values().filter(|places| places.len() > 1).flatten().collect();
    for at in twins {
        if let Some(row) = rows.get_mut(at) {
            row.told_apart = spelled(row.name(), &nfc).map(String::into_boxed_str);
        }
    }
}

/// `name` with a mark for each character that composing would change: `e[U+0301]`. The composed name is itself.
fn spelled(name: &str, nfc: impl Fn(&str) -> String) -> Option<String> {
    let mut spelled = String::new();
    let mut before = String::new();
    for c in name.chars() {
        let with = format!("{before}{c}");
        let changes = !c.is_ascii() && nfc(&with) != with;
        if changes {
            spelled += &format!("[U+{:04X}]", u32::from(c));
            before = nfc(&with);
        } else {
            spelled.push(c);
            before = c.to_string();
        }
    }
    (spelled != name).then_some(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pages::files::entries::{File, Parent};

    /// Composes what these tests need; in the page the browser does.
    fn nfc(name: &str) -> String {
        name.replace("e\u{301}", "é").replace("a\u{308}", "ä").replace('\u{212b}', "Å")
    }

    fn rows(keys: &[&str]) -> Vec<Entry> {
        let parent = Parent { prefix: "", href: &|_| String::new() };
        keys.iter().filter_map(|key| parent.entry(key, File::default)).collect()
    }

    fn shown(keys: &[&str]) -> Vec<String> {
        let mut rows = rows(keys);
        tell_apart(&mut rows, nfc);
        rows.iter().map(|row| row.shown().to_owned()).collect()
    }

    #[test]
    fn twins_are_told_apart_and_others_left_alone() {
        assert_eq!(shown(&["caf\u{e9}", "cafe\u{301}"]), ["café", "cafe[U+0301]"]);
        assert_eq!(shown(&["cafe\u{301}", "cafe"]), ["cafe\u{301}", "cafe"], "there is only one of it");
        assert_eq!(shown(&["caf\u{e9}/x", "cafe\u{301}"]), ["café", "cafe\u{301}"], "a folder and a file");
        assert_eq!(shown(&["\u{212b}", "\u{c5}"]), ["[U+212B]", "Å"]);
    }

    #[test]
    fn each_of_several_spellings_is_its_own() {
        let all = shown(&["é ä", "e\u{301} ä", "é a\u{308}", "e\u{301} a\u{308}"]);
        assert_eq!(all, ["é ä", "e[U+0301] ä", "é a[U+0308]", "e[U+0301] a[U+0308]"]);
    }

    #[test]
    fn a_twin_that_is_gone_is_no_twin() {
        let mut rows = rows(&["caf\u{e9}", "cafe\u{301}"]);
        tell_apart(&mut rows, nfc);
        rows.remove(0);
        tell_apart(&mut rows, nfc);
        assert_eq!(rows[0].shown(), "cafe\u{301}");
    }
}
