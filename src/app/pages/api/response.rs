//! The response, as it comes.

use std::rc::Rc;
use std::time::Duration;

use crate::ui::reactive::*;

use super::time_bar::time_bar;
use super::{Console, problems};
use crate::api::cause::{Cause, cause};
use crate::api::events::{Event, EventReader};
use crate::browser::save;
use crate::json;
use crate::ports::Response;
use crate::ui::components::tabs::{Tab, tabs};
use crate::ui::components::{Button, ButtonKind, Fact, Icon, NoticeKind, Text, copy_button, facts, notice};
use crate::ui::dom::visible::{self, visible};
use crate::ui::dom::{Element, View, group, html, live, when};
use crate::ui::words::format;

/// More of a response is saved, not shown: a browser would take seconds to lay it out.
const MOST_SHOWN: usize = 200_000;

/// More events are read in the text.
const MOST_EVENTS: usize = 1000;

/// Events that have come, and what of the next one has.
#[derive(Clone, Debug, Default, PartialEq)]
struct Events {
    reader: EventReader,
    all: Vec<Event>,
}

/// What has come of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Until there was a connection, if one had to be made and the browser tells.
    pub(super) connecting: Option<Duration>,
    /// Until its status and headers were there.
    pub(super) first_byte: Duration,
    /// Until its last byte was, once it is.
    pub(super) took: Option<Duration>,
    /// The events of a stream of them, as far as they have come.
    events: Option<Events>,
    cause: Option<Cause>,
}

impl Received {
    pub fn begun(status: u16, headers: &[(String, String)], first_byte: Duration) -> Received {
        let kind = headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, value)| value.as_str());
        let events = kind.starts_with("text/event-stream").then(Events::default);
        let (headers, body) = (headers.to_vec(), Vec::new());
        Received { status, headers, body, connecting: None, first_byte, took: None, events, cause: None }
    }

    pub fn append(&mut self, bytes: &[u8], after: Duration) {
        self.body.extend_from_slice(bytes);
        if let Some(events) = &mut self.events {
            let new = events.reader.read(bytes, after);
            events.all.extend(new);
        }
    }

    pub fn whole(response: &Response, begun: Option<&Received>, took: Duration) -> Received {
        let first_byte = begun.map_or(took, |begun| begun.first_byte);
        let mut received = Received::begun(response.status().as_u16(), response.headers(), first_byte);
        received.append(response.body(), took);
        // When each event came is known from when it did.
        let events = begun.and_then(|begun| begun.events.clone()).or(received.events.take());
        Received { took: Some(took), cause: cause(response), events, ..received }
    }

    /// As it can be read: JSON set out over lines, other text as it is. `None` for what is no text.
    fn text(&self) -> Option<String> {
        let shown = self.body.get(..MOST_SHOWN).unwrap_or(&self.body);
        let text = match std::str::from_utf8(shown) {
            Ok(text) => text,
            // A character may have been cut, at the end of what is shown or of what has come.
            Err(error) if error.error_len().is_none() => std::str::from_utf8(shown.get(..error.valid_up_to())?).ok()?,
            Err(_) => return None,
        };
        let is_whole = self.took.is_some() && shown.len() == self.body.len();
        Some(is_whole.then(|| json::pretty(text)).flatten().unwrap_or_else(|| text.to_owned()))
    }

    /// What a file of it is called.
    fn file_name(&self) -> String {
        let kind = self.headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, value)| value.as_str());
        let extension = match kind.split(';').next().unwrap_or_default().trim() {
            kind if kind.ends_with("json") => "json",
            kind if kind.ends_with("xml") => "xml",
            "text/html" => "html",
            "text/csv" => "csv",
            "image/png" => "png",
            "image/jpeg" => "jpg",
            "application/pdf" => "pdf",
            kind if kind.starts_with("text/") => "txt",
            _ => "bin",
        };
        format!("response.{extension}")
    }
}

pub(super) fn view(console: Console) -> Element {
    let received = console.received;
    let running = console.sending.running();
    let is_there = Memo::new(move |_| received.read().is_some());
    let (waiting, spending) = (running.clone(), running.clone());
    let head = html::div()
        .class("page-head")
        .child(html::h2().child(t!("Response")))
        .child(live(move || summary(received, running.get())));
    let nothing = move || match (is_there.get(), waiting.get()) {
        (false, true) => Some(html::p().class("hint").attr("role", "status").child(t!("Waiting for the API…"))),
        (false, false) => Some(html::p().class("hint").child(t!("Send a request to see what the API answers."))),
        _ => None,
    };
    html::section()
        .class("response")
        .attr("aria-label", t!("Response"))
        .child(head)
        .child(when(move || is_there.get() || spending.get(), move || time_bar(console)))
        .child(live(nothing))
        .child(live(move || received.read().as_ref().and_then(|received| received.cause).map(problems::cause_notice)))
        .child(when(move || is_there.get(), move || content(console)))
}

