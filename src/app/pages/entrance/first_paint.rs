//! The sign-in form of `index.html`, which is there before the program. It is brought to life where it stands: moved or made anew it
//! would lose the focus, the caret and what an input method has begun. Whoever comes back to it gets a copy.

use std::cell::{Cell, RefCell};

use crate::app::shell::main_region::MAIN;
use crate::browser::document;
use crate::ui::dom::{Element, View};

const FIRST_PAINT: &str = "first-paint";
const FIRST_FRAME: &str = "first-frame";
const CARD: &str = "sign-in";

thread_local! {
    static COPY: RefCell<Option<Element>> = const { RefCell::new(None) };
    /// The form of the document has not been brought to life yet.
    static IS_FRESH: Cell<bool> = const { Cell::new(true) };
}

/// Keeps a copy of the form, before anything happens to it.
pub fn keep() {
    COPY.set(Element::existing(CARD).and_then(|card| card.copy()));
}

/// Whether the frame was painted first: somebody is signed in.
pub fn is_frame() -> bool {
    document::root_attribute("data-first").as_deref() == Some("frame")
}

/// What was painted first has been taken over, or something else is shown.
pub fn remove() {
    // A copy that is in the document later is not the document's own.
    IS_FRESH.set(false);
    document::remove(FIRST_PAINT);
    reveal();
}

fn reveal() {
    document::set_root_attribute("data-first", None);
    document::remove(FIRST_FRAME);
}

/// What the form of the document holds already.
pub fn value(selector: &str) -> String {
    input(selector).map(|input| input.value()).unwrap_or_default()
}

/// Whether a check box of the document's form is checked.
pub fn is_checked(selector: &str) -> bool {
    input(selector).is_some_and(|input| input.checked())
}

fn input(selector: &str) -> Option<web_sys::HtmlInputElement> {
    let card = Element::existing(CARD).filter(|_| IS_FRESH.get())?;
    card.find(selector).map(|input| input.node())
}

/// The `<main>` around the form, where it is to be brought to life: it stays in the document for as long as the owner lives.
pub fn main() -> Option<Element> {
    let main = Element::existing(FIRST_PAINT)?.id(MAIN);
    main.removed_with_owner();
    document::remove("first-paint-status");
    reveal();
    Some(main)
}

/// The card with the form.
pub struct Card {
    card: Element,
    /// It is in the document.
    is_in_place: bool,
}

impl Card {
    /// The document's own, or a copy.
    pub fn take() -> Option<Card> {
        let own = Element::existing(CARD).filter(|_| IS_FRESH.take());
        match own {
            Some(card) => {
                card.removed_with_owner();
                Some(Card { card, is_in_place: true })
            }
            None => COPY.with_borrow(|copy| copy.as_ref()?.copy()).map(|card| Card { card, is_in_place: false }),
        }
    }

    /// The part that a selector names, with what stands in it.
    pub fn part(&self, selector: &str) -> Option<Element> {
        self.card.find(selector)
    }

    /// Whether it is in the document.
    pub fn is_in_place(&self) -> bool {
        self.is_in_place
    }

    /// Puts a view after what is in it.
    pub fn append(&self, view: impl Into<View>) {
        self.card.append(view);
    }

    /// Puts a view into the place kept for it.
    pub fn fill(&self, slot: &str, view: impl Into<View>) {
        if let Some(slot) = self.part(&format!("[data-slot={slot}]")) {
            slot.append(view);
        }
    }

    /// What was sent before the program was here, once.
    pub fn take_submitted(form: &Element) -> bool {
        let form = form.node::<web_sys::HtmlElement>();
        form.set_onsubmit(None);
        let was = form.has_attribute("data-submitted");
        let _ = form.remove_attribute("data-submitted");
        was
    }

    /// As a view: nothing where it stands in the document already.
    pub fn into_view(self) -> View {
        if self.is_in_place { View::none() } else { self.card.into() }
    }
}
