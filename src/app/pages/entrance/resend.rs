//! "Resend code", with a pause between two codes.

use std::future::Future;
use std::time::Duration;

use crate::ui::reactive::*;

use super::submit;
use crate::auth;
use crate::ui::components::rest::{AFTER_TOO_MANY, BETWEEN_CODES};
use crate::ui::components::{Problem, Rest};
use crate::ui::dom::{View, read_inputs};
use crate::ui::task::Task;
use crate::ui::words::errors;

/// What sends another code, and the pause before it.
#[derive(Clone, Copy)]
pub(super) struct ResendCode {
    task: Task,
    rest: Rest,
    problem: RwSignal<Option<Problem>>,
}

impl ResendCode {
    /// A code that was sent `age` ago waits to be entered; without one, another may be sent at once. Belongs to the
    /// component that calls it.
    pub fn new(problem: RwSignal<Option<Problem>>, age: Option<Duration>) -> ResendCode {
        let rest = Rest::between_codes();
        rest.begin(age.map(|age| BETWEEN_CODES.saturating_sub(age)).unwrap_or_default());
        ResendCode { task: Task::new(), rest, problem }
    }

    /// The button, and what is left of the pause. `resend` says whether a code was sent.
    pub fn view<F>(self, resend: impl Fn() -> F + 'static) -> View
    where
        F: Future<Output = Result<bool, auth::AuthError>> + 'static,
    {
        let ask = move || {
            read_inputs();
            let sent = resend();
            submit(self.task, self.problem, async move {
                let sent = sent.await;
                self.rest.begin(match &sent {
                    Ok(true) => BETWEEN_CODES,
                    Err(auth::AuthError::LimitExceeded) => AFTER_TOO_MANY,
                    _ => Duration::ZERO,
                });
                sent.map(drop).map_err(|error| errors::auth_error(t!("Couldn't send a code"), &error))
            });
        };
        self.rest.button(self.task, ask)
    }
}
