//! What somebody who is signed in sees: the frame around the pages, and the account menu.

use crate::ui::reactive::*;
use leptos::ev;
use leptos::task::spawn_local;

use super::keys;
use super::leaving::{Leave, Leaving};
use super::main_region;
use super::palette::palette;
use super::questions::{Asking, questions};
use super::screens::{NavigationItem, Screen};
use crate::app::AppState;
use crate::app::commands::Commands;
use crate::app::language;
use crate::app::pages::files;
use crate::app::preferences::MyPreferences;
use crate::app::state::screen_kind::ScreenKind;
use crate::app::theme::Theme;
use crate::auth::visitor::Profile;
use crate::browser::{document, location};
use crate::route::Route;
use crate::ui::components::{Icon, Menu, MenuItem, Text, brand, key_caps};
use crate::ui::dom::{Live, View, effect, group, html, live};
use crate::ui::task::once_seen;
use crate::ui::words::{errors, names};

/// What an address leads to: a screen of this site, or nothing, with what is said of that.
type Destination = Result<&'static Screen, &'static str>;

fn destination(state: AppState, route: &Route) -> Destination {
    let screen = Screen::of(route).ok_or(t!("This page doesn't exist"))?;
    if !screen.is_configured(state) {
        return Err(screen.absent.text());
    }
    (screen.missing)(state, route).map_or(Ok(screen), Err)
}

/// The frame around every page of somebody who is signed in.
pub fn frame() -> View {
    let state = AppState::get();
    Screen::provide_all();
    MyPreferences::provide();
    let commands = Commands::provide();
    keys::listen(commands);
    let shown = Memo::new(move |_| destination(state, &state.route().read()));
    let preferences = MyPreferences::get();
    effect(move || {
        // Files do it themselves, once there is a folder to be seen.
        if !matches!(shown.get(), Ok(screen) if screen.kind == ScreenKind::Files) {
            preferences.read_stored();
        }
    });
    let link = move |screen: &'static Screen| {
        let NavigationItem::Link(icon) = screen.navigation else { return None };
        let to = screen.kind.first_route(&state)?;
        let is_current = move || (shown.get() == Ok(screen)).then_some("page");
        let label = screen.label.text();
        let link = html::a().attr("href", to.to_string()).attr("title", label).attr("aria-current", is_current);
        Some(html::li().child(link.child(icon).child(html::span().child(label))))
    };
    let links = |screen: &'static Screen| if let NavigationItem::Links(links) = screen.navigation { Some(links()) } else { None };
    let skip = html::a().class("skip-link").attr("href", "#main").child(t!("Skip to content"));
    // The fragment is the address, so the focus goes there without it.
    let skip = skip.on(ev::click, |event| {
        event.prevent_default();
        main_region::focus_main();
    });
    let offered = Screen::offered(state);
    let for_developers = html::ul().attr("aria-labelledby", "for-developers").children(offered.iter().copied().filter_map(link));
    let main = html::nav()
        .class("nav")
        .attr("aria-label", t!("Main"))
        .children(offered.into_iter().filter_map(links))
        .child(html::p().id("for-developers").class("nav-caption").child(t!("Developer")))
        .child(for_developers);
    let asking = Asking { switching: RwSignal::new(false), speaking: RwSignal::new(false), leaving: Leaving::new(state) };
    let menu = account_menu(state, asking);
    let commands_link = html::button()
        .attr("type", "button")
        .class("button quiet commands-link")
        .attr("aria-keyshortcuts", "Control+K")
        .attr("title", t!("Commands"))
        .on_click(move || commands.palette.set(true))
        .child(Icon::Search)
        .child(html::span().child(t!("Commands")))
        .child(key_caps("Control+K"));
    let side = html::header().class("side").child(brand(state.home().to_string())).child(main).child(commands_link).child(menu);
    let before = StoredValue::new(None);
    let page = live(move || {
        let shown = shown.get();
        if before.try_update_value(|before| before.replace(shown)).flatten().is_some_and(|before| before != shown) {
            state.arrival.give_focus();
        }
        once_seen(move || main_region::settle_focus(state));
        match shown {
            Ok(screen) => {
                document::set_title(&t!("{page} – Satchel", page = screen.label.text()));
                (screen.page)()
            }
            Err(missing) => main_region::nowhere(missing),
        }
    });
    // Uploads are a row of it, so that they cover nothing.
    let sheet = html::div().class("sheet").child(page).child(files::docks());
    group([html::div().class("app").child(skip).child(side).child(sheet).into(), questions(asking), palette(commands)])
}

fn account_menu(state: AppState, Asking { switching, speaking, leaving }: Asking) -> Menu {
    let name = Live::from(move || match state.profile().get() {
        Some(profile) => names::profile(&profile),
        None => Text::default(),
    });
    let leave = move || {
        spawn_local(async move {
            if let Err(error) = state.sign_out().await {
                let problem = errors::aws_error("", &error);
                state.say(t!("You're signed out here, but we couldn't tell AWS. {reason}", reason = problem.reason));
            }
        });
    };
    let preferences = MyPreferences::get();
    let items = move || {
        let mut items = Vec::new();
        if state.profile().get() == Some(Profile::Guest) {
            let sign_in = move || leaving.ask(Leave::SignIn, || location::go(&Route::SignIn));
            items.push(MenuItem::new(Leave::SignIn.label(), Icon::User, sign_in));
        }
        items.extend(Screen::offered(state).into_iter().filter_map(|screen| {
            let NavigationItem::AccountMenu(icon) = screen.navigation else { return None };
            let to = screen.kind.first_route(&state)?;
            Some(MenuItem::new(screen.label.text(), icon, move || location::go(&to)))
        }));
        if matches!(state.profile().get(), Some(Profile::User(_))) {
            let add = move || {
                state.visitor.second_sign_in.set(Some(crate::app::SecondSignIn::Account));
                location::go(&Route::SignIn);
            };
            items.push(MenuItem::new(Leave::AddAccount.label(), Icon::UserPlus, move || leaving.ask(Leave::AddAccount, add)));
        }
        if !state.session().other_accounts().is_empty() {
            items.push(MenuItem::new(Leave::SwitchAccount.label(), Icon::Shared, move || switching.set(true)));
        }
        for choice in Theme::ALL {
            let chosen = preferences.theme().get() == choice;
            items.push(MenuItem::choice(choice.label(), choice.icon(), chosen, move || preferences.choose_theme(choice)));
        }
        items.push(MenuItem::new(t!("Keyboard shortcuts"), Icon::Info, move || Commands::get().shortcuts.set(true)));
        if language::can_be_chosen(state) {
            items.push(MenuItem::new(t!("Language"), Icon::Globe, move || speaking.set(true)));
        }
        items.push(MenuItem::new(Leave::SignOut.label(), Icon::SignOut, move || leaving.ask(Leave::SignOut, leave)));
        items
    };
    let initial = name.clone();
    Menu::new(t!("Account menu"), items)
        .class("account-menu")
        .caption(name.clone())
        .child(
            html::span()
                .class("avatar")
                .attr("aria-hidden", "true")
                .attr("translate", "no")
                .child(live(move || avatar(initial.get().as_str()))),
        )
        .child(html::span().class("account-name").attr("dir", "auto").child(live(move || View::from(&name.get()))))
        .child(Icon::ChevronDown)
}

/// The first letter of a name. Of a number there is none that says more than a drawing.
fn avatar(name: &str) -> View {
    match name.chars().next().filter(|first| first.is_alphabetic()) {
        Some(first) => first.to_uppercase().to_string().into(),
        None => Icon::User.into(),
    }
}
