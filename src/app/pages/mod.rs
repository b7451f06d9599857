//! One folder or file a screen.

pub mod account;
pub(super) mod api;
pub mod configuration;
pub mod entrance;
pub mod files;
pub mod items;
pub mod session;
pub mod shared_origin;
