//! A file that is written while it comes: to where the visitor wants it (File System Access, "showSaveFilePicker"), or, in
//! browsers that cannot, into memory, to be saved when it is complete.

use std::future::Future;

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::save;
use crate::ports::{Sink, Unwritable};

/// The most bytes of a file in memory: a tab may have a few times as many.
pub const MOST_IN_MEMORY: u64 = 1_000_000_000;

/// A file that is being written. What is not [closed](SavedFile::close) is never there.
#[derive(Debug)]
pub struct SavedFile {
    name: String,
    to: SaveTarget,
}

#[derive(Debug)]
enum SaveTarget {
    /// A `FileSystemWritableFileStream`.
    Disk(JsValue),
    /// Stretches, with where each begins, and where the next one does.
    Memory(Vec<(u64, Blob)>, u64),
    /// It is closed.
    Nowhere,
}

/// Lets the visitor choose where to save a file of this name; where a browser has no such question, it goes into memory. Nothing,
/// if they choose nothing; an error, if the browser does not let the page write what they chose. To be called while a press is
/// handled.
pub fn choose(name: String) -> impl Future<Output = Result<Option<SavedFile>, Unwritable>> + 'static {
    let picked = pick(&name);
    async move {
        let in_memory = SaveTarget::Memory(Vec::new(), 0);
        let to = match picked {
            None => in_memory,
            Some(picked) => match picked.await {
                Ok(handle) => match call(&handle, "createWritable", &[]) {
                    Ok(writable) => SaveTarget::Disk(writable.await.map_err(|_| Unwritable)?),
                    Err(_) => in_memory,
                },
                Err(error) if error.dyn_ref::<js_sys::Error>().is_some_and(|error| error.name() == "AbortError") => {
                    return Ok(None);
                }
                // Such as in a frame of another site.
                Err(_) => in_memory,
            },
        };
        Ok(Some(SavedFile { name, to }))
    }
}

fn pick(name: &str) -> Option<JsFuture> {
    let window = web_sys::window()?;
    let options = Object::new();
    Reflect::set(&options, &"suggestedName".into(), &name.into()).ok()?;
    call(&window, "showSaveFilePicker", &[options.into()]).ok()
}

/// Calls a method that not every browser has.
pub(super) fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsFuture, JsValue> {
    let function: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let promise: Promise = Reflect::apply(&function, object, &arguments.iter().collect::<Array>())?.dyn_into()?;
    Ok(promise.into())
}

impl SavedFile {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is kept in memory, where it may have [`MOST_IN_MEMORY`] bytes.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.to, SaveTarget::Memory(..))
    }

    /// It is complete: now it is there.
    pub async fn close(mut self) -> Result<(), Unwritable> {
        match std::mem::replace(&mut self.to, SaveTarget::Nowhere) {
            SaveTarget::Disk(writable) => {
                let closed = call(&writable, "close", &[]).map_err(|_| Unwritable)?;
                closed.await.map(drop).map_err(|_| Unwritable)
            }
            SaveTarget::Memory(parts, _) => {
                let parts: Array = parts.into_iter().map(|(_, part)| part).collect();
                let options = web_sys::BlobPropertyBag::new();
                options.set_type("application/zip");
                let whole = Blob::new_with_blob_sequence_and_options(&parts, &options).map_err(|_| Unwritable)?;
                save::blob(&whole, &self.name);
                Ok(())
            }
            SaveTarget::Nowhere => Ok(()),
        }
    }

    async fn on_disk(&self, method: &str, argument: &JsValue) -> Result<(), Unwritable> {
        let SaveTarget::Disk(writable) = &self.to else { return Ok(()) };
        let done = call(writable, method, std::slice::from_ref(argument)).map_err(|_| Unwritable)?;
        done.await.map(drop).map_err(|_| Unwritable)
    }
}

impl Sink for SavedFile {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Unwritable> {
        let bytes = Uint8Array::from(bytes);
        if let SaveTarget::Memory(parts, end) = &mut self.to {
            let at = *end;
            *end += u64::from(bytes.length());
            parts.push((at, Blob::new_with_u8_array_sequence(&Array::of1(&bytes)).map_err(|_| Unwritable)?));
        }
        self.on_disk("write", &bytes).await
    }

    async fn rewind(&mut self, to: u64) -> Result<(), Unwritable> {
        if let SaveTarget::Memory(parts, end) = &mut self.to {
            parts.retain(|(at, _)| *at < to);
            *end = to;
        }
        let to = JsValue::from_f64(to as f64);
        self.on_disk("truncate", &to).await?;
        self.on_disk("seek", &to).await
    }
}

impl Drop for SavedFile {
    fn drop(&mut self) {
        // What was written so far is forgotten.
        if let SaveTarget::Disk(writable) = &self.to
            && let Ok(aborted) = call(writable, "abort", &[])
        {
            wasm_bindgen_futures::spawn_local(async move { drop(aborted.await) });
        }
    }
}
