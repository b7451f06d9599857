//! API: a console for endpoints that ask for signed requests.

mod describe;
mod endpoint;
pub mod history;
mod operations;
mod problems;
mod request;
mod response;
mod time_bar;

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use crate::api::content_policy;
use crate::api::endpoint::EndpointFault;
use crate::api::openapi::{self, ApiOperation};
use crate::api::request::ApiRequest;
use crate::api::send::{SendError, send};
use crate::app::AppState;
use crate::app::shell::main_region::MAIN;
use crate::browser::fetch::{ResponsePart, Streaming, file_beside_page};
use crate::browser::{choose, document, location, network, timing};
use crate::config::ApiEndpoint;
use crate::ports::HttpErrorKind;
use crate::route::Route;
use crate::ui::components::Problem;
use crate::ui::dom::{View, effect, html};
use crate::ui::task::Task;
use crate::ui::timer::Timer;
use endpoint::TypedEndpoint;
use history::{History, Outcome, Sent};
use request::{BodyFile, Draft};
use response::Received;

/// How often the time that a request takes is shown anew.
const TICK: Duration = Duration::from_millis(100);
/// A browser tells what it has measured of a request a moment after its end.
const MEASURED: Duration = Duration::from_millis(100);

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Console {
    state: AppState,
    /// Which of the configuration's endpoints; after the last of them is the one that is typed.
    endpoint: RwSignal<usize>,
    typed: TypedEndpoint,
    /// What it offers, as far as its document says.
    operations: RwSignal<Vec<ApiOperation>>,
    /// Whether that is known.
    is_described: StoredValue<bool>,
    /// What is to be sent is asked for, and is not known yet.
    is_awaited: RwSignal<bool>,
    /// The address of what is shown: the browser's may not have followed yet.
    address: StoredValue<Route>,
    draft: Draft,
    sending: Task,
    /// What is being sent, and since when.
    under_way: StoredValue<Option<(ApiRequest, SystemTime)>>,
    /// How long it takes so far, or took.
    elapsed: RwSignal<Duration>,
    ticking: StoredValue<Option<IntervalHandle>>,
    measuring: Timer,
    received: RwSignal<Option<Received>>,
    problem: RwSignal<Option<Problem>>,
    history: History,
}

/// The page.
pub fn page() -> View {
    let state = AppState::get();
    let address = state.route().get_untracked();
    let console = Console {
        state,
        endpoint: RwSignal::new(endpoint::at(state, &address)),
        typed: TypedEndpoint::new(state.with_config(|config| config.region.clone())),
        operations: RwSignal::new(Vec::new()),
        is_described: StoredValue::new(false),
        is_awaited: RwSignal::new(false),
        address: StoredValue::new(address),
        draft: Draft::new(),
        sending: Task::new(),
        under_way: StoredValue::new(None),
        elapsed: RwSignal::new(Duration::ZERO),
        ticking: StoredValue::new(None),
        measuring: Timer::new(),
        received: RwSignal::new(None),
        problem: RwSignal::new(None),
        history: History::get(),
    };
    console.follow_endpoint();
    console.follow_address();
    on_cleanup(move || console.stop_ticking());
    let head = html::div().class("page-head").child(html::h1().child(t!("API"))).child(endpoint::choice(console));
    let console_view = html::div().class("api-main").child(request::view(console)).child(response::view(console));
    html::main()
        .id(MAIN)
        .attr("tabindex", "-1")
        .class("page api")
        .child(head)
        .child(html::div().class("api-body").child(operations::view(console)).child(console_view))
        .into()
}

impl Console {
    /// That of the configuration which is chosen, if one is.
    fn configured(self) -> Option<ApiEndpoint> {
        let at = self.endpoint.get();
        self.state.with_config(|config| config.apis.get(at).cloned())
    }

    fn endpoint(self) -> Result<ApiEndpoint, EndpointFault> {
        self.configured().map_or_else(|| self.typed.endpoint(), Ok)
    }

