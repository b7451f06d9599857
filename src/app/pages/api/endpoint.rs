//! Whose API a request goes to: one of the configuration's, or one that is typed.

use crate::ui::reactive::*;
use leptos::ev;

use super::Console;
use crate::api::endpoint::{EndpointFault, typed};
use crate::app::AppState;
use crate::config::{ApiEndpoint, api_by_host};
use crate::route::Route;
use crate::ui::components::{Text, TextField, select};
use crate::ui::dom::{Element, html};
use crate::ui::words::format;

/// What is typed of an endpoint that the configuration does not name.
#[derive(Clone, Copy)]
pub(super) struct TypedEndpoint {
    url: RwSignal<String>,
    service: RwSignal<String>,
    region: RwSignal<String>,
    /// What of it could not be used when the request was to be sent.
    pub fault: RwSignal<Option<EndpointFault>>,
}

impl TypedEndpoint {
    /// Nothing is typed; what is signed is for API Gateway in the deployment's own region, unless something else is.
    pub fn new(region: String) -> TypedEndpoint {
        let (url, service) = (RwSignal::new(String::new()), RwSignal::new("execute-api".to_owned()));
        TypedEndpoint { url, service, region: RwSignal::new(region), fault: RwSignal::new(None) }
    }

    pub fn endpoint(self) -> Result<ApiEndpoint, EndpointFault> {
        typed(&self.url.read(), &self.service.read(), &self.region.read())
    }

    /// Shows one that a request was sent to before.
    pub fn show(self, endpoint: &ApiEndpoint) {
        self.url.set(endpoint.url.clone());
        self.service.set(endpoint.service.clone());
        self.region.set(endpoint.region.clone());
        self.fault.set(None);
    }

    /// AWS's own hosts say what is signed.
    fn follow_host(self) {
        let (service, region) = (self.service, self.region);
        let url = self.url.get_untracked();
        let (by_host, in_region) = api_by_host(&url);
        by_host.into_iter().for_each(|name| service.set(name.to_owned()));
        in_region.into_iter().for_each(|name| region.set(name.to_owned()));
    }
}

/// Which endpoint an address says, by its place among the configuration's; after the last of them is the one that is typed.
pub(super) fn at(state: AppState, address: &Route) -> usize {
    let Route::Api { endpoint: Some(name), .. } = address else { return 0 };
    state.with_config(|config| {
        let slugs = ApiEndpoint::slugs(&config.apis);
        slugs.iter().position(|slug| slug == name).unwrap_or(slugs.len())
    })
}

/// What addresses call the endpoint at this place.
pub(super) fn slug(state: AppState, at: usize) -> String {
    let mut slugs = state.with_config(|config| ApiEndpoint::slugs(&config.apis));
    if at < slugs.len() { slugs.swap_remove(at) } else { ApiEndpoint::OTHER.to_owned() }
}

/// What an API is called, with its place among them where its owner calls it nothing.
fn label((at, api): (usize, &ApiEndpoint)) -> Text {
    match api.label.as_str() {
        "" => Text::words(t!("API {number}", number = format::number(at as u64 + 1))),
        label => Text::data(label),
    }
}

/// The choice between the configuration's endpoints and one that is typed.
pub(super) fn choice(console: Console) -> Element {
    let mut labels: Vec<_> = console.state.with_config(|config| config.apis.iter().enumerate().map(label).collect());
    labels.push(t!("Other endpoint").into());
    let options = labels.into_iter().enumerate().map(|(at, label)| (at.to_string(), label)).collect();
    let choose = move |at: String| at.parse().into_iter().for_each(|at| console.choose_endpoint(at));
    select(t!("Endpoint"), options, move || console.endpoint.get().to_string(), choose)
}

/// The fields of an endpoint that is typed.
pub(super) fn fields(typed: TypedEndpoint) -> Element {
    let error = move |wanted: EndpointFault, says: String| move || (typed.fault.get() == Some(wanted)).then(|| says.clone());
    let url = TextField::new(t!("Address"), typed.url)
        .kind("url")
        .required()
        .error(error(EndpointFault::Url, t!("Enter an address that begins with https://.").to_owned()));
    let service = TextField::new(t!("Service"), typed.service)
        .required()
        .error(error(EndpointFault::Service, t!("Enter a service such as {example}.", example = "execute-api")));
    let region = TextField::new(t!("Region"), typed.region)
        .required()
        .error(error(EndpointFault::Region, t!("Enter a region such as {example}.", example = "eu-west-1")));
    html::div()
        .class("typed-endpoint")
        .child(html::div().child(url).on(ev::input, move |_| typed.follow_host()))
        .child(service)
        .child(region)
}
