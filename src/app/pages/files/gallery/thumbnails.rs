//! Small pictures of files, made in this tab: fetched behind all that the visitor waits for, and no more of them kept than a few
//! screens show.

use std::collections::VecDeque;
use std::time::Duration;

use crate::ui::reactive::*;
use wasm_bindgen::JsCast;
use web_sys::{Element as Node, HtmlCanvasElement};

use super::super::entries::Entry;
use super::super::file_type::{FileType, of_entry};
use super::super::state::Files;
use crate::aws::Client;
use crate::browser::{Browser, picture};
use crate::files::entry::extension;
use crate::ports::Clock;
use crate::ui::dom::{Element, html};
use crate::ui::task::Task;

/// A larger picture is not fetched whole for a small one.
const LARGEST: u64 = 8 * 1024 * 1024;
/// How many are kept: each is 300 kB.
const KEPT: usize = 100;
const WIDTH: &str = "320";
const HEIGHT: &str = "240";
/// Who scrolls past a picture does not wait for it.
const GLANCE: Duration = Duration::from_millis(120);
/// What browsers decode of what is made of pixels.
const DECODED: [&str; 9] = ["apng", "avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "webp"];

/// The pictures that are kept, the one used last at the end.
#[derive(Clone, Copy)]
pub struct Thumbnails {
    client: StoredValue<Client<Browser>>,
    kept: StoredValue<VecDeque<(String, HtmlCanvasElement)>>,
}

impl Thumbnails {
    /// None yet.
    pub fn new(files: Files) -> Thumbnails {
        let client = StoredValue::new(files.state.client().in_background());
        Thumbnails { client, kept: StoredValue::new(VecDeque::new()) }
    }

    /// The picture of a file, or what stands for it: at first, and where there is none, the icon of its type.
    pub fn of(self, files: Files, entry: &Entry) -> Element {
        let frame = html::div().class("thumb").child(of_entry(entry).icon());
        let Some(name) = name_of(entry) else { return frame };
        let node = frame.node::<Node>();
        if let Some(canvas) = self.take(&name) {
            show(&node, &canvas);
            self.keep(name, canvas);
            return frame;
        }
        let (key, listed) = (entry.key.clone(), entry.file().cloned().unwrap_or_default());
        let task = Task::new();
        task.start(async move {
            let (client, session) = (self.client.get_value(), files.state.session());
            client.platform().sleep(GLANCE).await;
            let Some(bucket) = files.listing.folder.get_untracked().map(|folder| folder.bucket) else { return };
            // A thumbnail that cannot be loaded leaves the icon, without an error: it is no action of the visitor's.
            let Ok(object) = client.get_object_start(&bucket, &key, listed.size as usize, &session).await else { return };
            // Of a larger one that took its place this would be a part.
            if !object.e_tag.is_empty() && object.e_tag != listed.e_tag {
                return;
            }
            let canvas = html::canvas().attr("width", WIDTH).attr("height", HEIGHT).attr("aria-hidden", "true");
            let canvas = canvas.node::<HtmlCanvasElement>();
            if picture::draw(&object.body, &canvas).await {
                show(&node, &canvas);
                self.keep(name, canvas);
            }
        });
        frame
    }

    fn take(self, name: &str) -> Option<HtmlCanvasElement> {
        self.kept.try_update_value(|kept| {
            let at = kept.iter().position(|(own, _)| own == name)?;
            kept.remove(at).map(|(_, canvas)| canvas)
        })?
    }

    fn keep(self, name: String, canvas: HtmlCanvasElement) {
        self.kept.try_update_value(|kept| {
            kept.push_back((name, canvas));
            while kept.len() > KEPT {
                kept.pop_front();
            }
        });
    }
}

/// What a picture is kept under: another one once the file is another. Nothing where none can be made.
fn name_of(entry: &Entry) -> Option<String> {
    let file = entry.file()?;
    let is_drawn = of_entry(entry) == FileType::Image && DECODED.contains(&&*extension(entry.name()));
    (is_drawn && (1..=LARGEST).contains(&file.size) && !file.is_archived()).then(|| format!("{} {}", file.e_tag, entry.key))
}

fn show(frame: &Node, canvas: &HtmlCanvasElement) {
    frame.set_text_content(None);
    let _ = frame.append_child(canvas.unchecked_ref());
}
