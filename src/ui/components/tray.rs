//! What is being sent, one line per file.

use leptos::prelude::*;

use super::{Handler, Icon, IconButton, Live, Progress, Visible, each, format, maybe, visible, when};

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
/// `<Tray title="Uploads" transfers=transfers counts=counts on_cancel=move |id| … on_retry=move |id| … on_clear=move || … />`
#[component]
pub fn Tray(
    /// Its heading and name.
    #[prop(into)]
    title: String,
    /// What is on its way, or as much of it as somebody wants to see.
    #[prop(into)]
    transfers: Live<Vec<Transfer>>,
    /// How many are over, and how many there are.
    #[prop(into)]
    counts: Live<(usize, usize)>,
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
    let all = counts.clone();
    let panel = move || {
        let (shown, found) = (transfers.clone(), transfers.clone());
        let (over, none_over) = (counts.clone(), counts.clone());
        let summary = move || {
            let (over, all) = over.get();
            format!("{} of {}", format::thousands(over), format::thousands(all))
        };
        let ids = move || shown.get().iter().map(|transfer| transfer.id.to_string()).collect();
        let line = move |id: String| {
            let transfer = untrack(|| found.get()).into_iter().find(|transfer| transfer.id.to_string() == id);
            maybe(transfer.map(|transfer| line(transfer, on_cancel, on_retry)))
        };
        view! {
            <section class="tray" aria-label=title.clone()>
                <header class="tray-head">
                    <h2>{title.clone()}</h2>
                    <span class="hint">{summary}</span>
                    <IconButton
                        icon=Icon::Close
                        label="Clear finished"
                        disabled=move || none_over.get().0 == 0
                        on_click=on_clear
                    />
                </header>
                <ul>{each(ids, line)}</ul>
            </section>
        }
        .into_any()
    };
    when(move || all.get().1 > 0, panel)
}

fn line(Transfer { id, name, size, state }: Transfer, on_cancel: Handler<(u32,)>, on_retry: Handler<(u32,)>) -> AnyView {
    let shown_name = visible::plain(&name);
    let note = move || match state.get() {
        TransferState::Waiting => "Waiting".to_owned(),
        TransferState::Running(sent) => format!("{} of {}", format::size(sent), format::size(size)),
        TransferState::Done => format::size(size),
        TransferState::Failed(reason) => reason,
        TransferState::Cancelled => "Stopped".to_owned(),
    };
    let bar_name = format!("Uploading {shown_name}");
    let sent = move || match *state.read() {
        TransferState::Running(sent) => Some(sent as f64 / size.max(1) as f64),
        _ => Some(0.0),
    };
    // Kept while bytes are sent: the button under the pointer must stay the same one.
    let under_way = when(move || !state.read().is_over(), {
        let name = shown_name.clone();
        move || action(Icon::Close, format!("Stop {name}"), id, on_cancel)
    });
    let again = when(
        move || matches!(*state.read(), TransferState::Failed(_) | TransferState::Cancelled),
        move || action(Icon::Refresh, format!("Try again: {shown_name}"), id, on_retry),
    );
    let done = when(move || *state.read() == TransferState::Done, || Icon::Check.view());
    let bar = when(move || !state.read().is_over(), move || view! { <Progress label=bar_name.clone() value=sent /> }.into_any());
    view! {
        <li class="transfer" class:failed=move || matches!(*state.read(), TransferState::Failed(_))>
            <span class="transfer-name"><Visible text=name /></span>
            <span class="transfer-note">{note}</span>
            <span class="transfer-action">{under_way} {again} {done}</span>
            {bar}
        </li>
    }
    .into_any()
}

fn action(icon: Icon, label: String, id: u32, on_click: Handler<(u32,)>) -> AnyView {
    view! { <IconButton icon=icon label=label on_click=move || on_click.run((id,)) /> }.into_any()
}
