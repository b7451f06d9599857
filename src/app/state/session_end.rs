//! Why a session ended that its visitor did not end, for the sign-in page to say.

use std::time::Duration;

use crate::ui::components::{NoticeKind, error_notice, notice};
use crate::ui::dom::View;
use crate::ui::words::{errors, format};

/// Why a session ended that its visitor did not end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// AWS does not accept it any more.
    Refused,
    /// AWS never accepted it, in its own words.
    InvalidToken(String),
    /// Nobody has been here for this long.
    Idle(Duration),
}

impl SessionEnd {
    /// What the visitor reads of it.
    pub fn notice(&self) -> View {
        let says = match self {
            SessionEnd::Refused => t!("Your session ended. Please sign in again.").to_owned(),
            SessionEnd::InvalidToken(words) => return error_notice(Some(errors::not_accepted(words)), None),
            SessionEnd::Idle(after) => {
                t!("You were signed out after {time} without activity. Please sign in again.", time = format::span(*after))
            }
        };
        notice(NoticeKind::Warning, says).into()
    }
}
