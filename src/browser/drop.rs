//! Files and folders that the visitor drops on the page.

use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// A file that the visitor picked. It is not read before it is sent.
#[derive(Clone, Debug)]
pub struct Picked {
    /// Its name, with the folders it came in: `photos/2024/cat.jpg`.
    pub path: String,
    /// The file.
    pub file: web_sys::File,
}

impl From<web_sys::File> for Picked {
    fn from(file: web_sys::File) -> Picked {
        // Of a folder that was chosen; a file chosen by itself has none.
        let relative = js_sys::Reflect::get(&file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
        Picked { path: relative.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name()), file }
    }
}

/// What was dropped.
#[derive(Debug, Default)]
pub struct Dropped {
    /// The files, those in folders included.
    pub files: Vec<Picked>,
    /// Paths of the folders that hold nothing.
    pub empty_folders: Vec<String>,
    /// Paths of what the browser could not read.
    pub unreadable: Vec<String>,
}

/// Whether files are being dragged, rather than text or a link.
pub fn has_files(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| kind == "Files")
}

/// What a drop, or what is pasted, holds before its folders are gone through.
#[derive(Debug, Default)]
pub struct Transferred {
    entries: Vec<FileSystemEntry>,
    files: Vec<web_sys::File>,
}

impl Transferred {
    /// To be called while the drop is handled: the browser forgets what was dropped as soon as its handlers are done.
    pub fn take(transfer: &DataTransfer) -> Transferred {
        let items = transfer.items();
        let mut taken = Transferred::default();
        for item in (0..items.length()).filter_map(|at| items.get(at)) {
            match item.webkit_get_as_entry() {
                Ok(Some(entry)) => taken.entries.push(entry),
                // A picture that was copied, rather than its file, has none.
                _ => taken.files.extend(item.get_as_file().ok().flatten()),
            }
        }
        taken
    }

    /// The files, and those in its folders.
    pub async fn read(self) -> Dropped {
        let mut dropped = Dropped { files: self.files.into_iter().map(Picked::from).collect(), ..Dropped::default() };
        let mut left: Vec<FileSystemEntry> = self.entries.into_iter().rev().collect();
        while let Some(entry) = left.pop() {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            // Not every browser has the interfaces of entries as globals, so they cannot be asked for by name.
            let read = if entry.is_directory() {
                children(entry.unchecked_ref()).await.map(|children| {
                    if children.is_empty() {
                        dropped.empty_folders.push(path.clone());
                    }
                    left.extend(children.into_iter().rev());
                })
            } else {
                file(entry.unchecked_ref()).await.map(|file| dropped.files.push(Picked { path: path.clone(), file }))
            };
            if read.is_none() {
                dropped.unreadable.push(path);
            }
        }
        dropped
    }
}

async fn file(entry: &FileSystemFileEntry) -> Option<web_sys::File> {
    let file = Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject));
    JsFuture::from(file).await.ok()?.dyn_into().ok()
}

/// What a folder holds. The browser gives it in portions, the last one empty.
async fn children(folder: &FileSystemDirectoryEntry) -> Option<Vec<FileSystemEntry>> {
    let reader = folder.create_reader();
    let mut children = Vec::new();
    loop {
        let portion = Promise::new(&mut |resolve, reject| {
            if reader.read_entries_with_callback_and_callback(&resolve, &reject).is_err() {
                let _ = reject.call0(&wasm_bindgen::JsValue::NULL);
            }
        });
        let portion: Array = JsFuture::from(portion).await.ok()?.dyn_into().ok()?;
        if portion.length() == 0 {
            return Some(children);
        }
        children.extend(portion.iter().map(wasm_bindgen::JsValue::unchecked_into::<FileSystemEntry>));
    }
}
