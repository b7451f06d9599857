//! Uploads that took the place of files, where the bucket keeps what these were: that can be taken back.

use std::rc::Rc;

use crate::ui::reactive::*;

use super::super::access::Refusals;
use super::super::copying::Copies;
use super::super::copying::line::keeping_focus;
use super::super::deletions::Replacements;
use super::super::folder::Folder;
use crate::files::versions::ReplacingVersion;
use crate::ui::components::{Button, ButtonKind, Icon};
use crate::ui::dom::{View, html, text};

/// What was replaced.
#[derive(Clone, Copy)]
pub struct Replaced {
    copies: Copies,
    refusals: Refusals,
    /// Since there was last nothing to do.
    noted: StoredValue<Replacements>,
    /// What is offered to be taken back.
    offered: RwSignal<Option<Rc<Replacements>>>,
}

impl Replaced {
    /// Nothing yet. Belongs to the component that calls it.
    pub fn new() -> Replaced {
        Replaced {
            copies: Copies::get(),
            refusals: Refusals::get(),
            noted: StoredValue::new(Replacements::default()),
            offered: RwSignal::new(None),
        }
    }

    /// This version took the place of a file in `folder`.
    pub fn note(self, folder: &Folder, version: ReplacingVersion) {
        if self.refusals.may_take_back(&folder.place) {
            self.noted.try_update_value(|noted| noted.add(folder, version));
        }
    }

    /// All has come to its end: what was replaced by it can be taken back together.
    pub fn offer(self) {
        let noted = self.noted.try_update_value(std::mem::take).filter(|noted| noted.count() > 0);
        if let Some(noted) = noted.map(Rc::new) {
            self.copies.replaced(Rc::clone(&noted));
            self.offered.set(Some(noted));
        }
    }

    /// Whether the offer is seen: until it is taken, dismissed, or something else is what can be taken back.
    pub fn is_offered(self) -> bool {
        self.offered.read().as_ref().is_some_and(|offered| self.copies.can_restore(offered))
    }

    /// The offer.
    pub fn view(self) -> View {
        let says = move || {
            let count = self.offered.read().as_ref().map(|offered| offered.count()).unwrap_or_default();
            n!(
                count,
                one = "{count} file replaced. Its earlier version is kept.",
                other = "{count} files replaced. Their earlier versions are kept."
            )
        };
        let undo = move || keeping_focus(|| self.copies.take_back());
        let close = move || keeping_focus(|| self.offered.set(None));
        html::header()
            .class("tray-head")
            .child(Icon::Clock)
            .child(html::p().class("tray-sums").attr("role", "status").child(text(says)))
            .child(Button::new(t!("Undo")).kind(ButtonKind::Quiet).on_click(undo))
            .child(Button::icon_only(Icon::Close, t!("Close")).on_click(close))
            .into()
    }
}
