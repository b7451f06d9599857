//! What was typed of files and is not saved, kept while the details show something else.

use std::collections::HashMap;

use crate::ui::reactive::*;

use crate::aws::s3::{HeadObject, Tagging};

/// Tags that were typed.
#[derive(Clone, Debug)]
pub struct TagsDraft {
    /// The tags that they are to replace.
    pub seen: Tagging,
    /// Keys and values.
    pub typed: Vec<(String, String)>,
}

/// Metadata that was typed.
#[derive(Clone, Debug)]
pub struct MetadataDraft {
    /// The object whose metadata it is to replace.
    pub head: HeadObject,
    /// The headers, in the order of their fields.
    pub values: Vec<String>,
    /// Names and values of its own.
    pub user: Vec<(String, String)>,
}

/// The drafts of all files, by the S3 URI of each.
#[derive(Clone, Copy)]
pub struct Drafts {
    pub tags: DraftStore<TagsDraft>,
    pub metadata: DraftStore<MetadataDraft>,
}

/// Drafts of one kind.
pub struct DraftStore<T>(StoredValue<HashMap<String, T>>);

impl<T> Clone for DraftStore<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for DraftStore<T> {}

impl Drafts {
    /// None. Belongs to the component that calls it.
    pub fn new() -> Drafts {
        Drafts { tags: DraftStore(StoredValue::new(HashMap::new())), metadata: DraftStore(StoredValue::new(HashMap::new())) }
    }

    /// Whether there is one of this object.
    pub fn has(self, uri: &str) -> bool {
        self.tags.has(uri) || self.metadata.has(uri)
    }
}

impl<T: 'static> DraftStore<T> {
    /// Whether there is one of this object.
    pub fn has(self, uri: &str) -> bool {
        self.0.try_with_value(|drafts| drafts.contains_key(uri)).unwrap_or_default()
    }

    /// Takes out that of this object.
    pub fn take(self, uri: &str) -> Option<T> {
        self.0.try_update_value(|drafts| drafts.remove(uri)).flatten()
    }

    /// Keeps it.
    pub fn keep(self, uri: String, draft: T) {
        self.0.try_update_value(|drafts| drafts.insert(uri, draft));
    }
}
