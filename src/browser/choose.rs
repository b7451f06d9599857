//! The browser's file chooser.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use futures::channel::oneshot;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};

/// Opens the chooser, and gives the files that the visitor chooses in it: none, if they close it. To be called while a press
/// is handled. Each call has a chooser of its own, so that who asks knows what the answer belongs to.
pub fn files() -> impl Future<Output = Vec<File>> {
    choose(false)
}

/// The same of a folder: all files in it, which know their paths.
pub fn folder() -> impl Future<Output = Vec<File>> {
    choose(true)
}

fn choose(folder: bool) -> impl Future<Output = Vec<File>> {
    let (sender, answer) = oneshot::channel();
    let input = open(folder, sender);
    async move {
        let files = answer.await.unwrap_or_default();
        // Until here: a browser may forget an element that nobody keeps.
        drop(input);
        files
    }
}

/// The bytes of a file, unless they cannot be read.
pub async fn bytes(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// The element, and what listens to it.
struct Chooser {
    input: HtmlInputElement,
    chosen: Closure<dyn FnMut()>,
}

const EVENTS: [&str; 2] = ["change", "cancel"];

impl Drop for Chooser {
    /// Who asked may have left while the visitor still chooses.
    fn drop(&mut self) {
        for event in EVENTS {
            let _ = self.input.remove_event_listener_with_callback(event, self.chosen.as_ref().unchecked_ref());
        }
    }
}

fn open(folder: bool, answer: oneshot::Sender<Vec<File>>) -> Option<Chooser> {
    let document = web_sys::window()?.document()?;
    let input: HtmlInputElement = document.create_element("input").ok()?.dyn_into().ok()?;
    input.set_type("file");
    input.set_multiple(true);
    if folder {
        let _ = input.set_attribute("webkitdirectory", "");
    }
    let answer = Rc::new(Cell::new(Some(answer)));
    let chosen = {
        let input = input.clone();
        Closure::<dyn FnMut()>::new(move || {
            let files = input.files().map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect());
            if let Some(answer) = answer.take() {
                let _ = answer.send(files.unwrap_or_default());
            }
        })
    };
    for event in EVENTS {
        let _ = input.add_event_listener_with_callback(event, chosen.as_ref().unchecked_ref());
    }
    input.click();
    Some(Chooser { input, chosen })
}
