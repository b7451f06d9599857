//! Content that changes again and again, and keeps the nodes it can.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use web_sys::Node;

use super::live::described;
use super::view::remove;
use super::{Element, View, group, visible};
use crate::ui::reactive::document;

/// What is shown in a place that shows something else again and again.
#[derive(Debug)]
pub enum TextOrView {
    /// A text and nothing else, for which no node has to be made where one is.
    Text(String),
    /// Anything.
    View(View),
}

impl From<String> for TextOrView {
    fn from(text: String) -> TextOrView {
        TextOrView::Text(text)
    }
}

impl From<Option<String>> for TextOrView {
    fn from(text: Option<String>) -> TextOrView {
        TextOrView::Text(text.unwrap_or_default())
    }
}

impl From<View> for TextOrView {
    fn from(view: View) -> TextOrView {
        TextOrView::View(view)
    }
}

impl From<Element> for TextOrView {
    fn from(element: Element) -> TextOrView {
        TextOrView::View(element.into())
    }
}

impl From<Option<Element>> for TextOrView {
    fn from(element: Option<Element>) -> TextOrView {
        TextOrView::View(element.into())
    }
}

impl From<TextOrView> for View {
    fn from(content: TextOrView) -> View {
        match content {
            TextOrView::Text(text) => text.into(),
            TextOrView::View(view) => view,
        }
    }
}

/// What is in an element, to be replaced by something much like it: nodes of the same kind stay and change only where they differ,
/// since a browser takes far longer to place a new element than to change one.
#[derive(Debug)]
pub struct KeptContent {
    parent: Node,
    /// Whether it is elements, attributes and texts alone.
    is_plain: Cell<bool>,
    /// Its node, where it is a text and nothing else.
    text: RefCell<Option<(Node, String)>>,
}

impl KeptContent {
    /// That of an element in which nothing is yet.
    pub fn of(element: &Element) -> KeptContent {
        KeptContent { parent: element.node(), is_plain: Cell::new(true), text: RefCell::new(None) }
    }

    /// Shows what `content` describes in place of what is there. What follows a signal, listens, or has a style or a property of its
    /// own is not compared with what is there, but takes its place.
    pub fn show(&self, content: impl FnOnce() -> TextOrView) {
        match described(content) {
            (TextOrView::Text(text), _) if visible::is_plain(&text) => self.show_text(text),
            (content, is_plain) => self.show_view(content.into(), is_plain),
        }
    }

    fn show_text(&self, text: String) {
        let mut kept = self.text.borrow_mut();
        match &mut *kept {
            Some((_, before)) if *before == text => {}
            Some((node, before)) => {
                node.set_node_value(Some(&text));
                *before = text;
            }
            None => {
                self.is_plain.set(true);
                self.parent.set_text_content(None);
                let node: Node = document().create_text_node(&text).unchecked_into();
                // Refused only for what contains the parent, which a text does not.
                let _ = self.parent.append_child(&node);
                *kept = Some((node, text));
            }
        }
    }

    fn show_view(&self, view: View, is_plain: bool) {
        self.text.take();
        if !(self.is_plain.replace(is_plain) && is_plain) {
            self.parent.set_text_content(None);
        }
        update_children(&self.parent, group([view]).node());
    }
}

/// Gives `parent` the children of `wanted`.
fn update_children(parent: &Node, wanted: &Node) {
    let mut old = parent.first_child();
    let mut next = wanted.first_child();
    while let Some(new) = next {
        next = new.next_sibling();
        let child = old.take();
        old = child.as_ref().and_then(Node::next_sibling);
        if child.as_ref().is_some_and(|child| update(child, &new)) {
            continue;
        }
        // Refused only for what contains the parent, which no description can say.
        let _ = parent.insert_before(&new, child.as_ref());
        if let Some(child) = child {
            remove(&child);
        }
    }
    while let Some(child) = old {
        old = child.next_sibling();
        remove(&child);
    }
}

/// Makes `node` equal to `wanted`, if they are of the same kind.
fn update(node: &Node, wanted: &Node) -> bool {
    if node.is_equal_node(Some(wanted)) {
        return true;
    }
    if node.node_name() != wanted.node_name() {
        return false;
    }
    match (node.dyn_ref(), wanted.dyn_ref()) {
        (Some(element), Some(wanted)) => update_attributes(element, wanted),
        _ => node.set_node_value(wanted.node_value().as_deref()),
    }
    update_children(node, wanted);
    true
}

fn update_attributes(element: &web_sys::Element, wanted: &web_sys::Element) {
    let names =
        |element: &web_sys::Element| element.get_attribute_names().to_vec().into_iter().filter_map(|name| name.as_string());
    for name in names(wanted) {
        let value = wanted.get_attribute(&name);
        if element.get_attribute(&name) != value {
            // Refused only for a name that is none.
            let _ = element.set_attribute(&name, &value.unwrap_or_default());
        }
    }
    for name in names(element).filter(|name| wanted.get_attribute(name).is_none()) {
        let _ = element.remove_attribute(&name);
    }
}
