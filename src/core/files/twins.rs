//! Names that look the same and are not: `é` can be one character or two (Unicode's NFC and NFD). Keys are bytes, so S3
//! keeps both, and visitors see twice the same name.

use super::entry::Entry;

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

/// Tells the new rows, those from `from` on, apart from each other and from those that were there: of names that differ only in
/// how their characters are composed. `nfc` composes a name: Unicode's tables for that are the browser's. It is asked once for
/// each row.
pub fn disambiguate(rows: &mut [Entry], from: usize, nfc: &dyn Fn(&str) -> String) {
    for row in rows.iter_mut().skip(from).filter(|row| !row.path().is_ascii()) {
        if row.composed == Composed::Unknown {
            let composed = nfc(row.path());
            row.composed = if composed == row.path() { Composed::Same } else { Composed::Other(composed.into()) };
        }
    }
    // Of names that are all composed no two are composed to the same. Few are composed to ASCII: the sign of Kelvin is, to a K.
    let mut others = rows.iter().filter(|row| matches!(row.composed, Composed::Other(_))).peekable();
    if others.peek().is_none() {
        return;
    }
    let with_ascii = others.any(|row| composed(row).is_ascii());
    let may_be_twin = |row: &Entry| with_ascii || !row.path().is_ascii();
    let new = rows.iter().skip(from).filter(|row| may_be_twin(row));
    let mut looked_for: Vec<((bool, String), Vec<usize>)> = Vec::new();
    for row in new {
        if let Err(at) = place_of(&looked_for, row) {
            looked_for.insert(at, ((row.is_folder(), composed(row).to_owned()), Vec::new()));
        }
    }
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| may_be_twin(row)) {
        if let Ok(place) = place_of(&looked_for, row)
            && let Some((_, same)) = looked_for.get_mut(place)
        {
            same.push(at);
        }
    }
    for (_, same) in looked_for {
        for at in &same {
            if let Some(row) = rows.get_mut(*at) {
                let is_twin = same.len() > 1;
                row.told_apart = is_twin.then(|| spelled(row.name(), nfc)).flatten().map(String::into_boxed_str);
            }
        }
    }
}

/// Where among composed names in order this row's is, or would be. No hash table: its code weighs more than the rest of this.
fn place_of<T>(among: &[((bool, String), T)], row: &Entry) -> Result<usize, usize> {
    among.binary_search_by(|((is_folder, name), _)| (*is_folder, name.as_str()).cmp(&(row.is_folder(), composed(row))))
}

fn composed(row: &Entry) -> &str {
    if let Composed::Other(composed) = &row.composed { composed } else { row.path() }
}

/// `name` with a mark for each character that composing would change: `e[U+0301]`. The composed name is itself.
fn spelled(name: &str, nfc: &dyn Fn(&str) -> String) -> Option<String> {
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
    use crate::files::entry::{File, Parent};

    /// Composes what these tests need; in the page the browser does.
    fn nfc(name: &str) -> String {
        name.replace("e\u{301}", "é").replace("a\u{308}", "ä").replace('\u{212b}', "Å").replace('\u{212a}', "K")
    }

    fn rows(keys: &[&str]) -> Vec<Entry> {
        let parent = Parent { prefix: "", href: &|_| String::new() };
        keys.iter().filter_map(|key| parent.entry(key, File::default)).collect()
    }

    fn shown(keys: &[&str]) -> Vec<String> {
        let mut rows = rows(keys);
        disambiguate(&mut rows, 0, &nfc);
        rows.iter().map(|row| row.told_apart.as_deref().unwrap_or(row.name()).to_owned()).collect()
    }

    #[test]
    fn twins_are_told_apart_and_others_left_alone() {
        assert_eq!(shown(&["caf\u{e9}", "cafe\u{301}"]), ["café", "cafe[U+0301]"]);
        assert_eq!(shown(&["cafe\u{301}", "cafe"]), ["cafe\u{301}", "cafe"], "there is only one of it");
        assert_eq!(shown(&["caf\u{e9}/x", "cafe\u{301}"]), ["café", "cafe\u{301}"], "a folder and a file");
        assert_eq!(shown(&["\u{212b}", "\u{c5}"]), ["[U+212B]", "Å"]);
        assert_eq!(shown(&["K.txt", "x", "\u{212a}.txt"]), ["K.txt", "x", "[U+212A].txt"]);
        assert_eq!(shown(&["\u{212a}.txt"]), ["\u{212a}.txt"]);
    }

    #[test]
    fn each_of_several_spellings_is_its_own() {
        let all = shown(&["é ä", "e\u{301} ä", "é a\u{308}", "e\u{301} a\u{308}"]);
        assert_eq!(all, ["é ä", "e[U+0301] ä", "é a[U+0308]", "e[U+0301] a[U+0308]"]);
    }

    #[test]
    fn new_rows_are_told_apart_from_those_that_were_there() {
        let mut all = rows(&["caf\u{e9}", "a\u{308}"]);
        disambiguate(&mut all, 0, &nfc);
        all.extend(rows(&["x", "cafe\u{301}", "\u{e4}"]));
        let asked = std::cell::RefCell::new(Vec::new());
        let count = |name: &str| {
            asked.borrow_mut().push(name.to_owned());
            nfc(name)
        };
        disambiguate(&mut all, 2, &count);
        let shown: Vec<_> = all.iter().map(|row| row.told_apart.as_deref().unwrap_or(row.name())).collect();
        assert_eq!(shown, ["café", "a[U+0308]", "x", "cafe[U+0301]", "ä"]);
        assert!(!asked.borrow().contains(&"x".to_owned()));
        let mut all = rows(&["\u{212a}"]);
        disambiguate(&mut all, 0, &nfc);
        all.extend(rows(&["K"]));
        disambiguate(&mut all, 1, &nfc);
        assert_eq!(all[0].told_apart.as_deref(), Some("[U+212A]"));
    }

    #[test]
    fn a_twin_that_is_gone_is_no_twin() {
        let mut rows = rows(&["caf\u{e9}", "cafe\u{301}"]);
        disambiguate(&mut rows, 0, &nfc);
        rows.remove(0);
        disambiguate(&mut rows, 0, &nfc);
        assert_eq!((rows[0].name(), &rows[0].told_apart), ("cafe\u{301}", &None));
    }
}
