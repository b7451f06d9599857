//! What is asked before files are copied that S3 copies in parts only.

use std::sync::{Mutex, PoisonError};

use futures::channel::oneshot;

use crate::app::pages::files::paths::{last_name, shown};
use crate::files::copy::{CopyPiece, TransferKind};
use crate::ui::components::{Button, ButtonKind, Dialog, Question};
use crate::ui::dom::{View, group, html, live};
use crate::ui::reactive::*;

/// The question whether they are to be copied all the same.
#[derive(Clone, Copy)]
pub struct LargeFiles(Question<Large>);

/// What is asked about.
struct Large {
    transfer: TransferKind,
    names: Vec<String>,
    /// Who waits for the answer. To close the question drops it, which is an answer, too.
    wanted: Mutex<Option<oneshot::Sender<()>>>,
}

impl LargeFiles {
    /// Nothing is asked.
    pub fn new() -> LargeFiles {
        LargeFiles(Question::new())
    }

    /// Whether `pieces` are to be copied, if some of them lose something by it.
    pub async fn are_wanted(self, transfer: TransferKind, pieces: &[CopyPiece]) -> bool {
        let large = pieces.iter().filter(|piece| piece.source.needs_parts());
        let names: Vec<String> = large.map(|piece| shown(last_name(&piece.source.key)).to_owned()).collect();
        if names.is_empty() {
            return true;
        }
        let (wanted, answer) = oneshot::channel();
        self.0.ask(Large { transfer, names, wanted: Mutex::new(Some(wanted)) });
        answer.await.is_ok()
    }

    /// Asks no longer.
    pub fn clear(self) {
        self.0.close();
    }

    fn confirm(self) {
        let wanted = self.0.subject().and_then(|asked| asked.wanted.lock().unwrap_or_else(PoisonError::into_inner).take());
        // Nobody waits any more where the job was stopped.
        let _ = wanted.map(|wanted| wanted.send(()));
        self.clear();
    }
}

/// The dialog.
pub fn large_files_dialog(large: LargeFiles) -> View {
    let asked = large.0;
    let title = move || match asked.subject().map(|asked| asked.transfer) {
        Some(TransferKind::Move) => t!("Move without some metadata?").to_owned(),
        _ => t!("Copy without some metadata?").to_owned(),
    };
    Dialog::new(asked, title)
        .everywhere()
        .content(move || live(move || asked.subject().map_or(View::none(), |asked| question(large, &asked))))
}

fn question(large: LargeFiles, Large { transfer, names, .. }: &Large) -> View {
    let says = n!(
        names.len(),
        one = "“{name}” is over 5 GB, so S3 copies it in parts. Metadata that this site can't read is left out.",
        other = "{count} files are over 5 GB, so S3 copies them in parts. Metadata that this site can't read is left out.",
        name = names.first().map_or("", String::as_str)
    );
    let verb = match transfer {
        TransferKind::Move => t!("Move"),
        TransferKind::Copy => t!("Copy"),
    };
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(t!("Cancel")).autofocus().on_click(move || large.clear()))
        .child(Button::new(verb).kind(ButtonKind::Primary).on_click(move || untrack(|| large.confirm())));
    group([html::p().class("dialog-text").child(says), actions])
}
