//! What keys are called, and where they lead. A key is any text: its folders may have no name, or be called `..`.

use crate::aws::KeyFault;
use crate::aws::s3::key_fault;
use crate::route::Place;
use crate::ui::words::{Phrase, errors};

/// What stands for a name of no characters.
pub const NO_NAME: Phrase = phrase!("(no name)");

/// What the object is called that marks the folder one is in, where it has content.
pub const MARKER: Phrase = phrase!("(the folder itself)");

/// The name that a visitor sees.
pub fn shown(name: &str) -> &str {
    if name.is_empty() { NO_NAME.text() } else { name }
}

/// The last name of a path, without the slash that marks a folder.
pub fn last_name(path: &str) -> &str {
    let path = path.strip_suffix('/').unwrap_or(path);
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The folders from the top of a place to where one is: the name of each and where it is. The top itself is not
/// among them.
pub fn steps(place: &Place) -> Vec<(String, Place)> {
    let prefix = place.prefix();
    prefix
        .match_indices('/')
        .map(|(at, _)| {
            let path = prefix.get(..=at).unwrap_or_default();
            (shown(last_name(path)).to_owned(), place.at(path))
        })
        .collect()
}

/// The folder that `place` is in, unless it is a top.
pub fn parent(place: &Place) -> Option<Place> {
    let prefix = place.prefix().strip_suffix('/')?;
    let end = prefix.rfind('/').map_or(0, |slash| slash + 1);
    Some(place.at(prefix.get(..end)?))
}

/// What is wrong with the name of a folder to be made below `prefix`, if anything.
pub fn folder_name_fault(prefix: &str, name: &str) -> Option<String> {
    if name.is_empty() {
        return Some(t!("Enter a name.").to_owned());
    }
    if name.contains('/') {
        return Some(t!("Names can't contain a slash. Open the folder first to create something in it.").to_owned());
    }
    match key_fault(&format!("{prefix}{name}/"))? {
        KeyFault::DotSegment if name != "." && name != ".." => {
            Some(t!("You can't create folders here: browsers can't open anything inside “.” or “..”.").to_owned())
        }
        fault => Some(errors::key_fault(fault).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn my(prefix: &str) -> Place {
        Place::My { prefix: prefix.into() }
    }

    #[test]
    fn names_end_at_slashes_and_may_be_empty() {
        assert_eq!(last_name("a/b.txt"), "b.txt");
        assert_eq!(last_name("a/b/"), "b");
        assert_eq!(last_name("a//"), "");
        assert_eq!(shown(last_name("/")), NO_NAME.text());
        assert_eq!(last_name("b"), "b");
    }

    #[test]
    fn every_slash_is_a_step() {
        let step = |name: &str, prefix: &str| (name.to_owned(), my(prefix));
        assert_eq!(steps(&my("")), []);
        assert_eq!(steps(&my("a/b c/")), [step("a", "a/"), step("b c", "a/b c/")]);
        assert_eq!(steps(&my("//../")), [step(NO_NAME.text(), "/"), step(NO_NAME.text(), "//"), step("..", "//../")]);
    }

    #[test]
    fn every_folder_is_in_another_but_the_top() {
        assert_eq!(parent(&my("a/b/")), Some(my("a/")));
        assert_eq!(parent(&my("a/")), Some(my("")));
        assert_eq!(parent(&my("a//")), Some(my("a/")));
        assert_eq!(parent(&my("")), None);
    }

    #[test]
    fn folders_need_a_name_that_can_be_addressed() {
        assert_eq!(folder_name_fault("p/", "100% sure? #1 🧳"), None);
        assert_eq!(folder_name_fault("p/", "..."), None);
        for name in ["", "a/b", ".", "..", &"x".repeat(1024)] {
            assert!(folder_name_fault("p/", name).is_some(), "{name}");
        }
        assert!(folder_name_fault("p/../", "a").is_some_and(|fault| fault.contains("create folders here")));
    }
}
