//! How much is below folders, counted when somebody asks.

use crate::ui::reactive::*;
use futures::StreamExt;

use super::super::state::Files;
use super::super::{below, folder};
use super::properties::heading;
use crate::files::totals::Totals;
use crate::ui::components::{Button, ButtonKind, Problem, error_notice};
use crate::ui::dom::{View, group, html, live, text};
use crate::ui::lazy;
use crate::ui::task::Task;
use crate::ui::words::format;

/// What has been counted.
#[derive(Clone, Copy, PartialEq)]
enum Sum {
    Unknown,
    Counting(Totals),
    All(Totals),
}

/// The size of all that is below `prefixes`, and of `beside`, which is not.
pub fn size_below(files: Files, prefixes: Vec<String>, beside: Totals) -> View {
    if !files.allowed.get_untracked().list {
        return View::none();
    }
    let (sum, problem, task) = (RwSignal::new(Sum::Unknown), RwSignal::new(None::<Problem>), Task::new());
    let begin = move || {
        let Some(folder) = files.listing.folder.get_untracked() else { return };
        let prefixes = prefixes.clone();
        problem.set(None);
        sum.set(Sum::Counting(beside));
        task.restart(async move {
            let Ok(below) = below::below().await else {
                sum.set(Sum::Unknown);
                return problem.set(Some(lazy::load_failed()));
            };
            let mut counting = (below.totals)(files.state, folder, prefixes);
            let mut last = beside;
            while let Some(totals) = counting.next().await {
                match totals {
                    Ok(Totals { files, bytes }) => {
                        last = Totals { files: files + beside.files, bytes: bytes.saturating_add(beside.bytes) };
                        sum.set(Sum::Counting(last));
                    }
                    Err(error) if files.state.connection().outlasts(&error).await => {}
                    Err(error) => {
                        sum.set(Sum::Unknown);
                        return problem.set(Some(folder::explain_action(t!("Couldn't add up the sizes"), "GET", &error)));
                    }
                }
            }
            sum.set(Sum::All(last));
        });
    };
    let stop = move || {
        task.stop();
        sum.set(Sum::Unknown);
    };
    let says = move || match sum.get() {
        Sum::Unknown => String::new(),
        Sum::Counting(totals) => t!("{totals} so far…", totals = words(totals)),
        Sum::All(totals) => t!("In all: {totals}", totals = words(totals)),
    };
    let stage = Memo::new(move |_| match sum.get() {
        Sum::Unknown => 0,
        Sum::Counting(_) => 1,
        Sum::All(_) => 2,
    });
    let content = live(move || match stage.get() {
        0 => Button::new(t!("Add up sizes")).on_click(begin.clone()).into(),
        1 => {
            let stop = Button::new(t!("Stop")).kind(ButtonKind::Link).label(t!("Stop adding up")).on_click(stop);
            html::p().class("size-below").child(text(says)).child(" ").child(stop).into()
        }
        _ => View::from(html::p().attr("role", "status").child(text(says))),
    });
    group([
        heading(t!("With folders below"), View::none()).into(),
        html::div().child(content).into(),
        error_notice(problem, None),
    ])
}

/// `12 files, 3.4 MB`
fn words(Totals { files, bytes }: Totals) -> String {
    n!(files, one = "{count} file, {size}", other = "{count} files, {size}", size = format::size(bytes))
}
