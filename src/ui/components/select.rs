//! A choice of one among a few.

use leptos::ev;
use leptos::prelude::Callable;

use super::{Handler, Text, visible};
use crate::ui::dom::{Element, Live, View, effect, html};

/// The browser's own list of choices, after its label. Each of `options` is a value and how it reads.
pub fn select(
    label: impl Into<Text>,
    options: Vec<(String, Text)>,
    chosen: impl Into<Live<String>>,
    on_choose: impl Into<Handler<(String,)>>,
) -> Element {
    let (label, chosen, on_choose) = (label.into(), chosen.into(), on_choose.into());
    let option = |(value, text): (String, Text)| {
        let content = View::unmarked(&visible::label(text.as_str()));
        html::option().attr("value", value).attr("translate", text.translate()).child(content)
    };
    let list = html::select().class("input").children(options.into_iter().map(option));
    let node = list.node::<web_sys::HtmlSelectElement>();
    let shown = node.clone();
    effect(move || shown.set_value(&chosen.get()));
    let list = list.on(ev::change, move |_| on_choose.run((node.value(),)));
    html::label().class("select").child(html::span().child(View::from(&label))).child(list)
}
