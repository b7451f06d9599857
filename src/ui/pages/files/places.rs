//! The places at the left: where the visitor's files can be.

use leptos::prelude::*;

use super::buckets;
use super::listing::{Listing, Status};
use crate::aws::s3::{is_bucket_name, is_region};
use crate::browser::location;
use crate::route::{Place, Route};
use crate::ui::AppState;
use crate::ui::components::{Button, ButtonKind, Dialog, Form, Icon, TextField, live};

/// The name of a place.
pub fn name(place: &Place) -> String {
    match place {
        Place::My { .. } => "My files".to_owned(),
        Place::Shared { .. } => "Shared".to_owned(),
        Place::Bucket { bucket, .. } => bucket.clone(),
    }
}

fn icon(place: &Place) -> Icon {
    match place {
        Place::My { .. } => Icon::User,
        Place::Shared { .. } => Icon::Shared,
        Place::Bucket { .. } => Icon::Bucket,
    }
}

/// Links to all places.
#[component]
pub fn Places(
    /// Where the visitor is.
    #[prop(into)]
    place: Signal<Place>,
    /// What is shown there: a bucket that could be opened is remembered.
    listing: Listing,
) -> impl IntoView {
    let state = AppState::get();
    let asking = RwSignal::new(false);
    let opened = RwSignal::new(buckets::opened(state.client().platform()));
    Effect::new(move |_| {
        if *listing.status.read() == Status::Open {
            let client = state.client();
            buckets::remember(client.platform(), &place.read_untracked());
            opened.set(buckets::opened(client.platform()));
        }
    });
    let top = Memo::new(move |_| place.read().at(""));
    let link = move |to: Place| {
        let here = to.clone();
        view! {
            <li>
                <a
                    href=Route::Files(to.clone()).to_string()
                    title=name(&to)
                    aria-current=move || (*top.read() == here).then_some("page")
                >
                    {icon(&to).view()}
                    <span class="place-name">{name(&to)}</span>
                </a>
            </li>
        }
        .into_any()
    };
    let shared = Place::Shared { prefix: String::new() };
    view! {
        <nav class="places" aria-label="Places">
            <ul>
                {link(Place::default())} {link(shared)}
                {live(move || opened.get().into_iter().map(link).collect_view().into_any())}
                <li>
                    <button type="button" on:click=move |_| asking.set(true)>
                        {Icon::Bucket.view()}
                        <span>"Open bucket"</span>
                    </button>
                </li>
            </ul>
        </nav>
        <OpenBucketDialog open=asking />
    }
    .into_any()
}

#[component]
fn OpenBucketDialog(
    /// Whether it asks.
    open: RwSignal<bool>,
) -> impl IntoView {
    let state = AppState::get();
    let name = RwSignal::new(String::new());
    let region = RwSignal::new(String::new());
    let name_fault = RwSignal::new(None::<String>);
    let region_fault = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        if open.get() {
            name.set(String::new());
            region.set(state.config().region);
            name_fault.set(None);
            region_fault.set(None);
        }
    });
    let submit = move || {
        let (bucket, region) = (name.get_untracked().trim().to_owned(), region.get_untracked().trim().to_owned());
        let (name_fits, region_fits) = (is_bucket_name(&bucket), is_region(&region));
        name_fault.set(
            (!name_fits)
                .then(|| "A bucket's name has 3 to 63 characters: lowercase letters, digits, hyphens and dots.".to_owned()),
        );
        region_fault.set((!region_fits).then(|| "Enter a region such as eu-west-1.".to_owned()));
        if name_fits && region_fits {
            open.set(false);
            location::go(&Route::Files(Place::Bucket { region, bucket, prefix: String::new() }));
        }
    };
    view! {
        <Dialog open=open title="Open bucket">
            <Form on_submit=submit>
                <p class="hint">"Any bucket that your role may list and whose CORS rules let this page read."</p>
                <TextField label="Bucket name" value=name error=name_fault autofocus=true />
                <TextField label="Region" value=region error=region_fault />
                <div class="dialog-actions">
                    <Button on_click=move || open.set(false)>"Cancel"</Button>
                    <Button kind=ButtonKind::Primary submit=true>"Open"</Button>
                </div>
            </Form>
        </Dialog>
    }
    .into_any()
}
