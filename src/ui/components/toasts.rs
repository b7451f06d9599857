//! Brief news in a corner of the page: "Uploaded report.pdf".

use std::time::Duration;

use crate::ui::reactive::*;
use leptos::ev;

use super::Icon;
use crate::ui::dom::{Element, each, html};

/// How long a toast stays. It holds nothing that must be acted on, so nothing is lost when it goes.
const SHOWN_FOR: Duration = Duration::from_secs(5);
/// More would hide the page.
const MOST: usize = 2;

/// Says brief news anywhere in the page. There is one for all, in [`AppState`](crate::app::AppState), by which a page says
/// `state.say("Folder created")`.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<(usize, String)>>,
    next: StoredValue<usize>,
    /// Somebody points at them.
    held: StoredValue<bool>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0), held: StoredValue::new(false) }
    }

    /// What is being said.
    pub fn texts(self) -> Vec<String> {
        self.shown.with_untracked(|shown| shown.iter().map(|(_, text)| text.clone()).collect())
    }

    /// Shows `text` for a while and has it read out when the visitor pauses.
    pub fn say(self, text: impl Into<String>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            shown.push((id, text.into()));
            let before = shown.len().saturating_sub(MOST);
            shown.drain(..before);
        });
        self.end(id);
    }

    /// Takes it away after a while. Whoever points at it is still reading.
    fn end(self, id: usize) {
        let take_away = move || {
            if self.held.try_get_value() == Some(true) {
                return self.end(id);
            }
            self.shown.try_update(|shown| shown.retain(|(shown, _)| *shown != id));
        };
        #[expect(clippy::disallowed_methods, reason = "one for each of them; none touches what is gone")]
        set_timeout(take_away, SHOWN_FOR);
    }
}

/// Where toasts appear, once, at the end of the page. There from the start, because assistive technology listens only to
/// regions it knows.
pub fn toast_region(toasts: Toasts) -> Element {
    let ids = move || toasts.shown.with(|shown| shown.iter().map(|(id, _)| id.to_string()).collect());
    let toast = move |id: String| {
        let text = toasts
            .shown
            .with_untracked(|shown| shown.iter().find(|(shown, _)| shown.to_string() == id).map(|(_, text)| text.clone()));
        html::p().class("toast").child(Icon::Check).child(html::span().child(text.unwrap_or_default()))
    };
    let hold = move |is_held: bool| toasts.held.set_value(is_held);
    html::div()
        .class("toasts")
        .attr("role", "status")
        .on(ev::pointerenter, move |_| hold(true))
        .on(ev::pointerleave, move |_| hold(false))
        .child(each(ids, toast))
}
