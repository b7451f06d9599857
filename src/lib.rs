//! Satchel: a private file space and item view for every user of an AWS account, with no server.
//!
//! The layers, each knowing only those below it:
//!
//! | module | what it is | may use |
//! |---|---|---|
//! | [`ui`] | what the visitor sees | everything |
//! | [`api`] | what a visitor does with an API: requests, OpenAPI | `auth`, `aws`, `ports`, `config` |
//! | [`files`] | what a visitor does with a bucket: uploads, all below a folder, search | `auth`, `aws`, `ports`, `config`, `route` |
//! | [`preferences`] | one object of the visitor's, merged field by field | `auth`, `aws`, `ports`, `config` |
//! | [`auth`] | who the visitor is: sign-in flows, tokens, the session | `aws`, `ports`, `config` |
//! | [`aws`] | what AWS understands: requests, signatures, answers | `ports`, `config` |
//! | [`ports`] | the seams to the world: HTTP, clock, randomness, storage | nothing |
//! | [`browser`] | the only code that touches the browser; implements `ports` | `ports`, the browser |
//!
//! All but `ui` and `browser` import neither leptos nor any browser crate, so they are tested natively; `tests/layers.rs` holds
//! the rules. README.md has the way of a password from the form to a signed request, file by file.

pub mod api;
pub mod auth;
pub mod aws;
pub mod browser;
pub mod config;
pub mod files;
mod json;
pub mod ports;
pub mod preferences;
pub mod route;
pub mod secret;
pub mod ui;
