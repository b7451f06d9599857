//! What a visitor does with a bucket, as far as it needs no browser.

pub mod archive;
mod completion;
pub mod content;
pub mod copy;
pub mod delimited;
pub mod edit;
pub mod entry;
pub mod folder;
pub mod listing;
pub mod markdown;
pub mod matching;
pub mod metadata;
pub mod natural;
pub mod playing;
pub mod reading;
pub mod rows;
pub mod search;
pub mod sharing;
pub mod tags;
pub mod totals;
pub mod twins;
pub mod upload;
pub mod versions;
pub mod walk;
