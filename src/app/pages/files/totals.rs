//! How much there is in a folder and below it, counted when somebody asks.

use crate::ui::reactive::*;
use futures::StreamExt;

use super::folder;
use super::listing::below;
use super::state::Files;
use crate::app::lazy;
use crate::files::totals::Totals;
use crate::ui::components::{Button, ButtonKind, Problem};
use crate::ui::dom::{View, html, live, text};
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

/// How far adding up has come.
#[derive(Clone, Copy, PartialEq)]
pub enum SumStage {
    /// Nobody has asked, or it was stopped or failed.
    Before,
    /// There is a figure that grows.
    Adding,
    /// All is counted.
    After,
}

/// A sum, which somebody may ask for.
#[derive(Clone, Copy)]
pub struct AddedUp {
    sum: RwSignal<Sum>,
    problem: RwSignal<Option<Problem>>,
    task: Task,
}

impl AddedUp {
    /// Nothing has been asked for. What goes wrong is told at `problem`.
    pub fn new(problem: RwSignal<Option<Problem>>) -> AddedUp {
        AddedUp { sum: RwSignal::new(Sum::None), problem, task: Task::new() }
    }

    /// Forgets it: another folder is shown, or nobody wants to know any more.
    pub fn clear(self) {
        self.task.stop();
        self.sum.set(Sum::None);
    }

    /// Begins to add up what is below `prefixes` in the bucket of the folder that is shown, and `beside`.
    pub fn add(self, files: Files, prefixes: Vec<String>, beside: Totals) {
        let Some(folder) = files.listing.folder.get_untracked() else { return };
        let AddedUp { sum, problem, task } = self;
        sum.set(Sum::Adding(beside));
        problem.set(None);
        task.restart(async move {
            let fail = |reason| {
                sum.set(Sum::None);
                problem.set(Some(reason));
            };
            let Ok(below) = below::below().await else { return fail(lazy::load_failed()) };
            let mut counting = (below.totals)(files.state, folder, prefixes);
            let mut last = beside;
            while let Some(totals) = counting.next().await {
                match totals {
                    Ok(Totals { files, bytes }) => {
                        last = Totals { files: files + beside.files, bytes: bytes.saturating_add(beside.bytes) };
                        sum.set(Sum::Adding(last));
                    }
                    Err(error) if files.state.connection().wait_for_network(&error).await => {}
                    Err(error) => return fail(folder::explain_action(t!("Couldn't add up the sizes"), "GET", &error)),
                }
            }
            sum.set(Sum::All(last));
        });
    }

    /// How far it has come: changes when that does, and not with each figure.
    pub fn stage(self) -> Memo<SumStage> {
        Memo::new(move |_| match self.sum.get() {
            Sum::None => SumStage::Before,
            Sum::Adding(_) => SumStage::Adding,
            Sum::All(_) => SumStage::After,
        })
    }

    /// The figure.
    pub fn says(self) -> String {
        match self.sum.get() {
            Sum::None => String::new(),
            Sum::Adding(totals) => t!("{totals} so far…", totals = words(totals)),
            Sum::All(totals) => t!("In all: {totals}", totals = words(totals)),
        }
    }
}

/// The button, and what comes of it: a figure that grows until all is counted.
pub fn add_up(files: Files) -> View {
    let added_up = files.added_up;
    let stage = added_up.stage();
    let content = live(move || {
        let figure = || html::span().class("added-up").child(text(move || added_up.says()));
        let quiet = |label| Button::new(label).kind(ButtonKind::Link);
        match stage.get() {
            SumStage::Before if files.listing.folder.with(Option::is_none) || !files.allowed.read().list => View::none(),
            SumStage::Before => quiet(t!("Add up sizes")).on_click(move || begin(files)).into(),
            SumStage::Adding => {
                let stop = quiet(t!("Stop")).label(t!("Stop adding up")).on_click(move || added_up.clear());
                html::span().class("adding-up").child(figure()).child(stop).into()
            }
            SumStage::After => figure().attr("role", "status").into(),
        }
    });
    html::span().class("add-up").child(content).into()
}

/// Begins to add up the folder that is shown.
pub fn begin(files: Files) {
    let Some(folder) = files.listing.folder.get_untracked() else { return };
    files.added_up.add(files, vec![folder.prefix()], Totals::default());
}

/// `12 files, 3.4 MB`
fn words(Totals { files, bytes }: Totals) -> String {
    n!(files, one = "{count} file, {size}", other = "{count} files, {size}", size = format::size(bytes))
}
