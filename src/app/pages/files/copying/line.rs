//! What is under way, as a row of the page's layout: it covers nothing. When it is over it says what has come of it, and offers to
//! take it back.

use crate::ui::reactive::*;

use super::Copies;
use super::engine::{CopyEngine, CopyOutcome, CopyStage};
use super::large::large_files_dialog;
use super::reasons::CopyReason;
use crate::app::pages::files::names;
use crate::app::pages::files::uploads::conflicts::conflict_dialog;
use crate::app::shell::main_region::MAIN;
use crate::browser::document;
use crate::ui::components::{Button, ButtonKind, Icon, progress, visible};
use crate::ui::dom::{View, group, html, live, text, when};
use crate::ui::words::format;

/// The row, and what has to be asked about names that are taken.
pub fn copying_line() -> View {
    let engine = CopyEngine::start();
    let is_there = Memo::new(move |_| *engine.stage.read() != CopyStage::Idle || !engine.outcomes.read().is_empty());
    group([
        when(move || is_there.get(), move || line(engine)),
        conflict_dialog(engine.conflicts),
        large_files_dialog(engine.large),
    ])
}

fn line(engine: CopyEngine) -> View {
    let CopyEngine { stage, outcomes, .. } = engine;
    let running = Memo::new(move |_| matches!(*stage.read(), CopyStage::Running { .. }));
    let says = move || match &*stage.read() {
        CopyStage::Idle => outcomes.read().last().map(|outcome| outcome.says.clone()).unwrap_or_default(),
        CopyStage::Running { says, .. } => says.clone(),
    };
    // The last one stands in the place of the job that it is of, until there is another.
    let last = move || outcomes.read().last().filter(|_| !running.get()).cloned();
    let earlier = move || {
        let outcomes = outcomes.read();
        let others = if running.get() { outcomes.len() } else { outcomes.len().saturating_sub(1) };
        outcomes.iter().take(others).rev().map(|outcome| ended(engine, outcome)).collect::<Vec<_>>()
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
    let failed = move || last().map(|outcome| outcome.reasons.iter().map(told).collect::<Vec<_>>());
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
        .child(live(move || match last() {
            Some(outcome) => ways_on(engine, &outcome),
            None => vec![cancel(engine)],
        }));
    html::section()
        .class("tray copying")
        .attr("aria-label", t!("Copy, move, delete"))
        .child(head)
        .child(html::div().class("copying-reasons").child(live(move || group(failed().into_iter().flatten()))))
        .child(live(earlier))
        .into()
}

/// What has come of a job before.
fn ended(engine: CopyEngine, outcome: &CopyOutcome) -> View {
    let head = html::div()
        .class("tray-head")
        .child(html::div().class("tray-sums").child(html::span().child(outcome.says.as_str())))
        .children(ways_on(engine, outcome));
    let reasons = html::div().class("copying-reasons").children(outcome.reasons.iter().map(told));
    html::div()
        .class("copying-ended")
        .attr("role", "group")
        .attr("aria-label", outcome.says.clone())
        .child(head)
        .child(reasons)
        .into()
}

fn cancel(engine: CopyEngine) -> Button {
    quiet(t!("Cancel"), move || engine.cancel())
}

fn ways_on(engine: CopyEngine, outcome: &CopyOutcome) -> Vec<Button> {
    let copies = Copies::get();
    let (id, can_undo) = (outcome.id, outcome.can_undo && copies.can_undo());
    let undo = can_undo.then(|| quiet(t!("Undo"), move || copies.take_back()));
    let retry = outcome.can_retry.then(|| quiet(t!("Retry"), move || engine.retry(id)));
    let close = Button::icon_only(Icon::Close, t!("Close")).on_click(move || keeping_focus(|| engine.close(id)));
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
