//! How much there is in a folder and below it, counted when somebody asks.

use crate::ui::reactive::*;
use futures::StreamExt;

use super::below;
use super::folder;
use super::state::Files;
use crate::aws::Error;
use crate::files::totals::Totals;
use crate::ui::components::{Button, ButtonKind};
use crate::ui::dom::{View, html, live, text};
use crate::ui::lazy;
use crate::ui::task::Task;
use crate::ui::words::format;

/// What has been added up.
#[derive(Clone, Copy, Default, PartialEq)]
enum Sum {
    #[default]
    None,
    Adding(Totals),
    All(Totals),
}

/// The sum of the folder that is shown.
#[derive(Clone, Copy)]
pub struct AddedUp {
    sum: RwSignal<Sum>,
    task: Task,
}

impl AddedUp {
    /// Nothing has been asked for.
    pub fn new() -> AddedUp {
        AddedUp { sum: RwSignal::new(Sum::None), task: Task::new() }
    }

    /// Forgets it: another folder is shown.
    pub fn clear(self) {
        self.task.stop();
        self.sum.set(Sum::None);
    }
}

/// The button, and what comes of it: a figure that grows until all is counted.
pub fn add_up(files: Files) -> View {
    let AddedUp { sum, .. } = files.added_up;
    #[derive(Clone, Copy, PartialEq)]
    enum Stage {
        Before,
        Adding,
        After,
    }
    let stage = Memo::new(move |_| match sum.get() {
        Sum::None => Stage::Before,
        Sum::Adding(_) => Stage::Adding,
        Sum::All(_) => Stage::After,
    });
    let says = move || match sum.get() {
        Sum::None => String::new(),
        Sum::Adding(totals) => t!("{totals} so far…", totals = words(totals)),
        Sum::All(totals) => t!("In all: {totals}", totals = words(totals)),
    };
    let content = live(move || {
        let figure = || html::span().class("added-up").child(text(says));
        let quiet = |label| Button::new(label).kind(ButtonKind::Link);
        match stage.get() {
            Stage::Before if files.listing.folder.with(Option::is_none) || !files.allowed.read().list => View::none(),
            Stage::Before => quiet(t!("Add up sizes")).on_click(move || begin(files)).into(),
            Stage::Adding => {
                let stop = quiet(t!("Stop")).label(t!("Stop adding up")).on_click(move || files.added_up.clear());
                html::span().class("adding-up").child(figure()).child(stop).into()
            }
            Stage::After => figure().attr("role", "status").into(),
        }
    });
    html::span().class("add-up").child(content).into()
}

/// `12 files, 3.4 MB`
fn words(Totals { files, bytes }: Totals) -> String {
    n!(files, one = "{count} file, {size}", other = "{count} files, {size}", size = format::size(bytes))
}

/// Begins to add up.
pub fn begin(files: Files) {
    let AddedUp { sum, task } = files.added_up;
    let Some(folder) = files.listing.folder.get_untracked() else { return };
    sum.set(Sum::Adding(Totals::default()));
    files.problem.set(None);
    task.restart(async move {
        let Ok(below) = below::below().await else {
            sum.set(Sum::None);
            files.problem.set(Some(lazy::load_failed()));
            return;
        };
        let prefix = folder.prefix();
        let mut counting = (below.totals)(files.state, folder, vec![prefix]);
        let mut last = Totals::default();
        while let Some(totals) = counting.next().await {
            match totals {
                Ok(totals) => {
                    last = totals;
                    sum.set(Sum::Adding(totals));
                }
                Err(error) if files.state.connection().outlasts(&error).await => {}
                Err(error) => return failed(files, &error),
            }
        }
        sum.set(Sum::All(last));
    });
}

fn failed(files: Files, error: &Error) {
    files.added_up.sum.set(Sum::None);
    files.problem.set(Some(folder::explain_action(t!("Couldn't add up the sizes"), "GET", error)));
}
