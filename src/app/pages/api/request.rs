//! The request: what is typed, and what an operation's description makes of it.

use std::sync::Arc;

use crate::ui::reactive::*;
use http::Method;
use leptos::ev;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{Console, chosen, describe, endpoint};
use crate::api::openapi::{ApiOperation, Location, Parameter};
use crate::api::request::ApiRequest;
use crate::api::shell;
use crate::browser::choose;
use crate::config::ApiEndpoint;
use crate::ui::components::{
    Button, ButtonKind, Icon, Text, TextField, copy_button, error_notice, form, select, text_area, visible,
};
use crate::ui::dom::{Element, View, html, live, text, when};
use crate::ui::words::format;

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// As large as API Gateway takes a body
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>).
const LARGEST_BODY: f64 = 10.0 * 1024.0 * 1024.0;

/// A file that was chosen as the body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyFile {
    pub name: String,
    pub bytes: Arc<[u8]>,
}

/// What is typed for a parameter.
#[derive(Clone)]
struct ParameterField {
    parameter: Parameter,
    value: RwSignal<String>,
    /// What is wrong with it.
    error: RwSignal<Option<String>>,
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct Draft {
    operation: RwSignal<Option<usize>>,
    /// The path as the description has it; with its parameters filled in it becomes [`Draft::path`].
    template: RwSignal<Option<ApiOperation>>,
    parameters: RwSignal<Vec<ParameterField>>,
    method: RwSignal<String>,
    path: RwSignal<String>,
    headers: RwSignal<String>,
    body: RwSignal<String>,
    file: RwSignal<Option<BodyFile>>,
}

impl Draft {
    pub fn new() -> Draft {
        Draft {
            operation: RwSignal::new(None),
            template: RwSignal::new(None),
            parameters: RwSignal::new(Vec::new()),
            method: RwSignal::new("GET".to_owned()),
            path: RwSignal::new("/".to_owned()),
            headers: RwSignal::new(String::new()),
            body: RwSignal::new(String::new()),
            file: RwSignal::new(None),
        }
    }

    /// The operation that was chosen, by its place among the endpoint's.
    pub fn operation(self) -> Option<usize> {
        self.operation.get()
    }

    /// Whether nobody has typed or chosen anything.
    pub fn is_untouched(self) -> bool {
        let is_empty = |text: RwSignal<String>| text.read_untracked().is_empty();
        self.operation.get_untracked().is_none()
            && *self.method.read_untracked() == "GET"
            && self.file.read_untracked().is_none()
            && *self.path.read_untracked() == "/"
            && is_empty(self.headers)
            && is_empty(self.body)
    }

    /// Begins a request of this operation, or one of any other kind.
    pub fn begin(self, operation: Option<(usize, ApiOperation)>) {
        self.operation.set(operation.as_ref().map(|(at, _)| *at));
        let Some((_, operation)) = operation else {
            self.template.set(None);
            self.parameters.set(Vec::new());
            return;
        };
        self.method.set(operation.method.to_string());
        self.path.set(operation.path.clone());
        self.body.set(operation.body.as_ref().map(describe::pretty_value).unwrap_or_default());
        self.file.set(None);
        let field = |parameter: &Parameter| ParameterField {
            parameter: parameter.clone(),
            value: RwSignal::new(String::new()),
            error: RwSignal::new(None),
        };
        self.parameters.set(operation.parameters.iter().map(field).collect());
        self.template.set(Some(operation));
    }

    /// Begins anew.
    pub fn clear(self) {
        self.begin(None);
        self.method.set("GET".to_owned());
        self.path.set("/".to_owned());
        self.headers.set(String::new());
        self.body.set(String::new());
        self.file.set(None);
    }

    /// Shows a request that was sent before.
    pub fn show(self, request: &ApiRequest) {
        self.begin(None);
        self.method.set(request.method.to_string());
        self.path.set(request.path.clone());
        let lines: Vec<_> = request.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        self.headers.set(lines.join("\n"));
        match String::from_utf8(request.body.clone()) {
            Ok(text) => {
                self.body.set(text);
                self.file.set(None);
            }
            Err(bytes) => self.file.set(Some(BodyFile { name: t!("Earlier body").to_owned(), bytes: bytes.into_bytes().into() })),
        }
    }

