//! Satchel: a private file space and item view for every user of an AWS account, with no server.
//!
//! The layers, each knowing only those below it:
//!
//! | module | what it is | may use |
//! |---|---|---|
//! | `app` | what the visitor sees: screens, and what they share | everything |
//! | [`ui`] | what screens are made of: elements, components, words | `auth`, `aws`, `browser`, `config`, `files`, `ports` |
//! | [`api`] | what a visitor does with an API: requests, OpenAPI | `auth`, `aws`, `config`, `ports` |
//! | [`files`] | what a visitor does with a bucket: uploads, all below a folder, search | `auth`, `aws`, `config`, `ports`, `route` |
//! | [`preferences`] | one object of the visitor's, merged field by field | `auth`, `aws`, `config`, `ports` |
//! | [`browser`] | implements `ports` over the browser; `app` and `ui` touch the DOM | `auth`, `aws`, `config`, `ports`, `route`, the browser |
//! | [`auth`] | who the visitor is: sign-in flows, tokens, the session | `aws`, `config`, `ports` |
//! | [`aws`] | what AWS understands: requests, signatures, answers | `config`, `ports` |
//! | [`config`] | what a deployment has: pools, places, tables, APIs | `ports`, `route` |
//! | [`route`] | what the address bar says | nothing |
//! | [`ports`] | the seams to the world: HTTP, clock, randomness, storage | nothing |
//!
//! `secret` and `json` are for all.
//!
//! They are three crates. `app` is the program, `src/main.rs`: a change of a screen compiles it alone, and nothing has to be
//! written down of it for others to link. [`ui`] and [`browser`] are this library. All else is `satchel-core` in `src/core`, which
//! depends on neither leptos nor any browser crate: the compiler holds that, and it is tested natively; its modules are handed on
//! here. `tests/layers.rs` holds which module may use which, over all crates. README.md has the way of a password from the form to a signed request, file by file.

pub mod browser;
pub mod ui;

pub use satchel_core::{api, auth, aws, config, files, json, ports, preferences, route, secret};
