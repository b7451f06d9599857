//! What is under way, as a row of the page's layout: it covers nothing. When it is over it says what has come of it, and offers to
//! take it back.

use crate::ui::reactive::*;

use super::Copies;
use super::engine::{CopyEngine, CopyOutcome, CopyStage};
use super::reasons::CopyReason;
use crate::browser::document;
use crate::ui::components::{Button, ButtonKind, Icon, progress, visible};
use crate::ui::dom::{View, group, html, live, text, when};
use crate::ui::pages::files::names;
use crate::ui::pages::files::uploads::conflicts::conflict_dialog;
use crate::ui::shell::main_region::MAIN;
use crate::ui::words::format;

/// The row, and what has to be asked about names that are taken.
pub fn copying_line() -> View {
    let engine = CopyEngine::start();
    let stage = engine.stage;
    let is_there = Memo::new(move |_| *stage.read() != CopyStage::Idle);
    group([when(move || is_there.get(), move || line(engine)), conflict_dialog(engine.conflicts)])
}

fn line(engine: CopyEngine) -> View {
    let stage = engine.stage;
    let running = Memo::new(move |_| matches!(*stage.read(), CopyStage::Running { .. }));
    let says = move || match &*stage.read() {
        CopyStage::Idle => String::new(),
        CopyStage::Running { says, .. } => says.clone(),
        CopyStage::Over(outcome) => outcome.says.clone(),
    };
    // What is said again with each object would never be heard to its end.
    let counts = move || match &*stage.read() {
        CopyStage::Running { done: Some((done, all)), bytes: (bytes, of), .. } => t!(
            "{done} of {all} · {bytes} of {size}",
            done = format::number(*done as u64),
            all = format::number(*all as u64),
            bytes = format::size(*bytes),
            size = format::size(*of)
        ),
        _ => String::new(),
    };
    let value = move || match &*stage.read() {
        CopyStage::Running { done: Some((done, all)), .. } => Some(*done as f64 / (*all).max(1) as f64),
        _ => None,
    };
    let bar = when(move || running.get(), move || html::div().class("tray-bar").child(progress(t!("Progress"), value)));
    let failed = move || match &*stage.read() {
        CopyStage::Over(CopyOutcome { reasons, .. }) => reasons.iter().map(told).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    let head = html::div()
        .class("tray-head")
        .child(Icon::Folder)
        .child(html::h2().child(t!("Copy, move, delete")))
        .child(
            html::div()
                .class("tray-sums")
                .child(html::span().attr("role", "status").child(text(says)))
                .child(html::span().class("hint").child(text(counts))),
        )
        .child(bar)
        .child(live(move || if running.get() { vec![cancel(engine)] } else { ways_on(engine) }));
    html::section()
        .class("tray copying")
        .attr("aria-label", t!("Copy, move, delete"))
        .child(head)
        .child(html::div().class("copying-reasons").child(live(failed)))
        .into()
}

fn cancel(engine: CopyEngine) -> Button {
    quiet(t!("Cancel"), move || engine.cancel())
}

fn ways_on(engine: CopyEngine) -> Vec<Button> {
    let copies = Copies::get();
    let (can_retry, can_undo) = match &*engine.stage.read() {
        CopyStage::Over(outcome) => (outcome.can_retry, outcome.can_undo && copies.can_undo()),
        _ => (false, false),
    };
    let undo = can_undo.then(|| quiet(t!("Undo"), move || copies.take_back()));
    let retry = can_retry.then(|| quiet(t!("Retry"), move || engine.retry()));
    let close = Button::icon_only(Icon::Close, t!("Close")).on_click(move || keeping_focus(|| engine.close()));
    undo.into_iter().chain(retry).chain([close]).collect()
}

fn quiet(label: &'static str, press: impl Fn() + 'static) -> Button {
    Button::new(label).kind(ButtonKind::Quiet).on_click(move || keeping_focus(&press))
}

/// The button that was pressed goes with what it was about.
pub fn keeping_focus(press: impl Fn()) {
    press();
    request_animation_frame(|| {
        if document::focus_is_lost() {
            document::focus(MAIN);
        }
    });
}

/// A reason, and what it concerns.
fn told(CopyReason { text, names }: &CopyReason) -> View {
    let list = match names.as_slice() {
        [one] => html::ul().class("names").child(html::li().child(visible(one).attr("translate", "no"))).into(),
        several => names::list(several.iter().map(String::as_str)),
    };
    html::div().class("dialog-text").child(html::p().child(text.as_str())).child(list).into()
}
