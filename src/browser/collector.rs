//! The browser's collector of what nobody uses any more. Chromium keeps a request, and a copy of the bytes that it sent, until the
//! collector runs, but counts none of these bytes when it decides whether it is time: after 2,000 files of 10 kB they are 50 MB. What a
//! page has in `ArrayBuffer`s is counted.

use std::cell::Cell;

use js_sys::ArrayBuffer;

/// After so many bytes the collector is reminded.
const ENOUGH: usize = 1024 * 1024;

/// A few buffers of this size are a reason for Chromium to collect. Nothing is written to them, so that they take up no memory.
const REASON: u32 = 16 * 1024 * 1024;

thread_local! {
    static SENT: Cell<usize> = const { Cell::new(0) };
}

/// So many bytes were given to a request.
pub fn note(bytes: usize) {
    let sent = SENT.get() + bytes;
    let is_enough = sent >= ENOUGH;
    SENT.set(if is_enough { 0 } else { sent });
    if is_enough {
        ArrayBuffer::new(REASON);
    }
}