    /// What is to be sent.
    pub fn request(self, endpoint: ApiEndpoint) -> ApiRequest {
        let body = match self.file.get() {
            Some(file) => file.bytes.to_vec(),
            None => self.body.get().into_bytes(),
        };
        let method = Method::from_bytes(self.method.read().as_bytes()).unwrap_or_default();
        // What is left in the field of a body that this method has none of is not sent.
        let body = if takes_body(&method) { body } else { Vec::new() };
        ApiRequest { body, ..self.without_body(endpoint) }
    }

    /// The same without its body.
    fn without_body(self, endpoint: ApiEndpoint) -> ApiRequest {
        let method = Method::from_bytes(self.method.read().as_bytes()).unwrap_or_default();
        ApiRequest { endpoint, method, path: self.path.get(), headers: headers(&self.headers.read()), body: Vec::new() }
    }

    /// Says at each parameter which the request cannot do without whether it is missing, or only that it is no longer. Whether
    /// one is.
    pub fn note_missing(self, only_mended: bool) -> bool {
        let path = self.path.get_untracked();
        let mut is_missing = false;
        for ParameterField { parameter, error, .. } in self.parameters.read_untracked().iter() {
            let lacks = describe::lacks(&path, parameter);
            is_missing |= lacks;
            if !(lacks && only_mended) {
                error.set(lacks.then(|| t!("This is required.").to_owned()));
            }
        }
        is_missing
    }

    /// A parameter was filled in: the path, the query or the body follows.
    fn fill_in(self) {
        let Some(operation) = self.template.get_untracked() else { return };
        let parameters: Vec<_> = self
            .parameters
            .read_untracked()
            .iter()
            .map(|ParameterField { parameter, value, .. }| (parameter.clone(), value.get_untracked()))
            .collect();
        self.path.set(describe::path(&operation.path, &parameters));
        self.note_missing(true);
        if parameters.iter().any(|(parameter, _)| parameter.location == Location::Body) {
            let value = describe::body(operation.body.as_ref().unwrap_or(&Value::Null), &parameters);
            self.body.set(describe::pretty_value(&value));
        }
    }
}

/// Whether a browser sends a body with this method.
fn takes_body(method: &Method) -> bool {
    *method != Method::GET && *method != Method::HEAD
}

/// `name: value`, one a line.
fn headers(typed: &str) -> Vec<(String, String)> {
    let lines = typed.lines().filter(|line| !line.trim().is_empty());
    let pair = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        (name.trim().to_owned(), value.trim().to_owned())
    };
    lines.map(pair).collect()
}

pub(super) fn view(console: Console) -> Element {
    let draft = console.draft;
    let methods = METHODS.map(|method| (method.to_owned(), Text::data(method)));
    let method = select(t!("Method"), methods.into(), draft.method, move |chosen: String| draft.method.set(chosen));
    let running = console.sending.running();
    let sending = running.clone();
    let is_busy = move || sending.get() || console.is_awaited.get();
    let send = Button::new(t!("Send")).kind(ButtonKind::Primary).submit().busy(is_busy);
    let stop = when(move || running.get(), move || View::from(Button::new(t!("Stop")).on_click(move || console.stop())));
    let actions = html::div().class("toolbar").child(send).child(stop);
    let line = html::div().class("request-line").child(method).child(TextField::new(t!("Path"), draft.path)).child(actions);
    let has_body = move || takes_body(&Method::from_bytes(draft.method.read().as_bytes()).unwrap_or_default());
    let headers = html::details().child(html::summary().child(t!("Headers"))).child(text_area(
        t!("Headers"),
        draft.headers,
        3,
        Some(t!("One per line, such as “accept: application/json”. The signature is added for you.")),
    ));
    let address = text(move || match console.endpoint() {
        Ok(ApiEndpoint { url, service, region, .. }) => {
            t!("{url} · signed for {service} in {region}", url = url, service = service, region = region)
        }
        Err(_) => String::new(),
    });
    form(move || console.send())
        .class("request")
        .child(title(console))
        .child(when(move || console.configured().is_none(), move || endpoint::fields(console.typed)))
        .child(line)
        .child(html::p().class("hint address").child(address))
        .child(live(move || parameters(draft)))
        .child(when(has_body, move || body(console)))
        .child(headers)
        .child(copy_as(console))
        .child(error_notice(console.problem, None))
}

