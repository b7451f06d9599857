//! Bytes that the page holds, under an address of its own.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, Url};

/// An address of bytes, for as long as this is there (File API, "blob URL store").
#[derive(Debug)]
pub struct BlobUrl(String);

/// `bytes` as a blob of this media type.
pub fn blob(bytes: &[u8], media_type: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options).ok()
}

impl BlobUrl {
    /// An address of `bytes` of this media type. Never of one that runs scripts: the address is of this page's own origin.
    pub fn new(bytes: &[u8], media_type: &'static str) -> Option<BlobUrl> {
        BlobUrl::of(&blob(bytes, media_type)?)
    }

    /// An address of a blob.
    pub fn of(blob: &Blob) -> Option<BlobUrl> {
        Url::create_object_url_with_blob(blob).ok().map(BlobUrl)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for BlobUrl {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}