    /// Learns what an endpoint offers, and begins with what the address says.
    fn follow_endpoint(self) {
        let loading = Task::new();
        effect(move || {
            let document = self.configured().and_then(|endpoint| endpoint.openapi);
            self.operations.set(Vec::new());
            self.is_described.set_value(false);
            self.is_awaited.set(false);
            loading.restart(async move {
                // Without a document, or with one that is none, paths are typed.
                let found = match document {
                    Some(name) => file_beside_page(&name).await.ok().filter(|(status, _)| *status == 200),
                    None => None,
                };
                self.operations.set(found.and_then(|(_, document)| openapi::read(&document)).unwrap_or_default());
                self.is_described.set_value(true);
                // Whoever has begun to type goes on.
                if self.draft.is_untouched() {
                    self.begin_addressed();
                }
                if self.is_awaited.get_untracked() {
                    self.send();
                }
            });
        });
    }

    /// Follows the address: Back and Forward lead to other endpoints and operations.
    fn follow_address(self) {
        effect(move || {
            let route = self.state.route().get();
            let is_shown = self.address.with_value(|address| *address == route);
            if is_shown || !matches!(route, Route::Api { .. }) {
                return;
            }
            let at = endpoint::at(self.state, &route);
            self.address.set_value(route);
            if self.endpoint.get_untracked() != at {
                // What it offers is learned first.
                self.draft.clear();
                self.endpoint.set(at);
            } else if self.is_described.get_value() {
                self.begin_addressed();
            }
        });
    }

    /// Begins what the address says: an operation, or the first that only reads. What is described nowhere is a request of one's
    /// own.
    fn begin_addressed(self) {
        let Route::Api { operation: wanted, .. } = self.address.get_value() else { return };
        let is_wanted = |operation: &ApiOperation| match &wanted {
            Some(wanted) => operations::name(operation) == *wanted,
            None => operation.method == http::Method::GET,
        };
        self.begin(self.operations.with_untracked(|all| all.iter().position(is_wanted)));
    }

    /// Begins a request of the operation at this place among those of the endpoint, or one of any other kind.
    fn begin(self, at: Option<usize>) {
        self.draft.begin(at.and_then(|at| Some((at, self.operations.read_untracked().get(at)?.clone()))));
    }

    /// The visitor has chosen an operation, or a request of any other kind.
    fn choose(self, at: Option<usize>) {
        self.begin(at);
        let chosen = at.and_then(|at| self.operations.with_untracked(|all| all.get(at).map(operations::name)));
        self.go(Some(chosen.unwrap_or_else(|| operations::CUSTOM.to_owned())));
    }

    /// The visitor has chosen an endpoint.
    fn choose_endpoint(self, at: usize) {
        if self.endpoint.get_untracked() != at {
            self.draft.clear();
            self.endpoint.set(at);
            self.go(None);
        }
    }

    /// The address is that of an operation of the endpoint which is shown, as a new entry of the history.
    fn go(self, operation: Option<String>) {
        let route = Route::Api { endpoint: Some(endpoint::slug(self.state, self.endpoint.get_untracked())), operation };
        self.address.set_value(route.clone());
        location::go(&route);
    }

    /// What is to be sent now.
    fn request(self) -> Result<ApiRequest, EndpointFault> {
        untrack(|| Ok(self.draft.request(self.endpoint()?)))
    }

    fn send(self) {
        // Nobody has typed anything, so it is what the address says, or the first that only reads.
        let is_awaited = !self.is_described.get_value() && self.draft.is_untouched();
        self.is_awaited.set(is_awaited);
        if is_awaited {
            return;
        }
        let request = self.request();
        self.typed.fault.set(request.as_ref().err().copied());
        self.problem.set(None);
        let is_missing = self.draft.note_missing(false);
        if let (Ok(request), false) = (request, is_missing) {
            self.send_request(request);
        }
    }

    /// Sends once more what was sent before, signed anew.
    fn repeat(self, request: ApiRequest) {
        let known =
            self.state.with_config(|config| config.apis.iter().position(|api| *api == request.endpoint).ok_or(config.apis.len()));
        if known.is_err() {
            self.typed.show(&request.endpoint);
        }
        let (Ok(at) | Err(at)) = known;
        if self.endpoint.get_untracked() != at {
            self.endpoint.set(at);
        }
        self.draft.show(&request);
        self.go(Some(operations::CUSTOM.to_owned()));
        self.send_request(request);
    }

