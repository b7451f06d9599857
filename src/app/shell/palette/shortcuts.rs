//! The list of keys.

use crate::app::commands::Commands;
use crate::app::pages::files;
use crate::app::preferences::MyPreferences;
use crate::ui::components::{Dialog, Icon, Text, checkbox, key_caps};
use crate::ui::dom::{Element, View, focus, group, html, live};
use crate::ui::reactive::*;
use crate::ui::words::Phrase;

use super::matching;

/// What keys do, and which: several are alternatives.
type ShortcutRow = (Phrase, Vec<String>);

/// Rows under a heading.
type Section = (Phrase, &'static [(Phrase, &'static [&'static str])]);

/// What the pages and the list do by themselves. What is done with files stands in the registry.
static KEYS: [Section; 5] = [
    (
        phrase!("Go"),
        &[
            (phrase!("Commands"), &["Control+K"]),
            (phrase!("Search files"), &["/"]),
            (phrase!("Folder above"), &["Backspace", "Alt+ArrowUp"]),
            (phrase!("Back, forward"), &["Alt+ArrowLeft", "Alt+ArrowRight"]),
            (phrase!("Jump to a name"), &["A … Z"]),
        ],
    ),
    (
        phrase!("Choose"),
        &[
            (phrase!("Move to a row"), &["ArrowUp", "ArrowDown"]),
            (phrase!("Select a row"), &["Control+Space"]),
            (phrase!("Extend the selection"), &["Shift+ArrowDown"]),
            (phrase!("Select all"), &["Control+A"]),
            (phrase!("Clear selection"), &["Escape"]),
        ],
    ),
    (
        phrase!("Look"),
        &[
            (phrase!("Open"), &["Enter"]),
            (phrase!("Preview"), &["Space"]),
            (phrase!("Next, previous"), &["ArrowRight", "ArrowLeft"]),
            (phrase!("Save in the editor"), &["Control+S"]),
            (phrase!("List, gallery, flat"), &["Control+Shift+1 … 3"]),
        ],
    ),
    (phrase!("Change"), &[(phrase!("Actions"), &[".", "Shift+F10"])]),
    (phrase!("Help"), &[(phrase!("This list"), &["?"])]),
];

fn sections() -> Vec<(Phrase, Vec<ShortcutRow>)> {
    let rows = |rows: &[(Phrase, &[&str])]| -> Vec<ShortcutRow> {
        rows.iter().map(|(does, keys)| (*does, keys.iter().map(|keys| (*keys).to_owned()).collect())).collect()
    };
    let mut sections: Vec<(Phrase, Vec<ShortcutRow>)> = KEYS.iter().map(|(heading, of)| (*heading, rows(of))).collect();
    if let Some((_, change)) = sections.iter_mut().find(|(heading, _)| *heading == phrase!("Change")) {
        for (does, keys) in files::shortcuts() {
            let row = (does, vec![keys]);
            // Some do the same to what is selected and to the folder.
            if !change.contains(&row) {
                change.push(row);
            }
        }
    }
    sections
}

/// What the keys do, and whether those of one character do anything.
pub fn shortcuts_dialog(commands: Commands) -> View {
    Dialog::new(commands.shortcuts, t!("Keyboard shortcuts")).class("shortcuts").content(content)
}

fn content() -> View {
    let looked_for = RwSignal::new(String::new());
    let preferences = MyPreferences::get();
    let single = RwSignal::new(preferences.single_keys().get_untracked());
    crate::ui::dom::effect(move || preferences.choose_single_keys(single.get()));
    let shown = move || {
        let looked_for = looked_for.get();
        let fits = |row: &ShortcutRow| matching::find(row.0.text(), looked_for.trim()).is_some();
        let sections = sections().into_iter().map(|(heading, rows)| (heading, rows.into_iter().filter(fits).collect::<Vec<_>>()));
        let sections: Vec<Element> =
            sections.filter(|(_, rows)| !rows.is_empty()).map(|(heading, rows)| section(heading, rows)).collect();
        if sections.is_empty() { vec![html::p().child(t!("Nothing matches."))] } else { sections }
    };
    let find = html::input()
        .attr("type", "search")
        .attr("aria-label", t!("Find a key"))
        .attr("placeholder", t!("Find a key"))
        .attr("autocomplete", "off")
        .bind_value(looked_for);
    let node = find.node::<web_sys::Element>();
    request_animation_frame(move || focus(Some(node)));
    group([
        View::from(html::div().class("search-field").child(Icon::Search).child(find)),
        html::div().class("shortcut-sections").child(live(shown)).into(),
        html::div()
            .class("shortcuts-foot")
            .child(html::p().class("hint").child(t!("Letters jump to a name. The keys / ? and . act outside fields only.")))
            .child(checkbox(t!("Keys / ? ."), single, None))
            .into(),
    ])
}

fn section(heading: Phrase, rows: Vec<ShortcutRow>) -> Element {
    let row = |(does, keys): ShortcutRow| {
        let said = Text::words(keys.join(", ").replace('+', " "));
        let keys = keys.iter().map(|keys| key_caps(keys)).collect::<Vec<_>>();
        let said = html::span().class("visually-hidden").attr("translate", "no").child(View::from(&said));
        html::div().child(html::dt().child(does.text())).child(html::dd().child(said).child(keys))
    };
    html::section().child(html::h3().child(heading.text())).child(html::dl().children(rows.into_iter().map(row)))
}
