//! What the shell does for all pages.

use crate::ui::reactive::*;

use super::connection::Connection;
use super::session_news::SessionNews;
use super::uploading::Uploading;
use crate::ui::components::Toasts;

/// Handles to the services of the shell.
#[derive(Clone, Copy)]
pub(super) struct ShellServices {
    /// Says what is news to the visitor.
    pub toasts: Toasts,
    /// How many uploads are under way, and what was stopped.
    pub uploading: Uploading,
    /// What happened to the session without the visitor's doing.
    pub news: SessionNews,
    /// Whether the network is there.
    pub connection: Connection,
    /// The document is to be loaded anew.
    pub reloading: RwSignal<bool>,
}

impl ShellServices {
    pub fn new(toasts: Toasts, connection: Connection) -> ShellServices {
        ShellServices {
            toasts,
            uploading: Uploading::new(),
            news: SessionNews::new(),
            connection,
            reloading: RwSignal::new(false),
        }
    }
}
