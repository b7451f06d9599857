//! The palette: what can be done, found by name. A part of the program of its own, with the list of keys.

mod everywhere;
mod matching;
mod shortcuts;

use std::ops::Range;

use leptos::ev;
use web_sys::KeyboardEvent;

use self::shortcuts::shortcuts_dialog;
use crate::app::commands::{Command, Commands};
use crate::app::lazy;
use crate::ui::components::{Dialog, Handler, Icon, Text, key_caps};
use crate::ui::dom::{Element, View, effect, group, html, live, text};
use crate::ui::reactive::*;

/// As many of a kind as are read at a glance.
const MOST_OF_A_KIND: usize = 8;

lazy::lazy!(palette_part: fn(Commands) -> View = |commands| {
    everywhere::offer(commands);
    group([palette_dialog(commands), shortcuts_dialog(commands)])
});

/// The palette and the list of keys, once one of them is asked for.
pub fn palette(commands: Commands) -> View {
    lazy::once(
        move || commands.palette.get() || commands.shortcuts.get(),
        move || lazy::when_loaded_beside(palette_part::load, move |dialogs| dialogs(commands)),
    )
}

fn palette_dialog(commands: Commands) -> View {
    Dialog::new(commands.palette, t!("Commands")).class("palette").content(move || content(commands))
}

/// A line of the list.
#[derive(Clone)]
struct Line {
    command: Command,
    found: Range<usize>,
}

/// What is shown under a heading.
#[derive(Clone)]
struct PaletteSection {
    heading: String,
    /// The number of its first line.
    first: usize,
    lines: Vec<Line>,
}

/// What matches `looked_for`, the best of each kind first.
fn matching_kinds(commands: Commands, looked_for: &str) -> Vec<PaletteSection> {
    let mut first = 0;
    let mut kinds = Vec::new();
    for offer in commands.offered(looked_for) {
        let mut lines: Vec<(u8, Line)> = offer
            .commands
            .into_iter()
            .filter_map(|command| {
                let (rank, found) = matching::find(command.label.as_str(), looked_for)?;
                Some((rank, Line { command, found }))
            })
            .collect();
        lines.sort_by_key(|(rank, _)| *rank);
        lines.truncate(MOST_OF_A_KIND);
        let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        if !lines.is_empty() {
            let count = lines.len();
            kinds.push(PaletteSection { heading: offer.heading, first, lines });
            first += count;
        }
    }
    kinds
}

/// The heading, label and detail of the line of this number: what tells its command from others.
fn command_at(kinds: &[PaletteSection], number: usize) -> Option<(String, String, Option<String>)> {
    let kind = kinds.iter().rfind(|kind| kind.first <= number)?;
    let command = &kind.lines.get(number - kind.first)?.command;
    Some((kind.heading.clone(), command.label.to_string(), command.detail.as_ref().map(ToString::to_string)))
}

