//! Below which prefixes everything is refused: of very many objects not each has to be asked about.

use std::collections::HashMap;

use super::Error;

/// Of so many objects of one folder that were all refused, the others are not asked about.
const OF_A_FOLDER: usize = 100;
/// Of so many below a folder.
const BELOW: usize = 1000;

/// What was refused for want of permission, by prefix. Another prefix may be allowed, so nothing is concluded about those that all
/// objects have in common.
#[derive(Debug, Default)]
pub struct DeniedPrefixes {
    /// How many bytes all keys have in common, up to a slash.
    common: usize,
    folders: HashMap<String, PrefixAttempts>,
    below: HashMap<String, PrefixAttempts>,
}

#[derive(Debug, Default)]
struct PrefixAttempts {
    is_allowed: bool,
    denied: usize,
    error: Option<Error>,
}

impl PrefixAttempts {
    fn note(&mut self, denied: Option<&Error>) {
        self.is_allowed |= denied.is_none();
        self.denied += usize::from(denied.is_some());
        if self.error.is_none() {
            self.error = denied.cloned();
        }
    }

    fn refusal(&self, limit: usize) -> Option<&Error> {
        self.error.as_ref().filter(|_| !self.is_allowed && self.denied >= limit)
    }
}

impl DeniedPrefixes {
    /// Nothing has been tried of these keys.
    pub fn of<'a>(keys: impl IntoIterator<Item = &'a str>) -> DeniedPrefixes {
        let common = keys.into_iter().map(folder).reduce(|common, other| {
            let same = common.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
            common
                .as_bytes()
                .get(..same)
                .and_then(|same| same.iter().rposition(|byte| *byte == b'/'))
                .map_or("", |slash| &common[..=slash])
        });
        DeniedPrefixes { common: common.unwrap_or_default().len(), ..DeniedPrefixes::default() }
    }

    /// What came of one: it was refused, or something else.
    pub fn note(&mut self, key: &str, error: Option<&Error>) {
        let denied = error.filter(|error| error.code() == "AccessDenied");
        self.folders.entry(folder(key).to_owned()).or_default().note(denied);
        for above in above(key, self.common) {
            self.below.entry(above.to_owned()).or_default().note(denied);
        }
    }

    /// Why `key` need not be tried, if all of its kind was refused.
    pub fn refusal(&self, key: &str) -> Option<&Error> {
        let of_folder = self.folders.get(folder(key)).and_then(|tried| tried.refusal(OF_A_FOLDER));
        of_folder.or_else(|| above(key, self.common).find_map(|above| self.below.get(above)?.refusal(BELOW)))
    }
}

/// The folder that a key is in.
fn folder(key: &str) -> &str {
    let name = key.strip_suffix('/').unwrap_or(key);
    name.rfind('/').and_then(|slash| key.get(..=slash)).unwrap_or_default()
}

/// The folders that it is in and that not all are in.
fn above(key: &str, common: usize) -> impl Iterator<Item = &str> {
    let folder = folder(key);
    folder.match_indices('/').filter(move |(at, _)| at + 1 > common).filter_map(move |(at, _)| folder.get(..=at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;

    fn denied() -> Error {
        Error::Service(ServiceError { status: 403, code: "AccessDenied".into(), ..ServiceError::default() })
    }

    #[test]
    fn a_folder_that_refuses_all_is_not_asked_on_and_another_one_is() {
        let mut prefixes = DeniedPrefixes::of(["p/a/1", "p/ab/2"]);
        (0..OF_A_FOLDER).for_each(|n| prefixes.note(&format!("p/a/{n}"), Some(&denied())));
        assert!(prefixes.refusal("p/a/x").is_some());
        assert_eq!(prefixes.refusal("p/ab/x"), None);
        assert_eq!(prefixes.refusal("p/a/deeper/x"), None);
        prefixes.note("p/a/allowed", None);
        assert_eq!(prefixes.refusal("p/a/x"), None);
    }

    #[test]
    fn many_small_folders_that_refuse_all_are_one_large_one() {
        let mut prefixes = DeniedPrefixes::of(["p/a/0/x", "p/b/y"]);
        (0..BELOW).for_each(|n| prefixes.note(&format!("p/a/{n}/x"), Some(&denied())));
        assert!(prefixes.refusal("p/a/new/x").is_some());
        assert_eq!(prefixes.refusal("p/b/y"), None);
        assert_eq!(prefixes.refusal("p/y"), None, "of what all have in common nothing is concluded");
    }

    #[test]
    fn any_key_has_its_folders() {
        for key in ["", "/", "//", "é/é", "a//b/", "é"] {
            let mut prefixes = DeniedPrefixes::of([key, "é/x", "è/y"]);
            prefixes.note(key, Some(&denied()));
            assert_eq!(prefixes.refusal(key), None, "{key:?}");
        }
    }
}
