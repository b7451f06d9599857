//! An item in full: every attribute with its type, what is nested as a tree.
//!
//! An item of 400 KB may hold tens of thousands of values or a single endless string. What is closed is not in the page,
//! and of what is open a part at a time, so that no item makes the page slow.

use std::sync::Arc;

use leptos::prelude::*;

use super::value::{is_described, line, type_in_words};
use crate::aws::dynamodb::{AttributeValue, Item};
use crate::ui::components::{Button, ButtonKind, CopyButton, Visible, each, format, live, maybe, visible, when};

/// Elements of a map, list or set shown at a time.
const ELEMENTS: usize = 100;
/// Characters of a string shown at a time.
const CHARACTERS: usize = 10_000;
/// What holds no more than this is open at first.
const OPEN: usize = 12;

/// What an element is to the map, list or set that it is in.
#[derive(Clone)]
enum Label {
    /// An attribute's name.
    Name(String),
    /// A list's elements are told apart by where they stand.
    Position,
    /// A set has no order, and one type for all.
    Member,
}

/// The details of an item.
pub(super) fn view(item: Arc<Item>, size: u64) -> AnyView {
    let json = {
        let item = Arc::clone(&item);
        Signal::derive(move || serde_json::to_string_pretty(&*item).unwrap_or_default())
    };
    let summary = format!("{}, about {}", format::count(item.len(), "attribute"), format::size(size));
    let attributes = item.iter().map(|(name, value)| (Label::Name(name.clone()), value.clone())).collect();
    view! {
        <div class="item-head">
            <p class="hint">{summary}</p>
            <CopyButton label="Copy as DynamoDB JSON" text=json />
        </div>
        {elements(attributes)}
    }
    .into_any()
}

/// The elements of a map, list or set, some at a time.
fn elements(elements: Vec<(Label, AttributeValue)>) -> AnyView {
    let total = elements.len();
    let elements = StoredValue::new(elements);
    let shown = RwSignal::new(total.min(ELEMENTS));
    let keys = move || (0..shown.get()).map(|at| at.to_string()).collect();
    let row = move |at: String| {
        let label_and_value = at.parse().ok().and_then(|at: usize| elements.with_value(|elements| elements.get(at).cloned()));
        maybe(label_and_value.map(|(label, value)| element(at, label, value)))
    };
    let more = move || {
        let left = total.saturating_sub(shown.get());
        maybe((left > 0).then(|| view! { <li>{show_more(shown, left.min(ELEMENTS), left, "")}</li> }))
    };
    view! {
        <ul class="tree">
            {each(keys, row)}
            {live(more)}
        </ul>
    }
    .into_any()
}

/// Offers to show `next` more of the `left` that are not shown yet.
fn show_more(shown: RwSignal<usize>, next: usize, left: usize, noun: &str) -> AnyView {
    let label = format!("Show {} of {} more{noun}", format::thousands(next), format::thousands(left));
    view! { <Button kind=ButtonKind::Quiet on_click=move || shown.update(|shown| *shown += next)>{label}</Button> }.into_any()
}

fn element(at: String, label: Label, value: AttributeValue) -> AnyView {
    let name = match label {
        Label::Name(name) => Some(name),
        Label::Position => Some(at),
        Label::Member => None,
    };
    let (code, kind) = (value.type_name(), type_in_words(&value));
    let head = name.map(|name| {
        view! {
            <div class="tree-head">
                <span class="tree-name"><Visible text=name /></span>
                <abbr class="badge" title=kind>{code}</abbr>
            </div>
        }
    });
    let head = maybe(head);
    let content = match value {
        AttributeValue::M(map) => nested(map.into_iter().map(|(name, value)| (Label::Name(name), value)).collect(), "attribute"),
        AttributeValue::L(list) => nested(list.into_iter().map(|value| (Label::Position, value)).collect(), "value"),
        AttributeValue::StringSet(set) => nested(members(set, AttributeValue::S), "string"),
        AttributeValue::NumberSet(set) => nested(members(set, AttributeValue::N), "number"),
        AttributeValue::BinarySet(set) => nested(members(set, AttributeValue::B), "binary value"),
        AttributeValue::S(text) => string(text),
        AttributeValue::B(base64) => binary(&line(&AttributeValue::B(base64.clone())), base64),
        value => {
            let class = if is_described(&value) { "tree-value described" } else { "tree-value" };
            view! { <span class=class><Visible text=line(&value) /></span> }.into_any()
        }
    };
    view! { <li>{head} {content}</li> }.into_any()
}

fn members(set: Vec<String>, member: fn(String) -> AttributeValue) -> Vec<(Label, AttributeValue)> {
    set.into_iter().map(|text| (Label::Member, member(text))).collect()
}

/// What holds others: closed, its elements are not in the page.
fn nested(inner: Vec<(Label, AttributeValue)>, noun: &str) -> AnyView {
    let summary = format::count(inner.len(), noun);
    if inner.is_empty() {
        return view! { <span class="tree-value described">{summary}</span> }.into_any();
    }
    let open = RwSignal::new(inner.len() <= OPEN);
    let inner = StoredValue::new(inner);
    view! {
        <details open=open.get_untracked() on:toggle=move |event| open.set(is_open(&event))>
            <summary>{summary}</summary>
            {when(move || open.get(), move || elements(inner.get_value()))}
        </details>
    }
    .into_any()
}

fn is_open(event: &leptos::ev::Event) -> bool {
    event_target::<leptos::web_sys::Element>(event).has_attribute("open")
}

/// A string, from its beginning, in a box that scrolls.
fn string(text: String) -> AnyView {
    if text.is_empty() {
        return view! { <span class="tree-value described">"empty"</span> }.into_any();
    }
    let total = text.chars().count();
    let text = StoredValue::new(text);
    let shown = RwSignal::new(CHARACTERS);
    let part = move || {
        let count = shown.get();
        text.with_value(|text| {
            let end = text.char_indices().nth(count).map_or(text.len(), |(end, _)| end);
            visible::lines(text.get(..end).unwrap_or_default())
        })
    };
    let more = move || {
        let left = total.saturating_sub(shown.get());
        maybe((left > 0).then(|| show_more(shown, left.min(CHARACTERS), left, " characters")))
    };
    view! {
        <pre class="tree-value" tabindex=long(total)>{live(part)}</pre>
        {live(more)}
    }
    .into_any()
}

/// What may be longer than its box can be scrolled by keyboard.
fn long(characters: usize) -> Option<&'static str> {
    (characters > 200).then_some("0")
}

fn binary(length: &str, base64: String) -> AnyView {
    view! {
        <span class="tree-value described">
            {length.to_owned()}
            <CopyButton label="Copy as base64" text=base64 />
        </span>
    }
    .into_any()
}
