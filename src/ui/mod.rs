//! What the visitor sees.

#[macro_use]
pub mod words;
pub mod commands;
pub mod components;
pub mod dom;
mod forms;
mod language;
mod lazy;
pub mod pages;
mod preferences;
pub mod reactive;
pub mod session;
mod shell;
pub mod state;
pub mod task;
pub mod theme;
pub mod timer;

pub use shell::app::mount;
pub use state::{AppState, SecondSignIn};
