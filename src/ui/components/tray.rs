//! What is being sent, one line per file.

use leptos::prelude::*;

use super::{Button, Handler, Icon, format, progress, visible};
use crate::ui::dom::{Element, Live, View, each, html, text, when};

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
#[must_use = "a tray is shown only where it is put"]
pub struct Tray {
    title: &'static str,
    transfers: Live<Vec<Transfer>>,
    counts: Live<(usize, usize)>,
    actions: Actions,
}

/// What can be done with transfers.
#[derive(Clone, Copy, Default)]
struct Actions {
    cancel: Option<Handler<(u32,)>>,
    retry: Option<Handler<(u32,)>>,
    clear: Option<Handler>,
}

impl Tray {
    /// A tray of this heading and name. It shows `transfers`: what is on its way, or as much of it as somebody wants to
    /// see. `counts` says how many are over, and how many there are.
    pub fn new(title: &'static str, transfers: impl Into<Live<Vec<Transfer>>>, counts: impl Into<Live<(usize, usize)>>) -> Tray {
        Tray { title, transfers: transfers.into(), counts: counts.into(), actions: Actions::default() }
    }

    /// Stop this one.
    pub fn on_cancel(mut self, on_cancel: impl Into<Handler<(u32,)>>) -> Self {
        self.actions.cancel = Some(on_cancel.into());
        self
    }

    /// Try this one again.
    pub fn on_retry(mut self, on_retry: impl Into<Handler<(u32,)>>) -> Self {
        self.actions.retry = Some(on_retry.into());
        self
    }

    /// Forget those that are over.
    pub fn on_clear(mut self, on_clear: impl Into<Handler>) -> Self {
        self.actions.clear = Some(on_clear.into());
        self
    }
}

impl From<Tray> for View {
    fn from(Tray { title, transfers, counts, actions }: Tray) -> View {
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
                let transfer = found.get_untracked().into_iter().find(|transfer| transfer.id.to_string() == id);
                transfer.map_or_else(html::li, |transfer| line(transfer, actions))
            };
            let clear = Button::icon_only(Icon::Close, "Clear finished").disabled(move || none_over.get().0 == 0);
            let head = html::header()
                .class("tray-head")
                .child(html::h2().child(title))
                .child(html::span().class("hint").child(text(summary)))
                .child(clear.on_click(move || run(actions.clear, ())));
            html::section().class("tray").attr("aria-label", title).child(head).child(html::ul().child(each(ids, line)))
        };
        when(move || all.get().1 > 0, panel)
    }
}

fn run<In>(handler: Option<Handler<In>>, input: In) {
    if let Some(handler) = handler {
        handler.run(input);
    }
}

fn line(Transfer { id, name, size, state }: Transfer, actions: Actions) -> Element {
    let note = move || match state.get() {
        TransferState::Waiting => "Waiting".to_owned(),
        TransferState::Running(sent) => format!("{} of {}", format::size(sent), format::size(size)),
        TransferState::Done => format::size(size),
        TransferState::Failed(reason) => reason,
        TransferState::Cancelled => "Stopped".to_owned(),
    };
    let bar_name = format!("Uploading {name}");
    let sent = move || match *state.read() {
        TransferState::Running(sent) => Some(sent as f64 / size.max(1) as f64),
        _ => Some(0.0),
    };
    // Kept while bytes are sent: the button under the pointer must stay the same one.
    let under_way = when(move || !state.read().is_over(), {
        let name = name.clone();
        move || action(Icon::Close, format!("Stop {name}"), id, actions.cancel)
    });
    let named = name.clone();
    let again = when(
        move || matches!(*state.read(), TransferState::Failed(_) | TransferState::Cancelled),
        move || action(Icon::Refresh, format!("Try again: {named}"), id, actions.retry),
    );
    let done = when(move || *state.read() == TransferState::Done, || Icon::Check);
    let bar = when(move || !state.read().is_over(), move || progress(bar_name.clone(), sent));
    html::li()
        .class("transfer")
        .class_when("failed", move || matches!(*state.read(), TransferState::Failed(_)))
        .child(html::span().class("transfer-name").child(visible(name)))
        .child(html::span().class("transfer-note").child(text(note)))
        .child(html::span().class("transfer-action").child(under_way).child(again).child(done))
        .child(bar)
}

fn action(icon: Icon, label: String, id: u32, on_click: Option<Handler<(u32,)>>) -> Button {
    Button::icon_only(icon, label).on_click(move || run(on_click, (id,)))
}
