//! How much is below folders, counted when somebody asks.

use crate::ui::reactive::*;

use super::super::state::Files;
use super::super::totals::{AddedUp, SumStage};
use super::properties::heading;
use crate::files::totals::Totals;
use crate::ui::components::{Button, ButtonKind, error_notice};
use crate::ui::dom::{View, group, html, live, text};

/// The size of all that is below `prefixes`, and of `beside`, which is not.
pub fn size_below(files: Files, prefixes: Vec<String>, beside: Totals) -> View {
    if !files.allowed.get_untracked().list {
        return View::none();
    }
    let problem = RwSignal::new(None);
    let added_up = AddedUp::new(problem);
    let stage = added_up.stage();
    let content = live(move || match stage.get() {
        SumStage::Before => {
            let prefixes = prefixes.clone();
            Button::new(t!("Add up sizes")).on_click(move || added_up.add(files, prefixes.clone(), beside)).into()
        }
        SumStage::Adding => {
            let stop = Button::new(t!("Stop")).kind(ButtonKind::Link).label(t!("Stop adding up"));
            let stop = stop.on_click(move || added_up.clear());
            html::p().class("size-below").child(text(move || added_up.says())).child(" ").child(stop).into()
        }
        SumStage::After => View::from(html::p().attr("role", "status").child(text(move || added_up.says()))),
    });
    group([
        heading(t!("Including subfolders"), View::none()).into(),
        html::div().child(content).into(),
        error_notice(problem, None),
    ])
}
