//! The response, as it comes.

use std::time::Duration;

use leptos::prelude::*;

use super::{Console, describe, problems};
use crate::api::cause::{Cause, cause};
use crate::api::shell;
use crate::browser::save;
use crate::ports::Response;
use crate::ui::components::{Button, ButtonKind, Fact, Icon, NoticeKind, copy_button, facts, notice};
use crate::ui::dom::{Element, View, group, html, live, text, visible, when};
use crate::ui::words::format;

/// More of a response is saved, not shown: a browser would take seconds to lay it out.
const MOST_SHOWN: usize = 200_000;

/// What has come of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Until its status and headers were there.
    first_byte: Duration,
    /// Until its last byte was, once it is.
    took: Option<Duration>,
    cause: Option<Cause>,
}

impl Received {
    pub fn begun(status: u16, headers: &[(String, String)], first_byte: Duration) -> Received {
        Received { status, headers: headers.to_vec(), body: Vec::new(), first_byte, took: None, cause: None }
    }

    pub fn append(&mut self, bytes: &[u8]) {
        self.body.extend_from_slice(bytes);
    }

    pub fn whole(response: &Response, begun: Option<&Received>, took: Duration) -> Received {
        let first_byte = begun.map_or(took, |begun| begun.first_byte);
        let mut received = Received::begun(response.status().as_u16(), response.headers(), first_byte);
        received.append(response.body());
        Received { took: Some(took), cause: cause(response), ..received }
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
        Some(is_whole.then(|| describe::pretty(text)).flatten().unwrap_or_else(|| text.to_owned()))
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
    let waiting = running.clone();
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
        .class("panel response")
        .attr("aria-label", t!("Response"))
        .child(head)
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
        None => t!("{first} to the first byte, stopped, {size}", first = first, size = size),
    };
    let line = html::span().class("hint").attr("role", "status").child(says);
    Some(group([html::span().class(class).attr("translate", "no").child(received.status.to_string()), line]))
}

fn content(console: Console) -> View {
    let received = console.received;
    let headers = move || {
        let received = received.read();
        let headers = received.iter().flat_map(|received| &received.headers);
        headers.map(|(name, value)| Fact { code: true, ..Fact::text(name.clone(), value.clone()) }).collect::<Vec<_>>()
    };
    let headers = html::details()
        .child(html::summary().child(text(move || {
            n!(
                received.read().as_ref().map_or(0, |received| received.headers.len()),
                one = "{count} header",
                other = "{count} headers"
            )
        })))
        .child(facts(headers));
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
    group([View::from(actions(console)), headers.into(), live(cut), live(body)])
}

fn actions(console: Console) -> Element {
    let received = console.received;
    let save = move || {
        if let Some(received) = &*received.read_untracked() {
            save::bytes(&received.body, &received.file_name());
        }
    };
    let copied = move || received.read_untracked().as_ref().and_then(Received::text).unwrap_or_default();
    let curl = move || console.request().and_then(|request| shell::curl(&request).ok()).unwrap_or_default();
    let cli = move || console.request().and_then(|request| shell::aws_cli(&request));
    html::div()
        .class("toolbar")
        .child(Button::new(t!("Save response")).icon(Icon::Download).kind(ButtonKind::Quiet).on_click(save))
        .child(copy_button(t!("Copy response"), copied))
        .child(
            html::span()
                .class("copy-as")
                .child(html::span().attr("translate", "no").child("curl"))
                .child(copy_button(t!("Copy as curl"), curl)),
        )
        .child(live(move || {
            let there = cli();
            there.map(|command| {
                html::span()
                    .class("copy-as")
                    .child(html::span().attr("translate", "no").child("AWS CLI"))
                    .child(copy_button(t!("Copy as AWS CLI"), command))
            })
        }))
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
