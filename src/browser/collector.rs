//! The browser's collector of what nobody uses any more. Chromium keeps a request, and a copy of the bytes that it sent, until the
//! collector runs, but counts none of these bytes when it decides whether it is time: after 2,000 files of 10 kB they are 50 MB. What a
//! page has in `ArrayBuffer`s is counted.

use std::cell::Cell;

use wasm_bindgen::prelude::*;

/// After so many bytes the collector is reminded.
const ENOUGH: usize = 2 * 1024 * 1024;

/// How large a buffer Chromium takes for a reason to collect. Nothing is written to it, so that it takes up no memory.
const REASON: u32 = 64 * 1024 * 1024;

thread_local! {
    static SENT: Cell<usize> = const { Cell::new(0) };
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = ArrayBuffer)]
    type Reason;

    #[wasm_bindgen(catch, constructor, js_class = "ArrayBuffer")]
    fn new(length: u32) -> Result<Reason, JsValue>;
}

/// So many bytes were given to a request.
pub fn note(bytes: usize) {
    let sent = SENT.get() + bytes;
    let is_enough = sent >= ENOUGH;
    SENT.set(if is_enough { 0 } else { sent });
    if is_enough {
        // Where there is no place for it, it is collected anyway.
        let _ = Reason::new(REASON);
    }
}
