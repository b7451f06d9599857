//! Where one is, and the way back up.

use leptos::prelude::*;

use super::{Icon, Live, Visible, live, maybe, visible};

/// A step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its name, as it came: it may be a key's.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// The way from the top to here.
///
/// `<Breadcrumb crumbs=crumbs />`, the last crumb being where one is. On narrow screens the steps between the first and
/// the last collapse into one, which leads to the parent.
#[component]
pub fn Breadcrumb(
    /// The steps, from the top.
    #[prop(into)]
    crumbs: Live<Vec<Crumb>>,
) -> impl IntoView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>{live(move || steps(crumbs.get()).into_any())}</ol>
        </nav>
    }
    .into_any()
}

fn steps(crumbs: Vec<Crumb>) -> Vec<AnyView> {
    let last = crumbs.len().saturating_sub(1);
    let parent = last.checked_sub(1).filter(|parent| *parent > 0).and_then(|parent| crumbs.get(parent)).cloned();
    let mut steps = Vec::with_capacity(crumbs.len() + 1);
    for (at, crumb) in crumbs.into_iter().enumerate() {
        if at == 1 {
            steps.extend(parent.clone().map(ellipsis));
        }
        let class = if 0 < at && at < last { "crumb middle" } else { "crumb" };
        steps.push(step(class, crumb, at == last));
    }
    steps
}

fn step(class: &'static str, Crumb { label, href }: Crumb, here: bool) -> AnyView {
    let title = visible::plain(&label);
    view! {
        <li class=class>
            <a href=href title=title aria-current=here.then_some("page")>
                <Visible text=label />
            </a>
            {maybe((!here).then(|| Icon::ChevronRight.view()))}
        </li>
    }
    .into_any()
}

/// Stands for the steps that a narrow screen has no room for.
fn ellipsis(Crumb { label, href }: Crumb) -> AnyView {
    let up = format!("Up to {}", visible::plain(&label));
    view! {
        <li class="crumb collapsed">
            <a href=href title=up.clone() aria-label=up>{Icon::More.view()}</a>
            {Icon::ChevronRight.view()}
        </li>
    }
    .into_any()
}
