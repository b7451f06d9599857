//! The form of form_dom.rs by Leptos's view!.

use leptos::prelude::*;

fn main() {
    mount_to_body(Form);
}

#[component]
fn Field(label: &'static str, kind: &'static str, value: RwSignal<String>, error: RwSignal<Option<&'static str>>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=label>{label}</label>
            <input id=label class="input" type=kind aria-invalid=move || error.get().is_some().then_some("true") bind:value=value />
            {move || error.get().map(|error| view! { <p class="field-error">{error}</p> })}
        </div>
    }
}

#[component]
fn Form() -> impl IntoView {
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
    view! {
        <main>
            <h1>"Sign in"</h1>
            <form class="form" on:submit=send>
                <Field label="Name" kind="text" value=name error=name_error />
                <Field label="Password" kind="password" value=password error=password_error />
                <label><input type="checkbox" bind:checked=keep />"Keep me signed in"</label>
                <button class="button primary" class:busy=busy type="submit" disabled=busy>
                    {move || if busy.get() { "Signing in…" } else { "Sign in" }}
                </button>
            </form>
            <Show when=move || busy.get()>
                <button class="button" on:click=move |_| busy.set(false)>"Start over"</button>
            </Show>
            <ul>
                <For each=move || sent.get() key=|name| name.clone() let(name)>
                    <li>{name}</li>
                </For>
            </ul>
        </main>
    }
}