fn content(commands: Commands) -> View {
    let looked_for = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let kinds = RwSignal::new(Vec::<PaletteSection>::new());
    let before = StoredValue::new(String::new());
    effect(move || {
        let text = looked_for.get();
        let is_same = before.with_value(|before| *before == text);
        let now = matching_kinds(commands, text.trim());
        // What is offered may change while somebody chooses: the choice goes with its command.
        let chosen = kinds.with_untracked(|kinds| command_at(kinds, at.get_untracked()));
        let place = chosen
            .filter(|_| is_same)
            .and_then(|chosen| (0..).map_while(|at| command_at(&now, at)).position(|one| one == chosen));
        before.set_value(text);
        kinds.set(now);
        at.set(place.unwrap_or_default());
    });
    let count = move || kinds.with(|kinds| kinds.iter().map(|kind| kind.lines.len()).sum::<usize>());
    let run = move |number: usize| {
        let line = kinds.with_untracked(|kinds| kinds.iter().flat_map(|kind| kind.lines.iter()).nth(number).cloned());
        if let Some(line) = line {
            commands.palette.set(false);
            // Once the focus is where it was: what it does may be done with what has the focus.
            request_animation_frame(move || (line.command.run)());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let (now, last) = (at.get_untracked(), untrack(count).saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowDown" => Some(if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => Some(now.checked_sub(1).unwrap_or(last)),
            "Enter" if !event.is_composing() => {
                run(now);
                None
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(to) = to {
            at.set(to);
        }
    };
    let list = html::div().id(LIST).class("palette-list").attr("role", "listbox").attr("aria-label", t!("Commands"));
    let node = list.node::<web_sys::Element>();
    effect(move || {
        let chosen = format!("#{}", option_id(at.get()));
        if let Ok(Some(option)) = node.query_selector(&chosen) {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            option.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
    });
    let field = html::input()
        .attr("type", "text")
        .class("palette-field")
        .attr("role", "combobox")
        .attr("aria-label", t!("Command"))
        .attr("aria-expanded", "true")
        .attr("aria-controls", LIST)
        .attr("aria-autocomplete", "list")
        .attr("aria-activedescendant", move || (count() > 0).then(|| option_id(at.get())))
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("autofocus", true)
        .attr("placeholder", t!("Find a command or a file"))
        .bind_value(looked_for)
        .on(ev::keydown, on_key);
    let run = Handler::from(run);
    let lines = live(move || kinds.get().into_iter().map(|kind| kind_view(kind, at, run)).collect::<Vec<_>>());
    let nothing = move || if count() == 0 { t!("Nothing matches.").to_owned() } else { String::new() };
    let hint = |keys: &'static str, words: &'static str| html::span().child(key_caps(keys)).child(" ").child(words);
    group([
        View::from(html::div().class("palette-head").child(Icon::Search).child(field)),
        list.child(lines).into(),
        html::p().class("palette-nothing").attr("role", "status").child(text(nothing)).into(),
        html::p()
            .class("palette-foot")
            .child(hint("ArrowUp ArrowDown", t!("choose")))
            .child(hint("Enter", t!("run")))
            .child(hint("Escape", t!("close")))
            .into(),
    ])
}

const LIST: &str = "palette-list";

fn option_id(number: usize) -> String {
    format!("palette-{number}")
}

fn kind_view(kind: PaletteSection, at: RwSignal<usize>, run: Handler<(usize,)>) -> Element {
    let PaletteSection { heading, first, lines } = kind;
    let id = format!("palette-kind-{first}");
    let lines = lines.into_iter().enumerate().map(move |(number, line)| option(line, first + number, at, run));
    html::div()
        .attr("role", "group")
        .attr("aria-labelledby", id.clone())
        .child(html::p().id(id).class("palette-kind").child(heading))
        .children(lines)
}

fn option(line: Line, number: usize, at: RwSignal<usize>, run: Handler<(usize,)>) -> Element {
    let Line { command: Command { label, detail, icon, keys, .. }, found } = line;
    html::div()
        .id(option_id(number))
        .class("palette-option")
        .attr("role", "option")
        .attr("aria-selected", move || if at.get() == number { "true" } else { "false" })
        // The focus stays in the field.
        .on(ev::mousedown, |event| event.prevent_default())
        .on_click(move || run.run((number,)))
        .child(icon)
        .child(marked(&label, found))
        .child(detail.map(|detail| html::span().class("palette-detail").child(View::from(&detail))))
        .child(keys.map(|keys| key_caps(&keys)))
}

/// A label with what was found in it marked.
fn marked(label: &Text, found: Range<usize>) -> Element {
    let all = label.as_str();
    // A space beside the mark is not one at the name's end.
    let part = |range: Range<usize>| all.get(range).unwrap_or_default().to_owned();
    let mark = html::mark().child(part(found.clone()));
    html::span()
        .class("palette-label")
        .attr("translate", label.translate())
        .child(part(0..found.start))
        .child(mark)
        .child(part(found.end..all.len()))
}
