//! What a visitor does with a bucket, as far as it needs no browser.

pub mod upload;
