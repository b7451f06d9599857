//! Linked logins: other providers that lead to the same files.

use leptos::prelude::*;

use super::{line, lines};
use crate::auth::federation;
use crate::browser::location;
use crate::config::Provider;
use crate::ui::components::{Button, ConfirmDialog, NoticeKind, Problem, error_notice, notice};
use crate::ui::dom::{View, group, html, live};
use crate::ui::task::Task;
use crate::ui::{AppState, explain};

#[derive(Clone, Copy)]
struct LinkedLogins {
    state: AppState,
    /// The logins that are linked, by their keys in `Logins`.
    linked: RwSignal<Vec<String>>,
    working: Task,
    problem: RwSignal<Option<Problem>>,
    /// The provider that could not send the visitor back here.
    no_way_back: RwSignal<Option<String>>,
    /// The one to be unlinked, once the visitor has confirmed it.
    chosen: RwSignal<Option<Provider>>,
    asking: RwSignal<bool>,
}

/// The region. Nothing, where no provider could be linked.
pub(super) fn view(state: AppState) -> Option<View> {
    let current = state.session().login_provider()?;
    let others: Vec<Provider> = state.config().providers.into_iter().filter(|provider| provider.login != current).collect();
    if others.is_empty() {
        return None;
    }
    let region = LinkedLogins {
        state,
        linked: RwSignal::new(state.session().links()),
        working: Task::new(),
        problem: RwSignal::new(state.take_linking_problem()),
        no_way_back: RwSignal::new(None),
        chosen: RwSignal::new(None),
        asking: RwSignal::new(false),
    };
    let rows = move || lines(others.clone().into_iter().map(|provider| region.row(provider)));
    let hint = "Whichever of these logins you come by, you have the same files. Link only a login that has no files of its own \
                here: they could not be reached any more. Shown as linked is what was linked in this browser; the site cannot ask.";
    Some(group([
        html::p().class("hint").child(hint).into(),
        region.no_way_back(),
        error_notice(move || region.problem.get().filter(|_| !region.asking.get()), None),
        live(rows),
        region.unlink_dialog(),
    ]))
}

impl LinkedLogins {
    fn row(self, provider: Provider) -> crate::ui::dom::Element {
        let is_linked = self.linked.with(|linked| linked.contains(&provider.login));
        let name = provider.name.clone();
        let action = if is_linked {
            let ask = move || {
                self.problem.set(None);
                self.chosen.set(Some(provider.clone()));
                self.asking.set(true);
            };
            Button::new(format!("Unlink {name}")).on_click(ask)
        } else {
            Button::new(format!("Link {name}")).busy(self.working.running()).on_click(move || self.leave(provider.clone()))
        };
        line(name, if is_linked { "Linked" } else { "Not linked" }, action)
    }

    fn leave(self, provider: Provider) {
        self.no_way_back.set(None);
        let here = location::here();
        if !federation::can_return_to(&here) {
            self.no_way_back.set(Some(provider.name));
            return;
        }
        self.working.start(async move {
            self.problem.set(None);
            match federation::leave_to_link(self.state.client().platform(), &provider, &here).await {
                Ok(url) => location::leave_for(&url),
                Err(error) => self.problem.set(Some(explain::linking_error(&error))),
            }
        });
    }

    fn no_way_back(self) -> View {
        let https = self.state.config().https_url;
        live(move || {
            self.no_way_back.get().map(|provider| {
                let says = format!("{provider} sends visitors back only to https addresses, and this page's begins with http.");
                let way = https.clone().map(|url| html::a().attr("href", url).child(" Open this page by https."));
                notice(NoticeKind::Warning, group([View::from(says), way.into()]))
            })
        })
    }

    fn unlink_dialog(self) -> View {
        let name = move || self.chosen.with(|chosen| chosen.as_ref().map(|provider| provider.name.clone())).unwrap_or_default();
        let unlink = move || {
            let Some(provider) = self.chosen.get_untracked() else { return };
            self.working.start(async move {
                self.problem.set(None);
                match self.state.session().unlink(&provider.login).await {
                    Ok(()) => {
                        self.asking.set(false);
                        self.linked.set(self.state.session().links());
                        self.state.say(format!("{} is not linked any more", provider.name));
                    }
                    Err(error) => {
                        self.state.heed(&error);
                        self.problem.set(Some(explain::aws_error("The login was not unlinked", &error)));
                    }
                }
            });
        };
        ConfirmDialog::new(self.asking, move || format!("Unlink {}?", name()), "Unlink")
            .busy(self.working.running())
            .problem(self.problem)
            .on_confirm(unlink)
            .content(move || {
                let says = format!("Signing in with {} will not lead to your files any more, but to new ones.", name());
                html::p().child(says).into()
            })
    }
}
