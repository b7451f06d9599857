//! The language of the page: the browser's, unless the visitor chooses another. The script in `index.html` reads the choice before
//! anything is painted.

use crate::ui::reactive::*;
use leptos::ev;

use super::AppState;
use crate::auth::accounts;
use crate::browser::location;
use crate::ports::{KeyValueStore, Lifetime};
use crate::ui::components::Icon;
use crate::ui::dom::{View, html};

const KEY: &str = "satchel.language";
const TYPED: &str = "satchel.typed";

/// Those that there are, each by its own name, so that whoever reads no other finds it.
const LANGUAGES: [(&str, &str); 3] = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")];

/// Whether the browser would remember a choice.
pub fn can_be_chosen(state: AppState) -> bool {
    accounts::can_be_kept(state.client().platform(), Lifetime::Persistent)
}

/// The name that was typed when a language was chosen, once.
pub fn take_typed(state: AppState) -> Option<String> {
    let client = state.client();
    let typed = client.platform().get(Lifetime::Tab, TYPED);
    client.platform().remove(Lifetime::Tab, TYPED);
    typed.filter(|typed| !typed.is_empty())
}

/// The choice. The page is loaded anew in the language that is chosen; what waits for a code is kept by the tab, and so is the
/// name that is `typed`.
pub fn language_select(state: AppState, typed: impl Fn() -> String + Clone + 'static) -> View {
    if !can_be_chosen(state) {
        return View::none();
    }
    let client = state.client();
    let chosen = client.platform().get(Lifetime::Persistent, KEY).unwrap_or_default();
    let option = |value: &'static str, name: &'static str| html::option().attr("value", value).child(name);
    let language = |(tag, name): (&'static str, &'static str)| option(tag, name).attr("lang", tag).attr("translate", "no");
    let list = html::select()
        .class("input")
        .attr("autocomplete", "off")
        .child(option("", t!("Automatic")))
        .children(LANGUAGES.into_iter().map(language));
    let node = list.node::<web_sys::HtmlSelectElement>();
    node.set_value(&chosen);
    let (shown, before) = (node.clone(), chosen.clone());
    let apply = move || {
        let (client, tag) = (state.client(), node.value());
        if tag == chosen {
            return;
        }
        match tag.as_str() {
            "" => client.platform().remove(Lifetime::Persistent, KEY),
            tag => client.platform().set(Lifetime::Persistent, KEY, tag),
        }
        client.platform().set(Lifetime::Tab, TYPED, &typed());
        location::reload();
    };
    let [on_change, on_enter, on_leave] = [(); 3].map(|()| apply.clone());
    // Arrows pass by what is not meant: those who use them choose by Enter, or by going on.
    let by_key = RwSignal::new(false);
    let change = move |_: web_sys::Event| {
        if !by_key.get_untracked() {
            on_change();
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let key = event.key();
        by_key.set(key != "Enter");
        match key.as_str() {
            "Enter" => on_enter(),
            "Escape" => shown.set_value(&before),
            _ => {}
        }
    };
    let list = list.on(ev::change, change).on(ev::keydown, key).on(ev::focusout, move |_| on_leave());
    html::label().class("language").child(Icon::Globe).child(html::span().child(t!("Language"))).child(list).into()
}
