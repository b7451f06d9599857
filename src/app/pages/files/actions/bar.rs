//! What can be done with what is selected, in a row of buttons.

use super::super::state::Files;
use super::registry::{FILE_ACTIONS, FileAction, Group};
use crate::ui::components::{Button, ButtonKind, Icon, Point};
use crate::ui::dom::{Element, View, html, when};

/// The buttons, between how much is selected and how large it is.
pub fn selection_bar(files: Files) -> View {
    let mut actions: Vec<&FileAction> = FILE_ACTIONS.iter().filter(|action| action.bar.is_some()).collect();
    actions.sort_by_key(|action| action.bar);
    // On phones, where there is room for four of them.
    let more = Button::new(t!("More")).kind(ButtonKind::Quiet).icon(Icon::More);
    let more = more.on_click(move || files.menu.open(Point { x: 0.0, y: 0.0 }));
    html::div()
        .class("bar-actions")
        .children(actions.into_iter().map(|action| place(files, action)))
        .child(html::span().class("more-actions").child(more))
        .into()
}

/// What stays in the bar of a phone: Download, Move, Share, Delete.
const ON_PHONES: [Option<u8>; 4] = [Some(0), Some(1), Some(5), Some(8)];

fn place(files: Files, action: &'static FileAction) -> Element {
    let button = when(move || (action.is_offered)(files), move || button(files, action));
    let class = match action.group {
        Group::Delete => "deletes",
        Group::Details => "quits",
        _ => "",
    };
    html::span().class(class).class_when("rare", move || !ON_PHONES.contains(&action.bar)).child(button)
}

fn button(files: Files, action: &'static FileAction) -> Button {
    let growing = files.listing.completing;
    let button = Button::new(action.label.text()).kind(ButtonKind::Quiet).icon(action.icon).disabled(growing);
    button.on_click(move || action.run(files))
}
