//! An item in full: every attribute with its type, what is nested as a tree.
//!
//! An item of 400 KB may hold tens of thousands of values or a single endless string. What is closed is not in the page,
//! and of what is open a part at a time, so that no item makes the page slow.

use std::sync::Arc;

use crate::ui::reactive::*;
use leptos::ev;

use super::value::{is_described, length, line, type_in_words};
use crate::aws::dynamodb::{AttributeValue, Item};
use crate::ui::components::{Button, ButtonKind, copy_button, visible};
use crate::ui::dom::{Element, View, each, focus, group, html, live, text, when};
use crate::ui::words::format;

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
pub(super) fn view(item: Arc<Item>, size: u64) -> View {
    let json = {
        let item = Arc::clone(&item);
        move || serde_json::to_string_pretty(&*item).unwrap_or_default()
    };
    let count = n!(item.len(), one = "{count} attribute", other = "{count} attributes");
    let summary = t!("{attributes}, about {size}", attributes = count, size = format::size(size));
    let attributes = item.iter().map(|(name, value)| (Label::Name(name.clone()), value.clone())).collect();
    let head = html::div()
        .class("item-head")
        .child(html::p().class("hint").child(summary))
        .child(copy_button(t!("Copy as DynamoDB JSON"), json));
    group([head, elements(attributes)])
}

/// The elements of a map, list or set, some at a time.
fn elements(elements: Vec<(Label, AttributeValue)>) -> Element {
    let total = elements.len();
    let elements = StoredValue::new(elements);
    let shown = RwSignal::new(total.min(ELEMENTS));
    let keys = move || (0..shown.get()).map(|at| at.to_string()).collect();
    let row = move |at: String| {
        let label_and_value = at.parse().ok().and_then(|at: usize| elements.with_value(|elements| elements.get(at).cloned()));
        label_and_value.map_or_else(html::li, |(label, value)| element(at, label, value))
    };
    let label = |some, left| n!(some, one = "Show {count} of {left} more", other = "Show {count} of {left} more", left = left);
    let more = move || html::li().child(show_more(shown, total, ELEMENTS, label));
    html::ul().class("tree").child(each(keys, row)).child(when(move || shown.get() < total, more))
}

/// Offers to show `step` more of what is not shown yet; `says` so of how many and of how many. The button stays until all is,
/// and keeps the focus.
fn show_more(shown: RwSignal<usize>, total: usize, step: usize, says: fn(usize, String) -> String) -> Button {
    let label = text(move || {
        let left = total.saturating_sub(shown.get());
        says(left.min(step), format::number(left as u64))
    });
    let show = move || shown.update(|shown| *shown = total.min(*shown + step));
    Button::new(label).kind(ButtonKind::Quiet).on_click(show)
}

fn element(at: String, label: Label, value: AttributeValue) -> Element {
    let name = match label {
        Label::Name(name) => Some(name),
        Label::Position => Some(at),
        Label::Member => None,
    };
    let (code, kind) = (value.type_name(), type_in_words(&value));
    let head = name.map(|name| {
        html::div()
            .class("tree-head")
            .child(html::span().class("tree-name").attr("translate", "no").child(visible(name)))
            .child(html::abbr().class("badge").attr("title", kind).child(html::span().attr("translate", "no").child(code)))
    });
    let length = length(&value);
    let content = match value {
        AttributeValue::M(map) => nested(map.into_iter().map(|(name, value)| (Label::Name(name), value)).collect(), length),
        AttributeValue::L(list) => nested(list.into_iter().map(|value| (Label::Position, value)).collect(), length),
        AttributeValue::StringSet(set) => nested(members(set, AttributeValue::S), length),
        AttributeValue::NumberSet(set) => nested(members(set, AttributeValue::N), length),
        AttributeValue::BinarySet(set) => nested(members(set, AttributeValue::B), length),
        AttributeValue::S(text) => string(text),
        AttributeValue::B(base64) => {
            let line = View::from(&line(&AttributeValue::B(base64.clone())));
            described(line).child(copy_button(t!("Copy as base64"), base64)).into()
        }
        value => {
            let class = if is_described(&value) { "tree-value described" } else { "tree-value" };
            html::span().class(class).child(View::from(&line(&value))).into()
        }
    };
    html::li().child(head).child(content)
}

fn members(set: Vec<String>, member: fn(String) -> AttributeValue) -> Vec<(Label, AttributeValue)> {
    set.into_iter().map(|text| (Label::Member, member(text))).collect()
}

/// Words that stand for a value.
fn described(words: impl Into<View>) -> Element {
    html::span().class("tree-value described").child(words)
}

/// What holds others: closed, its elements are not in the page.
fn nested(inner: Vec<(Label, AttributeValue)>, summary: String) -> View {
    if inner.is_empty() {
        return described(summary).into();
    }
    let open = RwSignal::new(inner.len() <= OPEN);
    let inner = StoredValue::new(inner);
    let details = html::details();
    let node: web_sys::Element = details.node();
    details
        .attr("open", open.get_untracked())
        .on(ev::toggle, move |_| open.set(node.has_attribute("open")))
        .child(html::summary().child(summary))
        .child(when(move || open.get(), move || elements(inner.get_value())))
        .into()
}

/// A string, from its beginning, in a box that scrolls.
fn string(text: String) -> View {
    if text.is_empty() {
        return described(t!("empty")).into();
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
    // What may be longer than its box can be scrolled by keyboard.
    let tab_stop = (total > 200).then_some("0");
    let string = html::pre().class("tree-value").attr("tabindex", tab_stop).child(live(part));
    let node: web_sys::Element = string.node();
    let show_all = move || {
        let node = node.clone();
        let show = move || {
            shown.set(total);
            // Else the focus would go with the button, and Escape would not close the drawer.
            focus(Some(node.clone()));
        };
        Button::new(t!("Show all")).kind(ButtonKind::Quiet).on_click(show)
    };
    let label = |some, left| {
        n!(some, one = "Show {count} of {left} more characters", other = "Show {count} of {left} more characters", left = left)
    };
    let more = move || show_more(shown, total, CHARACTERS, label);
    group([string.into(), when(move || shown.get() < total, more), when(move || shown.get() + CHARACTERS < total, show_all)])
}
