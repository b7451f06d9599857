//! Where one is, and the way back up.

use super::{Icon, Text};
use crate::ui::dom::{Element, Live, View, html, live};

/// A step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its name, as it came: it may be a key's.
    pub label: Text,
    /// Where it leads.
    pub href: String,
}

/// The way from the top to here, the last crumb being where one is. On narrow screens the steps between the first and
/// the last collapse into one, which leads to the parent; on phones all steps do.
pub fn breadcrumb(crumbs: impl Into<Live<Vec<Crumb>>>) -> Element {
    let crumbs = crumbs.into();
    html::nav()
        .class("breadcrumb")
        .attr("aria-label", t!("Breadcrumb"))
        .child(html::ol().child(live(move || steps(crumbs.get()))))
}

fn steps(crumbs: Vec<Crumb>) -> Vec<Element> {
    let last = crumbs.len().saturating_sub(1);
    let parent = last.checked_sub(1).and_then(|parent| crumbs.get(parent)).cloned();
    let mut steps = Vec::with_capacity(crumbs.len() + 1);
    for (at, crumb) in crumbs.into_iter().enumerate() {
        if at == 1 {
            steps.extend(parent.clone().map(|parent| ellipsis(parent, last > 1)));
        }
        let class = if 0 < at && at < last { "crumb middle" } else { "crumb" };
        steps.push(step(class, crumb, at == last));
    }
    steps
}

fn step(class: &'static str, Crumb { label, href }: Crumb, here: bool) -> Element {
    let link = html::a().attr("href", href).attr("translate", label.translate());
    let link = link.attr("title", label.to_string()).child(View::from(&label));
    html::li()
        .class(class)
        .child(link.attr("aria-current", here.then_some("page")))
        .child((!here).then(|| Icon::ChevronRight.view()))
}

/// Stands for the steps that a narrow screen has no room for: those before the parent, or with it on phones.
fn ellipsis(Crumb { label, href }: Crumb, has_middle: bool) -> Element {
    let up = t!("Up to {label}", label = label);
    let link = html::a().attr("href", href).attr("title", up.clone()).attr("aria-label", up);
    html::li()
        .class("crumb up")
        .class_when("collapsed", has_middle)
        .child(link.child(Icon::More).child(html::span().child(Icon::ChevronRight)))
        .child(Icon::ChevronRight)
}
