//! The document around the components: its title, its theme, its first paint and its focus.

use wasm_bindgen::JsCast;

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// Sets the title that tabs and the history show.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Sets or removes an attribute of the root element.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|document| document.document_element()) else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// What the browser says it is.
pub fn user_agent() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// Whether the browser shows PDF documents by itself (HTML, `Navigator.pdfViewerEnabled`).
pub fn shows_pdf() -> bool {
    let Some(window) = web_sys::window() else { return false };
    js_sys::Reflect::get(&window.navigator(), &"pdfViewerEnabled".into()).is_ok_and(|shows| shows == true)
}

/// The language that the browser is set to, such as `en-GB`.
pub fn language() -> String {
    web_sys::window().and_then(|window| window.navigator().language()).unwrap_or_default()
}

/// Where the clock of this machine is, such as `Europe/Berlin`.
pub fn time_zone() -> String {
    let options = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok().and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// Whether `text` may be written by other characters that look the same: letters with their accents in one, or apart
/// (Unicode Standard Annex 15).
pub fn has_look_alikes(text: &str) -> bool {
    let text = js_sys::JsString::from(text);
    text.normalize("NFC") != text.normalize("NFD")
}

/// The Content-Security-Policies in the document's own head. One that came as a header is not shown to the page.
pub fn content_security_policies() -> Vec<String> {
    let metas =
        document().and_then(|document| document.query_selector_all("head > meta[http-equiv='Content-Security-Policy' i]").ok());
    let Some(metas) = metas else { return Vec::new() };
    let policy = |at| metas.item(at)?.dyn_into::<web_sys::Element>().ok()?.get_attribute("content");
    (0..metas.length()).filter_map(policy).collect()
}

/// Removes the element `id`, if it is there.
pub fn remove(id: &str) {
    if let Some(element) = document().and_then(|document| document.get_element_by_id(id)) {
        element.remove();
    }
}

/// Moves the focus to the element `id`.
pub fn focus(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// How many pixels a letter of the page is high: what `1rem` is.
pub fn rem() -> f64 {
    let style = web_sys::window().zip(document().and_then(|document| document.document_element()));
    let style = style.and_then(|(window, root)| window.get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    size.and_then(|size| size.trim_end_matches("px").parse().ok()).unwrap_or(16.0)
}

/// Whether the page is laid out for a phone.
pub fn is_phone() -> bool {
    matches("(width < 48rem)")
}

/// Whether the visitor points with a finger.
pub fn is_coarse() -> bool {
    matches("(pointer: coarse)")
}

fn matches(query: &str) -> bool {
    web_sys::window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}

/// Whether there is an element `id`.
pub fn has(id: &str) -> bool {
    document().is_some_and(|document| document.get_element_by_id(id).is_some())
}

/// Whether the focus is within an element that `selector` names.
pub fn has_focus_in(selector: &str) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|focused| focused.closest(selector).ok().flatten().is_some())
}

/// Whether the focus is nowhere: what had it is gone or disabled.
pub fn focus_is_lost() -> bool {
    document().and_then(|document| document.active_element()).is_none_or(|element| element.tag_name() == "BODY")
}

/// `text` with its characters composed: Unicode's form NFC, for which the browser has the tables.
pub fn nfc(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// What the root element has of an attribute, such as `lang`.
pub fn root_attribute(name: &str) -> Option<String> {
    document()?.document_element()?.get_attribute(name)
}

/// The language of the document, in the regional form that the visitor prefers: `en-GB`.
pub fn locale() -> String {
    let page = root_attribute("lang").unwrap_or_default();
    let languages = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
    let mut regional = languages.iter().filter_map(|language| language.as_string());
    regional.find(|language| language.split('-').next() == Some(page.as_str())).unwrap_or(page)
}
