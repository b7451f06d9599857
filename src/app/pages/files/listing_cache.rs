//! The lists of folders that were left, for when they cannot be listed again: better an old list whose age is said than
//! an empty page.

use std::collections::VecDeque;
use std::time::SystemTime;

use crate::ui::reactive::*;

use super::folder::Folder;
use crate::files::listing::ResumeAt;
use crate::files::rows::RowStore;
use crate::route::Place;

/// How many rows all kept lists have together. The newest one is kept, however long it is.
const MOST_ROWS: usize = 20_000;

/// A list as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedListing {
    /// What was listed.
    pub folder: Folder,
    /// What was loaded of it.
    pub rows: RowStore,
    /// Where the next page begins, if there is one.
    pub next: Option<ResumeAt>,
    /// When it was listed.
    pub as_of: SystemTime,
}

/// The lists that are kept, the newest last. They are one visitor's, and go with the session.
#[derive(Debug, Default)]
struct Lists(VecDeque<CachedListing>);

impl Lists {
    fn keep(&mut self, list: CachedListing) {
        self.0.retain(|kept| kept.folder.place != list.folder.place);
        self.0.push_back(list);
        let mut rows: usize = self.0.iter().map(|kept| kept.rows.len()).sum();
        while rows > MOST_ROWS && self.0.len() > 1 {
            rows -= self.0.pop_front().map_or(0, |oldest| oldest.rows.len());
        }
    }

    fn take(&mut self, place: &Place) -> Option<CachedListing> {
        let at = self.0.iter().position(|kept| kept.folder.place == *place)?;
        self.0.remove(at)
    }
}

/// A handle to the lists that are kept.
#[derive(Clone, Copy)]
pub struct ListingCache(StoredValue<Lists>);

impl ListingCache {
    /// Begins with none, for all below the component that this is called in.
    pub fn provide() {
        provide_context(ListingCache(StoredValue::new(Lists::default())));
    }

    /// The lists of this session.
    pub fn get() -> ListingCache {
        expect_context()
    }

    /// Keeps a list, in place of an older one of the same place.
    pub fn keep(self, list: CachedListing) {
        self.0.try_update_value(|lists| lists.keep(list));
    }

    /// The list of `place`, if it was kept.
    pub fn take(self, place: &Place) -> Option<CachedListing> {
        self.0.try_update_value(|lists| lists.take(place)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::visitor::Profile;
    use crate::config::Config;
    use crate::files::entry::{File, Parent};

    fn list(prefix: &str, rows: usize) -> CachedListing {
        let config = r#"{
            "region": "eu-west-1",
            "identity_pool": {"id": "eu-west-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true},
            "storage": {"places": [
                {"label": "My files", "bucket": "data", "prefix": "private/{identity_id}/", "access": {"guest": ["read"]}}
            ]}
        }"#;
        let place = Place::My { prefix: prefix.into() };
        let folder = Folder::of(place, &Config::read(config).unwrap(), &Profile::Guest, "me").unwrap();
        let parent = Parent { prefix: "", href: &|_| String::new() };
        let entries = (0..rows).filter_map(|n| parent.entry(&n.to_string(), File::default)).collect();
        let mut rows = RowStore::new(|_| String::new());
        rows.add(entries, |text, _| text.to_owned());
        CachedListing { folder, rows, next: None, as_of: SystemTime::UNIX_EPOCH }
    }

    fn rows(lists: &mut Lists, prefix: &str) -> Option<usize> {
        lists.take(&Place::My { prefix: prefix.into() }).map(|kept| kept.rows.len())
    }

    #[test]
    fn one_list_a_place_is_kept() {
        let mut lists = Lists::default();
        lists.keep(list("a/", 1));
        lists.keep(list("b/", 2));
        lists.keep(list("a/", 3));
        assert_eq!(rows(&mut lists, "a/"), Some(3));
        assert_eq!(rows(&mut lists, "a/"), None);
        assert_eq!(rows(&mut lists, "b/"), Some(2));
    }

    #[test]
    fn the_oldest_make_room() {
        let mut lists = Lists::default();
        lists.keep(list("a/", MOST_ROWS / 2));
        lists.keep(list("b/", MOST_ROWS / 2));
        lists.keep(list("c/", 1));
        assert_eq!((rows(&mut lists, "a/"), rows(&mut lists, "b/")), (None, Some(MOST_ROWS / 2)));
        lists.keep(list("d/", MOST_ROWS + 1));
        assert_eq!((rows(&mut lists, "c/"), rows(&mut lists, "d/")), (None, Some(MOST_ROWS + 1)));
    }
}