fn summary(received: RwSignal<Option<Received>>, is_running: bool) -> Option<View> {
    let received = received.read();
    let received = received.as_ref()?;
    let class = if received.status < 400 { "badge good" } else { "badge bad" };
    let (first, size) = (format::milliseconds(received.first_byte), format::size(received.body.len() as u64));
    let says = match received.took.map(format::milliseconds) {
        Some(all) => t!("{first} to the first byte, {all} in all, {size}", first = first, all = all, size = size),
        None if is_running => t!("{first} to the first byte, still coming, {size}", first = first, size = size),
        None => t!("{first} to the first byte, incomplete, {size}", first = first, size = size),
    };
    let line = html::span().class("hint").attr("role", "status").child(says);
    Some(group([html::span().class(class).attr("translate", "no").child(received.status.to_string()), line]))
}

fn content(console: Console) -> View {
    let received = console.received;
    let is_stream = Memo::new(move |_| received.read().as_ref().is_some_and(|received| received.events.is_some()));
    let panels = live(move || {
        let is_stream = is_stream.get();
        let mut panels: Vec<Tab> = vec![
            (t!("Text"), Rc::new(move || body(received))),
            (t!("Headers"), Rc::new(move || facts(move || headers(received)).into())),
        ];
        if is_stream {
            panels.insert(0, (t!("Events"), Rc::new(move || events(received))));
        }
        tabs(t!("Response"), RwSignal::new(0), panels)
    });
    group([View::from(actions(received)), panels])
}

fn headers(received: RwSignal<Option<Received>>) -> Vec<Fact> {
    let received = received.read();
    let headers = received.iter().flat_map(|received| &received.headers);
    headers.map(|(name, value)| Fact::code(Text::data(name), value)).collect()
}

fn events(received: RwSignal<Option<Received>>) -> View {
    let line = |event: &Event| {
        html::li()
            .child(html::span().class("after").child(format!("+{}", format::milliseconds(event.after))))
            .child(html::span().class("event-kind").child(visible(&event.kind)))
            .child(visible::lines(&event.data))
    };
    let lines = live(move || {
        let received = received.read();
        let events = received.iter().flat_map(|received| &received.events).flat_map(|events| &events.all);
        events.take(MOST_EVENTS).map(line).collect::<Vec<_>>()
    });
    html::ol()
        .class("events mono")
        .attr("translate", "no")
        .attr("tabindex", "0")
        .attr("aria-label", t!("Events"))
        .child(lines)
        .into()
}

fn body(received: RwSignal<Option<Received>>) -> View {
    let shown = Memo::new(move |_| received.read().as_ref().and_then(Received::text));
    let body = move || match shown.get() {
        Some(text) if text.is_empty() => html::p().class("hint").child(t!("No body.")),
        Some(text) => html::pre()
            .class("mono")
            .attr("tabindex", "0")
            .attr("role", "group")
            .attr("aria-label", t!("Body of the response"))
            .child(visible::lines(&text)),
        None => html::p().class("hint").child(t!("This isn't text. Save it to open it.")),
    };
    let cut = move || {
        let received = received.read();
        let length = received.as_ref().map_or(0, |received| received.body.len());
        (length > MOST_SHOWN).then(|| {
            let says = t!(
                "Showing the first {shown} of {all}. Save the response to see all of it.",
                shown = format::size(MOST_SHOWN as u64),
                all = format::size(length as u64)
            );
            notice(NoticeKind::Info, says)
        })
    };
    group([live(cut), live(body)])
}

fn actions(received: RwSignal<Option<Received>>) -> Element {
    let save = move || {
        if let Some(received) = &*received.read_untracked() {
            save::bytes(&received.body, &received.file_name());
        }
    };
    let copied = move || received.read_untracked().as_ref().and_then(Received::text).unwrap_or_default();
    html::div()
        .class("toolbar")
        .child(Button::new(t!("Save response")).icon(Icon::Download).kind(ButtonKind::Quiet).on_click(save))
        .child(copy_button(t!("Copy response"), copied))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Bytes;

    fn received(kind: &str, body: &[u8]) -> Received {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        let response = Response::new(200, headers, Bytes::new(body.to_vec()));
        Received::whole(&response, None, Duration::from_millis(7))
    }

    #[test]
    fn a_body_is_shown_as_what_it_is() {
        assert_eq!(received("application/json", b"{\"a\":1}").text().as_deref(), Some("{\n  \"a\": 1\n}"));
        assert_eq!(received("text/plain", b"Hello").text().as_deref(), Some("Hello"));
        assert_eq!(received("image/png", b"\x89PNG\xff").text(), None);
        assert_eq!(received("text/plain", "aé".as_bytes().get(..2).unwrap()).text().as_deref(), Some("a"), "half a character");
        let long = "x".repeat(MOST_SHOWN + 1);
        assert_eq!(received("text/plain", long.as_bytes()).text().map(|text| text.len()), Some(MOST_SHOWN));
    }

    #[test]
    fn a_file_is_called_by_its_type() {
        assert_eq!(received("application/problem+json; charset=utf-8", b"").file_name(), "response.json");
        assert_eq!(received("application/x-unheard-of", b"").file_name(), "response.bin");
    }
}
