//! The browser's own download, in a frame that nobody sees: whatever the answer turns out to be, the page stays.

use std::time::Duration;

use futures::channel::oneshot;
use futures::future::{Either, select};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::blob::BlobUrl;
use super::clock::sleep;

/// How long a service may take to begin its answer. The frame can go then: a download that has begun needs it no longer.
const UNTIL_BEGUN: Duration = Duration::from_secs(120);

/// Lets the browser save what `url` answers. Whether it did, as far as can be seen: an answer that is no attachment, such
/// as a refusal, is shown in the frame, and the frame says that it has loaded; a download says nothing to anybody.
pub async fn save(url: &str) -> bool {
    let Some(frame) = frame() else { return false };
    // No script of the answer runs, and it can lead nobody anywhere.
    let _ = frame.set_attribute("sandbox", "allow-downloads");
    frame.set_hidden(true);
    let (shown, refused) = oneshot::channel::<()>();
    let mut shown = Some(shown);
    let on_load = Closure::<dyn FnMut()>::new(move || {
        if let Some(shown) = shown.take() {
            let _ = shown.send(());
        }
    });
    let _ = frame.add_event_listener_with_callback("load", on_load.as_ref().unchecked_ref());
    frame.set_src(url);
    let Some(body) = frame.owner_document().and_then(|document| document.body()) else { return false };
    let _ = body.append_child(&frame);
    let begun = std::pin::pin!(sleep(UNTIL_BEGUN));
    let refused = matches!(select(refused, begun).await, Either::Left((Ok(()), _)));
    frame.remove();
    !refused
}

fn frame() -> Option<web_sys::HtmlIFrameElement> {
    web_sys::window()?.document()?.create_element("iframe").ok()?.dyn_into().ok()
}

/// Lets the browser save what the page itself holds.
pub fn bytes(bytes: &[u8], name: &str) {
    if let Some(whole) = super::blob::blob(bytes, "application/octet-stream") {
        blob(&whole, name);
    }
}

/// The same of a blob.
pub fn blob(blob: &web_sys::Blob, name: &str) {
    // The download has begun with what the address stands for now, so it may end with this function (File API, "blob URL store").
    let Some(url) = BlobUrl::of(blob) else { return };
    let link = web_sys::window().and_then(|window| window.document()?.create_element("a").ok()?.dyn_into().ok());
    if let Some(link) = link {
        let link: web_sys::HtmlAnchorElement = link;
        link.set_href(url.as_str());
        link.set_download(name);
        link.click();
    }
}
