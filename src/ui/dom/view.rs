//! Pieces of the page, and how they come and go.

use crate::ui::reactive::{Memo, Readable, document};
use leptos::mount::mount_to_body;
use wasm_bindgen::JsCast;
use web_sys::Node;

use super::live::{Live, follow};
use super::{Element, visible};

/// A piece of the page: an element, a text, several of them or none. To be put into one place.
#[derive(Debug)]
#[must_use = "a view is shown only where it is put"]
pub struct View(Node);

impl View {
    /// Nothing to see.
    pub fn none() -> View {
        View(document().create_document_fragment().unchecked_into())
    }

    /// A text as it is, for where marks are no choice. All others come by [`visible::text`].
    pub fn unmarked(text: &str) -> View {
        View(document().create_text_node(text).unchecked_into())
    }

    pub(super) fn node(&self) -> &Node {
        &self.0
    }

    fn append(&self, view: View) {
        // Refused only for a node that contains this one, which no description can say.
        let _ = self.0.append_child(&view.0);
    }
}

impl From<Element> for View {
    fn from(element: Element) -> View {
        View(element.into_node())
    }
}

impl From<&str> for View {
    fn from(text: &str) -> View {
        visible::text(text)
    }
}

impl From<String> for View {
    fn from(text: String) -> View {
        text.as_str().into()
    }
}

impl From<Live<String>> for View {
    fn from(text: Live<String>) -> View {
        match text {
            Live::Fixed(text) => text.into(),
            Live::Followed(read) => follow_text(Box::new(move || read())),
        }
    }
}

impl<V: Into<View>> From<Option<V>> for View {
    fn from(view: Option<V>) -> View {
        view.map_or_else(View::none, Into::into)
    }
}

impl<V: Into<View>> From<Vec<V>> for View {
    fn from(views: Vec<V>) -> View {
        group(views)
    }
}

/// Several views as one, in this order.
pub fn group<V: Into<View>>(views: impl IntoIterator<Item = V>) -> View {
    let all = View::none();
    views.into_iter().for_each(|view| all.append(view.into()));
    all
}

/// Text that is read again whenever it changes.
pub fn text<T: Into<String>>(read: impl Fn() -> T + 'static) -> View {
    follow_text(Box::new(move || read().into()))
}

fn follow_text(read: Box<dyn Fn() -> String>) -> View {
    let node: Node = document().create_text_node("").unchecked_into();
    let text = node.clone();
    follow(Box::new(move || text.set_node_value(Some(&visible::part_of_label(&read())))));
    View(node)
}

/// A view that is made again whenever a signal it read changes.
///
/// `live(move || match *state.read() { … })`
pub fn live<V: Into<View>>(view: impl Fn() -> V + 'static) -> View {
    follow_view(Box::new(move || view().into()))
}

fn follow_view(view: Box<dyn Fn() -> View>) -> View {
    let place = InsertionPoint::new();
    let all = place.around();
    follow(Box::new(move || place.replace(view())));
    all
}

/// A view that is there while a condition holds, made anew each time it comes to hold.
///
/// `when(move || open.get(), move || dialog())`
pub fn when<V: Into<View>>(condition: impl Fn() -> bool + Send + Sync + 'static, view: impl Fn() -> V + 'static) -> View {
    let condition: Box<dyn Fn() -> bool + Send + Sync> = Box::new(condition);
    let holds = Memo::new(move |_| condition());
    live(move || if holds.get() { view().into() } else { View::none() })
}

/// A place between two marks, whose content comes and goes.
pub(super) struct InsertionPoint {
    start: Node,
    pub(super) end: Node,
}

impl InsertionPoint {
    pub(super) fn new() -> InsertionPoint {
        let mark = || document().create_comment("").unchecked_into();
        InsertionPoint { start: mark(), end: mark() }
    }

    /// The place itself, to be put into the page.
    pub(super) fn around(&self) -> View {
        group([View(self.start.clone()), View(self.end.clone())])
    }

    pub(super) fn insert(&self, node: &Node, before: Option<&Node>) {
        // Without a parent somebody else has emptied the page, and there is nothing to show.
        if let Some(parent) = self.end.parent_node() {
            let _ = parent.insert_before(node, before);
        }
    }

    fn replace(&self, view: View) {
        while let Some(node) = self.start.next_sibling().filter(|node| *node != self.end) {
            remove(&node);
        }
        self.insert(&view.0, Some(&self.end));
    }
}

pub(super) fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        let _ = parent.remove_child(node);
    }
}

/// Shows the page's whole content, for as long as the page is there.
pub fn mount(view: impl FnOnce() -> View + 'static) {
    // Leptos starts what runs effects and futures, and keeps the owner of all; it is given nothing of its own to show.
    mount_to_body(move || {
        let view = view();
        if let Some(body) = document().body() {
            // What is in the body already comes after it, such as the form of `index.html`.
            let _ = body.insert_before(&view.0, body.first_child().as_ref());
        }
    });
}
