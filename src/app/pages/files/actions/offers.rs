//! What the palette finds among files.

use super::super::entries::{Entry, EntryWords, SelectionSummary, summary};
use super::super::paths::shown;
use super::super::state::Files;
use super::super::totals;
use super::super::view_mode::VIEWS;
use super::registry::{FileAction, is_nothing};
use crate::app::commands::{Command, Commands, Offer};
use crate::app::preferences::MyPreferences;
use crate::browser::location;
use crate::browser::text::normalize;
use crate::files::matching::Pattern;
use crate::route::Route;
use crate::ui::components::{Icon, Text};
use crate::ui::reactive::*;

/// More names than these nobody reads: the search finds the others.
const MOST_NAMES: usize = 8;

/// Offers what can be done, and where the folders of this one are, for as long as the component that this is called in is there.
pub fn offer(files: Files) {
    let preferences = MyPreferences::get();
    Commands::get().offer(move |text| vec![actions(files), view(files, preferences), names(files, text)]);
}

fn actions(files: Files) -> Offer {
    let heading = match &*files.chosen.read_untracked() {
        SelectionSummary::Nothing => t!("This folder").to_owned(),
        SelectionSummary::One(entry) => entry.shown().to_owned(),
        chosen => t!("{chosen} selected", chosen = summary(chosen.count())),
    };
    let offered: Vec<&'static FileAction> = untrack(|| FileAction::offered(files).collect());
    let command = |action: &'static FileAction| {
        Command::new(action.label.text(), action.icon, move || action.run(files)).keys(action.shown_keys())
    };
    Offer { heading, commands: offered.into_iter().map(command).collect() }
}

fn view(files: Files, preferences: MyPreferences) -> Offer {
    let refresh = Command::new(t!("Refresh"), Icon::Refresh, move || files.refresh());
    let select_all = Command::new(t!("Select all"), Icon::Check, move || files.select_all()).keys("Control+A".to_owned());
    let clear = Command::new(t!("Clear selection"), Icon::Close, move || files.select_none()).keys("Escape".to_owned());
    let add_up = Command::new(t!("Add up sizes"), Icon::Info, move || totals::begin(files));
    let is_nothing = untrack(|| is_nothing(files));
    let views = VIEWS.into_iter().enumerate().map(|(at, (view, label, icon))| {
        Command::new(label.text(), icon, move || files.choose_view(preferences, view)).keys(format!("Control+Shift+{}", at + 1))
    });
    // Where nothing is, Refresh is among the folder's actions, and there is nothing to clear.
    let of_selection = if is_nothing { [None, None] } else { [Some(refresh), Some(clear)] };
    let commands = [Some(add_up), Some(select_all)].into_iter().chain(of_selection);
    Offer { heading: t!("View").to_owned(), commands: commands.flatten().chain(views).collect() }
}

fn names(files: Files, text: &str) -> Offer {
    let pattern = Pattern::new(text, normalize);
    let command = |entry: &Entry| {
        let icon = if entry.is_folder() { Icon::Folder } else { Icon::File };
        let (label, key, href) = (Text::data(shown(entry.name())), entry.key.clone(), entry.href());
        Command::new(label, icon, move || match &href {
            Some(href) => {
                let Ok(route) = href.parse::<Route>();
                location::go(&route);
            }
            None => files.show(&key),
        })
    };
    let rows = files.listing.rows.read_untracked();
    let matching = rows.iter().filter(|row| pattern.is_in(row.name())).take(MOST_NAMES);
    let commands = if text.is_empty() { Vec::new() } else { matching.map(command).collect() };
    Offer { heading: t!("Files and folders").to_owned(), commands }
}
