//! What this tab has sent, to be sent again. In memory only: a body may hold anything.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use crate::api::request::ApiRequest;

/// As many as somebody looks back at.
const KEPT: usize = 20;

/// A request that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub request: ApiRequest,
    pub outcome: Outcome,
    pub took: Duration,
    pub at: SystemTime,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer of this status.
    Answered(u16),
    /// The visitor waited no longer.
    Stopped,
    NoAnswer,
    /// The connection ended before the answer did.
    BrokenOff,
}

/// The newest first. It ends with the account whose it is.
#[derive(Clone, Copy)]
pub struct History(RwSignal<Vec<Sent>>);

impl History {
    /// Begins an empty one, for all below the component that this is called in.
    pub fn provide() {
        provide_context(History(RwSignal::new(Vec::new())));
    }

    /// That of this account.
    pub fn get() -> History {
        expect_context()
    }

    /// All of it.
    pub fn all(self) -> Vec<Sent> {
        self.0.get()
    }

    /// Takes note of a request.
    pub fn add(self, sent: Sent) {
        self.0.update(|all| {
            all.insert(0, sent);
            all.truncate(KEPT);
        });
    }
}
