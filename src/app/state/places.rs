//! Where this visitor may go on this site.

use crate::ui::reactive::*;

use super::AppState;
use crate::auth::visitor::Profile;
use crate::config::{Actions, StoragePlace};
use crate::route::{Place, Route};

impl AppState {
    /// The first place that the visitor may list, else the first that they may use at all.
    pub fn first_place(&self) -> Option<Place> {
        let profile = self.visitor.profile.get_untracked()?;
        self.with_config(|config| {
            let first = |may: fn(Actions) -> bool| config.places.iter().find(|place| may(profile.actions(&place.access)));
            first(|actions| actions.list).or_else(|| first(Actions::any)).map(|place| Place::named(&place.slug))
        })
    }

    /// The places that the visitor may use, or could with an account, as addresses call them.
    pub fn places(&self) -> Memo<Vec<String>> {
        let state = *self;
        Memo::new(move |_| {
            let profile = state.visitor.profile.read();
            // What a guest finds there is what an account would be good for.
            let may = |place: &&StoragePlace| match profile.as_ref() {
                Some(Profile::Guest) => place.access.guest.or(place.access.authenticated).any(),
                Some(profile) => profile.actions(&place.access).any(),
                None => false,
            };
            state.with_config(|config| config.places.iter().filter(may).map(|place| place.slug.clone()).collect())
        })
    }

    /// Whether there is a place that an address names: one of the configuration, or any bucket where there are files at all.
    pub fn has_place(&self, place: &Place) -> bool {
        self.with_config(|config| match place {
            Place::Bucket { .. } => !config.places.is_empty(),
            place => config.places.at(place).is_some(),
        })
    }

    /// The address that `route` has now, if it names its place as links once did.
    pub(super) fn canonical(&self, route: &Route) -> Option<Route> {
        let renamed = |place: &Place| {
            let canonical = self.with_config(|config| config.places.canonical(place.clone()));
            (canonical != *place).then_some(canonical)
        };
        match route {
            Route::Files(place) => renamed(place).map(Route::Files),
            Route::View { place, view } => renamed(place).map(|place| Route::View { place, view: *view }),
            Route::Search { place, query } => renamed(place).map(|place| Route::Search { place, query: query.clone() }),
            _ => None,
        }
    }
}
