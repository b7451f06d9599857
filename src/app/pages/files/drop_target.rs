//! Files dropped anywhere on the page.

use std::rc::Rc;

use crate::ui::reactive::*;
use leptos::ev::{self, DragEvent};
use leptos::task::spawn_local;
use web_sys::DataTransfer;

use super::docks;
use crate::app::AppState;
use crate::browser::drop::{self, Dropped, Transferred};

/// Calls `on_drop` with what is dropped on the page and with what `here` was at that moment: to go through folders takes a
/// while, and the visitor may be elsewhere by then. The whole window listens, since a browser leaves the page for a file that is dropped beside the target.
///
/// Files that are pasted come the same way.
pub fn listen_for_drops<T: 'static>(here: impl Fn() -> T + Clone + 'static, on_drop: impl Fn(T, Dropped) + 'static) {
    let state = AppState::get();
    let on_drop = Rc::new(on_drop);
    let dragged = move |event: DragEvent| {
        let files = event.data_transfer().filter(drop::has_files);
        if files.is_some() {
            event.prevent_default();
        }
        files
    };
    let (pasted_here, on_paste) = (here.clone(), Rc::clone(&on_drop));
    let listeners = [
        window_event_listener(ev::paste, move |event| {
            if let Some(files) = event.clipboard_data().filter(drop::has_files) {
                event.prevent_default();
                take(state, &files, pasted_here(), Rc::clone(&on_paste));
            }
        }),
        window_event_listener(ev::dragover, move |event| {
            if let Some(files) = dragged(event) {
                files.set_drop_effect("copy");
            }
        }),
        window_event_listener(ev::drop, move |event| {
            let Some(files) = dragged(event) else { return };
            take(state, &files, here(), Rc::clone(&on_drop));
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}

fn take<T: 'static>(state: AppState, files: &DataTransfer, here: T, on_drop: Rc<impl Fn(T, Dropped) + 'static>) {
    let transferred = Transferred::take(files);
    spawn_local(async move {
        match docks::read_dropped(state, transferred).await {
            Some(dropped) => on_drop(here, dropped),
            None => state.say(t!("Couldn't read what you dropped. Check your connection and drop it again.")),
        }
    });
}

/// Goes through the folders of what was dropped, and tells what could not be read.
pub(super) async fn read(state: AppState, transferred: Transferred) -> Dropped {
    let dropped = transferred.read().await;
    if !dropped.unreadable.is_empty() {
        state.say(n!(
            dropped.unreadable.len(),
            one = "Couldn't read {count} dropped file",
            other = "Couldn't read {count} dropped files"
        ));
    }
    dropped
}
