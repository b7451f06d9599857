//! What this tab has sent, to be sent again. In memory only: a body may hold anything.

use std::time::{Duration, SystemTime};

use leptos::prelude::*;

use crate::api::request::ApiRequest;
use crate::ui::components::{Button, ButtonKind, Icon, visible};
use crate::ui::dom::{View, html, live};
use crate::ui::words::format;

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

    /// Takes note of a request.
    pub fn add(self, sent: Sent) {
        self.0.update(|all| {
            all.insert(0, sent);
            all.truncate(KEPT);
        });
    }
}

pub(super) fn view(history: History, repeat: impl Fn(ApiRequest) + Copy + Send + Sync + 'static) -> View {
    live(move || {
        let all = history.0.get();
        (!all.is_empty()).then(|| {
            let row = |sent: Sent| {
                let Sent { request, outcome, took, at } = sent;
                let seconds = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
                let time = format::time_of_day(i64::try_from(seconds).unwrap_or(i64::MAX));
                let (class, outcome) = match outcome {
                    Outcome::Answered(status @ 0..=399) => ("badge good", status.to_string()),
                    Outcome::Answered(status) => ("badge bad", status.to_string()),
                    Outcome::Stopped => ("badge wary", t!("Stopped").to_owned()),
                    Outcome::NoAnswer => ("badge wary", t!("No answer").to_owned()),
                };
                let name = format!("{} {}", request.method, request.path);
                let again = Button::new(t!("Send again"))
                    .icon(Icon::Refresh)
                    .kind(ButtonKind::Quiet)
                    .label(t!("Send {request} again", request = name))
                    .on_click(move || repeat(request.clone()));
                html::li()
                    .child(html::span().class("mono").attr("translate", "no").child(visible(name)))
                    .child(html::span().class(class).child(outcome))
                    .child(html::span().class("hint").child(t!(
                        "{duration}, at {time}",
                        duration = format::milliseconds(took),
                        time = time
                    )))
                    .child(again)
            };
            html::section()
                .class("panel history")
                .attr("aria-label", t!("Sent before"))
                .child(html::h2().child(t!("Sent before")))
                .child(html::ul().children(all.into_iter().map(row)))
        })
    })
}
