//! Uploads in parts that a page has begun and not ended: what is remembered of them, and which file belongs to which.
//!
//! They are remembered among the visitor's preferences, which follow them to other browsers and end with the session in this one.
//! S3 itself could list them (ListMultipartUploads), but no policy can limit that to a visitor's own prefix: whoever may ask would
//! read everybody's keys.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is remembered of an upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRecord {
    /// What S3 calls it.
    pub upload_id: String,
    /// Where it goes, as addresses have it: `#/files/my/photos/`.
    pub place: String,
    /// Below that place.
    pub path: String,
    /// The file's size in bytes.
    pub size: u64,
    /// The object that is to be replaced, by its `ETag`.
    pub replaces: Option<String>,
    /// The tab that has begun it.
    pub tab: String,
    /// When it was begun, in seconds since 1970.
    pub begun: u64,
}

impl UploadRecord {
    /// What [`UploadRecord::to_value`] wrote; nothing, if it is something else, or is over.
    pub fn read(value: &Value) -> Option<UploadRecord> {
        serde_json::from_value(value.clone()).ok()
    }

    /// As it is kept.
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The file's own name.
    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// Where this tab remembers another one: the first of its own places that none of `used` is. Tabs share no places: of two that
/// begin an upload at the same moment neither knows the other's. Of what is remembered once a trace stays for a while, so places
/// take turns: there are never more than uploads were unfinished at a time.
pub fn free_slot<'a>(tab: &str, used: impl Iterator<Item = &'a str>) -> String {
    let used: HashSet<&str> = used.collect();
    // One more than are used is always among them.
    (0..=used.len()).map(|slot| format!("{tab}:{slot}")).find(|slot| !used.contains(slot.as_str())).unwrap_or_default()
}

/// Which of `records` each file belongs to, by name and size; each record takes one file.
pub fn matching<'a>(records: &[UploadRecord], files: impl Iterator<Item = (&'a str, u64)>) -> Vec<Option<usize>> {
    let mut left: Vec<usize> = (0..records.len()).collect();
    let belongs = |at: &usize, name: &str, size: u64| {
        records.get(*at).is_some_and(|record| record.file_name() == name && record.size == size)
    };
    files.map(|(name, size)| Some(left.remove(left.iter().position(|at| belongs(at, name, size))?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(path: &str, size: u64) -> UploadRecord {
        UploadRecord {
            upload_id: "U".into(),
            place: "#/files/my/".into(),
            path: path.into(),
            size,
            replaces: None,
            tab: "t".into(),
            begun: 7,
        }
    }

    #[test]
    fn what_is_remembered_is_read_and_anything_else_is_nothing() {
        let record = record("a/b.bin", 9);
        assert_eq!(UploadRecord::read(&record.to_value()), Some(record));
        for other in [Value::Null, Value::from(7), serde_json::json!({"upload_id": 1})] {
            assert_eq!(UploadRecord::read(&other), None);
        }
    }

    #[test]
    fn files_belong_to_records_of_their_name_and_size() {
        let records = [record("x/a.bin", 9), record("y/a.bin", 9), record("b.bin", 7)];
        let files = [("b.bin", 7), ("a.bin", 8), ("a.bin", 9), ("a.bin", 9), ("a.bin", 9)];
        assert_eq!(matching(&records, files.into_iter()), [Some(2), None, Some(0), Some(1), None]);
    }

    #[test]
    fn places_are_used_again() {
        assert_eq!(free_slot("t", ["t:0", "t:1", "t:3"].into_iter()), "t:2");
        // Of another tab, and as the page wrote them before.
        assert_eq!(free_slot("t", ["t:1", "u:0", "0"].into_iter()), "t:0");
    }

    #[test]
    fn each_of_many_has_a_place_of_its_own() {
        let mut used: Vec<String> = Vec::new();
        for _ in 0..500 {
            let slot = free_slot("t", used.iter().map(String::as_str));
            assert!(!used.contains(&slot));
            used.push(slot);
        }
    }
}
