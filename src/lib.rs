//! Satchel: a private file space and item view for every user of an AWS account, with no server.
//!
//! The layers, each knowing only those below it:
//!
//! | module | what it is | may use |
//! |---|---|---|
//! | [`ui`] | what the visitor sees | everything |
//! | [`api`] | what a visitor does with an API: requests, OpenAPI | `auth`, `aws`, `config`, `ports` |
//! | [`files`] | what a visitor does with a bucket: uploads, all below a folder, search | `auth`, `aws`, `config`, `ports`, `route` |
//! | [`preferences`] | one object of the visitor's, merged field by field | `auth`, `aws`, `config`, `ports` |
//! | [`browser`] | implements `ports` over the browser; `ui` touches the DOM | `auth`, `aws`, `config`, `ports`, `route`, the browser |
//! | [`auth`] | who the visitor is: sign-in flows, tokens, the session | `aws`, `config`, `ports` |
//! | [`aws`] | what AWS understands: requests, signatures, answers | `config`, `ports` |
//! | [`config`] | what a deployment has: pools, places, tables, APIs | `ports`, `route` |
//! | [`route`] | what the address bar says | nothing |
//! | [`ports`] | the seams to the world: HTTP, clock, randomness, storage | nothing |
//!
//! `secret` and `json` are for all.
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
