//! What is asked before files are copied that S3 copies in parts only.

use futures::channel::oneshot;

use crate::files::copy::{CopyPiece, TransferKind};
use crate::ui::components::{Button, ButtonKind, Dialog, Question};
use crate::ui::dom::{View, effect, group, html, live};
use crate::ui::pages::files::paths::shown;
use crate::ui::reactive::*;

/// The question whether they are to be copied all the same.
#[derive(Clone, Copy)]
pub struct LargeFiles {
    asked: Question<Large>,
    answer: StoredValue<Option<oneshot::Sender<bool>>>,
}

/// What is asked about.
struct Large {
    transfer: TransferKind,
    names: Vec<String>,
}

impl LargeFiles {
    /// Nothing is asked.
    pub fn new() -> LargeFiles {
        LargeFiles { asked: Question::new(), answer: StoredValue::new(None) }
    }

    /// Whether `pieces` are to be copied, if some of them lose something by it.
    pub async fn are_wanted(self, transfer: TransferKind, pieces: &[CopyPiece]) -> bool {
        let large = pieces.iter().filter(|piece| piece.source.needs_parts());
        let name = |key: &str| shown(key.rsplit('/').next().unwrap_or(key)).to_owned();
        let names: Vec<String> = large.map(|piece| name(&piece.source.key)).collect();
        if names.is_empty() {
            return true;
        }
        let (answer, answered) = oneshot::channel();
        self.answer.set_value(Some(answer));
        self.asked.ask(Large { transfer, names });
        answered.await.unwrap_or_default()
    }

    /// Asks no longer.
    pub fn clear(self) {
        self.asked.close();
    }

    fn answer(self, is_wanted: bool) {
        if let Some(answer) = self.answer.try_update_value(Option::take).flatten() {
            // Nobody waits any more where the job was stopped.
            let _ = answer.send(is_wanted);
        }
    }
}

/// The dialog.
pub fn large_files_dialog(large: LargeFiles) -> View {
    let asked = large.asked;
    // Closing it is an answer, too.
    effect(move || {
        if asked.subject().is_none() {
            large.answer(false);
        }
    });
    let title = move || match asked.subject().map(|asked| asked.transfer) {
        Some(TransferKind::Move) => t!("Move without some metadata?").to_owned(),
        _ => t!("Copy without some metadata?").to_owned(),
    };
    Dialog::new(asked, title)
        .everywhere()
        .content(move || live(move || asked.subject().map_or(View::none(), |asked| question(large, &asked))))
}

fn question(large: LargeFiles, Large { transfer, names }: &Large) -> View {
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
    let decide = move |is_wanted| {
        large.answer(is_wanted);
        large.clear();
    };
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(t!("Cancel")).autofocus().on_click(move || decide(false)))
        .child(Button::new(verb).kind(ButtonKind::Primary).on_click(move || decide(true)));
    group([html::p().class("dialog-text").child(says), actions])
}
