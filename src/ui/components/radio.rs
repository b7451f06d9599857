//! One choice among a few.

use crate::ui::reactive::*;
use leptos::ev;

use super::id::unique_id;
use super::{Handler, Text};
use crate::ui::dom::{Element, View, html};

/// One of the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RadioOption {
    /// What it is called.
    pub label: Text,
    /// What tells it from others with the same name.
    pub hint: Option<Text>,
}

/// Radio buttons under a common name. `chosen` is the place of the one that is chosen; `on_choose` hears of another.
///
/// `radio_group("Role", choices, chosen, move |(at,)| choose(at))`
pub fn radio_group(
    name: &'static str,
    choices: Vec<RadioOption>,
    chosen: impl Fn() -> usize + Clone + Send + Sync + 'static,
    on_choose: impl Into<Handler<(usize,)>>,
) -> Element {
    let (group, on_choose) = (unique_id("choice"), on_choose.into());
    let choice = move |(at, choice): (usize, RadioOption)| -> View {
        let chosen = chosen.clone();
        let hint_id = unique_id("hint");
        let described_by = choice.hint.is_some().then(|| hint_id.clone());
        let input = html::input()
            .attr("type", "radio")
            .attr("name", group.clone())
            .attr("aria-describedby", described_by)
            .property("checked", move || chosen() == at)
            .on(ev::change, move |_| on_choose.run((at,)));
        html::div()
            .class("checkbox")
            .child(html::label().child(input).child(html::span().child(View::from(&choice.label))))
            .child(choice.hint.map(|hint| html::p().class("hint").id(hint_id).child(View::from(&hint))))
            .into()
    };
    html::fieldset()
        .class("choices")
        .child(html::legend().child(name))
        .children(choices.into_iter().enumerate().map(choice).collect::<Vec<_>>())
}
