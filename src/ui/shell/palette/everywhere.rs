//! What can be done on every page.

use crate::auth::visitor::Profile;
use crate::browser::location;
use crate::route::Route;
use crate::ui::AppState;
use crate::ui::commands::{Command, Commands, Offer};
use crate::ui::components::{Icon, Text};
use crate::ui::pages::files;
use crate::ui::preferences::MyPreferences;
use crate::ui::reactive::*;
use crate::ui::shell::screens::{SCREENS, Way};
use crate::ui::theme::Theme;

/// Offers it, below what pages offer.
pub fn offer(commands: Commands) {
    let state = AppState::get();
    commands.offer_last(move |_| offers(state, commands));
}

fn offers(state: AppState, commands: Commands) -> Vec<Offer> {
    let there = SCREENS.iter().filter(|screen| state.with_config(screen.is_there));
    let screens = there.filter_map(|screen| {
        let Way::Link(icon, to) = screen.way else { return None };
        Some(Command::new(screen.label.text(), icon, move || location::go(&to())))
    });
    let mut go: Vec<Command> = files::place_commands().into_iter().chain(screens).collect();
    if matches!(state.profile().get_untracked(), Some(Profile::User(_))) {
        go.push(Command::new(t!("Account"), Icon::User, || location::go(&Route::Account)));
    }
    let preferences = MyPreferences::get();
    let themes = Theme::ALL.into_iter().map(|choice| {
        let label = t!("Theme: {name}", name = choice.label());
        Command::new(Text::words(label), choice.icon(), move || preferences.choose_theme(choice))
    });
    let shortcuts = Command::new(t!("Keyboard shortcuts"), Icon::Info, move || commands.shortcuts.set(true)).keys("?".to_owned());
    vec![
        Offer { heading: t!("Go to").to_owned(), commands: go },
        Offer { heading: t!("Page").to_owned(), commands: themes.chain([shortcuts]).collect() },
    ]
}
