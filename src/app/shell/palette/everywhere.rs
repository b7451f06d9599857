//! What can be done on every page.

use crate::app::AppState;
use crate::app::commands::{Command, Commands, Offer};
use crate::app::pages::files;
use crate::app::preferences::MyPreferences;
use crate::app::shell::screens::{NavigationItem, Screen};
use crate::app::theme::Theme;
use crate::browser::location;
use crate::ui::components::{Icon, Text};

/// Offers it, below what pages offer.
pub fn offer(commands: Commands) {
    let state = AppState::get();
    commands.offer_last(move |_| offers(state, commands));
}

fn offers(state: AppState, commands: Commands) -> Vec<Offer> {
    let screens = Screen::offered(state).into_iter().filter_map(|screen| {
        let (NavigationItem::Link(icon) | NavigationItem::AccountMenu(icon)) = screen.navigation else { return None };
        let to = screen.kind.first_route(&state)?;
        Some(Command::new(screen.label.text(), icon, move || location::go(&to)))
    });
    let go = files::place_commands().into_iter().chain(screens).collect();
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
