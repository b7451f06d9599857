//! The ways in over another site: a provider outside AWS, or the user pool's managed login.

use crate::ui::reactive::*;

use super::sign_in_methods::SignInOption;
use super::{LazyTask, SignInFlow, last_used, submit};
use crate::app::forms::marks::Mark;
use crate::app::lazy;
use crate::app::state::return_to::ReturnTo;
use crate::auth::accounts;
use crate::auth::federation::{self, SignInMethod};
use crate::browser::location;
use crate::ports::Lifetime;
use crate::secret::Secret;
use crate::ui::components::{Handler, Icon, NoticeKind, Problem, error_notice, notice};
use crate::ui::dom::{View, group, when};
use crate::ui::task::Task;
use crate::ui::words::{errors, names};

/// Signing in with a provider outside. Who signs in here has no use for it.
#[derive(Clone, Copy)]
struct FederationFlow {
    begin: fn(SignInFlow, SignInMethod, String) -> LazyTask,
    finish: fn(SignInFlow, Secret) -> LazyTask,
}

lazy::lazy!(federation_part: FederationFlow = FederationFlow {
    begin: |flow, method, here| Box::pin(begin(flow, method, here)),
    finish: |flow, answer| Box::pin(finish(flow, answer)),
});

async fn federation_flow() -> Result<FederationFlow, Problem> {
    federation_part::load().await.map_err(|lazy::LoadFailed| lazy::load_failed())
}

async fn begin(flow: SignInFlow, method: SignInMethod, here: String) -> Result<(), Problem> {
    let (keep, return_to) =
        (flow.keep.get_untracked(), flow.state.arrival.return_to().map_or_else(String::new, |return_to| return_to.to_text()));
    let client = flow.state.client();
    let url = federation::begin(client.platform(), client.config(), &method, &here, keep, &return_to).await;
    location::navigate_to(&url.map_err(|error| errors::federation_error(&error))?);
    Ok(())
}

async fn finish(flow: SignInFlow, answer: Secret) -> Result<(), Problem> {
    let client = flow.state.client();
    let returned = federation::finish(client.platform(), client.config(), &answer).await;
    // Whoever comes back with nothing goes on as they left.
    flow.keep.set(returned.keep);
    flow.state.arrival.restore_return_to(&ReturnTo::read(&returned.return_to));
    flow.complete(returned.visitor.map_err(|error| errors::federation_error(&error))?);
    Ok(())
}

/// A sign-in at a provider, begun or ended, as the entrance shows it.
#[derive(Clone, Copy)]
pub(super) struct Federation {
    task: Task,
    problem: RwSignal<Option<Problem>>,
}

impl Federation {
    pub(super) fn new() -> Federation {
        Federation { task: Task::new(), problem: RwSignal::new(None) }
    }

    /// Lets in whom a provider sent back.
    pub(super) fn finish(self, flow: SignInFlow, answer: Secret) {
        submit(self.task, self.problem, async move { (federation_flow().await?.finish)(flow, answer).await });
    }

    fn begin(self, flow: SignInFlow, method: SignInMethod) {
        if !accounts::can_be_kept(flow.state.client().platform(), Lifetime::Tab) {
            self.problem.set(Some(errors::no_storage(method.name())));
            return;
        }
        // Whoever comes back from there has a document of their own.
        last_used::remember(flow.state.client().platform(), method.name());
        let here = location::here();
        submit(self.task, self.problem, async move { (federation_flow().await?.begin)(flow, method, here).await });
    }

    /// What came of it.
    pub(super) fn news(self) -> View {
        let running = self.task.running();
        let busy = when(move || running.get(), || notice(NoticeKind::Info, t!("Signing you in…")));
        group([busy, error_notice(self.problem, None)])
    }

    /// The ways in over other sites.
    pub(super) fn methods(self, flow: SignInFlow) -> Vec<SignInOption> {
        let config = flow.state.config();
        let here = location::here();
        let way = |name: String, mark: Mark, needs_https: bool, press: Handler| SignInOption {
            label: t!("Continue with {provider}", provider = names::provider(&name)),
            short: names::provider(&name),
            id: name,
            mark,
            needs_https,
            busy: self.task.running(),
            press,
        };
        let of_method = |method: SignInMethod| {
            let (mark, needs_https) = (Mark::of(&method), !federation::can_return_to(&method, &here));
            way(method.name().to_owned(), mark, needs_https, Handler::from(move || self.begin(flow, method.clone())))
        };
        let developer_login = config.developer_login.clone().map(|login| {
            let press = Handler::from({
                let login = login.clone();
                move || flow.developer_login.set(Some(login.clone()))
            });
            way(login.name, Mark::Icon(Icon::User), false, press)
        });
        developer_login.into_iter().chain(SignInMethod::all(&config).into_iter().map(of_method)).collect()
    }
}
