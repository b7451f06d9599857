//! Elements and what can be said of them.

use std::borrow::Cow;
use std::cell::Cell;

use crate::ui::reactive::*;
use leptos::ev::{self, EventDescriptor};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::Node;

use super::live::{Live, follow, keep, not_plain};
use super::{View, visible};

/// An element of the page, being described.
#[derive(Debug)]
#[must_use = "an element is shown only where it is put"]
pub struct Element(web_sys::Element);

/// What an attribute, a style or a property is: fixed or followed. `None` takes it away.
///
/// Texts, options, `true` (an empty attribute) and `false` (none), and closures, signals and memos of these convert
/// into one.
pub enum Value {
    /// Never changes.
    Fixed(Option<Cow<'static, str>>),
    /// Read again whenever it changes.
    Followed(Box<dyn Fn() -> Option<Cow<'static, str>>>),
}

/// The attributes that are read by the visitor, out loud or as a tooltip.
const READ: [&str; 4] = ["aria-label", "title", "placeholder", "data-over"];

impl Element {
    /// An HTML element. [`html`](super::html) names those in use.
    #[allow(clippy::expect_used, reason = "refused only for a name that is none; all are written in this program")]
    pub(super) fn html(tag: &str) -> Element {
        Element(document().create_element(tag).expect("a tag"))
    }

    /// An SVG element.
    #[allow(clippy::expect_used, reason = "as above")]
    pub(super) fn svg(tag: &str) -> Element {
        Element(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag).expect("a tag"))
    }

    /// An element that the document has already, such as the form of `index.html`.
    pub fn existing(id: &str) -> Option<Element> {
        document().get_element_by_id(id).map(Element)
    }

    /// The first element within it that a CSS selector names.
    pub fn find(&self, selector: &str) -> Option<Element> {
        self.0.query_selector(selector).ok().flatten().map(Element)
    }

    /// A copy of it with all that is in it, but none of its listeners.
    pub fn copy(&self) -> Option<Element> {
        self.0.clone_node_with_deep(true).ok().map(|node| Element(node.unchecked_into()))
    }

    /// Takes away all that is in it.
    pub fn emptied(self) -> Self {
        self.0.set_text_content(None);
        self
    }

    /// It is in the document already, and needs no place.
    pub fn in_place(self) {}

    /// Takes it out of the document when the owner ends under which this is said.
    pub fn removed_with_owner(&self) {
        keep(Box::new(RemovedOnDrop(self.0.clone())));
    }

    /// The element itself, for what happens to it later.
    pub fn node<E: JsCast>(&self) -> E {
        self.0.clone().unchecked_into()
    }

    pub(super) fn into_node(self) -> Node {
        self.0.unchecked_into()
    }

    /// Puts `view` into it, after what is there.
    pub fn child(self, view: impl Into<View>) -> Self {
        self.append(view);
        self
    }

    /// The same for an element that stays where it is.
    pub fn append(&self, view: impl Into<View>) {
        // Refused only for an element that contains this one, which no description can say.
        let _ = self.0.append_child(view.into().node());
    }

    /// Puts these views into it, after what is there.
    pub fn children<V: Into<View>>(self, views: impl IntoIterator<Item = V>) -> Self {
        views.into_iter().fold(self, Element::child)
    }

    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: impl Into<Value>) -> Self {
        let element = self.0.clone();
        let is_read = READ.contains(&name);
        value.into().apply(Box::new(move |value| {
            // Refused only for a name that is none.
            let _ = match value {
                Some(value) if is_read => element.set_attribute(name, &visible::label(value)),
                Some(value) => element.set_attribute(name, value),
                None => element.remove_attribute(name),
            };
        }));
        self
    }

    /// Adds CSS classes, with spaces between them. Those that are followed come and go; all others stay.
    pub fn class(self, value: impl Into<Value>) -> Self {
        let classes = self.0.class_list();
        let before = Cell::new(String::new());
        value.into().apply(Box::new(move |value| {
            let now = value.unwrap_or_default();
            for name in before.replace(now.to_owned()).split_ascii_whitespace() {
                let _ = classes.remove_1(name);
            }
            for name in now.split_ascii_whitespace() {
                let _ = classes.add_1(name);
            }
        }));
        self
    }

    /// Sets its id.
    pub fn id(self, value: impl Into<Value>) -> Self {
        self.attr("id", value)
    }

    /// Adds a CSS class while a condition holds.
    pub fn class_when(self, name: &'static str, condition: impl Into<Live<bool>>) -> Self {
        let classes = self.0.class_list();
        each_value(condition.into(), move |holds| {
            let _ = classes.toggle_with_force(name, holds);
        });
        self
    }

    /// Sets a CSS property. (The `style` attribute is forbidden by the page's content security policy.)
    pub fn style(self, name: &'static str, value: impl Into<Value>) -> Self {
        not_plain();
        let style = self.node::<web_sys::HtmlElement>().style();
        value.into().apply(Box::new(move |value| {
            let _ = style.set_property(name, value.unwrap_or_default());
        }));
        self
    }

