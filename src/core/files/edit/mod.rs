//! Editing small text files in place: nothing of somebody else's is overwritten unseen, and nothing but the text changes.

pub mod compare;
pub mod diff;
pub mod draft;
pub mod highlight;
pub mod kinds;
pub mod save;
pub mod text;
