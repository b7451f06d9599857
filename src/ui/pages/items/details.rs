//! An item in full: every attribute with its type, what is nested as a tree.
//!
//! An item of 400 KB may hold tens of thousands of values or a single endless string. What is closed is not in the page,
//! and of what is open a part at a time, so that no item makes the page slow.

use std::sync::Arc;

use leptos::prelude::*;

use super::value::{is_described, line, type_in_words};
use crate::aws::dynamodb::{AttributeValue, Item};
use crate::ui::components::{Button, ButtonKind, CopyButton, Fact, Facts, Visible, format, visible};

/// Elements of a map, list or set shown at a time.
const ELEMENTS: usize = 100;
/// Characters of a string shown at a time.
const CHARACTERS: usize = 10_000;
/// What holds no more than this is open at first.
const OPEN: usize = 12;

/// The details of an item.
pub(super) fn view(item: Arc<Item>, size: u64) -> AnyView {
    let json = {
        let item = Arc::clone(&item);
        Signal::derive(move || serde_json::to_string_pretty(&*item).unwrap_or_default())
    };
    let facts = vec![Fact::text("Attributes", format::thousands(item.len())), Fact::text("Size", format!("about {}", format::size(size)))];
    let attributes = item.iter().map(|(name, value)| (Some(name.clone()), value.clone())).collect();
    view! {
        <Facts facts=facts />
        <div class="item-head">
            <h3>"Attributes"</h3>
            <span class="hint">"DynamoDB JSON"</span>
            <CopyButton label="Copy as DynamoDB JSON" text=json />
        </div>
        {elements(attributes)}
    }
    .into_any()
}

/// The elements of a map, list or set, some at a time.
fn elements(elements: Vec<(Option<String>, AttributeValue)>) -> AnyView {
    let total = elements.len();
    let elements = StoredValue::new(elements);
    let shown = RwSignal::new(total.min(ELEMENTS));
    let part = move || {
        let count = shown.get();
        elements.with_value(|elements| elements.iter().take(count).cloned().enumerate().collect::<Vec<_>>())
    };
    let more = move || {
        let left = total.saturating_sub(shown.get());
        (left > 0).then(|| {
            let next = left.min(ELEMENTS);
            let show = move || shown.update(|shown| *shown += next);
            view! {
                <li>
                    <Button kind=ButtonKind::Quiet on_click=show>
                        {format!("Show {} of {} more", format::thousands(next), format::thousands(left))}
                    </Button>
                </li>
            }
        })
    };
    view! {
        <ul class="tree">
            <For each=part key=|(at, _)| *at children=|(at, (name, value))| element(at, name, value) />
            {more}
        </ul>
    }
    .into_any()
}

/// One element: in a map it has a name, else a number.
fn element(at: usize, name: Option<String>, value: AttributeValue) -> AnyView {
    let name = match name {
        Some(name) => view! { <span class="tree-name"><Visible text=name /></span> }.into_any(),
        None => view! { <span class="tree-name number">{at}</span> }.into_any(),
    };
    let kind = type_in_words(&value);
    let badge = view! { <abbr class="badge" title=kind>{value.type_name()}</abbr> };
    let content = match value {
        AttributeValue::M(map) => nested(map.into_iter().map(|(name, value)| (Some(name), value)).collect(), "attribute"),
        AttributeValue::L(list) => nested(list.into_iter().map(|value| (None, value)).collect(), "value"),
        AttributeValue::StringSet(set) => nested(members(set, AttributeValue::S), "value"),
        AttributeValue::NumberSet(set) => nested(members(set, AttributeValue::N), "value"),
        AttributeValue::BinarySet(set) => nested(members(set, AttributeValue::B), "value"),
        AttributeValue::S(text) => string(text),
        AttributeValue::B(base64) => binary(&line(&AttributeValue::B(base64.clone())), base64),
        value => {
            let class = if is_described(&value) { "tree-value described" } else { "tree-value" };
            view! { <span class=class><Visible text=line(&value) /></span> }.into_any()
        }
    };
    view! { <li><div class="tree-head">{name} {badge}</div> {content}</li> }.into_any()
}

fn members(set: Vec<String>, member: fn(String) -> AttributeValue) -> Vec<(Option<String>, AttributeValue)> {
    set.into_iter().map(|text| (None, member(text))).collect()
}

/// What holds others: closed, its elements are not in the page.
fn nested(inner: Vec<(Option<String>, AttributeValue)>, noun: &str) -> AnyView {
    let summary = format::count(inner.len(), noun);
    if inner.is_empty() {
        return view! { <span class="tree-value described">{summary}</span> }.into_any();
    }
    let open = RwSignal::new(inner.len() <= OPEN);
    let inner = StoredValue::new(inner);
    view! {
        <details open=open.get_untracked() on:toggle=move |event| open.set(is_open(&event))>
            <summary>{summary}</summary>
            {move || open.get().then(|| elements(inner.get_value()))}
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
        (left > 0).then(|| {
            let next = left.min(CHARACTERS);
            let show = move || shown.update(|shown| *shown += next);
            let label = format!("Show {} of {} more characters", format::thousands(next), format::thousands(left));
            view! { <Button kind=ButtonKind::Quiet on_click=show>{label}</Button> }
        })
    };
    view! { <pre class="tree-value" tabindex=long(total) >{part}</pre> {more} }.into_any()
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
