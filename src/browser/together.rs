//! Small files that are read together: to begin a reading takes a browser longer than the bytes of a small file.

use std::ops::Range;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};
use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// The place of one file in what is read together.
#[derive(Clone)]
pub struct Together {
    all: Shared<LocalBoxFuture<'static, Option<Rc<[u8]>>>>,
    place: Range<usize>,
}

impl Together {
    /// The places of these files, whose sizes in bytes are known. They are read as soon as one of them is wanted.
    pub fn of(files: &[(File, u64)]) -> Vec<Together> {
        let length = files.iter().map(|(_, size)| *size as usize).sum();
        let blobs: Array = files.iter().map(|(file, _)| file.clone()).collect();
        let all = async move { read(&blobs, length).await }.boxed_local().shared();
        let mut from = 0;
        let place = |(_, size): &(File, u64)| {
            let place = from..from + *size as usize;
            from = place.end;
            Together { all: all.clone(), place }
        };
        files.iter().map(place).collect()
    }

    /// The file's bytes, unless one of them has changed or cannot be read: which of them is not known.
    pub async fn read(self) -> Option<Rc<[u8]>> {
        self.all.await?.get(self.place).map(Rc::from)
    }
}

async fn read(blobs: &Array, length: usize) -> Option<Rc<[u8]>> {
    let whole = Blob::new_with_blob_sequence(blobs).ok()?;
    let bytes = Uint8Array::new(&JsFuture::from(whole.array_buffer()).await.ok()?);
    (bytes.length() as usize == length).then(|| bytes.to_vec().into())
}
