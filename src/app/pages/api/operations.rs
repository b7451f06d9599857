//! What the endpoint offers, by tag, and what was sent before: each one press away.

use std::time::SystemTime;

use crate::ui::reactive::*;

use super::Console;
use super::history::{Outcome, Sent};
use crate::api::openapi::ApiOperation;
use crate::browser::text::normalize;
use crate::files::matching::Pattern;
use crate::ui::components::{Icon, Text, select, visible};
use crate::ui::dom::{Element, View, html, live, when};
use crate::ui::words::format;

/// What `select` calls a request that no operation describes.
const FREE: &str = "";

/// What addresses call it.
pub(super) const CUSTOM: &str = "custom";

/// What addresses call an operation.
pub(super) fn name(operation: &ApiOperation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// Beside the request where there is room.
pub(super) fn view(console: Console) -> Element {
    let wanted = RwSignal::new(String::new());
    html::div()
        .class("api-side")
        .child(choice(console))
        .child(find(console, wanted))
        .child(list(console, wanted))
        .child(sent_before(console))
}

/// Narrows the list to what has this in its name, its path, its method or its tag.
fn find(console: Console, wanted: RwSignal<String>) -> View {
    let has_some = move || !console.operations.read().is_empty();
    when(has_some, move || {
        let label = t!("Find an operation");
        let input = html::input()
            .attr("type", "search")
            .attr("aria-label", label)
            .attr("placeholder", label)
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .bind_value(wanted);
        html::div().class("search-field find-operation").child(Icon::Search).child(input)
    })
}

fn is_wanted(pattern: &Pattern, operation: &ApiOperation) -> bool {
    [&operation.summary, &operation.path, &operation.tag].into_iter().any(|text| pattern.is_in(text))
        || pattern.is_in(operation.method.as_str())
}

/// All operations in one control, for where there is no room for a list.
fn choice(console: Console) -> View {
    live(move || {
        let operations = console.operations.read();
        if operations.is_empty() {
            return None;
        }
        let name = |operation: &ApiOperation| match operation.tag.as_str() {
            "" => operation.summary.clone(),
            tag => format!("{tag}: {}", operation.summary),
        };
        let mut options: Vec<_> =
            operations.iter().enumerate().map(|(at, operation)| (at.to_string(), Text::data(name(operation)))).collect();
        options.push((FREE.to_owned(), t!("Custom request").into()));
        let chosen = move || console.draft.operation().map_or_else(|| FREE.to_owned(), |at| at.to_string());
        let choose = move |at: String| console.choose(at.parse().ok());
        Some(select(t!("Operation"), options, chosen, choose))
    })
}

fn list(console: Console, wanted: RwSignal<String>) -> View {
    live(move || {
        let all = console.operations.read();
        let wanted = wanted.read();
        let pattern = Pattern::new(wanted.trim(), normalize);
        let operations: Vec<_> = all.iter().enumerate().filter(|(_, operation)| is_wanted(&pattern, operation)).collect();
        if operations.is_empty() && !all.is_empty() {
            let nothing = t!("No operation matches “{text}”", text = wanted.trim());
            return vec![html::p().class("hint nothing-found").attr("role", "status").child(nothing)];
        }
        let mut tags: Vec<&str> = Vec::new();
        for (_, operation) in &operations {
            if !tags.contains(&operation.tag.as_str()) {
                tags.push(&operation.tag);
            }
        }
        let of_tag = |tag: &str| {
            let of_it = operations.iter().filter(|(_, operation)| operation.tag == tag);
            let lines = of_it.map(|(at, operation)| line(console, *at, operation));
            let heading = match tag {
                "" => html::h2().child(t!("Operations")),
                tag => html::h2().attr("translate", "no").child(visible(tag)),
            };
            html::section().child(heading).child(html::ul().children(lines))
        };
        tags.into_iter().map(of_tag).collect::<Vec<_>>()
    })
}

fn line(console: Console, at: usize, operation: &ApiOperation) -> Element {
    let is_current = move || (console.draft.operation() == Some(at)).then_some("true");
    let button = html::button()
        .attr("type", "button")
        .class("operation")
        .attr("aria-current", is_current)
        .on_click(move || console.choose(Some(at)))
        .child(method(operation.method.as_str()))
        .child(html::span().attr("translate", "no").child(visible(&operation.summary)));
    html::li().child(button)
}

/// A method in its colour.
pub(super) fn method(name: &str) -> Element {
    let class = match name {
        "GET" | "HEAD" => "method reads",
        "POST" => "method makes",
        "PUT" | "PATCH" => "method changes",
        "DELETE" => "method deletes",
        _ => "method",
    };
    html::span().class(class).attr("translate", "no").child(name)
}

/// What this tab has sent, the newest first: shown and sent once more, signed anew.
fn sent_before(console: Console) -> View {
    live(move || {
        let all = console.history.all();
        (!all.is_empty()).then(|| {
            html::section()
                .class("sent-before")
                .attr("aria-label", t!("Earlier requests"))
                .child(html::h2().child(t!("Sent before")))
                .child(html::ul().children(all.into_iter().map(|sent| sent_line(console, sent))))
        })
    })
}

fn sent_line(console: Console, Sent { request, outcome, took, at }: Sent) -> Element {
    let seconds = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let time = format::time_of_day(i64::try_from(seconds).unwrap_or(i64::MAX));
    let (class, outcome) = match outcome {
        Outcome::Answered(status @ 0..=399) => ("badge good", status.to_string()),
        Outcome::Answered(status) => ("badge bad", status.to_string()),
        Outcome::Stopped => ("badge wary", t!("Stopped").to_owned()),
        Outcome::NoAnswer => ("badge wary", t!("No answer").to_owned()),
        Outcome::BrokenOff => ("badge wary", t!("Incomplete").to_owned()),
    };
    let name = format!("{} {}", request.method, request.path);
    let duration = format::milliseconds(took);
    let button = html::button()
        .attr("type", "button")
        .class("operation")
        .attr("aria-label", t!("Send {request} again", request = name))
        .attr("title", t!("{duration}, at {time}", duration = duration, time = time))
        .child(method(request.method.as_str()))
        .child(html::span().class("mono").attr("translate", "no").child(visible(&request.path)))
        .child(html::span().class(class).child(outcome));
    html::li().child(button.on_click(move || console.repeat(request.clone())))
}
