//! What is being sent, one line per file.

use leptos::prelude::*;

use super::{Handler, Icon, IconButton, Progress, Visible, format, visible};

/// How far a transfer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// Others come first.
    Waiting,
    /// This many bytes are there.
    Running(u64),
    /// All there.
    Done,
    /// It failed, for this reason; it can be tried again.
    Failed(String),
    /// The visitor stopped it.
    Cancelled,
}

impl TransferState {
    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        !matches!(self, TransferState::Waiting | TransferState::Running(_))
    }
}

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Tells it from the others.
    pub id: u32,
    /// The file's name, as it came.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How far it is.
    pub state: RwSignal<TransferState>,
}

/// The tray of transfers at the foot of the page. Absent while there are none.
///
/// `<Tray title="Uploads" transfers=transfers on_cancel=move |id| … on_retry=move |id| … on_clear=move || … />`
#[component]
pub fn Tray(
    /// Its heading and name.
    #[prop(into)]
    title: String,
    /// What is on its way, newest last.
    #[prop(into)]
    transfers: Signal<Vec<Transfer>>,
    /// Stop this one.
    #[prop(into)]
    on_cancel: Handler<(u32,)>,
    /// Try this one again.
    #[prop(into)]
    on_retry: Handler<(u32,)>,
    /// Forget those that are over.
    #[prop(into)]
    on_clear: Handler,
) -> impl IntoView {
    let line = move |transfer: Transfer| line(transfer, on_cancel, on_retry);
    let over = Memo::new(move |_| {
        let transfers = transfers.read();
        (transfers.iter().filter(|transfer| transfer.state.read().is_over()).count(), transfers.len())
    });
    let progress = move || {
        let (over, all) = over.get();
        format!("{over} of {all}")
    };
    view! {
        <Show when=move || !transfers.read().is_empty()>
            <section class="tray" aria-label=title.clone()>
                <header class="tray-head">
                    <h2>{title.clone()}</h2>
                    <span class="hint">{progress}</span>
                    <IconButton
                        icon=Icon::Close
                        label="Clear finished"
                        disabled=move || over.get().0 == 0
                        on_click=on_clear
                    />
                </header>
                <ul>
                    <For each=move || transfers.get() key=|transfer| transfer.id children=line />
                </ul>
            </section>
        </Show>
    }
    .into_any()
}

fn line(
    Transfer { id, name, size, state }: Transfer,
    on_cancel: Handler<(u32,)>,
    on_retry: Handler<(u32,)>,
) -> AnyView {
    let shown_name = visible::plain(&name);
    let over = Memo::new(move |_| state.read().is_over());
    let note = move || match state.get() {
        TransferState::Waiting => "Waiting".to_owned(),
        TransferState::Running(sent) => format!("{} of {}", format::size(sent), format::size(size)),
        TransferState::Done => format::size(size),
        TransferState::Failed(reason) => reason,
        TransferState::Cancelled => "Stopped".to_owned(),
    };
    let bar_name = format!("Uploading {shown_name}");
    let done = Signal::derive(move || match *state.read() {
        TransferState::Running(sent) => Some(sent as f64 / size.max(1) as f64),
        _ => Some(0.0),
    });
    // Not at each byte sent: the button under the pointer must stay the same one.
    let stage = Memo::new(move |_| std::mem::discriminant(&*state.read()));
    let action = move || {
        stage.get();
        let (icon, verb, action) = match *state.read_untracked() {
            TransferState::Done => return Icon::Check.view(),
            TransferState::Waiting | TransferState::Running(_) => (Icon::Close, "Stop", on_cancel),
            TransferState::Failed(_) | TransferState::Cancelled => (Icon::Refresh, "Try again:", on_retry),
        };
        view! { <IconButton icon=icon label=format!("{verb} {shown_name}") on_click=move || action.run((id,)) /> }
            .into_any()
    };
    view! {
        <li class="transfer" class:failed=move || matches!(*state.read(), TransferState::Failed(_))>
            <span class="transfer-name"><Visible text=name /></span>
            <span class="transfer-note">{note}</span>
            <span class="transfer-action">{action}</span>
            <Show when=move || !over.get()>
                <Progress label=bar_name.clone() value=done />
            </Show>
        </li>
    }
    .into_any()
}
