//! The uploads as the visitor sees them, on every page.

use leptos::prelude::*;

use super::Uploads;
use super::conflicts::ConflictDialog;
use crate::ui::components::{TransferState, Tray};

/// What is on its way, and what has to be asked about it.
#[component]
pub fn UploadTray() -> impl IntoView {
    let uploads = Uploads::get();
    // What needs to be looked at comes first.
    let shown = move || {
        let mut shown = uploads.transfers.get();
        shown.sort_by_key(|transfer| match *transfer.state.read() {
            TransferState::Failed(_) => 0,
            TransferState::Running(_) => 1,
            TransferState::Waiting => 2,
            TransferState::Cancelled | TransferState::Done => 3,
        });
        shown
    };
    view! {
        <Tray
            title="Uploads"
            transfers=shown
            on_cancel=move |id| uploads.cancel(id)
            on_retry=move |id| uploads.retry(id)
            on_clear=move || uploads.forget(|transfer| transfer.state.read_untracked().is_over())
        />
        <ConflictDialog conflicts=uploads.conflicts />
    }
    .into_any()
}
