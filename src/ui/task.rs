//! Work that a page has started and waits for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::ui::reactive::*;
use futures::future::{AbortHandle, abortable};
use leptos::task::spawn_local;

use super::dom::Live;

/// At most one piece of work at a time, given up when its page is left: its requests are aborted, and nothing of it runs
/// any more for a page that is gone.
#[derive(Clone, Copy)]
pub struct Task {
    running: RwSignal<bool>,
    handle: StoredValue<Option<AbortHandle>>,
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Task(..)")
    }
}

impl Task {
    /// Nothing is under way yet. Belongs to the component that calls it.
    #[allow(clippy::new_without_default, reason = "what it belongs to depends on where it is called")]
    pub fn new() -> Task {
        Task::with_running(RwSignal::new(false))
    }

    /// The same; `running` tells a component around this one whether something is under way.
    pub fn with_running(running: RwSignal<bool>) -> Task {
        let task = Task { running, handle: StoredValue::new(None) };
        on_cleanup(move || task.stop());
        task
    }

    /// Whether something is under way.
    pub fn running(self) -> Live<bool> {
        self.running.into()
    }

    /// Begins `work`, unless something is under way: a second press of a button changes nothing.
    pub fn start(self, work: impl Future<Output = ()> + 'static) {
        if self.running.try_get_untracked() == Some(false) {
            self.restart(work);
        }
    }

    /// Begins `work` in place of what is under way: another question was asked.
    pub fn restart(self, work: impl Future<Output = ()> + 'static) {
        self.stop();
        if self.running.is_disposed() {
            return;
        }
        // One kind of future for all work, whatever it is.
        let (work, handle) = abortable(Box::pin(work) as Pin<Box<dyn Future<Output = ()>>>);
        self.handle.set_value(Some(handle));
        self.running.set(true);
        spawn_local(async move {
            // What was aborted has been replaced, or has nobody left to tell.
            if work.await.is_ok() {
                self.running.try_set(false);
            }
        });
    }

    /// Gives up what is under way: its requests are aborted, and no answer to an old question arrives.
    pub fn stop(self) {
        if let Some(handle) = self.handle.try_update_value(Option::take).flatten() {
            handle.abort();
            self.running.try_set(false);
        }
    }
}

/// Pieces of work that know nothing of each other, such as downloads that begin: none takes another's place. All are given up when
/// their page is left.
#[derive(Clone, Copy)]
pub struct Tasks(StoredValue<Vec<AbortHandle>>);

impl fmt::Debug for Tasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tasks(..)")
    }
}

impl Tasks {
    /// Nothing is under way yet. Belongs to the component that calls it.
    #[allow(clippy::new_without_default, reason = "what it belongs to depends on where it is called")]
    pub fn new() -> Tasks {
        let tasks = Tasks(StoredValue::new(Vec::new()));
        on_cleanup(move || {
            for handle in tasks.0.try_update_value(std::mem::take).unwrap_or_default() {
                handle.abort();
            }
        });
        tasks
    }

    /// Begins `work`, whatever else is under way.
    pub fn start(self, work: impl Future<Output = ()> + 'static) {
        let (work, handle) = abortable(Box::pin(work) as Pin<Box<dyn Future<Output = ()>>>);
        let own = handle.clone();
        if self.0.try_update_value(|handles| handles.push(handle)).is_none() {
            return;
        }
        spawn_local(async move {
            let _ = work.await;
            // So that it is not kept among those that run.
            own.abort();
            self.0.try_update_value(|handles| handles.retain(|handle| !handle.is_aborted()));
        });
    }
}

/// Runs `action` once what is being built can be seen. In a tab that nobody looks at that may be much later: then it runs
/// only if the component that calls this is still there.
pub fn once_seen(action: impl FnOnce() + 'static) {
    if let Ok(frame) = request_animation_frame_with_handle(action) {
        on_cleanup(move || frame.cancel());
    }
}
