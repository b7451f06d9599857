//! All of Satchel that needs no browser, tested natively. `src/lib.rs` has the layers, and hands these modules on.

pub mod api;
pub mod auth;
pub mod aws;
pub mod config;
pub mod files;
pub mod json;
pub mod ports;
pub mod preferences;
pub mod route;
pub mod secret;
