//! The question whether to delete, then its progress and what is left over.

use std::sync::Arc;

use crate::ui::reactive::*;

use super::failures::Reason;
use super::{Deletion, DeletionRun, DeletionStage, DeletionTarget};
use crate::app::pages::files::entries::{Entry, EntryWords};
use crate::app::pages::files::names;
use crate::app::pages::files::paths::shown;
use crate::ui::components::{Button, ButtonKind, Dialog, error_notice, progress, visible};
use crate::ui::dom::{View, group, html, live, text, when};

/// The question, and then its progress.
pub fn deletion_dialog(deletion: Deletion) -> View {
    let Deletion { asked, deleting, .. } = deletion;
    let title = move || asked.subject().map(|subject| subject.question()).unwrap_or_default();
    let content = move || asked.subject().map(|subject| content(deletion, subject));
    Dialog::new(asked, title).busy(deleting).content(move || content().into())
}

fn content(deletion: Deletion, subject: Arc<DeletionTarget>) -> View {
    let run = DeletionRun::new(deletion, subject.clone());
    let DeletionRun { stage, objects, problem, reasons, .. } = run;
    let Deletion { asked, deleting, .. } = deletion;
    // Not the stage itself, which changes often: the button that has the focus must stay.
    let over = Memo::new(move |_| stage.get() == DeletionStage::Over);
    let done = move || match stage.get() {
        DeletionStage::Deleting(done) => Some(done as f64 / objects.with_value(Vec::len).max(1) as f64),
        _ => None,
    };
    let about = move || {
        let rows: &[Entry] = if over.get() { &[] } else { &subject.rows };
        names::list(rows.iter().map(|row| row.shown()))
    };
    let failed = move || reasons.read().iter().map(told).collect::<Vec<_>>();
    let confirming = run.clone();
    let actions = move || {
        let close = move || asked.close();
        if over.get() {
            let again = confirming.clone();
            let again = Button::new(t!("Try again")).kind(ButtonKind::Danger).on_click(move || again.try_again());
            return group([Button::new(t!("Close")).autofocus().on_click(close), again]);
        }
        let label = text(move || if deleting.get() { t!("Stop") } else { t!("Cancel") });
        let confirming = confirming.clone();
        let delete = Button::new(t!("Delete"))
            .kind(ButtonKind::Danger)
            .busy(deleting)
            .disabled(move || stage.get() == DeletionStage::Counting)
            .on_click(move || confirming.confirm());
        group([Button::new(label).autofocus().on_click(close), delete])
    };
    let under_way = move || matches!(stage.get(), DeletionStage::Deleting(_) | DeletionStage::Counting);
    let consequence = html::p().attr("role", "status").child(text(move || run.consequence()));
    group([
        html::div().class("dialog-text").child(live(about)).child(consequence).into(),
        when(under_way, move || progress(t!("Deleting"), done)),
        error_notice(problem, None),
        live(failed),
        html::div().class("dialog-actions").child(live(actions)).into(),
    ])
}

/// A reason, and what it kept from being deleted.
fn told(Reason { text, names }: &Reason) -> View {
    let list = match names.as_slice() {
        [one] => html::ul().class("names").child(html::li().child(visible(shown(one)).attr("translate", "no"))).into(),
        several => names::list(several.iter().map(String::as_str)),
    };
    html::div().class("dialog-text").child(html::p().child(text.as_str())).child(list).into()
}
