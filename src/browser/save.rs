//! The browser's own download.

use wasm_bindgen::JsCast;

use super::leaving;

/// Lets the browser save what `url` answers. The answer must say `Content-Disposition: attachment`, or the browser
/// would leave the page for it.
pub fn save(url: &str) {
    let anchor = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("a").ok())
        .and_then(|element| element.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(url);
        anchor.set_rel("noopener noreferrer");
        anchor.set_download("");
        leaving::download(|| anchor.click());
    }
}
