//! The places where the visitor's files can be: links of the navigation, and on phones a menu.

use crate::ui::reactive::*;

use super::access::{Refusals, is_read_only};
use super::buckets;
use crate::app::AppState;
use crate::app::commands::Command;
use crate::browser::location;
use crate::config::{Config, is_bucket, is_region};
use crate::route::{Place, Route};
use crate::ui::components::{Button, ButtonKind, Dialog, Icon, Menu, MenuItem, Text, TextField, form};
use crate::ui::dom::{Element, View, each, effect, html, live, when};

/// The name of a place.
pub fn name(config: &Config, place: &Place) -> Text {
    match (place, config.places.at(place)) {
        (Place::Bucket { bucket, .. }, _) => Text::data(bucket),
        (_, Some(place)) if place.label.is_empty() => t!("My files").into(),
        (_, Some(place)) => Text::data(&place.label),
        // Its page says that there is none.
        (_, None) => t!("Files").into(),
    }
}

/// Its drawing.
pub fn icon(place: &Place) -> Icon {
    match place {
        Place::My { .. } => Icon::Bag,
        Place::Named { .. } => Icon::Shared,
        Place::Bucket { .. } => Icon::Bucket,
    }
}

fn href(place: &Place) -> String {
    Route::Files(place.clone()).to_string()
}

/// What the navigation and the page share of places.
#[derive(Clone, Copy)]
pub struct PlaceLinks {
    state: AppState,
    refusals: Refusals,
    /// The buckets that the visitor has opened by name.
    opened: RwSignal<Vec<Place>>,
    /// Whether the visitor is asked for one.
    asking: RwSignal<bool>,
    /// The place that is shown; none beside the files.
    top: Memo<Option<Place>>,
    /// All there are, the one that the visitor lands in first.
    all: Memo<Vec<Place>>,
}

impl PlaceLinks {
    /// Begins with those of the configuration and of this tab, for all below the component that this is called in.
    pub fn provide() {
        let state = AppState::get();
        let opened = RwSignal::new(buckets::opened(state.client().platform()));
        let configured = state.places();
        let all = move |_: Option<&Vec<Place>>| {
            let mut all: Vec<Place> = configured.read().iter().map(|slug| Place::named(slug)).collect();
            let first = state.first_place();
            all.sort_by_key(|place| Some(place) != first.as_ref());
            all.extend(opened.get());
            all
        };
        let route = state.route();
        let top = move |_: Option<&Option<Place>>| route.read().place().map(|place| place.at(""));
        let (top, all) = (Memo::new(top), Memo::new(all));
        provide_context(PlaceLinks { state, refusals: Refusals::get(), opened, asking: RwSignal::new(false), top, all });
    }

    /// Those of this visitor.
    pub fn get() -> PlaceLinks {
        expect_context()
    }

    /// Remembers a place that could be listed, if it is a bucket.
    pub fn remember(self, place: &Place) {
        let client = self.state.client();
        buckets::remember(client.platform(), place);
        self.opened.set(buckets::opened(client.platform()));
    }

    /// All there are, the one that the visitor lands in first.
    pub fn all(self) -> Vec<Place> {
        self.all.get()
    }

    /// Whether files can be seen there and nothing be done to them.
    fn is_read_only(self, place: &Place) -> bool {
        is_read_only(self.refusals.allowed(place))
    }

    fn name(self, place: &Place) -> Text {
        self.state.with_config(|config| name(config, place))
    }

    fn link(self, to: Place, is_first: bool) -> Element {
        let (here, locked, label) = (to.clone(), to.clone(), self.name(&to));
        let is_current = move || match &*self.top.read() {
            Some(top) if *top == here => Some("page"),
            Some(_) if is_first => Some("true"),
            _ => None,
        };
        let read_only = Memo::new(move |_| self.is_read_only(&locked));
        let (title, translate) = (label.clone(), label.translate());
        // Where the visitor lands is what "Files" leads to, and is called.
        let caption = is_first.then(|| html::span().class("nav-caption").attr("translate", "yes").child(t!("Files")));
        let link = html::a()
            .attr("href", href(&to))
            .attr("title", move || if read_only.get() { t!("{place}, read only", place = title) } else { title.to_string() })
            .attr("translate", move || translate.filter(|_| !read_only.get()))
            .attr("aria-label", is_first.then_some(t!("Files")))
            .attr("aria-current", is_current)
            .child(caption)
            .child(icon(&to))
            .child(html::span().class("place-name").child(View::from(&label)))
            .child(when(move || read_only.get(), || Icon::Lock));
        html::li().class_when("landing", is_first).child(link)
    }
}

