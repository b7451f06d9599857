//! The builder of the page's elements, in a real browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]
#![cfg(target_arch = "wasm32")]

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::tick;
use satchel::ui::dom::{View, each, focus, group, html, live, mount, text, when};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Shows `view` in a place of its own.
fn show(view: impl FnOnce() -> View + 'static) -> web_sys::HtmlElement {
    let place: Rc<Cell<Option<web_sys::HtmlElement>>> = Rc::default();
    let made = place.clone();
    mount(move || {
        let section = html::section();
        made.set(Some(section.node()));
        section.child(view()).into()
    });
    place.take().unwrap()
}

fn shown(place: &web_sys::HtmlElement) -> String {
    place.text_content().unwrap()
}

#[wasm_bindgen_test]
fn an_element_has_what_was_said_of_it() {
    let place = show(|| {
        html::a()
            .class("button")
            .attr("href", "#/files")
            .attr("title", None::<String>)
            .attr("hidden", true)
            .attr("download", false)
            .child("one ")
            .child(html::strong().child(String::from("<two>")))
            .child(None::<View>)
            .child(vec!["3", "4"])
            .into()
    });
    assert_eq!(place.inner_html(), r##"<a class="button" href="#/files" hidden="">one <strong>&lt;two&gt;</strong>34</a>"##);
}

#[wasm_bindgen_test]
async fn what_is_followed_changes_and_nothing_else_does() {
    let name = RwSignal::new("Ann".to_owned());
    let place = show(move || {
        let greeting = html::p().attr("title", move || (name.get() != "Ann").then_some("new"));
        greeting.class_when("long", move || name.get().len() > 3).child("Hello ").child(text(move || name.get())).into()
    });
    let greeting = place.first_element_child().unwrap();
    assert_eq!(shown(&place), "Hello Ann");
    name.set("Berta".to_owned());
    tick().await;
    assert!(greeting.is_same_node(place.first_element_child().as_deref()));
    assert_eq!(greeting.get_attribute("title").as_deref(), Some("new"));
    assert_eq!((greeting.class_name().as_str(), shown(&place).as_str()), ("long", "Hello Berta"));
}

#[wasm_bindgen_test]
async fn a_view_within_a_view_is_replaced_where_it_is() {
    let (outer, inner) = (RwSignal::new(1), RwSignal::new(10));
    let place = show(move || {
        let between = live(move || {
            let outer = outer.get();
            group([View::from(format!("[{outer}:")), live(move || vec![inner.get().to_string(), "]".to_owned()])])
        });
        group([View::from("before "), between, View::from(" after")])
    });
    assert_eq!(shown(&place), "before [1:10] after");
    inner.set(11);
    tick().await;
    assert_eq!(shown(&place), "before [1:11] after");
    outer.set(2);
    tick().await;
    assert_eq!(shown(&place), "before [2:11] after");
    inner.set(12);
    tick().await;
    assert_eq!(shown(&place), "before [2:12] after");
}

#[wasm_bindgen_test]
async fn a_condition_that_keeps_holding_keeps_its_element() {
    let number = RwSignal::new(0);
    let place = show(move || when(move || number.get() > 0, || html::p().child("there")));
    assert_eq!(shown(&place), "");
    number.set(1);
    tick().await;
    let element = place.first_element_child().unwrap();
    number.set(2);
    tick().await;
    assert!(element.is_same_node(place.first_element_child().as_deref()));
    number.set(0);
    tick().await;
    assert_eq!(shown(&place), "");
}

#[wasm_bindgen_test]
async fn a_list_keeps_the_elements_of_its_keys_and_the_focus() {
    let keys = RwSignal::new(vec!["a", "b", "c"]);
    let ended = RwSignal::new(String::new());
    let place = show(move || {
        let item = move |key: String| {
            let name = key.clone();
            on_cleanup(move || ended.update(|ended| ended.push_str(&name)));
            html::button().child(key)
        };
        each(move || keys.get().into_iter().map(str::to_owned).collect(), item)
    });
    assert_eq!(shown(&place), "abc");
    let b = place.children().item(1).unwrap();
    focus(Some(b.clone()));
    keys.set(vec!["x", "b", "d", "c"]);
    tick().await;
    assert_eq!(shown(&place), "xbdc");
    assert!(document().active_element() == Some(b.clone()), "an element that stays keeps the focus");
    assert_eq!(ended.get_untracked(), "a");
    keys.set(vec!["c", "b"]);
    tick().await;
    assert_eq!(shown(&place), "cb");
    assert!(place.children().item(1) == Some(b));
    keys.set(Vec::new());
    tick().await;
    assert_eq!(shown(&place), "");
    assert_eq!(ended.get_untracked().len(), 5, "everything that was there has ended: {}", ended.get_untracked());
}

#[wasm_bindgen_test]
async fn what_belongs_to_a_view_ends_with_it() {
    let (there, count, runs) = (RwSignal::new(true), RwSignal::new(0), RwSignal::new(0));
    let button: Rc<Cell<Option<web_sys::HtmlElement>>> = Rc::default();
    let made = button.clone();
    let place = show(move || {
        when(
            move || there.get(),
            move || {
                let button = html::button().on_click(move || count.update(|count| *count += 1));
                made.set(Some(button.node()));
                button.child(text(move || {
                    runs.update_untracked(|runs| *runs += 1);
                    count.get().to_string()
                }))
            },
        )
    });
    let button = button.take().unwrap();
    button.click();
    tick().await;
    assert_eq!((shown(&place).as_str(), runs.get_untracked()), ("1", 2));
    there.set(false);
    tick().await;
    button.click();
    count.set(7);
    tick().await;
    assert_eq!((count.get_untracked(), runs.get_untracked()), (7, 2), "neither the handler nor the text runs any more");
}

#[wasm_bindgen_test]
async fn a_handler_finds_the_context_of_its_place() {
    #[derive(Clone, Copy)]
    struct Heard(RwSignal<bool>);
    let heard = RwSignal::new(false);
    let place = show(move || {
        provide_context(Heard(heard));
        html::button().on_click(|| expect_context::<Heard>().0.set(true)).into()
    });
    place.first_element_child().unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    assert!(heard.get_untracked());
}

#[wasm_bindgen_test]
async fn an_input_and_its_signal_agree() {
    let typed = RwSignal::new("one".to_owned());
    let place = show(move || html::input().bind_value(typed).into());
    let input: web_sys::HtmlInputElement = place.first_element_child().unwrap().unchecked_into();
    assert_eq!(input.value(), "one");
    input.set_value("two");
    input.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    assert_eq!(typed.get_untracked(), "two");
    typed.set("three".to_owned());
    tick().await;
    assert_eq!(input.value(), "three");
}
