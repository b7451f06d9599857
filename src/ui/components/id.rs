//! Element ids, which tie labels, hints and errors to what they are about.

use std::sync::atomic::{AtomicUsize, Ordering};

/// An id that no other element of this page has.
pub(super) fn unique_id(kind: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{kind}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
