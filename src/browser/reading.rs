//! Reading a stretch of a file, without leaving any of it to the browser's collector: that waits for a hundred megabytes of what
//! `Blob.arrayBuffer` gives. A byte stream (Streams Standard, "BYOB") fills buffers that the page brings, and gives them back.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamByobReader, ReadableStreamReadResult, Response};

use crate::ports::Unreadable;

/// How large a buffer is, in bytes. Chromium fills a quarter of it at a time.
const BUFFER: u32 = 256 * 1024;

thread_local! {
    /// Buffers that nobody reads into. There are as many as there were readers at a time.
    static FREE: RefCell<Vec<ArrayBuffer>> = const { RefCell::new(Vec::new()) };
}

/// Gives `each` the bytes of `blob`, which are to be `length`, in their order.
///
/// The page stands still while `each` takes them, so this is for some megabytes at most.
pub async fn read(blob: &Blob, length: u64, each: &mut impl FnMut(&[u8])) -> Result<(), Unreadable> {
    let read = match byte_reader(blob) {
        Some(reader) => read_stream(&reader, length, each).await?,
        None => {
            let bytes = JsFuture::from(blob.array_buffer()).await.map_err(|_| Unreadable)?;
            let bytes = Uint8Array::new(&bytes).to_vec();
            each(&bytes);
            bytes.len() as u64
        }
    };
    if read == length { Ok(()) } else { Err(Unreadable) }
}

/// A reader that fills buffers of the page's, where the browser's streams do so.
fn byte_reader(blob: &Blob) -> Option<ReadableStreamByobReader> {
    let stream: ReadableStream = Response::new_with_opt_blob(Some(blob)).ok()?.body()?;
    ReadableStreamByobReader::new(&stream).ok()
}

/// Reads to the end, or until there is more than `length`, and gives how many bytes there were.
async fn read_stream(reader: &ReadableStreamByobReader, length: u64, each: &mut impl FnMut(&[u8])) -> Result<u64, Unreadable> {
    let mut buffer = FREE.with_borrow_mut(Vec::pop).unwrap_or_else(|| ArrayBuffer::new(BUFFER));
    let mut bytes = Vec::new();
    let mut read = 0;
    while read <= length {
        let result =
            JsFuture::from(reader.read_with_array_buffer_view(&Uint8Array::new(&buffer))).await.map_err(|_| Unreadable)?;
        let result: ReadableStreamReadResult = result.unchecked_into();
        // A reader that was cancelled gives no buffer back.
        let filled = result.get_value().dyn_into::<Uint8Array>().map_err(|_| Unreadable)?;
        buffer = filled.buffer();
        if result.get_done() == Some(true) {
            FREE.with_borrow_mut(|free| free.push(buffer));
            break;
        }
        bytes.resize(filled.length() as usize, 0);
        filled.copy_to(&mut bytes);
        each(&bytes);
        read += u64::from(filled.length());
    }
    Ok(read)
}