/// Links to all places, for the navigation.
pub fn places() -> View {
    let places = PlaceLinks::get();
    // Each link stays the same, and keeps the focus, when a bucket is added.
    let keys = move || places.all.with(|all| all.iter().enumerate().map(|(at, place)| key(at, place)).collect());
    let link = move |wanted: String| {
        let all = places.all.read_untracked();
        let found = all.iter().enumerate().find(|(at, place)| key(*at, place) == wanted);
        found.map_or_else(html::li, |(at, place)| places.link(place.clone(), at == 0))
    };
    let open = html::button()
        .attr("type", "button")
        .attr("title", t!("Open bucket"))
        .on_click(move || places.asking.set(true))
        .child(Icon::Plus)
        .attr("aria-label", t!("Open bucket"))
        .child(html::span().class("place-name").child(t!("Open bucket…")));
    html::ul().class("nav-places").attr("aria-label", t!("Places")).child(each(keys, link)).child(html::li().child(open)).into()
}

fn key(at: usize, place: &Place) -> String {
    format!("{}{}", if at == 0 { "*" } else { "" }, href(place))
}

/// The ways to all places, for the palette.
pub fn place_commands() -> Vec<Command> {
    let places = PlaceLinks::get();
    let command = |place: Place| {
        let (label, icon) = (places.name(&place), icon(&place));
        Command::new(label, icon, move || location::go(&Route::Files(place.clone())))
    };
    let open = Command::new(t!("Open bucket"), Icon::Plus, move || places.asking.set(true));
    places.all.get_untracked().into_iter().map(command).chain([open]).collect()
}

/// The place that is shown, as a button that drops all others: what phones have in place of the navigation's links.
pub fn place_menu() -> Menu {
    let places = PlaceLinks::get();
    let name = move || places.top.read().as_ref().map(|top| places.name(top)).unwrap_or_default();
    let items = move || {
        let top = places.top.get();
        let choice = |place: Place| {
            let chosen = top.as_ref() == Some(&place);
            MenuItem::choice(places.name(&place), icon(&place), chosen, move || location::go(&Route::Files(place.clone())))
        };
        let open = MenuItem::new(t!("Open bucket"), Icon::Plus, move || places.asking.set(true));
        places.all.get().into_iter().map(choice).chain([open]).collect::<Vec<_>>()
    };
    Menu::new(move || t!("{place}, all places", place = name()), items)
        .class("place-menu")
        .child(html::span().class("place-title").child(live(move || View::from(&name()))))
        .child(Icon::ChevronDown)
}

/// Whether the visitor is asked for a bucket.
pub fn is_opening_bucket() -> RwSignal<bool> {
    PlaceLinks::get().asking
}

/// Asks for a bucket.
pub fn open_bucket_dialog() -> View {
    let PlaceLinks { state, asking: open, .. } = PlaceLinks::get();
    let name = RwSignal::new(String::new());
    let region = RwSignal::new(String::new());
    let name_fault = RwSignal::new(None::<String>);
    let region_fault = RwSignal::new(None::<String>);
    effect(move || {
        if open.get() {
            name.set(String::new());
            region.set(state.config().region);
            name_fault.set(None);
            region_fault.set(None);
        }
    });
    let submit = move || {
        let (bucket, region) = (name.get_untracked().trim().to_owned(), region.get_untracked().trim().to_owned());
        let (name_fits, region_fits) = (is_bucket(&bucket), is_region(&region));
        name_fault.set(
            (!name_fits)
                .then(|| t!("A bucket's name has 3 to 63 characters: lowercase letters, digits, hyphens and dots.").to_owned()),
        );
        region_fault.set((!region_fits).then(|| t!("Enter a region such as {example}.", example = "eu-west-1")));
        if name_fits && region_fits {
            open.set(false);
            location::go(&Route::Files(Place::Bucket { region, bucket, prefix: String::new() }));
        }
    };
    Dialog::new(open, t!("Open bucket")).content(move || {
        let actions = html::div()
            .class("dialog-actions")
            .child(Button::new(t!("Cancel")).on_click(move || open.set(false)))
            .child(Button::new(t!("Open")).kind(ButtonKind::Primary).submit());
        let hint = t!("You need permission to list it, and it must allow this site.");
        form(submit)
            .child(html::p().class("hint").child(hint))
            .child(TextField::new(t!("Bucket name"), name).error(name_fault).autofocus(true))
            .child(TextField::new(t!("Region"), region).error(region_fault))
            .child(actions)
            .into()
    })
}
