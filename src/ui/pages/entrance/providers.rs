//! The ways in over another site: a provider outside AWS, or the user pool's managed login.

use leptos::prelude::*;

use super::{Entry, Journey, submit};
use crate::auth::accounts;
use crate::auth::federation::{self, Way};
use crate::browser::location;
use crate::ports::Lifetime;
use crate::secret::Secret;
use crate::ui::components::{Button, NoticeKind, Problem, error_notice, notice};
use crate::ui::dom::{View, group, live, when};
use crate::ui::forms::https::no_way_back;
use crate::ui::state::return_to::Wanted;
use crate::ui::task::Task;
use crate::ui::{explain, lazy};

/// The way to a provider and back. Who signs in here has no use for it.
#[derive(Clone, Copy)]
struct Journeys {
    away: fn(Entry, Way, String) -> Journey,
    back: fn(Entry, Secret) -> Journey,
}

lazy::lazy!(federation_part: Journeys = Journeys { away: |entry, way, here| Box::pin(away(entry, way, here)), back: |entry, answer| Box::pin(back(entry, answer)) });

async fn journeys() -> Result<Journeys, Problem> {
    federation_part::load().await.map_err(|lazy::LoadFailed| lazy::load_failed())
}

async fn away(entry: Entry, way: Way, here: String) -> Result<(), Problem> {
    let (keep, wanted) = (entry.keep.get_untracked(), entry.state.wanted().map_or_else(String::new, |wanted| wanted.to_text()));
    let client = entry.state.client();
    let url = federation::leave(client.platform(), client.config(), &way, &here, keep, &wanted).await;
    location::leave_for(&url.map_err(|error| explain::federation_error(&error))?);
    Ok(())
}

async fn back(entry: Entry, answer: Secret) -> Result<(), Problem> {
    let client = entry.state.client();
    let returned = federation::come_back(client.platform(), client.config(), &answer).await;
    // Whoever comes back with nothing goes on as they left.
    entry.keep.set(returned.keep);
    entry.state.want_again(&Wanted::read(&returned.wanted));
    entry.enter(returned.visitor.map_err(|error| explain::federation_error(&error))?);
    Ok(())
}

/// A sign-in at a provider, begun or ended, as the entrance shows it.
#[derive(Clone, Copy)]
pub(super) struct Federation {
    task: Task,
    problem: RwSignal<Option<Problem>>,
    /// The provider that could not send the visitor back here.
    no_way_back: RwSignal<Option<String>>,
}

impl Federation {
    pub(super) fn new() -> Federation {
        Federation { task: Task::new(), problem: RwSignal::new(None), no_way_back: RwSignal::new(None) }
    }

    /// Lets in whom a provider sent back.
    pub(super) fn come_back(self, entry: Entry, answer: Secret) {
        submit(self.task, self.problem, async move { (journeys().await?.back)(entry, answer).await });
    }

    fn leave(self, entry: Entry, way: Way) {
        self.no_way_back.set(None);
        let here = location::here();
        if !federation::can_return_to(&way, &here) {
            self.problem.set(None);
            self.no_way_back.set(Some(way.name().to_owned()));
            return;
        }
        if !accounts::can_be_kept(entry.state.client().platform(), Lifetime::Tab) {
            self.problem.set(Some(explain::no_storage(way.name())));
            return;
        }
        submit(self.task, self.problem, async move { (journeys().await?.away)(entry, way, here).await });
    }

    /// What came of it.
    pub(super) fn news(self, entry: Entry) -> View {
        let https = entry.state.config().https_url;
        let no_way_back = live(move || self.no_way_back.get().map(|provider| no_way_back(&provider, https.clone())));
        let running = self.task.running();
        let busy = when(move || running.get(), || notice(NoticeKind::Info, "Signing you in…"));
        group([busy, no_way_back, error_notice(self.problem, None)])
    }

    /// A button for each way in.
    pub(super) fn buttons(self, entry: Entry) -> Vec<View> {
        let config = entry.state.config();
        let button = |way: Way| {
            let label = format!("Continue with {}", way.name());
            Button::new(label).busy(self.task.running()).on_click(move || self.leave(entry, way.clone())).into()
        };
        let developer_login = config.developer_login.clone().map(|login| {
            let button = Button::new(format!("Continue with {}", login.name)).busy(self.task.running());
            button.on_click(move || entry.developer_login.set(Some(login.clone()))).into()
        });
        developer_login.into_iter().chain(Way::all(&config).into_iter().map(button)).collect()
    }
}
