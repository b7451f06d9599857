//! Where one is, and the way back up.

use leptos::prelude::*;

use super::{Icon, Visible, visible};

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
    crumbs: Signal<Vec<Crumb>>,
) -> impl IntoView {
    let steps = move || {
        let crumbs = crumbs.get();
        let last = crumbs.len().saturating_sub(1);
        let collapsed = (last >= 2).then(|| crumbs.get(last - 1).cloned()).flatten();
        crumbs
            .into_iter()
            .enumerate()
            .flat_map(|(at, crumb)| {
                let stand_in = (at == 1).then(|| collapsed.clone().map(ellipsis)).flatten();
                let class = if 0 < at && at < last { "crumb middle" } else { "crumb" };
                [stand_in, Some(step(class, crumb, at == last))]
            })
            .flatten()
            .collect::<Vec<_>>()
    };
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>{steps}</ol>
        </nav>
    }
    .into_any()
}

fn step(class: &'static str, Crumb { label, href }: Crumb, here: bool) -> AnyView {
    let title = visible::plain(&label);
    view! {
        <li class=class>
            <a href=href title=title aria-current=here.then_some("page")>
                <Visible text=label />
            </a>
            {(!here).then(|| Icon::ChevronRight.view())}
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