    /// Sets a property that is true or false, such as `checked`.
    pub fn property(self, name: &'static str, value: impl Into<Live<bool>>) -> Self {
        let element = self.0.clone();
        each_value(value.into(), move |value| set_property(&element, name, &value.into()));
        self
    }

    /// Ties the text of an input to a signal. Password managers may tell of a change by either event, or by none: see
    /// [`read_inputs`].
    pub fn bind_value(self, value: RwSignal<String>) -> Self {
        let input = self.node::<web_sys::HtmlInputElement>();
        let shown = input.clone();
        follow(Box::new(move || {
            // Setting the same text again would move the cursor.
            let value = value.get();
            if shown.value() != value {
                shown.set_value(&value);
            }
        }));
        let read = move |_: web_sys::Event| {
            let typed = input.value();
            if *value.read_untracked() != typed {
                value.set(typed);
            }
        };
        self.on(ev::input, read.clone()).on(ev::change, read)
    }

    /// Ties a check box to a signal.
    pub fn bind_checked(self, checked: RwSignal<bool>) -> Self {
        let input = self.node::<web_sys::HtmlInputElement>();
        self.property("checked", checked).on(ev::change, move |_| checked.set(input.checked()))
    }

    /// Calls `handler` at an event, for as long as the owner lives under which this is said. What the handler does may
    /// call it again, such as a click within a click, so it keeps its state in cells and signals.
    pub fn on<E>(self, event: E, handler: impl Fn(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        listen(&self.0, event.name(), Box::new(move |event| handler(event.unchecked_into())));
        self
    }

    /// Calls `handler` when it is pressed.
    pub fn on_click(self, handler: impl Fn() + 'static) -> Self {
        self.on(ev::click, move |_| handler())
    }
}

/// Has the signals follow what stands in the forms of the page, however it came there.
pub fn read_inputs() {
    let inputs = document().query_selector_all("form input").ok();
    for input in inputs.iter().flat_map(|inputs| (0..inputs.length()).filter_map(|at| inputs.get(at))) {
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = input.dispatch_event(&event);
        }
    }
}

/// Puts a value where it belongs.
type SetValue = Box<dyn Fn(Option<&str>)>;

impl Value {
    fn apply(self, set: SetValue) {
        match self {
            Value::Fixed(None) => {}
            Value::Fixed(value) => set(value.as_deref()),
            Value::Followed(read) => follow(Box::new(move || set(read().as_deref()))),
        }
    }
}

fn each_value(value: Live<bool>, set: impl Fn(bool) + 'static) {
    match value {
        Live::Fixed(value) => set(value),
        Live::Followed(read) => follow(Box::new(move || set(read()))),
    }
}

fn set_property(element: &web_sys::Element, name: &str, value: &wasm_bindgen::JsValue) {
    not_plain();
    let _ = js_sys::Reflect::set(element, &name.into(), value);
}

struct RemovedOnDrop(web_sys::Element);

impl Drop for RemovedOnDrop {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// A listener that ends when it is dropped.
struct Listener {
    element: web_sys::Element,
    event: Cow<'static, str>,
    handler: Closure<dyn Fn(web_sys::Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.element.remove_event_listener_with_callback(&self.event, self.handler.as_ref().unchecked_ref());
    }
}

fn listen(element: &web_sys::Element, event: Cow<'static, str>, handler: Box<dyn Fn(web_sys::Event)>) {
    // What the handler looks up and makes belongs where the element does.
    let owner = Owner::current().unwrap_or_default();
    let handler: Box<dyn Fn(web_sys::Event)> = Box::new(move |event| owner.with(|| handler(event)));
    let handler = Closure::wrap(handler);
    let _ = element.add_event_listener_with_callback(&event, handler.as_ref().unchecked_ref());
    keep(Box::new(Listener { element: element.clone(), event, handler }));
}

/// What converts into an attribute's value.
trait IntoAttribute {
    fn attribute(self) -> Option<Cow<'static, str>>;
}

impl IntoAttribute for &'static str {
    fn attribute(self) -> Option<Cow<'static, str>> {
        Some(self.into())
    }
}

impl IntoAttribute for String {
    fn attribute(self) -> Option<Cow<'static, str>> {
        Some(self.into())
    }
}

impl IntoAttribute for bool {
    fn attribute(self) -> Option<Cow<'static, str>> {
        self.then_some("".into())
    }
}

impl<A: IntoAttribute> IntoAttribute for Option<A> {
    fn attribute(self) -> Option<Cow<'static, str>> {
        self.and_then(A::attribute)
    }
}

macro_rules! fixed {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Value {
            fn from(value: $kind) -> Value {
                Value::Fixed(value.attribute())
            }
        }
    )*};
}
fixed!(&'static str, String, bool, Option<&'static str>, Option<String>);

impl<A: IntoAttribute, F: Fn() -> A + 'static> From<F> for Value {
    fn from(read: F) -> Value {
        Value::Followed(Box::new(move || read().attribute()))
    }
}

impl<A: IntoAttribute + Clone + 'static> From<Live<A>> for Value {
    fn from(value: Live<A>) -> Value {
        match value {
            Live::Fixed(value) => Value::Fixed(value.attribute()),
            Live::Followed(read) => Value::Followed(Box::new(move || read().attribute())),
        }
    }
}
