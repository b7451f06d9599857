//! Names and values that are typed, line by line.

use crate::ui::reactive::*;

use crate::ui::components::{Button, ButtonKind, Icon};
use crate::ui::dom::{Element, View, each, focus, html, when};
use crate::ui::words::{Phrase, format};

/// What the two fields of a line are called, which tells lines apart by their number, and the button for one more.
#[derive(Clone, Copy)]
pub struct PairWords {
    pub name: fn(String) -> String,
    pub value: fn(String) -> String,
    pub remove: fn(String) -> String,
    pub add: Phrase,
}

/// The lines, as they are typed.
#[derive(Clone, Copy)]
pub struct Pairs {
    lines: RwSignal<Vec<Line>>,
    next: StoredValue<usize>,
    /// What is typed lives as long as the lines, whoever fills them in.
    owner: StoredValue<Owner>,
}

#[derive(Clone, Copy)]
struct Line {
    id: usize,
    name: RwSignal<String>,
    value: RwSignal<String>,
}

impl Pairs {
    /// No lines. Belongs to the component that calls it.
    pub fn new() -> Pairs {
        Pairs {
            lines: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// Shows these.
    pub fn set(self, pairs: impl IntoIterator<Item = (String, String)>) {
        if self.lines.is_disposed() {
            return;
        }
        let lines = pairs.into_iter().map(|(name, value)| self.line(name, value)).collect();
        self.lines.set(lines);
    }

    /// What stands in the lines; a line in which nothing stands is none.
    pub fn get(self) -> Vec<(String, String)> {
        let typed = |line: &Line| (line.name.get(), line.value.get());
        self.lines.read().iter().map(typed).filter(|(name, value)| !name.is_empty() || !value.is_empty()).collect()
    }

    fn line(self, name: String, value: String) -> Line {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.owner.get_value().with(|| Line { id, name: RwSignal::new(name), value: RwSignal::new(value) })
    }

    /// The lines, of which `faulty` is marked; up to `most`.
    pub fn view(self, words: PairWords, most: usize, faulty: RwSignal<Option<usize>>) -> View {
        let lines = html::div().class("pairs");
        let node = lines.node::<web_sys::Element>();
        let ids = move || self.lines.read().iter().map(|line| line.id.to_string()).collect();
        let line = move |id: String| self.element(&id, words, faulty);
        let can_add = move || self.lines.read().len() < most;
        let add = move || {
            let line = self.line(String::new(), String::new());
            self.lines.update(|lines| lines.push(line));
            let node = node.clone();
            request_animation_frame(move || {
                focus(node.query_selector(".pair:last-of-type input").ok().flatten());
            });
        };
        let add = move || {
            let add = add.clone();
            Button::new(words.add.text()).kind(ButtonKind::Link).icon(Icon::Plus).on_click(add)
        };
        html::div().child(lines.child(each(ids, line))).child(when(can_add, add)).into()
    }

    fn element(self, id: &str, words: PairWords, faulty: RwSignal<Option<usize>>) -> Element {
        let found = self.lines.with_untracked(|lines| lines.iter().find(|line| line.id.to_string() == id).copied());
        let row = html::div().class("pair");
        let Some(line) = found else { return row };
        let at = Memo::new(move |_| self.lines.read().iter().position(|other| other.id == line.id).unwrap_or_default());
        let number = move || format::number(at.get() as u64 + 1);
        let is_faulty = move || (faulty.get() == Some(at.get())).then_some("true");
        let input = |label: fn(String) -> String, value: RwSignal<String>| {
            html::input()
                .class("input")
                .attr("type", "text")
                .attr("autocomplete", "off")
                .attr("autocapitalize", "none")
                .attr("spellcheck", "false")
                .attr("aria-label", move || label(number()))
                .attr("aria-invalid", is_faulty)
                .bind_value(value)
        };
        let remove = move || self.lines.update(|lines| lines.retain(|other| other.id != line.id));
        let remove = Button::icon_only(Icon::Close, move || (words.remove)(number())).on_click(remove);
        row.child(input(words.name, line.name)).child(input(words.value, line.value)).child(remove)
    }
}
