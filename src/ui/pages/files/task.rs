//! Work that only the newest of counts.

use std::future::Future;

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Something under way. Beginning anew, or leaving the page, gives up what was under way before: its requests are
/// aborted and no answer to an old question arrives.
#[derive(Clone, Copy)]
pub struct Task(StoredValue<Option<AbortHandle>, LocalStorage>);

impl Task {
    /// Nothing yet. Ends with the component that it belongs to.
    pub fn new() -> Task {
        let task = Task(StoredValue::new_local(None));
        on_cleanup(move || task.stop());
        task
    }

    /// Begins `work` in place of what was under way.
    pub fn run(self, work: impl Future<Output = ()> + 'static) {
        self.stop();
        let (work, handle) = abortable(work);
        self.0.try_set_value(Some(handle));
        spawn_local(async move {
            let _ = work.await;
        });
    }

    /// Gives up what is under way.
    pub fn stop(self) {
        if let Some(handle) = self.0.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    }
}
