//! Giving up what the browser does for a future that nobody waits for any more: its page was left, or its time is over.

/// While it lives, what was given its signal goes on.
pub(super) struct AbortOnDrop(Option<web_sys::AbortController>);

impl AbortOnDrop {
    /// For one request. Where a browser has no such thing, requests go on unheard.
    pub(super) fn new() -> AbortOnDrop {
        AbortOnDrop(web_sys::AbortController::new().ok())
    }

    /// To be given to the request.
    pub(super) fn signal(&self) -> Option<web_sys::AbortSignal> {
        self.0.as_ref().map(web_sys::AbortController::signal)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            // Without a reason: gloo-net panics when a fetch rejects with something that is no Error.
            controller.abort();
        }
    }
}
