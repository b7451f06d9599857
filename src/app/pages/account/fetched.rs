//! What a region asks the user pool for before it has something to show.

use std::rc::Rc;

use crate::ui::reactive::*;
use futures::future::LocalBoxFuture;

use super::explain;
use crate::app::AppState;
use crate::app::session::Session;
use crate::auth;
use crate::ui::components::{Handler, Problem, error_notice, skeleton};
use crate::ui::dom::{View, html, live};
use crate::ui::task::Task;

type Fetch<T> = Rc<dyn Fn(Session) -> LocalBoxFuture<'static, Result<T, auth::AuthError>>>;

/// Something to be fetched, and fetched again when it has changed.
pub(super) struct Fetched<T: Send + Sync + 'static> {
    state: AppState,
    title: &'static str,
    fetch: StoredValue<Fetch<T>>,
    value: RwSignal<Option<T>>,
    problem: RwSignal<Option<Problem>>,
    /// It failed for want of an answer.
    silent: StoredValue<bool>,
    task: Task,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

/// The state of the request.
#[derive(Clone, PartialEq)]
enum FetchStage {
    Loading,
    Loaded,
    Failed(Problem),
}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// What `fetch` gives; `title` says what it means if that fails.
    pub fn new<F>(state: AppState, title: &'static str, fetch: impl Fn(Session) -> F + 'static) -> Fetched<T>
    where
        F: Future<Output = Result<T, auth::AuthError>> + 'static,
    {
        let fetch: Fetch<T> = Rc::new(move |session| Box::pin(fetch(session)));
        let fetched = Fetched {
            state,
            title,
            fetch: StoredValue::new(fetch),
            value: RwSignal::new(None),
            problem: RwSignal::new(None),
            silent: StoredValue::new(false),
            task: Task::new(),
        };
        state.connection().on_return(move || {
            if fetched.silent.get_value() {
                fetched.load();
            }
        });
        fetched
    }

    /// Fetches it. What is there stays until what is new has come. What fails for want of the network is fetched once that is
    /// back.
    pub fn load(self) {
        self.silent.set_value(false);
        self.task.restart(async move {
            let fetch = self.fetch.get_value();
            match fetch(self.state.session()).await {
                Ok(value) => {
                    self.problem.set(None);
                    self.value.set(Some(value));
                }
                Err(error) => {
                    if let auth::AuthError::Aws(error) = &error {
                        self.silent.set_value(error.is_silence());
                    }
                    self.problem.set(Some(explain::error(self.title, &error)));
                }
            }
        });
    }

    /// What it is, where that is known without asking.
    pub fn set(self, value: T) {
        self.value.set(Some(value));
    }

    /// What it has become, where that is known before it is fetched again.
    pub fn update(self, change: impl FnOnce(&mut T))
    where
        T: Clone,
    {
        self.value.update(|value| value.as_mut().map(change).unwrap_or_default());
    }

    /// Looks at what is there.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        self.value.with(|value| value.as_ref().map(look))
    }

    /// As [`Fetched::with`], for what happens only once.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        self.value.with_untracked(|value| value.as_ref().map(look))
    }

    /// The content, once there is something to show; until then its outline, or why there is nothing. The content is
    /// made once and follows the value by itself, so that a field keeps the focus.
    pub fn view(self, content: impl Fn() -> View + 'static) -> View {
        let stage = Memo::new(move |_| match (self.problem.get(), self.value.with(Option::is_some)) {
            (Some(problem), _) => FetchStage::Failed(problem),
            (None, true) => FetchStage::Loaded,
            (None, false) => FetchStage::Loading,
        });
        let again = Handler::from(move || {
            self.value.set(None);
            self.problem.set(None);
            self.load();
        });
        live(move || match stage.get() {
            FetchStage::Loaded => untrack(&content),
            FetchStage::Failed(problem) => error_notice(Some(problem), Some(again)),
            FetchStage::Loading => html::div().attr("aria-busy", "true").child(skeleton(2)).into(),
        })
    }
}
