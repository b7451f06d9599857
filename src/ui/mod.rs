//! What the visitor sees.

mod answers;
pub mod app;
pub mod components;
pub mod dom;
pub mod explain;
pub mod pages;
mod part;
pub mod state;
pub mod task;
pub mod theme;
mod workspace;

pub use app::mount;
pub use state::AppState;
