//! What the visitor sees.

mod commands;
mod forms;
mod language;
mod lazy;
mod pages;
mod preferences;
mod session;
mod shell;
mod state;
mod theme;

pub use shell::app::mount;
pub use state::{AppState, SecondSignIn};
