//! What the visitor sees.

pub mod app;
pub mod components;
pub mod dom;
pub mod explain;
pub mod pages;
pub mod state;
pub mod task;
pub mod theme;

pub use app::mount;
pub use state::AppState;
