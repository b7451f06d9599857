//! Files dropped anywhere on the page.

use leptos::ev::{self, DragEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::drop::{self, Picked};
use crate::ui::AppState;
use crate::ui::components::{Handler, format};
use crate::ui::dom::Live;

/// Calls `on_drop` with the files that are dropped on the page and what `here` said at that moment: reading them takes a
/// while, and the visitor may be elsewhere by then. Tells whether files are being dragged over it. The whole
/// window listens, since a browser leaves the page for a file that is dropped beside the target.
pub fn listen_for_drops<S: 'static>(
    here: impl Fn() -> Option<S> + 'static,
    on_drop: impl Fn(S, Vec<Picked>) + 'static,
) -> Live<bool> {
    let state = AppState::get();
    let over = RwSignal::new(false);
    let on_drop: Handler<(S, Vec<Picked>)> = on_drop.into();
    let dragged = move |event: DragEvent| {
        let files = event.data_transfer().filter(drop::has_files);
        if files.is_some() {
            event.prevent_default();
        }
        files
    };
    let listeners = [
        window_event_listener(ev::dragover, move |event| {
            if let Some(files) = dragged(event) {
                files.set_drop_effect("copy");
                if !over.get_untracked() {
                    over.set(true);
                }
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            // Not when the pointer only goes on to another element.
            if event.related_target().is_none() {
                over.set(false);
            }
        }),
        window_event_listener(ev::drop, move |event| {
            over.set(false);
            let (Some(files), Some(here)) = (dragged(event), here()) else { return };
            let reading = drop::read(&files);
            spawn_local(async move {
                let dropped = reading.await;
                if !dropped.unreadable.is_empty() {
                    state.say(format!("{} could not be read", format::count(dropped.unreadable.len(), "dropped file")));
                }
                if !dropped.files.is_empty() {
                    on_drop.try_run((here, dropped.files));
                }
            });
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    over.into()
}