/// The request as a command, for every shell and, where it has a command for it, for the AWS CLI.
fn copy_as(console: Console) -> Element {
    let curl = move || console.request().ok().and_then(|request| shell::curl(&request).ok()).unwrap_or_default();
    let cli = move || console.request().ok().and_then(|request| shell::aws_cli(&request)).unwrap_or_default();
    let has_cli = Memo::new(move |_| {
        console.endpoint().is_ok_and(|endpoint| shell::aws_cli(&console.draft.without_body(endpoint)).is_some())
    });
    let can_be_sent =
        Memo::new(move |_| console.endpoint().is_ok_and(|endpoint| console.draft.without_body(endpoint).operation().is_ok()));
    let named = |name: &'static str, button: View| {
        html::span().class("copy-as").child(html::span().attr("translate", "no").child(name)).child(button)
    };
    html::div()
        .class("toolbar")
        .child(when(move || can_be_sent.get(), move || named("curl", copy_button(t!("Copy as curl"), curl).into())))
        .child(when(
            move || can_be_sent.get() && has_cli.get(),
            move || named("AWS CLI", copy_button(t!("Copy as AWS CLI"), cli).into()),
        ))
}

/// What is to be sent, as far as the API says what that is.
fn title(console: Console) -> View {
    live(move || {
        let summary = console.draft.operation().and_then(|at| Some(console.operations.read().get(at)?.summary.clone()));
        let title = match summary {
            Some(summary) => html::h2().attr("translate", "no").child(visible(summary)),
            None => html::h2().child(t!("Request")),
        };
        html::div()
            .class("page-head")
            .child(title)
            .child(html::span().class("badge").child(Icon::Lock).child(t!("Signed as you")))
    })
}

/// A field for each parameter of the operation.
fn parameters(draft: Draft) -> Vec<View> {
    let field = |ParameterField { parameter, value, error }: ParameterField| {
        let Parameter { name, description, example, choices, is_required, .. } = parameter;
        let hint = match (description.is_empty(), example.is_empty()) {
            (false, _) => Some(description),
            (true, false) => Some(t!("Such as {example}", example = example)),
            (true, true) => None,
        };
        let field: View = if choices.is_empty() {
            let field = TextField::new(Text::data(name), value).hint(hint).error(error);
            (if is_required { field.required() } else { field }).into()
        } else {
            let unset = (String::new(), Text::from(t!("Not set")));
            let options = std::iter::once(unset).chain(choices.into_iter().map(|choice| (choice.clone(), Text::data(choice))));
            let choose = move |chosen: String| {
                value.set(chosen);
                draft.fill_in();
            };
            let wrong = live(move || error.get().map(|error| html::p().class("field-error").child(error)));
            let hint = hint.map(|hint| html::p().class("hint").child(hint));
            html::div()
                .class("field")
                .child(select(Text::data(name), options.collect(), value, choose))
                .child(wrong)
                .child(hint)
                .into()
        };
        html::div().attr("translate", "no").child(field).on(ev::input, move |_| draft.fill_in()).into()
    };
    draft.parameters.get().into_iter().map(field).collect()
}

fn body(console: Console) -> View {
    let draft = console.draft;
    let choose = move || {
        let files = choose::files();
        spawn_local(async move {
            let Some(file) = files.await.into_iter().next() else { return };
            let size = file.size();
            let found = if size > LARGEST_BODY { None } else { chosen(file).await };
            match found {
                Some(found) => {
                    draft.file.try_set(Some(found));
                }
                None if size > LARGEST_BODY => {
                    console.problem.try_set(Some(super::problems::too_large()));
                }
                None => {
                    console.problem.try_set(Some(super::problems::unreadable_file()));
                }
            }
        });
    };
    live(move || match draft.file.get() {
        None => {
            let from_file = Button::new(t!("Use a file…")).icon(Icon::File).kind(ButtonKind::Quiet).on_click(choose);
            html::div().class("body").child(text_area(t!("Body"), draft.body, 6, None)).child(from_file)
        }
        Some(BodyFile { name, bytes }) => {
            let size = format::size(bytes.len() as u64);
            let remove = Button::icon_only(Icon::Close, t!("Remove file")).on_click(move || draft.file.set(None));
            html::div()
                .class("toolbar")
                .child(Icon::File)
                .child(html::span().attr("translate", "no").child(visible(name)))
                .child(html::span().class("hint").child(size))
                .child(remove)
        }
    })
}
