//! What the visitor sees.

mod answers;
pub mod app;
mod clock_notice;
pub mod components;
pub mod connection;
pub mod dom;
pub mod explain;
mod farewell;
mod idle;
mod leaving;
pub mod pages;
mod part;
mod preferences;
mod session_news;
pub mod state;
pub mod task;
pub mod theme;
mod uploading;
mod wanted;
mod workspace;

pub use app::mount;
pub use state::{AppState, Beside};
