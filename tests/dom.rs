//! The builder of the page's elements, in a real browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]
#![cfg(target_arch = "wasm32")]

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev;
use leptos::task::tick;
use satchel::ui::dom::{KeptContent, View, each, focus, group, html, live, mount, text, when};
use satchel::ui::reactive::*;
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
fn content_that_changes_keeps_the_nodes_it_can() {
    let cell = html::div();
    let (content, place) = (KeptContent::of(&cell), cell.node::<web_sys::HtmlElement>());
    let first = || place.first_child().unwrap();
    content.show(|| String::from("1 kB").into());
    let text = first();
    content.show(|| String::from("2 kB").into());
    assert!(first().is_same_node(Some(&text)) && place.inner_html() == "2 kB");
    content.show(|| html::a().attr("href", "#/a").child("a").into());
    assert_eq!(place.inner_html(), r##"<a href="#/a">a</a>"##);
    let link = first();
    content.show(|| html::a().attr("href", "#/b").attr("title", "b").child("b").into());
    assert!(first().is_same_node(Some(&link)));
    assert_eq!(place.inner_html(), r##"<a href="#/b" title="b">b</a>"##);
    content.show(|| String::from("3 kB").into());
    assert_eq!(place.inner_html(), "3 kB");
    content.show(|| None::<String>.into());
    assert_eq!(place.inner_html(), "");
}

#[wasm_bindgen_test]
fn a_text_with_what_would_not_be_seen_has_its_marks_in_between() {
    let cell = html::div();
    let (content, place) = (KeptContent::of(&cell), cell.node::<web_sys::HtmlElement>());
    content.show(|| String::from("plain").into());
    content.show(|| String::from("a\u{202e}b").into());
    assert_eq!(shown(&place), "aU+202Eb");
    content.show(|| String::from("plain").into());
    assert_eq!(place.inner_html(), "plain");
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
                    runs.try_update_untracked(|runs| *runs += 1);
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

#[wasm_bindgen_test]
async fn a_class_that_changes_leaves_the_others_alone() {
    let (kind, open) = (RwSignal::new("small round"), RwSignal::new(true));
    let place = show(move || {
        html::p().class("panel").class_when("open", open).class(move || kind.get()).class_when("shut", move || !open.get()).into()
    });
    let classes = || {
        let mut classes: Vec<_> = place.first_element_child().unwrap().class_name().split(' ').map(str::to_owned).collect();
        classes.sort();
        classes.join(" ")
    };
    assert_eq!(classes(), "open panel round small");
    kind.set("round large");
    tick().await;
    assert_eq!(classes(), "large open panel round");
    open.set(false);
    kind.set("");
    tick().await;
    assert_eq!(classes(), "panel shut");
}

/// A click at once, also within another of the same element, where `click()` does nothing.
fn press(element: &web_sys::HtmlElement) {
    element.dispatch_event(&web_sys::MouseEvent::new("click").unwrap()).unwrap();
}

#[wasm_bindgen_test]
fn a_handler_may_cause_its_own_event() {
    let (clicks, visits) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (clicked, visited) = (clicks.clone(), visits.clone());
    let place = show(move || {
        let (button, first, second) = (html::button(), html::button(), html::button());
        let (itself, away) = (button.node::<web_sys::HtmlElement>(), second.node::<web_sys::HtmlElement>());
        let button = button.on_click(move || {
            clicked.set(clicked.get() + 1);
            if clicked.get() < 3 {
                press(&itself);
            }
        });
        let pair = html::div().child(first).child(second).on(ev::focusin, move |_| {
            visited.set(visited.get() + 1);
            focus(Some(away.clone()));
        });
        group([button, pair])
    });
    let buttons = place.query_selector_all("button").unwrap();
    let button = |at| buttons.item(at).unwrap().unchecked_into::<web_sys::HtmlElement>();
    button(0).click();
    assert_eq!(clicks.get(), 3);
    button(1).focus().unwrap();
    assert_eq!(visits.get(), 2);
    assert!(document().active_element().as_ref() == Some(&button(2)));
}

#[wasm_bindgen_test]
async fn a_handler_may_end_its_own_view() {
    let (there, kept) = (RwSignal::new(true), Rc::new(Cell::new(0)));
    let held = kept.clone();
    let place = show(move || {
        let view = move || {
            let (button, held, owner) = (html::button(), held.clone(), Owner::current().unwrap());
            let itself = button.node::<web_sys::HtmlElement>();
            button.on_click(move || {
                there.set(false);
                // The element, all that belongs to it and this handler go at once; what it holds stays until it returns.
                itself.remove();
                owner.cleanup();
                press(&itself);
                held.set(held.get() + 1);
            })
        };
        when(move || there.get(), view)
    });
    let holders = Rc::strong_count(&kept);
    place.first_element_child().unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    assert_eq!(kept.get(), 1);
    assert_eq!(Rc::strong_count(&kept), holders - 1, "the handler is gone with what it held");
    tick().await;
    assert_eq!(shown(&place), "");
}

/// A list of buttons in boxes that scroll, and the box of a key, by its number among those of that key.
fn boxes(keys: RwSignal<Vec<&'static str>>) -> (web_sys::HtmlElement, impl Fn(&str, usize) -> web_sys::HtmlElement) {
    let place = show(move || {
        let row = |key: String| {
            let content = html::button().style("display", "block").style("height", "100px").child(key);
            html::div().style("height", "20px").style("overflow", "auto").child(content)
        };
        each(move || keys.get().into_iter().map(str::to_owned).collect(), row)
    });
    let within = place.clone();
    let of_key = move |key: &str, number: usize| {
        let all = (0..within.children().length()).map(|at| within.children().item(at).unwrap());
        all.filter(|row| row.text_content().as_deref() == Some(key)).nth(number).unwrap().unchecked_into()
    };
    (place, of_key)
}

#[wasm_bindgen_test]
async fn a_row_with_the_focus_keeps_it_in_any_order() {
    let keys = RwSignal::new(vec!["a", "b", "c", "d"]);
    let (place, row) = boxes(keys);
    let a = row("a", 0);
    focus(a.first_element_child());
    let focused = document().active_element();
    a.set_scroll_top(30);
    let moved_away = Rc::new(Cell::new(0));
    let count = moved_away.clone();
    let lost = wasm_bindgen::prelude::Closure::<dyn Fn()>::new(move || count.set(count.get() + 1));
    a.add_event_listener_with_callback("focusout", lost.as_ref().unchecked_ref()).unwrap();
    for order in [
        vec!["b", "c", "d", "a"],
        vec!["d", "c", "b", "a"],
        vec!["a", "b", "c", "d"],
        vec!["x", "d", "a", "y", "b"],
        // Both neighbours go, then all others.
        vec!["x", "a", "b"],
        vec!["a"],
        vec!["b", "a", "c"],
    ] {
        keys.set(order.clone());
        tick().await;
        assert_eq!(shown(&place), order.concat());
        assert!(row("a", 0) == a && document().active_element() == focused, "it stays in {order:?}");
        assert_eq!((a.scroll_top(), moved_away.get()), (30, 0), "nor is it moved in {order:?}");
    }
}

#[wasm_bindgen_test]
async fn a_row_that_need_not_move_keeps_its_scroll_position() {
    let keys = RwSignal::new(vec!["a", "b", "c", "d", "e"]);
    let (place, row) = boxes(keys);
    let rows = ["b", "c", "d"].map(|key| row(key, 0));
    rows.iter().for_each(|row| row.set_scroll_top(40));
    for order in [vec!["b", "c", "d", "e", "a"], vec!["e", "b", "x", "c", "d"], vec!["d", "y", "b", "c"]] {
        keys.set(order.clone());
        tick().await;
        assert_eq!(shown(&place), order.concat());
        assert!(rows[..2].iter().all(|row| row.scroll_top() == 40), "b and c stay in {order:?}");
    }
}

#[wasm_bindgen_test]
async fn rows_with_the_same_key_are_all_shown() {
    let keys = RwSignal::new(vec!["a", "b", "a", "a"]);
    let (place, row) = boxes(keys);
    assert_eq!(shown(&place), "abaa");
    let (first, second) = (row("a", 0), row("a", 1));
    keys.set(vec!["a", "a", "c"]);
    tick().await;
    assert_eq!(shown(&place), "aac");
    assert!(row("a", 0) == first && row("a", 1) == second);
    keys.set(vec!["c"]);
    tick().await;
    assert_eq!(shown(&place), "c");
}
