//! The other tabs of this browser.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::Browser;
use crate::ports::Tabs;

/// Calls `changed` whenever another tab may have changed what is kept in the persistent store under `key`, for as long as
/// the page lives. A tab that sleeps hears of it when it wakes.
pub fn listen(key: &'static str, changed: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    let listener = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
        // Without a key everything was removed; what is no storage event is a tab that was brought to the front.
        let other =
            event.dyn_ref::<web_sys::StorageEvent>().and_then(web_sys::StorageEvent::key).is_some_and(|other| other != key);
        if !other {
            changed();
        }
    });
    let handler = listener.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("storage", handler);
    let _ = document.add_event_listener_with_callback(VISIBILITY, handler);
    listener.forget();
}

/// While it lives, `hidden` is called whenever this tab goes out of sight: another comes before it, or it is about to be
/// closed.
#[derive(Debug)]
pub struct WhenHidden(Closure<dyn Fn()>);

const VISIBILITY: &str = "visibilitychange";

impl WhenHidden {
    /// Begins to listen.
    pub fn new(hidden: impl Fn() + 'static) -> WhenHidden {
        let listener = Closure::<dyn Fn()>::new(move || {
            let document = web_sys::window().and_then(|window| window.document());
            if document.is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Hidden) {
                hidden();
            }
        });
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let _ = document.add_event_listener_with_callback(VISIBILITY, listener.as_ref().unchecked_ref());
        }
        WhenHidden(listener)
    }
}

impl Drop for WhenHidden {
    fn drop(&mut self) {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let _ = document.remove_event_listener_with_callback(VISIBILITY, self.0.as_ref().unchecked_ref());
        }
    }
}

/// The channel on which tabs tell each other about sessions.
pub const SESSIONS: &str = "satchel.sessions";

impl Tabs for Browser {
    fn broadcast(&self, message: &str) {
        // What was said before a channel is closed is heard all the same.
        if let Ok(channel) = web_sys::BroadcastChannel::new(SESSIONS) {
            let _ = channel.post_message(&message.into());
            channel.close();
        }
    }
}

/// A way to speak to the other tabs, which store nothing of it. Open for as long as it is kept.
#[derive(Debug)]
pub struct Channel {
    channel: web_sys::BroadcastChannel,
    _heard: Closure<dyn Fn(web_sys::MessageEvent)>,
}

impl Channel {
    /// Opens the channel `name`; `heard` is called with what others say there. `None` where the browser has no channels.
    pub fn open(name: &str, heard: impl Fn(&str) + 'static) -> Option<Channel> {
        let channel = web_sys::BroadcastChannel::new(name).ok()?;
        let listener = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if let Some(text) = event.data().as_string() {
                heard(&text);
            }
        });
        channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Some(Channel { channel, _heard: listener })
    }

    /// Sends `text` to all others.
    pub fn post(&self, text: &str) {
        // Refused only by a channel that is closed.
        let _ = self.channel.post_message(&text.into());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