    /// Waits for the answer no longer. What the API has begun it may finish, so the request is among those that were sent.
    fn stop(self) {
        self.sending.stop();
        self.stop_ticking();
        if let Some((request, began)) = self.under_way.try_update_value(Option::take).flatten() {
            let at = self.state.client().now();
            let took = at.duration_since(began).unwrap_or_default();
            self.history.add(Sent { request, outcome: Outcome::Stopped, took, at });
            if self.received.read_untracked().is_none() {
                self.problem.set(Some(problems::stopped()));
            }
        }
    }

    /// Shows the time that a request takes which begins now.
    fn tick(self) {
        let began = self.state.client().now();
        self.elapsed.set(Duration::ZERO);
        let tick = move || {
            self.elapsed.try_set(self.state.client().now().duration_since(began).unwrap_or_default());
        };
        self.ticking.set_value(set_interval_with_handle(tick, TICK).ok());
    }

    fn stop_ticking(self) {
        if let Some(ticking) = self.ticking.try_update_value(Option::take).flatten() {
            ticking.clear();
        }
    }

    /// Learns how long it took to connect, where the service lets the page know.
    fn measure(self, request: &ApiRequest, took: Duration) {
        let Ok(url) = request.url() else { return };
        let learn = move || {
            if let Some(connecting) = timing::connecting(&url) {
                self.received.try_update(|received| {
                    if let Some(received) = received.as_mut().filter(|received| received.took == Some(took)) {
                        received.connecting = Some(connecting);
                    }
                });
            }
        };
        self.measuring.start(MEASURED, learn);
    }

    fn send_request(self, request: ApiRequest) {
        self.stop();
        self.problem.set(None);
        self.received.set(None);
        if let Some(problem) = blocked(&request) {
            self.problem.set(Some(problem));
            return;
        }
        self.under_way.set_value(Some((request.clone(), self.state.client().now())));
        timing::clear();
        self.tick();
        self.sending.restart(async move {
            let client = self.state.client();
            let began = client.now();
            let since = move || self.state.client().now().duration_since(began).unwrap_or_default();
            // An attempt that is repeated begins its answer anew.
            let transport = Streaming::new(Rc::new(move |piece| match piece {
                ResponsePart::Head(status, headers) => self.received.set(Some(Received::begun(status, headers, since()))),
                ResponsePart::Body(bytes) => self.received.update(|received| {
                    if let Some(received) = received {
                        received.append(&bytes.to_vec(), since());
                    }
                }),
            }));
            let session = self.state.session();
            let sent = send(&client, &session, &transport, &request).await;
            let took = since();
            self.stop_ticking();
            self.under_way.set_value(None);
            let outcome = match &sent {
                Ok(response) => {
                    self.received.set(Some(Received::whole(response, self.received.get_untracked().as_ref(), took)));
                    self.measure(&request, took);
                    Outcome::Answered(response.status().as_u16())
                }
                Err(_) if self.received.read_untracked().is_some() => {
                    self.problem.set(Some(problems::broken_off()));
                    Outcome::BrokenOff
                }
                Err(error) => {
                    let problem = self.explain(error, &request).await;
                    self.problem.set(Some(problem));
                    Outcome::NoAnswer
                }
            };
            if !matches!(sent, Err(SendError::Fault(_))) {
                let at = client.now();
                self.history.add(Sent { request, outcome, took, at });
            }
        });
    }

    async fn explain(self, error: &SendError, request: &ApiRequest) -> Problem {
        let error = match error {
            SendError::Fault(fault) => return problems::fault(fault),
            SendError::Aws(error) => error,
        };
        let is_silence = matches!(error, crate::aws::Error::NoResponse(error) if error.kind == HttpErrorKind::Network);
        if is_silence && network::answers(&request.endpoint.url).await {
            return problems::hidden(request);
        }
        problems::not_sent(error)
    }
}

/// Why this page may not send the request, as far as its own policy says.
fn blocked(request: &ApiRequest) -> Option<Problem> {
    // What is no address has its own words.
    let url = request.url().ok()?;
    let policies = document::content_security_policies();
    let is_allowed = content_policy::allows(policies.iter().map(String::as_str), &url, &location::here());
    (!is_allowed).then(|| problems::blocked(&request.endpoint))
}

/// A file as the body: what of it the console needs.
async fn chosen(file: web_sys::File) -> Option<BodyFile> {
    let bytes = choose::bytes(&file).await?;
    Some(BodyFile { name: file.name(), bytes: bytes.into() })
}
