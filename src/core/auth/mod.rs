//! Who the visitor is: sign-in flows, tokens, the session and its credentials.

pub mod account;
pub mod accounts;
pub mod authenticator;
pub mod challenge;
pub mod code;
pub mod credential_flow;
pub mod developer_login;
pub mod device;
pub mod error;
pub mod federation;
pub mod idle;
pub mod lease;
pub mod linking;
pub mod managed_login;
pub mod new_user;
pub mod oauth;
pub mod passkey;
pub mod pending;
pub mod session;
pub mod sign_in;
pub mod sign_up;
pub mod srp;
mod srp_proof;
pub mod tab_messages;
pub mod tokens;
pub mod user_name;
pub mod visitor;

pub use error::AuthError;
pub use session::Session;
