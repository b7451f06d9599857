//! Small files that are read together: to begin a reading takes a browser longer than the bytes of a small file.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// The place of one file in what is read together.
#[derive(Clone)]
pub struct Together {
    all: Rc<All>,
    place: Range<usize>,
}

struct All {
    files: Array,
    length: usize,
    reading: OnceCell<Option<Promise>>,
    bytes: OnceCell<Vec<u8>>,
}

impl Together {
    /// The places of these files, whose sizes in bytes are known. They are read as soon as one of them is wanted.
    pub fn of(files: &[(File, usize)]) -> Vec<Together> {
        let all = Rc::new(All {
            files: files.iter().map(|(file, _)| file.clone()).collect(),
            length: files.iter().map(|(_, size)| size).sum(),
            reading: OnceCell::new(),
            bytes: OnceCell::new(),
        });
        let mut to = 0;
        let place = |(_, size): &(File, usize)| {
            let from = to;
            to += size;
            Together { all: Rc::clone(&all), place: from..to }
        };
        files.iter().map(place).collect()
    }

    /// The file's bytes, unless one of them has changed or cannot be read: which of them is not known.
    pub async fn read(self) -> Option<Vec<u8>> {
        let bytes = match self.all.bytes.get() {
            Some(bytes) => bytes,
            None => {
                let read = self.all.read().await?;
                self.all.bytes.get_or_init(|| read)
            }
        };
        if bytes.len() == self.all.length { bytes.get(self.place).map(<[u8]>::to_vec) } else { None }
    }
}

impl All {
    async fn read(&self) -> Option<Vec<u8>> {
        let begin = || Blob::new_with_blob_sequence(&self.files).ok().map(|whole| whole.array_buffer());
        let buffer = JsFuture::from(self.reading.get_or_init(begin).clone()?).await.ok()?;
        Some(Uint8Array::new(&buffer).to_vec())
    }
}
