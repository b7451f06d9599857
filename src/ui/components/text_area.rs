//! A field for text over several lines.

use crate::ui::reactive::RwSignal;

use super::id::unique_id;
use crate::ui::dom::{Element, html};

/// A field of this name for what is typed into `value`, so many lines high at first, with what helps to fill it in.
pub fn text_area(label: &'static str, value: RwSignal<String>, rows: u32, hint: Option<&'static str>) -> Element {
    let id = unique_id("text");
    let hint_id = format!("{id}-hint");
    let area = html::textarea()
        .id(id.clone())
        .class("input mono")
        .attr("rows", rows.to_string())
        .attr("dir", "auto")
        .attr("autocapitalize", "none")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", hint.is_some().then(|| hint_id.clone()))
        .bind_value(value);
    let hint = hint.map(|hint| html::p().class("hint").id(hint_id).child(hint));
    html::div().class("field").child(html::label().attr("for", id).child(label)).child(area).child(hint)
}
