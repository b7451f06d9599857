//! What a page of a folder has, in the order of keys: files and folders among each other.

use crate::aws::s3::{CommonPrefix, Object, ObjectPage};

/// The longest key, in bytes.
const LONGEST: usize = 1024;
/// The largest character is so many bytes long.
const LARGEST: char = '\u{10ffff}';

/// What is behind no key that begins with `folder`, and before every key that comes after those.
pub fn last_behind(folder: &str) -> String {
    let mut last = folder.to_owned();
    while last.len() <= LONGEST {
        last.push(LARGEST);
    }
    last
}

/// Where the items of a page begin and end.
pub fn places(page: &ObjectPage) -> (Vec<String>, Vec<String>) {
    let files = page.objects.iter().map(|object| (object.key.clone(), object.key.clone()));
    let folders = page.common_prefixes.iter().map(|folder| (folder.0.clone(), last_behind(&folder.0)));
    let mut places: Vec<(String, String)> = files.chain(folders).collect();
    // Both are in order already.
    places.sort();
    places.into_iter().unzip()
}

/// Keeps what begins up to `last`.
pub fn keep_up_to(page: &mut ObjectPage, last: Option<&str>) {
    let is_kept = |start: &str| last.is_some_and(|last| start <= last);
    page.objects.retain(|Object { key, .. }| is_kept(key));
    page.common_prefixes.retain(|CommonPrefix(prefix)| is_kept(prefix));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::entry::tests::object;

    #[test]
    fn files_and_folders_stand_among_each_other() {
        let mut page = ObjectPage {
            objects: ["a", "a0", "c"].map(object).into(),
            common_prefixes: ["a/", "b/"].map(|prefix| CommonPrefix(prefix.into())).into(),
            next_continuation_token: None,
        };
        let (starts, ends) = places(&page);
        assert_eq!(starts, ["a", "a/", "a0", "b/", "c"]);
        assert!(ends.is_sorted() && ends[1].as_str() > "a/\u{10ffff}z" && ends[1].as_str() < "a0");
        keep_up_to(&mut page, Some("a/"));
        assert_eq!((page.objects.len(), page.common_prefixes.len()), (1, 1));
        keep_up_to(&mut page, None);
        assert_eq!((page.objects.len(), page.common_prefixes.len()), (0, 0));
    }
}
