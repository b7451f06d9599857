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
//! All but `ui` and `browser` are a crate of their own, `satchel-core` in `src/core`, which depends on neither leptos nor any
//! browser crate: the compiler holds that, and they are tested natively. A change of a page compiles the page's crate alone.
//! `tests/layers.rs` holds which module may use which, over both crates. README.md has the way of a password from the form to a signed request, file by file.

pub mod browser;
pub mod ui;

use satchel_core::json;
pub use satchel_core::{api, auth, aws, config, files, ports, preferences, route, secret};
