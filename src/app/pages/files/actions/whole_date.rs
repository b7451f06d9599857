//! The tooltip of a relative date: the whole one. It is made when it is pointed at, since to format it for each row takes longer than the
//! rest of the row.

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::ui::words::format;

/// Gives `<time>` elements their tooltips, for as long as the component that this is called in is there.
pub fn tell_whole_dates() {
    let listener = window_event_listener(ev::pointerover, move |event| {
        let pointed = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(time) = pointed.filter(|pointed| pointed.matches("time:not([title])").unwrap_or_default()) {
            let date = format::whole(&time.get_attribute("datetime").unwrap_or_default());
            // Refused only for a name that is none.
            let _ = time.set_attribute("title", &date);
        }
    });
    on_cleanup(move || listener.remove());
}
