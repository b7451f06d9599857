//! What can be done wherever the visitor is, for those who ask by name: what the palette finds. Whoever can do something offers
//! it for as long as it is there.

use std::rc::Rc;

use crate::ui::reactive::*;

use crate::ui::components::{Icon, Text};

/// Something that can be done.
#[derive(Clone)]
pub struct Command {
    /// What it is found by.
    pub label: Text,
    /// What else tells it from others: the folder a file is in.
    pub detail: Option<Text>,
    /// Its drawing.
    pub icon: Icon,
    /// The keys that do it without the palette.
    pub keys: Option<String>,
    /// Does it, also when what has offered it is gone.
    pub run: Rc<dyn Fn()>,
}

impl Command {
    /// Does `run`.
    pub fn new(label: impl Into<Text>, icon: Icon, run: impl Fn() + 'static) -> Command {
        Command { label: label.into(), detail: None, icon, keys: None, run: Rc::new(run) }
    }

    /// The keys that do it without the palette, as [`key_caps`](crate::ui::components::key_caps) takes them.
    pub fn keys(mut self, keys: impl Into<Option<String>>) -> Command {
        self.keys = keys.into();
        self
    }
}

/// Commands of one kind, under a heading.
pub struct Offer {
    /// The heading.
    pub heading: String,
    /// The commands; those that do not match what is looked for may be left out.
    pub commands: Vec<Command>,
}

type OfferSource = Rc<dyn Fn(&str) -> Vec<Offer>>;

/// All that is offered now.
#[derive(Clone, Copy)]
pub struct Commands {
    sources: RwSignal<Vec<(u32, OfferSource)>>,
    last_id: StoredValue<u32>,
    /// Whether the palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub shortcuts: RwSignal<bool>,
}

impl Commands {
    /// Nothing is offered yet, for all below the component that this is called in.
    pub fn provide() -> Commands {
        let commands = Commands {
            sources: RwSignal::new(Vec::new()),
            last_id: StoredValue::new(0),
            palette: RwSignal::new(false),
            shortcuts: RwSignal::new(false),
        };
        provide_context(commands);
        commands
    }

    /// Those of this page.
    pub fn get() -> Commands {
        expect_context()
    }

    /// Offers what `source` gives for what is looked for, above what was offered before, for as long as the component that this is
    /// called in is there.
    pub fn offer(self, source: impl Fn(&str) -> Vec<Offer> + 'static) {
        self.add(true, Rc::new(source));
    }

    /// Offers it below what others offer.
    pub fn offer_last(self, source: impl Fn(&str) -> Vec<Offer> + 'static) {
        self.add(false, Rc::new(source));
    }

    fn add(self, first: bool, source: OfferSource) {
        let id = self.last_id.try_update_value(|id| {
            *id = id.wrapping_add(1);
            *id
        });
        let Some(id) = id else { return };
        self.sources.update(|sources| {
            let at = if first { 0 } else { sources.len() };
            sources.insert(at, (id, source));
        });
        on_cleanup(move || {
            self.sources.try_update(|sources| sources.retain(|(of, _)| *of != id));
        });
    }

    /// What is offered to who looks for `text`.
    pub fn offered(self, text: &str) -> Vec<Offer> {
        let sources = self.sources.get();
        sources.into_iter().flat_map(|(_, source)| source(text)).collect()
    }
}
