//! The form of form_view.rs by satchel::ui::dom.

use leptos::ev;
use satchel::ui::dom::{Element, View, each, group, html, live, mount, text, when};
use satchel::ui::reactive::*;

fn main() {
    mount(form);
}

fn field(label: &'static str, kind: &'static str, value: RwSignal<String>, error: RwSignal<Option<&'static str>>) -> Element {
    let input = html::input()
        .id(label)
        .class("input")
        .attr("type", kind)
        .attr("aria-invalid", move || error.get().is_some().then_some("true"))
        .bind_value(value);
    let message = live(move || error.get().map(|error| html::p().class("field-error").child(error)));
    html::div().class("field").child(html::label().attr("for", label).child(label)).child(input).child(message)
}

fn form() -> View {
    let (name, password, keep) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(false));
    let (name_error, password_error) = (RwSignal::new(None), RwSignal::new(None));
    let (sent, busy) = (RwSignal::new(Vec::<String>::new()), RwSignal::new(false));
    let send = move |event: leptos::web_sys::SubmitEvent| {
        event.prevent_default();
        name_error.set(name.get().is_empty().then_some("Enter your name."));
        password_error.set(password.get().is_empty().then_some("Enter your password."));
        if name_error.get().is_none() && password_error.get().is_none() {
            busy.set(true);
            sent.update(|sent| sent.insert(0, name.get()));
        }
    };
    let checkbox = html::label().child(html::input().attr("type", "checkbox").bind_checked(keep)).child("Keep me signed in");
    let button = html::button()
        .class("button primary")
        .class_when("busy", busy)
        .attr("type", "submit")
        .attr("disabled", move || busy.get().then_some(""))
        .child(text(move || if busy.get() { "Signing in…" } else { "Sign in" }));
    let form = html::form()
        .class("form")
        .on(ev::submit, send)
        .child(field("Name", "text", name, name_error))
        .child(field("Password", "password", password, password_error))
        .child(checkbox)
        .child(button);
    let again = when(move || busy.get(), move || html::button().class("button").on_click(move || busy.set(false)).child("Start over"));
    let list = html::ul().child(each(move || sent.get(), |name| html::li().child(name)));
    html::main().child(group([html::h1().child("Sign in").into(), View::from(form), again, list.into()])).into()
}
