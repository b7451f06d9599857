//! Satchel: a private file space and item view for every user of an AWS account, with no server.
//!
//! The layers, each knowing only those below it:
//!
//! | module | what it is | may use |
//! |---|---|---|
//! | [`ui`] | what the visitor sees | everything |
//! | [`files`] | what a visitor does with a bucket: uploads | `auth`, `aws`, `ports`, `config` |
//! | [`auth`] | who the visitor is: sign-in flows, tokens, the session | `aws`, `ports`, `config` |
//! | [`aws`] | what AWS understands: requests, signatures, answers | `ports`, `config` |
//! | [`ports`] | the seams to the world: HTTP, clock, randomness, storage | nothing |
//! | [`browser`] | the only code that touches the browser; implements `ports` | `ports`, the browser |
//!
//! `config`, `route`, `ports`, `secret`, `aws`, `auth` and `files` import neither leptos nor any browser crate, so they are
//! tested natively; clippy's `disallowed-methods` holds the rule.
//!
//! To follow a password from the form to a signed request, read downwards: `ui::pages::entrance::sign_in`,
//! [`auth::sign_in`], [`auth::srp`], [`auth::session`], [`aws::identity_pool`], [`aws::client`], [`aws::sigv4`].

pub mod api;
pub mod auth;
pub mod aws;
pub mod browser;
pub mod config;
pub mod files;
pub mod ports;
pub mod preferences;
pub mod route;
pub mod secret;
pub mod ui;
