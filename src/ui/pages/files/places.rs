//! The places at the left: where the visitor's files can be.

use leptos::prelude::*;

use super::buckets;
use super::listing::{Listing, Status};
use crate::browser::location;
use crate::config::{Config, is_bucket, is_region};
use crate::route::{Place, Route};
use crate::ui::AppState;
use crate::ui::components::{Button, ButtonKind, Dialog, Icon, TextField, form};
use crate::ui::dom::{View, each, effect, group, html};

/// The name of a place.
pub fn name(config: &Config, place: &Place) -> String {
    match (place, config.places.at(place)) {
        (Place::Bucket { bucket, .. }, _) => bucket.clone(),
        (_, Some(place)) if place.label.is_empty() => t!("My files").to_owned(),
        (_, Some(place)) => place.label.clone(),
        // Its page says that there is none.
        (_, None) => t!("Files").to_owned(),
    }
}

fn icon(place: &Place) -> Icon {
    match place {
        Place::My { .. } => Icon::User,
        Place::Named { .. } => Icon::Shared,
        Place::Bucket { .. } => Icon::Bucket,
    }
}

fn href(place: &Place) -> String {
    Route::Files(place.clone()).to_string()
}

/// Links to all places. The visitor is at `place`; what could be listed there is remembered, if it is a bucket.
pub fn places(place: Memo<Place>, listing: Listing) -> View {
    let state = AppState::get();
    let asking = RwSignal::new(false);
    let opened = RwSignal::new(buckets::opened(state.client().platform()));
    effect(move || {
        if *listing.status.read() == Status::Open {
            let client = state.client();
            buckets::remember(client.platform(), &place.read_untracked());
            opened.set(buckets::opened(client.platform()));
        }
    });
    let top = Memo::new(move |_| place.read().at(""));
    let link = move |to: Place| {
        let here = to.clone();
        let label = state.with_config(|config| name(config, &to));
        let link = html::a()
            .attr("href", href(&to))
            .attr("title", label.clone())
            .attr("translate", "no")
            .attr("aria-current", move || (*top.read() == here).then_some("page"))
            .child(icon(&to))
            .child(html::span().class("place-name").child(label));
        html::li().child(link)
    };
    let shown = state.places();
    let configured = each(move || shown.get(), move |slug| link(Place::named(&slug)));
    // Each link stays the same, and keeps the focus, when a bucket is added.
    let buckets = each(
        move || opened.with(|opened| opened.iter().map(href).collect()),
        move |key| {
            let bucket = opened.with_untracked(|opened| opened.iter().find(|bucket| href(bucket) == key).cloned());
            bucket.map_or_else(html::li, link)
        },
    );
    let open = html::button()
        .attr("type", "button")
        .on_click(move || asking.set(true))
        .child(Icon::Bucket)
        .child(html::span().child(t!("Open bucket")));
    let links = html::ul().child(configured).child(buckets).child(html::li().child(open));
    let places = html::nav().class("places").attr("aria-label", t!("Places")).child(links);
    group([places.into(), open_bucket_dialog(asking)])
}

/// Asks for a bucket.
fn open_bucket_dialog(open: RwSignal<bool>) -> View {
    let state = AppState::get();
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
        let hint = t!("Any bucket that your role can list and whose CORS rules allow this site.");
        form(submit)
            .child(html::p().class("hint").child(hint))
            .child(TextField::new(t!("Bucket name"), name).error(name_fault).autofocus(true))
            .child(TextField::new(t!("Region"), region).error(region_fault))
            .child(actions)
            .into()
    })
}
