//! A folder that the visitor opens to the page (File System Access, "showDirectoryPicker"): unlike a chooser of files it tells of
//! folders that hold nothing.

use js_sys::{AsyncIterator, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::drop::{Dropped, Picked};
use super::save_stream::call;

/// Why there is no folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryFault {
    /// The visitor chose none.
    Cancelled,
    /// The visitor or the browser does not let the page read it.
    Refused,
}

/// The folder that is chosen, once it is.
#[derive(Debug)]
pub struct ChosenDirectory(JsFuture);

/// Lets the visitor choose a folder. `None` where the browser has no such question: it is asked on pages with an https address
/// alone, and not by every browser. To be called while a press is handled.
pub fn choose() -> Option<ChosenDirectory> {
    call(&web_sys::window()?.into(), "showDirectoryPicker", &[]).ok().map(ChosenDirectory)
}

impl ChosenDirectory {
    /// What is in it.
    pub async fn read(self) -> Result<Dropped, DirectoryFault> {
        match self.0.await {
            Ok(folder) => Ok(read(folder).await),
            Err(error) if error.dyn_ref::<js_sys::Error>().is_some_and(|error| error.name() == "AbortError") => {
                Err(DirectoryFault::Cancelled)
            }
            Err(_) => Err(DirectoryFault::Refused),
        }
    }
}

/// All that is in a folder, by paths that begin with its own name.
async fn read(folder: JsValue) -> Dropped {
    let mut dropped = Dropped::default();
    let mut left = vec![(text(&folder, "name"), folder)];
    while let Some((path, folder)) = left.pop() {
        let Some(children) = children(&folder).await else {
            dropped.unreadable.push(path);
            continue;
        };
        if children.is_empty() {
            dropped.empty_folders.push(path);
            continue;
        }
        for child in children {
            let path = format!("{path}/{}", text(&child, "name"));
            if text(&child, "kind") == "directory" {
                left.push((path, child));
                continue;
            }
            match file(&child).await {
                Some(file) => dropped.files.push(Picked { path, file }),
                None => dropped.unreadable.push(path),
            }
        }
    }
    dropped
}

fn text(handle: &JsValue, property: &str) -> String {
    Reflect::get(handle, &property.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

async fn file(handle: &JsValue) -> Option<File> {
    call(handle, "getFile", &[]).ok()?.await.ok()?.dyn_into().ok()
}

/// The handles of what a folder holds.
async fn children(folder: &JsValue) -> Option<Vec<JsValue>> {
    let values: js_sys::Function = Reflect::get(folder, &"values".into()).ok()?.dyn_into().ok()?;
    let values: AsyncIterator = values.call0(folder).ok()?.unchecked_into();
    let mut children = Vec::new();
    loop {
        let next = JsFuture::from(values.next().ok()?).await.ok()?;
        let is_done = Reflect::get(&next, &"done".into()).ok()?.is_truthy();
        if is_done {
            return Some(children);
        }
        children.push(Reflect::get(&next, &"value".into()).ok()?);
    }
}
